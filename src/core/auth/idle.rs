//! When nobody has been here for too long: what a site may want where devices are shared.
//!
//! All tabs share when the visitor last did something, in this machine's time: a machine that slept finds on waking that the
//! time is over, though no timer ran.

use std::time::{Duration, SystemTime};

use crate::ports::{Clock, KeyValueStore, Lifetime};

const KEY: &str = "satchel.activity";
/// Long enough to find the way back to the keyboard (WCAG 2.2, 2.2.1, asks for 20 seconds).
const WARNING: Duration = Duration::from_secs(60);

/// Whether a session is idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdleState {
    /// Somebody was here not long ago.
    Active,
    /// The session ends after this, unless somebody says that they are here.
    Warning(Duration),
    /// Nobody was here for as long as is allowed.
    TimedOut,
}

/// The visitor does something.
pub fn note_activity(platform: &(impl KeyValueStore + Clock)) {
    let now = platform.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    platform.set(Lifetime::Persistent, KEY, &now.to_string());
}

/// How long before `timeout` the visitor is warned: a minute, or half of what is less than two.
fn warning(timeout: Duration) -> Duration {
    WARNING.min(timeout / 2)
}

/// How it stands with a session that ends after `timeout`. It begins with the first look.
pub fn state(platform: &(impl KeyValueStore + Clock), timeout: Duration) -> IdleState {
    let last = platform.get(Lifetime::Persistent, KEY).and_then(|text| text.parse().ok());
    let last = last.and_then(|last| SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(last)));
    // What lies ahead was noted before the clock was set back.
    let Some(idle) = last.and_then(|last| platform.now().duration_since(last).ok()) else {
        note_activity(platform);
        return IdleState::Active;
    };
    match timeout.checked_sub(idle) {
        None | Some(Duration::ZERO) => IdleState::TimedOut,
        Some(left) if left <= warning(timeout) => IdleState::Warning(left),
        Some(_) => IdleState::Active,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    #[derive(Default)]
    struct Machine(RefCell<Option<String>>, Cell<u64>);

    impl KeyValueStore for Machine {
        fn get(&self, _: Lifetime, _: &str) -> Option<String> {
            self.0.borrow().clone()
        }
        fn set(&self, lifetime: Lifetime, _: &str, value: &str) {
            assert_eq!(lifetime, Lifetime::Persistent, "all tabs share it");
            *self.0.borrow_mut() = Some(value.to_owned());
        }
        fn remove(&self, _: Lifetime, _: &str) {}
    }

    impl Clock for Machine {
        fn now(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + self.1.get())
        }
        async fn sleep(&self, _: Duration) {}
    }

    const QUARTER: Duration = Duration::from_secs(900);

    #[test]
    fn a_warning_comes_first_and_an_answer_begins_anew() {
        let machine = Machine::default();
        let after = |seconds| {
            machine.1.set(seconds);
            state(&machine, QUARTER)
        };
        assert_eq!(after(0), IdleState::Active);
        assert_eq!(after(839), IdleState::Active);
        assert_eq!(after(840), IdleState::Warning(Duration::from_secs(60)));
        assert_eq!(after(899), IdleState::Warning(Duration::from_secs(1)));
        note_activity(&machine);
        assert_eq!(after(900), IdleState::Active);
        assert_eq!(after(899 + 900), IdleState::TimedOut);
    }

    #[test]
    fn a_machine_that_slept_wakes_to_the_end_of_it() {
        let machine = Machine::default();
        assert_eq!(state(&machine, QUARTER), IdleState::Active);
        machine.1.set(3 * 86_400);
        assert_eq!(state(&machine, QUARTER), IdleState::TimedOut);
    }

    #[test]
    fn a_short_time_leaves_half_of_it_for_the_answer() {
        let machine = Machine::default();
        assert_eq!(state(&machine, Duration::from_secs(60)), IdleState::Active);
        machine.1.set(30);
        assert_eq!(state(&machine, Duration::from_secs(60)), IdleState::Warning(Duration::from_secs(30)));
    }

    #[test]
    fn a_clock_that_was_set_back_ends_nothing() {
        let machine = Machine::default();
        machine.1.set(86_400);
        note_activity(&machine);
        machine.1.set(0);
        assert_eq!(state(&machine, QUARTER), IdleState::Active);
        machine.1.set(900);
        assert_eq!(state(&machine, QUARTER), IdleState::TimedOut, "and time counts from then on");
    }
}
