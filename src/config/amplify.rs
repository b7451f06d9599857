//! Amplify's `amplify_outputs.json`, which says the same in other words.

use serde_json::{Map, Value};

use super::read::{Field, Reader, is_client_id, is_user_pool_id};
use super::{AuthFlow, Config, Endpoints, Expected, FirstFactor, Flow, IdentityPool, RememberDevices, UserPool};

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
            flow: Flow::Enhanced,
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
