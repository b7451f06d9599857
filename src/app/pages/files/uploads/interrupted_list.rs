//! The uploads that wait for their files, as the visitor sees them.

use crate::ui::reactive::*;

use super::dock::icon;
use super::engine::Engine;
use super::interrupted::Unfinished;
use crate::ui::components::progress::scale;
use crate::ui::components::{Button, Icon, visible};
use crate::ui::dom::{Element, View, each, html, live, text};
use crate::ui::words::format;

/// Above the uploads of this page.
pub fn interrupted_list(engine: Engine) -> View {
    let all = engine.interrupted.all;
    let title = move || n!(all.read().len(), one = "{count} upload was interrupted", other = "{count} uploads were interrupted");
    let hint = t!("Choose the same files again to continue.");
    let head = html::header()
        .class("tray-head")
        .child(Icon::Clock)
        .child(
            html::p().class("tray-sums").child(html::strong().child(text(title))).child(html::span().class("hint").child(hint)),
        )
        .child(Button::new(t!("Choose files…")).icon(Icon::Folder).on_click(move || engine.choose_interrupted()));
    let ids = move || all.read().iter().map(|one| one.record.upload_id.clone()).collect();
    let row = move |id: String| {
        let one = all.read_untracked().iter().find(|one| one.record.upload_id == id).cloned();
        one.map_or_else(html::li, |one| line(engine, one))
    };
    let list = html::div().class("tray-list").child(html::ul().child(each(ids, row)));
    html::div().class("interrupted").child(head).child(list).into()
}

fn line(engine: Engine, one: Unfinished) -> Element {
    let Unfinished { record, kept, different, .. } = one.clone();
    let (name, size) = (record.path.clone(), record.size);
    let is_here = engine.interrupted.is_of_this_tab(&record);
    let note = move || {
        let (kept, size) = (format::size(kept.get().unwrap_or_default()), format::size(size));
        match is_here {
            true => t!("{kept} of {size} kept", kept = kept, size = size),
            false => t!("{kept} of {size} kept, from another tab or browser", kept = kept, size = size),
        }
    };
    let done = move || scale(kept.get().unwrap_or_default() as f64 / size.max(1) as f64);
    let (resumed, discarded) = (one.clone(), one.clone());
    let resume = Button::new(t!("Resume"))
        .label(t!("Resume {name}", name = name))
        .icon(Icon::Play)
        .on_click(move || engine.choose_for(resumed.clone()));
    let discard = Button::icon_only(Icon::Trash, t!("Discard {name}", name = name)).on_click(move || engine.discard(&discarded));
    let refused = live(move || {
        let (file, part) = different.get()?;
        let says = match part {
            Some(part) => t!(
                "“{name}” on this disk is a different file (part {part} doesn't match). Nothing was sent.",
                name = file.name(),
                part = format::number(part.into())
            ),
            None => t!("“{name}” on this disk is a different file (another size). Nothing was sent.", name = file.name()),
        };
        let as_new = one.clone();
        let upload = Button::new(t!("Upload it as new")).on_click(move || engine.upload_as_new(&as_new));
        Some(
            html::div()
                .class("transfer-refused")
                .attr("role", "alert")
                .child(Icon::Alert)
                .child(html::span().child(says))
                .child(upload),
        )
    });
    // It does not move, and the note says the same.
    let bar =
        html::div().class("progress").attr("aria-hidden", "true").child(html::div().class("progress-bar").style("scale", done));
    html::li()
        .class("unfinished")
        .child(
            html::div()
                .class("transfer paused")
                .child(icon(&name))
                .child(html::span().class("transfer-name").child(visible(name)))
                .child(html::span().class("transfer-note").child(text(note)))
                .child(html::span().class("transfer-action").child(resume).child(discard))
                .child(bar),
        )
        .child(refused)
}
