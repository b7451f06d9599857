//! How the uploads stand in all: kept as each of them changes, since there may be tens of thousands.

/// How far an upload is. `R` is why one failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState<R> {
    /// Others come first.
    Waiting,
    /// This many bytes are there.
    Running(u64),
    /// All there.
    Done,
    /// It failed.
    Failed {
        /// Why.
        reason: R,
        /// Trying it again is of no use.
        is_final: bool,
    },
    /// The visitor stopped it for now; S3 keeps this many bytes of it.
    Paused(u64),
    /// The visitor does not want it.
    Cancelled,
}

impl<R> UploadState<R> {
    /// Whether nothing will happen any more.
    pub fn is_over(&self) -> bool {
        !matches!(self, UploadState::Waiting | UploadState::Running(_) | UploadState::Paused(_))
    }
}

/// The sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub all: usize,
    /// How many are there.
    pub done: usize,
    /// How many failed.
    pub failed: usize,
    /// How many of these may go better when they are tried again.
    pub retryable: usize,
    /// How many the visitor stopped for now.
    pub paused: usize,
    /// How many the visitor does not want.
    pub cancelled: usize,
    /// The bytes of those that are there, wait or run.
    pub bytes: u64,
    /// The bytes of these that are there.
    pub sent: u64,
}

impl Tally {
    /// One more, of this size.
    pub fn add<R>(&mut self, size: u64, state: &UploadState<R>) {
        self.all += 1;
        self.count(size, state, 1);
    }

    /// One changes.
    pub fn change<R>(&mut self, size: u64, before: &UploadState<R>, after: &UploadState<R>) {
        self.count(size, before, -1);
        self.count(size, after, 1);
    }

    /// One is not shown any more.
    pub fn remove<R>(&mut self, size: u64, state: &UploadState<R>) {
        self.all = self.all.saturating_sub(1);
        self.count(size, state, -1);
    }

    /// How many are not over.
    pub fn left(&self) -> usize {
        self.all.saturating_sub(self.done + self.failed + self.cancelled)
    }

    /// How many wait or run.
    pub fn moving(&self) -> usize {
        self.left().saturating_sub(self.paused)
    }

    fn count<R>(&mut self, size: u64, state: &UploadState<R>, by: isize) {
        let bytes = |sum: &mut u64, bytes: u64| {
            *sum = if by > 0 { sum.saturating_add(bytes) } else { sum.saturating_sub(bytes) };
        };
        match state {
            UploadState::Waiting => bytes(&mut self.bytes, size),
            UploadState::Running(sent) | UploadState::Paused(sent) => {
                bytes(&mut self.bytes, size);
                bytes(&mut self.sent, *sent.min(&size));
                if matches!(state, UploadState::Paused(_)) {
                    self.paused = self.paused.saturating_add_signed(by);
                }
            }
            UploadState::Done => {
                self.done = self.done.saturating_add_signed(by);
                bytes(&mut self.bytes, size);
                bytes(&mut self.sent, size);
            }
            UploadState::Failed { is_final, .. } => {
                self.failed = self.failed.saturating_add_signed(by);
                if !is_final {
                    self.retryable = self.retryable.saturating_add_signed(by);
                }
            }
            UploadState::Cancelled => self.cancelled = self.cancelled.saturating_add_signed(by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type UploadState = super::UploadState<&'static str>;

    #[test]
    fn what_failed_is_not_done() {
        let mut tally = Tally::default();
        tally.add(10, &UploadState::Waiting);
        tally.change(10, &UploadState::Waiting, &UploadState::Running(4));
        assert_eq!((tally.all, tally.left(), tally.bytes, tally.sent), (1, 1, 10, 4));
        let failed = UploadState::Failed { reason: "x", is_final: false };
        tally.change(10, &UploadState::Running(4), &failed);
        assert_eq!(tally, Tally { all: 1, failed: 1, retryable: 1, ..Tally::default() });
        tally.change(10, &failed, &UploadState::Waiting);
        tally.change(10, &UploadState::Waiting, &UploadState::Done);
        assert_eq!(tally, Tally { all: 1, done: 1, bytes: 10, sent: 10, ..Tally::default() });
        tally.remove(10, &UploadState::Done);
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn what_is_paused_is_not_over_and_does_not_move() {
        let mut tally = Tally::default();
        tally.add(10, &UploadState::Running(4));
        tally.change(10, &UploadState::Running(4), &UploadState::Paused(3));
        assert_eq!((tally.left(), tally.moving(), tally.paused, tally.sent), (1, 0, 1, 3));
        tally.change(10, &UploadState::Paused(3), &UploadState::Cancelled);
        assert_eq!(tally, Tally { all: 1, cancelled: 1, ..Tally::default() });
    }

    #[test]
    fn a_file_that_grows_is_no_more_than_it_was() {
        let mut tally = Tally::default();
        tally.add(10, &UploadState::Running(700));
        assert_eq!((tally.bytes, tally.sent), (10, 10));
    }
}
