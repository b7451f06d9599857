//! Whose turn it is: transfers wait in line and a few run at a time. A folder may bring tens of thousands at once, so nothing
//! that happens to each looks at all.

use std::collections::{BTreeMap, HashMap};

/// A line of transfers, by number.
#[derive(Debug)]
pub struct Queue {
    limit: usize,
    /// Those who wait, by their places in the line.
    waiting: BTreeMap<u64, u32>,
    /// The same the other way round.
    places: HashMap<u32, u64>,
    last_place: u64,
    running: Vec<u32>,
}

impl Queue {
    /// An empty line, of which at most `limit` run at a time.
    pub fn new(limit: usize) -> Queue {
        Queue { limit, waiting: BTreeMap::new(), places: HashMap::new(), last_place: 0, running: Vec::new() }
    }

    /// Puts a transfer at the end of the line, unless it is in it or running.
    pub fn add(&mut self, id: u32) {
        if !self.places.contains_key(&id) && !self.running.contains(&id) {
            self.last_place += 1;
            self.waiting.insert(self.last_place, id);
            self.places.insert(id, self.last_place);
        }
    }

    /// Takes those whose turn it is: they count as running from now on.
    pub fn start(&mut self) -> Vec<u32> {
        let mut started = Vec::new();
        while self.running.len() < self.limit
            && let Some((_, id)) = self.waiting.pop_first()
        {
            self.places.remove(&id);
            self.running.push(id);
            started.push(id);
        }
        started
    }

    /// The transfer is over, or not wanted any more.
    pub fn dequeue(&mut self, id: u32) {
        match self.places.remove(&id) {
            Some(place) => drop(self.waiting.remove(&place)),
            None => self.running.retain(|running| *running != id),
        }
    }

    /// Those that run.
    pub fn running(&self) -> &[u32] {
        &self.running
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
        queue.dequeue(1);
        assert_eq!(queue.start(), [3]);
        queue.dequeue(0);
        queue.dequeue(2);
        assert_eq!(queue.start(), [4]);
    }

    #[test]
    fn who_leaves_the_line_is_never_started() {
        let mut queue = queue(0..5);
        queue.start();
        queue.dequeue(3);
        queue.dequeue(0);
        assert_eq!(queue.start(), [4]);
    }

    /// Minutes, if each were looked for among all others.
    #[test]
    fn all_leave_a_long_line_and_come_again() {
        let mut queue = queue(0..100_000);
        queue.start();
        (0..100_000).for_each(|id| queue.dequeue(id));
        (0..100_000).for_each(|id| queue.add(id));
        (0..100_000).for_each(|id| queue.add(id));
        assert_eq!((queue.len(), queue.start()), (100_000, vec![0, 1, 2]));
    }

    #[test]
    fn nobody_stands_in_line_twice() {
        let mut queue = queue([7]);
        queue.add(7);
        assert_eq!(queue.start(), [7]);
        queue.add(7);
        assert!(queue.start().is_empty());
        queue.dequeue(7);
        assert!(queue.is_empty());
        queue.add(7);
        assert_eq!(queue.start(), [7], "tried again");
        assert!(!queue.is_empty());
    }

    /// Half a minute, if each looked at all others.
    #[test]
    fn a_long_line_is_no_work() {
        let mut queue = queue(0..100_000);
        for _ in 0..100_000 / 3 {
            queue.start().into_iter().for_each(|id| queue.dequeue(id));
        }
        assert_eq!((queue.len(), queue.start()), (1, vec![99_999]));
    }
}
