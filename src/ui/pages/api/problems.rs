//! What a visitor reads where there is no answer, or only the gateway's refusal.

use crate::api::cause::{Cause, cause_of};
use crate::api::request::{ApiRequest, RequestFault};
use crate::aws;
use crate::ui::components::{NoticeKind, Problem, notice};
use crate::ui::dom::Element;
use crate::ui::words::errors;

const NOT_SENT: &str = "The request was not sent";

fn problem(title: &str, reason: impl Into<String>, advice: &str) -> Problem {
    Problem { title: title.to_owned(), reason: reason.into(), advice: advice.to_owned(), details: Vec::new() }
}

/// A request that cannot be sent as it was typed.
pub fn fault(fault: &RequestFault) -> Problem {
    let reason = match fault {
        RequestFault::DotSegment => "A browser removes “.” and “..” from a path before it sends it.".to_owned(),
        RequestFault::BadHeader(name) => format!("“{name}” is not a header."),
        RequestFault::ReservedHeader(name) => format!("The browser or the signature sets “{name}” itself."),
        RequestFault::NoBody(method) => format!("A browser sends no body with {method}."),
    };
    problem(NOT_SENT, reason, "Change it and send again.")
}

/// A file that is larger than API Gateway takes.
pub fn too_large() -> Problem {
    problem("The file was not used as the body", "API Gateway takes 10 MB at most.", "Choose a smaller file.")
}

/// A file whose bytes could not be read.
pub fn unreadable_file() -> Problem {
    problem("The file was not used as the body", "It couldn't be read.", "Choose it again.")
}

/// There was an answer, which the browser does not show to the page.
pub fn hidden(request: &ApiRequest) -> Problem {
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.extend(["authorization", "x-amz-date", "x-amz-security-token"].map(str::to_owned));
    if !request.body.is_empty() && !names.iter().any(|name| name == "content-type") {
        names.push("content-type".to_owned());
    }
    let details = vec![
        ("Method that CORS must allow".to_owned(), request.method.to_string()),
        ("Headers that CORS must allow".to_owned(), names.join(", ")),
        ("Refusals of API Gateway's own".to_owned(), "Need CORS headers too: add gateway responses for 4XX and 5XX.".to_owned()),
    ];
    let reason = "The API is there, but it has no such path, or its CORS rules keep the answer from this page.";
    Problem { details, ..problem("The answer is hidden", reason, "Check the path, or ask the site owner to allow this page.") }
}

/// The visitor did not wait for the answer.
pub fn stopped() -> Problem {
    problem("You stopped waiting", "The API may have done what you asked all the same.", "Look before you send it again.")
}

/// There was no answer.
pub fn not_sent(error: &aws::Error) -> Problem {
    let explained = errors::aws_error("There is no answer", error);
    match cause_of(error).map(words) {
        Some((reason, advice)) => Problem { reason: reason.to_owned(), advice: advice.to_owned(), ..explained },
        None => explained,
    }
}

fn words(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Signature => ("AWS computed another signature.", "Check the service and the region of this API in config.json."),
        Cause::Clock => ("This device's clock is wrong.", "Set it right, then send again."),
        Cause::ExpiredToken => ("The credentials have expired.", "Sign in again."),
        Cause::Policy => ("Your role doesn't allow this call.", "Ask the site owner for permission."),
        Cause::NoSuchMethod => ("The API has no such path or method.", "Check both."),
        Cause::Forbidden => {
            ("There is no such API or stage, or it wants an API key.", "Check the address, or add the header x-api-key.")
        }
        Cause::Throttled => ("Too many requests right now.", "Try again in a moment."),
    }
}

/// Why the gateway refused, above what it said.
pub fn cause_notice(cause: Cause) -> Element {
    let (reason, advice) = words(cause);
    notice(NoticeKind::Warning, format!("{reason} {advice}"))
}
