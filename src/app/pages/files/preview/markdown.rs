//! Markdown as it is meant to look: a part of the program of its own. Elements are made one by one, so nothing that is written
//! in a document becomes markup.

use crate::files::markdown::{Align, Markdown, MarkdownTag, Node};
use crate::ui::components::Icon;
use crate::ui::dom::{Element, View, group, html, visible};

/// The document.
pub fn document(text: &str) -> View {
    let Markdown { content, is_cut } = Markdown::read(text);
    let more = is_cut.then(|| html::p().class("hint").child(t!("This document is long. Choose Source to see the rest.")));
    group([nodes(&content), more.into()])
}

fn nodes(nodes: &[Node]) -> View {
    group(nodes.iter().map(node))
}

fn node(node: &Node) -> View {
    match node {
        Node::Text(text) => text.as_str().into(),
        Node::Code(code) => html::code().attr("translate", "no").child(code.as_str()).into(),
        Node::Break => html::br().into(),
        Node::Rule => html::hr().into(),
        Node::Task(is_done) => html::input()
            .attr("type", "checkbox")
            .attr("disabled", true)
            .attr("aria-label", if *is_done { t!("Done") } else { t!("Not done") })
            .property("checked", *is_done)
            .into(),
        Node::Element(MarkdownTag::Plain, content) => nodes(content),
        Node::Element(MarkdownTag::Table, content) => table(content).into(),
        Node::Element(MarkdownTag::CodeBlock, content) => {
            let text: String =
                content.iter().filter_map(|node| if let Node::Text(text) = node { Some(&**text) } else { None }).collect();
            html::pre().class("mono").attr("dir", "ltr").child(visible::lines(text.trim_end_matches('\n'))).into()
        }
        Node::Element(MarkdownTag::Picture(address), content) => link(address).child(Icon::Eye).child(nodes(content)).into(),
        Node::Element(MarkdownTag::Link(address), content) => link(address).child(nodes(content)).into(),
        Node::Element(kind, content) => element(kind).child(nodes(content)).into(),
    }
}

/// The heading of the dialog is of the second level.
fn element(kind: &MarkdownTag) -> Element {
    match kind {
        MarkdownTag::Heading(1) => html::h3(),
        MarkdownTag::Heading(2) => html::h4(),
        MarkdownTag::Heading(3) => html::h5(),
        MarkdownTag::Heading(_) => html::h6(),
        MarkdownTag::Quote => html::blockquote(),
        MarkdownTag::List(None) => html::ul(),
        MarkdownTag::List(Some(first)) => html::ol().attr("start", first.to_string()),
        MarkdownTag::Item => html::li(),
        MarkdownTag::Emphasis => html::em(),
        MarkdownTag::Strong => html::strong(),
        MarkdownTag::Struck => html::del(),
        MarkdownTag::Row => html::tr(),
        MarkdownTag::Cell(align) => html::td().class(class(*align)),
        _ => html::p(),
    }
}

fn link(address: &str) -> Element {
    html::a()
        .attr("href", address.to_owned())
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .attr("title", address.to_owned())
}

fn class(align: Align) -> Option<&'static str> {
    match align {
        Align::Start => None,
        Align::Center => Some("center"),
        Align::End => Some("number"),
    }
}

/// Wider ones are scrolled by themselves.
fn table(content: &[Node]) -> Element {
    let heading = |cell: &Node| match cell {
        Node::Element(MarkdownTag::Cell(align), content) if !content.is_empty() => {
            html::th().attr("scope", "col").class(class(*align)).child(nodes(content)).into()
        }
        cell => node(cell),
    };
    let (head, rows) = match content.split_first() {
        Some((Node::Element(MarkdownTag::Head, cells), rows)) => (group(cells.iter().map(heading)), rows),
        _ => (View::none(), content),
    };
    let table = html::table().child(html::thead().child(html::tr().child(head))).child(html::tbody().child(nodes(rows)));
    html::div().class("preview-table").attr("tabindex", "0").attr("role", "group").attr("aria-label", t!("Table")).child(table)
}
