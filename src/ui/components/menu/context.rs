//! The menu of what is pointed at.

use crate::ui::reactive::*;
use leptos::ev;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, MouseEvent};

use super::MenuItem;
use super::lines::OpenMenu;
use crate::ui::components::Text;
use crate::ui::dom::{Live, View, focus, html, when};

/// A point of the window, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    /// Where a menu of `element` drops from.
    pub fn below(element: &web_sys::Element) -> Point {
        let at = element.get_bounding_client_rect();
        Point { x: at.left(), y: at.bottom() }
    }

    /// Where the pointer is; below `element`, where a key has asked.
    pub fn of(event: &MouseEvent, element: &web_sys::Element) -> Point {
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        if x == 0.0 && y == 0.0 { Point::below(element) } else { Point { x, y } }
    }
}

/// Which menu is open, and where.
#[derive(Clone, Copy)]
pub struct ContextMenu(RwSignal<Option<Point>>);

impl ContextMenu {
    /// None is.
    #[allow(clippy::new_without_default, reason = "it belongs to the component that calls it")]
    pub fn new() -> ContextMenu {
        ContextMenu(RwSignal::new(None))
    }

    /// Opens it.
    pub fn open(self, at: Point) {
        self.0.set(Some(at));
    }

    /// The menu while it is open; the focus goes back to where it was. `caption` is what it is of: on phones it covers that.
    pub fn view(
        self,
        label: impl Into<Live<String>>,
        caption: impl Into<Live<Text>>,
        items: impl Into<Live<Vec<MenuItem>>>,
    ) -> View {
        let (label, caption, items) = (label.into(), caption.into(), items.into());
        let open = self.0;
        when(
            move || open.read().is_some(),
            move || {
                let Some(at) = open.get_untracked() else { return View::none() };
                let before = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
                // Where it is longer than the window it is scrolled.
                let frame = html::div().class("menu-panel context-menu").attr("tabindex", "0");
                let close = move || {
                    open.set(None);
                    focus(before.clone().filter(|before| before.is_connected()));
                };
                let menu = OpenMenu { frame: frame.node(), close: close.into() };
                menu.focus_edge(false);
                let left = menu.clone();
                // In the lower half of the window it opens upwards.
                let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
                let is_up = at.y > height / 2.0;
                frame
                    .class_when("up", move || is_up)
                    .style("--x", format!("{}px", at.x))
                    .style("--y", format!("{}px", if is_up { height - at.y } else { at.y }))
                    .on(ev::focusout, move |event: FocusEvent| {
                        if left.loses_focus(&event) {
                            open.try_set(None);
                        }
                    })
                    .on(ev::contextmenu, |event: MouseEvent| event.prevent_default())
                    .child(html::p().class("menu-caption").child(View::from(&caption.get_untracked())))
                    .child(menu.list(label.clone(), items.clone()))
                    .into()
            },
        )
    }
}
