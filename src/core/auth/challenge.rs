//! What a user pool asks of a visitor between the password and the tokens.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html>

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::AuthError;
use super::tokens::Tokens;
use crate::aws::user_pool::{self, NewDeviceMetadata};
use crate::config::FirstFactor;
use crate::secret::Secret;

/// Where a sign-in stands.
#[derive(Clone, Debug, PartialEq)]
pub enum SignInStep {
    /// The visitor is who they say.
    SignedIn(Tokens),
    /// The same, on a device that the user pool has not seen: it may be [confirmed](super::device::confirm).
    SignedInOnNewDevice(Tokens, NewDeviceMetadata),
    /// Something more is asked.
    Challenge(Challenge),
}

/// A challenge, and what its response has to go with. It can be stored, so that a reload does not lose it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// What is asked.
    pub kind: ChallengeKind,
    /// The user's name in the pool, not what the visitor typed.
    pub(super) username: String,
    /// Binds the answer to the sign-in. A user pool takes it for three minutes, unless it is configured otherwise.
    pub(super) session: Option<Secret>,
    /// Whether nothing came before it: what it asks for takes the password's place.
    #[serde(default)]
    pub is_first: bool,
}

/// What a code is sent or made for: a second factor, or a first one in the password's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Factor {
    /// `SOFTWARE_TOKEN_MFA`: a code from an authenticator.
    SoftwareToken,
    /// `SMS_MFA`: a code by text message; `SMS_OTP` in the password's place.
    Sms,
    /// `EMAIL_OTP`: a code by email, as second factor and as first.
    Email,
}

impl Factor {
    /// As the API reference spells it.
    pub fn name(self) -> &'static str {
        match self {
            Factor::SoftwareToken => "SOFTWARE_TOKEN_MFA",
            Factor::Sms => "SMS_MFA",
            Factor::Email => "EMAIL_OTP",
        }
    }

    fn from_name(name: &str) -> Option<Factor> {
        [Factor::SoftwareToken, Factor::Sms, Factor::Email].into_iter().find(|factor| factor.name() == name)
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ChallengeKind {
    /// `NEW_PASSWORD_REQUIRED`: the password was given by an administrator, and the visitor chooses their own, with the
    /// attributes that are missing yet, such as `name`.
    NewPassword {
        /// Names of attributes.
        required_attributes: Vec<String>,
    },
    /// A code of a second factor.
    Code {
        /// Which.
        factor: Factor,
        /// Where it was sent, masked; or what the visitor called their authenticator.
        destination: String,
    },
    /// `SELECT_MFA_TYPE`: which second factor to use.
    SelectFactor(Vec<Factor>),
    /// `MFA_SETUP`: which second factor to set up.
    SelectSetUp(Vec<Factor>),
    /// `MFA_SETUP`: an authenticator has to be set up first.
    SetUpAuthenticator {
        /// The key that the authenticator and the user pool will share, in base32.
        secret_code: Secret,
    },
    /// `MFA_SETUP`: an address to send codes to by email.
    SetUpEmail,
    /// `SELECT_CHALLENGE`: how to sign in.
    SelectChallenge(Vec<FirstFactor>),
    /// `WEB_AUTHN`: a passkey; what the browser is told of it, in JSON.
    Passkey(String),
    /// `DEVICE_SRP_AUTH`: the device has to prove that it is the one it says. No visitor is asked.
    Device,
    /// `CUSTOM_CHALLENGE`: whatever the owner's Lambda asks.
    Custom(Vec<(String, String)>),
}

/// A response to a challenge, as the visitor gives it.
#[derive(Clone, Debug, PartialEq)]
pub enum ChallengeResponse {
    /// To [`ChallengeKind::NewPassword`]: the password, and the attributes by name.
    NewPassword(Secret, Vec<(String, String)>),
    /// To [`ChallengeKind::Code`]: the code. To [`ChallengeKind::SetUpEmail`]: the address. To
    /// [`ChallengeKind::SetUpAuthenticator`]: the first code it shows. To [`ChallengeKind::Custom`]: the answer.
    Text(Secret),
    /// To [`ChallengeKind::SelectFactor`] and [`ChallengeKind::SelectSetUp`].
    Factor(Factor),
    /// To [`ChallengeKind::SelectChallenge`]. The password is none of them: it is asked for by [`sign_in`](super::sign_in::sign_in).
    FirstFactor(FirstFactor),
    /// To [`ChallengeKind::Passkey`]: what the browser made of it, in JSON.
    Credential(Secret),
    /// To [`ChallengeKind::Device`].
    Device,
}

impl Challenge {
    /// Its `ChallengeName`, which its answer goes with.
    pub(super) fn name(&self) -> &'static str {
        match &self.kind {
            ChallengeKind::Code { factor: Factor::Sms, .. } if self.is_first => SMS_OTP,
            ChallengeKind::NewPassword { .. } => "NEW_PASSWORD_REQUIRED",
            ChallengeKind::Code { factor, .. } => factor.name(),
            ChallengeKind::SelectFactor(_) => "SELECT_MFA_TYPE",
            ChallengeKind::SelectSetUp(_) | ChallengeKind::SetUpAuthenticator { .. } | ChallengeKind::SetUpEmail => "MFA_SETUP",
            ChallengeKind::SelectChallenge(_) => "SELECT_CHALLENGE",
            ChallengeKind::Passkey(_) => "WEB_AUTHN",
            ChallengeKind::Device => "DEVICE_SRP_AUTH",
            ChallengeKind::Custom(_) => "CUSTOM_CHALLENGE",
        }
    }

    /// For storing it.
    pub fn to_json(&self) -> Secret {
        Secret::new(serde_json::to_string(self).unwrap_or_default())
    }

    /// Reads what was stored.
    pub fn from_json(json: &Secret) -> Option<Challenge> {
        crate::json::read(json.expose()).ok()
    }

    /// Reads what a user pool asks of `username`. [`ChallengeKind::SetUpAuthenticator`] has no key yet.
    pub(super) fn read(challenge: user_pool::AuthChallenge, username: &str) -> Result<Challenge, AuthError> {
        let user_pool::AuthChallenge { name, session, mut parameters, available } = challenge;
        let mut take = |name: &str| parameters.remove(name).and_then(text);
        let names = [take("USER_ID_FOR_SRP"), take("USERNAME")];
        let username = names.into_iter().flatten().next().unwrap_or_else(|| username.to_owned());
        let mut parameter = |name: &str| take(name).unwrap_or_default();
        let kind = match (name.as_str(), Factor::from_name(&name)) {
            (_, Some(Factor::SoftwareToken)) => {
                ChallengeKind::Code { factor: Factor::SoftwareToken, destination: parameter("FRIENDLY_DEVICE_NAME") }
            }
            (_, Some(factor)) => ChallengeKind::Code { factor, destination: parameter("CODE_DELIVERY_DESTINATION") },
            (SMS_OTP, _) => ChallengeKind::Code { factor: Factor::Sms, destination: parameter("CODE_DELIVERY_DESTINATION") },
            ("NEW_PASSWORD_REQUIRED", _) => ChallengeKind::NewPassword {
                required_attributes: list(&parameter("requiredAttributes"))
                    .into_iter()
                    .map(|name| name.trim_start_matches(ATTRIBUTE).to_owned())
                    .collect(),
            },
            ("SELECT_MFA_TYPE", _) => {
                let factors = factors(&parameter("MFAS_CAN_CHOOSE"));
                if factors.is_empty() {
                    return Err(AuthError::UnsupportedChallenge(name));
                }
                ChallengeKind::SelectFactor(factors)
            }
            ("MFA_SETUP", _) => {
                let possible = factors(&parameter("MFAS_CAN_SETUP")).into_iter().filter(|factor| set_up(*factor, &name).is_ok());
                match possible.collect::<Vec<_>>().as_slice() {
                    [] => return Err(AuthError::UnsupportedChallenge(name)),
                    [one] => set_up(*one, &name)?,
                    several => ChallengeKind::SelectSetUp(several.to_vec()),
                }
            }
            ("SELECT_CHALLENGE", _) => match first_factors(&available) {
                none if none.is_empty() => return Err(AuthError::UnsupportedChallenge(name)),
                some => ChallengeKind::SelectChallenge(some),
            },
            ("WEB_AUTHN", _) => ChallengeKind::Passkey(parameter("CREDENTIAL_REQUEST_OPTIONS")),
            ("DEVICE_SRP_AUTH", _) => ChallengeKind::Device,
            ("CUSTOM_CHALLENGE", _) => {
                ChallengeKind::Custom(parameters.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect())
            }
            _ => return Err(AuthError::UnsupportedChallenge(name)),
        };
        Ok(Challenge { kind, username, session, is_first: name == SMS_OTP })
    }
}

const SMS_OTP: &str = "SMS_OTP";

/// What precedes the name of an attribute in a challenge and in its answer.
pub(super) const ATTRIBUTE: &str = "userAttributes.";

/// What may be chosen. The password is proved, whether or not the pool would take it as it is.
fn first_factors(available: &[String]) -> Vec<FirstFactor> {
    let offered = |factor: &FirstFactor| {
        available.iter().any(|name| name == factor.name() || *factor == FirstFactor::Password && name == "PASSWORD_SRP")
    };
    FirstFactor::ALL.into_iter().filter(offered).collect()
}

/// How a second factor is set up on the way in, in answer to the challenge `name`. No page can do it by text message: the
/// phone number is an attribute, and nobody is signed in yet.
pub(super) fn set_up(factor: Factor, name: &str) -> Result<ChallengeKind, AuthError> {
    match factor {
        Factor::SoftwareToken => Ok(ChallengeKind::SetUpAuthenticator { secret_code: Secret::default() }),
        Factor::Email => Ok(ChallengeKind::SetUpEmail),
        Factor::Sms => Err(AuthError::UnsupportedChallenge(name.to_owned())),
    }
}

/// The second factors in a parameter that this page knows.
fn factors(json: &str) -> Vec<Factor> {
    list(json).iter().filter_map(|name| Factor::from_name(name)).collect()
}

/// A parameter that is a list in JSON.
fn text(value: Value) -> Option<String> {
    if let Value::String(text) = value { Some(text) } else { None }
}

fn list(json: &str) -> Vec<String> {
    crate::json::read(json).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, parameters: &[(&str, &str)]) -> Result<ChallengeKind, AuthError> {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        let available = ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN", "TELEPATHY"].map(str::to_owned).to_vec();
        let challenge = user_pool::AuthChallenge { name: name.to_owned(), session: None, parameters, available };
        Challenge::read(challenge, "ann@example.com").map(|challenge| challenge.kind)
    }

    #[test]
    fn every_challenge_is_read_with_what_it_needs() {
        let required = [("requiredAttributes", r#"["userAttributes.name","userAttributes.phone_number"]"#)];
        assert_eq!(
            read("NEW_PASSWORD_REQUIRED", &required),
            Ok(ChallengeKind::NewPassword { required_attributes: vec!["name".into(), "phone_number".into()] })
        );
        let device = [("FRIENDLY_DEVICE_NAME", "My phone")];
        let code = |factor, destination: &str| Ok(ChallengeKind::Code { factor, destination: destination.into() });
        assert_eq!(read("SOFTWARE_TOKEN_MFA", &device), code(Factor::SoftwareToken, "My phone"));
        let sent = [("CODE_DELIVERY_DESTINATION", "+*******12"), ("CODE_DELIVERY_DELIVERY_MEDIUM", "SMS")];
        assert_eq!(read("SMS_MFA", &sent), code(Factor::Sms, "+*******12"));
        assert_eq!(read("EMAIL_OTP", &[]), code(Factor::Email, ""));
        assert_eq!(
            read("SELECT_MFA_TYPE", &[("MFAS_CAN_CHOOSE", r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","TELEPATHY"]"#)]),
            Ok(ChallengeKind::SelectFactor(vec![Factor::Sms, Factor::SoftwareToken]))
        );
        assert_eq!(
            read("MFA_SETUP", &[("MFAS_CAN_SETUP", r#"["SOFTWARE_TOKEN_MFA"]"#)]),
            Ok(ChallengeKind::SetUpAuthenticator { secret_code: Secret::default() })
        );
        assert_eq!(read("MFA_SETUP", &[("MFAS_CAN_SETUP", r#"["EMAIL_OTP","SMS_MFA"]"#)]), Ok(ChallengeKind::SetUpEmail));
        assert_eq!(
            read("MFA_SETUP", &[("MFAS_CAN_SETUP", r#"["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]"#)]),
            Ok(ChallengeKind::SelectSetUp(vec![Factor::SoftwareToken, Factor::Email]))
        );
        assert_eq!(
            read("CUSTOM_CHALLENGE", &[("USERNAME", "u"), ("riddle", "What walks on four legs?")]),
            Ok(ChallengeKind::Custom([("riddle".to_owned(), "What walks on four legs?".to_owned())].into()))
        );
    }

    #[test]
    fn what_cannot_be_answered_is_named() {
        let unknown = [
            ("MFA_SETUP", ("MFAS_CAN_SETUP", r#"["SMS_MFA"]"#)),
            ("SELECT_MFA_TYPE", ("MFAS_CAN_CHOOSE", r#"["TELEPATHY"]"#)),
            ("TELEPATHY", ("", "")),
        ];
        for (name, parameter) in unknown {
            assert_eq!(read(name, &[parameter]), Err(AuthError::UnsupportedChallenge(name.to_owned())));
        }
        let (name, available) = ("SELECT_CHALLENGE".to_owned(), vec!["TELEPATHY".to_owned()]);
        let challenge = user_pool::AuthChallenge { name: name.clone(), session: None, parameters: Default::default(), available };
        assert_eq!(Challenge::read(challenge, "ann"), Err(AuthError::UnsupportedChallenge(name)));
    }

    #[test]
    fn a_stored_challenge_is_the_same_when_read_again() {
        let challenge = Challenge {
            is_first: false,
            kind: ChallengeKind::Code { factor: Factor::Email, destination: "a***@e***".into() },
            username: "0f6b5c7e".into(),
            session: Some(Secret::new("opaque")),
        };
        assert_eq!(Challenge::from_json(&challenge.to_json()).unwrap(), challenge);
        assert_eq!(Challenge::from_json(&Secret::new("nonsense")), None);
        assert!(!format!("{challenge:?}").contains("opaque"));
    }
}
