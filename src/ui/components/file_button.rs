//! Choosing files from the visitor's disk.

use leptos::{html, prelude::*};

use super::{Button, ButtonKind, Handler, Icon, dom::element};

/// A button that opens the browser's file chooser.
///
/// `<FileButton on_files=move |files| upload(files)>"Upload"</FileButton>`
#[component]
pub fn FileButton(
    /// How much it asks for attention.
    #[prop(optional)]
    kind: ButtonKind,
    /// There is no place to put files.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The visitor chose these.
    #[prop(into)]
    on_files: Handler<(Vec<web_sys::File>,)>,
    /// The button's text and name.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let choose = move || {
        if let Some(input) = element(input) {
            input.click();
        }
    };
    let chosen = move |_| {
        let Some(input) = element(input) else { return };
        let files = input.files().map(|files| list(&files)).unwrap_or_default();
        // Or choosing the same file again would be no change.
        input.set_value("");
        if !files.is_empty() {
            on_files.run((files,));
        }
    };
    view! {
        <input type="file" multiple hidden node_ref=input on:change=chosen />
        <Button kind=kind icon=Icon::Upload disabled=disabled on_click=choose>{children()}</Button>
    }
    .into_any()
}

/// The files of a chooser or of a drop.
pub fn list(files: &web_sys::FileList) -> Vec<web_sys::File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}
