//! Profile: who the visitor is, and how to change that.

use crate::ui::reactive::*;
use serde_json::{Map, Value};

use super::AccountPage;
use super::contact::{Contact, ContactKind};
use super::row::AttributeRow;
use crate::app::forms::attributes::label;
use crate::auth::challenge::Factor;
use crate::auth::visitor::{self, Profile};
use crate::aws::user_pool::account::User;
use crate::config::{EMAIL, FirstFactor, PHONE_NUMBER, PREFERRED_USERNAME, UserNames, UserPool};
use crate::ui::components::{Fact, facts};
use crate::ui::dom::{View, group, html, live};

pub(super) const REGION: &str = "profile";

/// Claims that say something of a person, as <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims> names
/// them.
const CLAIMS: [&str; 5] = ["email", "name", "given_name", "family_name", "phone_number"];

/// What a provider says of the visitor, called `provider` where that is known. Only the provider can change it.
pub(super) fn of_claims(claims: &Map<String, Value>, provider: Option<&str>) -> View {
    let fact = |name: &str| Some(Fact::data(label(name), claims.get(name)?.as_str()?));
    let hint = match provider {
        Some(provider) => t!("Comes from {provider}. You can change it there.", provider = provider),
        None => t!("Comes from the provider you sign in with. You can change it there.").to_owned(),
    };
    group([html::p().class("hint").child(hint), facts(CLAIMS.into_iter().filter_map(fact).collect::<Vec<_>>())])
}

/// Attributes that are shown elsewhere, or are the user pool's own.
fn is_shown_elsewhere(name: &str) -> bool {
    matches!(name, EMAIL | PHONE_NUMBER | PREFERRED_USERNAME | "name" | "sub" | "identities")
        || name.starts_with("cognito:")
        || name.ends_with("_verified")
}

/// What else the user pool knows. A user name that its user has chosen can never be changed.
fn others(user: &User, user_name: Option<&str>, names: &UserNames) -> Vec<Fact> {
    let fact = |(name, value): (&String, &String)| Fact::data(label(name), value);
    // One that is an alias has a field.
    let preferred = user.attributes.get_key_value(PREFERRED_USERNAME).filter(|_| !names.takes(PREFERRED_USERNAME));
    let others = user.attributes.iter().filter(|(name, _)| !is_shown_elsewhere(name)).chain(preferred).map(fact);
    user_name.map(|name| Fact::data(t!("Username"), name)).into_iter().chain(others).collect()
}

/// Whether a phone number is of use at the site: codes go to it, or users sign in by it.
fn has_numbers(pool: &UserPool) -> bool {
    pool.names.takes(PHONE_NUMBER) || pool.names.requires(PHONE_NUMBER) || has_text_messages(pool)
}

fn has_text_messages(pool: &UserPool) -> bool {
    pool.mfa.offers(Factor::Sms.name()) || pool.first_factors.contains(&FirstFactor::SmsOtp)
}

/// Whether codes may be sent to a phone number, as far as is known.
fn may_have_text_messages(pool: &UserPool) -> bool {
    pool.mfa.may_offer(Factor::Sms.name()) || has_numbers(pool)
}

pub(super) fn view(account: AccountPage) -> View {
    account.user.view(move || rows(account))
}

/// A row for each attribute that its user may change, and what else is known.
fn rows(account: AccountPage) -> View {
    let has_number = account.user.with_untracked(|user| user.attribute(PHONE_NUMBER).is_some()) == Some(true);
    let phone = (has_number || account.pool.with_value(has_numbers)).then(|| {
        let is_confirmable = account.pool.with_value(may_have_text_messages);
        Contact::new(account, ContactKind::Phone).row(is_confirmable)
    });
    let preferred = account.pool.with_value(|pool| pool.names.takes(PREFERRED_USERNAME)).then(|| {
        let hint = Some(t!("You can also sign in with it.").to_owned());
        AttributeRow::new(account, PREFERRED_USERNAME).of_text(label(PREFERRED_USERNAME), "nickname", hint)
    });
    let user_name = match account.state.session().profile() {
        Some(Profile::User(claims)) => visitor::user_name(&claims).map(str::to_owned),
        _ => None,
    };
    let names = account.pool.with_value(|pool| pool.names.clone());
    // With an address in its place, it is the same once more.
    let user_name = user_name.filter(|_| names.has_names());
    let others = move |user: &User| others(user, user_name.as_deref(), &names);
    let others = Memo::new(move |_| account.user.with(&others).unwrap_or_default());
    let others = live(move || (!others.read().is_empty()).then(|| facts(others)));
    group([
        Contact::new(account, ContactKind::Email).row(true).into(),
        AttributeRow::new(account, "name").of_text(label("name"), "name", None).into(),
        preferred.into(),
        phone.into(),
        others,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_elsewhere_is_not_shown_twice() {
        let attributes = [
            ("email", "a@b"),
            ("email_verified", "true"),
            ("sub", "1"),
            ("phone_number", "+49170"),
            ("phone_number_verified", "false"),
            ("custom:staff_id", "7"),
            (PREFERRED_USERNAME, "annie"),
        ];
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let user = User { attributes, ..User::default() };
        let shown = |name: Option<&str>, names: &UserNames| {
            let facts = others(&user, name, names);
            facts.into_iter().map(|fact| (fact.name.to_string(), fact.value.to_string())).collect::<Vec<_>>()
        };
        let fact = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let (staff, preferred) = (fact("Staff id", "7"), fact("Preferred username", "annie"));
        assert_eq!(shown(None, &UserNames::default()), [staff.clone(), preferred]);
        let alias = UserNames { username_attributes: vec![], alias_attributes: vec![PREFERRED_USERNAME], ..UserNames::default() };
        assert_eq!(shown(Some("ann"), &alias), [fact("Username", "ann"), staff]);
    }
}
