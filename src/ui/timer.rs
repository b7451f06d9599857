//! One thing that is to happen later, which may be put off or become needless.

use std::time::Duration;

use crate::ui::reactive::*;

/// Happens at most once for each [`Timer::start`], and not after its owner is gone.
#[derive(Clone, Copy)]
pub struct Timer(StoredValue<Waiting>);

#[derive(Default)]
struct Waiting {
    handle: Option<TimeoutHandle>,
    /// Of the timeout that is waited for: one that was cleared may come all the same (`clearTimeout` takes 32 bits of a number
    /// that a replaced clock makes larger).
    number: u32,
    /// Whether it was put off meanwhile.
    is_put_off: bool,
}

impl Timer {
    /// Nothing is to happen. Belongs to the component that calls it.
    #[allow(clippy::new_without_default, reason = "what it belongs to depends on where it is called")]
    pub fn new() -> Timer {
        let timer = Timer(StoredValue::new(Waiting::default()));
        on_cleanup(move || {
            timer.stop();
        });
        timer
    }

    /// Has `work` happen after `delay`, instead of what was to happen.
    pub fn start(self, delay: Duration, work: impl FnOnce() + 'static) {
        self.begin(delay, Box::new(work));
    }

    /// Has `work` happen once this was not called for `delay`, and at the latest after as long again: what was to happen stays and is
    /// put off. For who calls with each frame, which to start it anew would cost.
    pub fn start_at_rest(self, delay: Duration, work: impl FnOnce() + 'static) {
        if !self.put_off() {
            self.begin_at_rest(delay, Box::new(work));
        }
    }

    /// Puts off what is to happen, if something is.
    fn put_off(self) -> bool {
        let put_off = |waiting: &mut Waiting| {
            waiting.is_put_off = waiting.handle.is_some();
            waiting.is_put_off
        };
        self.0.try_update_value(put_off).unwrap_or_default()
    }

    fn begin_at_rest(self, delay: Duration, work: Box<dyn FnOnce()>) {
        let at_rest = move || {
            let was_put_off = self.0.try_update_value(|waiting| std::mem::take(&mut waiting.is_put_off));
            if was_put_off == Some(true) { self.begin_at_rest(delay, work) } else { work() }
        };
        self.begin(delay, Box::new(at_rest));
    }

    fn begin(self, delay: Duration, work: Box<dyn FnOnce()>) {
        self.stop();
        let Some(number) = self.0.try_with_value(|waiting| waiting.number) else { return };
        let work = move || {
            if self.0.try_with_value(|waiting| waiting.number) == Some(number) {
                self.stop();
                work();
            }
        };
        #[expect(clippy::disallowed_methods, reason = "this is the place: it looks whether its owner is there still")]
        let handle = set_timeout_with_handle(work, delay).ok();
        self.0.try_update_value(|waiting| waiting.handle = handle);
    }

    /// Nothing is to happen any more. Whether something was.
    pub fn stop(self) -> bool {
        let stop = |waiting: &mut Waiting| {
            waiting.number = waiting.number.wrapping_add(1);
            waiting.handle.take().inspect(TimeoutHandle::clear).is_some()
        };
        self.0.try_update_value(stop).unwrap_or_default()
    }

    /// Whether something is to happen.
    pub fn is_running(self) -> bool {
        self.0.try_with_value(|waiting| waiting.handle.is_some()).unwrap_or_default()
    }
}
