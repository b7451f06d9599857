//! One tab at a time: where refresh tokens rotate, of two tabs that refresh at once one uses a token that is no longer valid.
//!
//! Web Locks do not exist on a plain-HTTP website, so the tabs agree through what they share anyway, their storage. It has
//! no atomic exchange: whoever wants the lease listens, writes its name, waits, and has it if the name is still there.

use std::pin::pin;
use std::time::{Duration, SystemTime};

use futures::future::{Either, select};

use crate::ports::{Lifetime, Platform};

const KEY: &str = "satchel.lease";
/// A lease expires after this if its tab was closed; longer work extends it.
const TERM: Duration = Duration::from_secs(15);
const EXTENSION: Duration = Duration::from_secs(5);
/// Longer than it takes until what one tab wrote is what the others read.
const SETTLE: Duration = Duration::from_millis(60);
/// A tab that was busy reads what others wrote only once it has been idle, so nobody takes the lease straight out of its work.
const LISTEN: Duration = Duration::from_millis(30);
const POLL: Duration = Duration::from_millis(120);

/// The right to do what only one tab may do. It ends when it is dropped.
pub struct Lease<P: Platform> {
    platform: P,
    name: String,
}

impl<P: Platform> Lease<P> {
    fn begin(platform: &P, name: &str) {
        let until = (platform.now() + TERM).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
        platform.set(Lifetime::Persistent, KEY, &format!("{name} {until}"));
    }

    /// Whether nobody has taken it over: a tab that slept may have lost it.
    pub fn is_held(&self) -> bool {
        holder(&self.platform).is_some_and(|(name, _)| name == self.name)
    }

    /// Does the work, and extends the lease while it takes.
    pub async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            match select(work.as_mut(), pin!(self.platform.sleep(EXTENSION))).await {
                Either::Left((done, _)) => return done,
                Either::Right(_) if self.is_held() => Self::begin(&self.platform, &self.name),
                Either::Right(_) => {}
            }
        }
    }
}

impl<P: Platform> Drop for Lease<P> {
    fn drop(&mut self) {
        if self.is_held() {
            self.platform.remove(Lifetime::Persistent, KEY);
        }
    }
}

/// Who holds the lease, and until when by this machine's clock.
fn holder(platform: &impl Platform) -> Option<(String, SystemTime)> {
    let text = platform.get(Lifetime::Persistent, KEY)?;
    let (name, until) = text.split_once(' ')?;
    let until = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(until.parse().ok()?))?;
    // A lease of longer than its term was written by a clock that has been set back since.
    (until <= platform.now() + TERM).then(|| (name.to_owned(), until))
}

/// Waits for the lease. `is_done` is asked each time: somebody else may have done the work, and then there is none to do.
pub async fn acquire<P: Platform>(platform: &P, is_done: impl Fn() -> bool) -> Option<Lease<P>> {
    let mut random = [0; 16];
    platform.fill(&mut random);
    let name = hex::encode(random);
    let is_taken = || holder(platform).is_some_and(|(_, until)| until > platform.now());
    loop {
        if is_done() {
            return None;
        }
        if is_taken() {
            platform.sleep(POLL).await;
            continue;
        }
        platform.sleep(LISTEN + Duration::from_millis(u64::from(random[1]) / 4)).await;
        if is_done() || is_taken() {
            continue;
        }
        Lease::begin(platform, &name);
        platform.sleep(SETTLE + Duration::from_millis(u64::from(random[0]) / 8)).await;
        if holder(platform).is_some_and(|(holder, _)| holder == name) {
            let lease = Lease { platform: platform.clone(), name };
            // Work done while the name settled needs no doing.
            return (!is_done()).then_some(lease);
        }
    }
}
