//! Files dragged in from outside: what a drop would do is said over the list, and a folder, place or step of the path that they
//! are dropped on takes them.

use crate::ui::reactive::*;
use leptos::ev::{self, DragEvent};
use web_sys::{DataTransfer, Element};

use super::super::copying::Copies;
use super::super::state::Files;
use super::drag::target_of;
use crate::browser::drop;
use crate::ui::components::Icon;
use crate::ui::dom::{View, html, live};

const MARK: &str = "drop-here";

/// Listens for as long as the component that this is called in is there.
pub fn drop_in(files: Files) -> View {
    let copies = Copies::get();
    // While some are dragged over the page: how many, and the folder under the pointer.
    let over = RwSignal::new(None::<Option<u32>>);
    let onto = files.dropped_on;
    let marked = StoredValue::new(None::<Element>);
    let point_at = move |element: Option<Element>| {
        marked.update_value(|marked| {
            if *marked != element {
                marked.iter().for_each(|before| drop(before.class_list().remove_1(MARK)));
                element.iter().for_each(|now| drop(now.class_list().add_1(MARK)));
                *marked = element;
            }
        });
    };
    let end = move || {
        point_at(None);
        over.set(None);
        onto.set(None);
    };
    let dragged = |event: &DragEvent| event.data_transfer().filter(drop::has_files);
    let listeners = [
        // Browsers repeat it while something is held over the page, so it is heard even where this part loaded after the drag began.
        window_event_listener(ev::dragover, move |event: DragEvent| {
            let Some(transfer) = dragged(&event) else { return };
            over.set_if_new(Some(count(&transfer)));
            let target = target_of(event.target()).filter(|(_, place)| files.refusals.allowed(place).write);
            let (element, place) = target.unzip();
            point_at(element);
            onto.set_if_new(place);
        }),
        window_event_listener(ev::dragleave, move |event: DragEvent| {
            // Not when the pointer only goes on to another element.
            if event.related_target().is_none() {
                end();
            }
        }),
        // Heard after the one that takes the files, which came with the page.
        window_event_listener(ev::drop, move |_| end()),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    live(move || {
        let count = over.get()?;
        let onto = onto.get();
        let folder = match &onto {
            Some(place) => copies.name(place),
            None => files.name(&files.place.read()),
        };
        let is_allowed = onto.is_some() || files.allowed.get().write;
        let says = match count {
            _ if !is_allowed => t!("You can't add files here").to_owned(),
            Some(count) => n!(
                count,
                one = "Drop to upload {count} file to “{folder}”",
                other = "Drop to upload {count} files to “{folder}”",
                folder = folder
            ),
            None => t!("Drop to upload to “{folder}”", folder = folder),
        };
        let says = html::p().child(if is_allowed { Icon::Upload } else { Icon::Lock }).child(html::span().child(says));
        let class = if onto.is_none() && is_allowed { "drop-veil" } else { "drop-veil bare" };
        Some(html::div().class(class).child(says))
    })
}

/// How many files are dragged; not known where one may be a folder, which has no type.
fn count(transfer: &DataTransfer) -> Option<u32> {
    let items = transfer.items();
    let is_file = |at| items.get(at).is_some_and(|item| item.kind() == "file" && !item.type_().is_empty());
    (0..items.length()).all(is_file).then(|| items.length()).filter(|count| *count > 0)
}
