//! A value that lives as long as its owner and tells nobody when it changes.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{Dispose, GetValue, IsDisposed, LocalStorage};

use super::disposed;

type Handle = leptos::prelude::StoredValue<Rc<dyn Any>, LocalStorage>;

/// A value that handlers share (`reactive_graph::owner::StoredValue`).
pub struct StoredValue<T> {
    value: Handle,
    holds: PhantomData<fn() -> T>,
}

impl<T> Copy for StoredValue<T> {}

impl<T> Clone for StoredValue<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for StoredValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredValue")
    }
}

impl<T> PartialEq for StoredValue<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Default + 'static> Default for StoredValue<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

fn stored(value: Rc<dyn Any>) -> Handle {
    Handle::new_local(value)
}

fn value(handle: Handle) -> Option<Rc<dyn Any>> {
    handle.try_get_value()
}

impl<T: 'static> StoredValue<T> {
    /// One that belongs to the current owner.
    pub fn new(value: T) -> Self {
        Self { value: stored(Rc::new(RefCell::new(value))), holds: PhantomData }
    }

    /// What `use_it` makes of it, or none if its owner is gone or it is being changed.
    pub fn try_with_value<U>(self, use_it: impl FnOnce(&T) -> U) -> Option<U> {
        let value = value(self.value)?;
        let cell = value.downcast_ref::<RefCell<T>>()?;
        cell.try_borrow().ok().map(|value| use_it(&value))
    }

    /// What `use_it` makes of it.
    #[track_caller]
    pub fn with_value<U>(self, use_it: impl FnOnce(&T) -> U) -> U {
        self.try_with_value(use_it).unwrap_or_else(|| disposed())
    }

    /// Changes it; none if its owner is gone or it is in use.
    pub fn try_update_value<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        let value = value(self.value)?;
        let cell = value.downcast_ref::<RefCell<T>>()?;
        cell.try_borrow_mut().ok().map(|mut value| change(&mut value))
    }

    /// Changes it.
    pub fn update_value(self, change: impl FnOnce(&mut T)) {
        self.try_update_value(change);
    }

    /// Puts `value` into its place.
    pub fn set_value(self, value: T) {
        self.try_set_value(value);
    }

    /// Puts `value` into its place; false if its owner is gone.
    pub fn try_set_value(self, value: T) -> bool {
        // What it held goes when nothing of this is borrowed any more: dropping it may use it.
        self.try_update_value(|held| std::mem::replace(held, value)).is_some()
    }

    /// Whether its owner is gone.
    pub fn is_disposed(self) -> bool {
        self.value.is_disposed()
    }

    /// Ends it before its owner ends.
    pub fn dispose(self) {
        self.value.dispose();
    }
}

impl<T: Clone + 'static> StoredValue<T> {
    /// A copy of it.
    #[track_caller]
    pub fn get_value(self) -> T {
        self.with_value(T::clone)
    }

    /// A copy of it, or none if its owner is gone.
    pub fn try_get_value(self) -> Option<T> {
        self.try_with_value(T::clone)
    }
}
