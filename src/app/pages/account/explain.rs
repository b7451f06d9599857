//! Why something of an account was refused, for the visitor to read.

use crate::auth;
use crate::ui::components::Problem;
use crate::ui::words::Phrase;
use crate::ui::words::errors::{self, ReasonAndAdvice};

/// Explains why `title` ("Couldn't change the password") happened.
pub(super) fn error(title: &'static str, error: &auth::AuthError) -> Problem {
    let problem = errors::auth_error(title, error);
    match error {
        auth::AuthError::UsernameExists => Problem {
            reason: t!("Another account has this email or phone number.").to_owned(),
            advice: t!("Use a different email or phone number.").to_owned(),
            ..problem
        },
        auth::AuthError::Aws(error) => match refusal(error.code(), error.service().map_or("", |refusal| &refusal.message)) {
            Some((reason, advice)) => Problem { reason: reason.text().to_owned(), advice: advice.text().to_owned(), ..problem },
            None => problem,
        },
        _ => problem,
    }
}

const ASK: Phrase = phrase!("Ask the site owner if you need it.");

/// What the user pool's refusals mean here.
fn refusal(code: &str, message: &str) -> Option<ReasonAndAdvice> {
    let says = |words: &str| message.contains(words);
    Some(match code {
        "NotAuthorizedException" if says("required scopes") => {
            (phrase!("The way you signed in doesn't allow account changes."), ASK)
        }
        "NotAuthorizedException" if says("unauthorized attribute") => (phrase!("This site doesn't let you change this."), ASK),
        "InvalidParameterException" if says("Attribute cannot be updated") => {
            (phrase!("This can't be changed once an account exists."), ASK)
        }
        "InvalidParameterException" if says("phone number format") => {
            (phrase!("This isn't a phone number."), phrase!("Enter it with “+” and the country code, such as +49 151 23456789."))
        }
        "InvalidParameterException" if says("delivery config") => {
            (phrase!("This site can't send you codes this way."), phrase!("Choose another second step."))
        }
        "InvalidParameterException" if says("cannot be turned off") => (
            phrase!("This site requires two-step verification."),
            phrase!("Set up another second step before you turn this one off."),
        ),
        "ResourceNotFoundException" if !says("pool") => (phrase!("It's no longer there."), phrase!("Reload the page.")),
        "SoftwareTokenMFANotFoundException" => (phrase!("This site doesn't use authenticator apps."), ASK),
        "WebAuthnNotEnabledException" => (phrase!("This site doesn't use passkeys."), ASK),
        "WebAuthnConfigurationMissingException" => errors::NOT_SET_UP,
        "WebAuthnOriginNotAllowedException" | "WebAuthnRelyingPartyMismatchException" => {
            (phrase!("This site's passkeys belong to another address."), phrase!("Open the site at its own address."))
        }
        "WebAuthnChallengeNotFoundException" => (phrase!("That took too long."), phrase!("Try again.")),
        "WebAuthnCredentialNotSupportedException" => {
            (phrase!("This site can't use the passkey of this device."), phrase!("Try another device or security key."))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{self, ServiceError};

    fn explained(code: &str, message: &str) -> Problem {
        let refusal = ServiceError {
            status: 400,
            code: code.into(),
            message: message.into(),
            request_id: Some("R1".into()),
            ..Default::default()
        };
        error("Couldn't change it", &aws::Error::Service(refusal).into())
    }

    #[test]
    fn refusals_are_explained_and_keep_their_request_id() {
        let problem = explained("WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool.");
        assert_eq!(problem.title, "Couldn't change it");
        assert!(problem.reason.contains("doesn't use passkeys") && problem.advice.contains("owner"));
        assert!(problem.details.contains(&("Request ID".into(), "R1".into())));
        assert!(explained("AliasExistsException", "").reason.contains("Another account"));
        let scopes = explained("NotAuthorizedException", "Access Token does not have required scopes");
        assert!(scopes.reason.contains("way you signed in"), "{}", scopes.reason);
    }

    #[test]
    fn the_services_own_words_are_technical_details() {
        let problem = explained("InvalidParameterException", "user.name: too long");
        assert!(problem.details.contains(&("AWS says".into(), "user.name: too long".into())), "{problem:?}");
    }
}
