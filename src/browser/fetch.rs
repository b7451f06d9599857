//! HTTP by `fetch`.

use std::time::Duration;

use futures::future::{Either, select};
use gloo_net::http::RequestBuilder;
use js_sys::Uint8Array;

use super::abort::AbortOnDrop;
use super::{Browser, clock};
use crate::ports::{HttpClient, HttpError, HttpErrorKind, Request, Response};

/// Long enough for the slowest answer of a service on a slow line; without a limit a lost connection would keep the
/// visitor waiting for minutes.
const TIMEOUT: Duration = Duration::from_secs(60);

impl HttpClient for Browser {
    async fn send(&self, request: Request) -> Result<Response, HttpError> {
        let abort = AbortOnDrop::new();
        let answer = std::pin::pin!(fetch(request, &abort));
        let timeout = std::pin::pin!(clock::sleep(TIMEOUT));
        match select(answer, timeout).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(HttpError { kind: HttpErrorKind::Timeout, detail: String::new() }),
        }
    }
}

async fn fetch(request: Request, abort: &AbortOnDrop) -> Result<Response, HttpError> {
    let (head, body) = request.into_parts();
    let signal = abort.signal();
    let mut builder = RequestBuilder::new(&head.uri.to_string())
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
    let request = if bodiless { builder.build() } else { builder.body(Uint8Array::from(body.as_slice())) };
    let answer = request.map_err(no_response)?.send().await.map_err(no_response)?;

    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers().entries() {
        response = response.header(name, value);
    }
    response.body(answer.binary().await.map_err(no_response)?).map_err(no_response)
}

/// A file beside the page, with the status of the answer. Asked for exactly as `<link rel="preload">` does, so that one
/// request serves both.
pub async fn file_beside_page(name: &str) -> Result<(u16, Vec<u8>), HttpError> {
    let answer = RequestBuilder::new(name).send().await.map_err(no_response)?;
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
