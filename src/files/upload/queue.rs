//! Whose turn it is: transfers wait in line and a few run at a time. A folder may bring tens of thousands at once, so nothing
//! that happens to each looks at all.

use std::collections::VecDeque;

/// A line of transfers, by number.
#[derive(Debug)]
pub struct Queue {
    limit: usize,
    waiting: VecDeque<u32>,
    running: Vec<u32>,
}

impl Queue {
    /// An empty line, of which at most `limit` run at a time.
    pub fn new(limit: usize) -> Queue {
        Queue { limit, waiting: VecDeque::new(), running: Vec::new() }
    }

    /// Puts a transfer at the end of the line, which was never in it.
    pub fn add(&mut self, id: u32) {
        self.waiting.push_back(id);
    }

    /// Puts a transfer at the end of the line, unless it is in it or running.
    pub fn add_again(&mut self, id: u32) {
        if !self.waiting.contains(&id) && !self.running.contains(&id) {
            self.add(id);
        }
    }

    /// Takes those whose turn it is: they count as running from now on.
    pub fn start(&mut self) -> Vec<u32> {
        let free = self.limit.saturating_sub(self.running.len()).min(self.waiting.len());
        let started: Vec<u32> = self.waiting.drain(..free).collect();
        self.running.extend(&started);
        started
    }

    /// The transfer is over, or not wanted any more.
    pub fn leave(&mut self, id: u32) {
        match self.running.iter().position(|running| *running == id) {
            Some(at) => drop(self.running.remove(at)),
            None => self.waiting.retain(|waiting| *waiting != id),
        }
    }

    /// How many wait or run.
    pub fn len(&self) -> usize {
        self.waiting.len() + self.running.len()
    }

    /// Whether nobody waits and nothing runs.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(ids: impl IntoIterator<Item = u32>) -> Queue {
        let mut queue = Queue::new(3);
        ids.into_iter().for_each(|id| queue.add(id));
        queue
    }

    #[test]
    fn a_few_run_and_the_others_wait_their_turn() {
        let mut queue = queue(0..5);
        assert_eq!(queue.start(), [0, 1, 2]);
        assert!(queue.start().is_empty());
        queue.leave(1);
        assert_eq!(queue.start(), [3]);
        queue.leave(0);
        queue.leave(2);
        assert_eq!(queue.start(), [4]);
    }

    #[test]
    fn who_leaves_the_line_is_never_started() {
        let mut queue = queue(0..5);
        queue.start();
        queue.leave(3);
        queue.leave(0);
        assert_eq!(queue.start(), [4]);
    }

    #[test]
    fn nobody_stands_in_line_twice() {
        let mut queue = queue([7]);
        queue.add_again(7);
        assert_eq!(queue.start(), [7]);
        queue.add_again(7);
        assert!(queue.start().is_empty());
        queue.leave(7);
        assert!(queue.is_empty());
        queue.add_again(7);
        assert_eq!(queue.start(), [7], "tried again");
        assert!(!queue.is_empty());
    }

    /// Half a minute, if each looked at all others.
    #[test]
    fn a_long_line_is_no_work() {
        let mut queue = queue(0..100_000);
        for _ in 0..100_000 / 3 {
            queue.start().into_iter().for_each(|id| queue.leave(id));
        }
        assert_eq!((queue.len(), queue.start()), (1, vec![99_999]));
    }
}
