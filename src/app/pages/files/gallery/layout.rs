//! Where everything of a gallery stands: lines of folders, of headings and of tiles, from the top down.

use std::ops::Range;

/// How large things are, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// How many tiles stand side by side.
    pub columns: usize,
    /// How many folders do.
    pub folder_columns: usize,
    /// The height of a line of tiles, with the room below it.
    pub tile: f64,
    /// The same of folders.
    pub folder: f64,
    /// The same of a heading.
    pub heading: f64,
}

impl Sizes {
    /// What fits into `width`, where `rem` is the height of a letter; on phones three squares side by side, without names.
    pub fn fitting(width: f64, rem: f64, is_phone: bool) -> Sizes {
        let (folder_least, heading) = (15.0 * rem, 2.5 * rem);
        if is_phone {
            let tile = ((width - 2.0 * 4.0) / 3.0).max(1.0);
            return Sizes { columns: 3, folder_columns: 2, tile: tile + 4.0, folder: 3.25 * rem, heading };
        }
        let (least, gap) = (10.25 * rem, 0.875 * rem);
        let fit = |least: f64| (((width + gap) / (least + gap)) as usize).max(1);
        let columns = fit(least);
        let tile = (width - gap * (columns - 1) as f64) / columns as f64;
        Sizes { columns, folder_columns: fit(folder_least), tile: tile * 0.75 + 2.5 * rem, folder: 3.375 * rem, heading }
    }
}

/// What a line holds, by the places in the order in which rows are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Folders.
    Folders(Range<usize>),
    /// What the files below have in common, and how many they are.
    Heading(String, usize),
    /// Files.
    Tiles(Range<usize>),
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Where it begins, from the top.
    pub top: f64,
    /// What it holds.
    pub content: Content,
}

impl Line {
    /// The places it holds.
    pub fn places(&self) -> Range<usize> {
        match &self.content {
            Content::Folders(places) | Content::Tiles(places) => places.clone(),
            Content::Heading(..) => 0..0,
        }
    }
}

/// All lines, and how high they are together. Files come in `groups`: each with its heading, if it has one, and how many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// From the top down.
    pub lines: Vec<Line>,
    /// Where the last one ends.
    pub height: f64,
}

impl Layout {
    /// Puts `folders` and then files into lines.
    pub fn new(folders: usize, groups: &[(Option<String>, usize)], sizes: Sizes) -> Layout {
        let mut layout = Layout::default();
        let chunks = |from: usize, to: usize, by: usize| (from..to).step_by(by).map(move |at| at..(at + by).min(to));
        for places in chunks(0, folders, sizes.folder_columns) {
            layout.push(Content::Folders(places), sizes.folder);
        }
        let mut from = folders;
        for (heading, count) in groups {
            if let Some(heading) = heading {
                layout.push(Content::Heading(heading.clone(), *count), sizes.heading);
            }
            for places in chunks(from, from + count, sizes.columns) {
                layout.push(Content::Tiles(places), sizes.tile);
            }
            from += count;
        }
        layout
    }

    fn push(&mut self, content: Content, height: f64) {
        self.lines.push(Line { top: self.height, content });
        self.height += height;
    }

    /// The lines that lie between two heights.
    pub fn between(&self, from: f64, to: f64) -> Range<usize> {
        let start = self.lines.partition_point(|line| line.top <= from).saturating_sub(1);
        let end = self.lines.partition_point(|line| line.top < to);
        start.min(end)..end
    }

    /// The line that begins at this height.
    pub fn line_at(&self, top: f64) -> Option<&Line> {
        self.lines.get(self.lines.partition_point(|line| line.top < top)).filter(|line| line.top == top)
    }

    /// The line that holds a place.
    pub fn line_of(&self, place: usize) -> Option<usize> {
        self.lines.iter().position(|line| line.places().contains(&place))
    }

    /// The places between two corners of what is `width` wide, from where lines begin.
    pub fn within(&self, from: (f64, f64), to: (f64, f64), width: f64, sizes: Sizes) -> Vec<Range<usize>> {
        let lines = self.lines.get(self.between(from.1, to.1)).unwrap_or_default();
        let touched = lines.iter().filter_map(|line| {
            let columns = match line.content {
                Content::Folders(_) => sizes.folder_columns,
                Content::Tiles(_) => sizes.columns,
                Content::Heading(..) => return None,
            };
            let places = line.places();
            let column = |x: f64| (x.max(0.0) / width * columns as f64) as usize;
            let touched = places.start + column(from.0)..(places.start + column(to.0) + 1).min(places.end);
            (to.0 >= 0.0 && !touched.is_empty()).then_some(touched)
        });
        touched.collect()
    }

    /// Where a line begins and ends.
    pub fn span(&self, line: usize) -> (f64, f64) {
        let top = |line: usize| self.lines.get(line).map_or(self.height, |line| line.top);
        (top(line), top(line + 1))
    }

    /// The place above or below another one, as near to its column as there is one.
    pub fn beside(&self, place: usize, down: bool) -> Option<usize> {
        let line = self.line_of(place)?;
        let column = place - self.lines.get(line)?.places().start;
        let holds = |line: &&Line| !line.places().is_empty();
        let next =
            if down { self.lines.get(line + 1..)?.iter().find(holds) } else { self.lines.get(..line)?.iter().rfind(holds) };
        let places = next?.places();
        Some((places.start + column).min(places.end - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIZES: Sizes = Sizes { columns: 3, folder_columns: 2, tile: 100.0, folder: 50.0, heading: 40.0 };

    fn two_months() -> Layout {
        Layout::new(3, &[(Some("November".into()), 4), (Some("October".into()), 2)], SIZES)
    }

    #[test]
    fn folders_stand_above_files_and_each_group_below_its_heading() {
        let layout = two_months();
        let contents: Vec<Content> = layout.lines.iter().map(|line| line.content.clone()).collect();
        assert_eq!(
            contents,
            [
                Content::Folders(0..2),
                Content::Folders(2..3),
                Content::Heading("November".into(), 4),
                Content::Tiles(3..6),
                Content::Tiles(6..7),
                Content::Heading("October".into(), 2),
                Content::Tiles(7..9),
            ]
        );
        assert_eq!(layout.height, 2.0 * 50.0 + 2.0 * 40.0 + 3.0 * 100.0);
        assert_eq!(layout.span(3), (140.0, 240.0));
    }

    #[test]
    fn a_line_is_found_by_where_it_begins() {
        let sizes = Sizes { tile: 100.1, folder: 50.3, ..SIZES };
        let layout = Layout::new(3, &[(Some("November".into()), 400), (None, 200)], sizes);
        for line in &layout.lines {
            assert_eq!(layout.line_at(line.top), Some(line));
        }
        assert_eq!((layout.line_at(0.5), layout.line_at(layout.height)), (None, None));
    }

    #[test]
    fn arrows_go_to_the_nearest_place_of_the_next_line() {
        let layout = two_months();
        assert_eq!(layout.beside(1, true), Some(2), "the next line is shorter");
        assert_eq!(layout.beside(2, true), Some(3), "over the heading");
        assert_eq!(layout.beside(5, true), Some(6));
        assert_eq!(layout.beside(8, false), Some(6));
        assert_eq!((layout.beside(0, false), layout.beside(8, true)), (None, None));
    }

    #[test]
    fn a_rectangle_touches_what_lies_between_its_corners() {
        let within = |from, to| two_months().within(from, to, 300.0, SIZES);
        assert_eq!(within((110.0, 10.0), (310.0, 250.0)), [0..2, 2..3, 4..6], "the last line has no second place");
        assert_eq!(within((0.0, 0.0), (50.0, 145.0)), [0..1, 2..3, 3..4]);
        assert!(within((-20.0, 0.0), (-10.0, 500.0)).is_empty());
    }

    #[test]
    fn tiles_share_the_width() {
        let wide = Sizes::fitting(1002.0, 16.0, false);
        assert_eq!((wide.columns, wide.folder_columns), (5, 4));
        let phone = Sizes::fitting(352.0, 16.0, true);
        assert_eq!((phone.columns, phone.tile.round()), (3, 119.0));
        assert_eq!(Sizes::fitting(0.0, 16.0, false).columns, 1);
    }

    proptest! {
        #[test]
        fn every_place_is_in_one_line(folders in 0..20_usize, groups in proptest::collection::vec(0..20_usize, 0..6), from in 0.0..2000.0_f64) {
            let named: Vec<_> = groups.iter().map(|count| (Some(String::new()), *count)).collect();
            let layout = Layout::new(folders, &named, SIZES);
            let places: Vec<usize> = layout.lines.iter().flat_map(Line::places).collect();
            prop_assert_eq!(places, (0..folders + groups.iter().sum::<usize>()).collect::<Vec<_>>());
            let seen = layout.between(from, from + 300.0);
            for (at, line) in layout.lines.iter().enumerate() {
                let (top, end) = layout.span(at);
                let is_seen = end > from && line.top < from + 300.0;
                prop_assert!(!is_seen || seen.contains(&at), "{} {:?}", top, seen);
            }
        }
    }
}
