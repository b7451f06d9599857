//! A value that tells those who read it when it changes.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{ArcTrigger, Dispose, GetValue, IsDisposed, LocalStorage, Notify, Track};

use super::{Memo, Readable};

/// What a signal holds, and who reads it. It holds nothing while it is being changed.
struct Node {
    value: RefCell<Option<Rc<dyn Any>>>,
    readers: ArcTrigger,
}

type Handle = leptos::prelude::StoredValue<Rc<Node>, LocalStorage>;

/// A value to read and to set (`reactive_graph::signal::RwSignal`).
pub struct RwSignal<T> {
    node: Handle,
    holds: PhantomData<fn() -> T>,
}

impl<T> Copy for RwSignal<T> {}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for RwSignal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RwSignal")
    }
}

impl<T> PartialEq for RwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl<T> Eq for RwSignal<T> {}

impl<T: Default + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

// What is the same for every type.

fn node(value: Rc<dyn Any>) -> Handle {
    Handle::new_local(Rc::new(Node { value: RefCell::new(Some(value)), readers: ArcTrigger::new() }))
}

fn value(handle: Handle, tracked: bool) -> Option<Rc<dyn Any>> {
    let node = handle.try_get_value()?;
    if tracked {
        node.readers.track();
    }
    node.value.borrow().clone()
}

fn set(handle: Handle, value: Rc<dyn Any>) -> bool {
    let Some(node) = handle.try_get_value() else { return false };
    // What it held goes when nothing of this is borrowed any more: dropping it may read the signal.
    let held = node.value.replace(Some(value));
    drop(held);
    node.readers.notify();
    true
}

fn take(handle: Handle) -> Option<Rc<dyn Any>> {
    handle.try_get_value()?.value.take()
}

fn put_back(handle: Handle, value: Rc<dyn Any>, changed: bool) {
    let Some(node) = handle.try_get_value() else { return };
    node.value.replace(Some(value));
    if changed {
        node.readers.notify();
    }
}

impl<T: 'static> Readable for RwSignal<T> {
    type Value = T;

    fn snapshot(self, tracked: bool) -> Option<Rc<dyn Any>> {
        value(self.node, tracked)
    }
}

impl<T: 'static> RwSignal<T> {
    /// One that belongs to the current owner.
    pub fn new(value: T) -> Self {
        Self { node: node(Rc::new(value)), holds: PhantomData }
    }

    /// Sets it and tells its readers.
    pub fn set(self, value: T) {
        self.try_set(value);
    }

    /// Sets it, unless it holds the same.
    pub fn set_if_new(self, value: T)
    where
        T: PartialEq,
    {
        if self.try_read_untracked().is_some_and(|now| *now != value) {
            self.set(value);
        }
    }

    /// Sets it and tells its readers; false if its owner is gone.
    pub fn try_set(self, value: T) -> bool {
        set(self.node, Rc::new(value))
    }

    /// Whether its owner is gone.
    pub fn is_disposed(self) -> bool {
        self.node.is_disposed()
    }

    /// Ends it before its owner ends.
    pub fn dispose(self) {
        self.node.dispose();
    }
}

impl<T: Clone + 'static> RwSignal<T> {
    /// Changes it and tells its readers.
    pub fn update(self, change: impl FnOnce(&mut T)) {
        self.try_update(change);
    }

    /// Changes it and tells its readers; none if its owner is gone.
    pub fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.changed(|value| (change(value), true))
    }

    /// Changes it without telling its readers; none if its owner is gone.
    pub fn try_update_untracked<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.changed(|value| (change(value), false))
    }

    /// Tells its readers only if `change` says that it changed it.
    pub fn maybe_update(self, change: impl FnOnce(&mut T) -> bool) {
        self.changed(|value| ((), change(value)));
    }

    /// Who holds a snapshot keeps it: the value is copied before it is changed then.
    fn changed<U>(self, change: impl FnOnce(&mut T) -> (U, bool)) -> Option<U> {
        let mut value = take(self.node)?.downcast().ok()?;
        let (answer, changed) = change(Rc::make_mut(&mut value));
        put_back(self.node, value, changed);
        Some(answer)
    }
}

/// A value to read, from wherever it comes (`reactive_graph::wrappers::read::Signal`).
pub enum Signal<T> {
    /// A signal, or a value that never changes.
    Held(RwSignal<T>),
    /// What is computed.
    Computed(Memo<T>),
}

impl<T> Copy for Signal<T> {}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> From<T> for Signal<T> {
    fn from(value: T) -> Self {
        Self::Held(RwSignal::new(value))
    }
}

impl<T> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::Held(signal)
    }
}

impl<T> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::Computed(memo)
    }
}

impl<T: 'static> Readable for Signal<T> {
    type Value = T;

    fn snapshot(self, tracked: bool) -> Option<Rc<dyn Any>> {
        match self {
            Self::Held(signal) => signal.snapshot(tracked),
            Self::Computed(memo) => memo.snapshot(tracked),
        }
    }
}
