//! Pointing at a folder: the places, the way to a folder in one of them, and the folders in it.

use crate::aws::retry::repeat_while;
use crate::ui::reactive::*;

use super::super::access::Refusals;
use super::super::entries::{Entry, EntryWords};
use super::super::file_type::FileType;
use super::super::folder::{self, Folder};
use super::super::new_folder::make;
use super::super::paths::{self, folder_name_fault};
use super::super::places::{self, PlaceLinks};
use super::{Copies, recent};
use crate::app::preferences::MyPreferences;
use crate::aws::Error;
use crate::aws::s3::ObjectPage;
use crate::route::Place;
use crate::ui::components::{Button, ButtonKind, Icon, Problem, Text, TextField, error_notice, form};
use crate::ui::dom::{Element, View, effect, group, html, live, when};
use crate::ui::task::Task;

/// Where the visitor points at.
#[derive(Clone, Copy)]
pub struct Picker {
    copies: Copies,
    /// Whose folders are shown.
    place: RwSignal<Place>,
    /// The same, once it is known where that is.
    folder: RwSignal<Option<Folder>>,
    folders: RwSignal<Vec<Entry>>,
    /// The key of the one among them that is pointed at, if one is.
    chosen: RwSignal<Option<String>>,
    wanted: RwSignal<String>,
    naming: RwSignal<bool>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    loading: Task,
}

impl Picker {
    /// Begins at `place`. Belongs to the component that calls it.
    pub fn begin(copies: Copies, place: Place) -> Picker {
        let busy = RwSignal::new(false);
        let picker = Picker {
            copies,
            place: RwSignal::new(place),
            folder: RwSignal::new(None),
            folders: RwSignal::new(Vec::new()),
            chosen: RwSignal::new(None),
            wanted: RwSignal::new(String::new()),
            naming: RwSignal::new(false),
            busy,
            problem: RwSignal::new(None),
            loading: Task::with_running(busy),
        };
        effect(move || {
            let place = picker.place.get();
            untrack(|| picker.load(place));
        });
        picker
    }

    /// The folder that is pointed at, or the one whose folders are shown.
    pub fn target(self) -> Option<Folder> {
        let folder = self.folder.get()?;
        match self.chosen.get() {
            Some(key) => folder.at(&key),
            None => Some(folder),
        }
    }

    /// What it is called.
    pub fn target_name(self) -> String {
        match self.chosen.get() {
            Some(key) => paths::shown(paths::last_name(&key)).to_owned(),
            None => self.copies.name(&self.place.read()).to_string(),
        }
    }

    fn open(self, place: Place) {
        self.place.set(place);
    }

    fn load(self, place: Place) {
        self.folder.set(None);
        self.folders.set(Vec::new());
        self.chosen.set(None);
        self.wanted.set(String::new());
        self.naming.set(false);
        self.problem.set(None);
        self.loading.restart(async move {
            if let Err(error) = self.list(place.clone()).await {
                self.problem.set(Some(folder::explain(t!("Couldn't load the folders"), &place, &error)));
            }
        });
    }

    async fn list(self, place: Place) -> Result<(), Error> {
        let state = self.copies.state;
        let session = state.session();
        let folder = Folder::find(place, &session).await?;
        self.folder.set(Some(folder.clone()));
        let wait_for_network = async |error: &Error| state.connection().wait_for_network(error).await;
        let mut next = None;
        loop {
            let list = folder.list(next.clone());
            let page = async || state.client().list_objects(&folder.bucket, &list, &session).await;
            let page = repeat_while(wait_for_network, page).await?;
            next = page.next_continuation_token.clone();
            let page = ObjectPage { objects: Vec::new(), ..page };
            let new: Vec<Entry> = folder.as_parent(|parent| parent.entries(page));
            self.folders.update(|folders| folders.extend(new.into_iter().filter(|entry| !folder.hides(&entry.key))));
            if next.is_none() {
                return Ok(());
            }
        }
    }

    /// Places at the left, folders at the right.
    pub fn view(self) -> View {
        let find = html::input()
            .attr("type", "search")
            .attr("aria-label", t!("Find a folder"))
            .attr("placeholder", t!("Find a folder"))
            .attr("autocomplete", "off")
            .bind_value(self.wanted);
        let find = html::div().class("search-field").child(Icon::Search).child(find);
        let new_folder = Button::new(t!("New folder"))
            .kind(ButtonKind::Quiet)
            .icon(Icon::FolderPlus)
            .disabled(move || self.folder.read().is_none())
            .on_click(move || self.naming.set(true));
        let folders = html::div()
            .class("picker-folders")
            .child(html::div().class("picker-head").child(self.way()).child(new_folder))
            .child(when(move || self.naming.get(), move || self.new_folder()))
            .child(find)
            .child(error_notice(self.problem, None))
            .child(self.list_view());
        html::div().class("picker").child(self.places()).child(folders).into()
    }

    fn places(self) -> Element {
        let links = PlaceLinks::get();
        let refusals = Refusals::get();
        let place = move |to: Place| {
            let here = to.clone();
            let is_here = move || (self.place.read().at("") == here).then_some("true");
            let locked = !refusals.allowed(&to).write;
            let (label, icon) = (self.copies.name(&to), places::icon(&to));
            let button = html::button()
                .attr("type", "button")
                .attr("aria-current", is_here)
                .attr("disabled", locked)
                .attr("title", locked.then(|| t!("Read only")))
                .attr("translate", label.translate())
                .on_click(move || self.open(to.clone()))
                .child(icon)
                .child(html::span().child(View::from(&label)))
                .child(locked.then_some(Icon::Lock));
            html::li().child(button)
        };
        let places = live(move || links.all().into_iter().map(place).collect::<Vec<_>>());
        let places = html::ul().attr("aria-label", t!("Places")).child(places);
        html::div().class("picker-places").child(places).child(self.recent(refusals))
    }

    /// Where something was moved or copied to lately, as far as it still may be. As it was when the picker came: a press must
    /// not move what is pressed next.
    fn recent(self, refusals: Refusals) -> Option<View> {
        let folder = |to: Place| {
            let (here, label) = (to.clone(), recent::label(self.copies, &to));
            let is_here = move || (*self.place.read() == here).then_some("true");
            let button = html::button()
                .attr("type", "button")
                .attr("aria-current", is_here)
                .attr("title", label.clone())
                .attr("translate", "no")
                .on_click(move || self.open(to.clone()))
                .child(Icon::Clock)
                .child(html::span().child(label));
            html::li().child(button)
        };
        let kept = untrack(|| recent::recent(self.copies, MyPreferences::get()));
        let folders: Vec<Element> = kept.into_iter().filter(|place| refusals.allowed(place).write).map(folder).collect();
        let caption = html::p().class("picker-caption").attr("aria-hidden", "true").child(t!("Recent"));
        (!folders.is_empty())
            .then(|| group([View::from(caption), html::ul().attr("aria-label", t!("Recent")).children(folders).into()]))
    }

    fn way(self) -> Element {
        let steps = move || {
            let place = self.place.get();
            let top = (self.copies.name(&place.at("")), place.at(""));
            let below = paths::steps(&place).into_iter().map(|(name, place)| (Text::data(name), place));
            let steps: Vec<(Text, Place)> = std::iter::once(top).chain(below).collect();
            let last = steps.len().saturating_sub(1);
            let step = |(at, (name, to)): (usize, (Text, Place))| {
                let label = html::span().attr("translate", name.translate()).child(View::from(&name));
                let part: View = match at == last {
                    true => html::strong().attr("aria-current", "true").child(label).into(),
                    false => html::button().attr("type", "button").on_click(move || self.open(to.clone())).child(label).into(),
                };
                html::li().child(part).child((at != last).then(|| Icon::ChevronRight.view()))
            };
            steps.into_iter().enumerate().map(step).collect::<Vec<_>>()
        };
        html::nav().attr("aria-label", t!("Folder")).child(html::ol().child(live(steps)))
    }

    fn list_view(self) -> Element {
        let row = move |entry: Entry| {
            let (key, at) = (entry.key.clone(), entry.key.clone());
            let (name, opens) = (entry.shown().to_owned(), entry.key.clone());
            let is_chosen = move || if self.chosen.read().as_deref() == Some(&*at) { "true" } else { "false" };
            let pick = html::button()
                .attr("type", "button")
                .class("picker-pick")
                .attr("aria-pressed", is_chosen)
                .attr("translate", "no")
                .on_click(move || self.chosen.set(Some(key.clone())))
                .child(FileType::Folder.icon())
                .child(html::span().child(name.as_str()));
            let open = Button::icon_only(Icon::ChevronRight, t!("Open {place}", place = name)).on_click(move || {
                let below = self.folder.get_untracked().and_then(|folder| folder.at(&opens));
                below.into_iter().for_each(|folder| self.open(folder.place));
            });
            html::li().child(pick).child(open)
        };
        let rows = move || {
            let wanted = self.wanted.read().trim().to_lowercase();
            let folders = self.folders.read();
            let found: Vec<Element> = folders
                .iter()
                .filter(|entry| entry.shown().to_lowercase().contains(&wanted))
                .map(|entry| row(entry.clone()))
                .collect();
            match (found.is_empty(), self.busy.get()) {
                (true, true) => html::p().class("hint").attr("role", "status").child(t!("Loading…")).into(),
                (true, false) if self.problem.read().is_none() => {
                    html::p().class("hint").attr("role", "status").child(t!("No folders here")).into()
                }
                _ => View::from(html::ul().attr("aria-label", t!("Folders")).children(found)),
            }
        };
        html::div().class("picker-list").child(live(rows))
    }

    fn new_folder(self) -> View {
        let name = RwSignal::new(String::new());
        let fault = RwSignal::new(None::<String>);
        let making = RwSignal::new(false);
        let task = Task::with_running(making);
        let create = move || {
            let Some(folder) = self.folder.get_untracked() else { return };
            let typed = name.get_untracked();
            fault.set(folder_name_fault(&folder.prefix(), &typed));
            if fault.read_untracked().is_some() {
                return;
            }
            task.start(async move {
                let key = format!("{}{typed}/", folder.prefix());
                match make(self.copies.state, &folder, &key).await {
                    Ok(true) => {
                        let place = folder.place.at(format!("{}{typed}/", folder.place.prefix()));
                        self.copies.came(&folder, &key);
                        self.open(place);
                    }
                    Ok(false) => fault.set(Some(t!("A folder with this name already exists.").to_owned())),
                    Err(error) => {
                        self.problem.set(Some(folder::explain_action(t!("Couldn't create the folder"), "PUT", &error)));
                    }
                }
            });
        };
        let cancel = Button::new(t!("Cancel")).kind(ButtonKind::Quiet).on_click(move || self.naming.set(false));
        let field = TextField::new(t!("Folder name"), name).error(fault).autofocus(true);
        let actions = group([cancel, Button::new(t!("Create")).submit().busy(making)]);
        form(create).class("picker-new").child(field).child(html::div().class("picker-new-actions").child(actions)).into()
    }
}
