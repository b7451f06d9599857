//! Reading the XML that S3 and STS answer.

mod parse;

pub(super) use self::parse::XmlElement;
pub use self::parse::XmlFault;
use self::parse::parse;
use super::operation::{self, Verdict};
use super::{AnswerFault, Error, ServiceError};
use crate::ports::Response;

/// Parses a body whose root element is `root`, and reads it.
pub(super) fn read<T>(
    body: &[u8],
    root: &'static str,
    read: impl FnOnce(&XmlElement<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let text = std::str::from_utf8(body).map_err(|_| XmlFault::Encoding);
    let element = text.and_then(parse).map_err(|fault| Error::Unreadable(AnswerFault::Xml(fault)))?;
    if element.name() != root {
        return Err(member(root));
    }
    read(&element)
}

/// This member of an answer is not there, or not as it should be.
pub(super) fn member(name: &'static str) -> Error {
    Error::Unreadable(AnswerFault::Member(name))
}

/// The child elements called `name`.
pub(super) fn children<'a, 'i>(element: &'a XmlElement<'i>, name: &'static str) -> impl Iterator<Item = &'a XmlElement<'i>> {
    element.children.iter().filter(move |child| child.name() == name)
}

/// The text of the first child called `name`; empty where the child is.
pub(super) fn text<'a>(element: &'a XmlElement<'_>, name: &'static str) -> Option<&'a str> {
    children(element, name).next().map(|child| &*child.text)
}

/// What a response means.
pub(super) fn judge(response: &Response) -> Verdict {
    operation::by_status(response, refusal)
}

/// What a response means whose service answers 200 before it knows the outcome, so that a refusal may stand in the body:
/// CompleteMultipartUpload, CopyObject and UploadPartCopy
/// (<https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>).
pub(super) fn judge_body(response: &Response) -> Verdict {
    match judge(response) {
        Verdict::Success => {
            Some(refusal(response)).filter(|refusal| !refusal.code.is_empty()).map_or(Verdict::Success, Verdict::Refusal)
        }
        verdict => verdict,
    }
}

/// What a response means whose body is an object: a web page may be one.
pub(super) fn judge_object(response: &Response) -> Verdict {
    match judge(response) {
        Verdict::NotAws if response.status().is_success() => Verdict::Success,
        verdict => verdict,
    }
}

fn refusal(response: &Response) -> ServiceError {
    error(response.status().as_u16(), response.body())
}

/// Reads `<Error>`, which STS wraps into `<ErrorResponse>`. A body that is neither, such as a proxy's page, gives an
/// error with the status alone.
fn error(status: u16, body: &[u8]) -> ServiceError {
    let plain = || read(body, "Error", |root| Ok(in_words_of(status, root, root)));
    let wrapped = read(body, "ErrorResponse", |root| {
        let error = children(root, "Error").next().ok_or_else(|| member("Error"))?;
        Ok(in_words_of(status, error, root))
    });
    wrapped.or_else(|_| plain()).unwrap_or(ServiceError { status, ..ServiceError::default() })
}

/// The refusal in `error`; `root` names the request.
fn in_words_of(status: u16, error: &XmlElement<'_>, root: &XmlElement<'_>) -> ServiceError {
    let of = |node, name| text(node, name).map(str::to_owned);
    ServiceError {
        status,
        code: of(error, "Code").unwrap_or_default(),
        message: of(error, "Message").unwrap_or_default(),
        request_id: of(root, "RequestId"),
        bucket_region: of(error, "Region").or_else(|| region_of(text(error, "Endpoint")?)),
    }
}

/// The region of an endpoint of S3: `bucket.s3.eu-central-1.amazonaws.com`, or with a hyphen, as it was once.
fn region_of(endpoint: &str) -> Option<String> {
    let (_, rest) = endpoint.rsplit_once("s3")?;
    let region = rest.split_once(".amazonaws.com")?.0.trim_start_matches(['.', '-']);
    Some(if region.is_empty() { "us-east-1" } else { region }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_and_other_pages_are_not_mistaken_for_them() {
        let e = error(
            403,
            b"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>No.</Message><RequestId>R1</RequestId></Error>",
        );
        assert_eq!((e.code.as_str(), e.message.as_str(), e.request_id.as_deref()), ("AccessDenied", "No.", Some("R1")));
        let e = error(403, b"<ErrorResponse><Error><Code>ExpiredToken</Code><Message>Old.</Message></Error><RequestId>R2</RequestId></ErrorResponse>");
        assert_eq!((e.code.as_str(), e.message.as_str(), e.request_id.as_deref()), ("ExpiredToken", "Old.", Some("R2")));
        for (endpoint, region) in [
            ("b.s3-eu-central-1.amazonaws.com", Some("eu-central-1")),
            ("s3.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("b.s3.amazonaws.com", Some("us-east-1")),
            ("elsewhere.example", None),
        ] {
            let body = format!("<Error><Code>PermanentRedirect</Code><Endpoint>{endpoint}</Endpoint></Error>");
            assert_eq!(error(301, body.as_bytes()).bucket_region.as_deref(), region);
        }
        for body in [&b"<html><body>Gateway</body></html>"[..], b"", b"\xff", b"<a>"] {
            assert_eq!(error(502, body), ServiceError { status: 502, ..ServiceError::default() });
        }
    }

    fn response(body: &str) -> Response {
        Response::new(200, Vec::new(), crate::ports::Bytes::new(body.as_bytes().to_vec()))
    }

    #[test]
    fn a_success_may_hold_a_refusal() {
        let done = "<CompleteMultipartUploadResult><ETag>&quot;e-2&quot;</ETag></CompleteMultipartUploadResult>";
        assert_eq!(judge_body(&response(done)), Verdict::Success);
        let refused = response("<?xml version=\"1.0\"?>\n\n<Error><Code>InternalError</Code><Message>m</Message></Error>");
        assert!(matches!(judge_body(&refused), Verdict::Refusal(refusal) if refusal.code == "InternalError"));
        assert_eq!(judge(&refused), Verdict::Success, "only where S3 answers before it knows");
        // What is neither is for whoever reads it to refuse.
        assert_eq!((judge_body(&response("<html/>")), judge_body(&response(""))), (Verdict::Success, Verdict::Success));
    }
}
