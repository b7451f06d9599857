//! Parts of the page that follow signals, compiled once.
//!
//! Leptos builds a machine for each type of value and of closure that it follows, one to five kilobytes in the page each
//! time. Erased, they share one. The page's size is a promise, so components use these rather than bare closures,
//! `<Show>`, `<For>`, and rather than `Signal<T>` for any `T` beyond `bool`, `String` and `Option<String>`.

use std::sync::Arc;

use leptos::prelude::*;

/// A value that a component reads again whenever it changes. A closure, a signal, a list or an option converts
/// into one.
pub struct Live<T>(Arc<dyn Fn() -> T + Send + Sync>);

impl<T> Live<T> {
    /// The value now; an effect or a view that asks is run again when it changes.
    pub fn get(&self) -> T {
        (self.0)()
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Live(self.0.clone())
    }
}

impl<T, F: Fn() -> T + Send + Sync + 'static> From<F> for Live<T> {
    fn from(read: F) -> Self {
        Live(Arc::new(read))
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Live<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Live(Arc::new(move || signal.get()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Live<T> {
    fn from(memo: Memo<T>) -> Self {
        Live(Arc::new(move || memo.get()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<Signal<T>> for Live<T> {
    fn from(signal: Signal<T>) -> Self {
        Live(Arc::new(move || signal.get()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<Option<T>> for Live<Option<T>> {
    fn from(value: Option<T>) -> Self {
        Live(Arc::new(move || value.clone()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<Vec<T>> for Live<Vec<T>> {
    fn from(values: Vec<T>) -> Self {
        Live(Arc::new(move || values.clone()))
    }
}

/// A view that is made again whenever a signal it read changes.
///
/// `{live(move || match *state.read() { … })}`
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// A view that is there while a condition holds, made anew each time it comes to hold.
///
/// `{when(move || open.get(), move || view! { … }.into_any())}`
pub fn when(condition: impl Fn() -> bool + Send + Sync + 'static, view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let condition: Box<dyn Fn() -> bool + Send + Sync> = Box::new(condition);
    let holds = Memo::new(move |_| condition());
    live(move || if holds.get() { view() } else { ().into_any() })
}

/// A view, if there is one.
pub fn maybe<V: IntoAny>(view: Option<V>) -> AnyView {
    view.map_or_else(|| ().into_any(), IntoAny::into_any)
}

/// A view for each key, which stays the same view while its key is there.
pub fn each(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    view: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys: Box<dyn Fn() -> Vec<String> + Send + Sync> = Box::new(keys);
    let view: Arc<dyn Fn(String) -> AnyView + Send + Sync> = Arc::new(view);
    view! { <For each=keys key=String::clone children=move |key| view(key) /> }.into_any()
}

/// Runs `action` now and whenever a signal it read changes.
pub(super) fn effect(action: impl FnMut() + 'static) {
    let mut action: Box<dyn FnMut()> = Box::new(action);
    Effect::new(move |_| action());
}
