//! Cognito user pools: the operations a public app client may call.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/>

pub mod account;
mod devices;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::client::Client;
use super::{AnswerFault, Error, Service};
use crate::config::UserPool;
use crate::ports::{Platform, Response};
use crate::secret::{Secret, SecretJson};

/// `AuthenticationResult`: what a sign-in or a refresh gives.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AuthenticationResult {
    /// The ID token.
    pub id_token: Secret,
    /// The access token.
    pub access_token: Secret,
    /// The refresh token; absent from a refresh that does not rotate it.
    pub refresh_token: Option<Secret>,
    /// What the user pool calls this device, where it knows devices and has not seen this one before.
    pub new_device_metadata: Option<NewDeviceMetadata>,
}

/// `NewDeviceMetadata`: the name of a device that may be confirmed with the tokens it came with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NewDeviceMetadata {
    /// `DeviceKey`
    pub device_key: String,
    /// `DeviceGroupKey`
    pub device_group_key: String,
}

/// `ChallengeName` with what is needed to respond to it.
#[derive(Clone, Debug, PartialEq)]
pub struct AuthChallenge {
    /// Such as `PASSWORD_VERIFIER`.
    pub name: String,
    /// Binds the response to this challenge.
    pub session: Option<Secret>,
    /// `ChallengeParameters`.
    pub parameters: Map<String, Value>,
    /// `AvailableChallenges`: what may be chosen, where the visitor chooses how to sign in.
    pub available: Vec<String>,
}

/// The answer of `InitiateAuth` and `RespondToAuthChallenge`.
#[derive(Clone, Debug, PartialEq)]
pub enum AuthStep {
    /// Signed in.
    Done(AuthenticationResult),
    /// Something more is asked.
    Challenge(AuthChallenge),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AuthOutput {
    authentication_result: Option<AuthenticationResult>,
    challenge_name: Option<String>,
    session: Option<Secret>,
    #[serde(default)]
    challenge_parameters: Map<String, Value>,
    #[serde(default)]
    available_challenges: Vec<String>,
}

impl AuthOutput {
    fn step(self) -> Result<AuthStep, Error> {
        match (self.authentication_result, self.challenge_name) {
            (Some(result), _) => Ok(AuthStep::Done(result)),
            (None, Some(name)) => Ok(AuthStep::Challenge(AuthChallenge {
                name,
                session: self.session,
                parameters: self.challenge_parameters,
                available: self.available_challenges,
            })),
            (None, None) => Err(Error::Unreadable(AnswerFault::Member("AuthenticationResult"))),
        }
    }
}

/// `CodeDeliveryDetails`: where a code was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CodeDeliveryDetails {
    /// The masked address, such as `a***@e***`.
    pub destination: String,
    /// `EMAIL` or `SMS`.
    pub delivery_medium: String,
    /// What the code verifies: `email` or `phone_number`.
    pub attribute_name: String,
}

/// The answer of `SignUp`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SignUpOutput {
    /// Whether the account may be used at once.
    pub user_confirmed: bool,
    /// Where the code was sent, if one was.
    #[serde(default)]
    pub code_delivery_details: CodeDeliveryDetails,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CodeOutput {
    #[serde(default)]
    code_delivery_details: CodeDeliveryDetails,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SoftwareToken {
    #[serde(default)]
    secret_code: Secret,
    session: Option<Secret>,
}

#[derive(Deserialize)]
struct Empty {}

impl<P: Platform> Client<P> {
    /// `SignUp`
    pub async fn sign_up(
        &self,
        pool: &UserPool,
        username: &str,
        attributes: &[(&str, String)],
        password: &str,
    ) -> Result<SignUpOutput, Error> {
        let attributes: Vec<_> = attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
        let input = json!({
            "ClientId": pool.client_id, "Username": username, "Password": password, "UserAttributes": attributes,
        });
        self.user_pool(pool, "SignUp", input).await
    }

    /// `ConfirmSignUp`
    pub async fn confirm_sign_up(&self, pool: &UserPool, username: &str, code: &str) -> Result<(), Error> {
        let input = json!({ "ClientId": pool.client_id, "Username": username, "ConfirmationCode": code });
        self.user_pool::<Empty>(pool, "ConfirmSignUp", input).await.map(drop)
    }

    /// `ResendConfirmationCode`
    pub async fn resend_confirmation_code(&self, pool: &UserPool, username: &str) -> Result<CodeDeliveryDetails, Error> {
        let input = json!({ "ClientId": pool.client_id, "Username": username });
        let output: CodeOutput = self.user_pool(pool, "ResendConfirmationCode", input).await?;
        Ok(output.code_delivery_details)
    }

    /// `InitiateAuth`
    pub async fn initiate_auth(&self, pool: &UserPool, auth_flow: &str, auth_parameters: Value) -> Result<AuthStep, Error> {
        let mut input = json!({ "ClientId": pool.client_id, "AuthFlow": auth_flow });
        input["AuthParameters"] = auth_parameters;
        self.user_pool::<AuthOutput>(pool, "InitiateAuth", input).await?.step()
    }

    /// `RespondToAuthChallenge`. A session is spent by its first response, whatever becomes of the answer.
    pub async fn respond_to_auth_challenge(
        &self,
        pool: &UserPool,
        challenge_name: &str,
        session: Option<&Secret>,
        responses: Value,
    ) -> Result<AuthStep, Error> {
        let mut input = json!({ "ClientId": pool.client_id, "ChallengeName": challenge_name });
        input["ChallengeResponses"] = responses;
        if let Some(session) = session {
            input["Session"] = session.expose().into();
        }
        self.user_pool::<AuthOutput>(pool, "RespondToAuthChallenge", input).await?.step()
    }

    /// `AssociateSoftwareToken` within a sign-in: the key to share with an authenticator, and the session to go on with.
    pub async fn associate_software_token(
        &self,
        pool: &UserPool,
        session: Option<&Secret>,
    ) -> Result<(Secret, Option<Secret>), Error> {
        let output: SoftwareToken = self.user_pool(pool, "AssociateSoftwareToken", json!({ "Session": session })).await?;
        Ok((output.secret_code, output.session))
    }

    /// `VerifySoftwareToken` within a sign-in: the authenticator's first code. Gives the session to go on with.
    pub async fn verify_software_token(
        &self,
        pool: &UserPool,
        session: Option<&Secret>,
        user_code: &Value,
    ) -> Result<Option<Secret>, Error> {
        let input = json!({ "Session": session, "UserCode": user_code });
        let output: SoftwareToken = self.user_pool(pool, "VerifySoftwareToken", input).await?;
        Ok(output.session)
    }

    /// `ForgotPassword`
    pub async fn forgot_password(&self, pool: &UserPool, username: &str) -> Result<CodeDeliveryDetails, Error> {
        let input = json!({ "ClientId": pool.client_id, "Username": username });
        let output: CodeOutput = self.user_pool(pool, "ForgotPassword", input).await?;
        Ok(output.code_delivery_details)
    }

    /// `ConfirmForgotPassword`
    pub async fn confirm_forgot_password(
        &self,
        pool: &UserPool,
        username: &str,
        code: &str,
        password: &str,
    ) -> Result<(), Error> {
        let input = json!({ "ClientId": pool.client_id, "Username": username, "ConfirmationCode": code, "Password": password });
        self.user_pool::<Empty>(pool, "ConfirmForgotPassword", input).await.map(drop)
    }

    /// `GetTokensFromRefreshToken`: new tokens, with or without rotation of the refresh token. That of a confirmed device is
    /// good with its `device_key` alone.
    pub async fn get_tokens_from_refresh_token(
        &self,
        pool: &UserPool,
        refresh_token: &Secret,
        device_key: Option<&str>,
    ) -> Result<AuthenticationResult, Error> {
        let mut input = json!({ "ClientId": pool.client_id, "RefreshToken": refresh_token });
        if let Some(device_key) = device_key {
            input["DeviceKey"] = device_key.into();
        }
        // Where refresh tokens rotate, a repeated request may find the token spent; within AWS's grace period it does not.
        match self.user_pool::<AuthOutput>(pool, "GetTokensFromRefreshToken", input).await?.step()? {
            AuthStep::Done(result) => Ok(result),
            AuthStep::Challenge(_) => Err(Error::Unreadable(AnswerFault::Member("ChallengeName"))),
        }
    }

    /// `RevokeToken`: ends the refresh token and the access tokens that came from it.
    pub async fn revoke_token(&self, pool: &UserPool, refresh_token: &Secret) -> Result<(), Error> {
        let input = json!({ "ClientId": pool.client_id, "Token": refresh_token });
        self.user_pool::<Empty>(pool, "RevokeToken", input).await.map(drop)
    }

    async fn user_pool<T: serde::de::DeserializeOwned>(
        &self,
        pool: &UserPool,
        name: &'static str,
        input: Value,
    ) -> Result<T, Error> {
        super::json::output(&self.user_pool_response(pool, name, input).await?)
    }

    /// What all outputs have in common, compiled once.
    async fn user_pool_response(&self, pool: &UserPool, name: &'static str, input: Value) -> Result<Response, Error> {
        let input = SecretJson(input);
        let endpoint = Service::CognitoIdp.endpoint(&self.config().endpoints, pool.region());
        let operation =
            super::json::operation(Service::CognitoIdp, &endpoint, "AWSCognitoIdentityProviderService", name, &input)?;
        self.send(operation).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_token() {
        let result: AuthenticationResult =
            crate::json::read(r#"{"IdToken":"eyJid","AccessToken":"eyJaccess","RefreshToken":"eyJrefresh"}"#).unwrap();
        assert!(!format!("{result:?}").contains("eyJ"));
    }
}
