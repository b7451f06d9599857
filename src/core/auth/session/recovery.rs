//! What is done where the identity pool refuses credentials: each remedy once, the first that fits.

use crate::auth::credential_flow::is_role_refusal;
use crate::aws::Error;

/// A refusal, and what it was asked with.
pub(super) struct Refused<'a> {
    pub error: &'a Error,
    /// The visitor had chosen a role.
    pub has_role: bool,
    /// The identity was remembered from before.
    pub is_remembered: bool,
    /// The login of the owner's own gave the identity, and only it can give another one.
    pub is_developer_identity: bool,
    /// There is a token, which has not been replaced yet.
    pub can_replace_logins: bool,
}

/// What is done about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The role is given up; the identity pool chooses.
    DropRole,
    /// The token is refreshed.
    ReplaceLogins,
    /// The logins are asked anew which identity is theirs.
    ResolveIdentity,
    /// The visitor has to sign in again.
    End,
    /// The refusal is the answer.
    Nothing,
}

type Fits = fn(&Refused<'_>) -> bool;

static REMEDIES: [(Fits, Remedy); 5] = [
    (|refused| refused.has_role && is_role_refusal(refused.error), Remedy::DropRole),
    (
        |refused| refused.can_replace_logins && is_token_refusal(refused.error) && !is_configuration_fault(refused.error),
        Remedy::ReplaceLogins,
    ),
    (|refused| is_identity_refusal(refused.error) && refused.is_developer_identity && !refused.has_role, Remedy::End),
    (
        |refused| is_identity_refusal(refused.error) && refused.is_remembered && !refused.is_developer_identity,
        Remedy::ResolveIdentity,
    ),
    // Whatever words it uses: it may be the role that it means.
    (|refused| is_identity_refusal(refused.error) && refused.has_role, Remedy::DropRole),
];

impl Refused<'_> {
    pub fn remedy(&self) -> Remedy {
        REMEDIES.iter().find(|(fits, _)| fits(self)).map_or(Remedy::Nothing, |(_, remedy)| *remedy)
    }
}

/// The identity pool does not take the token: expired by its clock, or revoked.
pub(super) fn is_token_refusal(error: &Error) -> bool {
    let message = error.service().map_or("", |e| e.message.as_str());
    error.code() == "NotAuthorizedException" && message.to_ascii_lowercase().contains("token")
}

/// The identity pool takes no token like this one, however fresh: it does not know who made it, or for whom.
fn is_configuration_fault(error: &Error) -> bool {
    let message = error.service().map_or("", |e| e.message.as_str());
    message.contains("supported provider") || message.contains("audience")
}

/// The identity is not, or no longer, the visitor's: merged, deleted, disabled, or somebody else's.
fn is_identity_refusal(error: &Error) -> bool {
    matches!(error.code(), "NotAuthorizedException" | "ResourceNotFoundException" | "ResourceConflictException")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;

    fn remedy(code: &str, message: &str, change: impl FnOnce(&mut Refused<'_>)) -> Remedy {
        let error = Error::Service(ServiceError { code: code.into(), message: message.into(), ..ServiceError::default() });
        let mut refused = Refused {
            error: &error,
            has_role: false,
            is_remembered: false,
            is_developer_identity: false,
            can_replace_logins: false,
        };
        change(&mut refused);
        refused.remedy()
    }

    #[test]
    fn each_refusal_has_its_remedy() {
        const TOKEN: &str = "Invalid login token. Token expired: 1 >= 0";
        let not_authorized = "NotAuthorizedException";
        assert_eq!(remedy(not_authorized, TOKEN, |refused| refused.can_replace_logins = true), Remedy::ReplaceLogins);
        let audience = "Invalid login token. Incorrect token audience.";
        assert_eq!(remedy(not_authorized, audience, |refused| refused.can_replace_logins = true), Remedy::Nothing);
        assert_eq!(
            remedy(not_authorized, "Access is forbidden.", |refused| refused.is_remembered = true),
            Remedy::ResolveIdentity
        );
        assert_eq!(remedy("ResourceNotFoundException", "", |refused| refused.is_developer_identity = true), Remedy::End);
        assert_eq!(remedy("InvalidParameterException", "Role not in token", |refused| refused.has_role = true), Remedy::DropRole);
        let of_given_with_role = |refused: &mut Refused<'_>| (refused.is_developer_identity, refused.has_role) = (true, true);
        assert_eq!(remedy("ResourceConflictException", "", of_given_with_role), Remedy::DropRole, "before anybody is sent away");
        assert_eq!(remedy("TooManyRequestsException", "", |refused| refused.is_remembered = true), Remedy::Nothing);
    }
}
