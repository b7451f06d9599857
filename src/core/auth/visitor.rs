//! Who is here, and what vouches for them.

use std::time::SystemTime;

use serde::Serialize;
use serde_json::{Map, Value};

use super::tokens::{Tokens, claims, expiry, sub};
use crate::config::{Access, Actions};
use crate::json;
use crate::ports::Random;
use crate::secret::Secret;

/// Who is here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Visitor {
    /// Somebody who has not signed in.
    Guest,
    /// A user of the user pool.
    User(Tokens),
    /// Somebody whom a provider outside AWS vouches for.
    Federated(Federated),
}

impl Visitor {
    /// The one that was serialised.
    pub(super) fn read(value: &Value) -> Option<Visitor> {
        if value.as_str() == Some("Guest") {
            return Some(Visitor::Guest);
        }
        match value.get("User") {
            Some(tokens) => Tokens::read(tokens).map(Visitor::User),
            None => Federated::read(value.get("Federated")?).map(Visitor::Federated),
        }
    }
}

/// What a provider outside AWS gave.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Federated {
    /// What visitors call the provider.
    pub provider: String,
    /// Its key in `Logins`.
    pub login: String,
    /// What tells this user from others of the provider: the token's `sub`. An access token tells its provider alone whom it
    /// is about; then it is a name made up for this sign-in.
    pub subject: String,
    /// Its token. It cannot be refreshed: when it has expired, the visitor signs in again.
    pub token: Secret,
    /// Who it is to a login of the owner's own, which is the only one to know.
    pub developer_identity: Option<DeveloperIdentity>,
}

/// An identity that was given together with its token, so that the identity pool is not asked for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeveloperIdentity {
    /// The identity.
    pub identity_id: String,
    /// The name that its user signed in with.
    pub user_name: String,
}

impl Federated {
    fn read(value: &Value) -> Option<Federated> {
        let text = |name| json::text(value, name);
        let identity = |of: &Value| {
            Some(DeveloperIdentity { identity_id: json::text(of, "identity_id")?, user_name: json::text(of, "user_name")? })
        };
        Some(Federated {
            provider: text("provider")?,
            login: text("login")?,
            subject: text("subject").unwrap_or_default(),
            token: Secret::new(text("token")?),
            developer_identity: value.get("developer_identity").and_then(identity),
        })
    }

    /// Somebody for whom the provider with this name and key vouches by `token`.
    pub fn new(random: &impl Random, provider: &str, login: &str, token: Secret) -> Federated {
        let subject = sub(&token).unwrap_or_else(|| {
            let mut name = [0; 16];
            random.fill(&mut name);
            hex::encode(name)
        });
        Federated { provider: provider.to_owned(), login: login.to_owned(), subject, token, developer_identity: None }
    }

    /// When the token expires, if it says so.
    pub(super) fn expiry(&self) -> Option<SystemTime> {
        claims(&self.token).and_then(|claims| expiry(&claims))
    }

    /// Whether the token says at `now` that it has expired.
    pub(super) fn has_expired(&self, now: SystemTime) -> bool {
        self.expiry().is_some_and(|expiry| expiry <= now)
    }

    /// Whether the token can be read by nobody but its provider.
    pub(super) fn is_opaque(&self) -> bool {
        sub(&self.token).is_none()
    }

    /// What may be shown: the claims of an ID token, else who vouches.
    pub(super) fn claims(&self) -> Map<String, Value> {
        let mut claims = claims(&self.token).unwrap_or_default();
        if let Some(DeveloperIdentity { user_name, .. }) = &self.developer_identity {
            claims.insert("name".to_owned(), user_name.as_str().into());
        } else if name(&claims).is_none() {
            claims.insert(PROVIDER.to_owned(), self.provider.as_str().into());
        }
        claims
    }
}

/// What a provider is called among the claims that its token does not make.
const PROVIDER: &str = "provider";

/// What the page may show of the visitor. No token is in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Profile {
    /// A guest.
    Guest,
    /// A user with the claims of the ID token, or what else is known of them.
    User(Map<String, Value>),
}

impl Profile {
    /// What this visitor may do where `access` says who may.
    pub fn actions(&self, access: &Access) -> Actions {
        match self {
            Profile::Guest => access.guest,
            Profile::User(claims) => {
                let groups = claims.get("cognito:groups").and_then(Value::as_array).into_iter().flatten();
                access.of_groups(groups.filter_map(Value::as_str))
            }
        }
    }

    /// What the user is called.
    pub fn name(&self) -> Option<&str> {
        match self {
            Profile::Guest => None,
            Profile::User(claims) => name(claims),
        }
    }

    /// Who vouches for a user of whom no name is known.
    pub fn provider(&self) -> Option<&str> {
        match self {
            Profile::Guest => None,
            Profile::User(claims) => text(claims, PROVIDER),
        }
    }
}

/// What somebody with these claims is called: by what they sign in, else by what others call them.
pub fn name(claims: &Map<String, Value>) -> Option<&str> {
    let claim = |name: &&str| text(claims, name);
    user_name(claims).or_else(|| ["email", "preferred_username", "phone_number", "name"].iter().find_map(claim))
}

/// The user name, where it is one that its user knows: neither given by the user pool or by this page, nor made of the
/// provider's name and number.
pub fn user_name(claims: &Map<String, Value>) -> Option<&str> {
    let is_given = |name: &&str| is_uuid(name) || Some(*name) == text(claims, "sub") || claims.contains_key("identities");
    text(claims, "cognito:username").filter(|name| !is_given(name))
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn is_uuid(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn everybody_is_called_by_what_they_know_themselves() {
        let called = |claims: Value| name(claims.as_object().unwrap()).map(str::to_owned);
        let uuid = "0f6b5c7e-1111-4222-8333-444455556666";
        let email = || Some("ann@example.com".to_owned());
        assert_eq!(called(json!({ "sub": "1", "cognito:username": "1", "email": "ann@example.com", "name": "Ann" })), email());
        assert_eq!(called(json!({ "sub": "1", "cognito:username": uuid, "email": "ann@example.com" })), email());
        assert_eq!(called(json!({ "cognito:username": "Google_17", "identities": [], "email": "ann@example.com" })), email());
        assert_eq!(called(json!({ "sub": "1", "cognito:username": "ann", "email": "ann@example.com" })).as_deref(), Some("ann"));
        let by_phone = json!({ "sub": "1", "cognito:username": uuid, "phone_number": "+49151", "name": "Ann" });
        assert_eq!(called(by_phone).as_deref(), Some("+49151"));
        assert_eq!(called(json!({ "email": "", "name": "Ann" })).as_deref(), Some("Ann"));
        assert_eq!(called(json!({ "sub": "1", "cognito:username": "1" })), None);
    }
}
