//! Modal dialogs.

use leptos::{ev::Event, ev::MouseEvent, html, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    Button, ButtonKind, ErrorNotice, Handler, Icon, IconButton, Live, Problem,
    id::unique_id,
    live::{effect, when},
};

/// A modal dialog: the browser's own, so the page behind it is inert, Escape closes it and the focus returns to where it
/// was.
///
/// `<Dialog open=open title="New folder"> <Form …/> </Dialog>`
///
/// Its children are made anew each time it opens. End them with `<div class="dialog-actions">` for the buttons.
#[component]
pub fn Dialog(
    /// Whether it is open. The visitor may close it, unless busy.
    open: RwSignal<bool>,
    /// Its heading and name.
    #[prop(into)]
    title: Signal<String>,
    /// What it started is still under way: it stays open.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What it asks.
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("dialog");
    let labelled_by = id.clone();
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // It refuses only when it is not in the document, and then there is nothing to show.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let cancel = move |event: Event| {
        if busy.get_untracked() {
            event.prevent_default();
        }
    };
    // A press on the backdrop has the dialog itself as its target; its content lies in `.dialog-body`.
    let press = move |event: MouseEvent| {
        let on_backdrop = event.target().is_some_and(|target| target.has_type::<web_sys::HtmlDialogElement>());
        if on_backdrop && !busy.get_untracked() {
            open.set(false);
        }
    };
    let close = move || {
        if !busy.get_untracked() {
            open.set(false);
        }
    };
    let body = move || {
        view! {
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2 id=id.clone()>{title}</h2>
                    <IconButton icon=Icon::Close label="Close" on_click=close />
                </header>
                {children()}
            </div>
        }
        .into_any()
    };
    view! {
        <dialog
            class="dialog"
            aria-labelledby=labelled_by
            node_ref=dialog
            on:cancel=cancel
            on:close=move |_| open.set(false)
            on:mousedown=press
        >
            {when(move || open.get(), body)}
        </dialog>
    }
    .into_any()
}

/// Asks before what cannot be undone. Its button bears the verb of the action itself, never "OK".
///
/// `<ConfirmDialog open=open title="Delete 3 files?" verb="Delete" busy=pending problem=problem on_confirm=delete>
/// "They cannot be brought back." </ConfirmDialog>`
///
/// The page closes it (`open.set(false)`) once the action succeeded; a failure shows inside it.
#[component]
pub fn ConfirmDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The question.
    #[prop(into)]
    title: Signal<String>,
    /// The action's verb.
    #[prop(into)]
    verb: String,
    /// The action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What went wrong with it.
    #[prop(into)]
    problem: Live<Option<Problem>>,
    /// The visitor confirmed.
    #[prop(into)]
    on_confirm: Handler,
    /// What will happen.
    children: ChildrenFn,
) -> impl IntoView {
    let body = move || {
        let verb = verb.clone();
        view! {
            <div class="dialog-text">{children()}</div>
            <ErrorNotice problem=problem.clone() />
            <div class="dialog-actions">
                <Button
                    disabled=busy
                    on_click=move || open.set(false)
                >
                    "Cancel"
                </Button>
                <Button kind=ButtonKind::Danger busy=busy on_click=on_confirm>
                    {verb}
                </Button>
            </div>
        }
        .into_any()
    };
    view! {
        <Dialog open=open title=title busy=busy>
            {body()}
        </Dialog>
    }
}
