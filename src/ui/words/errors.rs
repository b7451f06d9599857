//! Turns any error into what the visitor reads: what happened, why, and what to do next.

use super::cognito;
pub(in crate::ui) use super::cognito::NOT_SET_UP;
use crate::auth::{developer_login, oauth};
use crate::ports::{HttpError, HttpErrorKind};
use crate::ui::components::Problem;
use crate::{auth, aws};

/// What is said of a service that has too much to do.
pub(in crate::ui) const OVERLOADED: (&str, &str) = ("Too many requests right now.", "Try again in a moment.");
/// What is said of a service that failed.
pub(in crate::ui) const FAILED: (&str, &str) = ("Something went wrong at AWS.", "Try again in a moment.");

/// Explains why `title` ("The file was not deleted") happened.
pub fn aws_error(title: impl Into<String>, error: &aws::Error) -> Problem {
    let (reason, advice) = match error {
        aws::Error::NoResponse(error) => no_response(error),
        aws::Error::Service(refusal) => return service(title.into(), refusal),
        aws::Error::NotAws => (
            "This is not an answer of AWS.",
            "Your network may ask you to sign in first: open another site in a new tab, then try again.",
        ),
        aws::Error::Unreadable(_) => {
            ("The answer couldn't be read.", "Try again. If it happens again, something on this network changes AWS's answers.")
        }
        aws::Error::Unsendable(_) => ("This request can't be sent.", ""),
        aws::Error::SignedOut => ("You're no longer signed in.", "Sign in again."),
    };
    let details = match error {
        aws::Error::NoResponse(error) => details_of_silence(error),
        aws::Error::Unreadable(what) => vec![detail("Answer", what)],
        aws::Error::Unsendable(why) => vec![detail("Request", why)],
        aws::Error::Service(_) | aws::Error::NotAws | aws::Error::SignedOut => Vec::new(),
    };
    problem(title, (reason, advice), details)
}

fn problem(title: impl Into<String>, (reason, advice): (&str, &str), details: Vec<(String, String)>) -> Problem {
    Problem { title: title.into(), reason: reason.to_owned(), advice: advice.to_owned(), details }
}

fn detail(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

/// Explains why somebody could not enter.
pub fn auth_error(title: impl Into<String>, error: &auth::Error) -> Problem {
    let title = title.into();
    let words = match error {
        auth::Error::Aws(error) => return aws_error(title, error),
        auth::Error::IncorrectUsernameOrPassword => ("Wrong email or password.", "Check both, or set a new password."),
        auth::Error::UserNotFound => ("There's no account with this email.", "Check it, or create an account."),
        auth::Error::UserNotConfirmed => ("This email isn't verified yet.", "Enter the code that was sent to it."),
        auth::Error::UserDisabled => ("This account is turned off.", "Ask the site owner to turn it on."),
        auth::Error::PasswordResetRequired => ("This account needs a new password.", "Send a code and set one."),
        auth::Error::UsernameExists => ("An account with this email already exists.", "Sign in, or set a new password."),
        auth::Error::InvalidPassword(message) => {
            let said = cognito::said("InvalidPasswordException", message);
            let rule = said.split_once("policy: ").map_or("", |(_, rule)| rule).trim_end_matches('.');
            let reason = if rule.is_empty() { "The password doesn't meet this site's rules".to_owned() } else { rule.to_owned() };
            let details = (!said.is_empty()).then(|| detail(AWS_SAYS, said)).into_iter().collect();
            return problem(title, (&format!("{reason}."), "Choose another password."), details);
        }
        auth::Error::CodeMismatch => ("Wrong code.", "Check the newest email; earlier codes no longer work."),
        auth::Error::CodeExpired => ("This code has expired.", "Send a new one."),
        auth::Error::SessionExpired => ("Sign-in timed out.", "Please start again."),
        auth::Error::AlreadyConfirmed => ("This email is already verified.", "You can sign in."),
        auth::Error::LimitExceeded => ("Too many attempts.", "Wait a while, then try again."),
        auth::Error::CodeDeliveryFailure => ("The code couldn't be sent.", "Check the address and try again."),
        auth::Error::UnsupportedChallenge(name) => {
            let words = ("This page doesn't know the next step.", "Ask the site owner for another way to sign in.");
            return problem(title, words, vec![detail("Challenge", name)]);
        }
        auth::Error::Srp(error) => {
            let words = (
                "The answer didn't come from this site's sign-in. Your password wasn't sent.",
                "Don't try again on this network; tell the site owner.",
            );
            return problem(title, words, vec![detail("Protocol", error.to_string())]);
        }
    };
    problem(title, words, Vec::new())
}

/// Explains why somebody came back from a provider and is not signed in.
pub fn federation_error(error: &oauth::Error) -> Problem {
    const TITLE: &str = "You are not signed in";
    const AGAIN: &str = "Try again. If it happens again, tell the site owner.";
    let mut details = Vec::new();
    let (reason, advice) = match error {
        oauth::Error::NoResponse(error) => {
            details = details_of_silence(error);
            let (reason, advice) = no_response(error);
            (reason.to_owned(), advice)
        }
        oauth::Error::Cancelled(provider) => {
            (format!("Sign-in with {provider} was cancelled."), "You can try again, or sign in another way.")
        }
        oauth::Error::Refused { provider, reason } => match cognito::of_trigger(reason) {
            Some(words) => (cognito::in_the_sites_words(words), "Ask the site owner if it's not clear why."),
            None => {
                details.push(detail(&format!("{provider} says"), reason));
                (format!("{provider} refused this sign-in."), AGAIN)
            }
        },
        oauth::Error::Unasked => (
            "This answer belongs to no sign-in started in this tab.".to_owned(),
            "Start again here. If you didn't start one, someone may have tried to sign you in as someone else.",
        ),
        oauth::Error::Unusable(what) => {
            details.push(detail("Answer", *what));
            ("The provider's answer couldn't be used.".to_owned(), AGAIN)
        }
        oauth::Error::NoWayBack(provider) => (
            format!("{provider} doesn't return to this address."),
            "Open the address that the site owner gave you, or ask them to add this one.",
        ),
        oauth::Error::UnknownProvider(provider) => (format!("This site no longer offers {provider}."), "Sign in another way."),
        oauth::Error::AccountGone(provider) => (
            format!("The account to link {provider} to is no longer signed in here."),
            "Sign in to it, then link it again on the Account page.",
        ),
    };
    problem(TITLE, (&reason, advice), details)
}

/// Explains that nobody could come back from a provider: what is remembered meanwhile is lost with the page.
pub fn no_storage(provider: &str) -> Problem {
    let reason = format!("Sign-in with {provider} needs storage, which this browser blocks.");
    problem("You are not signed in", (&reason, "Allow cookies and site data for this site, or sign in another way."), Vec::new())
}

/// Explains that the identity pool did not take the token of a provider, in AWS's words.
pub fn not_accepted(words: &str) -> Problem {
    let details = vec![detail(AWS_SAYS, words)];
    problem("You could not be signed in", ("This site doesn't accept this sign-in.", "Tell its owner."), details)
}

/// Explains why somebody could not sign in at the owner's own login.
pub fn developer_login_error(error: &developer_login::Error) -> Problem {
    let says = |message: &str| if message.is_empty() { String::new() } else { format!(" The site says: {message}") };
    let mut details = Vec::new();
    let (reason, advice) = match error {
        developer_login::Error::NoResponse(error) => {
            details = details_of_silence(error);
            let (reason, advice) = no_response(error);
            (reason.to_owned(), advice)
        }
        developer_login::Error::Incorrect(message) => {
            (format!("Wrong user name or password.{}", says(message)), "Check both and try again.")
        }
        developer_login::Error::TooManyRequests => {
            ("Too many attempts just now, yours or somebody else's.".to_owned(), "Try again in a moment.")
        }
        developer_login::Error::Refused { status, message } if *status >= 500 => {
            (format!("This site's sign-in failed.{}", says(message)), "Try again in a moment.")
        }
        developer_login::Error::Refused { message, .. } => {
            (format!("This site's sign-in refused.{}", says(message)), "Ask the site owner.")
        }
        developer_login::Error::Unusable => {
            details.push(detail("Answer", "It holds no identity with a token."));
            let (reason, advice) = cognito::NOT_SET_UP;
            (reason.to_owned(), advice)
        }
    };
    if let developer_login::Error::Refused { status, .. } = error {
        details.push(detail("Status", status.to_string()));
    }
    problem("You could not be signed in", (&reason, advice), details)
}

fn no_response(error: &HttpError) -> (&'static str, &'static str) {
    match error.kind {
        HttpErrorKind::Offline => ("This device is offline.", "Check your connection and try again."),
        HttpErrorKind::Timeout => ("There was no answer in time.", "Try again in a moment."),
        HttpErrorKind::Aborted => ("It was cancelled.", ""),
        HttpErrorKind::TooLarge => {
            ("The answer was too large to be right, so it wasn't read.", "Try again on another network, or tell the site owner.")
        }
        HttpErrorKind::Unreadable => ("The file could not be read.", "Choose it again."),
        HttpErrorKind::Network => ("There was no answer.", "Check your connection and try again."),
    }
}

fn details_of_silence(error: &HttpError) -> Vec<(String, String)> {
    let mut details = Vec::new();
    if error.kind == HttpErrorKind::Network {
        // A browser does not tell the two apart.
        details.push(detail("Possible cause", "The network, or CORS rules of the service that don't allow this site."));
    }
    if !error.detail.is_empty() {
        details.push(detail("Browser", &error.detail));
    }
    details
}

fn service(title: String, refusal: &aws::ServiceError) -> Problem {
    let (words, owner) = match cognito::find(refusal) {
        Some(found) => ((found.reason, found.advice), found.owner),
        None => {
            let (reason, advice) = refused(refusal);
            ((reason.to_owned(), advice), "")
        }
    };
    let mut details = Vec::new();
    let mut add = |name, value: &str| {
        if !value.is_empty() {
            details.push(detail(name, value));
        }
    };
    add("For the owner", owner);
    add(AWS_SAYS, cognito::said(&refusal.code, &refusal.message));
    add("Status", &refusal.status.to_string());
    add("Error code", &refusal.code);
    add("Request ID", refusal.request_id.as_deref().unwrap_or_default());
    problem(title, (&words.0, words.1), details)
}

const AWS_SAYS: &str = "AWS says";

/// What is said of refusals that any service may answer.
fn refused(refusal: &aws::ServiceError) -> (&'static str, &'static str) {
    let is_overloaded = matches!(refusal.status, 429 | 503) || refusal.code.contains("Throttl") || refusal.code == "SlowDown";
    match refusal.code.as_str() {
        "AccessDenied" | "AccessDeniedException" | "AllAccessDisabled" => NO_PERMISSION,
        "NoSuchBucket" => ("There's no bucket with this name.", "Check the name."),
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            ("The bucket is in another region.", "Check the region.")
        }
        "NoSuchKey" | "NotFound" => GONE,
        "InvalidObjectState" => ("This file is archived.", "Ask the site owner to restore it, then try again."),
        "PreconditionFailed" => ("It changed since you looked.", "Look at it again before you go on."),
        "EntityTooLarge" => ("It's larger than the 5 GB that one upload can take.", ""),
        "QuotaExceeded" | "ServiceQuotaExceededException" => {
            ("This site has used up a quota of its AWS account.", "Tell its owner.")
        }
        "ExpiredToken" | "ExpiredTokenException" | "InvalidToken" | "InvalidAccessKeyId" | "UnrecognizedClientException" => {
            ("AWS no longer accepts this session.", "Sign out, then sign in again.")
        }
        "RequestTimeTooSkewed" => ("This device's clock is wrong.", "Set it and try again."),
        "" if refusal.status == 403 => NO_PERMISSION,
        "" if refusal.status == 404 => GONE,
        _ if is_overloaded => OVERLOADED,
        _ if refusal.status >= 500 => FAILED,
        _ => ("AWS refused this request.", "If you should be able to do this, ask the site owner."),
    }
}

/// What is said of what a role does not allow.
pub(in crate::ui) const NO_PERMISSION: (&str, &str) =
    ("You don't have permission to do this here.", "Ask the site owner for access.");
const GONE: (&str, &str) = ("It's no longer there.", "Refresh the list.");

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(status: u16, code: &str, message: &str) -> Problem {
        let refusal = aws::ServiceError {
            status,
            code: code.into(),
            message: message.into(),
            request_id: Some("R1".into()),
            bucket_region: None,
        };
        aws_error("The bucket could not be opened", &aws::Error::Service(refusal))
    }

    #[test]
    fn a_refusal_says_what_why_and_what_next_and_the_technical_details_say_the_rest() {
        let arn = "User: arn:aws:sts::123456789012:assumed-role/R/S is not authorized to perform: s3:ListBucket";
        let problem = explained(403, "AccessDenied", arn);
        assert_eq!(problem.title, "The bucket could not be opened");
        assert_eq!(problem.reason, "You don't have permission to do this here.");
        assert_eq!(problem.advice, "Ask the site owner for access.");
        for (name, value) in [("AWS says", arn), ("Error code", "AccessDenied"), ("Request ID", "R1")] {
            assert!(problem.details.contains(&(name.into(), value.into())), "{name}");
        }
    }

    #[test]
    fn faults_of_the_configuration_are_for_the_owner() {
        let faults = [
            ("ResourceNotFoundException", "User pool client 1example23456789 does not exist."),
            ("NotAuthorizedException", "Unable to verify secret hash for client 1example23456789"),
            ("NotAuthorizedException", "Client 1example23456789 is configured with secret but SECRET_HASH was not received"),
            ("InvalidParameterException", "USER_SRP_AUTH is not enabled for the client."),
            ("InvalidParameterException", "Auth flow not enabled for this client"),
            ("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool."),
            ("ResourceNotFoundException", "IdentityPool 'us-east-1:5f0c' not found."),
            ("NotAuthorizedException", "Token is not from a supported provider of this identity pool."),
            ("NotAuthorizedException", "Invalid login token. Incorrect token audience."),
            (
                "InvalidIdentityPoolConfigurationException",
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
            ),
            ("InvalidParameterException", "Basic (classic) flow is not enabled, please use enhanced flow."),
            ("InvalidParameterException", "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow."),
            ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"),
        ];
        for (code, message) in faults {
            let problem = explained(400, code, message);
            assert_eq!((problem.reason.as_str(), problem.advice.as_str()), cognito::NOT_SET_UP, "{message}");
            assert_eq!(problem.details.first().map(|(name, _)| name.as_str()), Some("For the owner"), "{message}");
            assert!(problem.details.contains(&("AWS says".into(), message.into())));
        }
    }

    #[test]
    fn no_sentence_of_the_services_is_the_visitors() {
        for code in ["AccessDenied", "InvalidParameterException", "SomethingNew", "NotAuthorizedException"] {
            let problem = explained(400, code, "What nobody but the owner understands");
            assert!(!format!("{} {}", problem.reason, problem.advice).contains("nobody"), "{code}");
        }
    }

    #[test]
    fn a_refusal_of_the_sites_own_names_no_trigger() {
        let refused = |reason: &str| {
            let error = oauth::Error::Refused { provider: "Corp".into(), reason: reason.into() };
            federation_error(&error)
        };
        let ours = refused("PreSignUp failed with error Only members may join.");
        assert_eq!(ours.reason, "This site says: Only members may join.");
        let theirs = refused("attributes required: [email]");
        assert_eq!(theirs.reason, "Corp refused this sign-in.");
        assert_eq!(theirs.details, [("Corp says".to_owned(), "attributes required: [email]".to_owned())]);
    }

    #[test]
    fn silence_is_not_taken_for_a_refusal() {
        let offline = HttpError { kind: HttpErrorKind::Offline, detail: "Failed to fetch".into() };
        let problem = aws_error("x", &aws::Error::NoResponse(offline));
        assert_eq!(problem.reason, "This device is offline.");
        assert_eq!(problem.details, [("Browser".to_owned(), "Failed to fetch".to_owned())]);
    }
}
