//! What an object's bytes are, as far as a browser shows it. Told by the bytes: a name and a `Content-Type` are only what somebody
//! says of them.

/// What can be shown, and how.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectContent {
    /// Text of any kind, HTML and SVG included: it is read, and never runs.
    Text(String),
    /// A picture of this media type.
    Image(&'static str),
    /// Sound of this media type.
    Audio(&'static str),
    /// A film of this media type.
    Video(&'static str),
    /// A PDF document.
    Pdf,
    /// Anything else.
    Binary,
}

/// What begins with these bytes; `is_whole` says whether they are all there is. Media types are those that browsers show
/// (<https://mimesniff.spec.whatwg.org/>).
pub fn recognise(bytes: &[u8], is_whole: bool) -> ObjectContent {
    let at = |from: usize, wanted: &[u8]| bytes.get(from..).is_some_and(|bytes| bytes.starts_with(wanted));
    match () {
        () if at(0, b"\x89PNG\r\n\x1a\n") => ObjectContent::Image("image/png"),
        () if at(0, b"\xff\xd8\xff") => ObjectContent::Image("image/jpeg"),
        () if at(0, b"GIF87a") || at(0, b"GIF89a") => ObjectContent::Image("image/gif"),
        () if at(0, b"RIFF") && at(8, b"WEBP") => ObjectContent::Image("image/webp"),
        () if at(4, b"ftypavif") => ObjectContent::Image("image/avif"),
        () if at(0, b"BM") && at(6, &[0, 0, 0, 0]) => ObjectContent::Image("image/bmp"),
        () if at(0, b"RIFF") && at(8, b"WAVE") => ObjectContent::Audio("audio/wav"),
        () if at(0, b"ID3") || at(0, b"\xff\xfb") || at(0, b"\xff\xf3") => ObjectContent::Audio("audio/mpeg"),
        () if at(0, b"\xff\xf1") || at(0, b"\xff\xf9") => ObjectContent::Audio("audio/aac"),
        () if at(0, b"fLaC") => ObjectContent::Audio("audio/flac"),
        () if at(0, b"OggS") => ObjectContent::Audio("audio/ogg"),
        () if at(4, b"ftypM4A") => ObjectContent::Audio("audio/mp4"),
        // HEIF: a picture, and few browsers draw it.
        () if at(4, b"ftyphei") || at(4, b"ftypmif1") || at(4, b"ftypmsf1") => ObjectContent::Binary,
        () if at(4, b"ftyp") => ObjectContent::Video("video/mp4"),
        () if at(0, b"\x1a\x45\xdf\xa3") => ObjectContent::Video("video/webm"),
        () if at(0, b"%PDF-") => ObjectContent::Pdf,
        () => text(bytes, is_whole).map_or(ObjectContent::Binary, ObjectContent::Text),
    }
}

/// Text in UTF-8, or in UTF-16 with its byte order mark. Where there is more of it, a character may be cut at the end.
fn text(bytes: &[u8], is_whole: bool) -> Option<String> {
    let utf_16 = |pair: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..)?.chunks_exact(2).map(|two| pair([two[0], two[1]]));
        let text = char::decode_utf16(units).collect::<Result<String, _>>();
        text.ok().filter(|_| bytes.len().is_multiple_of(2))
    };
    match bytes {
        [0xff, 0xfe, ..] => return utf_16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return utf_16(u16::from_be_bytes),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if !is_whole && error.error_len().is_none() => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    // What is written has neither.
    let is_binary =
        text.chars().any(|c| c == '\0' || (c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1b}')));
    (!is_binary).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_say_what_they_are_whatever_they_are_called() {
        assert_eq!(recognise(b"\x89PNG\r\n\x1a\n...", true), ObjectContent::Image("image/png"));
        assert_eq!(recognise(b"RIFF\x24\0\0\0WAVEfmt ", true), ObjectContent::Audio("audio/wav"));
        assert_eq!(recognise(b"\0\0\0\x20ftypisom", false), ObjectContent::Video("video/mp4"));
        assert_eq!(recognise(b"\xff\xf1\x50\x80", false), ObjectContent::Audio("audio/aac"));
        assert_eq!(recognise(b"\0\0\0\x20ftypheic", false), ObjectContent::Binary, "a picture is no film");
        assert_eq!(recognise(b"%PDF-1.7", false), ObjectContent::Pdf);
        assert_eq!(recognise(b"MZ\x90\0\x03\0", true), ObjectContent::Binary);
        assert_eq!(recognise(b"", true), ObjectContent::Text(String::new()));
        assert_eq!(recognise(b"<svg onload=alert(1)>", true), ObjectContent::Text("<svg onload=alert(1)>".into()));
    }

    #[test]
    fn text_is_read_in_its_encoding() {
        assert_eq!(recognise("\u{feff}é".as_bytes(), true), ObjectContent::Text("é".into()));
        assert_eq!(recognise(b"\xff\xfeH\0i\0", true), ObjectContent::Text("Hi".into()));
        assert_eq!(recognise(b"\xfe\xff\0H\0i", true), ObjectContent::Text("Hi".into()));
        assert_eq!(recognise(b"\xff\xfeH", true), ObjectContent::Binary, "half a character");
        assert_eq!(recognise(b"caf\xe9", true), ObjectContent::Binary, "Latin-1 is not guessed");
        assert_eq!(recognise(b"caf\xc3", false), ObjectContent::Text("caf".into()), "the rest follows");
        assert_eq!(recognise(b"caf\xc3", true), ObjectContent::Binary);
    }

    proptest! {
        #[test]
        fn anything_is_something(bytes in proptest::collection::vec(any::<u8>(), 0..64), is_whole in any::<bool>()) {
            recognise(&bytes, is_whole);
        }
    }
}
