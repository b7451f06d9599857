//! What must not stay in memory: whatever held a password or a token is erased before the memory is given back.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroize;

use crate::ports::Bytes;

/// A text that must not be shown: a token or a password. Erased when dropped.
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes over a text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// More than any request with a secret takes: what grows beyond its capacity leaves a copy of itself behind.
const CAPACITY: usize = 32 * 1024;

/// `input` as JSON.
pub fn to_json(input: &impl Serialize) -> Result<Bytes, serde_json::Error> {
    let mut bytes = Bytes::new(Vec::with_capacity(CAPACITY));
    serde_json::to_writer(&mut *bytes, input)?;
    Ok(bytes)
}

/// The pieces, one after the other.
pub fn joined<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Bytes {
    let mut bytes = Bytes::new(Vec::with_capacity(CAPACITY));
    pieces.into_iter().for_each(|piece| bytes.extend_from_slice(piece.as_bytes()));
    bytes
}

/// A JSON value that is erased when it is dropped.
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct SecretJson(pub Value);

impl fmt::Debug for SecretJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretJson(..)")
    }
}

impl Drop for SecretJson {
    fn drop(&mut self) {
        erase(&mut self.0);
    }
}

/// Erases every text in `value`.
fn erase(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(values) => values.iter_mut().for_each(erase),
        Value::Object(members) => members.values_mut().for_each(erase),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_text_is_erased_however_deep() {
        let mut value = json!({ "a": "secret", "b": [{ "c": "secret" }, 7, null, true] });
        erase(&mut value);
        assert_eq!(value, json!({ "a": "", "b": [{ "c": "" }, 7, null, true] }));
    }

    #[test]
    fn what_holds_a_secret_is_written_without_growing() {
        let secret = "x".repeat(20_000);
        for bytes in [to_json(&json!({ "Password": secret })).unwrap(), joined(["Token=", &secret])] {
            assert!(bytes.len() > 20_000 && bytes.capacity() == CAPACITY);
        }
        assert!(!format!("{:?}", SecretJson(json!({ "Password": "hunter2" }))).contains("hunter2"));
    }
}
