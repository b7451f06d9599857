//! How many files are on their way. Uploads end with the session, so whatever ends it asks here first, or says afterwards
//! what it has stopped.

use leptos::prelude::*;

use super::components::{Handler, NoticeKind, banner, format};
use super::dom::{View, live};

/// The uploads under way, as those who end them know them.
#[derive(Clone, Copy)]
pub struct Uploading {
    count: RwSignal<u32>,
    /// What was stopped without having been asked.
    stopped: RwSignal<Option<String>>,
}

impl Uploading {
    /// None yet.
    pub fn new() -> Uploading {
        Uploading { count: RwSignal::new(0), stopped: RwSignal::new(None) }
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

    /// They are about to be stopped, and the visitor has not been asked: it is said for as long as they have not read it,
    /// since they may be looking at another tab.
    pub fn stop(self, because: &str) {
        if let Some(says) = told(self.end(), because) {
            self.stopped.set(Some(says));
        }
    }

    /// They are stopped at the visitor's wish. How many were.
    pub fn end(self) -> u32 {
        self.count.try_update(std::mem::take).unwrap_or_default()
    }

    /// Says what was stopped, until it is dismissed.
    pub fn banner(self) -> View {
        live(move || {
            let dismiss = Handler::from(move || self.stopped.set(None));
            self.stopped.get().map(|says| banner(NoticeKind::Warning, says, Vec::new(), Some(dismiss)))
        })
    }
}

/// What is said of uploads that were stopped.
fn told(count: u32, because: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 upload was stopped because {because}. Upload the file again.")),
        several => {
            let several = format::count(several as usize, "upload");
            Some(format!("{several} were stopped because {because}. Upload the files again."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_stopped_is_counted() {
        assert_eq!(told(0, "x"), None);
        assert_eq!(told(1, "x").as_deref(), Some("1 upload was stopped because x. Upload the file again."));
        assert_eq!(told(1200, "x").as_deref(), Some("1,200 uploads were stopped because x. Upload the files again."));
    }
}
