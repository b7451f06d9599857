//! What can go wrong while somebody enters: the cases a page acts on, by name.

use super::srp::SrpError;
use crate::aws;

/// Why a visitor could not enter, or not yet.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthError {
    /// No such user, or not this password: the user pool does not say which.
    IncorrectUsernameOrPassword,
    /// No such user, where the user pool says so and no password was given.
    UserNotFound,
    /// The address has not been confirmed by its code yet.
    UserNotConfirmed,
    /// The owner has switched the account off.
    UserDisabled,
    /// The password must be set anew with a code before anything else.
    PasswordResetRequired,
    /// There is an account for this address already.
    UsernameExists,
    /// The password does not fit the policy; in the user pool's words.
    InvalidPassword(String),
    /// The code is not the one that was sent.
    CodeMismatch,
    /// The code was right once.
    CodeExpired,
    /// The sign-in took too long, or was answered too often: it has to begin anew.
    SessionExpired,
    /// The account is confirmed already: nothing is left to confirm.
    AlreadyConfirmed,
    /// Too many attempts; only waiting helps.
    LimitExceeded,
    /// The code could not be sent.
    CodeDeliveryFailure,
    /// The user pool asks for something this page cannot answer; its `ChallengeName`.
    UnsupportedChallenge(String),
    /// The service broke the SRP protocol: it is not the user pool it should be, or something between changes answers.
    Srp(SrpError),
    /// All else.
    Aws(aws::Error),
}

impl From<SrpError> for AuthError {
    fn from(error: SrpError) -> AuthError {
        AuthError::Srp(error)
    }
}

impl From<aws::Error> for AuthError {
    /// By the codes of the user pools' API. `NotAuthorizedException` and `InvalidParameterException` each stand for
    /// several things that only the message tells apart.
    fn from(error: aws::Error) -> AuthError {
        let Some(refusal) = error.service() else { return AuthError::Aws(error) };
        let says = |words: &str| refusal.message.contains(words);
        match refusal.code.as_str() {
            "NotAuthorizedException" if says("Password attempts exceeded") => AuthError::LimitExceeded,
            "NotAuthorizedException" if says("Invalid session") || says("session is expired") => AuthError::SessionExpired,
            "NotAuthorizedException" if says("Current status is CONFIRMED") => AuthError::AlreadyConfirmed,
            "NotAuthorizedException" if says("User is disabled") => AuthError::UserDisabled,
            "NotAuthorizedException" if says("Incorrect username or password") => AuthError::IncorrectUsernameOrPassword,
            "InvalidParameterException" if says("already confirmed") => AuthError::AlreadyConfirmed,
            "UserNotFoundException" => AuthError::IncorrectUsernameOrPassword,
            "UserNotConfirmedException" => AuthError::UserNotConfirmed,
            "PasswordResetRequiredException" => AuthError::PasswordResetRequired,
            "UsernameExistsException" | "AliasExistsException" => AuthError::UsernameExists,
            "InvalidPasswordException" => AuthError::InvalidPassword(refusal.message.clone()),
            "CodeMismatchException" | "EnableSoftwareTokenMFAException" => AuthError::CodeMismatch,
            "ExpiredCodeException" => AuthError::CodeExpired,
            "LimitExceededException" | "TooManyFailedAttemptsException" => AuthError::LimitExceeded,
            "CodeDeliveryFailureException" => AuthError::CodeDeliveryFailure,
            _ => AuthError::Aws(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;

    #[test]
    fn one_code_with_several_meanings_is_told_apart_by_its_message() {
        let of = |code: &str, message: &str| {
            let error = ServiceError { status: 400, code: code.into(), message: message.into(), ..Default::default() };
            AuthError::from(aws::Error::Service(error))
        };
        assert_eq!(of("NotAuthorizedException", "Incorrect username or password."), AuthError::IncorrectUsernameOrPassword);
        assert_eq!(of("NotAuthorizedException", "Password attempts exceeded"), AuthError::LimitExceeded);
        assert_eq!(
            of("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
            AuthError::AlreadyConfirmed
        );
        assert_eq!(of("InvalidParameterException", "User is already confirmed."), AuthError::AlreadyConfirmed);
        assert_eq!(of("NotAuthorizedException", "User is disabled."), AuthError::UserDisabled);
        assert!(matches!(of("NotAuthorizedException", "Logins don't match."), AuthError::Aws(_)));
        assert!(matches!(of("SomethingNew", ""), AuthError::Aws(_)));
    }
}
