//! Sending a file from the visitor's disk: by `XMLHttpRequest`, since only it reports the progress of an upload. The
//! browser reads the file as it sends it; no byte of it passes through this program's memory.

use std::fmt;

use futures::channel::oneshot;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::XmlHttpRequest;

use super::fetch::no_response;
use crate::aws::sigv4::{Body, Payload};
use crate::ports::{HttpClient, HttpError, HttpErrorKind, Response};

/// A file, or a part of one.
#[derive(Clone, Debug)]
pub struct FileBody(pub web_sys::Blob);

impl Body for FileBody {
    fn payload(&self) -> Payload<'_> {
        Payload::Unsigned
    }
}

/// Sends files and tells how many of their bytes have been sent. Each attempt begins at zero again.
pub struct Upload<F> {
    on_progress: F,
}

impl<F: Fn(u64) + Clone + 'static> Upload<F> {
    /// An upload that reports to `on_progress`.
    pub fn new(on_progress: F) -> Upload<F> {
        Upload { on_progress }
    }
}

impl<F> fmt::Debug for Upload<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upload(..)")
    }
}

/// Ends the request when nobody waits for it any more, and lets go of the callbacks.
struct Running {
    xhr: XmlHttpRequest,
    _closures: Vec<Closure<dyn FnMut(JsValue)>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.xhr.set_onload(None);
        self.xhr.set_onerror(None);
        self.xhr.set_ontimeout(None);
        if let Ok(upload) = self.xhr.upload() {
            upload.set_onprogress(None);
        }
        let _ = self.xhr.abort();
    }
}

impl<F: Fn(u64) + Clone + 'static> HttpClient<FileBody> for Upload<F> {
    async fn send(&self, request: http::Request<FileBody>) -> Result<Response, HttpError> {
        (self.on_progress)(0);
        let (head, body) = request.into_parts();
        let xhr = XmlHttpRequest::new().map_err(js_error)?;
        xhr.open(head.method.as_str(), &head.uri.to_string()).map_err(js_error)?;
        xhr.set_response_type(web_sys::XmlHttpRequestResponseType::Arraybuffer);
        for (name, value) in &head.headers {
            xhr.set_request_header(name.as_str(), value.to_str().map_err(no_response)?).map_err(js_error)?;
        }
        if !head.headers.contains_key(http::header::CONTENT_TYPE) {
            // The browser would add the blob's own type, which no signature covers.
            xhr.set_request_header("content-type", "application/octet-stream").map_err(js_error)?;
        }

        let (done, outcome) = oneshot::channel();
        let done = std::rc::Rc::new(std::cell::Cell::new(Some(done)));
        let finish = |kind: Option<HttpErrorKind>| {
            let done = std::rc::Rc::clone(&done);
            Closure::<dyn FnMut(JsValue)>::new(move |_| {
                if let Some(done) = done.take() {
                    let _ = done.send(kind);
                }
            })
        };
        let (loaded, failed, timed_out) =
            (finish(None), finish(Some(HttpErrorKind::Network)), finish(Some(HttpErrorKind::Timeout)));
        let report = self.on_progress.clone();
        let progressed = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(event) = event.dyn_ref::<web_sys::ProgressEvent>() {
                report(event.loaded() as u64);
            }
        });
        xhr.set_onload(Some(loaded.as_ref().unchecked_ref()));
        xhr.set_onerror(Some(failed.as_ref().unchecked_ref()));
        xhr.set_ontimeout(Some(timed_out.as_ref().unchecked_ref()));
        xhr.upload().map_err(js_error)?.set_onprogress(Some(progressed.as_ref().unchecked_ref()));
        let running = Running { xhr, _closures: vec![loaded, failed, timed_out, progressed] };

        running.xhr.send_with_opt_blob(Some(&body.0)).map_err(js_error)?;
        match outcome.await {
            Ok(None) => response(&running.xhr),
            Ok(Some(HttpErrorKind::Network)) => Err(no_response("the upload was interrupted")),
            Ok(Some(kind)) => Err(HttpError { kind, detail: String::new() }),
            Err(_) => Err(HttpError { kind: HttpErrorKind::Aborted, detail: String::new() }),
        }
    }
}

fn response(xhr: &XmlHttpRequest) -> Result<Response, HttpError> {
    let mut response = http::Response::builder().status(xhr.status().map_err(js_error)?);
    for line in xhr.get_all_response_headers().map_err(js_error)?.lines() {
        if let Some((name, value)) = line.split_once(':') {
            response = response.header(name.trim(), value.trim());
        }
    }
    let body = xhr.response().map_err(js_error)?;
    let body = if body.is_null() { Vec::new() } else { js_sys::Uint8Array::new(&body).to_vec() };
    response.body(body).map_err(no_response)
}

fn js_error(error: JsValue) -> HttpError {
    no_response(error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())).unwrap_or_default())
}
