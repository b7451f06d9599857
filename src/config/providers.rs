//! Providers of identities outside AWS.

use serde_json::{Map, Value};

use super::read::{Field, Reader, is_attribute, is_url};

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
    /// Where visitors sign in; `None` is asked for by discovery.
    pub authorization_endpoint: Option<String>,
    /// Where a code is traded for tokens, where one is.
    pub token_endpoint: Option<String>,
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
            let tokens = (kind == ProviderKind::Amazon).then(|| "https://api.amazon.com/auth/o2/token".to_owned());
            providers.push(Provider {
                kind,
                name: name.to_owned(),
                client_id: self.text(Field::of(provider, &path, id), "the application's id", is_attribute),
                login: login.to_owned(),
                authorization_endpoint: self
                    .url(Field::of(provider, &path, "authorization_endpoint"))
                    .or(Some(endpoint.to_owned())),
                token_endpoint: self.url(Field::of(provider, &path, "token_endpoint")).or(tokens),
            });
        }
        let oidc = Field::of(of, "providers", "oidc");
        match oidc.value {
            None => {}
            Some(Value::Array(list)) => {
                for (i, value) in list.iter().enumerate() {
                    let field = Field { path: format!("providers.oidc[{i}]"), value: Some(value) };
                    let (path, Some(provider)) = (field.path.clone(), self.object(&field)) else { continue };
                    let issuer = self.text(Field::of(provider, &path, "issuer"), "the issuer's address", is_url);
                    let login = issuer.split_once("://").map_or(issuer.as_str(), |(_, login)| login).to_owned();
                    providers.push(Provider {
                        kind: ProviderKind::Oidc,
                        name: self.text(Field::of(provider, &path, "name"), "what visitors call it", is_attribute),
                        client_id: self.text(Field::of(provider, &path, "client_id"), "the application's id", is_attribute),
                        login,
                        authorization_endpoint: self.url(Field::of(provider, &path, "authorization_endpoint")),
                        token_endpoint: self.url(Field::of(provider, &path, "token_endpoint")),
                    });
                }
            }
            Some(_) => self.fault(&oidc.path, "It should be a list in brackets."),
        }
        providers
    }
}
