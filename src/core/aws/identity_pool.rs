//! Cognito identity pools: from a token to an identity, from an identity to credentials.
//!
//! <https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/>

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize, Serializer};

use super::client::Client;
use super::credentials::Credentials;
use super::operation::Operation;
use super::{AnswerFault, Error, Service, json};
use crate::ports::Platform;
use crate::secret::Secret;

/// Tokens by provider, such as `cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC`. Empty for a guest.
#[derive(Clone, Default, PartialEq)]
pub struct Logins(Vec<(String, String)>);

impl Logins {
    /// One login.
    pub fn new(provider: impl Into<String>, token: impl Into<String>) -> Logins {
        Logins(vec![(provider.into(), token.into())])
    }

    /// These, and another one: both have to lead to the same identity, or are made to.
    #[must_use]
    pub fn and(mut self, provider: impl Into<String>, token: impl Into<String>) -> Logins {
        let provider = provider.into();
        self.0.retain(|(other, _)| *other != provider);
        self.0.push((provider, token.into()));
        self
    }

    /// Whether this is a guest.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Logins {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(provider, token)| (provider, token)))
    }
}

impl fmt::Debug for Logins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(provider, _)| provider)).finish()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetId<'a> {
    identity_pool_id: &'a str,
    #[serde(skip_serializing_if = "Logins::is_empty")]
    logins: &'a Logins,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetCredentialsForIdentity<'a> {
    identity_id: &'a str,
    #[serde(skip_serializing_if = "Logins::is_empty")]
    logins: &'a Logins,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_role_arn: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct GetOpenIdToken<'a> {
    identity_id: &'a str,
    #[serde(skip_serializing_if = "Logins::is_empty")]
    logins: &'a Logins,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OpenIdTokenOutput {
    identity_id: String,
    token: Secret,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct UnlinkIdentity<'a> {
    identity_id: &'a str,
    logins: &'a Logins,
    logins_to_remove: &'a [&'a str],
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IdOutput {
    identity_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CredentialsOutput {
    identity_id: String,
    credentials: WireCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireCredentials {
    access_key_id: String,
    secret_key: String,
    session_token: String,
    /// Seconds since 1970, with a fraction.
    expiration: f64,
}

impl<P: Platform> Client<P> {
    /// `GetId`: the identity of these logins, made if there is none yet. A guest gets a new one each time.
    pub async fn get_id(&self, logins: &Logins) -> Result<String, Error> {
        let input = GetId { identity_pool_id: &self.config().identity_pool.id, logins };
        // Repeating it for a guest whose answer was lost leaves an identity unused, which costs nothing.
        let response = self.send(self.identity_operation("GetId", &input)?).await?;
        json::output::<IdOutput>(&response).map(|output| output.identity_id)
    }

    /// `GetCredentialsForIdentity`: temporary credentials and the identity they are for, which may differ from the
    /// one asked for after identities were merged. `custom_role_arn` is one of the roles that the token names.
    pub async fn get_credentials_for_identity(
        &self,
        identity_id: &str,
        logins: &Logins,
        custom_role_arn: Option<&str>,
    ) -> Result<(String, Credentials), Error> {
        let response = self.send(self.credentials_operation(identity_id, logins, custom_role_arn)?).await?;
        let CredentialsOutput { identity_id, credentials: wire } = json::output(&response)?;
        let since_1970 = Duration::try_from_secs_f64(wire.expiration).ok();
        let expiry = since_1970.and_then(|since_1970| SystemTime::UNIX_EPOCH.checked_add(since_1970));
        let expiry = expiry.ok_or(Error::Unreadable(AnswerFault::Member("Expiration")))?;
        let credentials = Credentials::new(wire.access_key_id, wire.secret_key, Some(wire.session_token), Some(expiry));
        Ok((identity_id, credentials))
    }

    /// `GetOpenIdToken`: a token that STS takes for the identity, valid for ten minutes, and the identity it is for.
    pub async fn get_open_id_token(&self, identity_id: &str, logins: &Logins) -> Result<(String, Secret), Error> {
        let input = GetOpenIdToken { identity_id, logins };
        let response = self.send(self.identity_operation("GetOpenIdToken", &input)?).await?;
        json::output::<OpenIdTokenOutput>(&response).map(|output| (output.identity_id, output.token))
    }

    /// `UnlinkIdentity`: these providers do not lead to the identity any more. `logins` proves that it is the caller's.
    pub async fn unlink_identity(&self, identity_id: &str, logins: &Logins, logins_to_remove: &[&str]) -> Result<(), Error> {
        let input = UnlinkIdentity { identity_id, logins, logins_to_remove };
        self.send(self.identity_operation("UnlinkIdentity", &input)?).await.map(drop)
    }

    /// What [`Self::get_credentials_for_identity`] sends.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn credentials_operation(
        &self,
        identity_id: &str,
        logins: &Logins,
        custom_role_arn: Option<&str>,
    ) -> Result<Operation, Error> {
        self.identity_operation("GetCredentialsForIdentity", &GetCredentialsForIdentity { identity_id, logins, custom_role_arn })
    }

    fn identity_operation(&self, name: &'static str, input: &impl Serialize) -> Result<Operation, Error> {
        let config = self.config();
        let region = config.identity_pool.id.split(':').next().unwrap_or(&config.region);
        let endpoint = Service::CognitoIdentity.endpoint(&config.endpoints, region);
        json::operation(Service::CognitoIdentity, &endpoint, "AWSCognitoIdentityService", name, input)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_providers_and_no_token() {
        assert_eq!(format!("{:?}", Logins::new("graph.facebook.com", "EAAsecret")), r#"{"graph.facebook.com"}"#);
    }
}
