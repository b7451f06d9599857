//! Rows of values with a separator between them (RFC 4180), as spreadsheets and databases write them.

/// The first rows of such a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delimited {
    /// The first row of all, which names the columns.
    pub head: Vec<String>,
    /// Those after it, as many as were asked for.
    pub rows: Vec<Vec<String>>,
    /// How many rows there are, but for the head.
    pub all: usize,
    /// How many values the longest of the rows that are here has, or the head.
    pub columns: usize,
}

/// What separates values, the most usual first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// As many rows say which it is.
const SAMPLE: usize = 20;

impl Delimited {
    /// Reads the first `most` rows of `text` and counts the others. Where the text is cut off, its last row is left out.
    pub fn read(text: &str, most: usize, is_cut: bool) -> Delimited {
        let mut records = Records { rest: text, separator: separator(text) }.peekable();
        let mut read = Delimited { head: records.next().unwrap_or_default(), ..Delimited::default() };
        read.columns = read.head.len();
        while let Some(record) = records.next() {
            if is_cut && records.peek().is_none() {
                break;
            }
            read.all += 1;
            if read.rows.len() < most {
                read.columns = read.columns.max(record.len());
                read.rows.push(record);
            }
        }
        read
    }
}

/// The separator by which most of the first rows have as many values as the very first, and more than one.
fn separator(text: &str) -> char {
    let fit = |separator: &char| {
        let lengths: Vec<usize> = Records { rest: text, separator: *separator }.take(SAMPLE).map(|record| record.len()).collect();
        let first = lengths.first().copied().unwrap_or_default();
        let alike = lengths.iter().filter(|length| first > 1 && **length == first).count();
        (alike, first)
    };
    // Of equals `max_by_key` gives the last.
    SEPARATORS.into_iter().rev().max_by_key(fit).unwrap_or(',')
}

/// The rows of a text, without empty lines.
struct Records<'a> {
    rest: &'a str,
    separator: char,
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest = self.rest.trim_start_matches(['\r', '\n']);
        if self.rest.is_empty() {
            return None;
        }
        let mut record = Vec::new();
        loop {
            record.push(self.value());
            match self.rest.strip_prefix(self.separator) {
                Some(rest) => self.rest = rest,
                // The end of a line, which the next row skips, or of all.
                None => return Some(record),
            }
        }
    }
}

impl Records<'_> {
    /// The next value. One in quotes may hold separators, line ends and, doubled, quotes; a quote that nothing closes is a
    /// character like others.
    fn value(&mut self) -> String {
        let quoted = self.rest.strip_prefix('"').and_then(quoted);
        let (mut value, rest) = quoted.unwrap_or((String::new(), self.rest));
        let end = rest.find([self.separator, '\r', '\n']).unwrap_or(rest.len());
        let (plain, rest) = rest.split_at(end);
        value.push_str(plain);
        self.rest = rest;
        value
    }
}

/// What stands before the closing quote, and what comes after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        value.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                value.push('"');
                rest = more;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let Delimited { head, rows, .. } = Delimited::read(text, 100, false);
        std::iter::once(head).chain(rows).collect()
    }

    #[test]
    fn the_separator_is_recognised() {
        assert_eq!(rows("a,b\n1,2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(rows("a;b\r\n1,5;2\r\n"), [["a", "b"], ["1,5", "2"]], "a decimal comma");
        assert_eq!(rows("a\tb\n1, one\t2"), [["a", "b"], ["1, one", "2"]]);
        assert_eq!(rows("name\nAnna"), [["name"], ["Anna"]], "one column");
        assert_eq!(rows("\"a;b\",c\n1,2"), [["a;b", "c"], ["1", "2"]], "a separator within quotes is none");
    }

    #[test]
    fn quotes_hold_separators_lines_and_quotes() {
        assert_eq!(rows("a,b\n\"1,\n\"\"x\"\"\",2"), [["a", "b"], ["1,\n\"x\"", "2"]]);
        assert_eq!(rows("a,b\n\"1\"!,\"2"), [["a", "b"], ["1!", "\"2"]], "what is not well-formed is read nevertheless");
        assert_eq!(rows("a,b\n\n,\n"), [["a", "b"], ["", ""]], "an empty line is no row, empty values are one");
    }

    #[test]
    fn the_first_rows_are_read_and_all_are_counted() {
        let text = "a,b\n1,2\n3,4,5\n6,7,8,9\n10,";
        let read = Delimited::read(text, 2, false);
        assert_eq!((read.rows.len(), read.all, read.columns), (2, 4, 3));
        assert_eq!(Delimited::read(text, 9, true).all, 3, "the last row is cut");
        assert_eq!(Delimited::read("", 9, false), Delimited::default());
    }

    fn written(rows: &[Vec<String>]) -> String {
        let value = |value: &String| format!("\"{}\"", value.replace('"', "\"\""));
        rows.iter().map(|row| row.iter().map(value).collect::<Vec<_>>().join(";")).collect::<Vec<_>>().join("\r\n")
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a-z\",;\n\r ]{0,4}", 2..4), 1..6)) {
            let width = rows[0].len();
            let wanted: Vec<Vec<String>> = rows.into_iter().map(|mut row| { row.resize(width, String::new()); row }).collect();
            let text = written(&wanted);
            let read: Vec<_> = Records { rest: &text, separator: ';' }.collect();
            prop_assert_eq!(read, wanted);
        }

        #[test]
        fn any_text_is_read(text in any::<String>(), is_cut in any::<bool>()) {
            let read = Delimited::read(&text, 3, is_cut);
            prop_assert!(read.rows.len() <= 3 && read.all >= read.rows.len());
        }
    }
}
