//! What is called something even where it has no name of its own.

use crate::auth::accounts::Account;
use crate::auth::visitor::Visitor;

/// An account: as its user signs in, or that it is a guest's.
pub fn account(account: &Account) -> String {
    let nameless = || if matches!(account.visitor, Visitor::Guest) { t!("Guest") } else { t!("Signed in") };
    account.name().unwrap_or_else(|| nameless().to_owned())
}
