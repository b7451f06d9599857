//! Sends every request: sign, send, take note, and send again where that helps.
//!
//! Signing happens inside the retry loop, so that each attempt carries a fresh time and fresh credentials. Signed requests wait
//! for a lane first ([`super::lanes`]); the few that sign a visitor in, and those that credentials come by, wait for nobody.

use std::rc::Rc;
use std::time::{Duration, SystemTime};

use http::{HeaderName, HeaderValue};

use super::authorization::{Anonymous, Authorization, SigV4};
use super::clock_skew::ClockSkew;
use super::credentials::ProvideCredentials;
use super::lanes::{LaneUser, Lanes};
use super::operation::{Operation, Patience, Verdict};
use super::retry::{self};
use super::{Error, SendFault};
use crate::config::Config;
use crate::ports::{Body, Exchange, HttpClient, HttpError, HttpErrorKind, Limits, Platform, Response};

/// A handle to AWS as one deployment sees it. Clones share what was learnt of the clock, how often requests may be repeated, and
/// the lanes that requests go by.
#[derive(Clone, Debug)]
pub struct Client<P> {
    platform: P,
    config: Rc<Config>,
    skew: Rc<ClockSkew>,
    quota: Rc<retry::Quota>,
    lanes: Rc<Lanes>,
    user: LaneUser,
}

impl<P: Platform> Client<P> {
    /// A client of the services that `config` names.
    pub fn new(platform: P, config: Rc<Config>) -> Client<P> {
        let (skew, quota, lanes) = Default::default();
        Client { platform, config, skew, quota, lanes, user: LaneUser::Foreground }
    }

    /// A client whose requests go behind those that the visitor waits for: for what runs beside what they do. Each call makes
    /// another user of the background, and all get their share.
    #[must_use]
    pub fn in_background(&self) -> Client<P> {
        Client { user: LaneUser::Background(self.lanes.user()), ..self.clone() }
    }

    /// A client for what runs in the background and takes as long as a file is large: it leaves room for what is shorter.
    #[must_use]
    pub fn for_transfers(&self) -> Client<P> {
        Client { user: LaneUser::Transfer(self.lanes.user()), ..self.clone() }
    }

    /// The world that requests go through.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// The deployment's settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// What is known of the clock.
    pub fn skew(&self) -> &ClockSkew {
        &self.skew
    }

    /// The corrected time.
    pub fn now(&self) -> SystemTime {
        self.skew.correct(self.platform.now())
    }

    /// Sends an operation that anyone may call.
    pub async fn send(&self, operation: Operation) -> Result<Response, Error> {
        self.send_via(&self.platform, operation, Anonymous).await
    }

    /// Sends a signed operation.
    pub async fn send_signed(
        &self,
        operation: Operation,
        credentials: &impl ProvideCredentials,
        region: &str,
    ) -> Result<Response, Error> {
        self.send_via(&self.platform, operation, SigV4::new(credentials, region)).await
    }

    /// Sends an operation through `transport`, which need not be the platform's own: an upload is sent by one that
    /// reports progress. What the operation does not judge a success is an error.
    pub async fn send_via<B: Body, T: HttpClient<B>, A: Authorization>(
        &self,
        transport: &T,
        operation: Operation<B>,
        authorization: A,
    ) -> Result<Response, Error> {
        let mut attempt = 0;
        let mut recovery = Recovery::default();
        loop {
            attempt += 1;
            // What fetches credentials is not signed, so nobody holds a lane that those wait for who hold theirs.
            let lane = if A::SIGNS { Some(self.lanes.acquire(&operation.url, self.user).await) } else { None };
            let authorized = authorization.authorize(&operation, || self.now()).await?;
            let request = request(&operation, authorized.headers)?;
            let (sent, sent_corrected) = (self.platform.now(), self.now());
            let limits = Limits { bytes: operation.service.largest_answer(), timeout: operation.patience.timeout };
            let answer = transport.send(request, limits).await;
            drop(lane);
            let received = self.platform.now();
            if let Ok(response) = &answer {
                self.skew.learn_from_response(response, sent, received);
            }
            let outcome = judge(&operation, &answer);
            self.platform.record(Exchange {
                at: sent_corrected,
                service: operation.service.name().to_owned(),
                operation: operation.name,
                method: operation.method.clone(),
                target: target(&operation.url),
                outcome: answer.as_ref().map(|r| r.status().as_u16()).map_err(Clone::clone),
                error_code: outcome.as_ref().err().map(Error::code).filter(|code| !code.is_empty()).map(str::to_owned),
                request_id: answer.as_ref().ok().and_then(request_id),
                took: received.duration_since(sent).unwrap_or_default(),
                attempt,
                sent_bytes: operation.body.length(),
                received_bytes: answer.as_ref().map_or(0, |response| response.body().len() as u64),
                signature: authorized.signature,
            });
            let retry_after = answer.as_ref().ok().and_then(retry::retry_after).unwrap_or_default();
            let error = match (outcome, answer) {
                (Ok(()), Ok(response)) => {
                    self.quota.refund(attempt);
                    return Ok(response);
                }
                (Err(error), answer) => {
                    let body = answer.map(Response::into_body).unwrap_or_default();
                    if A::SIGNS && recovery.try_recover(self, &error, &body, received, &authorization) {
                        continue;
                    }
                    error
                }
                (Ok(()), Err(error)) => Error::NoResponse(error),
            };
            let is_retryable = retry::is_retryable(&error, operation.idempotency);
            if !is_retryable || !self.wait_to_retry(attempt, operation.patience, retry_after).await {
                return Err(error);
            }
        }
    }

    /// Waits until it is time for another attempt after the `attempt`th; `retry_after` is what the service wants at least.
    /// Whether there may be one.
    pub async fn wait_to_retry(&self, attempt: u32, patience: Patience, retry_after: Duration) -> bool {
        if attempt >= patience.attempts || retry_after > retry::MAX_RETRY_AFTER || !self.quota.take() {
            return false;
        }
        let mut random = [0; 4];
        self.platform.fill(&mut random);
        self.platform.sleep(retry_after + retry::backoff(attempt, u32::from_le_bytes(random))).await;
        true
    }
}

/// What an answer means: the operation judges it, and headers that all services have add to a refusal.
fn judge<B>(operation: &Operation<B>, answer: &Result<Response, HttpError>) -> Result<(), Error> {
    let response = answer.as_ref().map_err(|error| Error::NoResponse(error.clone()))?;
    match (operation.judge)(response) {
        Verdict::Success => Ok(()),
        Verdict::NotAws => Err(Error::NotAws),
        Verdict::Truncated => {
            let detail = format!("{} bytes of {}", response.body().len(), response.header("content-length").unwrap_or_default());
            Err(Error::NoResponse(HttpError { kind: HttpErrorKind::Network, detail }))
        }
        Verdict::Refusal(mut refusal) => {
            refusal.request_id = request_id(response).or(refusal.request_id);
            let region = response.header("x-amz-bucket-region").map(str::to_owned);
            refusal.bucket_region = region.or(refusal.bucket_region);
            Err(Error::Service(refusal))
        }
    }
}

fn request<B: Body>(operation: &Operation<B>, auth_headers: Vec<(HeaderName, HeaderValue)>) -> Result<http::Request<B>, Error> {
    let mut request = http::Request::builder().method(&operation.method).uri(&operation.url);
    for (name, value) in &operation.headers {
        request = request.header(name, value);
    }
    for (name, value) in auth_headers {
        request = request.header(name, value);
    }
    request.body(operation.body.clone()).map_err(|error| Error::Unsendable(SendFault::Syntax(error.to_string())))
}

/// What has been put right for this request; each thing only once.
#[derive(Default)]
struct Recovery {
    credentials: bool,
    clock: bool,
}

impl Recovery {
    /// Puts right what made the service refuse, if that can be done: then the request is sent again at once.
    fn try_recover<P: Platform>(
        &mut self,
        client: &Client<P>,
        error: &Error,
        body: &[u8],
        received: SystemTime,
        authorization: &impl Authorization,
    ) -> bool {
        let Error::Service(refusal) = error else { return false };
        if error.is_expired_token() && !self.credentials {
            authorization.expire();
            self.credentials = true;
            return true;
        }
        if !self.clock && client.skew.learn_from_refusal(refusal, body, received) {
            self.clock = true;
            return true;
        }
        false
    }
}

/// Host and path: a query may carry a signature or a prefix somebody typed.
fn target(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('?').next().unwrap_or_default().to_owned()
}

fn request_id(response: &Response) -> Option<String> {
    response.header("x-amzn-requestid").or_else(|| response.header("x-amz-request-id")).map(str::to_owned)
}
