//! Text in URLs, encoded as Signature Version 4 wants it: all but what RFC 3986 calls unreserved
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>, `UriEncode`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// A path keeps its slashes.
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// Encodes a name or a value of a query, or one segment of a path.
pub fn encode_component(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Encodes a path, such as an object's key.
pub fn encode_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}
