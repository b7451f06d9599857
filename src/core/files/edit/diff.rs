//! What differs between two texts, line by line (E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986).

/// A line of a comparison, by its places in both texts, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffLine {
    /// The same in both.
    Same(usize, usize),
    /// Only in the first text.
    Removed(usize),
    /// Only in the second text.
    Added(usize),
}

/// The most differences that are looked for, since memory grows with their square. Texts that differ more are taken to differ in all between
/// their first and their last difference.
const MOST: usize = 1500;

/// All lines of both texts, in order.
pub fn diff<T: PartialEq>(old: &[T], new: &[T]) -> Vec<DiffLine> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_mid, new_mid) = (&old_rest[..old_rest.len() - end], &new_rest[..new_rest.len() - end]);
    let middle = shortest(old_mid, new_mid)
        .unwrap_or_else(|| (0..old_mid.len()).map(DiffLine::Removed).chain((0..new_mid.len()).map(DiffLine::Added)).collect());
    let mut lines: Vec<DiffLine> = (0..start).map(|at| DiffLine::Same(at, at)).collect();
    lines.extend(middle.into_iter().map(|line| match line {
        DiffLine::Same(a, b) => DiffLine::Same(a + start, b + start),
        DiffLine::Removed(a) => DiffLine::Removed(a + start),
        DiffLine::Added(b) => DiffLine::Added(b + start),
    }));
    lines.extend((0..end).map(|at| DiffLine::Same(old.len() - end + at, new.len() - end + at)));
    lines
}

/// The shortest way from one to the other, unless it is longer than [`MOST`].
fn shortest<T: PartialEq>(old: &[T], new: &[T]) -> Option<Vec<DiffLine>> {
    // `furthest[k]` is how far into `old` one gets on the diagonal `k` (place in `old` less place in `new`), counted from `-depth` in
    // steps of 2: each depth has its own, by which the way is found backwards.
    let mut levels: Vec<Vec<usize>> = Vec::new();
    for depth in 0..=MOST.min(old.len() + new.len()) {
        let mut furthest = Vec::with_capacity(depth + 1);
        let mut arrived = false;
        for at in 0..=depth {
            let (x, y) = step(levels.last(), depth, at, new.len()).unwrap_or((0, usize::from(depth > 0)));
            if x > old.len() || y > new.len() {
                // Beyond the edge: kept so that its neighbours count right, but it leads nowhere.
                furthest.push(x);
                continue;
            }
            let run = old[x..].iter().zip(&new[y..]).take_while(|(a, b)| a == b).count();
            furthest.push(x + run);
            arrived |= x + run == old.len() && y + run == new.len();
        }
        levels.push(furthest);
        if arrived {
            return Some(trace(&levels, old.len(), new.len()));
        }
    }
    None
}

/// Where depth `depth` begins on its diagonal number `at`, after one removal or addition from the depth before.
fn step(before: Option<&Vec<usize>>, depth: usize, at: usize, new: usize) -> Option<(usize, usize)> {
    let before = before?;
    // On diagonal `k = 2 * at - depth`, the place in `new` is `x - k`.
    let y = |x: usize| (x + depth).checked_sub(2 * at);
    let by_addition = before.get(at).copied().filter(|_| at < depth);
    let by_removal = at.checked_sub(1).and_then(|at| before.get(at)).map(|x| x + 1);
    let x = match (by_addition, by_removal) {
        (Some(down), Some(right)) if down >= right && y(down).is_some_and(|y| y <= new) => down,
        (_, Some(right)) => right,
        (Some(down), None) => down,
        (None, None) => return None,
    };
    Some((x, y(x)?))
}

fn trace(levels: &[Vec<usize>], old: usize, new: usize) -> Vec<DiffLine> {
    let (mut x, mut y) = (old, new);
    let mut lines = Vec::new();
    for depth in (0..levels.len()).rev() {
        let at = (x + depth).saturating_sub(y) / 2;
        let before = depth.checked_sub(1).and_then(|before| levels.get(before));
        let (from_x, from_y) = step(before, depth, at, new).unwrap_or((0, 0));
        while x > from_x && y > from_y {
            (x, y) = (x - 1, y - 1);
            lines.push(DiffLine::Same(x, y));
        }
        let Some(before) = before else { break };
        let is_addition = at < depth && before.get(at) == Some(&x);
        if is_addition && y > 0 {
            y -= 1;
            lines.push(DiffLine::Added(y));
        } else if x > 0 {
            x -= 1;
            lines.push(DiffLine::Removed(x));
        }
    }
    lines.reverse();
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let line = |line: &DiffLine| match *line {
            DiffLine::Same(a, _) => format!(" {}", old[a]),
            DiffLine::Removed(a) => format!("-{}", old[a]),
            DiffLine::Added(b) => format!("+{}", new[b]),
        };
        diff(&old, &new).iter().map(line).collect()
    }

    #[test]
    fn what_is_the_same_is_found() {
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("abc", "abc"), " a b c");
        assert_eq!(shown("abc", "axc"), " a-b+x c");
        assert_eq!(shown("", "ab"), "+a+b");
        assert_eq!(shown("ab", ""), "-a-b");
        assert_eq!(shown("abcabba", "cbabac").matches(' ').count(), 4);
    }

    #[test]
    fn texts_with_nothing_in_common_take_no_time() {
        let (old, new): (Vec<u32>, Vec<u32>) = ((0..100_000).collect(), (200_000..300_000).collect());
        assert_eq!(diff(&old, &new).len(), 200_000);
    }

    fn common(old: &[u8], new: &[u8]) -> usize {
        let mut row = vec![0; new.len() + 1];
        for a in old {
            let mut corner = 0;
            for (at, b) in new.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if a == b { corner + 1 } else { above.max(row[at]) };
                corner = above;
            }
        }
        row[new.len()]
    }

    proptest! {
        #[test]
        fn it_has_every_line_in_order_and_is_the_shortest(old in prop::collection::vec(0u8..4, 0..30), new in prop::collection::vec(0u8..4, 0..30)) {
            let lines = diff(&old, &new);
            let (mut a, mut b, mut same) = (0, 0, 0);
            for line in lines {
                match line {
                    DiffLine::Same(x, y) => {
                        prop_assert_eq!((x, y), (a, b));
                        prop_assert_eq!(old[x], new[y]);
                        (a, b, same) = (a + 1, b + 1, same + 1);
                    }
                    DiffLine::Removed(x) => {
                        prop_assert_eq!(x, a);
                        a += 1;
                    }
                    DiffLine::Added(y) => {
                        prop_assert_eq!(y, b);
                        b += 1;
                    }
                }
            }
            prop_assert_eq!((a, b, same), (old.len(), new.len(), common(&old, &new)));
        }
    }
}
