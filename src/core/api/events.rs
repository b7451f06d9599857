//! A response as a stream of events (`text/event-stream`, <https://html.spec.whatwg.org/multipage/server-sent-events.html>), read as
//! its bytes come.

use std::time::Duration;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Since the request was sent.
    pub after: Duration,
    /// Its type; `message` where it names none.
    pub kind: String,
    /// Its data: several lines are joined.
    pub data: String,
}

/// Reads events from bytes that may be cut anywhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventReader {
    /// What is not a whole line yet.
    rest: Vec<u8>,
    /// Whether the line before ended with a carriage return, to which a line feed may belong.
    after_return: bool,
    is_begun: bool,
    kind: String,
    data: Option<String>,
}

impl EventReader {
    /// The events that are whole with `bytes`, which came `after` this time.
    pub fn read(&mut self, bytes: &[u8], after: Duration) -> Vec<Event> {
        let mut events = Vec::new();
        for &byte in bytes {
            let belongs_to_return = byte == b'\n' && std::mem::take(&mut self.after_return);
            match byte {
                _ if belongs_to_return => {}
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    let line = std::mem::take(&mut self.rest);
                    events.extend(self.line(&String::from_utf8_lossy(&line), after));
                }
                byte => {
                    self.after_return = false;
                    self.rest.push(byte);
                }
            }
        }
        events
    }

    fn line(&mut self, line: &str, after: Duration) -> Option<Event> {
        let line = if std::mem::replace(&mut self.is_begun, true) { line } else { line.strip_prefix('\u{feff}').unwrap_or(line) };
        if line.is_empty() {
            let kind = std::mem::take(&mut self.kind);
            let data = self.data.take()?;
            return Some(Event { after, kind: if kind.is_empty() { "message".to_owned() } else { kind }, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.kind = value.to_owned(),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // Comments, ids and times to wait are for those who would come again.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> Vec<(String, String)> {
        let mut reader = EventReader::default();
        let events = pieces.iter().flat_map(|piece| reader.read(piece, Duration::ZERO)).collect::<Vec<_>>();
        events.into_iter().map(|event| (event.kind, event.data)).collect()
    }

    fn event(kind: &str, data: &str) -> (String, String) {
        (kind.to_owned(), data.to_owned())
    }

    #[test]
    fn events_end_with_an_empty_line() {
        let text = b"\xef\xbb\xbf: hello\nevent: start\ndata: {\"a\":1}\n\ndata: two\ndata:  lines\nid: 7\n\nevent: none\n\ndata\n\ndata: unfinished\n";
        assert_eq!(read(&[text]), [event("start", "{\"a\":1}"), event("message", "two\n lines"), event("message", "")]);
    }

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(
            read(&[b"data: a\r\n\r\ndata: b\r\rdata: c\n\n"]),
            [event("message", "a"), event("message", "b"), event("message", "c")]
        );
        assert_eq!(read(&[b"data: a\r", b"\n\r", b"\n"]), [event("message", "a")]);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_where_the_bytes_are_cut(text in "(data: [a-zé🧳]{0,3}|event: x|:|)(\n|\r\n|\r){1,2}(data: b\n\n)?", at in 0..40_usize) {
            let bytes = text.as_bytes();
            let at = at.min(bytes.len());
            prop_assert_eq!(read(&[&bytes[..at], &bytes[at..]]), read(&[bytes]));
        }
    }
}
