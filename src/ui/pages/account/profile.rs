//! Profile: who the visitor is, and how to change that.

use leptos::prelude::*;
use serde_json::{Map, Value};

use super::Account;
use crate::auth;
use crate::auth::account;
use crate::aws::user_pool::account::User;
use crate::ui::components::{Button, ButtonKind, Fact, NoticeKind, Problem, TextField, error_notice, facts, form, notice};
use crate::ui::dom::{Element, View, group, html, live, when};
use crate::ui::pages::entrance::challenge::attribute_label;
use crate::ui::pages::entrance::check;
use crate::ui::task::Task;

const REGION: &str = "Profile";

/// Claims that say something of a person, as <https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims> names
/// them.
const CLAIMS: [&str; 5] = ["email", "name", "given_name", "family_name", "phone_number"];

/// What a provider says of the visitor, called `provider` where that is known. Only the provider can change it.
pub(super) fn of_claims(claims: &Map<String, Value>, provider: Option<&str>) -> View {
    let fact = |name: &str| Some(Fact::text(attribute_label(name), claims.get(name)?.as_str()?));
    let hint = match provider {
        Some(provider) => format!("This is what {provider} says of you. It can be changed there."),
        None => "This is what the provider says who signs you in. It can be changed there.".to_owned(),
    };
    group([html::p().class("hint").child(hint), facts(CLAIMS.into_iter().filter_map(fact).collect::<Vec<_>>())])
}

/// Attributes that are shown elsewhere, or are the user pool's own.
fn is_shown_elsewhere(name: &str) -> bool {
    matches!(name, "email" | "name" | "sub" | "identities") || name.starts_with("cognito:") || name.ends_with("_verified")
}

/// What else the user pool knows.
fn others(user: &User) -> Vec<Fact> {
    let fact = |(name, value): (&String, &String)| {
        let verified = match name.as_str() {
            "phone_number" if user.is_verified(name) => " (verified)",
            "phone_number" => " (not verified)",
            _ => "",
        };
        Fact::text(attribute_label(name), format!("{value}{verified}"))
    };
    user.attributes.iter().filter(|(name, _)| !is_shown_elsewhere(name)).map(fact).collect()
}

pub(super) fn view(account: Account) -> View {
    account.user.view(move || Form::new(account).view())
}

#[derive(Clone, Copy)]
struct Form {
    account: Account,
    email: RwSignal<String>,
    name: RwSignal<String>,
    email_error: RwSignal<Option<String>>,
    problem: RwSignal<Option<Problem>>,
    saving: Task,
    /// The address whose code is asked for.
    waiting: RwSignal<Option<String>>,
}

impl Form {
    fn new(account: Account) -> Form {
        let attribute = |name: &str| {
            let value = account.user.with_untracked(|user| user.attribute(name).map(str::to_owned));
            value.flatten().unwrap_or_default()
        };
        let (email, name) = (attribute("email"), attribute("name"));
        let session = account.state.session();
        let waiting = session.account_id().and_then(|id| account::waiting(session.client().platform(), &id));
        let verified = account.user.with_untracked(|user| user.is_verified("email")) == Some(true);
        Form {
            account,
            waiting: RwSignal::new(waiting.filter(|waiting| *waiting != email || !verified)),
            email: RwSignal::new(email),
            name: RwSignal::new(name),
            email_error: RwSignal::new(None),
            problem: RwSignal::new(None),
            saving: Task::new(),
        }
    }

    /// The address that the user pool has.
    fn present_email(self) -> String {
        self.account.user.with(|user| user.attribute("email").unwrap_or_default().to_owned()).unwrap_or_default()
    }

    fn is_verified(self) -> bool {
        self.account.user.with(|user| user.is_verified("email")).unwrap_or_default()
    }

    fn view(self) -> View {
        let email = TextField::new("Email", self.email)
            .kind("email")
            .autocomplete("email")
            .required()
            .error(self.email_error)
            .hint(move || self.is_verified().then(|| "Verified: it is known to be yours.".to_owned()));
        let form = form(move || self.save())
            .child(email)
            .child(TextField::new("Name", self.name).autocomplete("name"))
            .child(Button::new("Save").submit().busy(self.saving.running()));
        let account = self.account;
        let others = Memo::new(move |_| account.user.with(others).unwrap_or_default());
        let others = live(move || (!others.read().is_empty()).then(|| facts(others)));
        let verification = live(move || match self.waiting.get() {
            Some(address) => self.confirm(address),
            None => when(move || !self.is_verified() && !self.present_email().is_empty(), move || self.unverified()),
        });
        group([error_notice(self.problem, None), form.into(), verification, others])
    }

    fn save(self) {
        let (email, name) = (self.email.get_untracked().trim().to_owned(), self.name.get_untracked().trim().to_owned());
        self.email_error.set(check::email(&email));
        if self.email_error.read_untracked().is_some() {
            return;
        }
        let changed = |name: &str, value: &str| {
            self.account.user.with_untracked(|user| user.attribute(name).unwrap_or_default() != value) == Some(true)
        };
        let changes: Vec<(&str, String)> =
            [("email", email.clone()), ("name", name)].into_iter().filter(|(name, value)| changed(name, value)).collect();
        if changes.is_empty() {
            self.account.state.say("There was nothing to save.");
            return;
        }
        self.account.start(self.saving, self.problem, "Your profile was not changed", async move {
            let state = self.account.state;
            let session = state.session();
            let attributes: Vec<(&str, &str)> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let sent = account::change_attributes(&session, &attributes).await?;
            let new_address = attributes.iter().any(|(name, _)| *name == "email");
            if new_address && sent.iter().any(|details| details.attribute_name == "email") {
                if let Some(id) = session.account_id() {
                    account::wait_for(session.client().platform(), &id, &email);
                }
                self.waiting.set(Some(email));
            } else if new_address {
                self.stop_waiting();
            }
            self.follow().await?;
            self.account.done(REGION, "Your profile is saved.");
            Ok(())
        });
    }

    /// Shows what is so now, here and wherever the page names the visitor.
    async fn follow(self) -> Result<(), auth::Error> {
        self.account.user.load();
        Ok(self.account.state.renew().await?)
    }

    fn stop_waiting(self) {
        account::stop_waiting(self.account.state.client().platform());
        self.waiting.set(None);
    }

    /// Asks for the code that was sent to `address`.
    fn confirm(self, address: String) -> View {
        let code = RwSignal::new(String::new());
        let code_error = RwSignal::new(None);
        let problem = RwSignal::new(None);
        let (confirming, resending) = (Task::new(), Task::new());
        let news = address.clone();
        let send = move || {
            let text = code.get_untracked();
            code_error.set(check::code(&text));
            if code_error.read_untracked().is_some() {
                return;
            }
            let address = news.clone();
            self.account.start(confirming, problem, "The address is not confirmed", async move {
                account::verify_attribute(&self.account.state.session(), "email", &text).await?;
                self.email.set(address.clone());
                let followed = self.follow().await;
                self.account.done(REGION, format!("{address} is your address now."));
                // Last: this form goes with it, and its work.
                self.stop_waiting();
                followed
            });
        };
        let to = address.clone();
        let resend = move || {
            let to = to.clone();
            self.account.start(resending, problem, "No code was sent", async move {
                account::send_code(&self.account.state.session(), "email").await?;
                self.account.state.say(format!("Another code was sent to {to}"));
                Ok(())
            });
        };
        let until_then = {
            let address = address.clone();
            Memo::new(move |_| {
                let present = self.present_email();
                if present.is_empty() || present == address {
                    " Until it is entered, nobody can be sure that the address is yours.".to_owned()
                } else {
                    format!(" Until it is entered, {present} stays your address.")
                }
            })
        };
        let says = html::p()
            .child("A code was sent to ")
            .child(html::strong().child(address))
            .child(".")
            .child(live(move || until_then.get()));
        let form = form(send)
            .child(TextField::code("Confirmation code", code).error(code_error).autofocus(true))
            .child(Button::new("Confirm").kind(ButtonKind::Primary).submit().busy(confirming.running()))
            .child(Button::new("Resend code").on_click(resend).busy(resending.running()));
        group([notice(NoticeKind::Info, says).into(), error_notice(problem, None), form.into()])
    }

    /// The address is not known to be the visitor's, and no code is under way.
    fn unverified(self) -> Element {
        let problem = RwSignal::new(None);
        let sending = Task::new();
        let send = move || {
            self.account.start(sending, problem, "No code was sent", async move {
                let session = self.account.state.session();
                account::send_code(&session, "email").await?;
                let address = untrack(|| self.present_email());
                if let Some(id) = session.account_id() {
                    account::wait_for(session.client().platform(), &id, &address);
                }
                self.waiting.set(Some(address));
                Ok(())
            });
        };
        let says = html::p().child("Your e-mail address is not confirmed yet.");
        let verify = Button::new("Send code").busy(sending.running()).on_click(send);
        html::div().class("form").child(notice(NoticeKind::Warning, says)).child(error_notice(problem, None)).child(verify)
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
        assert_eq!(shown, [("Staff id", "7"), ("Phone number", "+49170 (not verified)")]);
    }
}
