//! Why something of an account was refused, for the visitor to read.

use crate::auth;
use crate::ui::components::Problem;
use crate::ui::explain;

/// Explains why `title` ("The password was not changed") happened.
pub(super) fn error(title: &'static str, error: &auth::Error) -> Problem {
    let problem = explain::auth_error(title, error);
    match error {
        auth::Error::UsernameExists => Problem {
            reason: "Another account has this e-mail address or phone number.".to_owned(),
            advice: "Choose another one.".to_owned(),
            ..problem
        },
        auth::Error::Aws(error) => match refusal(error.code(), error.service().map_or("", |refusal| &refusal.message)) {
            Some((reason, advice)) => Problem { reason: reason.to_owned(), advice: advice.to_owned(), ..problem },
            None => problem,
        },
        _ => problem,
    }
}

const ASK: &str = "If you should be able to, ask the owner of this site.";

/// What the user pool's refusals mean here. Its own words go without saying where these say the same.
fn refusal(code: &str, message: &str) -> Option<(&'static str, &'static str)> {
    let says = |words: &str| message.contains(words);
    Some(match code {
        "NotAuthorizedException" if says("required scopes") => {
            ("You came by the site's sign-in page, and what that gave to this page does not allow changes to the account.", ASK)
        }
        "NotAuthorizedException" if says("unauthorized attribute") => ("This site does not let its users change this.", ASK),
        "InvalidParameterException" if says("Attribute cannot be updated") => {
            ("This cannot be changed once an account has been made.", ASK)
        }
        "InvalidParameterException" if says("email address format") => {
            ("This is not an e-mail address.", "Enter a whole e-mail address, such as ann@example.com.")
        }
        "InvalidParameterException" if says("phone number format") => {
            ("This is not a phone number.", "Enter it with “+” and the country code, such as +49 151 23456789.")
        }
        "InvalidParameterException" if says("delivery config") => {
            ("This site cannot send you codes in this way.", "Choose another second step.")
        }
        "InvalidParameterException" if says("cannot be turned off") => {
            ("This site asks everybody for a second step.", "Set up another one before you turn this one off.")
        }
        "SoftwareTokenMFANotFoundException" => ("This site does not work with authenticators.", ASK),
        "WebAuthnNotEnabledException" => ("This site's accounts have no passkeys.", ASK),
        "WebAuthnConfigurationMissingException" => {
            ("This site's passkeys are not set up to the end.", "Tell the owner of this site.")
        }
        "WebAuthnOriginNotAllowedException" | "WebAuthnRelyingPartyMismatchException" => {
            ("This site's passkeys are for another address than this page's.", "Open the page at the site's own address.")
        }
        "WebAuthnChallengeNotFoundException" => ("It took too long.", "Try again."),
        "WebAuthnCredentialNotSupportedException" => {
            ("The site cannot work with the passkey that this device made.", "Try another device or security key.")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{self, ServiceError};

    fn explained(code: &str, message: &str) -> Problem {
        let refusal = ServiceError { status: 400, code: code.into(), message: message.into(), request_id: Some("R1".into()) };
        error("It was not changed", &aws::Error::Service(refusal).into())
    }

    #[test]
    fn refusals_are_explained_and_keep_their_request_id() {
        let problem = explained("WebAuthnNotEnabledException", "Passkeys are not enabled for this user pool.");
        assert_eq!(problem.title, "It was not changed");
        assert!(problem.reason.contains("no passkeys") && problem.advice.contains("owner"));
        assert!(problem.details.contains(&("Request ID".into(), "R1".into())));
        assert!(explained("AliasExistsException", "").reason.contains("Another account"));
        let scopes = explained("NotAuthorizedException", "Access Token does not have required scopes");
        assert!(scopes.reason.contains("sign-in page"), "{}", scopes.reason);
    }

    #[test]
    fn other_refusals_are_told_in_the_services_words() {
        assert!(explained("InvalidParameterException", "user.name: too long").reason.contains("user.name: too long"));
    }
}
