//! How many files are on their way. Uploads pause with the session, so whatever ends it asks here first, or says afterwards
//! what it has paused. They wait here for the same visitor.

use crate::ui::reactive::*;

use crate::app::pages::files::Job;
use crate::browser::leaving::AskBeforeLeaving;
use crate::ui::components::{Handler, NoticeKind, banner};
use crate::ui::dom::{View, effect, live};

/// The uploads under way, as those who end them know them.
#[derive(Clone, Copy)]
pub struct Uploading {
    count: RwSignal<u32>,
    /// What was paused without having been asked.
    paused: RwSignal<Option<String>>,
    /// By the account whose they are.
    parked: StoredValue<Vec<(String, Vec<Job>)>>,
    /// How many are parked.
    waiting: RwSignal<usize>,
    /// The visitor was asked, and does not want those that end now.
    unwanted: StoredValue<bool>,
}

impl Uploading {
    /// None yet.
    pub fn new() -> Uploading {
        Uploading {
            count: RwSignal::new(0),
            paused: RwSignal::new(None),
            parked: StoredValue::new(Vec::new()),
            waiting: RwSignal::new(0),
            unwanted: StoredValue::new(false),
        }
    }

    /// Has the browser ask before it leaves the page, for as long as something would be lost. Belongs to the component that
    /// calls it.
    pub fn ask_before_leaving(self) {
        // The browser asks for as long as this is kept.
        let mut asking = None;
        let is_busy = Memo::new(move |_| self.count.get() > 0 || self.waiting.get() > 0);
        effect(move || drop(std::mem::replace(&mut asking, is_busy.get().then(AskBeforeLeaving::new))));
    }

    /// How many files are on their way, or wait their turn.
    pub fn count(self) -> RwSignal<u32> {
        self.count
    }

    /// Takes note of how many they are now.
    pub fn note(self, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if self.count.get_untracked() != count {
            self.count.set(count);
        }
    }

    /// They are about to be paused, and the visitor has not been asked: it is said for as long as they have not read it,
    /// since they may be looking at another tab.
    pub fn stop(self) {
        if let Some(says) = pause_text(self.take_count()) {
            self.paused.set(Some(says));
        }
    }

    /// They are ended at the visitor's wish. How many were.
    pub fn end(self) -> u32 {
        self.unwanted.set_value(true);
        self.take_count()
    }

    fn take_count(self) -> u32 {
        self.count.try_update(std::mem::take).unwrap_or_default()
    }

    /// Keeps what has not arrived for when `account` is here again, unless nobody wants it.
    pub fn park(self, account: String, jobs: Vec<Job>) {
        if jobs.is_empty() || self.unwanted.get_value() {
            return;
        }
        self.waiting.update(|waiting| *waiting += jobs.len());
        self.parked.update_value(|parked| match parked.iter_mut().find(|(of, _)| *of == account) {
            Some((_, kept)) => kept.extend(jobs),
            None => parked.push((account, jobs)),
        });
    }

    /// Takes the paused uploads of `account`; for another account a banner says that some are paused.
    pub fn resume(self, account: Option<&str>) -> Vec<Job> {
        self.unwanted.set_value(false);
        let own = self.parked.try_update_value(|parked| {
            let at = parked.iter().position(|(of, _)| Some(of.as_str()) == account)?;
            Some(parked.remove(at).1)
        });
        let own = own.flatten().unwrap_or_default();
        self.waiting.update(|waiting| *waiting = waiting.saturating_sub(own.len()));
        self.paused.set(of_another(self.waiting.get_untracked()));
        own
    }

    /// Whether uploads wait here for their visitor. They are nowhere else: the files chosen are known to this document alone.
    pub fn are_waiting(self) -> bool {
        self.waiting.get_untracked() > 0
    }

    /// Says what was paused, until it is dismissed.
    pub fn banner(self) -> View {
        live(move || {
            let dismiss = Handler::from(move || self.paused.set(None));
            self.paused.get().map(|says| banner(NoticeKind::Warning, says, Vec::new(), Some(dismiss)))
        })
    }
}

/// What is said of uploads that were paused.
fn pause_text(count: u32) -> Option<String> {
    (count > 0).then(|| {
        n!(
            count,
            one = "{count} upload is paused. Sign in to the same account here to continue.",
            other = "{count} uploads are paused. Sign in to the same account here to continue."
        )
    })
}

/// What somebody else reads of uploads that are paused.
fn of_another(count: usize) -> Option<String> {
    (count > 0).then(|| {
        n!(
            count,
            one = "{count} upload of another account is paused. Sign in to that account here to continue.",
            other = "{count} uploads of another account are paused. Sign in to that account here to continue."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_paused_is_counted() {
        assert_eq!(pause_text(0), None);
        assert_eq!(pause_text(1).as_deref(), Some("1 upload is paused. Sign in to the same account here to continue."));
        assert!(pause_text(1200).unwrap().starts_with("1,200 uploads are paused. Sign in to"));
    }

    #[test]
    fn another_account_is_told_no_more_than_how_many() {
        assert_eq!(of_another(0), None);
        assert!(of_another(2).unwrap().starts_with("2 uploads of another account are paused."));
    }
}
