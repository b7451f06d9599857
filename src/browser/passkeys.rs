//! Passkeys, by `navigator.credentials`. They exist in secure contexts alone.
//!
//! <https://www.w3.org/TR/webauthn-3/>

use js_sys::{Function, Object, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why there is no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyError {
    /// The visitor declined, or took too long: a browser does not say which.
    Cancelled,
    /// The browser knows no passkeys, or not at this address.
    Unsupported,
    /// All else, in the browser's words.
    Failed(String),
}

/// Whether the browser has passkeys here.
pub fn available() -> bool {
    class().is_some()
}

/// Whether the browser can offer passkeys at a field while the visitor goes on.
pub async fn conditional_available() -> bool {
    let asked = class().and_then(|class| call(&class, "isConditionalMediationAvailable", &[]).ok());
    match asked.and_then(|promise| promise.dyn_into::<Promise>().ok()) {
        Some(promise) => JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy()),
        None => false,
    }
}

/// Makes a passkey by `PublicKeyCredentialCreationOptionsJSON`; gives `RegistrationResponseJSON`.
pub async fn create(options: &Value) -> Result<Value, PasskeyError> {
    ask("create", "parseCreationOptionsFromJSON", options, false).await
}

/// Signs with a passkey by `PublicKeyCredentialRequestOptionsJSON`; gives `AuthenticationResponseJSON`. A conditional request
/// waits until the visitor picks a passkey at a field. Dropping the future withdraws it.
pub async fn get(options: &Value, conditional: bool) -> Result<Value, PasskeyError> {
    ask("get", "parseRequestOptionsFromJSON", options, conditional).await
}

fn class() -> Option<JsValue> {
    let class = Reflect::get(web_sys::window()?.as_ref(), &"PublicKeyCredential".into()).ok()?;
    class.is_function().then_some(class)
}

/// Calls a method that web-sys would bring with whole interfaces of their own.
fn call(object: &JsValue, method: &str, arguments: &[&JsValue]) -> Result<JsValue, JsValue> {
    let method = Reflect::get(object, &method.into())?.dyn_into::<Function>()?;
    method.apply(object, &arguments.iter().copied().collect::<js_sys::Array>())
}

/// Withdraws a request that nobody waits for any more: the browser asks for one passkey at a time.
struct WithdrawOnDrop(Option<web_sys::AbortController>);

impl Drop for WithdrawOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

async fn ask(method: &str, parse: &str, options: &Value, conditional: bool) -> Result<Value, PasskeyError> {
    let class = class().ok_or(PasskeyError::Unsupported)?;
    let abort = WithdrawOnDrop(web_sys::AbortController::new().ok());
    let begin = || {
        let options = js_sys::JSON::parse(&options.to_string())?;
        let request = Object::new();
        Reflect::set(&request, &"publicKey".into(), &call(&class, parse, &[&options])?)?;
        if let Some(controller) = &abort.0 {
            Reflect::set(&request, &"signal".into(), &controller.signal())?;
        }
        if conditional {
            Reflect::set(&request, &"mediation".into(), &"conditional".into())?;
        }
        let navigator = web_sys::window().ok_or(JsValue::NULL)?.navigator();
        let credentials = Reflect::get(navigator.as_ref(), &"credentials".into())?;
        call(&credentials, method, &[&request])?.dyn_into::<Promise>()
    };
    let answer = async {
        let credential = JsFuture::from(begin()?).await?;
        js_sys::JSON::stringify(&call(&credential, "toJSON", &[])?)
    };
    let json = answer.await.map_err(|error| why(&error))?;
    serde_json::from_str(&String::from(json)).map_err(|error| PasskeyError::Failed(error.to_string()))
}

/// `DOMException`s by their names (<https://www.w3.org/TR/webauthn-3/#sctn-op-get-assertion>).
fn why(error: &JsValue) -> PasskeyError {
    let text = |name: &str| Reflect::get(error, &name.into()).ok().and_then(|text| text.as_string()).unwrap_or_default();
    match text("name").as_str() {
        "NotAllowedError" | "AbortError" => PasskeyError::Cancelled,
        "NotSupportedError" | "SecurityError" | "TypeError" => PasskeyError::Unsupported,
        _ => PasskeyError::Failed(text("message")),
    }
}
