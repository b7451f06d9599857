//! Two texts side by side, for somebody who has to choose between them.

use super::diff::{DiffLine, diff};

/// How many lines that are the same are shown before and after what differs.
const AROUND: usize = 3;

/// A line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedLine<'a> {
    /// The same in both.
    Same(&'a str),
    /// What one has in place of the other; nothing where it has no such line.
    Differs {
        /// In the text that somebody else saved.
        theirs: Option<&'a str>,
        /// In the text that is not saved.
        mine: Option<&'a str>,
    },
    /// So many lines that are the same.
    Skipped(usize),
}

/// What differs between two texts, with some lines around it.
pub fn compare<'a>(theirs: &'a str, mine: &'a str) -> Vec<ComparedLine<'a>> {
    let (theirs, mine): (Vec<&str>, Vec<&str>) = (theirs.split('\n').collect(), mine.split('\n').collect());
    let (mut all, mut same) = (Vec::new(), Vec::new());
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for line in diff(&theirs, &mine) {
        match line {
            DiffLine::Same(at, _) => {
                pair(&mut all, &mut removed, &mut added);
                same.extend(theirs.get(at).copied());
            }
            DiffLine::Removed(at) => {
                shorten(&mut all, &mut same, false);
                removed.extend(theirs.get(at).copied());
            }
            DiffLine::Added(at) => {
                shorten(&mut all, &mut same, false);
                added.extend(mine.get(at).copied());
            }
        }
    }
    pair(&mut all, &mut removed, &mut added);
    shorten(&mut all, &mut same, true);
    all
}

/// Puts what one text has beside what the other has in its place.
fn pair<'a>(all: &mut Vec<ComparedLine<'a>>, removed: &mut Vec<&'a str>, added: &mut Vec<&'a str>) {
    for at in 0..removed.len().max(added.len()) {
        all.push(ComparedLine::Differs { theirs: removed.get(at).copied(), mine: added.get(at).copied() });
    }
    removed.clear();
    added.clear();
}

/// Leaves out what lies far from any difference.
fn shorten<'a>(all: &mut Vec<ComparedLine<'a>>, same: &mut Vec<&'a str>, is_end: bool) {
    let before = if all.is_empty() { 0 } else { AROUND };
    let after = if is_end { 0 } else { AROUND };
    // A mark takes a line, too.
    let (from, to) = match same.len() > before + after + 1 {
        true => (before, same.len() - after),
        false => (same.len(), same.len()),
    };
    all.extend(same[..from].iter().map(|line| ComparedLine::Same(line)));
    if to > from {
        all.push(ComparedLine::Skipped(to - from));
    }
    all.extend(same[to..].iter().map(|line| ComparedLine::Same(line)));
    same.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(theirs: &str, mine: &str) -> String {
        let line = |line: ComparedLine<'_>| match line {
            ComparedLine::Same(line) => format!(" {line}"),
            ComparedLine::Differs { theirs, mine } => format!("{}|{}", theirs.unwrap_or("-"), mine.unwrap_or("-")),
            ComparedLine::Skipped(count) => format!("…{count}"),
        };
        compare(theirs, mine).into_iter().map(line).collect::<Vec<_>>().join(";")
    }

    #[test]
    fn what_differs_stands_side_by_side() {
        assert_eq!(shown("a\nb\nc", "a\nx\ny\nc"), " a;b|x;-|y; c");
        assert_eq!(shown("a\nb", "b"), "a|-; b");
        assert_eq!(shown("", "new"), "|new");
        assert_eq!(shown("same", "same"), " same");
    }

    #[test]
    fn what_is_far_from_a_difference_is_left_out() {
        let lines = |from: usize, to: usize| (from..to).map(|at| at.to_string()).collect::<Vec<_>>().join("\n");
        let (theirs, mine) =
            (format!("{}\na\n{}", lines(0, 10), lines(10, 30)), format!("{}\nb\n{}", lines(0, 10), lines(10, 30)));
        assert_eq!(shown(&theirs, &mine), "…7; 7; 8; 9;a|b; 10; 11; 12;…17");
        assert_eq!(shown(&lines(0, 30), &lines(0, 30)), "…30");
    }
}
