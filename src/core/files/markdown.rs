//! Markdown as a tree: CommonMark with the tables, struck-out text and task lists of GitHub Flavored Markdown
//! (<https://spec.commonmark.org/>, <https://github.github.com/gfm/>). HTML in it is text like any other, and links lead nowhere
//! but to web pages and mail addresses.

use pulldown_cmark::{Alignment, Event, LinkType, Options, Parser, Tag};

/// A document, or the beginning of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Markdown {
    /// What it consists of.
    pub content: Vec<Node>,
    /// Whether there is more of it.
    pub is_cut: bool,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Text as it is.
    Text(String),
    /// Code within a line.
    Code(String),
    /// The end of a line.
    Break,
    /// A line between two parts.
    Rule,
    /// Whether a task is done.
    Task(bool),
    /// Something with content of its own.
    Element(MarkdownTag, Vec<Node>),
}

/// What has content.
#[derive(Clone, Debug, PartialEq)]
pub enum MarkdownTag {
    /// A paragraph.
    Paragraph,
    /// A heading, from 1 to 6.
    Heading(u8),
    /// A quotation.
    Quote,
    /// Lines of code.
    CodeBlock,
    /// A list; with numbers from this one on, if it has any.
    List(Option<u64>),
    /// An item of a list.
    Item,
    /// A table: its head, then its rows.
    Table,
    /// The cells that name the columns.
    Head,
    /// A row.
    Row,
    /// A cell.
    Cell(Align),
    /// Stressed.
    Emphasis,
    /// Stressed more.
    Strong,
    /// No longer so.
    Struck,
    /// A link to a web page or a mail address.
    Link(String),
    /// A picture at this address, which is not fetched. Its content describes it.
    Picture(String),
    /// Content like what is around it.
    Plain,
}

/// To which side a column's values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Where lines begin.
    Start,
    /// In the middle.
    Center,
    /// Where lines end.
    End,
}

/// Deeper nesting is flattened: who walks the tree does so by calling itself.
const MOST_DEPTH: usize = 32;
/// Of a longer document the beginning is read: a browser takes seconds to lay out more.
const MOST_NODES: usize = 20_000;

impl Markdown {
    /// Reads a document.
    pub fn read(text: &str) -> Markdown {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        let mut tree = Tree::default();
        for (count, event) in Parser::new_ext(text, options).enumerate() {
            if count >= MOST_NODES {
                return Markdown { is_cut: true, content: tree.finish() };
            }
            tree.take(event);
        }
        Markdown { content: tree.finish(), is_cut: false }
    }
}

/// A tree that grows.
#[derive(Default)]
struct Tree {
    /// What is complete.
    content: Vec<Node>,
    /// What has begun, the innermost at the end.
    open: Vec<(MarkdownTag, Vec<Node>)>,
    /// How many have begun beyond [`MOST_DEPTH`].
    flattened: usize,
    alignments: Vec<Alignment>,
    column: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(_) if self.open.len() >= MOST_DEPTH => self.flattened += 1,
            Event::Start(tag) => {
                let kind = self.kind(tag);
                self.open.push((kind, Vec::new()));
            }
            Event::End(_) if self.flattened > 0 => self.flattened -= 1,
            Event::End(_) => self.close(),
            Event::Code(text) => self.add(Node::Code(text.into_string())),
            Event::SoftBreak => self.add(Node::Text(" ".to_owned())),
            Event::HardBreak => self.add(Node::Break),
            Event::Rule => self.add(Node::Rule),
            Event::TaskListMarker(is_done) => self.add(Node::Task(is_done)),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.add(Node::Text(text.into_string())),
        }
    }

    fn kind(&mut self, tag: Tag<'_>) -> MarkdownTag {
        match tag {
            Tag::Heading { level, .. } => MarkdownTag::Heading(level as u8),
            Tag::BlockQuote(_) => MarkdownTag::Quote,
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => MarkdownTag::CodeBlock,
            Tag::List(first) => MarkdownTag::List(first),
            Tag::Item => MarkdownTag::Item,
            Tag::Table(alignments) => {
                self.alignments = alignments;
                MarkdownTag::Table
            }
            Tag::TableHead => {
                self.column = 0;
                MarkdownTag::Head
            }
            Tag::TableRow => {
                self.column = 0;
                MarkdownTag::Row
            }
            Tag::TableCell => {
                self.column += 1;
                MarkdownTag::Cell(match self.alignments.get(self.column - 1) {
                    Some(Alignment::Right) => Align::End,
                    Some(Alignment::Center) => Align::Center,
                    _ => Align::Start,
                })
            }
            Tag::Emphasis => MarkdownTag::Emphasis,
            Tag::Strong => MarkdownTag::Strong,
            Tag::Strikethrough => MarkdownTag::Struck,
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => MarkdownTag::Link(format!("mailto:{dest_url}")),
            Tag::Link { dest_url, .. } if leads_elsewhere(&dest_url) => MarkdownTag::Link(dest_url.into_string()),
            // A link within a link is none.
            Tag::Image { dest_url, .. } if is_web(&dest_url) && !self.is_in_link() => {
                MarkdownTag::Picture(dest_url.into_string())
            }
            Tag::Link { .. } | Tag::Image { .. } => MarkdownTag::Plain,
            _ => MarkdownTag::Paragraph,
        }
    }

    fn is_in_link(&self) -> bool {
        self.open.iter().any(|(kind, _)| matches!(kind, MarkdownTag::Link(_)))
    }

    fn add(&mut self, node: Node) {
        self.open.last_mut().map_or(&mut self.content, |(_, content)| content).push(node);
    }

    fn close(&mut self) {
        let Some((kind, mut content)) = self.open.pop() else { return };
        match &kind {
            // Nobody would hear of either.
            MarkdownTag::Heading(_) if !has_text(&content) => return,
            MarkdownTag::Link(href) | MarkdownTag::Picture(href) if !has_text(&content) => content.push(Node::Text(href.clone())),
            _ => {}
        }
        self.add(Node::Element(kind, content));
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.content
    }
}

fn has_text(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) | Node::Code(text) => !text.trim().is_empty(),
        Node::Element(_, content) => has_text(content),
        Node::Break | Node::Rule | Node::Task(_) => false,
    })
}

fn begins(address: &str, scheme: &str) -> bool {
    address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
}

fn is_web(address: &str) -> bool {
    begins(address, "https://") || begins(address, "http://")
}

/// Whether an address is one to follow from here: a script is none, nor is what would be relative to this page.
fn leads_elsewhere(address: &str) -> bool {
    is_web(address) || begins(address, "mailto:")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Node {
        Node::Text(text.into())
    }

    fn element(kind: MarkdownTag, content: &[Node]) -> Node {
        Node::Element(kind, content.to_vec())
    }

    fn paragraph(content: &[Node]) -> Vec<Node> {
        vec![element(MarkdownTag::Paragraph, content)]
    }

    fn read(text: &str) -> Vec<Node> {
        Markdown::read(text).content
    }

    #[test]
    fn html_is_text() {
        assert_eq!(read("a <b onclick='x()'>b"), paragraph(&[text("a "), text("<b onclick='x()'>"), text("b")]));
        assert_eq!(read("<script>\nx()\n</script>\n").len(), 1);
        assert!(
            matches!(&read("<script>x()</script>")[..], [Node::Element(MarkdownTag::CodeBlock, content)] if has_text(content))
        );
    }

    #[test]
    fn links_lead_to_web_pages_and_mail_addresses_only() {
        let link = |href: &str| element(MarkdownTag::Link(href.into()), &[text("x")]);
        assert_eq!(read("[x](https://a.example/)"), paragraph(&[link("https://a.example/")]));
        assert_eq!(read("[x](HTTP://a.example/)"), paragraph(&[link("HTTP://a.example/")]));
        assert_eq!(
            read("<x@a.example>"),
            paragraph(&[element(MarkdownTag::Link("mailto:x@a.example".into()), &[text("x@a.example")])])
        );
        for elsewhere in [
            "javascript:x()",
            "JavaScript:x()",
            "java&#10;script:x()",
            "data:text/html,x",
            "other.md",
            "#/account",
            "//a.example",
            "blob:x",
        ] {
            let plain = paragraph(&[element(MarkdownTag::Plain, &[text("x")])]);
            assert_eq!(read(&format!("[x](<{elsewhere}>)")), plain, "{elsewhere}");
            assert_eq!(read(&format!("![x](<{elsewhere}>)")), plain, "{elsewhere}");
        }
    }

    #[test]
    fn pictures_have_addresses_and_descriptions() {
        let picture = |content: &str| element(MarkdownTag::Picture("https://a.example/x.png".into()), &[text(content)]);
        assert_eq!(read("![A cat](https://a.example/x.png)"), paragraph(&[picture("A cat")]));
        assert_eq!(read("![](https://a.example/x.png)"), paragraph(&[picture("https://a.example/x.png")]));
        let within = element(MarkdownTag::Plain, &[text("A cat")]);
        let link = element(MarkdownTag::Link("https://b.example".into()), &[within]);
        assert_eq!(read("[![A cat](https://a.example/x.png)](https://b.example)"), paragraph(&[link]));
    }

    #[test]
    fn lists_tables_and_tasks_are_read() {
        let item = |done, what| element(MarkdownTag::Item, &[Node::Task(done), text(what)]);
        assert_eq!(read("- [x] a\n- [ ] b"), [element(MarkdownTag::List(None), &[item(true, "a"), item(false, "b")])]);
        let row = |kind, a, b| {
            element(
                kind,
                &[element(MarkdownTag::Cell(Align::Start), &[text(a)]), element(MarkdownTag::Cell(Align::End), &[text(b)])],
            )
        };
        let table = element(MarkdownTag::Table, &[row(MarkdownTag::Head, "a", "b"), row(MarkdownTag::Row, "1", "2")]);
        assert_eq!(read("|a|b|\n|-|-:|\n|1|2|"), [table]);
        assert_eq!(read("# \n"), [], "an empty heading is none");
        assert!(matches!(
            &read("---\ntitle: x\n---\n# y")[..],
            [Node::Element(MarkdownTag::CodeBlock, _), Node::Element(MarkdownTag::Heading(1), _)]
        ));
    }

    #[test]
    fn what_is_nested_without_end_is_flattened_and_what_is_long_is_cut() {
        fn depth(nodes: &[Node]) -> usize {
            let below = |node: &Node| if let Node::Element(_, content) = node { 1 + depth(content) } else { 0 };
            nodes.iter().map(below).max().unwrap_or_default()
        }
        for nested in [">".repeat(50_000) + "x", "[".repeat(50_000), "*a **b ".repeat(20_000), "- ".repeat(20_000) + "x"] {
            assert!(depth(&read(&nested)) <= MOST_DEPTH);
        }
        assert!(Markdown::read(&"a\n\n".repeat(20_000)).is_cut);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[-a>*_`\\[\\]()!|:#<&; \n]{0,60}") {
            Markdown::read(&text);
        }
    }
}
