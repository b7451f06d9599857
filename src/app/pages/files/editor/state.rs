//! A text that is being edited: what was read, what is typed, and what becomes of it.

use std::time::{Duration, SystemTime};

use crate::ui::reactive::*;

use super::super::access::{Action, Refusals};
use super::super::copying::Copies;
use super::super::details::object::refused;
use super::super::entries::{Entry, File};
use super::super::folder::{self, Folder};
use super::super::paths::last_name;
use super::super::state::Files;
use super::words;
use crate::app::session::Session;
use crate::browser::Browser;
use crate::files::edit::draft::{self, TextDraft};
use crate::files::edit::kinds::{content_type, json_fault};
use crate::files::edit::save::{Editing, OpenFault, Opened, SaveFault, SaveOutcome};
use crate::files::edit::text::{EditableText, MAX_BYTES};
use crate::files::upload::{SentFile, numbered};
use crate::files::versions::ReplacingVersion;
use crate::ui::components::Problem;
use crate::ui::task::Task;
use crate::ui::timer::Timer;

/// How long nobody types before what was typed is kept for after a reload.
const PAUSE: Duration = Duration::from_millis(300);
/// As many names are tried for a copy.
const MOST_COPIES: usize = 20;

/// What is stored, as far as this page has seen it.
#[derive(Clone, PartialEq)]
pub struct Base {
    /// How it is stored.
    pub text: EditableText,
    /// As it is edited.
    pub edited: String,
    /// The `ETag` over which it is saved.
    pub e_tag: String,
    /// When it was read or written, in seconds since 1970.
    pub since: i64,
}

/// What is seen.
#[derive(Clone, PartialEq)]
pub enum EditorStage {
    /// It is being read.
    Opening,
    /// It was not read: the problem says why.
    Failed,
    /// It cannot be edited, for this reason.
    Unfit(Problem),
    /// It can be typed into.
    Editing,
    /// Somebody else has written it: what is there now. Without a text it is none that can be edited.
    Changed {
        /// Its `ETag`.
        e_tag: String,
        /// Its text.
        text: Option<EditableText>,
    },
    /// Somebody has deleted it.
    Deleted,
}

/// One file in the editor.
#[derive(Clone, Copy)]
pub struct Editor {
    files: Files,
    refusals: Refusals,
    copies: Copies,
    folder: StoredValue<Folder>,
    /// Whose drafts are kept.
    account: StoredValue<String>,
    key: RwSignal<String>,
    /// As it was listed.
    listed: StoredValue<File>,
    /// What was read or saved last.
    pub base: RwSignal<Option<Base>>,
    /// What is typed.
    pub text: RwSignal<String>,
    /// What is seen.
    pub stage: RwSignal<EditorStage>,
    /// What went wrong last.
    pub problem: RwSignal<Option<Problem>>,
    /// What the visitor's role lacks for saving.
    pub lacking: RwSignal<Option<String>>,
    /// Where it is no JSON, though its name says so.
    pub json_fault: RwSignal<Option<(usize, usize)>>,
    /// What was not saved before is here again.
    pub is_restored: RwSignal<bool>,
    /// It was saved since it was opened.
    pub has_saved: RwSignal<bool>,
    /// Whether what is typed survives a reload.
    pub is_kept: RwSignal<bool>,
    /// Whether there is something that is not saved; whoever shows the editor reads it after the editor is gone.
    pub unsaved: RwSignal<bool>,
    pending: Timer,
    /// Saving and opening.
    pub task: Task,
}

impl Editor {
    /// Opens a file. Belongs to the component that calls it; what is typed is kept when that goes.
    pub fn open(files: Files, folder: Folder, entry: &Entry, unsaved: RwSignal<bool>) -> Editor {
        let editor = Editor {
            files,
            refusals: Refusals::get(),
            copies: Copies::get(),
            folder: StoredValue::new(folder),
            account: StoredValue::new(files.state.session().account_id().unwrap_or_default()),
            key: RwSignal::new(entry.key.clone()),
            listed: StoredValue::new(entry.file().cloned().unwrap_or_default()),
            base: RwSignal::new(None),
            text: RwSignal::new(String::new()),
            stage: RwSignal::new(EditorStage::Opening),
            problem: RwSignal::new(None),
            lacking: RwSignal::new(None),
            json_fault: RwSignal::new(None),
            is_restored: RwSignal::new(false),
            has_saved: RwSignal::new(false),
            is_kept: RwSignal::new(true),
            unsaved,
            pending: Timer::new(),
            task: Task::new(),
        };
        unsaved.set(false);
        on_cleanup(move || editor.flush());
        editor.read();
        editor
    }

    /// What the file is called.
    pub fn name(self) -> String {
        last_name(&self.key.read()).to_owned()
    }

    /// Whether it can be typed into now.
    pub fn is_editing(self) -> bool {
        *self.stage.read() == EditorStage::Editing
    }

    fn layer(self) -> Editing<Browser, Session> {
        let state = self.files.state;
        let bucket = self.folder.with_value(|folder| folder.bucket.clone());
        let listed = self.listed.get_value();
        Editing { client: state.client(), credentials: state.session(), bucket, key: self.key.get_untracked(), listed }
    }

    /// Reads the file, and what was typed before and not saved.
    pub fn read(self) {
        self.problem.set(None);
        self.stage.set(EditorStage::Opening);
        let layer = self.layer();
        self.task.restart(async move {
            match layer.open().await {
                Ok(opened) => self.opened(opened),
                Err(fault) => self.not_opened(fault),
            }
        });
    }

    fn opened(self, Opened { text, e_tag }: Opened) {
        let base = self.base_of(text.clone(), e_tag.clone());
        let draft = self.draft().filter(|draft| draft.text != base.edited);
        self.text.set(draft.as_ref().map_or_else(|| base.edited.clone(), |draft| draft.text.clone()));
        self.base.set(Some(base));
        match draft {
            None => {
                self.discard_draft();
                self.stage.set(EditorStage::Editing);
            }
            Some(draft) => {
                self.is_restored.set(true);
                let is_same = draft.e_tag == e_tag;
                self.stage.set(if is_same { EditorStage::Editing } else { EditorStage::Changed { e_tag, text: Some(text) } });
            }
        }
        self.note();
    }

    fn not_opened(self, fault: OpenFault) {
        match fault {
            OpenFault::TooLong => self.stage.set(EditorStage::Unfit(words::too_long())),
            OpenFault::NotText => self.stage.set(EditorStage::Unfit(words::not_text())),
            OpenFault::NoETag => self.stage.set(EditorStage::Unfit(words::no_e_tag())),
            // What was typed is all that is left.
            OpenFault::Missing if self.draft().is_some() => {
                self.text.set(self.draft().map(|draft| draft.text).unwrap_or_default());
                self.base.set(EditableText::read(&[]).map(|empty| self.base_of(empty, String::new())));
                self.stage.set(EditorStage::Deleted);
                self.note();
            }
            OpenFault::Missing => self.stage.set(EditorStage::Unfit(words::missing())),
            OpenFault::Aws(error) => {
                // The file is there, or it would be missing.
                if Action::Read.is_named_by(&error) != Some(false) {
                    let place = self.folder.with_value(|folder| folder.place.clone());
                    self.refusals.note(&place, Action::Read, &error);
                }
                self.problem.set(Some(folder::explain_action(t!("Couldn't open the file"), "GET", &error)));
                self.stage.set(EditorStage::Failed);
            }
        }
    }

    fn base_of(self, text: EditableText, e_tag: String) -> Base {
        Base { edited: text.edited(), text, e_tag, since: self.now() }
    }

    fn now(self) -> i64 {
        let since = self.files.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or_default()
    }

    /// Saves what is typed over what was read, and does `then` once it is saved.
    pub fn save(self, then: impl FnOnce() + 'static) {
        let Some(base) = self.base.get_untracked() else { return };
        if !self.is_unsaved_now() {
            return then();
        }
        let Some((typed, bytes)) = self.bytes(&base) else { return };
        let layer = self.layer();
        self.task.start(async move {
            let outcome = layer.save(bytes.clone(), &base.e_tag).await;
            if self.finish(outcome, typed, &bytes) && !self.is_unsaved_now() {
                then();
            }
        });
    }

    /// What would be saved, if it is not too long.
    fn bytes(self, base: &Base) -> Option<(String, Vec<u8>)> {
        let typed = self.text.get_untracked();
        let bytes = base.text.write(&typed);
        self.problem.set((bytes.len() > MAX_BYTES).then(words::grown_too_long));
        (bytes.len() <= MAX_BYTES).then_some((typed, bytes))
    }

    /// Whether it is saved.
    fn finish(self, outcome: Result<SaveOutcome, SaveFault>, typed: String, bytes: &[u8]) -> bool {
        match outcome {
            Ok(SaveOutcome::Saved(SentFile { e_tag, over })) => {
                if let Some(version_id) = over {
                    self.offer_undo(version_id);
                }
                self.saved(e_tag, typed, bytes);
                return true;
            }
            Ok(SaveOutcome::Changed { e_tag, text }) => self.stage.set(EditorStage::Changed { e_tag, text }),
            Ok(SaveOutcome::Deleted) => self.stage.set(EditorStage::Deleted),
            Err(fault) => self.failed(&fault),
        }
        false
    }

    /// What this version took the place of is kept.
    fn offer_undo(self, version_id: String) {
        self.folder.with_value(|folder| {
            if self.refusals.may_take_back(&folder.place) {
                self.copies.saved(folder, ReplacingVersion { key: self.key.get_untracked(), version_id });
            }
        });
    }

    fn saved(self, e_tag: String, typed: String, bytes: &[u8]) {
        let text = EditableText::read(bytes).or_else(|| self.base.get_untracked().map(|base| base.text));
        let size = bytes.len() as u64;
        let file = File { size, modified: self.now(), e_tag: e_tag.clone(), ..self.listed.get_value() };
        self.listed.set_value(file.clone());
        let bucket = self.folder.with_value(|folder| folder.bucket.clone());
        self.files.listing.put(&bucket, vec![(self.key.get_untracked(), file)]);
        self.discard_draft();
        self.is_restored.set(false);
        self.has_saved.set(true);
        self.base.set(text.map(|text| Base { text, edited: typed, e_tag, since: self.now() }));
        self.stage.set(EditorStage::Editing);
        self.note();
        self.files.state.say(t!("Saved"));
    }

    fn failed(self, fault: &SaveFault) {
        let place = self.folder.with_value(|folder| folder.place.clone());
        if fault.iam_action == "s3:PutObject" {
            self.refusals.note(&place, Action::Write, &fault.error);
        }
        let mut problem = folder::explain_action(t!("Couldn't save the file"), "HEAD, PUT", &fault.error);
        if fault.is_refusal() {
            let arn = self.folder.with_value(|folder| folder.bucket.arn(&self.key.read_untracked()));
            refused(&mut problem, format!("{} ({arn})", fault.iam_action));
            self.lacking.set(Some(problem.reason.clone()));
        }
        self.problem.set(Some(problem));
    }

    /// Saves what is typed over what somebody else has written meanwhile, and only over that.
    pub fn keep_mine(self, e_tag: String) {
        self.base.update(|base| {
            if let Some(base) = base {
                base.e_tag = e_tag;
            }
        });
        let Some(base) = self.base.get_untracked() else { return };
        let Some((typed, bytes)) = self.bytes(&base) else { return };
        let layer = self.layer();
        self.task.start(async move {
            let outcome = layer.save(bytes.clone(), &base.e_tag).await;
            self.finish(outcome, typed, &bytes);
        });
    }

    /// Goes on with what somebody else has written.
    pub fn take_theirs(self, e_tag: String, text: EditableText) {
        let base = self.base_of(text, e_tag);
        self.discard_draft();
        self.is_restored.set(false);
        self.text.set(base.edited.clone());
        self.base.set(Some(base));
        self.stage.set(EditorStage::Editing);
        self.note();
    }

    /// Goes on typing; the next time it is saved, the same is asked.
    pub fn keep_editing(self) {
        self.stage.set(EditorStage::Editing);
    }

    /// Saves what is typed where there is no file any more.
    pub fn save_anew(self) {
        self.create(vec![self.key.get_untracked()]);
    }

    /// Saves what is typed beside the file, and goes on with that.
    pub fn save_copy(self) {
        let key = self.key.get_untracked();
        self.create((2..MOST_COPIES).map(|number| numbered(&key, number)).collect());
    }

    /// Saves what is typed under the first of these keys that is free.
    fn create(self, keys: Vec<String>) {
        let Some(base) = self.base.get_untracked() else { return };
        let Some((typed, bytes)) = self.bytes(&base) else { return };
        let before = self.key.get_untracked();
        self.task.start(async move {
            let mut outcome = Ok(SaveOutcome::Deleted);
            for key in keys {
                let layer = Editing { key: key.clone(), ..self.layer() };
                outcome = layer.create(bytes.clone(), content_type(last_name(&key))).await;
                if matches!(outcome, Ok(SaveOutcome::Saved(_))) {
                    if key != before {
                        self.discard_draft();
                        self.key.set(key);
                    }
                    self.listed.set_value(File { storage_class: "STANDARD".to_owned(), ..File::default() });
                    break;
                }
                if outcome.is_err() || key == before {
                    break;
                }
            }
            self.finish(outcome, typed, &bytes);
        });
    }

    /// Goes back to what was read or saved last.
    pub fn revert(self) {
        self.discard_draft();
        self.is_restored.set(false);
        self.problem.set(None);
        if let Some(base) = self.base.get_untracked() {
            self.text.set(base.edited);
        }
        self.note();
    }

    /// Gives up what is not saved: the editor is about to close.
    pub fn abandon(self) {
        self.task.stop();
        self.pending.stop();
        self.discard_draft();
        self.unsaved.set(false);
    }

    fn is_unsaved_now(self) -> bool {
        self.base.with_untracked(|base| base.as_ref().is_some_and(|base| base.edited != *self.text.read_untracked()))
    }

    /// Something was typed.
    pub fn typed(self) {
        let unsaved = self.is_unsaved_now();
        if self.unsaved.get_untracked() != unsaved {
            self.unsaved.set(unsaved);
        }
        self.pending.start(PAUSE, move || self.note());
    }

    /// Takes note of what is typed, for after a reload.
    pub fn note(self) {
        self.pending.stop();
        let unsaved = self.is_unsaved_now();
        if self.unsaved.get_untracked() != unsaved {
            self.unsaved.set(unsaved);
        }
        let kept = if unsaved { self.keep_draft() } else { true };
        if !unsaved {
            self.discard_draft();
        }
        if self.is_kept.get_untracked() != kept {
            self.is_kept.set(kept);
        }
        let fault = json_fault(&self.name(), &self.text.read_untracked());
        if self.json_fault.get_untracked() != fault {
            self.json_fault.set(fault);
        }
    }

    /// Keeps what was typed a moment ago: the editor or the page goes.
    pub fn flush(self) {
        if self.pending.stop() && self.unsaved.try_get_untracked() == Some(true) {
            self.keep_draft();
        }
    }

    fn store(self) -> Browser {
        self.files.state.client().platform().clone()
    }

    fn bucket_and_key(self) -> (String, String) {
        (self.folder.with_value(|folder| folder.bucket.name.clone()), self.key.get_untracked())
    }

    fn draft(self) -> Option<TextDraft> {
        let (bucket, key) = self.bucket_and_key();
        draft::find(&self.store(), &self.account.get_value(), &bucket, &key)
    }

    fn keep_draft(self) -> bool {
        let (bucket, key) = self.bucket_and_key();
        let e_tag = self.base.with_untracked(|base| base.as_ref().map(|base| base.e_tag.clone())).unwrap_or_default();
        let text = self.text.get_untracked();
        draft::keep(&self.store(), TextDraft { account: self.account.get_value(), bucket, key, e_tag, text })
    }

    fn discard_draft(self) {
        let (bucket, key) = self.bucket_and_key();
        draft::discard(&self.store(), &self.account.get_value(), &bucket, &key);
    }
}
