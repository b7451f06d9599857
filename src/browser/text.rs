//! What the browser knows of text.

use js_sys::JsString;

use crate::ports::Form;

/// `text` in a form of Unicode; the browser has the tables.
pub fn normalize(text: &str, form: Form) -> String {
    let form = match form {
        Form::Composed => "NFC",
        Form::Decomposed => "NFD",
    };
    JsString::from(text).normalize(form).into()
}
