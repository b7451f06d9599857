//! From an identity to credentials, by the flow that the identity pool is configured for.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>

use crate::aws::credentials::Credentials;
use crate::aws::identity_pool::Logins;
use crate::aws::operation::Operation;
use crate::aws::{Client, Error, SendFault};
use crate::config::CredentialFlow;
use crate::ports::Platform;

/// Credentials, and the identity they are for: it may differ from the one asked for after identities were merged. `role` is
/// the visitor's choice among those that the token names, if they made one; the classic flow knows its role by itself.
pub async fn fetch_credentials<P: Platform>(
    client: &Client<P>,
    identity_id: &str,
    logins: &Logins,
    role: Option<&str>,
) -> Result<(String, Credentials), Error> {
    match &client.config().identity_pool.flow {
        CredentialFlow::Enhanced => client.get_credentials_for_identity(identity_id, logins, role).await,
        CredentialFlow::Classic { role_arn, guest_role_arn } => {
            let (identity_id, token) = client.get_open_id_token(identity_id, logins).await?;
            let role_arn = if logins.is_empty() { guest_role_arn.as_ref() } else { Some(role_arn) };
            let role_arn = role_arn.ok_or(Error::Unsendable(SendFault::NoGuestRole))?;
            let credentials = client.assume_role_with_web_identity(role_arn, &token).await?;
            Ok((identity_id, credentials))
        }
    }
}

/// The request that gives credentials, where it takes only one.
pub fn only_request<P: Platform>(
    client: &Client<P>,
    identity_id: &str,
    logins: &Logins,
    role: Option<&str>,
) -> Option<Operation> {
    match &client.config().identity_pool.flow {
        CredentialFlow::Enhanced => client.credentials_operation(identity_id, logins, role).ok(),
        CredentialFlow::Classic { .. } => None,
    }
}

/// The identity pool says that the visitor may not act as the role they have chosen: it is not, or no longer, in their token.
pub fn is_role_refusal(error: &Error) -> bool {
    let names_a_role = error.service().is_some_and(|refusal| refusal.message.to_ascii_lowercase().contains("role"));
    match error.code() {
        "InvalidParameterException" | "NotAuthorizedException" => names_a_role,
        "InvalidIdentityPoolConfigurationException" => true,
        _ => false,
    }
}
