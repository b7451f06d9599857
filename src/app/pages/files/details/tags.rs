//! The tab "Tags": all tags of a file, changed together.

use crate::ui::reactive::*;

use super::super::access::Action;
use super::drafts::TagsDraft;
use super::object::{ObjectDetails, refusal};
use super::pairs::{PairWords, Pairs};
use crate::aws::Error;
use crate::aws::s3::{Tag, Tagging};
use crate::files::tags::{self, MAX_TAGS, Saved, TagFault};
use crate::ui::components::{
    Button, ButtonKind, Fact, Handler, NoticeKind, Problem, Text, error_notice, facts, form, notice, skeleton,
};
use crate::ui::dom::{View, group, html, live, text, when};
use crate::ui::task::Task;

const WORDS: PairWords = PairWords {
    name: |at| t!("Key {number}", number = at),
    value: |at| t!("Value {number}", number = at),
    remove: |at| t!("Remove tag {number}", number = at),
    add: phrase!("Add a tag"),
};

/// The tags of one file, and what is typed. It outlives its tab: what is typed stays while another one is looked at.
#[derive(Clone, Copy)]
pub struct TagEditor {
    object: ObjectDetails,
    /// As S3 has them, once it was asked.
    seen: RwSignal<Option<Tagging>>,
    typed: Pairs,
    /// S3 was asked.
    asked: StoredValue<bool>,
    problem: RwSignal<Option<Problem>>,
    fault: RwSignal<Option<String>>,
    faulty: RwSignal<Option<usize>>,
    /// Somebody else has changed them.
    changed: RwSignal<Option<Tagging>>,
    refused: RwSignal<Option<&'static str>>,
    loading: Task,
    saving: RwSignal<bool>,
}

impl TagEditor {
    /// Begins with what was typed before, if something was.
    pub fn new(object: ObjectDetails) -> TagEditor {
        let draft = object.drafts.tags.take(&object.uri());
        let (typed, asked) = (Pairs::new(), StoredValue::new(draft.is_some()));
        typed.set(draft.iter().flat_map(|draft| draft.typed.clone()));
        TagEditor {
            object,
            seen: RwSignal::new(draft.map(|draft| draft.seen)),
            typed,
            asked,
            problem: RwSignal::new(None),
            fault: RwSignal::new(None),
            faulty: RwSignal::new(None),
            changed: RwSignal::new(None),
            refused: RwSignal::new(None),
            loading: Task::new(),
            saving: RwSignal::new(false),
        }
    }

    /// Keeps what is typed, if it is neither saved nor being saved.
    pub fn keep_draft(self) {
        let Some(seen) = self.seen.get() else { return };
        if !self.saving.get() && tags::changes(&seen.tags, &self.wanted()) > 0 {
            self.object.drafts.tags.keep(self.object.uri(), TagsDraft { seen, typed: self.typed.get() });
        }
    }

    /// The tab's panel.
    pub fn view(self) -> View {
        if self.object.unaddressable().is_some() {
            return html::p().class("hint").child(t!("Tags of this file can't be read here.")).into();
        }
        if !self.asked.get_value() {
            self.asked.set_value(true);
            self.refused.set(self.object.is_refused(Action::ReadTags).then_some("s3:GetObjectTagging"));
            if self.refused.read_untracked().is_none() {
                self.load();
            }
        }
        let retry = Handler::from(move || self.load());
        let is_known = Memo::new(move |_| self.seen.read().is_some());
        let content = live(move || match (self.refused.get(), is_known.get()) {
            (Some(action), _) => refusal(action),
            (None, true) => self.known(),
            (None, false) if self.problem.read().is_some() => View::none(),
            (None, false) => html::div().attr("aria-busy", "true").child(skeleton(3)).into(),
        });
        let problem = live(move || {
            let retry = (!is_known.get()).then_some(retry);
            error_notice(self.problem, retry)
        });
        group([content, problem])
    }

    fn load(self) {
        self.problem.set(None);
        self.loading.restart(async move {
            let state = self.object.files.state;
            let (folder, key) = (self.object.folder(), self.object.key());
            match state.client().get_object_tagging(&folder.bucket, &key, &state.session()).await {
                Ok(tagging) => self.show(tagging),
                Err(error) => {
                    let iam = "s3:GetObjectTagging";
                    let problem = self.object.explain(t!("Couldn't load the tags"), Action::ReadTags, iam, "GET", &error);
                    self.fail(&error, iam, problem);
                }
            }
        });
    }

    fn fail(self, error: &Error, iam_action: &'static str, problem: Problem) {
        if error.code() == "AccessDenied" && self.seen.read_untracked().is_none() {
            self.refused.set(Some(iam_action));
        } else {
            self.problem.set(Some(problem));
        }
    }

    fn show(self, tagging: Tagging) {
        self.typed.set(tagging.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())));
        self.seen.set(Some(tagging));
        self.changed.set(None);
        self.fault.set(None);
        self.faulty.set(None);
    }

    fn wanted(self) -> Vec<Tag> {
        self.typed.get().into_iter().map(|(key, value)| Tag { key, value }).collect()
    }

    fn known(self) -> View {
        let may_write = self.object.files.allowed.get().write && !self.object.is_refused(Action::WriteTags);
        if !may_write {
            return self.read_only();
        }
        let changes = Memo::new(move |_| {
            let wanted = self.wanted();
            self.seen.with(|seen| seen.as_ref().map_or(0, |seen| tags::changes(&seen.tags, &wanted)))
        });
        let actions = move || {
            let discard = move || {
                if let Some(seen) = self.seen.get_untracked() {
                    self.problem.set(None);
                    self.show(seen);
                }
            };
            let save = Button::new(label(changes)).kind(ButtonKind::Primary).submit().busy(self.saving);
            let discard = Button::new(t!("Discard")).kind(ButtonKind::Quiet).disabled(self.saving).on_click(discard);
            html::div().class("details-actions").child(save).child(discard)
        };
        let fault = live(move || self.fault.get().map(|fault| html::p().class("field-error").attr("role", "alert").child(fault)));
        form(move || self.save())
            .child(html::p().class("hint").child(t!("Up to ten. Tags can decide who may read a file and what it costs.")))
            .child(self.typed.view(WORDS, MAX_TAGS, self.faulty))
            .child(fault)
            .child(live(move || self.changed.get().map(|now| self.conflict(now))))
            .child(when(move || changes.get() > 0, actions))
            .into()
    }

    fn read_only(self) -> View {
        let tags = self.seen.get().unwrap_or_default().tags;
        if tags.is_empty() {
            return html::p().class("hint").child(t!("No tags")).into();
        }
        let fact = |tag: Tag| Fact::text(Text::data(tag.key), Text::data(tag.value));
        facts(tags.into_iter().map(fact).collect::<Vec<_>>()).into()
    }

    /// Somebody else was faster: which are to stay.
    fn conflict(self, now: Tagging) -> View {
        let theirs = now.clone();
        let mine = move || {
            self.seen.set(Some(now.clone()));
            self.changed.set(None);
            self.save();
        };
        let actions = html::div()
            .class("details-actions")
            .child(Button::new(t!("Show current tags")).on_click(move || self.show(theirs.clone())))
            .child(Button::new(t!("Save mine")).kind(ButtonKind::Quiet).on_click(mine));
        let says = html::p().child(t!("The tags or the file were changed meanwhile. Nothing was saved."));
        notice(NoticeKind::Warning, group([says, actions])).into()
    }

    fn save(self) {
        let wanted = untrack(|| self.wanted());
        let Some(seen) = self.seen.get_untracked() else { return };
        let fault = tags::fault(&wanted);
        self.faulty.set(fault.map(|(at, _)| at));
        self.fault.set(fault.map(|(_, fault)| words(fault)));
        self.problem.set(None);
        if fault.is_some() {
            return;
        }
        let (target, uri, drafts) = (self.object.target(), self.object.uri(), self.object.drafts.tags);
        target.clone().start(self.saving, async move {
            let state = self.object.files.state;
            let title = t!("Couldn't save the tags");
            let saved = tags::save(&state.client(), &target.folder.bucket, &target.key, &seen, &wanted, &state.session()).await;
            if !matches!(saved, Ok(Saved::Done(_))) && self.seen.is_disposed() {
                let typed = wanted.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect();
                drafts.keep(uri, TagsDraft { seen, typed });
            }
            match saved {
                Ok(Saved::Done(now)) => {
                    self.show(now);
                    state.say(t!("Tags saved"));
                }
                Ok(Saved::Changed(now)) => {
                    if !self.changed.try_set(Some(now)) {
                        let reason = t!("The tags or the file were changed meanwhile. Nothing was saved.").to_owned();
                        target.tell(self.problem, Problem { title: title.to_owned(), reason, ..Problem::default() });
                    }
                }
                Err(error) => {
                    let iam = if wanted.is_empty() { "s3:DeleteObjectTagging" } else { "s3:PutObjectTagging" };
                    let methods = if wanted.is_empty() { "DELETE" } else { "PUT" };
                    target.tell(self.problem, target.explain(title, Action::WriteTags, iam, methods, &error));
                }
            }
        });
    }
}

fn label(changes: Memo<usize>) -> View {
    text(move || n!(changes.get(), one = "Save {count} change", other = "Save {count} changes"))
}

fn words(fault: TagFault) -> String {
    match fault {
        TagFault::NoKey => t!("Enter a key.").to_owned(),
        TagFault::KeyTooLong => t!("A key can have up to 128 characters.").to_owned(),
        TagFault::ValueTooLong => t!("A value can have up to 256 characters.").to_owned(),
        TagFault::Character(character) => {
            t!("Tags can't contain “{character}”. Use letters, digits, spaces and + - = . _ : / @", character = character)
        }
        TagFault::Reserved => t!("Keys that begin with aws: belong to AWS.").to_owned(),
        TagFault::Duplicate => t!("This key is used twice.").to_owned(),
    }
}
