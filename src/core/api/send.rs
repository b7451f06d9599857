//! Signs a request and sends it.

use crate::aws::authorization::SigV4;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::{Client, Error};
use crate::ports::{HttpClient, Platform, Response};

use super::request::{ApiRequest, RequestFault};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum SendError {
    /// It was not sent.
    Fault(RequestFault),
    /// It was, or there were no credentials to sign it with.
    Aws(Error),
}

/// Sends `request` through `transport`, signed with the visitor's credentials. Whatever the API answers is the result, with
/// whatever status; only what a new signature has not put right is an error.
pub async fn send<P: Platform>(
    client: &Client<P>,
    credentials: &impl ProvideCredentials,
    transport: &impl HttpClient,
    request: &ApiRequest,
) -> Result<Response, SendError> {
    let operation = request.operation().map_err(SendError::Fault)?;
    let authorization = SigV4::new(credentials, &request.endpoint.region);
    client.send_via(transport, operation, authorization).await.map_err(SendError::Aws)
}
