//! The menu by touch, of rows, tiles, the folder and the details: some browsers send the event `contextmenu` at a long press, and
//! where none comes, as on an iPhone, time tells.

use std::time::Duration;

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, MouseEvent};

use super::super::state::Files;
use crate::ui::components::Point;
use crate::ui::timer::Timer;

/// A little longer than what browsers wait that send the event.
const LONG: Duration = Duration::from_millis(600);
/// A finger that stays in its place moves so far, in pixels.
const SLACK: f64 = 10.0;

/// What was pressed, as a menu is of it.
enum Pressed {
    /// The row or tile at this place.
    Row(usize),
    /// The list where it has none.
    Folder,
    /// What the details show.
    Details,
}

/// Listens for as long as the component that this is called in is there.
pub fn listen(files: Files) {
    let (press, is_long) = (StoredValue::new(None::<Point>), Timer::new());
    let is_done = StoredValue::new(false);
    let end = move || {
        press.set_value(None);
        is_long.stop();
    };
    let listeners = [
        window_event_listener(ev::pointerdown, move |event| {
            end();
            is_done.set_value(false);
            // A second finger means something else.
            if event.pointer_type() != "touch" || !event.is_primary() {
                return;
            }
            let Some(pressed) = pressed(event.target()) else { return };
            let at = point(&event);
            press.set_value(Some(at));
            is_long.start(LONG, move || {
                press.set_value(None);
                is_done.set_value(true);
                untrack(|| open_menu(files, &pressed, at));
            });
        }),
        window_event_listener(ev::pointermove, move |event| {
            let now = point(&event);
            let is_away = |at: &Option<Point>| at.is_some_and(|at| (now.x - at.x).hypot(now.y - at.y) > SLACK);
            if press.with_value(is_away) {
                end();
            }
        }),
        window_event_listener(ev::pointerup, move |_| end()),
        // The browser scrolls.
        window_event_listener(ev::pointercancel, move |_| end()),
        window_event_listener(ev::contextmenu, move |event| {
            end();
            let is_details = matches!(pressed(event.target()), Some(Pressed::Details));
            if is_details && !event.shift_key() && !event.default_prevented() {
                event.prevent_default();
                open_menu(files, &Pressed::Details, point(&event));
            }
        }),
        // The press was for the menu: nothing is clicked.
        window_event_listener(ev::Custom::<web_sys::Event>::new("touchend"), move |event| {
            if is_done.try_update_value(std::mem::take) == Some(true) {
                event.prevent_default();
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(|listener| listener.remove()));
}

fn point(event: &MouseEvent) -> Point {
    Point { x: f64::from(event.client_x()), y: f64::from(event.client_y()) }
}

fn pressed(target: Option<EventTarget>) -> Option<Pressed> {
    let target = target?.dyn_into::<Element>().ok()?;
    let within = |selector: &str| target.closest(selector).ok().flatten();
    if within(".workspace > .drawer > .drawer-head, .details-picture").is_some() {
        return Some(Pressed::Details);
    }
    within(".files :is(.table, .gallery)")?;
    let row = within("[data-index]").and_then(|row| row.get_attribute("data-index")?.parse().ok());
    Some(row.map_or(Pressed::Folder, Pressed::Row))
}

fn open_menu(files: Files, pressed: &Pressed, at: Point) {
    match pressed {
        Pressed::Row(row) => {
            if let Some(key) = files.row(*row, |entry| entry.key.clone()) {
                files.active.set(Some(key.clone()));
                files.open_menu(key, at);
            }
        }
        Pressed::Folder => files.open_folder_menu(at),
        Pressed::Details => files.menu.open(at),
    }
}
