//! How fast bytes go, and how long the rest will take.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

/// What is further back says nothing of the line as it is now.
const WINDOW: Duration = Duration::from_secs(15);
/// Before that much time a rate is a guess.
const LEAST: Duration = Duration::from_secs(2);
/// More often than that nobody looks.
const STEP: Duration = Duration::from_millis(500);

/// Measures how fast a number of bytes grows.
#[derive(Debug, Default)]
pub struct Rate {
    samples: VecDeque<(SystemTime, u64)>,
}

impl Rate {
    /// So many bytes have been sent by `now`.
    pub fn note(&mut self, now: SystemTime, sent: u64) {
        let goes_back = self.samples.back().is_some_and(|(at, before)| sent < *before || now < *at);
        if goes_back {
            // A file begins anew, or is over with: its bytes do not count as sent any more.
            self.samples.clear();
        }
        match self.samples.back() {
            Some((at, _)) if self.samples.len() > 1 && now.duration_since(*at).is_ok_and(|since| since < STEP) => {}
            _ => self.samples.push_back((now, sent)),
        }
        while self.samples.front().is_some_and(|(at, _)| now.duration_since(*at).is_ok_and(|since| since > WINDOW)) {
            self.samples.pop_front();
        }
    }

    /// Begins anew: nothing is on its way.
    pub fn clear(&mut self) {
        self.samples.clear();
    }

    /// Bytes a second, once that can be said.
    pub fn bytes_per_second(&self) -> Option<u64> {
        let ((from, before), (to, after)) = (self.samples.front()?, self.samples.back()?);
        let took = to.duration_since(*from).ok().filter(|took| *took >= LEAST)?;
        Some((after.saturating_sub(*before) as f64 / took.as_secs_f64()) as u64).filter(|rate| *rate > 0)
    }

    /// How long `bytes` more will take, once that can be said.
    pub fn time_for(&self, bytes: u64) -> Option<Duration> {
        Some(Duration::from_secs(bytes.div_ceil(self.bytes_per_second()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_rate_is_told_once_it_is_known() {
        let mut rate = Rate::default();
        rate.note(at(0), 0);
        assert_eq!(rate.bytes_per_second(), None);
        rate.note(at(1_000), 1_000_000);
        assert_eq!(rate.bytes_per_second(), None, "a second says little");
        rate.note(at(4_000), 4_000_000);
        assert_eq!(rate.bytes_per_second(), Some(1_000_000));
        assert_eq!(rate.time_for(59_500_000), Some(Duration::from_secs(60)));
    }

    #[test]
    fn what_was_long_ago_does_not_count() {
        let mut rate = Rate::default();
        for second in 0..60 {
            rate.note(at(second * 1_000), second.min(30) * 1_000);
        }
        assert_eq!(rate.bytes_per_second(), None, "nothing has moved for a while");
        for second in 60..120 {
            rate.note(at(second * 1_000), 30_000 + (second - 60) * 2_000);
        }
        assert_eq!(rate.bytes_per_second(), Some(2_000));
    }

    #[test]
    fn what_begins_anew_is_measured_anew() {
        let mut rate = Rate::default();
        rate.note(at(0), 0);
        rate.note(at(5_000), 5_000);
        rate.note(at(6_000), 0);
        assert_eq!((rate.bytes_per_second(), rate.time_for(1)), (None, None));
        rate.clear();
        assert_eq!(rate.bytes_per_second(), None);
    }

    #[test]
    fn many_reports_are_few_samples() {
        let mut rate = Rate::default();
        for millisecond in 0..100_000 {
            rate.note(at(millisecond), millisecond);
        }
        assert!(rate.samples.len() <= 32, "{}", rate.samples.len());
        assert_eq!(rate.bytes_per_second(), Some(1_000));
    }
}
