//! Somebody else has changed or deleted the file meanwhile: what differs, and the choice.

use crate::ui::reactive::*;

use super::state::{Editor, EditorStage};
use crate::files::edit::compare::{ComparedLine, compare};
use crate::files::edit::text::EditableText;
use crate::ui::components::{Button, ButtonKind, Icon};
use crate::ui::dom::{Element, View, group, html};

/// More lines than these nobody reads, and they would take long to lay out.
const MOST_LINES: usize = 2000;

/// The choice, if there is one to be made.
pub fn conflict(editor: Editor) -> View {
    match editor.stage.get() {
        EditorStage::Changed { e_tag, text } => changed(editor, e_tag, text),
        EditorStage::Deleted => deleted(editor),
        _ => View::none(),
    }
}

fn question(title: &'static str, says: &'static str) -> Element {
    let text = html::div().class("notice-text").child(html::p().class("notice-title").child(title)).child(html::p().child(says));
    html::div().class("notice warning").attr("role", "alert").child(Icon::Alert).child(text)
}

fn choice(editor: Editor, label: &'static str, choose: impl Fn() + 'static) -> Button {
    Button::new(label).busy(editor.task.running()).on_click(choose)
}

fn changed(editor: Editor, e_tag: String, theirs: Option<EditableText>) -> View {
    let says = match &theirs {
        Some(_) => t!("Nothing was overwritten. Compare both, then choose."),
        None => t!("Nothing was overwritten. What is there now can't be edited here: it's too large, or no text."),
    };
    let seen = e_tag.clone();
    let take =
        theirs.clone().map(|text| choice(editor, t!("Take theirs"), move || editor.take_theirs(seen.clone(), text.clone())));
    let keep = choice(editor, t!("Keep mine"), move || editor.keep_mine(e_tag.clone())).kind(ButtonKind::Primary);
    let actions = html::div()
        .class("editor-choices")
        .child(choice(editor, t!("Keep editing"), move || editor.keep_editing()).kind(ButtonKind::Quiet).autofocus())
        .child(choice(editor, t!("Save as a copy"), move || editor.save_copy()))
        .child(take)
        .child(keep);
    let comparison = theirs.map(|theirs| comparison(&theirs.edited(), &editor.text.read_untracked()));
    group([View::from(question(t!("Someone else changed this file"), says)), actions.into(), comparison.into()])
}

fn deleted(editor: Editor) -> View {
    let actions = html::div()
        .class("editor-choices")
        .child(choice(editor, t!("Keep editing"), move || editor.keep_editing()).kind(ButtonKind::Quiet).autofocus())
        .child(choice(editor, t!("Save as a new file"), move || editor.save_anew()).kind(ButtonKind::Primary));
    let question = question(t!("Someone deleted this file"), t!("Your text is still here. Save it to create the file again."));
    group([View::from(question), actions.into()])
}

/// Both texts side by side; on narrow screens one below the other, line by line.
fn comparison(theirs: &str, mine: &str) -> Element {
    let lines = compare(theirs, mine);
    let left_out = lines.len().saturating_sub(MOST_LINES);
    let more = (left_out > 0).then(|| {
        let more = n!(left_out, one = "and {count} more line", other = "and {count} more lines");
        html::p().class("compared-skip").child(more)
    });
    let head = html::div()
        .class("compared-line compared-head")
        .child(html::strong().child(t!("Theirs")))
        .child(html::strong().child(t!("Mine")));
    html::div()
        .class("compared mono")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", t!("What differs"))
        .child(head)
        .children(lines.into_iter().take(MOST_LINES).map(line))
        .child(more)
}

fn line(line: ComparedLine<'_>) -> Element {
    let row = html::div().class("compared-line");
    match line {
        // A screen reader reads one of the two.
        ComparedLine::Same(line) => row.class("same").child(data(line)).child(data(line).attr("aria-hidden", "true")),
        ComparedLine::Skipped(count) => {
            let says = n!(count, one = "{count} line is the same", other = "{count} lines are the same");
            html::p().class("compared-skip").child(says)
        }
        ComparedLine::Differs { theirs, mine } => {
            row.child(side("theirs", "−", t!("Theirs:"), theirs)).child(side("mine", "+", t!("Mine:"), mine))
        }
    }
}

/// One side of a line that differs. Its mark says without colours whose it is.
fn side(class: &'static str, mark: &'static str, whose: &'static str, text: Option<&str>) -> Element {
    let side = html::span();
    match text {
        None => side.class("nothing"),
        Some(text) => side
            .class(class)
            .child(html::span().class("compared-mark").attr("aria-hidden", "true").child(mark))
            .child(html::span().class("visually-hidden").child(whose))
            .child(data(text)),
    }
}

fn data(text: &str) -> Element {
    html::span().attr("translate", "no").child(text)
}
