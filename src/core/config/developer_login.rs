//! A login of the owner's own: their server knows the users, and vouches for them to the identity pool.

use serde_json::{Map, Value};

use super::Expected;
use super::read::{Field, Reader, is_attribute};

/// Where users of the owner's own sign in
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html>).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeveloperLogin {
    /// What visitors call it.
    pub name: String,
    /// Takes a user's name and password and answers with an identity and a token for it. The password travels, so it is
    /// HTTPS, or on this machine.
    pub url: String,
}

impl Reader {
    pub fn developer_login(&mut self, root: &Map<String, Value>) -> Option<DeveloperLogin> {
        let field = Field::of(root, "", "developer_login");
        let login = self.object(&field)?;
        Some(DeveloperLogin {
            name: self.text(Field::of(login, &field.path, "name"), Expected::Label, is_attribute),
            url: self.private_url(Field::of(login, &field.path, "url")),
        })
    }
}
