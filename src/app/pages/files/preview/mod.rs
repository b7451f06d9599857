//! Files as they look, one after the other: a part of the program of its own.

mod delimited;
mod film_strip;
mod markdown;
mod player;
pub(super) mod shown;
mod text;

use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use self::film_strip::film_strip;
use self::shown::{Preview, PreviewContent, PreviewSubject, load, shown};
use super::access::Action;
use super::actions::around::{can_share_one, share};
use super::download::{note_refusal, save_selected_from};
use super::editor::read_or_edit::read_or_edit;
use super::editor::{is_editable, is_editable_if_text};
use super::entries::{Entry, EntryWords};
use super::file_type::{FileType, of_entry};
use super::folder;
use super::state::{Files, Looking};
use crate::browser::document;
use crate::ui::components::{Button, ButtonKind, Dialog, Handler, Icon, Problem, Text, error_notice, skeleton};
use crate::ui::dom::{View, effect, html, live, text, when};
use crate::ui::task::Task;
use crate::ui::words::format;

/// What has a use of its own for arrows and Space.
const OWN_KEYS: &str = "audio, video, input, select, textarea, .preview-table";

/// The dialog.
pub fn preview_dialog(files: Files) -> View {
    let last = StoredValue::new(None::<String>);
    let content = move || files.preview.subject().map(|looking| content(files, looking, last));
    Dialog::new(files.preview, t!("Preview")).class("preview full").content(move || content().into())
}

fn content(files: Files, looking: Arc<Looking>, seen: StoredValue<Option<String>>) -> View {
    let at = RwSignal::new(looking.first);
    let last = looking.keys.len().saturating_sub(1);
    let entry = {
        let looking = looking.clone();
        Memo::new(move |_| {
            let key = looking.keys.get(at.get())?.clone();
            files.listing.rows.with(|rows| rows.iter().find(|row| row.key == key).cloned())
        })
    };
    let (content, problem, task) = (RwSignal::new(None::<Arc<Preview>>), RwSignal::new(None::<Problem>), Task::new());
    let (again, cut_off) = (RwSignal::new(0), RwSignal::new(false));
    // Why the download failed that was begun here.
    let not_saved = RwSignal::new(None::<Problem>);
    // Who reads the source of one file reads that of the next.
    let as_source = RwSignal::new(false);
    files.state.connection().on_return(move || {
        if cut_off.get_untracked() {
            again.update(|again| *again += 1);
        }
    });
    let folder = looking.folder.clone();
    effect(move || {
        again.track();
        content.set(None);
        problem.set(None);
        not_saved.set(None);
        cut_off.set(false);
        task.stop();
        let Some(entry) = entry.get() else {
            problem.set(Some(gone()));
            return;
        };
        let folder = folder.clone();
        task.restart(async move {
            match load(files.state, &PreviewSubject::of_entry(&folder, &entry)).await {
                Ok(found) => {
                    files.refusals.succeeded(&folder.place, Action::Read);
                    content.set(Some(Arc::new(found)));
                }
                Err(error) => {
                    note_refusal(files, &folder, &entry.key, &error).await;
                    cut_off.set(error.is_silence());
                    problem.set(Some(folder::explain_action(t!("Couldn't open the file"), "GET", &error)));
                }
            }
        });
    });
    // The list goes along: what is looked at is where the visitor is when the preview closes. What they have selected of
    // several stays so.
    effect(move || {
        if let Some(entry) = entry.get() {
            files.active.set(Some(entry.key.clone()));
            seen.set_value(Some(entry.key.clone()));
            if files.selection.read_untracked().len() < 2 {
                files.selection.update(|selection| selection.replace([entry.key]));
            }
        }
    });
    // The list is inert until the dialog is closed, and the dialog then gives the focus to where it was opened, which makes that
    // row the active one.
    on_cleanup(move || {
        request_animation_frame(move || {
            if let Some(Some(key)) = seen.try_get_value() {
                files.active.try_set(Some(key));
                files.take_focus.try_set(true);
            }
        })
    });
    let step = move |by: isize| {
        at.update(|at| *at = at.saturating_add_signed(by).min(last));
    };
    let on_key = move |event: KeyboardEvent| {
        let within = |selector| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            target.is_some_and(|target| matches!(target.closest(selector), Ok(Some(_))))
        };
        // A video, a select and a horizontally scrolled element use the arrow keys themselves.
        let is_own = within(OWN_KEYS) || event.alt_key() || event.ctrl_key() || event.meta_key() || event.shift_key();
        let forwards = if document::root_attribute("dir").as_deref() == Some("rtl") { -1 } else { 1 };
        match event.key().as_str() {
            // The key press that opened the preview bubbles up to here, too.
            _ if is_own || event.default_prevented() => return,
            "ArrowRight" => step(forwards),
            "ArrowLeft" => step(-forwards),
            " " if !event.repeat() && !within("button, a") => files.preview.close(),
            _ => return,
        }
        event.prevent_default();
    };
    let save = move || {
        if let (Some(folder), Some(entry)) = (files.listing.folder.get_untracked(), entry.get_untracked()) {
            save_selected_from(files, not_saved, folder, vec![entry]);
        }
    };
    let can_edit = move || {
        let allowed = *files.allowed.read();
        // Whatever it is called, once its bytes are known to be text.
        let is_text = matches!(content.read().as_deref(), Some(Preview { what: PreviewContent::Text { .. }, .. }));
        let can = |entry: &Entry| is_editable(entry) || is_text && is_editable_if_text(entry);
        allowed.get && allowed.write && entry.get().is_some_and(|entry| can(&entry))
    };
    let switch = move |edits: bool| {
        if !edits {
            return;
        }
        if let (Some(folder), Some(entry)) = (files.listing.folder.get_untracked(), entry.get_untracked()) {
            files.preview.close();
            files.editing.ask((folder, vec![entry]));
        }
    };
    let share_one = move || {
        if let (Some(folder), Some(entry)) = (files.listing.folder.get_untracked(), entry.get_untracked()) {
            share(files, folder, vec![entry]);
        }
    };
    let can_share = move || entry.get().is_some_and(|entry| can_share_one(files, &entry));
    let show_details = move || {
        if let Some(entry) = entry.get_untracked() {
            files.preview.close();
            files.open_details(entry);
        }
    };
    let retry = Handler::from(move || again.update(|again| *again += 1));
    let place =
        move || t!("{number} of {all}", number = format::number(at.get() as u64 + 1), all = format::number(last as u64 + 1));
    let head = html::div()
        .class("preview-head")
        .child(live(move || entry.get().map(|entry| of_entry(&entry).icon())))
        .child(html::strong().class("preview-name").child(live(move || entry.get().map(|entry| View::from(&name(&entry))))))
        .child(html::span().class("hint").attr("role", "status").child(text(place)))
        .child(
            html::div()
                .class("preview-actions")
                .child(quiet(t!("Download"), Icon::Download).on_click(save))
                .child(when(can_share, move || quiet(t!("Share"), Icon::Chain).on_click(share_one)))
                .child(quiet(t!("Details"), Icon::Panel).on_click(show_details)),
        );
    let tools = when(can_edit, move || html::div().class("paper-tools").child(read_or_edit(false, switch)));
    let steps = html::div()
        .class("preview-steps")
        .child(Button::icon_only(Icon::ChevronRight, t!("Previous")).disabled(move || at.get() == 0).on_click(move || step(-1)))
        .child(Button::icon_only(Icon::ChevronRight, t!("Next")).disabled(move || at.get() >= last).on_click(move || step(1)));
    let waiting = move || content.read().is_none() && problem.read().is_none();
    let body = html::div()
        .class("preview-body")
        .attr("aria-busy", move || waiting().then_some("true"))
        .child(error_notice(not_saved, None))
        .child(error_notice(problem, Some(retry)))
        .child(when(waiting, || skeleton(6)))
        .child(live(move || content.get().map(|content| shown(&content, as_source, retry))));
    // By its name until its bytes are here: one picture after the other is seen on the same ground.
    let is_picture = Memo::new(move |_| match content.get() {
        Some(content) => content.is_picture(),
        None => entry.get().is_some_and(|entry| matches!(of_entry(&entry), FileType::Image | FileType::Video)),
    });
    let strip = {
        let looking = looking.clone();
        when(move || is_picture.get() && !document::is_phone(), move || film_strip(files, &looking, at))
    };
    // Wherever in the dialog the focus is.
    let listener = window_event_listener(ev::keydown, on_key);
    on_cleanup(move || listener.remove());
    html::div()
        .class("preview-frame")
        .class_when("on-dark", is_picture)
        .child(head)
        .child(html::div().class("paper").child(tools).child(body))
        .child(steps)
        .child(strip)
        .into()
}

fn quiet(label: &'static str, icon: Icon) -> Button {
    Button::new(label).kind(ButtonKind::Quiet).icon(icon)
}

fn name(entry: &Entry) -> Text {
    Text::data(entry.shown())
}

/// The file is not in the list any more.
fn gone() -> Problem {
    Problem {
        title: t!("This file is gone").to_owned(),
        reason: t!("It was deleted or moved since it was listed.").to_owned(),
        advice: String::new(),
        ..Problem::default()
    }
}
