//! Lists whose rows stay the same elements while others come, go and change places.

use std::collections::HashMap;
use std::iter::successors;

use leptos::prelude::{Owner, document, untrack};
use web_sys::Node;

use super::live::follow;
use super::view::{InsertionPoint, remove};
use super::{Element, View};

/// An element for each key, which stays the same element while its key is there. Where a key is there twice, its second
/// element is told from its first by the order they stand in.
pub fn each(keys: impl Fn() -> Vec<String> + 'static, element: impl Fn(String) -> Element + 'static) -> View {
    follow_keys(Box::new(keys), Box::new(element))
}

/// The node of one key of a list, and the reactive owner of what was made for it.
struct KeyedNode {
    node: Node,
    owner: Owner,
    /// Its place in the list.
    at: usize,
}

fn follow_keys(keys: Box<dyn Fn() -> Vec<String>>, element: Box<dyn Fn(String) -> Element>) -> View {
    let place = InsertionPoint::new();
    let all = place.around();
    // Not the owner of the effect below, which ends all it owns before each of its runs.
    let parent = Owner::current().unwrap_or_default();
    // By the key, and how many rows with the same key stand before it.
    let mut rows: HashMap<(String, usize), KeyedNode> = HashMap::new();
    follow(Box::new(move || {
        let mut before = std::mem::take(&mut rows);
        let mut order = Vec::new();
        for key in keys() {
            let mut name = (key, 0);
            while rows.contains_key(&name) {
                name.1 += 1;
            }
            let (was, node, owner) = match before.remove(&name) {
                Some(KeyedNode { node, owner, at }) => (Some(at), node, owner),
                None => {
                    let owner = parent.child();
                    (None, owner.with(|| untrack(|| element(name.0.clone()))).into_node(), owner)
                }
            };
            rows.insert(name, KeyedNode { node: node.clone(), owner, at: order.len() });
            order.push((node, was));
        }
        for KeyedNode { node, owner, .. } in before.into_values() {
            owner.cleanup();
            remove(&node);
        }
        arrange(&place, &order);
    }));
    all
}

/// Brings nodes into an order, each with its place in the order before if it had one.
///
/// A node that is moved loses the focus and the scroll positions within, so as few are moved as can be, and never the one
/// that has the focus.
fn arrange(place: &InsertionPoint, order: &[(Node, Option<usize>)]) {
    let focus = document().active_element();
    let has_focus = |node: &Node| focus.as_ref().is_some_and(|focus| node.contains(Some(focus)));
    let known = || order.iter().enumerate().filter_map(|(at, (node, was))| Some((at, (*was)?, node)));
    let focused = known().find(|(.., node)| has_focus(node)).map(|(at, was, _)| (at, was));
    let stays = staying(known().map(|(at, was, _)| (at, was)), focused);
    let mut stays = stays.into_iter().peekable();
    // From the end, where the next node is in its place already.
    let mut next = &place.end;
    for (at, (node, _)) in order.iter().enumerate().rev() {
        if stays.next_if_eq(&at).is_none() {
            place.insert(node, Some(next));
        }
        next = node;
    }
}

/// Which rows need not move, the last first: a longest run of rows that stand in the same order as before, with the
/// focused one among them. A row is where it is now and where it was.
fn staying(rows: impl Iterator<Item = (usize, usize)>, focused: Option<(usize, usize)>) -> Vec<usize> {
    // What changes sides with the focused row moves; the longest run of the others then has the focused row in it.
    let same_side = |&(at, was): &(usize, usize)| focused.is_none_or(|focused| (at < focused.0) == (was < focused.1));
    let rows: Vec<_> = rows.filter(same_side).collect();
    // For each length, the run of it that ends earliest in the order before: the index of its last row.
    let mut ends: Vec<usize> = Vec::new();
    let mut previous = Vec::new();
    for (index, &(_, was)) in rows.iter().enumerate() {
        let length = ends.partition_point(|&end| rows[end].1 < was);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    successors(ends.last().copied(), |&index| previous[index]).map(|index| rows[index].0).collect()
}

#[cfg(test)]
mod tests {
    use super::staying;

    /// The rows that stay where `order` says where each was.
    fn stay(order: &[usize], focused: Option<usize>) -> Vec<usize> {
        let rows = order.iter().copied().enumerate();
        let focused = rows.clone().find(|&(_, was)| Some(was) == focused);
        let mut stay: Vec<usize> = staying(rows, focused).into_iter().map(|at| order[at]).collect();
        stay.reverse();
        stay
    }

    #[test]
    fn as_few_rows_move_as_can_be() {
        assert!(stay(&[], None).is_empty());
        assert_eq!(stay(&[0, 1, 2, 3], None), [0, 1, 2, 3]);
        assert_eq!(stay(&[1, 2, 3, 0], None), [1, 2, 3], "the first went to the end");
        assert_eq!(stay(&[3, 0, 1, 2], None), [0, 1, 2], "the last went to the start");
        assert_eq!(stay(&[0, 3, 2, 1, 4], None).len(), 3, "two changed places");
        assert_eq!(stay(&[2, 1, 0], None).len(), 1);
    }

    #[test]
    fn the_focused_row_stays() {
        assert_eq!(stay(&[1, 2, 3, 0], Some(0)), [0]);
        assert_eq!(stay(&[1, 4, 2, 0, 3], Some(4)), [1, 4]);
        assert_eq!(stay(&[2, 1, 0], Some(1)), [1]);
    }
}
