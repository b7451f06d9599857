//! Profile: who the visitor is, and how to change that.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::Account;
use super::contact::{self, Contact, Kind};
use crate::auth::account;
use crate::auth::challenge::Factor;
use crate::aws::user_pool::account::User;
use crate::config::{FirstFactor, UserPool};
use crate::ui::components::{Button, Fact, Problem, TextField, error_notice, facts, form};
use crate::ui::dom::{View, group, html, live};
use crate::ui::pages::entrance::challenge::attribute_label;
use crate::ui::task::Task;

pub(super) const REGION: &str = "Profile";

/// Claims that say something of a person, as <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims> names
/// them.
const CLAIMS: [&str; 5] = ["email", "name", "given_name", "family_name", "phone_number"];

/// What a provider says of the visitor, called `provider` where that is known. Only the provider can change it.
pub(super) fn of_claims(claims: &Map<String, Value>, provider: Option<&str>) -> View {
    let fact = |name: &str| Some(Fact::text(attribute_label(name), claims.get(name)?.as_str()?));
    let hint = match provider {
        Some(provider) => format!("This is what {provider} says of you. It can be changed there."),
        None => "This is what the provider that signs you in says of you. It can be changed there.".to_owned(),
    };
    group([html::p().class("hint").child(hint), facts(CLAIMS.into_iter().filter_map(fact).collect::<Vec<_>>())])
}

/// Attributes that are shown elsewhere, or are the user pool's own.
fn is_shown_elsewhere(name: &str) -> bool {
    matches!(name, "email" | "name" | "phone_number" | "sub" | "identities")
        || name.starts_with("cognito:")
        || name.ends_with("_verified")
}

/// What else the user pool knows.
fn others(user: &User) -> Vec<Fact> {
    let fact = |(name, value): (&String, &String)| Fact::text(attribute_label(name), value.clone());
    user.attributes.iter().filter(|(name, _)| !is_shown_elsewhere(name)).map(fact).collect()
}

/// Whether a phone number is of use at the site: codes go to it.
fn has_text_messages(pool: &UserPool) -> bool {
    pool.mfa.offers(Factor::Sms.name()) || pool.first_factors.contains(&FirstFactor::SmsOtp)
}

/// Whether codes may be sent to a phone number, as far as is known.
fn may_have_text_messages(pool: &UserPool) -> bool {
    pool.mfa.may_offer(Factor::Sms.name()) || has_text_messages(pool)
}

pub(super) fn view(account: Account) -> View {
    account.user.view(move || Form::new(account).view())
}

#[derive(Clone, Copy)]
struct Form {
    account: Account,
    email: Contact,
    name: RwSignal<String>,
    /// Where there is one, or one is of use.
    phone: Option<Contact>,
    problem: RwSignal<Option<Problem>>,
    saving: Task,
}

impl Form {
    fn new(account: Account) -> Form {
        let attribute = |name: &str| account.user.with_untracked(|user| user.attribute(name).map(str::to_owned)).flatten();
        let has_number = attribute(Kind::Phone.attribute()).is_some();
        let phone = (has_number || account.pool.with_value(has_text_messages)).then(|| Contact::new(account, Kind::Phone));
        Form {
            account,
            email: Contact::new(account, Kind::Email),
            name: RwSignal::new(attribute("name").unwrap_or_default()),
            phone,
            problem: RwSignal::new(None),
            saving: Task::new(),
        }
    }

    fn view(self) -> View {
        let form = form(move || self.save())
            .child(self.email.field())
            .child(TextField::new("Name", self.name).autocomplete("name"))
            .child(self.phone.map(Contact::field))
            .child(Button::new("Save").submit().busy(self.saving.running()));
        let account = self.account;
        let others = Memo::new(move |_| account.user.with(others).unwrap_or_default());
        let others = live(move || (!others.read().is_empty()).then(|| facts(others)));
        let confirmable = self.phone.filter(|_| account.pool.with_value(may_have_text_messages));
        let verifications = contact::verifications([Some(self.email), confirmable].into_iter().flatten());
        group([error_notice(self.problem, None), form.into(), verifications, others])
    }

    fn save(self) {
        // Each says what is wrong with it.
        let (email, number) = (self.email.wanted(), self.phone.map(Contact::wanted).transpose());
        let (Ok(email), Ok(number)) = (email, number) else { return };
        let name = self.name.get_untracked().trim().to_owned();
        let wanted = [("email", Some(email)), ("name", Some(name)), ("phone_number", number)];
        let is_new = |name: &str, value: &str| {
            self.account.user.with_untracked(|user| user.attribute(name).unwrap_or_default() != value) == Some(true)
        };
        let wanted = wanted.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let changes: Vec<(&str, String)> = wanted.filter(|(name, value)| is_new(name, value)).collect();
        if changes.is_empty() {
            self.account.state.say("There was nothing to save.");
            return;
        }
        self.account.start(self.saving, self.problem, "Your profile was not changed", async move {
            let attributes: Vec<(&str, &str)> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let sent = account::change_attributes(&self.account.state.session(), &attributes).await?;
            for (name, value) in attributes {
                match (name, self.phone) {
                    ("email", _) => self.email.changed(value, &sent),
                    ("phone_number", Some(phone)) => phone.changed(value, &sent),
                    _ => {}
                }
            }
            self.account.follow().await?;
            self.account.done(REGION, "Your profile is saved.");
            Ok(())
        });
    }
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
        ];
        let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let facts = others(&User { attributes, ..User::default() });
        let shown: Vec<_> = facts.iter().map(|fact| (fact.name.as_str(), fact.value.as_str())).collect();
        assert_eq!(shown, [("Staff id", "7")]);
    }
}
