//! Passkeys, as the browser keeps and uses them: WebAuthn, in JSON on either side.
//!
//! <https://www.w3.org/TR/webauthn-3/>. Browsers offer it to secure contexts only: by HTTPS, and on this machine itself.
//! Dropping a future of this module gives up the browser's request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use serde_json::{Map, Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::abort::AbortOnDrop;

/// Why there is no credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasskeyError {
    /// The visitor gave up, took too long, or has no passkey that would do; browsers do not say which.
    Cancelled,
    /// This browser, or this device, cannot do it.
    Unsupported,
    /// The name of the browser's exception and its message, such as `InvalidStateError: …` where the authenticator holds
    /// a passkey of this account already.
    Failed(String),
}

/// Whether this browser offers passkeys to this page.
pub fn available() -> bool {
    class().is_some() && container().is_some()
}

/// Whether the page came in a way that browsers trust: by HTTPS, or from this machine itself.
pub fn is_secure_page() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

/// Whether passkeys may be offered where the visitor fills in a form (`mediation: "conditional"`).
pub async fn conditional_available() -> bool {
    let Some(class) = class() else { return false };
    match call(&class, "isConditionalMediationAvailable", None) {
        Ok(answer) => JsFuture::from(Promise::resolve(&answer)).await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// Makes a passkey. Takes `PublicKeyCredentialCreationOptionsJSON`, gives `RegistrationResponseJSON`.
pub async fn create(options: &Value) -> Result<Value, PasskeyError> {
    ask("create", "parseCreationOptionsFromJSON", options, false).await
}

/// Uses a passkey. Takes `PublicKeyCredentialRequestOptionsJSON`, gives `AuthenticationResponseJSON`. A conditional request
/// waits until the visitor chooses one from what the browser offers in a field whose `autocomplete` ends in `webauthn`.
pub async fn get(options: &Value, conditional: bool) -> Result<Value, PasskeyError> {
    ask("get", "parseRequestOptionsFromJSON", options, conditional).await
}

async fn ask(method: &str, parse: &str, options: &Value, conditional: bool) -> Result<Value, PasskeyError> {
    let (class, container) = (class().ok_or(PasskeyError::Unsupported)?, container().ok_or(PasskeyError::Unsupported)?);
    let json = JSON::parse(&crate::json::write(options)).map_err(refusal)?;
    let public_key = match call(&class, parse, Some(&json)) {
        Ok(options) => options,
        Err(error) if property(&class, parse).is_some() => return Err(refusal(error)),
        Err(_) => with_bytes(&json),
    };
    let abort = AbortOnDrop::new();
    let request = Object::new();
    set(&request, "publicKey", &public_key);
    if let Some(signal) = abort.signal() {
        set(&request, "signal", &signal);
    }
    if conditional {
        set(&request, "mediation", &"conditional".into());
    }
    let answer = call(&container, method, Some(&request)).map_err(refusal)?;
    let credential = JsFuture::from(Promise::resolve(&answer)).await.map_err(refusal)?;
    if credential.is_falsy() {
        return Err(PasskeyError::Cancelled);
    }
    Ok(of_browser(&credential).unwrap_or_else(|| by_hand(&credential)))
}

// -- What the browser has -------------------------------------------------------------------------

fn class() -> Option<JsValue> {
    property(web_sys::window()?.as_ref(), "PublicKeyCredential")
}

fn container() -> Option<JsValue> {
    property(web_sys::window()?.navigator().as_ref(), "credentials")
}

/// A property that is there.
fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn set(of: &JsValue, name: &str, value: &JsValue) {
    // Refused only by objects that are frozen; these are this module's own.
    let _ = Reflect::set(of, &name.into(), value);
}

fn call(of: &JsValue, method: &str, argument: Option<&JsValue>) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    method.apply(of, &argument.into_iter().collect::<Array>())
}

/// <https://www.w3.org/TR/webauthn-3/#sctn-create-request-exceptions>
fn refusal(error: JsValue) -> PasskeyError {
    let text = |name| property(&error, name).and_then(|value| value.as_string()).unwrap_or_default();
    match text("name").as_str() {
        "NotAllowedError" | "AbortError" => PasskeyError::Cancelled,
        "NotSupportedError" | "ConstraintError" => PasskeyError::Unsupported,
        name => PasskeyError::Failed(format!("{name}: {}", text("message"))),
    }
}

// -- What older browsers leave to the page ---------------------------------------------------------

/// The options with bytes where JSON has base64url.
fn with_bytes(options: &JsValue) -> JsValue {
    let decode = |of: &JsValue, name: &str| {
        let text = property(of, name).and_then(|value| value.as_string());
        if let Some(bytes) = text.and_then(|text| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()) {
            set(of, name, &Uint8Array::from(bytes.as_slice()));
        }
    };
    decode(options, "challenge");
    if let Some(user) = property(options, "user") {
        decode(&user, "id");
    }
    for list in ["excludeCredentials", "allowCredentials"] {
        if let Some(credentials) = property(options, list).and_then(|list| list.dyn_into::<Array>().ok()) {
            credentials.iter().for_each(|credential| decode(&credential, "id"));
        }
    }
    options.clone()
}

/// The credential as the browser writes it. Extensions that put a credential of their own in its place may lack that.
fn of_browser(credential: &JsValue) -> Option<Value> {
    property(credential, "toJSON")?;
    let text = JSON::stringify(credential).ok()?;
    let value: Value = crate::json::read(&String::from(text)).ok()?;
    value.pointer("/response/clientDataJSON").is_some().then_some(value)
}

/// The credential with base64url where the browser has bytes.
fn by_hand(credential: &JsValue) -> Value {
    let encode = |of: &JsValue, name: &str| {
        let buffer = property(of, name)?;
        Some(Value::from(URL_SAFE_NO_PAD.encode(Uint8Array::new(&buffer).to_vec())))
    };
    let text = |name: &str| property(credential, name).and_then(|value| value.as_string()).map(Value::from);
    let mut response = Map::new();
    if let Some(of) = property(credential, "response") {
        for name in ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"] {
            response.extend(encode(&of, name).map(|value| (name.to_owned(), value)));
        }
        let transports = call(&of, "getTransports", None).ok().and_then(|list| list.dyn_into::<Array>().ok());
        if let Some(transports) = transports {
            let names: Vec<String> = transports.iter().filter_map(|name| name.as_string()).collect();
            response.insert("transports".to_owned(), names.into());
        }
    }
    let mut written = json!({ "response": response, "clientExtensionResults": {} });
    for (name, value) in [
        ("id", text("id")),
        ("rawId", encode(credential, "rawId")),
        ("type", text("type")),
        ("authenticatorAttachment", text("authenticatorAttachment")),
    ] {
        if let Some(value) = value {
            written[name] = value;
        }
    }
    written
}
