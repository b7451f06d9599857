//! Whose turn it is: transfers wait in line and a few run at a time. A folder may bring tens of thousands at once, so nothing
//! here looks at all of them for each.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// A line of transfers, by number. Each has a target, of type `T`.
#[derive(Debug)]
pub struct Queue<T> {
    limit: usize,
    /// May hold some that have left the line, to be passed over.
    waiting: VecDeque<u32>,
    running: HashSet<u32>,
    /// The targets of those that wait or run.
    members: HashMap<u32, T>,
    /// How many there are of each target.
    targets: HashMap<T, usize>,
}

impl<T: Clone + Eq + Hash> Queue<T> {
    /// An empty line, of which at most `limit` run at a time.
    pub fn new(limit: usize) -> Queue<T> {
        let (members, targets) = (HashMap::new(), HashMap::new());
        Queue { limit, waiting: VecDeque::new(), running: HashSet::new(), members, targets }
    }

    /// Puts a transfer to `target` at the end of the line, unless it is in it or running.
    pub fn add(&mut self, id: u32, target: T) {
        if !self.members.contains_key(&id) {
            *self.targets.entry(target.clone()).or_default() += 1;
            self.members.insert(id, target);
            self.waiting.push_back(id);
        }
    }

    /// Takes those whose turn it is: they count as running from now on.
    pub fn start(&mut self) -> Vec<u32> {
        let mut started = Vec::new();
        while self.running.len() < self.limit
            && let Some(id) = self.waiting.pop_front()
        {
            if self.members.contains_key(&id) && self.running.insert(id) {
                started.push(id);
            }
        }
        started
    }

    /// The transfer is over, or not wanted any more.
    pub fn leave(&mut self, id: u32) {
        self.running.remove(&id);
        let Some(target) = self.members.remove(&id) else { return };
        if let Some(count) = self.targets.get_mut(&target) {
            *count -= 1;
            if *count == 0 {
                self.targets.remove(&target);
            }
        }
    }

    /// Whether something is on its way to `target`.
    pub fn leads_to(&self, target: &T) -> bool {
        self.targets.contains_key(target)
    }

    /// How many wait or run.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether nobody waits and nothing runs.
    pub fn is_idle(&self) -> bool {
        self.members.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(ids: impl IntoIterator<Item = u32>) -> Queue<&'static str> {
        let mut queue = Queue::new(3);
        ids.into_iter().for_each(|id| queue.add(id, "target"));
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
        let mut queue = queue([7, 7]);
        assert_eq!(queue.start(), [7]);
        queue.add(7, "target");
        assert!(queue.start().is_empty());
        queue.leave(7);
        assert!(queue.is_idle());
        queue.add(7, "target");
        assert_eq!(queue.start(), [7], "tried again");
        assert!(!queue.is_idle());
    }

    #[test]
    fn a_target_is_taken_for_as_long_as_anything_is_on_its_way_to_it() {
        let mut queue = Queue::new(1);
        queue.add(1, "a");
        queue.add(2, "a");
        queue.add(3, "b");
        queue.start();
        queue.leave(1);
        assert!(queue.leads_to(&"a") && queue.leads_to(&"b"));
        queue.leave(2);
        queue.leave(2);
        assert!(!queue.leads_to(&"a") && queue.leads_to(&"b"));
        assert_eq!((queue.len(), queue.start()), (1, vec![3]));
    }

    #[test]
    fn who_comes_back_while_their_old_place_is_still_in_line_runs_once() {
        let mut queue = queue(0..5);
        assert_eq!(queue.start(), [0, 1, 2]);
        queue.leave(3);
        queue.add(3, "target");
        queue.leave(0);
        assert_eq!(queue.start(), [3]);
        queue.leave(1);
        assert_eq!(queue.start(), [4]);
        queue.leave(2);
        assert!(queue.start().is_empty(), "the second place of 3 counts for nothing");
    }

    /// Half a minute, if each looked at all others.
    #[test]
    fn a_long_line_is_no_work() {
        let mut queue = Queue::new(3);
        for id in 0..100_000 {
            queue.add(id, id);
            assert!(queue.leads_to(&id));
        }
        for _ in 0..100_000 / 3 {
            queue.start().into_iter().for_each(|id| queue.leave(id));
        }
        assert_eq!(queue.start(), [99_999]);
    }
}
