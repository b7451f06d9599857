//! Display names, with a text of the page's where there is no name: of accounts, profiles, logins and providers.

use crate::auth::accounts::Account;
use crate::auth::linking::LoginName;
use crate::auth::visitor::{Profile, Visitor};
use crate::ui::components::Text;

/// An account: as its user signs in, or that it is a guest's.
pub fn account(account: &Account) -> Text {
    match (account.name(), account.provider()) {
        (Some(name), Some(provider)) => Text::data(format!("{name} ({provider})")),
        (None, Some(provider)) => account_with(provider),
        (name, None) => named(name, matches!(account.visitor, Visitor::Guest)),
    }
}

/// Who is signed in: as they sign in, or that they are a guest.
pub fn profile(profile: &Profile) -> Text {
    if let (None, Some(provider)) = (profile.name(), profile.provider()) {
        return account_with(provider);
    }
    named(profile.name().map(str::to_owned), *profile == Profile::Guest)
}

/// A login among those that lead to an account.
pub fn login(name: &LoginName) -> Text {
    match name {
        LoginName::UserPool => t!("Email").into(),
        LoginName::Provider(name) => Text::data(name),
    }
}

/// Who is asked to sign a visitor in; the user pool's own login page may have no name.
pub fn provider(name: &str) -> Text {
    if name.is_empty() { t!("single sign-on").into() } else { Text::data(name) }
}

/// An account of whose user nothing but the provider is known.
fn account_with(provider: &str) -> Text {
    Text::words(t!("{provider} account", provider = provider))
}

fn named(name: Option<String>, is_guest: bool) -> Text {
    match name {
        Some(name) => Text::Data(name),
        None if is_guest => t!("Guest").into(),
        None => t!("Signed in").into(),
    }
}
