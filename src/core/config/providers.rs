//! Providers of identities outside AWS.

use serde_json::{Map, Value};

use super::read::{Field, Reader, is_attribute};
use super::{Expected, FaultKind};

/// Which provider it is; they differ in what they give a page without a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderKind {
    /// An access token by `response_type=token`.
    Facebook,
    /// An ID token by `response_type=id_token`: its token endpoint asks web applications for a secret.
    Google,
    /// An access token for a code, with PKCE.
    Amazon,
    /// An ID token by `response_type=code id_token`.
    Apple,
    /// Any OpenID Connect provider: an ID token for a code, with PKCE.
    Oidc,
    /// Any OpenID Connect provider that trades no codes with a page: an ID token by `response_type=id_token`.
    OidcIdToken,
}

/// A provider of identities outside AWS, and the application that this page is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Which it is.
    pub kind: ProviderKind,
    /// What visitors call it.
    pub name: String,
    /// The application's id.
    pub client_id: String,
    /// Its key in `Logins`.
    pub login: String,
    /// How it names itself (RFC 9207), where it has such a name.
    pub issuer: Option<String>,
    /// Where it answers.
    pub endpoints: ProviderEndpoints,
}

/// Where a provider answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProviderEndpoints {
    /// At these addresses.
    Known {
        /// Where visitors sign in.
        authorization: String,
        /// Where a code is traded for tokens, where one is.
        token: Option<String>,
    },
    /// Where it says itself
    /// (<https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest>).
    Discovered {
        /// The issuer that its tokens name, as an address.
        issuer: String,
    },
}

impl Reader {
    /// In the order in which the page offers them.
    pub fn providers(&mut self, of: &Map<String, Value>) -> Vec<Provider> {
        const KNOWN: [(&str, ProviderKind, &str, &str, &str, &str); 4] = [
            (
                "google",
                ProviderKind::Google,
                "Google",
                "client_id",
                "accounts.google.com",
                "https://accounts.google.com/o/oauth2/v2/auth",
            ),
            (
                "apple",
                ProviderKind::Apple,
                "Apple",
                "services_id",
                "appleid.apple.com",
                "https://appleid.apple.com/auth/authorize",
            ),
            (
                "facebook",
                ProviderKind::Facebook,
                "Facebook",
                "app_id",
                "graph.facebook.com",
                "https://www.facebook.com/v23.0/dialog/oauth",
            ),
            ("amazon", ProviderKind::Amazon, "Amazon", "client_id", "www.amazon.com", "https://www.amazon.com/ap/oa"),
        ];
        let mut providers = Vec::new();
        for (key, kind, name, id, login, endpoint) in KNOWN {
            let field = Field::of(of, "providers", key);
            let (path, Some(provider)) = (field.path.clone(), self.object(&field)) else { continue };
            let own_token = (kind == ProviderKind::Amazon).then(|| "https://api.amazon.com/auth/o2/token".to_owned());
            let (authorization, token) = self.provider_endpoints(&path, provider);
            providers.push(Provider {
                kind,
                name: name.to_owned(),
                client_id: self.text(Field::of(provider, &path, id), Expected::ApplicationId, is_attribute),
                login: login.to_owned(),
                issuer: matches!(kind, ProviderKind::Google | ProviderKind::Apple).then(|| format!("https://{login}")),
                endpoints: ProviderEndpoints::Known {
                    authorization: authorization.unwrap_or_else(|| endpoint.to_owned()),
                    token: token.or(own_token),
                },
            });
        }
        let oidc = Field::of(of, "providers", "oidc");
        match oidc.value {
            None => {}
            Some(Value::Array(list)) => {
                for (i, value) in list.iter().enumerate() {
                    let field = Field { path: format!("providers.oidc[{i}]"), value: Some(value) };
                    let (path, Some(provider)) = (field.path.clone(), self.object(&field)) else { continue };
                    providers.push(self.oidc(&path, provider));
                }
            }
            Some(_) => self.fault(&oidc.path, FaultKind::Other(Expected::List)),
        }
        providers
    }

    fn oidc(&mut self, path: &str, of: &Map<String, Value>) -> Provider {
        let issuer = self.private_url(Field::of(of, path, "issuer"));
        let known = |text: &str| matches!(text, "code" | "id_token");
        let response_type = Field::of(of, path, "response_type");
        let kind = match self.text_or(response_type, "code", Expected::OneOf(&["code", "id_token"]), known).as_str() {
            "id_token" => ProviderKind::OidcIdToken,
            _ => ProviderKind::Oidc,
        };
        let endpoints = match (self.provider_endpoints(path, of), kind) {
            ((None, None), _) => ProviderEndpoints::Discovered { issuer: issuer.clone() },
            ((Some(authorization), token), ProviderKind::OidcIdToken) => ProviderEndpoints::Known { authorization, token },
            ((Some(authorization), Some(token)), _) => ProviderEndpoints::Known { authorization, token: Some(token) },
            ((authorization, _), _) => {
                let missing = if authorization.is_none() { "authorization_endpoint" } else { "token_endpoint" };
                self.fault(&format!("{path}.{missing}"), FaultKind::OneEndpoint);
                ProviderEndpoints::Discovered { issuer: issuer.clone() }
            }
        };
        Provider {
            kind,
            name: self.text(Field::of(of, path, "name"), Expected::Label, is_attribute),
            client_id: self.text(Field::of(of, path, "client_id"), Expected::ApplicationId, is_attribute),
            login: issuer.split_once("://").map_or(issuer.as_str(), |(_, login)| login).to_owned(),
            issuer: Some(issuer),
            endpoints,
        }
    }

    /// What the file says of where visitors sign in, and of where a code is traded.
    fn provider_endpoints(&mut self, path: &str, of: &Map<String, Value>) -> (Option<String>, Option<String>) {
        let mut endpoint = |name| {
            let field = Field::of(of, path, name);
            field.value.is_some().then(|| self.endpoint(field))
        };
        (endpoint("authorization_endpoint"), endpoint("token_endpoint"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::samples::sample;
    use crate::config::{Config, Fault};
    use serde_json::json;

    #[test]
    fn providers_say_where_they_answer_or_are_asked() {
        let read = |provider: Value| {
            let mut value = sample();
            value["providers"] = json!({ "oidc": [provider] });
            Config::read(&value.to_string()).map(|config| config.providers[0].clone())
        };
        let (authorize, trade) = ("https://login.example/authorize/", "https://login.example/token/");
        let plain = json!({ "name": "Work", "issuer": "https://login.example/", "client_id": "c" });
        let with = |more: &[(&str, &str)]| {
            let mut provider = plain.clone();
            more.iter().for_each(|(name, value)| provider[*name] = json!(value));
            read(provider)
        };
        let provider = read(plain.clone()).unwrap();
        let discovered = ProviderEndpoints::Discovered { issuer: "https://login.example/".to_owned() };
        assert_eq!(
            (provider.kind, provider.login.as_str(), &provider.endpoints),
            (ProviderKind::Oidc, "login.example/", &discovered)
        );
        let token = with(&[("response_type", "id_token")]).unwrap();
        assert_eq!((token.kind, &token.endpoints), (ProviderKind::OidcIdToken, &discovered));
        let named = with(&[("authorization_endpoint", authorize), ("token_endpoint", trade)]).unwrap();
        let known = |token: Option<&str>| ProviderEndpoints::Known {
            authorization: authorize.to_owned(),
            token: token.map(str::to_owned),
        };
        assert_eq!(named.endpoints, known(Some(trade)), "whole addresses are left as they are");
        let token = with(&[("authorization_endpoint", authorize), ("response_type", "id_token")]).unwrap();
        assert_eq!(token.endpoints, known(None), "nothing is traded");

        for (more, expected) in [
            (("authorization_endpoint", authorize), "providers.oidc[0].token_endpoint: OneEndpoint"),
            (("token_endpoint", trade), "providers.oidc[0].authorization_endpoint: OneEndpoint"),
            (("response_type", "token"), r#"providers.oidc[0].response_type: Text("token", OneOf(["code", "id_token"]))"#),
        ] {
            assert_eq!(with(&[more]).unwrap_err().iter().map(Fault::to_string).collect::<Vec<_>>(), [expected]);
        }
        for field in ["issuer", "authorization_endpoint", "token_endpoint"] {
            let others = [("authorization_endpoint", authorize), ("token_endpoint", trade), (field, "http://login.example/")];
            let fields = with(&others).unwrap_err().into_iter().map(|fault| fault.field).collect::<Vec<_>>();
            assert_eq!(fields, [format!("providers.oidc[0].{field}")], "what it is told could be read on the way");
        }
    }
}
