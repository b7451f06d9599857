//! A value computed from others, which changes only when it comes out different.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{Get, GetUntracked, GetValue, LocalStorage};

use super::Readable;

/// The last value, nothing before it is computed first; and how it is computed from that: nothing where it comes out the same.
struct Node {
    value: RefCell<Option<Rc<dyn Any>>>,
    compute: Box<dyn Fn(Option<&dyn Any>) -> Option<Rc<dyn Any>>>,
}

impl Node {
    /// Computes it anew. Whether it changed.
    fn renew(&self) -> bool {
        let before = self.value.borrow().clone();
        let now = (self.compute)(before.as_deref());
        let has_changed = now.is_some();
        if has_changed {
            self.value.replace(now);
        }
        has_changed
    }
}

type Handle = leptos::prelude::StoredValue<Rc<Node>, LocalStorage>;

/// A value computed when it is read first and when what it is computed from has changed
/// (`reactive_graph::computed::Memo`).
pub struct Memo<T> {
    node: Handle,
    /// How often it has changed: what the graph compares in the place of values.
    changes: leptos::prelude::Memo<usize>,
    holds: PhantomData<fn() -> T>,
}

impl<T> Copy for Memo<T> {}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> fmt::Debug for Memo<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}

fn changes_of(handle: Handle) -> leptos::prelude::Memo<usize> {
    leptos::prelude::Memo::new(move |before: Option<&usize>| {
        let before = before.copied().unwrap_or_default();
        let changed = handle.try_get_value().is_some_and(|node| node.renew());
        before + usize::from(changed)
    })
}

fn value(handle: Handle, changes: leptos::prelude::Memo<usize>, tracked: bool) -> Option<Rc<dyn Any>> {
    if tracked { changes.try_get() } else { changes.try_get_untracked() }?;
    handle.try_get_value()?.value.borrow().clone()
}

impl<T: PartialEq + 'static> Memo<T> {
    /// One that belongs to the current owner. `compute` gets what it gave last.
    pub fn new(compute: impl Fn(Option<&T>) -> T + 'static) -> Self {
        let compute = move |before: Option<&dyn Any>| {
            let before = before.and_then(<dyn Any>::downcast_ref);
            let now = compute(before);
            (before != Some(&now)).then(|| Rc::new(now) as Rc<dyn Any>)
        };
        let node = Handle::new_local(Rc::new(Node { value: RefCell::new(None), compute: Box::new(compute) }));
        Self { node, changes: changes_of(node), holds: PhantomData }
    }
}

impl<T: 'static> Readable for Memo<T> {
    type Value = T;

    fn snapshot(self, tracked: bool) -> Option<Rc<dyn Any>> {
        value(self.node, self.changes, tracked)
    }
}
