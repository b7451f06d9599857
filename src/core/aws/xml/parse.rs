//! XML as far as AWS's services write it: elements and their text. Attributes are passed over, prefixes of names are left out,
//! and a document type, which could name entities, is refused.
//!
//! A general reader of XML takes a fortieth of what is loaded before the first file is seen, and keeps a tree of all there is.
//! This one is compared with such a reader in the tests.

use std::borrow::Cow;

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct XmlElement<'a> {
    /// As it was opened, with its prefix.
    qualified: &'a str,
    /// What is in it before its first child.
    pub text: Cow<'a, str>,
    /// The elements in it.
    pub children: Vec<XmlElement<'a>>,
}

impl XmlElement<'_> {
    /// Its name without a prefix.
    pub fn name(&self) -> &str {
        self.qualified.rsplit_once(':').map_or(self.qualified, |(_, local)| local)
    }
}

/// Why a document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XmlFault {
    /// It is not UTF-8.
    Encoding,
    /// It ends before its root does.
    CutOff,
    /// It is not well-formed.
    Malformed,
    /// It has a document type.
    DocumentType,
    /// More elements than this reader follows are open at once.
    TooDeep,
}

/// How many elements may be open: no answer of AWS comes near, and what is dropped is dropped as deep as it is.
const DEEPEST: usize = 64;

/// Reads a document; gives its root.
pub fn parse(text: &str) -> Result<XmlElement<'_>, XmlFault> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut open: Vec<XmlElement<'_>> = Vec::new();
    let mut root = None;
    while let Some(at) = rest.find('<') {
        let (characters, markup) = rest.split_at(at);
        add(&mut open, characters, resolved)?;
        if let Some(comment) = markup.strip_prefix("<!--") {
            rest = comment.split_once("-->").ok_or(XmlFault::CutOff)?.1;
        } else if let Some(section) = markup.strip_prefix("<![CDATA[") {
            let (characters, after) = section.split_once("]]>").ok_or(XmlFault::CutOff)?;
            add(&mut open, characters, |characters| Ok(with_line_ends(characters)))?;
            rest = after;
        } else if let Some(instruction) = markup.strip_prefix("<?") {
            rest = instruction.split_once("?>").ok_or(XmlFault::CutOff)?.1;
        } else if markup.starts_with("<!") {
            return Err(XmlFault::DocumentType);
        } else if let Some(end) = markup.strip_prefix("</") {
            let (name, after) = end.split_once('>').ok_or(XmlFault::CutOff)?;
            let element = open.pop().filter(|element| element.qualified == name.trim_end()).ok_or(XmlFault::Malformed)?;
            close(&mut open, &mut root, element)?;
            rest = after;
        } else {
            let (element, is_empty, after) = start(markup.strip_prefix('<').unwrap_or(markup))?;
            if is_empty {
                close(&mut open, &mut root, element)?;
            } else if open.len() < DEEPEST {
                open.push(element);
            } else {
                return Err(XmlFault::TooDeep);
            }
            rest = after;
        }
    }
    add(&mut open, rest, resolved)?;
    root.filter(|_| open.is_empty()).ok_or(XmlFault::CutOff)
}

/// Adds characters to the element that is open. Outside the root there is only space.
fn add<'a>(
    open: &mut [XmlElement<'a>],
    characters: &'a str,
    read: impl Fn(&'a str) -> Result<Cow<'a, str>, XmlFault>,
) -> Result<(), XmlFault> {
    match open.last_mut() {
        _ if characters.is_empty() => {}
        Some(element) if element.text.is_empty() && element.children.is_empty() => element.text = read(characters)?,
        Some(element) if element.children.is_empty() => element.text.to_mut().push_str(&read(characters)?),
        // Between children: it has to be right, and says nothing.
        Some(_) => drop(read(characters)?),
        None if characters.trim().is_empty() => {}
        None => return Err(XmlFault::Malformed),
    }
    Ok(())
}

fn close<'a>(open: &mut [XmlElement<'a>], root: &mut Option<XmlElement<'a>>, element: XmlElement<'a>) -> Result<(), XmlFault> {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None if root.is_none() => *root = Some(element),
        None => return Err(XmlFault::Malformed),
    }
    Ok(())
}

/// A start tag after its `<`: the element, whether it is empty, and what follows.
fn start(tag: &str) -> Result<(XmlElement<'_>, bool, &str), XmlFault> {
    let (qualified, mut rest) = name(tag)?;
    let element = XmlElement { qualified, ..XmlElement::default() };
    loop {
        let after = rest.trim_start();
        if let Some(after) = after.strip_prefix('>') {
            return Ok((element, false, after));
        }
        if let Some(after) = after.strip_prefix("/>") {
            return Ok((element, true, after));
        }
        // An attribute stands apart from what is before it.
        if after.len() == rest.len() && !after.is_empty() {
            return Err(XmlFault::Malformed);
        }
        let (_, value) = name(after)?;
        let value = value
            .trim_start()
            .strip_prefix('=')
            .ok_or(if value.is_empty() { XmlFault::CutOff } else { XmlFault::Malformed })?
            .trim_start();
        let quote = value.chars().next().ok_or(XmlFault::CutOff)?;
        let value = value.strip_prefix(['"', '\'']).ok_or(XmlFault::Malformed)?;
        let (value, after) = value.split_once(quote).ok_or(XmlFault::CutOff)?;
        if value.contains('<') {
            return Err(XmlFault::Malformed);
        }
        resolved(value)?;
        rest = after;
    }
}

/// A name, and what follows it.
fn name(text: &str) -> Result<(&str, &str), XmlFault> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=');
    let (name, rest) = text.split_at(text.find(ends).ok_or(XmlFault::CutOff)?);
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == ':');
    if is_name && !name.contains(['<', '&', '"', '\'']) { Ok((name, rest)) } else { Err(XmlFault::Malformed) }
}

/// Characters with their references resolved.
fn resolved(text: &str) -> Result<Cow<'_, str>, XmlFault> {
    let Some((before, mut rest)) = text.split_once('&') else { return Ok(with_line_ends(text)) };
    let mut resolved = with_line_ends(before).into_owned();
    loop {
        let (reference, after) = rest.split_once(';').ok_or(XmlFault::Malformed)?;
        resolved.push(character(reference).ok_or(XmlFault::Malformed)?);
        let Some((before, next)) = after.split_once('&') else {
            resolved.push_str(&with_line_ends(after));
            return Ok(Cow::Owned(resolved));
        };
        resolved.push_str(&with_line_ends(before));
        rest = next;
    }
}

/// What is between `&` and `;`.
fn character(reference: &str) -> Option<char> {
    match reference {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
            char::from_u32(u32::from_str_radix(digits, radix).ok()?)
        }
    }
}

/// With `\n` at the end of every line (<https://www.w3.org/TR/xml/#sec-line-ends>).
fn with_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use roxmltree::{Document, Node};

    use super::*;

    /// What a general reader makes of it, in the same terms.
    fn of_library<'a>(node: Node<'a, '_>) -> (String, String, Vec<Tree>) {
        let text: String = node
            .children()
            .take_while(|child| !child.is_element())
            .filter_map(|child| child.text().filter(|_| child.is_text()))
            .collect();
        let children = node.children().filter(Node::is_element).map(|child| Tree(of_library(child))).collect();
        (node.tag_name().name().to_owned(), text, children)
    }

    fn of_ours(element: &XmlElement<'_>) -> (String, String, Vec<Tree>) {
        (element.name().to_owned(), element.text.to_string(), element.children.iter().map(|child| Tree(of_ours(child))).collect())
    }

    #[derive(Debug, PartialEq)]
    struct Tree((String, String, Vec<Tree>));

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            // Without `\r`, which the other reader keeps behind a reference.
            "[a-z \\n\\t\u{e9}\u{1f600}\"']{0,6}",
            prop_oneof![
                Just("&lt;"),
                Just("&amp;"),
                Just("&#13;"),
                Just("&#x1F600;"),
                Just("&quot;"),
                Just("&apos;"),
                Just("&gt;")
            ]
            .prop_map(str::to_owned),
            "[a-z<&]{0,5}".prop_map(|text| format!("<![CDATA[{text}]]>")),
            "[a-z<&]{0,5}".prop_map(|text| format!("<!--{text}-->")),
        ]
    }

    fn element() -> impl Strategy<Value = String> {
        let attributes = proptest::option::of("[a-z0-9 >/]{0,5}")
            .prop_map(|value| value.map(|value| format!(" a = '{value}' b=\"&amp;\"")).unwrap_or_default());
        let leaf = ("[A-Za-z_][a-zA-Z0-9_.-]{0,5}", attributes, proptest::collection::vec(piece(), 0..4));
        let leaf = leaf.prop_map(|(name, attributes, pieces)| match pieces.concat() {
            text if text.is_empty() => format!("<{name}{attributes}/>"),
            text => format!("<{name}{attributes}>{text}</{name} >"),
        });
        leaf.prop_recursive(4, 24, 4, |inner| {
            ("[A-Za-z]{1,5}", proptest::collection::vec(prop_oneof![inner, piece()], 0..5))
                .prop_map(|(name, content)| format!("<{name}>{}</{name}>", content.concat()))
        })
    }

    proptest! {
        #[test]
        fn a_document_is_read_as_a_general_reader_does(head in prop_oneof![Just(""), Just("\u{feff}"), Just("<?xml version=\"1.0\"?>\n")], document in element(), tail in "[ \n]?") {
            let text = format!("{head}{document}{tail}");
            let library = Document::parse(&text).map(|document| Tree(of_library(document.root_element())));
            let ours = parse(&text).map(|root| Tree(of_ours(&root)));
            prop_assert_eq!(ours.ok(), library.ok());
        }

        #[test]
        fn a_document_that_is_cut_off_is_refused(document in element(), at in any::<prop::sample::Index>()) {
            let cut: String = document.chars().take(at.index(document.chars().count())).collect();
            prop_assert!(parse(&cut).is_err(), "{}", cut);
        }

        #[test]
        fn nothing_makes_it_stop(text in "[<>/!?&;#x\\[\\]CDATA='\" a-c-]{0,40}") {
            if let Ok(root) = parse(&text) {
                prop_assert!(!root.name().is_empty());
            }
        }
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in [
            "",
            "  ",
            "a",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>b",
            "<a>&nbsp;</a>",
            "<a>&#xD800;</a>",
            "<a>&lt</a>",
            "<a b/>",
            "<a b=c/>",
            "<a b='<'/>",
            "<a b='1'c='2'/>",
            "<!DOCTYPE a><a/>",
            "<1/>",
            "< a/>",
            "<a><![CDATA[b</a>",
            "<a><!-- b</a>",
            "</a>",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lines_end_as_the_specification_has_it() {
        let root = parse("<a>1\r\n2\r3&#13;&lt;\r<![CDATA[\r\n]]></a>").unwrap();
        assert_eq!(root.text, "1\n2\n3\r<\n\n");
    }

    #[test]
    fn how_deep_a_document_is_is_not_for_it_to_say() {
        let nested = |depth| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(&nested(DEEPEST)).is_ok());
        assert!(parse(&nested(DEEPEST + 1)).is_err());
    }
}
