//! What only a mouse does with rows: dragging them, drawing a rectangle around them, widening columns; and with files that are
//! dragged in. All of it can be done by
//! keys as well. A part of the program of its own, which comes after the first rows.

mod band;
mod drag;
mod drag_out;
mod drop_in;
mod widths;

use super::state::Files;
use crate::ui::dom::{View, group};

/// Listens for as long as the component that this is called in is there. What is drawn follows the pointer.
pub fn pointer(files: Files) -> View {
    widths::listen();
    group([drag::drag_rows(files), band::band(files), drop_in::drop_in(files)])
}
