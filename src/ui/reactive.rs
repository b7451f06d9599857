//! Leptos's signals, memos, stored values and contexts, compiled once for all types.
//!
//! `reactive_graph` compiles each of their methods anew for every type that one holds, some 2 kB of WebAssembly a type, which
//! came to a seventh of the program. The ones here keep what they hold behind `dyn Any` and leave tracking, notifying and
//! owning to `reactive_graph`, so that a further type costs little more than its own code. They have the methods of Leptos's
//! under the same names, and stand before them where this module is imported whole.
//!
//! A value that is read is a snapshot: what is set meanwhile does not change it, and reading never hinders setting.

mod context;
mod memo;
mod read;
mod signal;
mod stored;

pub use leptos::prelude::*;

pub use context::{expect_context, provide_context, use_context};
pub use memo::Memo;
pub use read::{Read, Readable};
pub use signal::{RwSignal, Signal};
pub use stored::StoredValue;

/// What remains of something that is used after its owner is gone, which is a fault of the program.
#[track_caller]
#[expect(clippy::panic, reason = "Leptos's own do the same; `try_` methods are for those who may come too late")]
fn disposed<T>() -> T {
    panic!("used after its owner was disposed of")
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;

    fn owned<T>(test: impl FnOnce() -> T) -> T {
        Owner::new().with(test)
    }

    #[test]
    fn what_was_read_stays_as_it_was() {
        owned(|| {
            let signal = RwSignal::new(vec![1]);
            let before = signal.read_untracked();
            signal.update(|all| all.push(2));
            assert_eq!((&*before, signal.get_untracked()), (&vec![1], vec![1, 2]));
            signal.set(vec![]);
            assert!(signal.with_untracked(Vec::is_empty));
        });
    }

    #[test]
    fn a_memo_changes_when_its_value_does() {
        owned(|| {
            let (number, computed) = (RwSignal::new(1), Rc::new(Cell::new(0)));
            let counted = computed.clone();
            let is_odd = Memo::new(move |_| number.get() % 2 == 1);
            let told = Memo::new(move |before: Option<&usize>| {
                counted.set(counted.get() + 1);
                before.copied().unwrap_or_default() + usize::from(is_odd.get())
            });
            assert_eq!((told.get_untracked(), computed.get()), (1, 1));
            number.set(3);
            assert_eq!((told.get_untracked(), computed.get()), (1, 1));
            number.set(4);
            assert_eq!((told.get_untracked(), is_odd.get_untracked(), computed.get()), (1, false, 2));
            number.try_update_untracked(|number| *number = 5);
            assert!(!is_odd.get_untracked());
        });
    }

    #[test]
    fn only_a_change_is_told() {
        owned(|| {
            let signal = RwSignal::new(1);
            let seen = Memo::new(move |before: Option<&u32>| before.copied().unwrap_or_default() + signal.get());
            assert_eq!(seen.get_untracked(), 1);
            signal.maybe_update(|_| false);
            assert_eq!(seen.get_untracked(), 1);
            signal.maybe_update(|_| true);
            assert_eq!(seen.get_untracked(), 2);
        });
    }

    #[test]
    fn a_stored_value_in_use_is_left_alone() {
        owned(|| {
            let stored = StoredValue::new(1);
            stored.with_value(|_| assert_eq!(stored.try_update_value(|value| *value = 2), None));
            stored.update_value(|_| assert_eq!(stored.try_with_value(|value| *value), None));
            assert!(stored.try_set_value(3));
            assert_eq!(stored.get_value(), 3);
        });
    }

    #[test]
    fn who_comes_too_late_is_told_so() {
        let owner = Owner::new();
        let (signal, stored, memo) = owner.with(|| (RwSignal::new(1), StoredValue::new(2), Memo::new(|_: Option<&u32>| 3)));
        owner.cleanup();
        assert_eq!((signal.try_get(), stored.try_get_value(), memo.try_get_untracked()), (None, None, None));
        assert!(!signal.try_set(4) && !stored.try_set_value(4) && signal.is_disposed() && stored.is_disposed());
        assert_eq!(signal.try_update(|value| *value), None);
    }
}
