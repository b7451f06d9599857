//! An e-mail address or a phone number: what the visitor may change, and shows to be theirs by a code.

use std::time::Duration;

use leptos::prelude::*;

use super::{Account, explain};
use crate::auth;
use crate::auth::{account, user_name};
use crate::aws::user_pool::CodeDeliveryDetails;
use crate::ui::components::rest::{AFTER_TOO_MANY, BETWEEN_CODES};
use crate::ui::components::{Button, ButtonKind, NoticeKind, Problem, Rest, TextField, error_notice, form, notice};
use crate::ui::dom::{Element, View, group, html, live, when};
use crate::ui::forms::check;
use crate::ui::task::Task;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Email,
    Phone,
}

impl Kind {
    /// The attribute's name.
    pub const fn attribute(self) -> &'static str {
        match self {
            Kind::Email => "email",
            Kind::Phone => "phone_number",
        }
    }

    /// What it is called.
    fn name(self) -> &'static str {
        match self {
            Kind::Email => t!("Email"),
            Kind::Phone => t!("Phone number"),
        }
    }

    /// What was typed as the user pool takes it, or what is wrong with it. Only what no user goes without cannot be taken
    /// away.
    fn read(self, typed: &str, is_required: bool) -> Result<String, String> {
        if user_name::trimmed(typed).is_empty() && !is_required {
            return Ok(String::new());
        }
        check::contact(&[self.attribute()], typed)
    }

    /// Why a code was not sent or not accepted.
    fn explained(self, title: &'static str, error: &auth::Error) -> Problem {
        let problem = explain::error(title, error);
        let advice = match (self, error) {
            (Kind::Phone, auth::Error::CodeMismatch) => t!("Check the newest text message. Earlier codes no longer work."),
            (Kind::Phone, auth::Error::CodeDeliveryFailure) => t!("Check the number and try again."),
            _ => return problem,
        };
        Problem { advice: advice.to_owned(), ..problem }
    }
}

/// One of the visitor's addresses or numbers.
#[derive(Clone, Copy)]
pub(super) struct Contact {
    account: Account,
    kind: Kind,
    typed: RwSignal<String>,
    error: RwSignal<Option<String>>,
    /// What it is to become, or is, and whose code is asked for.
    waiting: RwSignal<Option<String>>,
    /// Whether the code was sent just now.
    is_fresh: StoredValue<bool>,
}

impl Contact {
    pub fn new(account: Account, kind: Kind) -> Contact {
        let attribute = kind.attribute();
        let contact = Contact {
            account,
            kind,
            typed: RwSignal::new(String::new()),
            error: RwSignal::new(None),
            waiting: RwSignal::new(None),
            is_fresh: StoredValue::new(false),
        };
        let (present, verified) = untrack(|| (contact.present(), contact.is_verified()));
        let session = account.state.session();
        let waiting = session.account_id().and_then(|id| account::waiting(session.client().platform(), &id, attribute));
        contact.waiting.set(waiting.filter(|waiting| *waiting != present || !verified));
        contact.typed.set(present);
        contact
    }

    /// What the user pool has.
    fn present(self) -> String {
        let attribute = self.kind.attribute();
        self.account.user.with(|user| user.attribute(attribute).unwrap_or_default().to_owned()).unwrap_or_default()
    }

    fn is_verified(self) -> bool {
        self.account.user.with(|user| user.is_verified(self.kind.attribute())).unwrap_or_default()
    }

    /// Whether it may not be taken away: the pool wants it, or it is there and most sign in by it.
    fn is_required(self) -> bool {
        let attribute = self.kind.attribute();
        let is_there = !untrack(|| self.present()).is_empty();
        let is_kept = self.account.pool.with_value(|pool| pool.names.requires(attribute) || pool.names.takes(attribute));
        is_there && (is_kept || self.kind == Kind::Email)
    }

    /// The field to change it.
    pub fn field(self) -> TextField {
        let field = match self.kind {
            Kind::Email => TextField::new(t!("Email"), self.typed).kind("email").autocomplete("email"),
            Kind::Phone => TextField::new(t!("Phone number"), self.typed).kind("tel").autocomplete("tel"),
        };
        let field = if self.is_required() { field.required() } else { field };
        let kind = self.kind;
        // What is typed in its place is not confirmed by that.
        let is_confirmed = move || self.is_verified() && user_name::trimmed(&self.typed.read()) == self.present();
        let hint = move || match (is_confirmed(), kind) {
            (true, _) => Some(t!("Verified").to_owned()),
            (false, Kind::Email) => None,
            (false, Kind::Phone) => Some(t!("With “+” and the country code.").to_owned()),
        };
        field.error(self.error).hint(hint)
    }

    /// What it is to be: the same, or another. `Err` after saying what is wrong with what was typed.
    pub fn wanted(self) -> Result<String, ()> {
        let read = self.kind.read(&self.typed.read_untracked(), self.is_required());
        self.error.set(read.as_ref().err().cloned());
        read.map_err(drop)
    }

    /// The user pool has taken `value` for it, and sent codes.
    pub fn changed(self, value: &str, sent: &[CodeDeliveryDetails]) {
        if sent.iter().any(|details| details.attribute_name == self.kind.attribute()) {
            self.wait_for(value.to_owned());
        } else {
            self.stop_waiting();
        }
    }

    fn wait_for(self, value: String) {
        let session = self.account.state.session();
        if let Some(id) = session.account_id() {
            account::wait_for(session.client().platform(), &id, self.kind.attribute(), &value);
        }
        self.is_fresh.set_value(true);
        self.waiting.set(Some(value));
    }

    fn stop_waiting(self) {
        account::stop_waiting(self.account.state.client().platform(), self.kind.attribute());
        self.waiting.set(None);
    }

    /// The way to show that it is the visitor's, unless that is known.
    pub fn verification(self) -> View {
        live(move || match self.waiting.get() {
            Some(value) => self.confirm(value).into(),
            None => when(move || !self.is_verified() && !self.present().is_empty(), move || self.unverified()),
        })
    }

    /// What belongs together, where there is one of it for the address and one for the number.
    fn part(self) -> Element {
        html::div().class("form").attr("role", "group").attr("aria-label", self.kind.name())
    }

    /// Asks for the code that was sent to `value`.
    fn confirm(self, value: String) -> Element {
        let kind = self.kind;
        let (code, code_error, problem) = (RwSignal::new(String::new()), RwSignal::new(None), RwSignal::new(None));
        let (confirming, resending) = (Task::new(), Task::new());
        let rest = Rest::between_codes();
        rest.begin(if self.is_fresh.get_value() { BETWEEN_CODES } else { Duration::ZERO });
        let new = value.clone();
        let send = move || {
            let text = code.get_untracked();
            code_error.set(check::code(&text));
            if code_error.read_untracked().is_some() {
                return;
            }
            let new = new.clone();
            let explained = move |error: &auth::Error| kind.explained(t!("The code was not accepted"), error);
            self.account.start_explained(confirming, problem, explained, async move {
                let session = self.account.state.session();
                account::verify_attribute(&session, kind.attribute(), &text).await?;
                // At once: the page may be left while the rest is under way.
                account::stop_waiting(session.client().platform(), kind.attribute());
                self.typed.set(new.clone());
                let followed = self.account.follow().await;
                self.account.done(
                    super::profile::REGION,
                    match kind {
                        Kind::Email => t!("Your email is now {address}", address = new),
                        Kind::Phone => t!("Your phone number is now {number}", number = new),
                    },
                );
                // Last: this form goes with it, and its work.
                self.waiting.set(None);
                followed
            });
        };
        let to = value.clone();
        let resend = move || {
            let to = to.clone();
            self.send_code(resending, problem, move |sent| {
                rest.begin(match sent {
                    Ok(()) => BETWEEN_CODES,
                    Err(auth::Error::LimitExceeded) => AFTER_TOO_MANY,
                    Err(_) => Duration::ZERO,
                });
                if sent.is_ok() {
                    self.account.state.say(t!("New code sent to {address}", address = to));
                }
            });
        };
        let cancel = move || {
            self.stop_waiting();
            self.account.done(super::profile::REGION, t!("Change cancelled"));
        };
        let new = value.clone();
        let says = Memo::new(move |_| {
            let (present, new) = (self.present(), &new);
            match kind {
                _ if present.is_empty() || present == *new => t!("Enter the code that was sent to {address}.", address = new),
                Kind::Email => t!(
                    "Enter the code that was sent to {address}. Until then, your email stays {present}.",
                    address = new,
                    present = present
                ),
                Kind::Phone => t!(
                    "Enter the code that was sent to {address}. Until then, your phone number stays {present}.",
                    address = new,
                    present = present
                ),
            }
        });
        let says = html::p().child(live(move || says.get()));
        let form = form(send)
            .child(TextField::code(t!("Confirmation code"), code).error(code_error).autofocus(true))
            .child(Button::new(t!("Confirm")).kind(ButtonKind::Primary).submit().busy(confirming.running()))
            .child(Button::new(t!("Resend code")).resting(rest.lasts()).on_click(resend).busy(resending.running()))
            .child(rest.view())
            .child(Button::new(t!("Cancel")).kind(ButtonKind::Quiet).on_click(cancel));
        self.part().child(notice(NoticeKind::Info, says)).child(error_notice(problem, None)).child(form)
    }

    /// It is not known to be the visitor's, and no code is under way.
    fn unverified(self) -> Element {
        let (problem, sending) = (RwSignal::new(None), Task::new());
        let send = move || {
            self.send_code(sending, problem, move |sent| {
                if sent.is_ok() {
                    self.wait_for(untrack(|| self.present()));
                }
            });
        };
        let says = html::p().child(match self.kind {
            Kind::Email => t!("Your email isn't verified yet."),
            Kind::Phone => t!("Your phone number isn't verified yet."),
        });
        let verify = Button::new(t!("Send code")).busy(sending.running()).on_click(send);
        self.part().child(notice(NoticeKind::Warning, says)).child(error_notice(problem, None)).child(verify)
    }

    fn send_code(self, task: Task, problem: RwSignal<Option<Problem>>, then: impl FnOnce(&Result<(), auth::Error>) + 'static) {
        let kind = self.kind;
        self.account.start_explained(task, problem, move |error| kind.explained(t!("No code was sent"), error), async move {
            let sent = account::send_code(&self.account.state.session(), kind.attribute()).await.map(drop);
            then(&sent);
            sent
        });
    }
}

/// Both, with what shows that they are the visitor's.
pub(super) fn verifications(contacts: impl IntoIterator<Item = Contact>) -> View {
    group(contacts.into_iter().map(Contact::verification))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_goes_without_stays() {
        assert_eq!(Kind::Email.read("\u{feff}ann@example.com ", true), Ok("ann@example.com".to_owned()));
        assert_eq!(Kind::Email.read("", false), Ok(String::new()), "who has none goes without");
        assert!(Kind::Email.read("", true).is_err());
        assert!(Kind::Email.read("nonsense", true).is_err());
        assert_eq!(Kind::Phone.read("+49 151 2345678", false), Ok("+491512345678".to_owned()));
        assert_eq!(Kind::Phone.read(" \u{200b}", false), Ok(String::new()));
        assert!(Kind::Phone.read(" ", true).is_err());
        assert!(Kind::Phone.read("0151 2345678", false).is_err_and(|error| error.contains("country code")));
    }

    #[test]
    fn codes_by_text_message_are_looked_for_there() {
        let advice = |kind: Kind| kind.explained("The code was not accepted", &auth::Error::CodeMismatch).advice;
        assert!(advice(Kind::Email).contains("newest email") && advice(Kind::Phone).contains("newest text message"));
    }
}
