//! Turns any error into what the visitor reads: what happened, why, and what to do next.

use super::answers;
use super::components::Problem;
use crate::auth::{developer_login, oauth};
use crate::ports::{HttpError, HttpErrorKind};
use crate::{auth, aws};

/// Explains why `title` ("The file was not deleted") happened.
pub fn aws_error(title: impl Into<String>, error: &aws::Error) -> Problem {
    let (reason, advice) = match error {
        aws::Error::NoResponse(error) => no_response(error),
        aws::Error::Service(refusal) => service(refusal),
        aws::Error::Unreadable(what) => (
            format!("The service's answer could not be understood: {what}."),
            "Try again. If it happens again, something between this page and AWS changes the answers.".to_owned(),
        ),
        aws::Error::Unsendable(why) => (format!("The request cannot be made: {why}."), String::new()),
        aws::Error::SignedOut => ("You are not signed in any more.".to_owned(), "Sign in again to go on.".to_owned()),
    };
    Problem { title: title.into(), reason, advice, details: details(error) }
}

/// Explains why somebody could not enter.
pub fn auth_error(title: impl Into<String>, error: &auth::Error) -> Problem {
    let title = title.into();
    let (reason, advice) = match error {
        auth::Error::Aws(error) => return aws_error(title, error),
        auth::Error::IncorrectUsernameOrPassword => {
            ("The e-mail address or the password is not right.", "Check both and try again, or set a new password.")
        }
        auth::Error::UserNotFound => ("There is no account with this e-mail address.", "Check it, or create an account."),
        auth::Error::UserNotConfirmed => ("This e-mail address is not confirmed yet.", "Enter the code that was sent to it."),
        auth::Error::UserDisabled => ("This account is switched off.", "Ask the owner of this site to switch it on again."),
        auth::Error::PasswordResetRequired => ("This account needs a new password.", "Have a code sent and set one."),
        auth::Error::UsernameExists => {
            ("There is an account with this e-mail address already.", "Sign in, or set a new password.")
        }
        auth::Error::InvalidPassword(message) if answers::said("InvalidPasswordException", message).is_empty() => {
            ("The password does not meet this site's rules.", "Choose another password.")
        }
        auth::Error::InvalidPassword(message) => {
            return Problem {
                title,
                reason: format!("{}.", message.trim_end_matches('.')),
                advice: "Choose another password.".to_owned(),
                ..Problem::default()
            };
        }
        auth::Error::CodeMismatch => {
            ("This is not the code that was sent.", "Check the newest e-mail; earlier codes do not work any more.")
        }
        auth::Error::CodeExpired => ("This code has expired.", "Have another one sent."),
        auth::Error::SessionExpired => ("The sign-in took too long.", "Sign in again."),
        auth::Error::AlreadyConfirmed => ("This e-mail address is confirmed already.", "You can sign in."),
        auth::Error::LimitExceeded => ("There were too many attempts.", "Wait a while, then try again."),
        auth::Error::CodeDeliveryFailure => ("The code could not be sent.", "Check the e-mail address and try again."),
        auth::Error::UnsupportedChallenge(name) => {
            return Problem {
                title,
                reason: format!("The user pool asks for a further step, {name}, which this page does not know."),
                advice: "Ask the owner of this site to sign you in another way.".to_owned(),
                ..Problem::default()
            };
        }
        auth::Error::Srp(error) => {
            return Problem {
                title,
                reason: format!("The answer breaks the sign-in protocol: {error}. Your password was not sent."),
                advice: "Do not try again on this network; tell the owner of this site.".to_owned(),
                ..Problem::default()
            };
        }
    };
    Problem { title, reason: reason.to_owned(), advice: advice.to_owned(), ..Problem::default() }
}

/// Explains why somebody came back from a provider and is not signed in.
pub fn federation_error(error: &oauth::Error) -> Problem {
    let again = "Try again. If it happens again, tell the owner of this site.".to_owned();
    let (reason, advice) = match error {
        oauth::Error::NoResponse(error) => no_response(error),
        oauth::Error::Cancelled(provider) => {
            (format!("You did not go on at {provider}."), "You can try again, or sign in another way.".to_owned())
        }
        oauth::Error::Refused { provider, reason } => (format!("{provider} says: {reason}"), again),
        oauth::Error::Unasked => (
            "The answer belongs to no sign-in that was begun in this tab.".to_owned(),
            "Begin again here. If you did not begin one, somebody may have tried to sign you in as somebody else.".to_owned(),
        ),
        oauth::Error::Unusable(what) => (format!("The provider's answer cannot be used: {what}."), again),
        oauth::Error::NoWayBack(provider) => (
            format!("{provider} sends nobody back to this address."),
            "Open the address that the owner of this site gave you, or ask them to register this one.".to_owned(),
        ),
        oauth::Error::UnknownProvider(provider) => {
            (format!("This site does not offer {provider} any more."), "Sign in another way.".to_owned())
        }
        oauth::Error::AccountGone(provider) => (
            format!("The account that {provider} was to be linked to is not signed in here any more."),
            "Sign in to it, then link it again on the Account page.".to_owned(),
        ),
    };
    Problem { title: "You are not signed in".to_owned(), reason, advice, ..Problem::default() }
}

/// Explains why somebody could not sign in at the owner's own login.
pub fn developer_login_error(error: &developer_login::Error) -> Problem {
    let says = |message: &str| if message.is_empty() { String::new() } else { format!(" The login says: {message}") };
    let (reason, advice) = match error {
        developer_login::Error::NoResponse(error) => no_response(error),
        developer_login::Error::Incorrect(message) => {
            (format!("The user name or the password is not right.{}", says(message)), "Check both and try again.".to_owned())
        }
        developer_login::Error::TooManyRequests => {
            ("There were too many attempts just now, yours or somebody else's.".to_owned(), "Try again in a moment.".to_owned())
        }
        developer_login::Error::Refused { status, message } if *status >= 500 => {
            (format!("This site's own login failed.{}", says(message)), "Try again in a moment.".to_owned())
        }
        developer_login::Error::Refused { message, .. } => {
            (format!("This site's own login refused.{}", says(message)), "Ask the owner of this site.".to_owned())
        }
        developer_login::Error::Unusable => (
            "The answer of this site's own login is no identity with a token.".to_owned(),
            "The configuration of this site may be wrong; ask its owner.".to_owned(),
        ),
    };
    let details = match error {
        developer_login::Error::Refused { status, .. } => vec![("Status".to_owned(), status.to_string())],
        _ => Vec::new(),
    };
    Problem { title: "You could not be signed in".to_owned(), reason, advice, details }
}

fn no_response(error: &HttpError) -> (String, String) {
    let (reason, advice) = match error.kind {
        HttpErrorKind::Offline => ("This device is offline.", "Check the connection and try again; nothing is lost."),
        HttpErrorKind::Timeout => ("There was no answer in time.", "Try again in a moment; nothing is lost."),
        HttpErrorKind::Aborted => ("It was cancelled.", ""),
        HttpErrorKind::Network => (
            "There was no answer. The connection failed, or the service does not let this page read its answers (CORS).",
            "Check the connection and try again; nothing is lost.",
        ),
    };
    (reason.to_owned(), advice.to_owned())
}

fn service(refusal: &aws::ServiceError) -> (String, String) {
    if let Some((reason, advice)) = answers::find(refusal) {
        return (reason, advice.to_owned());
    }
    let said = if refusal.message.is_empty() { String::new() } else { format!(" AWS says: {}", refusal.message) };
    let (reason, advice) = match refusal.code.as_str() {
        "AccessDenied" | "AccessDeniedException" | "AllAccessDisabled" => {
            ("Your role does not allow this.", "If you should be allowed, ask the owner of this site.")
        }
        "NoSuchBucket" => ("There is no bucket of this name.", "Check the name."),
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            ("The bucket is in another region.", "Check the region.")
        }
        "NoSuchKey" | "NotFound" => ("It is not there any more.", "Refresh the list."),
        "InvalidObjectState" => ("The object is archived.", "It has to be restored before it can be read."),
        "EntityTooLarge" => ("It is larger than the 5 GB that one upload can take.", ""),
        "QuotaExceeded" | "ServiceQuotaExceededException" => {
            ("A quota of the account is used up.", "Ask the owner of this site.")
        }
        "ExpiredToken" | "ExpiredTokenException" | "InvalidToken" | "UnrecognizedClientException" => {
            ("The service does not take your credentials, and new ones did not help.", "Sign out, then sign in again.")
        }
        "RequestTimeTooSkewed" => {
            ("This device's clock is wrong, and could not be corrected for.", "Set the clock and try again.")
        }
        "" if refusal.status == 403 => {
            ("Your role does not allow this.", "If you should be allowed, ask the owner of this site.")
        }
        "" if refusal.status == 404 => ("It is not there any more.", "Refresh the list."),
        _ if refusal.status == 429 || refusal.status == 503 || refusal.code.contains("Throttl") || refusal.code == "SlowDown" => {
            ("The service has too much to do.", "Try again in a moment.")
        }
        _ if refusal.status >= 500 => ("The service failed.", "Try again in a moment."),
        _ => ("The service refused.", "If you should be allowed, ask the owner of this site."),
    };
    (format!("{reason}{said}"), advice.to_owned())
}

fn details(error: &aws::Error) -> Vec<(String, String)> {
    let mut details = Vec::new();
    match error {
        aws::Error::Service(refusal) => {
            details.push(("Status".to_owned(), refusal.status.to_string()));
            if !refusal.code.is_empty() {
                details.push(("Error code".to_owned(), refusal.code.clone()));
            }
            if let Some(request_id) = &refusal.request_id {
                details.push(("Request ID".to_owned(), request_id.clone()));
            }
        }
        aws::Error::NoResponse(error) if !error.detail.is_empty() => details.push(("Browser".to_owned(), error.detail.clone())),
        _ => {}
    }
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_why_and_what_next_with_its_request_id() {
        let refusal = aws::ServiceError {
            status: 403,
            code: "AccessDenied".into(),
            message: "not authorized to perform s3:ListBucket".into(),
            request_id: Some("R1".into()),
        };
        let problem = aws_error("The bucket could not be opened", &aws::Error::Service(refusal));
        assert_eq!(problem.title, "The bucket could not be opened");
        assert!(problem.reason.contains("role does not allow") && problem.reason.contains("s3:ListBucket"));
        assert!(!problem.advice.is_empty());
        assert!(problem.details.contains(&("Request ID".into(), "R1".into())));
    }

    #[test]
    fn a_classic_flow_that_is_set_up_by_halves_is_called_so() {
        let explained = |code: &str, message: &str| {
            let refusal = aws::ServiceError { status: 400, code: code.into(), message: message.into(), request_id: None };
            aws_error("x", &aws::Error::Service(refusal))
        };
        for message in [
            "Basic (classic) flow is not enabled, please use enhanced flow.",
            "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.",
        ] {
            let problem = explained("InvalidParameterException", message);
            assert!(problem.reason.contains("identity pool does not allow") && problem.advice.contains("owner"), "{problem:?}");
        }
        let problem = explained("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
        assert!(problem.reason.contains("does not trust your sign-in"), "{problem:?}");
    }

    #[test]
    fn silence_is_not_taken_for_a_refusal() {
        let offline = HttpError { kind: HttpErrorKind::Offline, detail: "Failed to fetch".into() };
        let problem = aws_error("x", &aws::Error::NoResponse(offline));
        assert!(problem.reason.contains("offline") && problem.advice.contains("nothing is lost"));
    }
}
