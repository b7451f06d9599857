//! Values that are read again whenever they change.

use std::any::Any;
use std::cell::Cell;
use std::sync::Arc;

use crate::ui::reactive::*;
use leptos::reactive::effect::RenderEffect;

/// What a component is given: a value, or where to read it again whenever it changes. A literal, a signal, a memo or a
/// closure converts into one.
pub enum Live<T> {
    /// Never changes.
    Fixed(T),
    /// To be read where a change is noticed: in an effect, a memo or a view.
    Followed(Arc<dyn Fn() -> T + Send + Sync>),
}

impl<T: Clone> Live<T> {
    /// The value now; an effect or a view that asks is run again when it changes.
    pub fn get(&self) -> T {
        match self {
            Live::Fixed(value) => value.clone(),
            Live::Followed(read) => read(),
        }
    }

    /// The value now, for what happens only once.
    pub fn get_untracked(&self) -> T {
        untrack(|| self.get())
    }
}

impl<T: Clone> Clone for Live<T> {
    fn clone(&self) -> Self {
        match self {
            Live::Fixed(value) => Live::Fixed(value.clone()),
            Live::Followed(read) => Live::Followed(read.clone()),
        }
    }
}

impl<T: Default> Default for Live<T> {
    fn default() -> Self {
        Live::Fixed(T::default())
    }
}

impl<T, F: Fn() -> T + Send + Sync + 'static> From<F> for Live<T> {
    fn from(read: F) -> Self {
        Live::Followed(Arc::new(read))
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Live<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Live::Followed(Arc::new(move || signal.get()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<ReadSignal<T>> for Live<T> {
    fn from(signal: ReadSignal<T>) -> Self {
        Live::Followed(Arc::new(move || signal.get()))
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Live<T> {
    fn from(memo: Memo<T>) -> Self {
        Live::Followed(Arc::new(move || memo.get()))
    }
}

impl From<bool> for Live<bool> {
    fn from(value: bool) -> Self {
        Live::Fixed(value)
    }
}

impl From<&str> for Live<String> {
    fn from(text: &str) -> Self {
        Live::Fixed(text.to_owned())
    }
}

impl From<String> for Live<String> {
    fn from(text: String) -> Self {
        Live::Fixed(text)
    }
}

impl<T> From<Option<T>> for Live<Option<T>> {
    fn from(value: Option<T>) -> Self {
        Live::Fixed(value)
    }
}

impl<T> From<Vec<T>> for Live<Vec<T>> {
    fn from(values: Vec<T>) -> Self {
        Live::Fixed(values)
    }
}

/// Runs `action` when the page has been built, and again whenever a signal it read changes. A closure for each effect,
/// but one effect for all.
pub fn effect(action: impl FnMut() + 'static) {
    not_plain();
    let mut action: Box<dyn FnMut()> = Box::new(action);
    Effect::new(move |_| action());
}

/// Runs `action` now, while the page is built, and again whenever a signal it read changes.
pub(crate) fn follow(mut action: Box<dyn FnMut()>) {
    keep(Box::new(RenderEffect::new(move |_: Option<()>| action())));
}

/// Keeps `something` until the owner under which this is called ends.
pub(super) fn keep(something: Box<dyn Any>) {
    not_plain();
    StoredValue::new(something);
}

thread_local! {
    static NOT_PLAIN: Cell<usize> = const { Cell::new(0) };
}

/// What is being described is more than elements, attributes and texts: it follows something, listens, or has state that no
/// attribute tells of.
pub(super) fn not_plain() {
    NOT_PLAIN.set(NOT_PLAIN.get().wrapping_add(1));
}

/// What `describe` describes, and whether it is elements, attributes and texts alone.
pub(super) fn described<T>(describe: impl FnOnce() -> T) -> (T, bool) {
    let before = NOT_PLAIN.get();
    (describe(), NOT_PLAIN.get() == before)
}
