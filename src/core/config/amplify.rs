//! Amplify's `amplify_outputs.json`, which says the same in other words.

use serde_json::{Map, Value};

use super::read::{Field, Reader};
use super::user_pool::{is_client_id, is_user_pool_id};
use super::{AuthFlow, Config, CredentialFlow, Endpoints, Expected, FirstFactor, IdentityPool, RememberDevices, UserPool};

impl Reader {
    /// A password always works; `passwordless` names what does beside it.
    fn passwordless(&mut self, auth: &Map<String, Value>) -> Vec<FirstFactor> {
        let field = Field::of(auth, "auth", "passwordless");
        let Some(passwordless) = self.object(&field) else { return vec![FirstFactor::Password] };
        let mut enabled = |name| self.flag(Field::of(passwordless, &field.path, name), false);
        let (email, sms) = (enabled("email_otp_enabled"), enabled("sms_otp_enabled"));
        let passkeys = Field::of(passwordless, &field.path, "web_authn").value.is_some();
        let known = [
            (true, FirstFactor::Password),
            (email, FirstFactor::EmailOtp),
            (sms, FirstFactor::SmsOtp),
            (passkeys, FirstFactor::WebAuthn),
        ];
        known.into_iter().filter_map(|(is_offered, factor)| is_offered.then_some(factor)).collect()
    }

    /// <https://docs.amplify.aws/react/reference/amplify_outputs/>
    pub fn amplify(&mut self, root: &Map<String, Value>) -> Config {
        let auth = self.object(&Field::of(root, "", "auth"));
        let empty = Map::new();
        let auth = auth.unwrap_or(&empty);
        let region = self.region(Field::of(auth, "auth", "aws_region"));
        let user_pool = auth.contains_key("user_pool_id").then(|| UserPool {
            id: self.text(Field::of(auth, "auth", "user_pool_id"), Expected::UserPoolId, is_user_pool_id),
            client_id: self.text(Field::of(auth, "auth", "user_pool_client_id"), Expected::ClientId, is_client_id),
            password_policy: self.password_policy(Field::of(auth, "auth", "password_policy"), str::to_owned),
            mfa: self.amplify_mfa(auth),
            first_factors: self.passwordless(auth),
            // Amplify has no words for these.
            remember_devices: RememberDevices::Never,
            managed_login: self.amplify_oauth(auth),
            auth_flow: AuthFlow::Srp,
            names: self.user_names(auth, "auth"),
        });
        let identity_pool = IdentityPool {
            id: self.identity_pool_id(Field::of(auth, "auth", "identity_pool_id")),
            // Amplify's schema lets guests in unless it says otherwise.
            allow_guests: self.flag(Field::of(auth, "auth", "unauthenticated_identities_enabled"), true),
            flow: CredentialFlow::Enhanced,
        };
        let places = self.amplify_places(Field::of(root, "", "storage"), &region);
        // Amplify has no word for tables and plain APIs; `custom` is the place it leaves to the owner.
        let custom = self.object(&Field::of(root, "", "custom")).unwrap_or(&empty);
        let tables = self.tables(Field::of(custom, "custom", "tables"));
        let apis = self.amplify_apis(custom, &region);
        let idle_timeout = self.idle_timeout(&Field::of(custom, "custom", "session"));
        Config {
            region,
            user_pool,
            identity_pool,
            places,
            tables,
            apis,
            https_url: None,
            providers: Vec::new(),
            developer_login: None,
            idle_timeout,
            endpoints: Endpoints::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Mfa, MfaConfiguration};
    use serde_json::json;

    #[test]
    fn amplify_outputs_say_the_same() {
        let value = json!({
            "version": "1.4",
            "auth": {
                "aws_region": "eu-west-1",
                "user_pool_id": "eu-west-1_AbC123",
                "user_pool_client_id": "abc123",
                "identity_pool_id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef",
                "unauthenticated_identities_enabled": true,
                "password_policy": { "min_length": 12, "require_symbols": true },
                "mfa_configuration": "OPTIONAL",
                "mfa_methods": ["TOTP"],
                "oauth": {
                    "identity_providers": ["GOOGLE", "LOGIN_WITH_AMAZON", "Corp"],
                    "domain": "files.auth.eu-west-1.amazoncognito.com",
                    "scopes": ["openid", "aws.cognito.signin.user.admin"],
                    "redirect_sign_in_uri": ["https://files.example/"],
                    "redirect_sign_out_uri": ["https://files.example/"],
                    "response_type": "code",
                },
            },
            "storage": { "aws_region": "eu-west-1", "bucket_name": "amplify-bucket" },
            "custom": { "tables": [ { "name": "items", "partition_key": "pk" } ] },
        });
        let config = Config::read(&value.to_string()).unwrap();
        assert_eq!(config.region, "eu-west-1");
        let pool = config.user_pool.unwrap();
        assert_eq!(pool.password_policy.min_length, 12);
        let mfa = Mfa { configuration: Some(MfaConfiguration::Optional), factors: Some(vec!["SOFTWARE_TOKEN_MFA"]) };
        assert_eq!(pool.mfa, mfa);
        let login = pool.managed_login.unwrap();
        let providers: Vec<_> = login.providers.iter().map(|p| (p.name.as_str(), p.identity_provider.as_str())).collect();
        assert_eq!(providers, [("Google", "Google"), ("Amazon", "LoginWithAmazon"), ("Corp", "Corp")]);
        assert_eq!(login.url, "https://files.auth.eu-west-1.amazoncognito.com");
        assert_eq!((login.scopes.len(), login.return_urls.as_slice()), (2, ["https://files.example/".to_owned()].as_slice()));
        assert!(config.identity_pool.allow_guests);
        let places: Vec<_> = config.places.iter().map(|place| (place.label.as_str(), place.prefix("me"))).collect();
        assert_eq!(places, [("", "private/me/".to_owned()), ("Shared", "shared/".to_owned())]);
        assert_eq!(config.tables[0].sort_key, None);
    }
}
