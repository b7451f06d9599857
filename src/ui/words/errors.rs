//! Turns any error into what the visitor reads: what happened, why, and what to do next.

pub use super::cognito::NOT_SET_UP;
use super::{Phrase, cognito, sentences};
use crate::auth::oauth::ProviderFault;
use crate::auth::{developer_login, oauth};
use crate::aws::{AnswerFault, KeyFault, SendFault, retry};
use crate::ports::{HttpError, HttpErrorKind};
use crate::ui::components::Problem;
use crate::{auth, aws};

/// Reason and advice.
pub type ReasonAndAdvice = (Phrase, Phrase);

/// What is said of a service that has too much to do.
pub const OVERLOADED: ReasonAndAdvice = (phrase!("Too many requests right now."), AGAIN);
/// What is said of a service that failed.
pub(super) const FAILED: ReasonAndAdvice = (phrase!("Something went wrong at AWS."), AGAIN);
/// What is said of what a role does not allow.
pub(super) const NO_PERMISSION: ReasonAndAdvice =
    (phrase!("You don't have permission to do this here."), phrase!("Ask the site owner for access."));
const GONE: ReasonAndAdvice = (phrase!("It's no longer there."), phrase!("Refresh the list."));
pub(super) const AGAIN: Phrase = phrase!("Try again in a moment.");
pub(super) const TELL: Phrase = phrase!("Tell the site owner.");
pub(super) const NEW_SESSION: Phrase = phrase!("Sign out, then sign in again.");
/// No advice.
pub const NOTHING: Phrase = Phrase::new("");

/// Explains why `title` ("The file was not deleted") happened.
pub fn aws_error(title: impl Into<String>, error: &aws::Error) -> Problem {
    let (words, details) = match error {
        aws::Error::NoResponse(error) => (no_response(error), details_of_silence(error)),
        aws::Error::Service(refusal) => return service(title.into(), refusal),
        aws::Error::NotAws => (
            (
                phrase!("This isn't an answer from AWS."),
                phrase!("Your network may ask you to sign in first: open another site in a new tab, then try again."),
            ),
            Vec::new(),
        ),
        aws::Error::Unreadable(fault) => {
            let advice = phrase!("Try again. If it happens again, something on this network changes AWS's answers.");
            let words = (phrase!("Couldn't read the answer."), advice);
            let what = match fault {
                AnswerFault::Json(words) => words.clone(),
                AnswerFault::Xml(fault) => format!("{fault:?}"),
                AnswerFault::Member(name) => (*name).to_owned(),
            };
            (words, vec![detail(ANSWER, what)])
        }
        aws::Error::Unsendable(fault) => (
            unsendable(fault),
            match fault {
                SendFault::Syntax(words) => vec![detail(phrase!("Request"), words)],
                _ => Vec::new(),
            },
        ),
        aws::Error::SignedOut => ((phrase!("You're no longer signed in."), phrase!("Sign in again.")), Vec::new()),
    };
    problem(title, words, details)
}

/// The same without a title, in one line: why, and what helps.
pub fn aws_error_text(error: &aws::Error) -> String {
    aws_error("", error).text()
}

fn unsendable(fault: &SendFault) -> ReasonAndAdvice {
    match fault {
        SendFault::Syntax(_) | SendFault::RelativeUrl => (phrase!("Couldn't send this request."), NOTHING),
        SendFault::Key(fault) => (of_key(*fault), NOTHING),
        SendFault::BucketName => (phrase!("There's no bucket or region with this name."), phrase!("Check both.")),
        SendFault::PlaceNotConfigured => {
            (phrase!("This site has no such place."), phrase!("Check the address, or go to the start page."))
        }
        SendFault::NoGuestRole => NOT_SET_UP,
        SendFault::TooLarge => (phrase!("This file is larger than S3 can store."), NOTHING),
        SendFault::NoUpload => (phrase!("This upload is no longer running."), phrase!("Start it again.")),
    }
}

/// Why a file or folder cannot be called so.
pub fn key_fault(fault: KeyFault) -> &'static str {
    of_key(fault).text()
}

fn of_key(fault: KeyFault) -> Phrase {
    match fault {
        KeyFault::Empty => phrase!("Enter a name."),
        KeyFault::TooLong => phrase!("This name, with its folders, is longer than the 1,024 bytes that S3 allows."),
        KeyFault::DotSegment => phrase!("Browsers can't reach a file or folder whose name is only “.” or “..”."),
    }
}

fn problem(title: impl Into<String>, (reason, advice): ReasonAndAdvice, details: Details) -> Problem {
    Problem { title: title.into(), reason: reason.text().to_owned(), advice: advice.text().to_owned(), details }
}

type Details = Vec<(String, String)>;

fn detail(name: Phrase, value: impl Into<String>) -> (String, String) {
    (name.text().to_owned(), value.into())
}

const ANSWER: Phrase = phrase!("Answer");
const AWS_SAYS: Phrase = phrase!("AWS says");
const STATUS: Phrase = phrase!("Status");

/// Explains why somebody could not enter.
pub fn auth_error(title: impl Into<String>, error: &auth::AuthError) -> Problem {
    let title = title.into();
    let mut details = Vec::new();
    let words = match error {
        auth::AuthError::Aws(error) => return aws_error(title, error),
        auth::AuthError::IncorrectUsernameOrPassword => {
            (phrase!("Wrong email or password."), phrase!("Check both, or set a new password."))
        }
        auth::AuthError::UserNotFound => {
            (phrase!("There's no account with this email."), phrase!("Check it, or create an account."))
        }
        auth::AuthError::UserNotConfirmed => {
            (phrase!("This email isn't verified yet."), phrase!("Enter the code we sent to it."))
        }
        auth::AuthError::UserDisabled => cognito::DISABLED,
        auth::AuthError::PasswordResetRequired => {
            (phrase!("This account needs a new password."), phrase!("Request a code to set a new one."))
        }
        auth::AuthError::UsernameExists => {
            (phrase!("An account with this email already exists."), phrase!("Sign in, or set a new password."))
        }
        auth::AuthError::InvalidPassword(message) => {
            let said = cognito::said("InvalidPasswordException", message);
            if !said.is_empty() {
                details.push(detail(AWS_SAYS, said));
            }
            (phrase!("The password doesn't meet this site's rules."), cognito::ANOTHER_PASSWORD)
        }
        auth::AuthError::CodeMismatch => (phrase!("Wrong or old code."), phrase!("Check the newest email.")),
        auth::AuthError::CodeExpired => (phrase!("This code has expired."), phrase!("Request a new code.")),
        auth::AuthError::SessionExpired => (phrase!("Sign-in timed out."), phrase!("Please start again.")),
        auth::AuthError::AlreadyConfirmed => (phrase!("This email is already verified."), phrase!("You can sign in.")),
        auth::AuthError::LimitExceeded => (phrase!("Too many attempts."), phrase!("Wait a few minutes, then try again.")),
        auth::AuthError::CodeDeliveryFailure => (phrase!("Couldn't send the code."), phrase!("Check the address and try again.")),
        auth::AuthError::UnsupportedChallenge(name) => {
            details.push(detail(phrase!("Challenge"), name));
            (phrase!("This page doesn't know the next step."), phrase!("Ask the site owner for another way to sign in."))
        }
        auth::AuthError::Srp(error) => {
            details.push(detail(phrase!("Protocol"), format!("{error:?}")));
            (
                phrase!("The answer didn't come from this site's sign-in. Your password wasn't sent."),
                phrase!("Don't try again on this network; tell the site owner."),
            )
        }
    };
    problem(title, words, details)
}

const NOT_SIGNED_IN: Phrase = phrase!("You're not signed in");
const TRY_ANOTHER_WAY: Phrase = phrase!("Sign in another way.");

/// Explains why somebody came back from a provider and is not signed in.
pub fn federation_error(error: &oauth::OAuthError) -> Problem {
    let called = super::names::provider;
    const AGAIN: Phrase = phrase!("Try again. If it happens again, tell the site owner.");
    let mut details = Vec::new();
    let (reason, advice) = match error {
        oauth::OAuthError::NoResponse(error) => {
            return problem(NOT_SIGNED_IN.text(), no_response(error), details_of_silence(error));
        }
        oauth::OAuthError::Cancelled(provider) => (
            t!("Sign-in with {provider} was cancelled.", provider = called(provider)),
            phrase!("You can try again, or sign in another way."),
        ),
        oauth::OAuthError::Refused { provider, reason } => match cognito::of_trigger(reason) {
            Some(words) => (cognito::in_the_sites_words(words), cognito::ASK_WHY),
            None => {
                details.push((t!("{provider} says", provider = called(provider)), reason.clone()));
                (t!("{provider} refused this sign-in.", provider = called(provider)), AGAIN)
            }
        },
        oauth::OAuthError::StateMismatch => (
            t!("This sign-in wasn't started in this tab.").to_owned(),
            phrase!("Start again here. If you didn't start a sign-in, someone may have tried to sign you in as someone else."),
        ),
        oauth::OAuthError::Unusable(fault) => {
            details.push(detail(ANSWER, unusable(*fault)));
            (t!("Couldn't use the provider's answer.").to_owned(), AGAIN)
        }
        oauth::OAuthError::RedirectUriNotAllowed(provider) => (
            t!("{provider} doesn't return to this address.", provider = called(provider)),
            phrase!("Open the address that the site owner gave you, or ask them to add this one."),
        ),
        oauth::OAuthError::UnknownProvider(provider) => {
            (t!("This site no longer offers {provider}.", provider = called(provider)), TRY_ANOTHER_WAY)
        }
        oauth::OAuthError::AccountGone(provider) => (
            t!("The account to link {provider} to is no longer signed in here.", provider = called(provider)),
            phrase!("Sign in to it, then link it again on the Account page."),
        ),
    };
    Problem { title: NOT_SIGNED_IN.text().to_owned(), reason, advice: advice.text().to_owned(), details }
}

/// For the technical details.
fn unusable(fault: ProviderFault) -> &'static str {
    match fault {
        ProviderFault::IssuerMixUp => t!("It comes from another provider."),
        ProviderFault::NoIssuer => t!("It doesn't say which provider it comes from."),
        ProviderFault::NonceMismatch => t!("Its token was made for another sign-in."),
        ProviderFault::NoState => t!("It's an error without “state”."),
        ProviderFault::NoCode => t!("It has no code."),
        ProviderFault::NoToken => t!("It has no token."),
        ProviderFault::Syntax => t!("It's not JSON."),
        ProviderFault::Address => t!("The provider's address isn't valid."),
        ProviderFault::NoTokenEndpoint => t!("The provider names no token endpoint."),
        ProviderFault::NoAuthorizationEndpoint => t!("The provider names no authorization endpoint."),
        ProviderFault::InsecureEndpoint => t!("The provider names an address that isn't secure."),
        ProviderFault::IssuerMismatch => t!("The provider's issuer isn't the one in config.json."),
    }
}

/// Explains that nobody could come back from a provider: what is remembered meanwhile is lost with the page.
pub fn no_storage(provider: &str) -> Problem {
    Problem {
        title: NOT_SIGNED_IN.text().to_owned(),
        reason: t!(
            "Sign-in with {provider} needs storage, which this browser blocks.",
            provider = super::names::provider(provider)
        ),
        advice: t!("Allow cookies and site data for this site, or sign in another way.").to_owned(),
        ..Problem::default()
    }
}

/// Explains that the identity pool did not take the token of a provider, in AWS's words.
pub fn not_accepted(words: &str) -> Problem {
    problem(NO_ENTRY.text(), cognito::NOT_ACCEPTED, vec![detail(AWS_SAYS, words)])
}

const NO_ENTRY: Phrase = phrase!("Couldn't sign you in");

/// Explains why somebody could not sign in at the owner's own login.
pub fn developer_login_error(error: &developer_login::DeveloperLoginError) -> Problem {
    use developer_login::DeveloperLoginError;
    let mut details = Vec::new();
    let (words, says) = match error {
        DeveloperLoginError::NoResponse(error) => {
            details = details_of_silence(error);
            (no_response(error), "")
        }
        DeveloperLoginError::Incorrect(message) => {
            ((phrase!("Wrong username or password."), phrase!("Check both and try again.")), message.as_str())
        }
        DeveloperLoginError::TooManyRequests => ((phrase!("Too many attempts right now."), AGAIN), ""),
        DeveloperLoginError::Refused { status, message } => {
            details.push(detail(STATUS, status.to_string()));
            let failed = (phrase!("This site's sign-in failed."), AGAIN);
            let refused = (phrase!("This site refused the sign-in."), cognito::ASK);
            (if *status >= 500 { failed } else { refused }, message.as_str())
        }
        DeveloperLoginError::Unusable => {
            details.push(detail(ANSWER, t!("It has no identity with a token.")));
            (NOT_SET_UP, "")
        }
    };
    let mut problem = problem(NO_ENTRY.text(), words, details);
    if !says.is_empty() {
        problem.reason = sentences(&[&problem.reason, &cognito::in_the_sites_words(says)]);
    }
    problem
}

fn no_response(error: &HttpError) -> ReasonAndAdvice {
    const AGAIN_ONLINE: Phrase = phrase!("Check your connection and try again.");
    match error.kind {
        HttpErrorKind::Offline => (phrase!("This device is offline."), AGAIN_ONLINE),
        HttpErrorKind::Timeout => (phrase!("There was no answer in time."), AGAIN),
        HttpErrorKind::Aborted => (phrase!("You cancelled it."), NOTHING),
        HttpErrorKind::TooLarge => {
            (phrase!("The answer was too large to read."), phrase!("Try again on another network, or tell the site owner."))
        }
        HttpErrorKind::Unreadable => (phrase!("Couldn't read the file."), phrase!("Choose it again.")),
        HttpErrorKind::Network => (phrase!("There was no answer."), AGAIN_ONLINE),
    }
}

fn details_of_silence(error: &HttpError) -> Details {
    let mut details = Vec::new();
    if error.kind == HttpErrorKind::Network {
        // A browser does not tell the two apart.
        let cause = t!("The network, or CORS rules of the service that don't allow this site.");
        details.push(detail(phrase!("Possible cause"), cause));
    }
    if !error.detail.is_empty() {
        details.push(detail(phrase!("Browser"), &error.detail));
    }
    details
}

fn service(title: String, refusal: &aws::ServiceError) -> Problem {
    let found = cognito::find(refusal);
    let mut details = Vec::new();
    let mut add = |name: Phrase, value: &str| {
        if !value.is_empty() {
            details.push(detail(name, value));
        }
    };
    add(phrase!("For the site owner"), found.as_ref().map_or("", |found| found.owner.text()));
    add(AWS_SAYS, cognito::said(&refusal.code, &refusal.message));
    add(STATUS, &refusal.status.to_string());
    add(phrase!("Error code"), &refusal.code);
    add(phrase!("Request ID"), refusal.request_id.as_deref().unwrap_or_default());
    match found {
        Some(found) => Problem { title, reason: found.reason, advice: found.advice.text().to_owned(), details },
        None => problem(title, refused(refusal), details),
    }
}

/// What is said of refusals that any service may answer.
fn refused(refusal: &aws::ServiceError) -> ReasonAndAdvice {
    match refusal.code.as_str() {
        "AccessDenied" | "AccessDeniedException" | "AllAccessDisabled" => NO_PERMISSION,
        "NoSuchBucket" => (phrase!("There's no bucket with this name."), phrase!("Check the name.")),
        "PermanentRedirect" | "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException" => {
            (phrase!("The bucket is in another region."), phrase!("Check the region."))
        }
        "NoSuchKey" | "NotFound" => GONE,
        "InvalidObjectState" => (phrase!("This file is archived."), phrase!("Ask the site owner to restore it, then try again.")),
        "PreconditionFailed" => (phrase!("It changed since you looked."), phrase!("Check it before you continue.")),
        "EntityTooLarge" => (phrase!("It's larger than the 5 GB that one upload can take."), NOTHING),
        "QuotaExceeded" | "ServiceQuotaExceededException" => (phrase!("This site has reached a limit of its AWS account."), TELL),
        "ExpiredToken" | "ExpiredTokenException" | "InvalidToken" | "InvalidAccessKeyId" | "UnrecognizedClientException" => {
            (phrase!("AWS no longer accepts this session."), NEW_SESSION)
        }
        "RequestTimeTooSkewed" => (phrase!("This device's clock is wrong."), phrase!("Set the clock and try again.")),
        "" if refusal.status == 403 => NO_PERMISSION,
        "" if refusal.status == 404 => GONE,
        _ if retry::is_overloaded(refusal) => OVERLOADED,
        _ if refusal.status >= 500 => FAILED,
        _ => (phrase!("AWS refused this request."), phrase!("If you should be able to do this, ask the site owner.")),
    }
}

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
            let (reason, advice) = NOT_SET_UP;
            assert_eq!((problem.reason.as_str(), problem.advice.as_str()), (reason.text(), advice.text()), "{message}");
            assert_eq!(problem.details.first().map(|(name, _)| name.as_str()), Some("For the site owner"), "{message}");
            assert!(problem.details.contains(&("AWS says".into(), message.into())));
        }
    }

    #[test]
    fn no_sentence_of_the_services_is_the_visitors() {
        for code in ["AccessDenied", "InvalidParameterException", "SomethingNew", "NotAuthorizedException"] {
            let problem = explained(400, code, "What nobody but the owner understands");
            assert!(!problem.text().contains("nobody"), "{code}");
        }
    }

    #[test]
    fn a_refusal_of_the_sites_own_names_no_trigger() {
        let refused = |reason: &str| {
            let error = oauth::OAuthError::Refused { provider: "Corp".into(), reason: reason.into() };
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
