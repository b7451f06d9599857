//! What a component provides to all that is shown while it is there (`reactive_graph::owner::provide_context`).

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::on_cleanup;

use super::disposed;

thread_local! {
    /// What is provided, by number.
    static PROVIDED: RefCell<Vec<(u32, Rc<dyn Any>)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Provides a value of this type until the current owner ends. Of several the one that came last is used.
pub fn provide_context<T: 'static>(value: T) {
    provide(Rc::new(value));
}

fn provide(value: Rc<dyn Any>) {
    let number = NEXT.replace(NEXT.get().wrapping_add(1));
    PROVIDED.with_borrow_mut(|provided| provided.push((number, value)));
    on_cleanup(move || {
        let is_this = |(other, _): &mut (u32, Rc<dyn Any>)| *other == number;
        // What it holds may have something of its own to clean up, once nothing is borrowed any more.
        drop(PROVIDED.with_borrow_mut(|provided| provided.extract_if(.., is_this).next()));
    });
}

/// The value of this type that is provided, if there is one.
pub fn use_context<T: Clone + 'static>() -> Option<T> {
    PROVIDED.with_borrow(|provided| provided.iter().rev().find_map(|(_, value)| value.downcast_ref::<T>().cloned()))
}

/// The value of this type that is provided.
#[track_caller]
pub fn expect_context<T: Clone + 'static>() -> T {
    use_context().unwrap_or_else(|| disposed())
}

#[cfg(test)]
mod tests {
    use leptos::prelude::Owner;

    use super::*;

    #[test]
    fn what_is_provided_goes_with_its_owner() {
        let (outer, inner) = (Owner::new(), Owner::new());
        outer.with(|| provide_context("outer"));
        inner.with(|| provide_context("inner"));
        inner.with(|| provide_context(7));
        assert_eq!((use_context(), use_context()), (Some("inner"), Some(7)));
        inner.cleanup();
        assert_eq!((use_context(), use_context::<i32>()), (Some("outer"), None));
        outer.cleanup();
        assert_eq!(use_context::<&str>(), None);
    }
}
