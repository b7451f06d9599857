//! What becomes of each file whose name is taken.

use crate::files::upload::conflicts::{ConflictFile, Decision, Resolution};
use crate::ui::components::visible;
use crate::ui::dom::{Element, View, html, text};
use crate::ui::words::format;

/// More rows than these nobody reads.
const MOST: usize = 100;

/// One row a file; the last column follows the decision.
pub fn conflict_table(files: &[ConflictFile], decision: impl Fn() -> Decision + Copy + 'static, now: i64) -> View {
    let heads = [t!("Name"), t!("Existing"), t!("Yours"), t!("Result")];
    let head = cells("conflict-row head", "columnheader", heads.map(View::from));
    let rows = files.iter().take(MOST).map(|file| row(file.clone(), decision, now));
    let more = files.len().saturating_sub(MOST);
    let more = (more > 0).then(|| html::p().class("hint").child(n!(more, one = "and {count} more", other = "and {count} more")));
    let table = html::div()
        .class("conflict-table")
        .attr("role", "table")
        .attr("tabindex", "0")
        .attr("aria-label", t!("Files whose names are taken"));
    html::div().child(table.child(head).children(rows)).child(more).into()
}

fn row(file: ConflictFile, decision: impl Fn() -> Decision + Copy + 'static, now: i64) -> Element {
    let there = match file.there.modified {
        0 => String::new(),
        modified => t!("{size}, {date}", size = format::size(file.there.size), date = format::relative(modified, now)),
    };
    let date = format::relative(file.yours.last_modified / 1000, now);
    let yours = t!("{size}, {date}", size = format::size(file.yours.size), date = date);
    let name = visible(file.path.clone());
    let will_be = move || match decision().of(&file) {
        Resolution::KeepBoth => t!("Kept both").to_owned(),
        Resolution::Replace => t!("Replaced").to_owned(),
        Resolution::Skip => t!("Skipped").to_owned(),
    };
    cells("conflict-row", "cell", [name.into(), there.into(), yours.into(), html::span().child(text(will_be)).into()])
}

fn cells(class: &'static str, role: &'static str, cells: [View; 4]) -> Element {
    let cells = cells.map(|cell| html::div().attr("role", role).child(cell));
    html::div().class(class).attr("role", "row").children(cells)
}
