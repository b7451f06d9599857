//! What an API's answer means: almost every one is an answer to show; a few are the gateway's own refusals, whose cause is
//! known.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use serde_json::Value;

use crate::aws::json::without_decoration;
use crate::aws::operation::Verdict;
use crate::aws::{Error, ServiceError};
use crate::ports::Response;

/// Why the gateway, and not the API behind it, refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The signature is not the one that AWS computes.
    Signature,
    /// The time in the signature is too far from AWS's.
    Clock,
    /// The credentials have expired.
    ExpiredToken,
    /// AWS does not know the access key or its session token, as of an identity that was deleted.
    UnknownKey,
    /// A policy does not allow the call.
    Policy,
    /// There is no such method, path or stage.
    NoSuchMethod,
    /// There is no such API or stage, it wants an API key, or its resource policy refuses.
    Forbidden,
    /// Too many calls.
    Throttled,
}

/// The refusal's code and message, wherever they stand. A page sees `x-amzn-errortype` only where the API's CORS rules
/// expose it.
fn refusal(response: &Response) -> ServiceError {
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    // AppSync answers as GraphQL does, with a list of errors.
    let said = body.pointer("/errors/0").unwrap_or(&body);
    let text = |name: &str| said.get(name).and_then(Value::as_str);
    let message = text("message").or_else(|| text("Message")).unwrap_or_default().to_owned();
    let code = response.header("x-amzn-errortype").or_else(|| text("__type")).or_else(|| text("errorType")).unwrap_or_default();
    let code = without_decoration(code).to_owned();
    ServiceError { status: response.status().as_u16(), code, message, ..ServiceError::default() }
}

/// Why a response is a refusal of the gateway's own, if it is one.
pub fn cause(response: &Response) -> Option<Cause> {
    let ServiceError { status, code, message, .. } = refusal(response);
    let says = |text: &str| message.contains(text);
    match (status, code.as_str()) {
        (429, _) => Some(Cause::Throttled),
        (403, _) if says("Signature expired") || says("Signature not yet current") => Some(Cause::Clock),
        (403, "ExpiredTokenException") => Some(Cause::ExpiredToken),
        (403, _) if says("security token") && says("expired") => Some(Cause::ExpiredToken),
        (403, "InvalidSignatureException" | "IncompleteSignatureException" | "SignatureDoesNotMatch") => Some(Cause::Signature),
        // For another service or region, where the code is not exposed to the page.
        (403, _) if says("Credential should be scoped to") => Some(Cause::Signature),
        (403, _) if says("security token") && says("invalid") => Some(Cause::UnknownKey),
        (403, _) if says("signature we calculated") => Some(Cause::Signature),
        (403, "MissingAuthenticationTokenException") => Some(Cause::NoSuchMethod),
        (403, _) if says("Missing Authentication Token") => Some(Cause::NoSuchMethod),
        // A Lambda function URL, AppSync.
        (403, _) if says("Function URL authorization") => Some(Cause::Policy),
        (401 | 403, "UnauthorizedException") => Some(Cause::Policy),
        (403, "UnrecognizedClientException") => Some(Cause::UnknownKey),
        (403, _) if says("is not authorized to perform") || says("explicit deny") => Some(Cause::Policy),
        (403, "AccessDeniedException") => Some(Cause::Policy),
        (403, "ForbiddenException") => Some(Cause::Forbidden),
        (403, _) if message == "Forbidden" => Some(Cause::Forbidden),
        _ => None,
    }
}

/// Every answer is one to show, but those which fresh credentials or the right time may mend.
pub(super) fn judge(response: &Response) -> Verdict {
    let code = match cause(response) {
        Some(Cause::ExpiredToken) => "ExpiredTokenException",
        Some(Cause::Clock) => "InvalidSignatureException",
        _ => return Verdict::Success,
    };
    Verdict::Refusal(ServiceError { code: code.to_owned(), ..refusal(response) })
}

/// The cause that an error stands for, where [`judge`] has made one of a response.
pub fn cause_of(error: &Error) -> Option<Cause> {
    match error.code() {
        "ExpiredTokenException" => Some(Cause::ExpiredToken),
        "InvalidSignatureException" => Some(Cause::Clock),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Bytes;

    fn response(status: u16, error_type: &str, message: &str) -> Response {
        let body = serde_json::json!({ "message": message }).to_string();
        Response::new(status, vec![("x-amzn-errortype".to_owned(), error_type.to_owned())], Bytes::new(body.into_bytes()))
    }

    #[test]
    fn the_gateways_own_refusals_have_a_cause() {
        let policy = "User: arn:aws:sts::123456789012:assumed-role/Guest/x is not authorized to perform: execute-api:Invoke on \
                      resource: arn:aws:execute-api:eu-west-1:********9012:abc/v1/POST/notes";
        for (error_type, message, expected) in [
            ("AccessDeniedException", policy, Some(Cause::Policy)),
            ("", policy, Some(Cause::Policy)),
            ("MissingAuthenticationTokenException", "Missing Authentication Token", Some(Cause::NoSuchMethod)),
            ("ForbiddenException", "Forbidden", Some(Cause::Forbidden)),
            ("", "Forbidden", Some(Cause::Forbidden)),
            ("InvalidSignatureException", "The request signature we calculated does not match …", Some(Cause::Signature)),
            (
                "InvalidSignatureException:http://x",
                "Signature expired: 20261121T000000Z is now earlier than …",
                Some(Cause::Clock),
            ),
            ("ExpiredTokenException", "The security token included in the request is expired", Some(Cause::ExpiredToken)),
            ("", "Forbidden. For troubleshooting Function URL authorization issues, see: https://x", Some(Cause::Policy)),
            ("UnrecognizedClientException", "The security token included in the request is invalid.", Some(Cause::UnknownKey)),
            ("", "The security token included in the request is invalid.", Some(Cause::UnknownKey)),
            ("", "Credential should be scoped to correct service: 'execute-api'. ", Some(Cause::Signature)),
            ("", "Credential should be scoped to a valid region, not 'eu-west-3'. ", Some(Cause::Signature)),
            ("", "Only owners may do this.", None),
        ] {
            assert_eq!(cause(&response(403, error_type, message)), expected, "{error_type} {message}");
        }
        let graphql = r#"{"errors":[{"errorType":"UnauthorizedException","message":"Permission denied"}]}"#;
        assert_eq!(cause(&Response::new(401, Vec::new(), Bytes::new(graphql.into()))), Some(Cause::Policy));
        assert_eq!(cause(&response(429, "", "Too Many Requests")), Some(Cause::Throttled));
        assert_eq!(cause(&response(200, "", "Forbidden")), None);
    }

    #[test]
    fn what_can_be_put_right_is_an_error_and_all_else_an_answer() {
        assert_eq!(judge(&response(500, "", "Internal server error")), Verdict::Success);
        assert_eq!(judge(&response(403, "", "Forbidden")), Verdict::Success);
        let expired = judge(&response(403, "", "The security token included in the request is expired"));
        assert!(matches!(expired, Verdict::Refusal(refusal) if refusal.code == "ExpiredTokenException"));
    }
}
