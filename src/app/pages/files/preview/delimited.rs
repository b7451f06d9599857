//! A text of separated values as a table.

use super::text::content_of;
use crate::files::delimited::Delimited;
use crate::ui::dom::{Element, View, group, html};
use crate::ui::words::format;

/// As many rows and columns a browser lays out at once.
const MOST_ROWS: usize = 500;
const MOST_COLUMNS: usize = 100;
/// A longer value is cut.
const MOST_CHARACTERS: usize = 300;

/// The first rows under their heads, and how many there are.
pub fn table(name: &str, text: &str, is_cut: bool) -> View {
    let Delimited { head, rows, all, columns } = Delimited::read(text, MOST_ROWS, is_cut);
    let shown = rows.len();
    let number = |count: usize| format::number(count as u64);
    let of_rows = if shown == all {
        n!(all, one = "{count} row", other = "{count} rows")
    } else if is_cut {
        t!("Showing the first {shown} rows.", shown = number(shown))
    } else {
        t!("Showing the first {shown} of {all} rows.", shown = number(shown), all = number(all))
    };
    let of_columns = (columns > MOST_COLUMNS)
        .then(|| t!("Showing the first {shown} of {all} columns.", shown = number(MOST_COLUMNS), all = number(columns)));
    let columns = columns.min(MOST_COLUMNS);
    let row = |values: &[String], cell: fn(&str) -> Element| {
        // Rows may be shorter than others.
        html::tr().children((0..columns).map(|at| cell(values.get(at).map_or("", String::as_str))).collect::<Vec<_>>())
    };
    let table = html::table()
        .child(html::thead().child(row(&head, heading)))
        .child(html::tbody().children(rows.iter().map(|values| row(values, value)).collect::<Vec<_>>()));
    let hint = html::p().class("hint").child(of_rows).child(of_columns.map(|columns| format!(" {columns}")));
    group([hint, content_of(name, html::div().class("preview-table")).child(table)])
}

/// A column without a name has no head that anybody could hear.
fn heading(name: &str) -> Element {
    if name.trim().is_empty() { html::td() } else { html::th().attr("scope", "col").child(cut(name)) }
}

fn value(text: &str) -> Element {
    let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' '));
    html::td().class_when("number", is_number).child(cut(text))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
