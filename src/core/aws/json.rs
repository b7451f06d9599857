//! The JSON protocol of Cognito and DynamoDB: one POST to `/` naming the operation in `X-Amz-Target`.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::operation::{self, Operation, Verdict};
use super::{AnswerFault, Error, SendFault, Service, ServiceError};
use crate::ports::Response;
use crate::secret;

/// Made while the program is compiled: to make it later takes the `http` crate's table of all standard names.
static X_AMZ_TARGET: http::HeaderName = http::HeaderName::from_static("x-amz-target");

/// An operation of a JSON service, such as `("AWSCognitoIdentityService", "GetId")`.
pub(super) fn operation(
    service: Service,
    endpoint: &str,
    target_prefix: &str,
    name: &'static str,
    input: &impl Serialize,
) -> Result<Operation, Error> {
    let version = if service == Service::DynamoDb { "1.0" } else { "1.1" };
    let body = secret::to_json(input).map_err(|error| Error::Unsendable(SendFault::Syntax(error.to_string())))?;
    Ok(Operation::new(service, name, http::Method::POST, format!("{endpoint}/"), judge)
        .header(http::header::CONTENT_TYPE, format!("application/x-amz-json-{version}"))
        .header(X_AMZ_TARGET.clone(), format!("{target_prefix}.{name}"))
        .body(body))
}

/// Reads an operation's output. An empty body is the empty output.
pub(super) fn output<T: DeserializeOwned>(response: &Response) -> Result<T, Error> {
    let body: &[u8] = if response.body().is_empty() { b"{}" } else { response.body() };
    serde_json::from_slice(body).map_err(|error| Error::Unreadable(AnswerFault::Json(error.to_string())))
}

/// What a response means.
fn judge(response: &Response) -> Verdict {
    operation::by_status(response, refusal)
}

fn refusal(response: &Response) -> ServiceError {
    error(response.status().as_u16(), response.header("x-amzn-errortype"), response.body())
}

/// Reads a refusal. The code stands in `x-amzn-errortype` or in `__type`, either of them with decoration:
/// `com.amazonaws.dynamodb.v20120810#ValidationException:http://…`.
fn error(status: u16, error_type: Option<&str>, body: &[u8]) -> ServiceError {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |names: &[&str]| names.iter().find_map(|name| value.get(name)?.as_str()).unwrap_or_default().to_owned();
    let decorated = error_type.map(str::to_owned).unwrap_or_else(|| text(&["__type", "code"]));
    let code = without_decoration(&decorated);
    let message = text(&["message", "Message", "errorMessage"]);
    ServiceError { status, code: code.to_owned(), message, ..ServiceError::default() }
}

/// An error's code by itself: `ValidationException` of what is shown above.
pub(crate) fn without_decoration(code: &str) -> &str {
    code.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_without_their_decoration() {
        let e = error(400, None, br#"{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","Message":"No."}"#);
        assert_eq!((e.code.as_str(), e.message.as_str()), ("ValidationException", "No."));
        let e = error(400, Some("NotAuthorizedException:http://internal.amazon.com/coral/"), br#"{"message":"No."}"#);
        assert_eq!(e.code, "NotAuthorizedException");
        let e = error(502, None, b"<html>Bad gateway</html>");
        assert_eq!((e.code.as_str(), e.message.as_str()), ("", ""));
    }
}
