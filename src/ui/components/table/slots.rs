//! Which row each of the table's elements shows. Making an element and placing it costs the browser far more than changing what
//! it says, so rows that come into view take over the elements of those that left it.

use super::Sort;

/// An element for a row, and the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Which element.
    pub id: usize,
    /// The row's place.
    pub at: usize,
    /// The row's key.
    pub key: String,
}

/// All elements, in the order in which they stand in the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Slots {
    placed: Vec<Slot>,
    /// How many there have been.
    made: usize,
    sort: Option<Sort>,
    /// How often scrolling had come to rest.
    rests: usize,
}

impl Slots {
    /// Their ids, in the order in which they stand in the page.
    pub fn ids(&self) -> Vec<usize> {
        self.placed.iter().map(|slot| slot.id).collect()
    }

    /// In the order in which they stand in the page.
    pub fn placed(&self) -> &[Slot] {
        &self.placed
    }

    /// Whether they stand in the page as they are seen.
    pub fn are_in_order(&self) -> bool {
        self.placed.is_sorted_by_key(|slot| slot.at)
    }

    /// Shows these rows, by place and key in the order in which they are seen. A row that stays keeps its element. The element
    /// of a row that is gone shows another one where `is_free` says so, and wherever the order was changed to another `sort`,
    /// except for the row that has the focus, `focused`: it must not turn into another one under the visitor's fingers.
    ///
    /// While the visitor scrolls, no element changes its place among the others; it does once scrolling rests, which
    /// is told by another number of `rests`, and when anything else changes.
    pub fn show(
        &mut self,
        shown: Vec<(usize, String)>,
        sort: Option<Sort>,
        rests: usize,
        focused: Option<&str>,
        is_free: impl Fn(&Slot) -> bool,
    ) {
        let is_sorted = sort != self.sort;
        let mut is_scrolled = !is_sorted && rests == self.rests;
        (self.sort, self.rests) = (sort, rests);
        let mut wanted: Vec<Option<(usize, String)>> = shown.into_iter().map(Some).collect();
        let mut taken = Vec::with_capacity(wanted.len());
        for mut slot in self.placed.drain(..) {
            let fits = |at: Option<usize>| {
                wanted.iter().position(|row| row.as_ref().is_some_and(|row| row.1 == slot.key && at.is_none_or(|at| at == row.0)))
            };
            let found = fits(Some(slot.at)).or_else(|| fits(None));
            if let Some((at, _)) = found.and_then(|found| wanted.get_mut(found)?.take()) {
                is_scrolled &= slot.at == at;
                slot.at = at;
                taken.push((slot, true));
            } else {
                let has_left = is_free(&slot);
                is_scrolled &= has_left;
                if (has_left || is_sorted) && focused != Some(slot.key.as_str()) {
                    taken.push((slot, false));
                }
            }
        }
        let mut new = wanted.into_iter().flatten();
        for (mut slot, is_kept) in taken {
            if !is_kept {
                let Some((at, key)) = new.next() else { continue };
                slot = Slot { id: slot.id, at, key };
            }
            self.placed.push(slot);
        }
        for (at, key) in new {
            self.placed.push(Slot { id: self.made, at, key });
            self.made += 1;
        }
        if !is_scrolled {
            self.arrange();
        }
    }

    /// Puts them in the order in which they are seen. There are some dozens: a sorting algorithm's code weighs more than it saves.
    fn arrange(&mut self) {
        for end in 1..self.placed.len() {
            let mut at = end;
            while at > 0 && self.placed[at - 1].at > self.placed[at].at {
                self.placed.swap(at - 1, at);
                at -= 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A list of numbered rows of which some are seen.
    #[derive(Clone, Debug)]
    struct List {
        keys: Vec<u32>,
        slots: Slots,
        sort: Option<Sort>,
        rests: usize,
        focused: Option<String>,
    }

    impl List {
        fn of(keys: std::ops::Range<u32>) -> List {
            List { keys: keys.collect(), slots: Slots::default(), sort: None, rests: 0, focused: None }
        }

        fn show(&mut self, from: usize, count: usize) {
            let places = from..(from + count).min(self.keys.len());
            let shown = places.map(|at| (at, self.keys[at].to_string())).collect();
            let keys = &self.keys;
            let is_free = |slot: &Slot| keys.get(slot.at).is_some_and(|key| key.to_string() == slot.key);
            self.slots.show(shown, self.sort, self.rests, self.focused.as_deref(), is_free);
        }

        fn places(&self) -> Vec<usize> {
            self.slots.placed.iter().map(|slot| slot.at).collect()
        }
    }

    fn of_id(slots: &Slots, id: usize) -> Option<&Slot> {
        slots.placed.iter().find(|slot| slot.id == id)
    }

    #[test]
    fn rows_that_come_take_over_the_elements_of_those_that_leave() {
        let mut list = List::of(0..1000);
        list.show(0, 5);
        assert_eq!((list.slots.ids(), list.places()), (vec![0, 1, 2, 3, 4], vec![0, 1, 2, 3, 4]));
        list.show(2, 5);
        assert_eq!((list.slots.ids(), list.places()), (vec![0, 1, 2, 3, 4], vec![5, 6, 2, 3, 4]), "no element moves");
        list.show(900, 5);
        assert_eq!((list.slots.ids(), list.places()), (vec![0, 1, 2, 3, 4], vec![900, 901, 902, 903, 904]));
        list.show(898, 5);
        assert!(!list.slots.are_in_order());
        list.rests += 1;
        list.show(898, 5);
        assert_eq!((list.slots.ids(), list.places()), (vec![3, 4, 0, 1, 2], vec![898, 899, 900, 901, 902]));
    }

    #[test]
    fn the_element_of_a_row_that_was_deleted_shows_no_other_one() {
        let mut list = List::of(0..1000);
        list.show(0, 5);
        list.keys.remove(1);
        list.show(0, 5);
        assert_eq!((list.slots.ids(), list.places()), (vec![0, 2, 3, 4, 5], vec![0, 1, 2, 3, 4]));
    }

    #[test]
    fn another_order_takes_over_all_elements_but_the_one_with_the_focus() {
        let mut list = List::of(0..1000);
        list.focused = Some("1".into());
        list.show(0, 3);
        list.keys.reverse();
        list.sort = Some(Sort { column: 0, descending: true });
        list.show(0, 3);
        assert_eq!((list.slots.ids(), list.places()), (vec![0, 2, 3], vec![0, 1, 2]));
    }

    #[test]
    fn two_rows_of_one_key_have_an_element_each() {
        let mut slots = Slots::default();
        let rows = || vec![(0, "a".to_owned()), (1, "a".to_owned())];
        slots.show(rows(), None, 0, None, |_| false);
        slots.show(rows(), None, 0, None, |_| false);
        assert_eq!(slots.ids(), [0, 1]);
        slots.show(vec![(0, "a".to_owned())], None, 0, None, |_| false);
        assert_eq!(slots.ids(), [0]);
    }

    /// What may happen to a list.
    #[derive(Clone, Debug)]
    enum Step {
        Scroll(usize, usize),
        Delete(usize),
        Insert(usize),
        Sort,
        Focus(usize),
        Rest,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..120_usize, 0..30_usize).prop_map(|(from, count)| Step::Scroll(from, count)),
            (0..100_usize).prop_map(Step::Delete),
            (0..100_usize).prop_map(Step::Insert),
            (0..100_usize).prop_map(Step::Focus),
            Just(Step::Sort),
            Just(Step::Rest),
        ]
    }

    proptest! {
        #[test]
        fn each_row_that_is_seen_has_one_element_and_keeps_it(steps in proptest::collection::vec(step(), 0..60)) {
            let mut list = List::of(0..100);
            let (mut from, mut count, mut added) = (0, 10, 1000);
            for step in steps {
                let before = list.clone();
                match &step {
                    Step::Scroll(to, rows) => (from, count) = (*to, *rows),
                    Step::Delete(at) => drop((*at < list.keys.len()).then(|| list.keys.remove(*at))),
                    Step::Insert(at) => {
                        added += 1;
                        list.keys.insert((*at).min(list.keys.len()), added);
                    }
                    Step::Sort => {
                        list.keys.reverse();
                        list.sort = Some(Sort { column: 0, descending: !list.sort.is_some_and(|sort| sort.descending) });
                    }
                    Step::Focus(at) => list.focused = list.keys.get(*at).map(u32::to_string),
                    Step::Rest => list.rests += 1,
                }
                list.show(from, count);
                let mut seen: Vec<_> = list.slots.placed.iter().map(|slot| (slot.at, slot.key.clone())).collect();
                seen.sort();
                let wanted: Vec<_> = list.keys.iter().enumerate().skip(from).take(count).map(|(at, key)| (at, key.to_string())).collect();
                prop_assert_eq!(seen, wanted, "each row once");
                let mut ids = list.slots.ids();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), list.slots.placed.len(), "no element twice");
                let is_scroll = matches!(step, Step::Scroll(..));
                for slot in &before.slots.placed {
                    let now = of_id(&list.slots, slot.id);
                    if let Some(same) = list.slots.placed.iter().find(|now| now.key == slot.key) {
                        prop_assert_eq!(same.id, slot.id, "what stays keeps its element");
                    } else if !is_scroll && !matches!(step, Step::Sort) || list.focused.as_ref() == Some(&slot.key) {
                        prop_assert!(now.is_none_or(|now| now.key == slot.key) || is_left(&list, slot), "it turns into no other one");
                    }
                }
                if is_scroll {
                    let stay = |slots: &Slots, of: &Slots| slots.ids().into_iter().filter(|id| of_id(of, *id).is_some()).collect::<Vec<_>>();
                    prop_assert_eq!(stay(&before.slots, &list.slots), stay(&list.slots, &before.slots), "no element moves");
                    let new = list.slots.made - before.slots.made;
                    let unfocused = before.slots.placed.len().saturating_sub(1);
                    prop_assert!(new <= list.slots.placed.len().saturating_sub(unfocused), "none is made where one is free");
                } else if matches!(step, Step::Rest | Step::Sort) {
                    prop_assert!(list.slots.are_in_order());
                }
            }
        }
    }

    /// Whether a row is where it was and only out of view: a row that was added above pushes the last one out.
    fn is_left(now: &List, slot: &Slot) -> bool {
        now.focused.as_ref() != Some(&slot.key) && now.keys.get(slot.at).is_some_and(|key| key.to_string() == slot.key)
    }
}
