//! The identity pool: how somebody who has signed in, or a guest, comes to credentials.

use serde_json::{Map, Value};

use super::read::{Field, Reader, is_region};
use super::{Expected, FaultKind};

/// A Cognito identity pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityPool {
    /// Such as `us-east-1:01234567-89ab-cdef-0123-456789abcdef`.
    pub id: String,
    /// Whether it vends credentials to visitors who have not signed in.
    pub allow_guests: bool,
    /// How an identity becomes credentials.
    pub flow: CredentialFlow,
}

/// How an identity becomes credentials
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow.html>).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CredentialFlow {
    /// The identity pool chooses the role and gives the credentials.
    #[default]
    Enhanced,
    /// The identity pool gives a token, with which STS lets the visitor act as a role.
    Classic {
        /// The role of somebody who has signed in, as an ARN.
        role_arn: String,
        /// The role of guests, where they are let in.
        guest_role_arn: Option<String>,
    },
}

impl Reader {
    /// `identity_pool` of `config.json`.
    pub fn identity_pool(&mut self, field: &Field<'_>) -> IdentityPool {
        let path = &field.path;
        let missing = || IdentityPool { id: String::new(), allow_guests: false, flow: CredentialFlow::Enhanced };
        self.required(field, FaultKind::Missing(Expected::IdentityPool)).map_or_else(missing, |pool| IdentityPool {
            id: self.identity_pool_id(Field::of(pool, path, "id")),
            allow_guests: self.flag(Field::of(pool, path, "allow_guests"), false),
            flow: self.flow(pool),
        })
    }

    pub fn identity_pool_id(&mut self, field: Field<'_>) -> String {
        if field.value.is_none() {
            self.fault(&field.path, FaultKind::Missing(Expected::IdentityPool));
            return String::new();
        }
        self.text(field, Expected::IdentityPoolId, is_identity_pool_id)
    }

    fn flow(&mut self, pool: &Map<String, Value>) -> CredentialFlow {
        let field = |name| Field::of(pool, "identity_pool", name);
        let flow = self.text_or(field("flow"), "enhanced", Expected::OneOf(&["enhanced", "classic"]), |text| {
            matches!(text, "enhanced" | "classic")
        });
        if flow != "classic" {
            return CredentialFlow::Enhanced;
        }
        let role_arn = self.text(field("role_arn"), Expected::RoleArn, is_role_arn);
        // Guests that nobody lets in need no role.
        let guests = pool.get("allow_guests").and_then(Value::as_bool).unwrap_or_default();
        let guest_role_arn = guests.then(|| self.text(field("guest_role_arn"), Expected::RoleArn, is_role_arn));
        CredentialFlow::Classic { role_arn, guest_role_arn }
    }
}

fn is_identity_pool_id(text: &str) -> bool {
    text.split_once(':')
        .is_some_and(|(region, id)| is_region(region) && id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
}

fn is_role_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    matches!(parts.as_slice(), ["arn", partition, "iam", "", account, resource]
        if partition.starts_with("aws") && account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())
            && resource.strip_prefix("role/").is_some_and(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::samples::{faults, sample};
    use serde_json::json;

    #[test]
    fn the_classic_flow_needs_its_roles() {
        let mut value = sample();
        let flow = |value: &Value| Config::read(&value.to_string()).map(|config| config.identity_pool.flow);
        assert_eq!(flow(&value), Ok(CredentialFlow::Enhanced));
        value["identity_pool"]["flow"] = json!("classic");
        assert_eq!(
            faults(&value),
            ["identity_pool.role_arn: Missing(RoleArn)", "identity_pool.guest_role_arn: Missing(RoleArn)",]
        );
        let (role_arn, guest) = ("arn:aws:iam::123456789012:role/path/User", "arn:aws-cn:iam::123456789012:role/Guest");
        value["identity_pool"]["role_arn"] = json!(role_arn);
        value["identity_pool"]["guest_role_arn"] = json!(guest);
        let classic = CredentialFlow::Classic { role_arn: role_arn.to_owned(), guest_role_arn: Some(guest.to_owned()) };
        assert_eq!(flow(&value), Ok(classic));
        value["identity_pool"]["flow"] = json!("express");
        value["identity_pool"]["role_arn"] = json!("arn:aws:s3:::bucket");
        assert_eq!(faults(&value), [r#"identity_pool.flow: Text("express", OneOf(["enhanced", "classic"]))"#]);
    }
}
