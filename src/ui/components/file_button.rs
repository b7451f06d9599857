//! Choosing files from the visitor's disk.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::Callable;

use super::{Button, ButtonKind, Handler, Icon};
use crate::ui::dom::{Live, View, group, html};

/// A button that opens the browser's file chooser, and hands over what the visitor chose, with what `ask` said when they
/// pressed it: they may be elsewhere once they have chosen. It is disabled while there is no place to put files.
pub fn file_button<S: 'static>(
    label: &'static str,
    kind: ButtonKind,
    disabled: impl Into<Live<bool>>,
    ask: impl Fn() -> Option<S> + 'static,
    on_files: impl Into<Handler<(S, Vec<web_sys::File>)>>,
) -> View {
    let on_files = on_files.into();
    let input = html::input().attr("type", "file").attr("multiple", true).attr("hidden", true);
    let chooser = input.node::<web_sys::HtmlInputElement>();
    let asked = Rc::new(Cell::new(None));
    let choose = {
        let (chooser, asked) = (chooser.clone(), asked.clone());
        move || {
            asked.set(ask());
            chooser.click();
        }
    };
    let chosen = move |_: web_sys::Event| {
        let files = chooser.files().map(|files| list(&files)).unwrap_or_default();
        // Or choosing the same file again would be no change.
        chooser.set_value("");
        if let (Some(asked), false) = (asked.take(), files.is_empty()) {
            on_files.try_run((asked, files));
        }
    };
    let button = Button::new(label).kind(kind).icon(Icon::Upload).disabled(disabled).on_click(choose);
    group([input.on("change", chosen).into(), View::from(button)])
}

/// The files of a chooser or of a drop.
pub fn list(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
