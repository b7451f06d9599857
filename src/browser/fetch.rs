//! HTTP by `fetch`.

use std::fmt;
use std::rc::Rc;

use futures::future::{Either, select};
use gloo_net::http::RequestBuilder;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::abort::AbortOnDrop;
use super::early;
use super::{Browser, clock};
use crate::ports::{Bytes, HttpClient, HttpError, HttpErrorKind, Limits, Request, Response};

impl HttpClient for Browser {
    async fn send(&self, request: Request, limits: Limits) -> Result<Response, HttpError> {
        send(request, limits, &|_| {}).await
    }
}

/// A part of a response, as it arrives.
#[derive(Debug)]
pub enum ResponsePart<'a> {
    /// Its status and its headers.
    Head(u16, &'a [(String, String)]),
    /// Bytes of its body, as the browser holds them: the receiver copies what it needs.
    Body(&'a Uint8Array),
}

/// Sends requests and tells of each piece of the response as it comes.
pub struct Streaming {
    on_piece: Rc<dyn Fn(ResponsePart<'_>)>,
}

impl Streaming {
    /// Each piece goes to `on_piece`.
    pub fn new(on_piece: Rc<dyn Fn(ResponsePart<'_>)>) -> Streaming {
        Streaming { on_piece }
    }
}

impl fmt::Debug for Streaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Streaming(..)")
    }
}

impl HttpClient for Streaming {
    async fn send(&self, request: Request, limits: Limits) -> Result<Response, HttpError> {
        send(request, limits, &*self.on_piece).await
    }
}

async fn send(request: Request, limits: Limits, on_piece: &dyn Fn(ResponsePart<'_>)) -> Result<Response, HttpError> {
    let abort = AbortOnDrop::new();
    let answer = std::pin::pin!(fetch(request, limits.bytes, &abort, on_piece));
    let timeout = std::pin::pin!(clock::sleep(limits.timeout));
    match select(answer, timeout).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(HttpError { kind: HttpErrorKind::Timeout, detail: String::new() }),
    }
}

async fn fetch(
    request: Request,
    most: usize,
    abort: &AbortOnDrop,
    on_piece: &dyn Fn(ResponsePart<'_>),
) -> Result<Response, HttpError> {
    let (head, body) = request.into_parts();
    let url = head.uri.to_string();
    let answer = match early(early::take(&url, &body, early::FRESH)).await {
        Some(answer) => answer,
        None => {
            let signal = abort.signal();
            let mut builder = RequestBuilder::new(&url)
                .method(head.method.clone())
                .abort_signal(signal.as_ref())
                // A stored answer would show old files and an old time.
                .cache(web_sys::RequestCache::NoStore)
                .credentials(web_sys::RequestCredentials::Omit)
                .referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
            for (name, value) in &head.headers {
                builder = builder.header(name.as_str(), value.to_str().map_err(no_response)?);
            }
            let bodiless = head.method == http::Method::GET || head.method == http::Method::HEAD;
            let sent = RequestBody(Uint8Array::from(if bodiless { &[] } else { body.as_slice() }));
            drop(body);
            let request = if bodiless { builder.build() } else { builder.body(&sent.0) };
            request.map_err(no_response)?.send().await.map_err(no_response)?
        }
    };
    let headers: Vec<(String, String)> = answer.headers().entries().collect();
    on_piece(ResponsePart::Head(answer.status(), &headers));
    let body = read(&answer, most, on_piece).await?;
    Ok(Response::new(answer.status(), headers, body))
}

/// The response to what was sent early, if it was and is answered.
async fn early(response: Option<Promise>) -> Option<gloo_net::http::Response> {
    let response = JsFuture::from(response?).await.ok()?;
    Some(response.unchecked_into::<web_sys::Response>().into())
}

/// The body of a request, erased once there is an answer. WebKit reads it only while it sends, though the Fetch standard has it
/// copied when the request is made (<https://fetch.spec.whatwg.org/#concept-bodyinit-extract>).
struct RequestBody(Uint8Array);

impl Drop for RequestBody {
    fn drop(&mut self) {
        self.0.fill(0, 0, self.0.length());
    }
}

/// The body of an answer, unless it has more than `most` bytes: then no more of it is taken in.
async fn read(answer: &gloo_net::http::Response, most: usize, on_piece: &dyn Fn(ResponsePart<'_>)) -> Result<Bytes, HttpError> {
    let Some(stream) = answer.body() else { return Ok(Bytes::default()) };
    let reader = stream.get_reader();
    let next: js_sys::Function = get(&reader, "read")?.unchecked_into();
    let mut pieces = Vec::new();
    let mut length = 0;
    loop {
        let piece: js_sys::Promise = next.call0(&reader).map_err(unreadable)?.unchecked_into();
        let piece = JsFuture::from(piece).await.map_err(unreadable)?;
        // There is none in the last one.
        let Ok(value) = get(&piece, "value")?.dyn_into::<Uint8Array>() else { break };
        length += value.length() as usize;
        if length > most {
            return Err(HttpError { kind: HttpErrorKind::TooLarge, detail: format!("> {most}") });
        }
        on_piece(ResponsePart::Body(&value));
        pieces.push(value);
    }
    // Of its full size from the start, since what grows leaves copies of itself behind.
    let mut bytes = Bytes::new(vec![0; length]);
    let mut rest = bytes.as_mut_slice();
    for piece in &pieces {
        let (start, end) = rest.split_at_mut((piece.length() as usize).min(rest.len()));
        piece.copy_to(start);
        rest = end;
    }
    // What is moved elsewhere at no length is freed at once. The browser itself would wait for megabytes of it: a page of a listing has
    // 400 kB. A browser that cannot do so waits.
    for piece in pieces {
        let _ = piece.buffer().transfer_with_length(0);
    }
    Ok(bytes)
}

fn get(object: &JsValue, name: &str) -> Result<JsValue, HttpError> {
    js_sys::Reflect::get(object, &name.into()).map_err(unreadable)
}

fn unreadable(error: JsValue) -> HttpError {
    no_response(error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default())
}

/// A file beside the page, with the status of the answer.
pub async fn file_beside_page(name: &str) -> Result<(u16, Vec<u8>), HttpError> {
    let answer = match early(early::take(name, &[], f64::INFINITY)).await {
        Some(answer) => answer,
        None => RequestBuilder::new(name).send().await.map_err(no_response)?,
    };
    Ok((answer.status(), answer.binary().await.map_err(no_response)?))
}

/// A browser says only that there was no response, in words of its own.
pub(super) fn no_response(error: impl std::fmt::Display) -> HttpError {
    let kind = if is_offline() { HttpErrorKind::Offline } else { HttpErrorKind::Network };
    HttpError { kind, detail: error.to_string() }
}

/// Whether the browser knows that it has no network. Not knowing so says nothing.
pub(super) fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}
