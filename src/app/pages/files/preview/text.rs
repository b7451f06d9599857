//! Text: as it is, or as what it describes.

use std::sync::Arc;

use super::delimited::table;
use super::markdown;
use super::shown::{Preview, PreviewContent};
use crate::app::lazy;
use crate::ui::components::Text;
use crate::ui::components::radio::{RadioOption, radio_group};
use crate::ui::dom::{Element, View, group, html, live, visible};
use crate::ui::reactive::*;

lazy::lazy!(markdown_part: fn(&str) -> View = markdown::document);

/// What a text can be shown as besides itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// A document with headings, lists and links.
    Markdown,
    /// A table.
    Delimited,
}

impl TextFormat {
    /// What the extension of a name, in small letters, says.
    pub fn of(extension: &str) -> Option<TextFormat> {
        match extension {
            "md" | "markdown" => Some(TextFormat::Markdown),
            "csv" | "tsv" | "tab" => Some(TextFormat::Delimited),
            _ => None,
        }
    }
}

/// The text of a file, after what is said of it, with the choice of how to see it where there is one.
pub fn text_view(preview: &Arc<Preview>, cut: Option<View>, as_source: RwSignal<bool>) -> View {
    let PreviewContent::Text { format: Some(format), .. } = preview.what else {
        return group([cut.unwrap_or_else(View::none), source(preview)]);
    };
    let rendered = match format {
        TextFormat::Markdown => t!("Rendered"),
        TextFormat::Delimited => t!("Table"),
    };
    let choices = [rendered, t!("Source")].map(|label| RadioOption { label: Text::words(label), hint: None });
    let choice =
        radio_group(t!("Show as"), choices.into(), move || usize::from(as_source.get()), move |at: usize| as_source.set(at == 1));
    let shown = preview.clone();
    let content = live(move || if as_source.get() { source(&shown) } else { formatted(&shown, format) });
    group([cut.unwrap_or_else(View::none), choice.class("preview-ways").into(), content])
}

/// What is scrolled has the focus, and is called by the file's name.
pub(super) fn content_of(name: &str, element: Element) -> Element {
    element.attr("tabindex", "0").attr("role", "group").attr("aria-label", t!("Content of {name}", name = name))
}

fn text_of(preview: &Preview) -> (&str, bool) {
    match &preview.what {
        PreviewContent::Text { text, is_cut, .. } => (text, *is_cut),
        _ => ("", false),
    }
}

/// More lines than these take a browser too long to lay out one by one: they are shown without their numbers.
const MOST_NUMBERED: usize = 20_000;

fn source(preview: &Preview) -> View {
    let (text, _) = text_of(preview);
    let frame = content_of(&preview.name, html::pre().class("preview-text mono"));
    let count = text.lines().count();
    if count > MOST_NUMBERED {
        return frame.child(visible::lines(text)).into();
    }
    // With its end, so that the lines together are the text.
    let line = |line: &str| html::span().class("numbered-line").child(visible::lines(line));
    let digits = count.max(100).to_string().len().to_string();
    frame.class("numbered").attr("dir", "ltr").style("--digits", digits).children(text.split_inclusive('\n').map(line)).into()
}

fn formatted(preview: &Arc<Preview>, format: TextFormat) -> View {
    match format {
        TextFormat::Delimited => {
            let (text, is_cut) = text_of(preview);
            table(&preview.name, text, is_cut)
        }
        TextFormat::Markdown => {
            let preview = preview.clone();
            lazy::when_loaded_beside(markdown_part::load, move |document| {
                let frame = html::div().class("preview-document").attr("dir", "auto");
                content_of(&preview.name, frame).child(document(text_of(&preview).0)).into()
            })
        }
    }
}
