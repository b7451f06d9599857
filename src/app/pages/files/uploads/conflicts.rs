//! What to do with files whose names are taken: asked once for all that come together.

use std::collections::VecDeque;

use crate::ui::reactive::*;
use futures::channel::oneshot;

use super::conflict_table::conflict_table;
use crate::files::upload::conflicts::{ConflictFile, Decision, Resolution};
use crate::files::upload::numbered;
use crate::ui::components::radio::{RadioOption, radio_group};
use crate::ui::components::{Button, ButtonKind, Dialog, Text, checkbox};
use crate::ui::dom::{View, effect, group, html, live, text, when};

/// What a question is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    /// The files whose names are taken.
    pub files: Vec<ConflictFile>,
    /// How many files came with them, these included.
    pub all: usize,
    /// What the visitor calls the folder they are in.
    pub folder: String,
    /// Some of them are spelled otherwise, but look the same.
    pub look_the_same: bool,
    /// When it is asked, in seconds since 1970.
    pub now: i64,
    /// What is done with the files.
    pub doing: ConflictingTransfer,
}

/// The transfer that the conflicting files belong to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConflictingTransfer {
    /// They come from the visitor's disk.
    #[default]
    Uploading,
    /// They are copied from another folder.
    Copying,
    /// They are moved from there.
    Moving,
}

impl ConflictingTransfer {
    /// What the button says that does it.
    fn verb(self, count: usize) -> String {
        match self {
            ConflictingTransfer::Uploading => n!(count, one = "Upload {count} file", other = "Upload {count} files"),
            ConflictingTransfer::Copying => n!(count, one = "Copy {count} file", other = "Copy {count} files"),
            ConflictingTransfer::Moving => n!(count, one = "Move {count} file", other = "Move {count} files"),
        }
    }
}

impl Conflict {
    fn identical(&self) -> usize {
        self.files.iter().filter(|file| file.is_identical).count()
    }
}

/// Asks one question after the other.
#[derive(Clone, Copy)]
pub struct Conflicts {
    waiting: StoredValue<VecDeque<(Conflict, oneshot::Sender<Decision>)>>,
    /// The question that is shown.
    shown: RwSignal<Conflict>,
    open: RwSignal<bool>,
}

impl Conflicts {
    /// No question yet.
    pub fn new() -> Conflicts {
        Conflicts {
            waiting: StoredValue::new(VecDeque::new()),
            shown: RwSignal::new(Conflict::default()),
            open: RwSignal::new(false),
        }
    }

    /// Asks. Whoever does not answer wants nothing changed.
    pub async fn ask(self, conflict: Conflict) -> Decision {
        let (sender, answer) = oneshot::channel();
        self.waiting.try_update_value(|waiting| waiting.push_back((conflict, sender)));
        self.show_next();
        answer.await.unwrap_or(Decision::NOTHING)
    }

    /// Asks nothing any more.
    pub fn clear(self) {
        self.waiting.try_update_value(VecDeque::clear);
        self.show_next();
    }

    fn show_next(self) {
        // Who asked may have been stopped meanwhile.
        let next = self.waiting.try_update_value(|waiting| {
            waiting.retain(|(_, sender)| !sender.is_canceled());
            waiting.front().map(|(conflict, _)| conflict.clone())
        });
        let next = next.flatten();
        let is_open = next.is_some();
        // The question is there before it is shown: its choices begin with it.
        self.shown.set(next.unwrap_or_default());
        self.open.set(is_open);
    }

    fn answer(self, answer: Decision) {
        if let Some((_, sender)) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
            // Nobody waits any more when the uploads were given up.
            let _ = sender.send(answer);
            self.show_next();
        }
    }
}

const CHOICES: [Resolution; 3] = [Resolution::KeepBoth, Resolution::Replace, Resolution::Skip];

/// The question.
pub fn conflict_dialog(conflicts: Conflicts) -> View {
    let Conflicts { shown, open, .. } = conflicts;
    // Closing the dialog is an answer, too.
    effect(move || {
        if !open.get() {
            conflicts.answer(Decision::NOTHING);
        }
    });
    Dialog::new(open, move || title(&shown.read())).everywhere().class("conflicts").content(move || {
        // Each question has its own answer.
        live(move || question(conflicts, shown.get()))
    })
}

/// `4 of 12 files are already in “My files”`
fn title(Conflict { files, all, folder, .. }: &Conflict) -> String {
    match files.as_slice() {
        [one] if *all <= 1 => t!("“{name}” already exists", name = one.path),
        files => n!(
            files.len(),
            one = "{count} of {all} files is already in “{folder}”",
            other = "{count} of {all} files are already in “{folder}”",
            all = crate::ui::words::format::number(*all as u64),
            folder = folder
        ),
    }
}

fn choices(conflict: &Conflict) -> Vec<RadioOption> {
    let example = conflict.files.first().map(|file| numbered(&file.path, 2)).unwrap_or_default();
    let choice = |resolution| {
        let (label, hint) = match resolution {
            Resolution::KeepBoth => (t!("Keep both"), t!("The new file gets a number: “{name}”.", name = example)),
            Resolution::Replace => (
                t!("Replace"),
                t!("The file in “{folder}” is overwritten. The site owner may be able to restore it.", folder = conflict.folder),
            ),
            Resolution::Skip => (t!("Skip"), t!("Keeps the existing file.").to_owned()),
        };
        RadioOption { label: Text::from(label), hint: Some(Text::words(hint)) }
    };
    CHOICES.map(choice).into()
}

fn question(conflicts: Conflicts, conflict: Conflict) -> View {
    let chosen = RwSignal::new(0_usize);
    let skip_identical = RwSignal::new(true);
    let decision = move || Decision {
        resolution: CHOICES.get(chosen.get()).copied().unwrap_or_default(),
        skip_identical: skip_identical.get(),
    };
    let (taken, identical, others) =
        (conflict.files.len(), conflict.identical(), conflict.all.saturating_sub(conflict.files.len()));
    let meanwhile = (others > 0).then(|| {
        let says = n!(others, one = "The other file is uploading.", other = "The other {count} files are uploading.");
        html::p().class("dialog-text").child(says)
    });
    let same =
        conflict.look_the_same.then(|| html::p().class("dialog-text").child(t!("Names that look the same count as the same.")));
    let same_bytes =
        n!(identical, one = "{count} has the same size and checksum", other = "{count} have the same size and checksum");
    let skips = (identical > 0).then(|| {
        let box_ = checkbox(t!("Skip identical files"), skip_identical, None);
        html::div().class("skip-identical").child(box_).child(html::span().class("badge").child(same_bytes))
    });
    let (files, doing) = (StoredValue::new(conflict.files.clone()), conflict.doing);
    let verb = move || {
        let sent = files.with_value(|files| decision().sent(files));
        match sent {
            0 => n!(taken, one = "Skip {count} file", other = "Skip {count} files"),
            sent => doing.verb(sent),
        }
    };
    let cancel = n!(taken, one = "Cancel this one", other = "Cancel these {count}");
    let actions = html::div()
        .class("dialog-actions")
        .child(Button::new(cancel).kind(ButtonKind::Quiet).on_click(move || conflicts.answer(Decision::NOTHING)))
        .child(Button::new(text(verb)).kind(ButtonKind::Primary).on_click(move || conflicts.answer(decision())));
    let choose = move |at: usize| chosen.set(at);
    let choices = radio_group(t!("What to do"), choices(&conflict), move || chosen.get(), choose);
    let several = taken > 1 || identical > 0;
    let table = when(move || several, move || files.with_value(|files| conflict_table(files, decision, conflict.now)));
    let form = html::div().class("conflict").child(meanwhile).child(same).child(choices).child(skips).child(table);
    group([View::from(form), actions.into()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_says_how_many_of_how_many() {
        let file = |path: &str| ConflictFile { path: path.into(), ..ConflictFile::default() };
        let of =
            |files: Vec<ConflictFile>, all| title(&Conflict { files, all, folder: "My files".into(), ..Conflict::default() });
        assert_eq!(of(vec![file("a.txt")], 1), "“a.txt” already exists");
        assert_eq!(of(vec![file("a.txt")], 12), "1 of 12 files is already in “My files”");
        assert_eq!(of(vec![file("a"), file("b")], 12), "2 of 12 files are already in “My files”");
    }
}
