//! Text files edited in place: a part of the program of its own.

mod conflict;
mod leaving;
pub mod new_file;
pub mod read_or_edit;
mod state;
mod text_field;
mod words;

use std::sync::Arc;
use std::time::SystemTime;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, KeyboardEvent};

use self::conflict::conflict;
use self::leaving::{LeaveEditor, leave_dialog, watch};
use self::read_or_edit::read_or_edit;
use self::state::{Editor, EditorStage};
use self::text_field::text_field;
use super::entries::{Entry, EntryWords, File};
use super::file_type::FileType;
use super::folder::Folder;
use super::listing::Scope;
use super::preview::shown::{Preview, shown};
use super::state::Files;
use crate::browser::document;
use crate::files::edit::draft;
use crate::files::edit::kinds::is_text;
use crate::files::edit::text::MAX_BYTES;
use crate::ui::components::dialog::Opening;
use crate::ui::components::{
    Button, ButtonKind, Dialog, Handler, Icon, NoticeKind, Question, error_notice, key_caps, notice, skeleton, technical_details,
    visible,
};
use crate::ui::dom::{Element, View, group, html, live, text, when};
use crate::ui::words::{format, sentences};

/// Whether the one file that is selected is text that can be edited here, as far as its row tells.
pub fn is_editable(entry: &Entry) -> bool {
    is_editable_if_text(entry) && is_text(entry.name())
}

/// Whether it can be edited here if its bytes are text.
pub fn is_editable_if_text(entry: &Entry) -> bool {
    entry.file().is_some_and(|file| file.size <= MAX_BYTES as u64 && !file.is_archived())
}

/// Seconds since 1970, by the corrected clock.
fn now(files: Files) -> i64 {
    let since = files.state.client().now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

/// Goes on with a text of this folder that was not saved when the page was loaded anew, or the session ended.
pub fn resume(files: Files) {
    let Some(folder) = files.listing.folder.get_untracked() else { return };
    let account = files.state.session().account_id().unwrap_or_default();
    let store = files.state.client().platform().clone();
    // What is shown of all that is below was edited from there.
    let below = *files.scope.read_untracked() != Scope::Folder;
    let Some(draft) = draft::find_in(&store, &account, &folder.bucket.name, &folder.prefix(), below) else { return };
    let listed = files.listing.rows.with_untracked(|rows| rows.iter().find(|row| row.key == draft.key).cloned());
    let entry = listed.or_else(|| folder.as_parent(|parent| parent.deep_file(draft.key.clone(), File::default())));
    if let Some(entry) = entry {
        files.editing.ask((folder, vec![entry]));
    }
}

/// The editor, while a file is edited.
pub fn editor_dialog(files: Files) -> View {
    let editing = files.editing;
    let (unsaved, leaving) = (RwSignal::new(false), Question::<LeaveEditor>::new());
    let close = Handler::from(move || {
        unsaved.set(false);
        leaving.close();
        editing.close();
        files.keep_focus();
    });
    let may_close = move || {
        if !unsaved.get_untracked() {
            return close.run(());
        }
        // A browser may close it by itself, as when a phone's visitor goes back.
        let dialog = document().query_selector("dialog.editor").ok().flatten();
        if let Some(dialog) =
            dialog.and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok()).filter(|dialog| !dialog.open())
        {
            drop(dialog.show_modal());
        }
        leaving.ask(LeaveEditor::Close);
    };
    let title = move || match editing.subject().as_deref() {
        Some((_, entries)) => entries.first().map(|entry| t!("Edit {name}", name = entry.shown())).unwrap_or_default(),
        None => String::new(),
    };
    let content = move || {
        let asked = editing.subject()?;
        let (folder, entries) = &*asked;
        Some(content(files, folder.clone(), entries.first()?, unsaved, leaving, close))
    };
    let opening = Opening::new(move || editing.subject().is_some(), may_close);
    Dialog::new(opening, title).class("preview full editor").content(move || content().into())
}

fn content(
    files: Files,
    folder: Folder,
    entry: &Entry,
    unsaved: RwSignal<bool>,
    leaving: Question<LeaveEditor>,
    close: Handler,
) -> View {
    let editor = Editor::open(files, folder, entry, unsaved);
    watch(editor, leaving);
    let on_key = move |event: KeyboardEvent| {
        if leaving.subject().is_some() {
            return;
        }
        let is_held = event.ctrl_key() || event.meta_key();
        if is_held && !event.alt_key() && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
            save(editor);
        } else if event.key() == "Escape" && unsaved.get_untracked() && !event.is_composing() {
            event.prevent_default();
            leaving.ask(LeaveEditor::Close);
        }
    };
    // Wherever in the dialog the focus is.
    let listener = window_event_listener(ev::keydown, move |event| untrack(|| on_key(event)));
    on_cleanup(move || listener.remove());
    let retry = Handler::from(move || editor.read());
    let failed = live(move || error_notice(editor.problem, (*editor.stage.read() == EditorStage::Failed).then_some(retry)));
    let opening = move || *editor.stage.read() == EditorStage::Opening;
    let is_conflict = move || matches!(*editor.stage.read(), EditorStage::Changed { .. } | EditorStage::Deleted);
    let unfit = live(move || match editor.stage.get() {
        EditorStage::Unfit(why) => {
            let says = group([View::from(html::p().child(why.reason)), View::from(technical_details(why.details))]);
            Some(html::div().class("preview-none").attr("role", "alert").child(says))
        }
        _ => None,
    });
    let reads = RwSignal::new(false);
    let is_read = move || editor.is_editing() && reads.get();
    let paper = html::div()
        .class("paper")
        // The field stays, and what can be undone in it.
        .class_when("read", is_read)
        .child(tools(editor, leaving, reads))
        .child(html::div().class("editor-news").child(failed).child(restored(editor)))
        .child(when(opening, || skeleton(6)))
        .child(unfit)
        .child(when(move || editor.is_editing(), move || text_field(editor)))
        .child(when(is_read, move || html::div().class("preview-body").child(read(editor))))
        .child(when(is_conflict, move || html::div().class("editor-conflict").child(live(move || conflict(editor)))))
        .child(when(move || editor.is_editing(), move || foot(editor)));
    html::div()
        .class("preview-frame")
        .attr("aria-busy", move || opening().then_some("true"))
        .child(head(editor))
        .child(paper)
        .child(leave_dialog(editor, leaving, close))
        .into()
}

/// What is typed, as it is read.
fn read(editor: Editor) -> View {
    let preview = untrack(|| Preview::of_text(editor.name(), editor.text.get()));
    shown(&Arc::new(preview), RwSignal::new(false), Handler::from(|| {}))
}

/// What is edited, and whether it is saved.
fn head(editor: Editor) -> Element {
    // News of the page is behind the dialog, where nobody hears it.
    let badge = move || match (editor.unsaved.get(), editor.has_saved.get()) {
        (true, _) => Some(html::span().class("badge unsaved").child(t!("Not saved"))),
        (false, true) => Some(html::span().class("badge good").child(t!("Saved"))),
        (false, false) => None,
    };
    html::div()
        .class("preview-head")
        .child(live(move || FileType::of_file(&editor.name()).icon()))
        .child(html::strong().class("preview-name").child(live(move || visible(editor.name()))))
        .child(html::span().attr("role", "status").child(live(badge)))
}

fn save(editor: Editor) {
    if untrack(|| editor.is_editing() && editor.lacking.read().is_none()) {
        editor.save(|| {});
    }
}

/// What it is, and what can be done with it.
fn tools(editor: Editor, leaving: Question<LeaveEditor>, reads: RwSignal<bool>) -> Element {
    let what = move || {
        let base = editor.base.read();
        let Some(base) = base.as_ref() else { return String::new() };
        let name = editor.name();
        let lines = editor.text.with(|text| text.matches('\n').count() + 1);
        let lines = n!(lines, one = "{count} line", other = "{count} lines");
        let (kind, encoding) = (FileType::of_file(&name).words(&name), words::encoding(base.text.encoding()));
        t!("{kind}, {encoding}, {lines}", kind = kind, encoding = encoding, lines = lines)
    };
    let choose = move |edits: bool| {
        reads.set(!edits);
        if edits {
            request_animation_frame(|| document::focus("editor-content"));
        }
    };
    let switch = when(move || editor.is_editing(), move || read_or_edit(move || !reads.get(), choose));
    let actions = move || {
        let unable = move || !editor.unsaved.get() || editor.lacking.read().is_some();
        let discard = Button::new(t!("Discard"))
            .kind(ButtonKind::Quiet)
            .resting(move || !editor.unsaved.get())
            .on_click(move || leaving.ask(LeaveEditor::Revert));
        let button = Button::new(t!("Save")).kind(ButtonKind::Primary).busy(editor.task.running()).resting(unable);
        group([View::from(discard), button.on_click(move || save(editor)).into(), key_caps("Control+S")])
    };
    html::div()
        .class("paper-tools")
        .child(switch)
        .child(html::span().class("hint editor-what").child(text(what)))
        .child(when(move || editor.is_editing(), actions))
}

/// That what was typed before is here again.
fn restored(editor: Editor) -> View {
    when(
        move || editor.is_restored.get() && editor.is_editing(),
        || notice(NoticeKind::Info, t!("Your unsaved text is back. The file hasn't changed since you typed it.")),
    )
}

/// What saving will do, and what is wrong with what is typed.
fn foot(editor: Editor) -> Element {
    let fault = move || match editor.json_fault.get() {
        Some((line, column)) => {
            let (line, column) = (format::number(line as u64), format::number(column as u64));
            t!("Not valid JSON: line {line}, column {column}.", line = line, column = column)
        }
        None => String::new(),
    };
    let promise = move || {
        let since = editor.base.with(|base| base.as_ref().map_or(0, |base| base.since));
        t!("Saved only if nobody changed it since {time}.", time = format::clock_time(since))
    };
    let kept = move || {
        if editor.is_kept.get() { t!("Your draft survives a reload.") } else { t!("This text is too long to survive a reload.") }
    };
    let lost = t!("Metadata that this site can't read is lost.");
    html::div()
        .class("editor-foot")
        .child(html::p().id("editor-fault").class("editor-fault").attr("role", "status").child(text(fault)))
        .child(html::p().class("hint").child(Icon::Lock).child(text(move || sentences(&[&promise(), kept(), lost]))))
}
