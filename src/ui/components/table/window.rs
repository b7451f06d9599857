//! Which rows are worth having in the page.

use std::ops::Range;

/// Rows kept ready beyond what is visible, above and below: each costs a browser something with every frame.
pub(super) const MARGIN: usize = 6;
/// How many of these are kept where the list scrolls away from. The rest is ahead, for browsers scroll on while rows are made.
const BEHIND: usize = 2;
/// Rows of which a part may be seen at either end.
const PARTLY: usize = 2;

/// What is visible of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowWindow {
    /// How far it is scrolled, in pixels.
    pub scroll_top: f64,
    /// Height of the visible part, in pixels.
    pub height: f64,
    /// Height of a row, in pixels.
    pub row_height: f64,
    /// Rows kept ready above and below: none before the first ones have been seen, which come sooner so.
    pub margin: usize,
    /// Whether it was scrolled towards its beginning last.
    pub upwards: bool,
}

impl RowWindow {
    /// The same, scrolled to there.
    pub fn scrolled(self, scroll_top: f64) -> RowWindow {
        let upwards = if scroll_top == self.scroll_top { self.upwards } else { scroll_top < self.scroll_top };
        RowWindow { scroll_top, upwards, ..self }
    }

    /// The rows to have in the page out of `count`: as many wherever it is scrolled, so that none has to be made while it is.
    pub fn window(&self, count: usize) -> Range<usize> {
        let first = (self.scroll_top.max(0.0) / self.row_height) as usize;
        let size = (self.rows() + PARTLY + 2 * self.margin).min(count);
        let behind = BEHIND.min(self.margin);
        let above = if self.upwards { 2 * self.margin - behind } else { behind };
        let start = first.saturating_sub(above).min(count - size);
        start..start + size
    }

    /// Whole rows that fit: how far Page Down goes.
    pub fn rows(&self) -> usize {
        (self.height / self.row_height).max(1.0) as usize
    }

    /// Where to scroll so that the row `at` is wholly visible; `None` if it already is.
    pub fn reveal(&self, at: usize) -> Option<f64> {
        let top = at as f64 * self.row_height;
        let lowest = top + self.row_height - self.height;
        if top < self.scroll_top {
            Some(top)
        } else if lowest > self.scroll_top {
            Some(lowest)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(scroll_top: f64) -> RowWindow {
        RowWindow { scroll_top, height: 600.0, row_height: 40.0, margin: MARGIN, upwards: false }
    }

    #[test]
    fn the_window_covers_what_is_visible_with_a_margin() {
        for count in [0, 1, 14, 15, 16, 200, 100_000] {
            for scroll in 0..500 {
                let view = view(f64::from(scroll) * 37.0);
                let window = view.window(count);
                let first = (view.scroll_top / view.row_height) as usize;
                assert!(window.start <= first.min(count), "{count} {scroll}");
                assert!(window.end >= (first + view.rows() + 1).min(count), "{count} {scroll}");
                assert!(window.len() <= view.rows() + 3 * MARGIN, "{count} {scroll}");
            }
        }
    }

    #[test]
    fn before_there_is_a_margin_the_window_is_what_is_visible() {
        let first = RowWindow { margin: 0, ..view(0.0) };
        assert_eq!(first.window(100), 0..17);
        assert_eq!(RowWindow { scroll_top: 410.0, ..first }.window(100), 10..27, "the last one is seen in part");
        assert_eq!(first.window(5), 0..5);
    }

    #[test]
    fn the_window_moves_by_a_row_at_a_time() {
        let windows: Vec<_> = (0..120).map(|row| view(f64::from(row) * 40.0).window(100_000)).collect();
        let moves = windows.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(moves, 119 - BEHIND);
        let new = |pair: &[Range<usize>]| pair[1].end - pair[0].end;
        assert!(windows.windows(2).all(|pair| new(pair) <= 1));
    }

    #[test]
    fn most_rows_are_kept_ready_where_the_list_scrolls_to() {
        let down = view(0.0).scrolled(4000.0);
        assert_eq!(down.window(1000), 98..127);
        assert_eq!(down.scrolled(4000.0), down, "a scroll that moves nothing turns nothing around");
        let up = down.scrolled(3960.0);
        assert_eq!(up.window(1000), 89..118);
        assert_eq!(up.scrolled(-50.0).window(1000), 0..29);
        assert_eq!(RowWindow { margin: 0, ..up }.window(1000), 99..116);
    }

    #[test]
    fn a_scroll_beyond_the_ends_shows_the_ends() {
        assert_eq!(view(-50.0).window(100).start, 0);
        assert_eq!(view(1e9).window(100).end, 100);
        assert!((0..4000).all(|top| view(f64::from(top)).window(100).len() == view(0.0).window(100).len()));
    }

    #[test]
    fn rows_come_into_view_with_the_least_movement() {
        let view = view(400.0);
        assert_eq!(view.reveal(9), Some(360.0));
        assert_eq!(view.reveal(10), None);
        assert_eq!(view.reveal(24), None);
        assert_eq!(view.reveal(25), Some(440.0));
    }
}
