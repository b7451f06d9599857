//! How a request is authorized.

use std::cell::RefCell;
use std::future::Future;
use std::time::SystemTime;

use http::{HeaderName, HeaderValue};

use super::Error;
use super::credentials::{Credentials, ProvideCredentials};
use super::operation::Operation;
use super::sigv4::Signer;
use crate::ports::{Body, SignatureParts};

/// How a request is authorized: by a signature, or not at all. Each way is a type of its own, so that what only signed requests need is no part of a
/// program that sends none.
pub trait Authorization {
    /// Whether requests are signed: then a refusal of the signature may be put right.
    const SIGNS: bool;

    /// The headers that authorize the operation. `now` is asked last, when everything else is ready.
    fn authorize<B: Body>(
        &self,
        operation: &Operation<B>,
        now: impl Fn() -> SystemTime,
    ) -> impl Future<Output = Result<Authorized, Error>>;

    /// The service said that what was used last has expired.
    fn expire(&self);
}

/// What is added to a request.
#[derive(Clone, Debug, Default)]
pub struct Authorized {
    /// Headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What was signed, for explaining it.
    pub signature: Option<SignatureParts>,
}

/// Adds nothing: for operations that anyone may call.
#[derive(Clone, Copy, Debug)]
pub struct Anonymous;

impl Authorization for Anonymous {
    const SIGNS: bool = false;

    async fn authorize<B: Body>(&self, _: &Operation<B>, _: impl Fn() -> SystemTime) -> Result<Authorized, Error> {
        Ok(Authorized::default())
    }

    fn expire(&self) {}
}

/// Signature Version 4.
#[derive(Debug)]
pub struct SigV4<'a, C> {
    credentials: &'a C,
    region: &'a str,
    used: RefCell<Option<Credentials>>,
}

impl<'a, C> SigV4<'a, C> {
    /// With credentials from there, for this region's credential scope.
    pub fn new(credentials: &'a C, region: &'a str) -> Self {
        SigV4 { credentials, region, used: RefCell::default() }
    }
}

impl<C: ProvideCredentials> Authorization for SigV4<'_, C> {
    const SIGNS: bool = true;

    async fn authorize<B: Body>(&self, operation: &Operation<B>, now: impl Fn() -> SystemTime) -> Result<Authorized, Error> {
        let credentials = self.credentials.credentials().await?;
        let signer = Signer { credentials: &credentials, region: self.region, service: &operation.service, at: now() };
        let headers = operation.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let signed = signer.sign(operation.method.as_str(), &operation.url, headers, operation.body.payload())?;
        *self.used.borrow_mut() = Some(credentials);
        Ok(Authorized { headers: signed.headers, signature: Some(signed.parts) })
    }

    fn expire(&self) {
        if let Some(used) = &*self.used.borrow() {
            self.credentials.expire(used);
        }
    }
}
