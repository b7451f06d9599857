//! A tile: a picture and a name, or a folder.

use crate::ui::reactive::*;

use super::super::entries::EntryWords;
use super::super::file_type::{FileType, of_entry};
use super::Gallery;
use crate::ui::dom::visible::visible_end;
use crate::ui::dom::{Element, View, html};

/// The tile of what is shown at this place.
pub fn tile(gallery: &Gallery, at: usize) -> Option<Element> {
    let files = gallery.files;
    let entry = untrack(|| files.row(at, Clone::clone))?;
    let (key, active_at) = (entry.key.clone(), gallery.active_at);
    let selected = Memo::new(move |_| files.selection.with(|selection| selection.contains(&key)));
    let check_box = html::input()
        .attr("type", "checkbox")
        .attr("tabindex", "-1")
        .attr("aria-label", t!("Select {name}", name = entry.called()))
        .property("checked", selected);
    let name = || visible_end(entry.shown()).attr("translate", "no");
    let opening: View = match entry.href() {
        Some(href) => {
            let link = html::a().class("cell-open").attr("href", href).attr("tabindex", "-1");
            link.child(FileType::Folder.icon()).child(name()).into()
        }
        None => {
            let kind = of_entry(&entry);
            let icon = (kind != FileType::Image).then(|| kind.icon());
            html::button().attr("type", "button").class("cell-open").attr("tabindex", "-1").child(icon).child(name()).into()
        }
    };
    let picture = (!entry.is_folder()).then(|| gallery.thumbnails.of(files, &entry));
    let tile = html::div()
        .attr("role", "gridcell")
        .class(if entry.is_folder() { "file-tile folder" } else { "file-tile" })
        .attr("data-index", at.to_string())
        .attr("aria-selected", move || if selected.get() { "true" } else { "false" })
        .attr("tabindex", move || if active_at.get() == at { "0" } else { "-1" });
    Some(tile.child(check_box).child(picture).child(html::div().class("tile-name").child(opening)))
}
