//! Rows and tiles dragged onto folders, steps of the path and places. All of these are links, so nothing of them need know of it.

use crate::ui::reactive::*;
use leptos::ev::{self, DragEvent};
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

use super::super::access::Refusals;
use super::super::copying::{Copies, CopyJob};
use super::super::entries::{Entry, EntryWords, SelectionSummary, summary};
use super::super::folder::{self, Folder};
use super::super::state::Files;
use super::drag_out;
use crate::aws::Error;
use crate::files::copy::{TransferKind, fault};
use crate::route::{Place, Route};
use crate::ui::components::Icon;
use crate::ui::dom::{View, html, live, when};
use crate::ui::words::{format, sentences};

/// What is being dragged.
#[derive(Clone)]
struct Dragged {
    folder: Folder,
    entries: Vec<Entry>,
}

/// Where the pointer drags the rows to, and what dropping them there would do.
#[derive(Clone, Debug, Default, PartialEq)]
struct DragOver {
    at: (i32, i32),
    target: Option<Place>,
    is_copy: bool,
}

/// Lets rows be dragged, for as long as the component that this is called in is there. What is dragged follows the pointer.
pub fn drag_rows(files: Files) -> View {
    let (copies, refusals) = (Copies::get(), Refusals::get());
    let dragged = RwSignal::new(None::<Dragged>);
    let over = RwSignal::new(None::<DragOver>);
    let marked = StoredValue::new(Vec::<Element>::new());
    let end = move || {
        marked.update_value(|marked| marked.drain(..).for_each(|element| unmark(&element)));
        dragged.set(None);
        over.set(None);
    };
    let listeners = [
        // A row is only then something to drag: elsewhere text can be selected as anywhere.
        window_event_listener(ev::pointerdown, move |event| {
            if let (Some(row), "mouse") = (row_of(event.target()), event.pointer_type().as_str()) {
                // Along the check boxes a rectangle is drawn.
                let is_check = closest(event.target(), ".cell.check, input").is_some();
                row.set_draggable(files.allowed.get_untracked().get && !is_check);
            }
        }),
        window_event_listener(ev::dragstart, move |event: DragEvent| {
            let Some(row) = row_of(event.target()) else { return };
            let Some(what) = begin(files, &row) else { return };
            if let Some(transfer) = event.data_transfer() {
                transfer.set_effect_allowed("copyMove");
                // Firefox drags nothing without data; no link of the page leaves it this way.
                transfer.clear_data().ok();
                transfer.set_data("application/x-satchel", "1").ok();
                drag_out::offer(files.state, &transfer, &what.folder, &what.entries);
                let nothing = html::div();
                transfer.set_drag_image(&nothing.node::<Element>(), 0, 0);
            }
            marked.update_value(|marked| {
                marked.extend(selected_rows(&row));
                marked.iter().for_each(|row| drop(row.class_list().add_1("dragged")));
            });
            dragged.set(Some(what));
        }),
        window_event_listener(ev::dragover, move |event: DragEvent| {
            let Some(what) = dragged.get_untracked() else { return };
            marked.update_value(|marked| {
                marked.retain(|element| {
                    !(element.class_list().contains("drop-here") && {
                        unmark(element);
                        true
                    })
                });
            });
            let is_copy = event.ctrl_key() || event.alt_key() || event.meta_key();
            let target = target_of(event.target());
            let fits = target.as_ref().filter(|(_, place)| accepts(refusals, &what, place));
            if let Some((element, _)) = fits {
                event.prevent_default();
                drop(element.class_list().add_1("drop-here"));
                marked.update_value(|marked| marked.push(element.clone()));
            }
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect(if is_copy { "copy" } else { "move" });
            }
            let target = fits.map(|(_, place)| place.clone());
            over.set(Some(DragOver { at: (event.client_x(), event.client_y()), target, is_copy }));
        }),
        window_event_listener(ev::drop, move |event: DragEvent| {
            let (Some(what), Some((_, place))) = (dragged.get_untracked(), target_of(event.target())) else { return };
            event.prevent_default();
            let is_copy = event.ctrl_key() || event.alt_key() || event.meta_key();
            end();
            if accepts(refusals, &what, &place) {
                drop_on(files, copies, what, place, if is_copy { TransferKind::Copy } else { TransferKind::Move });
            }
        }),
        window_event_listener(ev::dragend, move |_| end()),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
    when(move || over.read().is_some(), move || drag_image(copies, dragged, over))
}

fn closest(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok().flatten()
}

/// The row or tile that something is in.
fn row_of(target: Option<EventTarget>) -> Option<HtmlElement> {
    closest(target, ".files [data-index]")?.dyn_into().ok()
}

/// The rows that are dragged with this one.
fn selected_rows(row: &HtmlElement) -> Vec<Element> {
    let Ok(Some(body)) = row.closest(".table-body, .gallery-body") else { return Vec::new() };
    let Ok(rows) = body.query_selector_all("[data-index][aria-selected=true]") else { return Vec::new() };
    (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into().ok()).collect()
}

fn unmark(element: &Element) {
    drop(element.class_list().remove_2("dragged", "drop-here"));
}

/// What a drag takes along: the row, and the others if it is one of several that are selected.
fn begin(files: Files, row: &HtmlElement) -> Option<Dragged> {
    drop(row.focus());
    let key = files.active.get_untracked()?;
    if !files.selection.read_untracked().contains(&key) {
        files.selection.update(|selection| selection.replace([key]));
    }
    let (folder, entries) =
        files.selected().filter(|(_, entries)| !entries.is_empty() && !entries.iter().any(Entry::is_marker))?;
    Some(Dragged { folder, entries })
}

/// A link to a folder, or the row that has one.
pub(super) fn target_of(target: Option<EventTarget>) -> Option<(Element, Place)> {
    let element = closest(target, "a[href], .files [data-index]")?;
    let link = match element.tag_name().eq_ignore_ascii_case("a") {
        true => element.clone(),
        false => element.query_selector("a[href]").ok().flatten()?,
    };
    let Ok(Route::Files(place)) = link.get_attribute("href")?.parse::<Route>() else { return None };
    let row = element.closest("[data-index]").ok().flatten();
    Some((row.unwrap_or(element), place))
}

/// Whether it may go there. Into itself, and to where it is, it does not.
fn accepts(refusals: Refusals, Dragged { folder, entries }: &Dragged, place: &Place) -> bool {
    if !refusals.allowed(place).write {
        return false;
    }
    // Of another place it is not known yet in which bucket it is.
    if place.at("") != folder.place.at("") {
        return true;
    }
    let target = folder.clone().moved_to(place.clone());
    fault(entries, &folder.bucket, (&target.bucket, &target.prefix()), TransferKind::Move).is_none()
}

fn drop_on(files: Files, copies: Copies, Dragged { folder, entries }: Dragged, place: Place, transfer: TransferKind) {
    let to_name = copies.name(&place).to_string();
    spawn_local(async move {
        match Folder::find(place.clone(), &files.state.session()).await {
            Ok(to) => copies.begin(CopyJob { from: folder, entries, to, to_name, name: None, transfer }),
            // The session tells what it is that ended it.
            Err(Error::SignedOut) => {}
            Err(error) => {
                let title = match transfer {
                    TransferKind::Move => t!("Couldn't move it to “{folder}”", folder = to_name),
                    TransferKind::Copy => t!("Couldn't copy it to “{folder}”", folder = to_name),
                };
                let problem = folder::explain(title, &place, &error);
                if !files.problem.try_set(Some(problem.clone())) {
                    files.state.say(sentences(&[&format!("{}.", problem.title), &problem.reason]));
                }
            }
        }
    });
}

/// What is dragged, how many there are, and what a drop would do.
fn drag_image(copies: Copies, dragged: RwSignal<Option<Dragged>>, over: RwSignal<Option<DragOver>>) -> View {
    let at = move |pick: fn((i32, i32)) -> i32| move || over.read().as_ref().map(|over| format!("{}px", pick(over.at)));
    let name = move || {
        dragged.read().as_ref().map(|dragged| match SelectionSummary::of_all(&dragged.entries) {
            SelectionSummary::One(entry) => entry.shown().to_owned(),
            chosen => summary(chosen.count()),
        })
    };
    let count = move || dragged.read().as_ref().map(|dragged| dragged.entries.len()).filter(|count| *count > 1);
    let verb = move || {
        let over = over.read();
        let over = over.as_ref()?;
        let folder = copies.name(over.target.as_ref()?);
        Some(match over.is_copy {
            true => t!("Copy to {folder}", folder = folder),
            false => t!("Move to {folder}", folder = folder),
        })
    };
    html::div()
        .class("drag-ghost")
        .attr("aria-hidden", "true")
        .style("--x", at(|(x, _)| x))
        .style("--y", at(|(_, y)| y))
        .child(Icon::File)
        .child(html::span().child(live(name)))
        .child(live(move || count().map(|count| html::strong().child(format::number(count as u64)))))
        .child(live(move || verb().map(|verb| html::span().class("hint").child(verb))))
        .into()
}
