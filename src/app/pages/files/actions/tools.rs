//! The tools beside the list that nobody needs before there is one: how it is shown, its details, its menu.

use crate::ui::reactive::*;
use web_sys::Element;

use super::super::access;
use super::super::listing::{Scope, Status};
use super::super::state::Files;
use super::super::view_controls;
use crate::ui::components::{Button, ButtonKind, Icon, Point};
use crate::ui::dom::{View, group, html, when};

/// In which way and order files are shown, and what else can be done with the folder.
pub fn view_tools(files: Files) -> View {
    let details = html::button()
        .attr("type", "button")
        .class("button quiet details-switch")
        .attr("aria-pressed", move || if files.details.get() { "true" } else { "false" })
        .attr("aria-keyshortcuts", "Alt+Enter")
        .on_click(move || files.details.update(|shown| *shown = !*shown))
        .child(Icon::Panel)
        .child(html::span().child(t!("Details")));
    let more = html::button();
    let node = more.node::<Element>();
    let more = more
        .attr("type", "button")
        .class("button quiet icon-only folder-menu")
        .attr("aria-label", t!("More"))
        .attr("title", t!("More"))
        .attr("aria-haspopup", "menu")
        .on_click(move || files.open_folder_menu(Point::below(&node)))
        .child(Icon::More);
    group([
        View::from(html::span().class("sort-chooser").child(view_controls::sort_menu(files))),
        view_controls::columns_menu().into(),
        view_controls::switch(files).into(),
        details.into(),
        more.into(),
    ])
}

/// What there is to do first where nothing can be changed.
pub fn download_all(files: Files) -> View {
    let listing = files.listing;
    let is_offered = move || {
        let allowed = files.allowed.get();
        access::is_read_only(allowed)
            && allowed.get
            && *listing.status.read() == Status::Open
            && *listing.scope.read() == Scope::Folder
            && !listing.rows.read().is_empty()
    };
    when(is_offered, move || {
        let button = Button::new(t!("Download all")).kind(ButtonKind::Primary).icon(Icon::Download);
        button.on_click(move || {
            if let Some(folder) = listing.folder.get_untracked() {
                let name = files.name(&folder.place).to_string();
                files.archives.save(folder, None, &name);
            }
        })
    })
}
