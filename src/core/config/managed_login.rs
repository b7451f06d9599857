//! Cognito's own pages for signing in to a user pool, and the providers behind them.

use serde_json::{Map, Value};

use super::Expected;
use super::read::{Field, Reader, is_attribute};

/// What the page asks for unless the configuration says otherwise: who it is, and to act for them at the user pool.
const SCOPES: [&str; 4] = ["openid", "email", "profile", "aws.cognito.signin.user.admin"];

/// A user pool's domain, and what it is used for
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedLogin {
    /// The domain's address, without a trailing slash.
    pub url: String,
    /// The providers of the user pool that are offered.
    pub providers: Vec<PoolProvider>,
    /// What visitors call the login page of the user pool itself, if it is offered; empty where it has no name, as in Amplify's
    /// file.
    pub page: Option<String>,
    /// What the access token is for.
    pub scopes: Vec<String>,
    /// The addresses that visitors are sent back to, where the configuration names them; else the page's own is one.
    pub return_urls: Vec<String>,
}

/// A provider that the user pool knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolProvider {
    /// What visitors call it.
    pub name: String,
    /// What the user pool calls it: `Facebook`, `Google`, `LoginWithAmazon`, `SignInWithApple`, or a name of the owner's.
    pub identity_provider: String,
}

impl ManagedLogin {
    /// Where a visitor who leaves from `here` is sent back to: `here`, or another page of the same origin, which finds
    /// what this one has stored. `None` where the user pool sends nobody back to this origin.
    pub fn return_url<'a>(&'a self, here: &'a str) -> Option<&'a str> {
        if self.return_urls.is_empty() {
            return Some(here);
        }
        let same = |test: &dyn Fn(&str) -> bool| self.return_urls.iter().map(String::as_str).find(|url| test(url));
        same(&|url| url == here).or_else(|| same(&|url| origin(url) == origin(here)))
    }
}

fn origin(url: &str) -> &str {
    let path = url.find("://").and_then(|scheme| Some(scheme + 3 + url.get(scheme + 3..)?.find('/')?));
    path.and_then(|path| url.get(..path)).unwrap_or(url)
}

impl Reader {
    pub fn managed_login(&mut self, pool: &Map<String, Value>) -> Option<ManagedLogin> {
        let field = Field::of(pool, "user_pool", "managed_login");
        let login = self.object(&field)?;
        let path = field.path;
        let mut providers = Vec::new();
        for (path, provider) in self.list(Field::of(login, &path, "providers")) {
            let Some(provider) = self.object(&Field { path: path.clone(), value: Some(provider) }) else { continue };
            providers.push(PoolProvider {
                name: self.text(Field::of(provider, &path, "name"), Expected::Label, is_attribute),
                identity_provider: self.text(
                    Field::of(provider, &path, "identity_provider"),
                    Expected::PoolProviderName,
                    is_attribute,
                ),
            });
        }
        let scopes = self.texts(Field::of(login, &path, "scopes"), Expected::Scope);
        let page = Field::of(login, &path, "page");
        Some(ManagedLogin {
            url: self.private_url(Field::of(login, &path, "url")).trim_end_matches('/').to_owned(),
            providers,
            page: page.value.is_some().then(|| self.text(page, Expected::Label, is_attribute)),
            scopes: if scopes.is_empty() { SCOPES.map(str::to_owned).to_vec() } else { scopes },
            return_urls: Vec::new(),
        })
    }

    /// `auth.oauth` of `amplify_outputs.json`, which names the providers in a way of its own.
    pub fn amplify_oauth(&mut self, auth: &Map<String, Value>) -> Option<ManagedLogin> {
        let field = Field::of(auth, "auth", "oauth");
        let oauth = self.object(&field)?;
        let path = field.path;
        let domain = self.text(Field::of(oauth, &path, "domain"), Expected::Domain, |domain| {
            let parsed = format!("https://{domain}").parse::<http::Uri>();
            domain.contains('.') && parsed.is_ok_and(|uri| uri.path() == "/" && uri.query().is_none())
        });
        let known = |provider: String| {
            let (name, identity_provider) = match provider.as_str() {
                "FACEBOOK" => ("Facebook", "Facebook"),
                "GOOGLE" => ("Google", "Google"),
                "LOGIN_WITH_AMAZON" => ("Amazon", "LoginWithAmazon"),
                "SIGN_IN_WITH_APPLE" => ("Apple", "SignInWithApple"),
                other => (other, other),
            };
            PoolProvider { name: name.to_owned(), identity_provider: identity_provider.to_owned() }
        };
        let providers = self.texts(Field::of(oauth, &path, "identity_providers"), Expected::AmplifyProvider);
        let scopes = self.texts(Field::of(oauth, &path, "scopes"), Expected::Scope);
        Some(ManagedLogin {
            url: format!("https://{domain}"),
            providers: providers.into_iter().map(known).collect(),
            // Where `signInWithRedirect()` leads without a provider.
            page: Some(String::new()),
            scopes: if scopes.is_empty() { SCOPES.map(str::to_owned).to_vec() } else { scopes },
            return_urls: self.texts(Field::of(oauth, &path, "redirect_sign_in_uri"), Expected::ReturnUrl),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_come_back_to_where_they_were_or_to_the_same_origin() {
        let mut login =
            ManagedLogin { url: String::new(), providers: Vec::new(), page: None, scopes: Vec::new(), return_urls: Vec::new() };
        assert_eq!(login.return_url("https://a.example/x"), Some("https://a.example/x"), "nobody said otherwise");
        login.return_urls =
            ["http://localhost:8080/", "https://a.example/index.html", "https://a.example/x"].map(str::to_owned).into();
        assert_eq!(login.return_url("https://a.example/x"), Some("https://a.example/x"));
        assert_eq!(login.return_url("https://a.example/"), Some("https://a.example/index.html"));
        assert_eq!(login.return_url("http://localhost:8081/"), None);
        assert_eq!(login.return_url("https://a.example.evil/"), None);
    }
}
