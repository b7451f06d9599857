//! An email address or a phone number: what the visitor may change, and shows to be theirs by a code.

use std::time::Duration;

use crate::ui::reactive::*;

use super::row::{AttributeRow, good, row_text, row_value};
use super::{AccountPage, explain};
use crate::app::forms::check;
use crate::app::forms::code::CodeEntry;
use crate::auth;
use crate::auth::{account, user_name};
use crate::aws::user_pool::CodeDeliveryDetails;
use crate::ui::components::rest::{AFTER_TOO_MANY, BETWEEN_CODES};
use crate::ui::components::{Button, ButtonKind, Icon, Problem, Rest, TextField, error_notice, form};
use crate::ui::dom::{Element, View, group, html, live, when};
use crate::ui::task::Task;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContactKind {
    Email,
    Phone,
}

impl ContactKind {
    /// The attribute's name.
    pub const fn attribute(self) -> &'static str {
        match self {
            ContactKind::Email => "email",
            ContactKind::Phone => "phone_number",
        }
    }

    /// What it is called.
    fn name(self) -> &'static str {
        match self {
            ContactKind::Email => t!("Email"),
            ContactKind::Phone => t!("Phone number"),
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
    fn explained(self, title: &'static str, error: &auth::AuthError) -> Problem {
        let problem = explain::error(title, error);
        let advice = match (self, error) {
            (ContactKind::Phone, auth::AuthError::CodeMismatch) => t!("Check the newest text message."),
            (ContactKind::Phone, auth::AuthError::CodeDeliveryFailure) => t!("Check the number and try again."),
            _ => return problem,
        };
        Problem { advice: advice.to_owned(), ..problem }
    }
}

/// One of the visitor's addresses or numbers.
#[derive(Clone, Copy)]
pub(super) struct Contact {
    account: AccountPage,
    kind: ContactKind,
    attribute: AttributeRow,
    error: RwSignal<Option<String>>,
    /// What it is to become, or is, and whose code is asked for.
    waiting: RwSignal<Option<String>>,
    /// Whether the code was sent just now.
    is_fresh: StoredValue<bool>,
}

impl Contact {
    pub fn new(account: AccountPage, kind: ContactKind) -> Contact {
        let contact = Contact {
            account,
            kind,
            attribute: AttributeRow::new(account, kind.attribute()),
            error: RwSignal::new(None),
            waiting: RwSignal::new(None),
            is_fresh: StoredValue::new(false),
        };
        let (present, verified) = untrack(|| (contact.present(), contact.is_verified()));
        let session = account.state.session();
        let waiting = session.account_id().and_then(|id| account::waiting(session.client().platform(), &id, kind.attribute()));
        contact.waiting.set(waiting.filter(|waiting| *waiting != present || !verified));
        contact
    }

    /// What the user pool has.
    fn present(self) -> String {
        self.attribute.present()
    }

    fn is_verified(self) -> bool {
        self.account.user.with(|user| user.is_verified(self.kind.attribute())).unwrap_or_default()
    }

    /// Whether it may not be taken away: the pool wants it, or it is there and most sign in by it.
    fn is_required(self) -> bool {
        let attribute = self.kind.attribute();
        let is_there = !untrack(|| self.present()).is_empty();
        let is_kept = self.account.pool.with_value(|pool| pool.names.requires(attribute) || pool.names.takes(attribute));
        is_there && (is_kept || self.kind == ContactKind::Email)
    }

    /// Its row: what it is, the form to change it, or the code that shows it to be the visitor's. Where codes never go to it,
    /// whether it is theirs is not asked.
    pub fn row(self, is_confirmable: bool) -> Element {
        let row = self.attribute.row;
        let waiting = Memo::new(move |_| self.waiting.get().filter(|_| is_confirmable));
        // The row closes after the code's field is there already, which has to stay as it is then.
        let is_open = Memo::new(move |_| waiting.get().is_none() && row.is_open());
        let verified = move || self.is_verified().then(|| good(t!("Verified")));
        let content = move || match (waiting.get(), is_open.get()) {
            (Some(value), _) => untrack(|| self.confirm(value)),
            (None, true) => untrack(|| self.attribute.opened(self.field(), move || self.save())),
            (None, false) => {
                let is_unverified = move || is_confirmable && !self.is_verified() && !self.present().is_empty();
                let unverified = when(is_unverified, move || self.unverified());
                group([self.attribute.closed(self.kind.name(), verified), unverified])
            }
        };
        row.element(self.kind.name(), live(content))
    }

    /// The field to change it.
    fn field(self) -> TextField {
        self.error.set(None);
        let (kind, autocomplete, hint) = match self.kind {
            ContactKind::Email => ("email", "email", None),
            ContactKind::Phone => ("tel", "tel", Some(t!("With “+” and the country code.").to_owned())),
        };
        let field = TextField::new(self.kind.name(), self.attribute.typed).kind(kind).autocomplete(autocomplete).hint(hint);
        let field = if self.is_required() { field.required() } else { field };
        field.error(self.error)
    }

    /// Has the user pool take what was typed, or says what is wrong with it.
    fn save(self) {
        let read = self.kind.read(&self.attribute.typed.read_untracked(), self.is_required());
        self.error.set(read.as_ref().err().cloned());
        if let Ok(value) = read {
            self.attribute.save(value, move |value, sent| self.changed(value, sent));
        }
    }

    /// The user pool has taken `value` for it, and sent codes.
    fn changed(self, value: &str, sent: &[CodeDeliveryDetails]) {
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

    /// Asks for the code that was sent to `value`.
    fn confirm(self, value: String) -> View {
        let kind = self.kind;
        let problem = RwSignal::new(None);
        let code = CodeEntry::new(problem);
        let (confirming, resending) = (Task::new(), Task::new());
        let rest = Rest::between_codes();
        rest.begin(if self.is_fresh.get_value() { BETWEEN_CODES } else { Duration::ZERO });
        let new = value.clone();
        let send = move || {
            let Some(text) = code.read() else { return };
            let new = new.clone();
            let explained = move |error: &auth::AuthError| {
                code.judge(error);
                kind.explained(t!("That code didn't work"), error)
            };
            self.account.start_explained(confirming, problem, explained, async move {
                let session = self.account.state.session();
                account::verify_attribute(&session, kind.attribute(), &text).await?;
                // At once: the page may be left while the rest is under way.
                account::stop_waiting(session.client().platform(), kind.attribute());
                let followed = self.account.follow().await;
                self.account.done(
                    super::profile::REGION,
                    match kind {
                        ContactKind::Email => t!("Your email is now {address}", address = new),
                        ContactKind::Phone => t!("Your phone number is now {number}", number = new),
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
                    Err(auth::AuthError::LimitExceeded) => AFTER_TOO_MANY,
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
                _ if present.is_empty() || present == *new => t!("Enter the code we sent to {address}.", address = new),
                ContactKind::Email => t!(
                    "Enter the code we sent to {address}. Until then, your email stays {present}.",
                    address = new,
                    present = present
                ),
                ContactKind::Phone => t!(
                    "Enter the code we sent to {address}. Until then, your phone number stays {present}.",
                    address = new,
                    present = present
                ),
            }
        });
        let says = html::p().class("hint").child(live(move || says.get()));
        let confirm = Button::new(t!("Confirm")).kind(ButtonKind::Primary).submit().busy(confirming.running());
        let cancel = Button::new(t!("Cancel")).on_click(cancel);
        let form = form(send)
            .child(says)
            .child(code.field(t!("Confirmation code")).autofocus(true))
            .child(html::div().class("row-buttons").child(confirm).child(cancel).child(rest.button(resending, resend)));
        let tag = html::span().class("badge wary").child(t!("Enter the code"));
        group([row_value(group([row_text(&value), tag])), html::div().class("row-form").child(form)])
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
        let says = match self.kind {
            ContactKind::Email => t!("Your email isn't verified yet."),
            ContactKind::Phone => t!("Your phone number isn't verified yet."),
        };
        let verify = Button::new(t!("Send code")).kind(ButtonKind::Link).busy(sending.running()).on_click(send);
        let says = html::p().class("row-wary").child(Icon::Alert).child(html::span().child(says)).child(verify);
        html::div().class("row-more").child(says).child(error_notice(problem, None))
    }

    fn send_code(
        self,
        task: Task,
        problem: RwSignal<Option<Problem>>,
        then: impl FnOnce(&Result<(), auth::AuthError>) + 'static,
    ) {
        let kind = self.kind;
        self.account.start_explained(task, problem, move |error| kind.explained(t!("Couldn't send a code"), error), async move {
            let sent = account::send_code(&self.account.state.session(), kind.attribute()).await.map(drop);
            then(&sent);
            sent
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_goes_without_stays() {
        assert_eq!(ContactKind::Email.read("\u{feff}ann@example.com ", true), Ok("ann@example.com".to_owned()));
        assert_eq!(ContactKind::Email.read("", false), Ok(String::new()), "who has none goes without");
        assert!(ContactKind::Email.read("", true).is_err());
        assert!(ContactKind::Email.read("nonsense", true).is_err());
        assert_eq!(ContactKind::Phone.read("+49 151 2345678", false), Ok("+491512345678".to_owned()));
        assert_eq!(ContactKind::Phone.read(" \u{200b}", false), Ok(String::new()));
        assert!(ContactKind::Phone.read(" ", true).is_err());
        assert!(ContactKind::Phone.read("0151 2345678", false).is_err_and(|error| error.contains("country code")));
    }

    #[test]
    fn codes_by_text_message_are_looked_for_there() {
        let advice = |kind: ContactKind| kind.explained("That code didn't work", &auth::AuthError::CodeMismatch).advice;
        assert!(
            advice(ContactKind::Email).contains("newest email") && advice(ContactKind::Phone).contains("newest text message")
        );
    }
}
