//! The tab "Versions": what the bucket keeps of a file, the newest first.

use std::time::SystemTime;

use crate::ui::reactive::*;
use leptos::ev;

use super::super::access::Action;
use super::super::download;
use super::look::{VersionLook, can_be_compared, look_dialog};
use super::object::{ObjectDetails, ObjectTarget, refusal};
use crate::aws::s3::{ObjectVersion, VersionContent};
use crate::files::copy::needs_parts;
use crate::files::versions::{self, VersionHistory};
use crate::ui::components::{
    Button, ButtonKind, ConfirmDialog, Dialog, Handler, Icon, Menu, MenuItem, Problem, Question, error_notice, skeleton,
};
use crate::ui::dom::{Element, View, effect, group, html, live};
use crate::ui::task::Task;
use crate::ui::words::format;

/// The versions of one file.
#[derive(Clone, Copy)]
pub struct VersionList {
    object: ObjectDetails,
    history: RwSignal<Option<VersionHistory>>,
    problem: RwSignal<Option<Problem>>,
    refused: RwSignal<bool>,
    loading: Task,
    /// Something is done to a version.
    busy: RwSignal<bool>,
    deleting: Question<ObjectVersion>,
    /// Whether one is brought back that S3 copies in parts.
    bringing_back: Question<ObjectVersion>,
    looking: Question<VersionLook>,
}

impl VersionList {
    /// Nothing is known of them yet.
    pub fn new(object: ObjectDetails) -> VersionList {
        VersionList {
            object,
            history: RwSignal::new(None),
            problem: RwSignal::new(None),
            refused: RwSignal::new(false),
            loading: Task::new(),
            busy: RwSignal::new(false),
            deleting: Question::new(),
            bringing_back: Question::new(),
            looking: Question::new(),
        }
    }

    /// The tab's panel.
    pub fn view(self) -> View {
        if self.object.unaddressable().is_some() {
            return html::p().class("hint").child(t!("Versions of this file can't be read here.")).into();
        }
        self.refused.set(self.object.is_refused(Action::ListVersions));
        let seen = Memo::new(move |_| self.object.head.read().as_ref().map(|head| (head.e_tag.clone(), head.version_id.clone())));
        let asked_for = StoredValue::new(None);
        // At once, and again whenever the file has another version than the list says: each that is seen is asked for once.
        effect(move || {
            let (seen, is_loading) = (seen.get(), self.loading.running().get());
            let is_new = asked_for.get_value().is_none_or(|before| before != seen);
            if is_loading || !is_new || self.refused.get_untracked() {
                return;
            }
            let is_first = asked_for.get_value().is_none();
            asked_for.set_value(Some(seen.clone()));
            let is_listed = |history: &VersionHistory| match (history.current(), &seen) {
                (Some(current), Some((e_tag, version_id))) => {
                    let has_tag = current.content.as_ref().is_some_and(|content| e_tag.is_empty() || content.e_tag == *e_tag);
                    has_tag && version_id.as_ref().is_none_or(|version_id| *version_id == current.version_id)
                }
                (current, seen) => current.is_none() && seen.is_none(),
            };
            if is_first || !self.history.read_untracked().as_ref().is_some_and(is_listed) {
                self.load(VersionHistory::default());
            }
        });
        let retry = Handler::from(move || self.load(VersionHistory::default()));
        let content = live(move || match (self.refused.get(), self.history.get()) {
            (true, _) => refusal("s3:ListBucketVersions"),
            (false, Some(history)) => self.known(&history),
            (false, None) if self.problem.read().is_some() => View::none(),
            (false, None) => html::div().attr("aria-busy", "true").child(skeleton(4)).into(),
        });
        let problem = live(move || error_notice(self.problem, self.history.read().is_none().then_some(retry)));
        // Escape closes a dialog, and not the drawer that it lies in.
        let dialogs = html::div()
            .on(ev::keydown, |event| event.stop_propagation())
            .child(self.question())
            .child(self.large_question())
            .child(look_dialog(self.object, self.looking));
        group([content, problem, dialogs.into()])
    }

    /// Loads what comes after `known`.
    fn load(self, known: VersionHistory) {
        self.problem.set(None);
        self.loading.restart(async move {
            let state = self.object.files.state;
            let (folder, key) = (self.object.folder(), self.object.key());
            match known.load(&state.client(), &folder.bucket, &key, &state.session()).await {
                // The same again leaves the list as it is: a menu may be open, or a line have the focus.
                Ok(history) => self.history.set_if_new(Some(history)),
                Err(error) => {
                    let iam = "s3:ListBucketVersions";
                    let problem = self.object.explain(t!("Couldn't load the versions"), Action::ListVersions, iam, "GET", &error);
                    let is_refused = error.code() == "AccessDenied" && self.history.read_untracked().is_none();
                    self.refused.set(is_refused);
                    self.problem.set((!is_refused).then_some(problem));
                }
            }
        });
    }

    fn known(self, history: &VersionHistory) -> View {
        if !history.is_kept() {
            return html::p().class("hint").child(t!("This bucket keeps no earlier versions of this file.")).into();
        }
        let count = history.versions.len();
        let size = format::size(history.bytes());
        let sum = if history.next.is_some() {
            n!(count, one = "The newest {count} version, {size}", other = "The newest {count} versions, {size}", size = size)
        } else {
            n!(count, one = "{count} version, {size} in all", other = "{count} versions, {size} in all", size = size)
        };
        let list = html::ol().class("versions").children(history.versions.iter().map(|version| self.line(version)));
        let is_more = history.next.is_some();
        let known = history.clone();
        let more = is_more.then(|| {
            Button::new(t!("Show more"))
                .kind(ButtonKind::Link)
                .busy(self.loading.running())
                .on_click(move || self.load(known.clone()))
        });
        let note = html::p()
            .class("details-note")
            .child(Icon::Clock)
            .child(html::span().child(t!("This bucket keeps versions. Replacing or deleting can be undone.")));
        group([html::p().class("hint").child(sum).into(), list.into(), View::from(more), note.into()])
    }

    fn line(self, version: &ObjectVersion) -> Element {
        let now = self.object.files.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let (at, now) = (version.last_modified.unix_timestamp(), now.as_secs() as i64);
        let badge = match &version.content {
            None => Some(html::span().class("badge").child(t!("Deleted"))),
            Some(_) if version.is_latest => Some(html::span().class("badge good").child(t!("Current"))),
            Some(_) => None,
        };
        let second = match &version.content {
            None => t!("Delete marker").to_owned(),
            Some(content) => t!("{size} · {tag}", size = format::size(content.size), tag = short(&content.e_tag)),
        };
        let text = html::div()
            .class("version-text")
            .child(html::p().child(format::relative_element(at, now)).child(" ").child(badge))
            .child(html::p().class("hint").child(second));
        html::li()
            .class("version")
            .class_when("latest", version.is_latest)
            .child(text)
            .child(self.bring_back_button(version, now))
            .child(self.menu(version, now))
    }

    /// For a version that is not current, or a delete marker that hides the file.
    fn bring_back_button(self, version: &ObjectVersion, now: i64) -> Option<View> {
        let allowed = self.object.files.allowed.get_untracked();
        let is_hidden_by_it = version.is_latest && version.content.is_none();
        let can = match &version.content {
            Some(content) => !version.is_latest && allowed.write && allowed.get && !is_archived(content),
            None => is_hidden_by_it && allowed.delete,
        };
        let label = t!("Bring back {time}", time = format::relative(version.last_modified.unix_timestamp(), now));
        let version = version.clone();
        let button = Button::new(t!("Bring back")).class("button small").label(label).busy(self.busy);
        // A copy in parts is given what a script may read of the version.
        let is_large = version.content.as_ref().is_some_and(|content| needs_parts(content.size));
        let press = move || if is_large { self.bringing_back.ask(version.clone()) } else { self.bring_back(version.clone()) };
        can.then(|| button.on_click(press).into())
    }

    fn menu(self, version: &ObjectVersion, now: i64) -> Option<View> {
        let allowed = self.object.files.allowed.get_untracked();
        let label = t!("Version of {time}", time = format::relative(version.last_modified.unix_timestamp(), now));
        let mut items = Vec::new();
        if let (true, Some(content)) = (allowed.get, &version.content)
            && !is_archived(content)
        {
            let look = move |with: Option<ObjectVersion>| VersionLook { version: version.clone(), with };
            let (alone, version) = (look(None), version.clone());
            items.push(MenuItem::new(t!("Preview"), Icon::Eye, move || self.looking.ask(alone.clone())));
            let current = self.history.with_untracked(|history| history.as_ref()?.current().cloned());
            if let Some(current) = current.filter(|current| can_be_compared(&version, current)) {
                let both = look(Some(current));
                items.push(MenuItem::new(t!("Compare with current"), Icon::Columns, move || self.looking.ask(both.clone())));
            }
            items.push(MenuItem::new(t!("Download"), Icon::Download, move || self.download(version.clone())));
        }
        if allowed.delete && !self.object.is_refused(Action::DeleteVersions) {
            let version = version.clone();
            items.push(MenuItem::new(t!("Delete this version"), Icon::Trash, move || self.deleting.ask(version.clone())));
        }
        let menu = (!items.is_empty()).then(|| Menu::new(label, move || items.clone()).child(Icon::More));
        menu.map(View::from)
    }

    /// Copies a version onto the file, if that is still what it was; or takes a delete marker away.
    fn bring_back(self, version: ObjectVersion) {
        let current = self.history.with_untracked(|history| history.as_ref().and_then(VersionHistory::current).cloned());
        self.problem.set(None);
        let target = self.object.target();
        target.clone().start(self.busy, async move {
            let state = self.object.files.state;
            let (bucket, client) = (&target.folder.bucket, state.client());
            let done = versions::bring_back(&client, bucket, &version, current.as_ref(), &state.session()).await;
            let iam = if version.content.is_some() { "s3:PutObject" } else { "s3:DeleteObjectVersion" };
            match done {
                Ok(()) => self.done(&target, t!("Version brought back")),
                Err(error) => {
                    let title = t!("Couldn't bring back this version");
                    target.tell(self.problem, target.explain(title, Action::Write, iam, "PUT, DELETE", &error));
                }
            }
        });
    }

    fn done(self, target: &ObjectTarget, news: &str) {
        self.object.files.state.say(news);
        target.refresh();
        if !self.history.is_disposed() {
            self.object.ask_again();
            self.load(VersionHistory::default());
        }
    }

    fn download(self, version: ObjectVersion) {
        self.problem.set(None);
        let (target, files) = (self.object.target(), self.object.files);
        let name = self.object.entry.get_untracked().map(|entry| entry.name().to_owned()).unwrap_or_default();
        target.clone().start(self.busy, async move {
            let started = download::save_version(files.state, &target.folder, &version, &name).await;
            if let Err(error) = started {
                let title = t!("Couldn't download this version");
                let problem = target.explain(title, Action::ReadVersions, "s3:GetObjectVersion", "GET", &error);
                target.tell(self.problem, problem);
            }
        });
    }

    /// Says what is lost with a large version before it is.
    fn large_question(self) -> View {
        let bring_back = move || {
            let version = untrack(|| self.bringing_back.subject());
            self.bringing_back.close();
            if let Some(version) = version {
                self.bring_back((*version).clone());
            }
        };
        let content = move || {
            let says = t!("S3 copies a version this large in parts. Metadata that this site can't read is left out.");
            let actions = html::div()
                .class("dialog-actions")
                .child(Button::new(t!("Cancel")).autofocus().on_click(move || self.bringing_back.close()))
                .child(Button::new(t!("Bring back")).kind(ButtonKind::Primary).on_click(bring_back));
            group([html::p().class("dialog-text").child(says), actions])
        };
        Dialog::new(self.bringing_back, t!("Bring back this version?")).content(content)
    }

    fn question(self) -> View {
        let problem = RwSignal::new(None::<Problem>);
        let busy = RwSignal::new(false);
        let confirm = move || {
            let Some(version) = untrack(|| self.deleting.subject()) else { return };
            problem.set(None);
            let target = self.object.target();
            target.clone().start(busy, async move {
                let state = self.object.files.state;
                let (bucket, client) = (&target.folder.bucket, state.client());
                let deleted = client.delete_object_version(bucket, &version.key, &version.version_id, &state.session()).await;
                match deleted {
                    Ok(()) => {
                        self.deleting.close();
                        self.done(&target, t!("Version deleted"));
                    }
                    Err(error) => {
                        let (title, iam) = (t!("Couldn't delete this version"), "s3:DeleteObjectVersion");
                        target.tell(problem, target.explain(title, Action::DeleteVersions, iam, "DELETE", &error));
                    }
                }
            });
        };
        let says = move || {
            let is_marker = self.deleting.subject().is_some_and(|version| version.content.is_none());
            let says = if is_marker { t!("This restores the file.") } else { t!("This can't be undone.") };
            html::p().child(says)
        };
        ConfirmDialog::new(self.deleting, t!("Delete this version?"), t!("Delete"))
            .busy(busy)
            .problem(problem)
            .on_confirm(confirm)
            .content(move || live(says))
    }
}

pub(super) fn is_archived(content: &VersionContent) -> bool {
    matches!(content.storage_class.as_str(), "GLACIER" | "DEEP_ARCHIVE")
}

/// `83b8e9e0…286d3`: enough of an ETag to tell it from others.
fn short(e_tag: &str) -> String {
    let e_tag = e_tag.trim_matches('"');
    match (e_tag.get(..8), e_tag.get(e_tag.len().saturating_sub(5)..)) {
        (Some(start), Some(end)) if e_tag.len() > 14 => format!("{start}…{end}"),
        _ => e_tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_entities_are_cut_where_they_are_long() {
        assert_eq!(short("\"83b8e9e0aaaaaaaaaaaaaaaaaaa286d3\""), "83b8e9e0…286d3");
        assert_eq!(short("\"abc\""), "abc");
        assert_eq!(short("\"aéééééééé\""), "aéééééééé", "no letter is cut in two");
    }
}
