//! The details of what is selected, or of the folder: a part of the program of its own.

mod deleted;
mod drafts;
mod edit_metadata;
mod look;
pub mod object;
mod pairs;
mod properties;
pub mod restoring;
mod size;
mod summary;
mod tags;
mod versions;

use std::rc::Rc;

use crate::ui::reactive::*;
use web_sys::Element;

use self::drafts::Drafts;
use self::object::ObjectDetails;
use self::tags::TagEditor;
use self::versions::VersionList;
use super::actions::registry::{FileAction, Group};
use super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::file_type::FileType;
use super::paths;
use super::state::Files;
use crate::ui::components::{Button, Icon, Point, Text, complementary, tabs};
use crate::ui::dom::{self, View, group, html, live};

/// The drawer with the details of what is chosen of the listing. It follows the selection, so that the arrow keys and presses on
/// rows leaf through the details.
pub fn details(files: Files) -> View {
    let Files { details: open, chosen, place, .. } = files;
    let title = move || match chosen.get() {
        SelectionSummary::Nothing => files.name(&place.read()),
        SelectionSummary::One(entry) => Text::data(entry.shown()),
        chosen => Text::words(summary(chosen.count())),
    };
    let icon = move || live(move || icon(&chosen.read()));
    // Not the entry itself: what is typed stays while a row changes.
    let subject = Memo::new(move |_| match &*chosen.read() {
        SelectionSummary::One(entry) => DetailsTarget::One { key: entry.key.clone(), is_folder: entry.is_folder() },
        SelectionSummary::Nothing => DetailsTarget::Folder,
        SelectionSummary::Several { .. } => DetailsTarget::Several,
    });
    let (tab, drafts) = (RwSignal::new(0), Drafts::new());
    complementary(t!("Details"), open, title, icon, move || {
        live(move || match subject.get() {
            DetailsTarget::One { key, is_folder: false } => of_file(files, key, tab, drafts),
            DetailsTarget::One { key, .. } => summary::of_subfolder(files, &key),
            DetailsTarget::Folder => summary::of_folder(files),
            DetailsTarget::Several => group([buttons(files), summary::of_several(files)]),
        })
    })
}

/// What the details are of.
#[derive(Clone, Debug, PartialEq)]
enum DetailsTarget {
    Folder,
    Several,
    One { key: String, is_folder: bool },
}

fn icon(chosen: &SelectionSummary) -> dom::Element {
    match chosen {
        SelectionSummary::One(entry) if !entry.is_folder() => FileType::of_file(entry.name()).icon(),
        SelectionSummary::One(_) | SelectionSummary::Nothing => FileType::Folder.icon(),
        SelectionSummary::Several { .. } => FileType::Other.icon(),
    }
}

fn of_file(files: Files, key: String, tab: RwSignal<usize>, drafts: Drafts) -> View {
    let Some(object) = ObjectDetails::new(files, key, drafts) else { return View::none() };
    let (tags, versions) = (TagEditor::new(object), VersionList::new(object));
    on_cleanup(move || {
        untrack(|| tags.keep_draft());
        if drafts.has(&object.uri()) {
            files.state.say(left_unsaved(files, &object.key()));
        }
    });
    let large = live(move || object.entry.read().as_ref().map(large_icon));
    let panels: Vec<crate::ui::components::tabs::Tab> = vec![
        (t!("Properties"), Rc::new(move || properties::properties(object))),
        (t!("Tags"), Rc::new(move || tags.view())),
        (t!("Versions"), Rc::new(move || versions.view())),
    ];
    group([large, buttons(files), tabs(t!("Details"), tab, panels)])
}

/// What is said when something else is shown than what changes were typed of.
fn left_unsaved(files: Files, key: &str) -> String {
    let name = paths::shown(paths::last_name(key));
    if files.state.route().read_untracked().place().is_some() {
        t!("Your changes to “{name}” aren't saved. Select it again to continue.", name = name)
    } else {
        // What was typed goes with the page.
        t!("Your changes to “{name}” weren't saved.", name = name)
    }
}

/// In the place of a picture.
fn large_icon(entry: &Entry) -> dom::Element {
    html::div().class("details-picture").child(FileType::of_file(entry.name()).icon())
}

/// What can be done with it, as the registry has it: on narrow screens the drawer covers the selection bar.
fn buttons(files: Files) -> View {
    let button = move |(at, action): (usize, &'static FileAction)| {
        let button = if at < 2 {
            Button::new(action.label.text()).icon(action.icon)
        } else {
            Button::icon_only(action.icon, action.label.text()).class("button")
        };
        View::from(button.on_click(move || action.run(files)))
    };
    let shown = move || {
        let looks = FileAction::offered(files).filter(|action| action.group == Group::Look).take(4);
        let is_more = FileAction::offered(files).next().is_some();
        group(looks.enumerate().map(button).chain(is_more.then(|| more(files).into())))
    };
    html::div().class("details-actions").child(live(shown)).into()
}

fn more(files: Files) -> dom::Element {
    let more = html::button().attr("type", "button").class("button icon-only");
    let node = more.node::<Element>();
    more.attr("aria-label", t!("Actions"))
        .attr("title", t!("Actions"))
        .attr("aria-haspopup", "menu")
        .on_click(move || files.menu.open(Point::below(&node)))
        .child(Icon::More)
}
