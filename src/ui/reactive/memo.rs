//! A value computed from others, which changes only when it comes out different.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use leptos::prelude::{Get, GetUntracked, GetValue, LocalStorage};

use super::Readable;

/// Nothing before it is computed first.
type Value = RefCell<Option<Rc<dyn Any>>>;

/// The last value, and how it is computed: true where it came out different.
struct Node {
    value: Value,
    compute: Box<dyn Fn(&Value) -> bool>,
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
        let changed = handle.try_get_value().is_some_and(|node| (node.compute)(&node.value));
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
        let compute = move |value: &Value| {
            let before = value.borrow().clone();
            let before = before.as_ref().and_then(|before| before.downcast_ref());
            let now = compute(before);
            let changed = before != Some(&now);
            if changed {
                value.replace(Some(Rc::new(now)));
            }
            changed
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
