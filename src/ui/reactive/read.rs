//! Reading, which is the same for whatever is read.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

use super::disposed;

/// What a signal held when it was read.
pub struct Read<T>(Rc<T>);

impl<T> Deref for Read<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Read<T> {
    fn of(value: Rc<dyn Any>) -> Option<Self>
    where
        T: 'static,
    {
        value.downcast().ok().map(Self)
    }
}

impl<T: fmt::Debug> fmt::Debug for Read<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Display> fmt::Display for Read<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: PartialEq> PartialEq<T> for Read<T> {
    fn eq(&self, other: &T) -> bool {
        *self.0 == *other
    }
}

/// What can be read: a signal, a memo, or either. Who reads with tracking is told of changes.
pub trait Readable: Copy {
    /// What it holds.
    type Value: 'static;

    /// What it holds now, or none if its owner is gone.
    fn snapshot(self, tracked: bool) -> Option<Rc<dyn Any>>;

    /// Its value, or none if its owner is gone; whoever reads it is told of changes.
    fn try_read(self) -> Option<Read<Self::Value>> {
        self.snapshot(true).and_then(Read::of)
    }

    /// Its value, or none if its owner is gone.
    fn try_read_untracked(self) -> Option<Read<Self::Value>> {
        self.snapshot(false).and_then(Read::of)
    }

    /// Its value; whoever reads it is told of changes.
    #[track_caller]
    fn read(self) -> Read<Self::Value> {
        self.try_read().unwrap_or_else(|| disposed())
    }

    /// Its value.
    #[track_caller]
    fn read_untracked(self) -> Read<Self::Value> {
        self.try_read_untracked().unwrap_or_else(|| disposed())
    }

    /// What `use_it` makes of its value; whoever reads it is told of changes.
    #[track_caller]
    fn with<U>(self, use_it: impl FnOnce(&Self::Value) -> U) -> U {
        use_it(&self.read())
    }

    /// What `use_it` makes of its value.
    #[track_caller]
    fn with_untracked<U>(self, use_it: impl FnOnce(&Self::Value) -> U) -> U {
        use_it(&self.read_untracked())
    }

    /// What `use_it` makes of its value, or none if its owner is gone.
    fn try_with_untracked<U>(self, use_it: impl FnOnce(&Self::Value) -> U) -> Option<U> {
        self.try_read_untracked().map(|value| use_it(&value))
    }

    /// A copy of its value; whoever reads it is told of changes.
    #[track_caller]
    fn get(self) -> Self::Value
    where
        Self::Value: Clone,
    {
        (*self.read()).clone()
    }

    /// A copy of its value.
    #[track_caller]
    fn get_untracked(self) -> Self::Value
    where
        Self::Value: Clone,
    {
        (*self.read_untracked()).clone()
    }

    /// A copy of its value, or none if its owner is gone; whoever reads it is told of changes.
    fn try_get(self) -> Option<Self::Value>
    where
        Self::Value: Clone,
    {
        self.try_read().map(|value| (*value).clone())
    }

    /// A copy of its value, or none if its owner is gone.
    fn try_get_untracked(self) -> Option<Self::Value>
    where
        Self::Value: Clone,
    {
        self.try_read_untracked().map(|value| (*value).clone())
    }

    /// Tells whoever asks of changes.
    fn track(self) {
        self.snapshot(true);
    }
}
