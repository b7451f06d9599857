//! What a visitor reads where there is no answer, or only the gateway's refusal.

use crate::api::cause::{Cause, cause_of};
use crate::api::request::{ApiRequest, RequestFault};
use crate::aws;
use crate::config::ApiEndpoint;
use crate::ui::components::{NoticeKind, Problem, notice};
use crate::ui::dom::Element;
use crate::ui::words::errors::{self, ReasonAndAdvice};
use crate::ui::words::{Phrase, sentences};

fn problem(title: &str, reason: impl Into<String>, advice: &str) -> Problem {
    Problem { title: title.to_owned(), reason: reason.into(), advice: advice.to_owned(), details: Vec::new() }
}

/// A request that cannot be sent as it was typed.
pub fn fault(fault: &RequestFault) -> Problem {
    let reason = match fault {
        RequestFault::DotSegment => t!("Browsers can't send a path with “.” or “..”.").to_owned(),
        RequestFault::BadHeader(name) => t!("“{name}” isn't a valid header.", name = name),
        RequestFault::ReservedHeader(name) => t!("The browser or the signature sets “{name}” itself.", name = name),
        RequestFault::NoBody(method) => t!("Browsers send no body with {method}.", method = method.as_str()),
    };
    problem(t!("Couldn't send the request"), reason, t!("Change it and send again."))
}

const NOT_USED: Phrase = phrase!("Couldn't use the file");

/// A file that is larger than API Gateway takes.
pub fn too_large() -> Problem {
    problem(NOT_USED.text(), t!("API Gateway takes 10 MB at most."), t!("Choose a smaller file."))
}

/// A file whose bytes could not be read.
pub fn unreadable_file() -> Problem {
    problem(NOT_USED.text(), t!("Couldn't read the file."), t!("Choose it again."))
}

/// There was an answer, which the browser does not show to the page.
pub fn hidden(request: &ApiRequest) -> Problem {
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.extend(["authorization", "x-amz-date", "x-amz-security-token"].map(str::to_owned));
    if !request.body.is_empty() && !names.iter().any(|name| name == "content-type") {
        names.push("content-type".to_owned());
    }
    let details = vec![
        (t!("Method that CORS must allow").to_owned(), request.method.to_string()),
        (t!("Headers that CORS must allow").to_owned(), names.join(", ")),
        (
            t!("Refusals of API Gateway's own").to_owned(),
            t!("Need CORS headers too: add gateway responses for 4XX and 5XX.").to_owned(),
        ),
        (
            t!("A refusal may be due to").to_owned(),
            t!("Your role's policy, the service or the region of the signature, this device's clock, or too many requests.")
                .to_owned(),
        ),
    ];
    let reason = t!("The API refused, or has no such path or stage, but its CORS rules hide which from this page.");
    Problem {
        details,
        ..problem(t!("The answer is hidden"), reason, t!("Check the path, or ask the site owner to allow this page."))
    }
}

/// The page's own policy does not let it send anything there.
pub fn blocked(endpoint: &ApiEndpoint) -> Problem {
    let origin = endpoint.url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let details = vec![
        (t!("Content-Security-Policy").to_owned(), format!("connect-src {origin}")),
        ("config.json".to_owned(), "api.endpoints".to_owned()),
    ];
    let reason = t!("This site doesn't allow requests to {origin}.", origin = origin);
    Problem { details, ..problem(t!("Couldn't send the request"), reason, t!("Ask the site owner to add this endpoint.")) }
}

/// The answer had begun and did not end.
pub fn broken_off() -> Problem {
    problem(t!("The response is incomplete"), t!("The connection ended early."), t!("Check what came before you send it again."))
}

/// The visitor did not wait for the answer.
pub fn stopped() -> Problem {
    problem(t!("You stopped waiting"), t!("The API may have done what you asked anyway."), t!("Check before you send it again."))
}

/// There was no answer.
pub fn not_sent(error: &aws::Error) -> Problem {
    let explained = errors::aws_error(t!("No answer"), error);
    match cause_of(error).map(words) {
        Some((reason, advice)) => Problem { reason: reason.text().to_owned(), advice: advice.text().to_owned(), ..explained },
        None => explained,
    }
}

fn words(cause: Cause) -> ReasonAndAdvice {
    match cause {
        Cause::Signature => {
            (phrase!("AWS computed another signature."), phrase!("Check the service and the region of this API."))
        }
        Cause::Clock => (phrase!("This device's clock is wrong."), phrase!("Set it, then send again.")),
        Cause::ExpiredToken => (phrase!("The credentials have expired."), phrase!("Sign in again.")),
        Cause::UnknownKey => (phrase!("AWS doesn't know these credentials."), phrase!("Sign out, then sign in again.")),
        Cause::Policy => (phrase!("Your role doesn't allow this call."), phrase!("Ask the site owner for access.")),
        Cause::NoSuchMethod => (phrase!("The API has no such path or method."), phrase!("Check both.")),
        Cause::Forbidden => (
            phrase!("There's no such API or stage, or it needs an API key."),
            phrase!("Check the address, or add the header x-api-key."),
        ),
        Cause::Throttled => errors::OVERLOADED,
    }
}

/// Why the gateway refused, above what it said.
pub fn cause_notice(cause: Cause) -> Element {
    let (reason, advice) = words(cause);
    notice(NoticeKind::Warning, sentences(&[reason.text(), advice.text()]))
}
