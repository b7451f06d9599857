//! What the user pool asks between the password and the tokens: each question with the control that answers it.

use crate::app::forms::hidden_username::hidden_username;
use std::time::Duration;

use crate::ui::reactive::*;

use super::resend::ResendCode;
use super::{SignInFlow, choices, device, passkey, submit, with_address};
use crate::app::forms::attributes::{AttributeField, label};
use crate::app::forms::check;
use crate::app::forms::code::CodeEntry;
use crate::auth;
use crate::auth::challenge::ChallengeResponse;
use crate::auth::challenge::{Challenge, ChallengeKind, Factor, SignInStep};
use crate::auth::sign_in::respond;
use crate::config::{FirstFactor, RememberDevices, UserPool};
use crate::secret::Secret;
use crate::ui::components::{
    Button, ButtonKind, Fact, Handler, Problem, TextField, checkbox, copy_button, error_notice, facts, form,
    password_policy_list, qr_code,
};
use crate::ui::dom::{Element, View, group, html};
use crate::ui::task::{Task, once_seen};
use crate::ui::words::errors;

pub(super) fn view(flow: SignInFlow, pool: UserPool, challenge: Secret) -> Element {
    let Some(challenge) = Challenge::from_json(&challenge) else {
        // Stored by another version of this page.
        flow.start_over(None);
        return html::div();
    };
    let problem = RwSignal::new(None);
    let asked = ChallengeForm {
        flow,
        pool: StoredValue::new(pool),
        challenge: StoredValue::new(challenge),
        task: Task::new(),
        problem,
        code: CodeEntry::new(problem),
    };
    let (kind, is_first) = asked.challenge.with_value(|challenge| (challenge.kind.clone(), challenge.is_first));
    // What is wrong with a code is said below its field.
    let is_code = matches!(kind, ChallengeKind::Code { .. } | ChallengeKind::SetUpAuthenticator { .. });
    let (title, content) = match kind {
        ChallengeKind::NewPassword { required_attributes } => {
            (t!("Choose a new password"), new_password(asked, required_attributes))
        }
        ChallengeKind::Code { factor, destination } if is_first => {
            (t!("Enter your code"), first_code(asked, factor, &destination))
        }
        ChallengeKind::Code { factor, destination } => (t!("Two-step verification"), second_code(asked, factor, &destination)),
        ChallengeKind::SelectFactor(factors) => (t!("Two-step verification"), select_factor(asked, factors)),
        ChallengeKind::SelectSetUp(factors) => (t!("Two-step verification"), select_set_up(asked, factors)),
        ChallengeKind::SetUpEmail => (t!("Two-step verification"), set_up_email(asked)),
        ChallengeKind::SetUpAuthenticator { secret_code } => (t!("Set up an authenticator app"), set_up(asked, &secret_code)),
        ChallengeKind::SelectChallenge(factors) => (t!("How do you want to sign in?"), choices::select(asked, factors)),
        ChallengeKind::Passkey(options) => (t!("Sign in with a passkey"), passkey::ask(asked, options)),
        ChallengeKind::Device => (t!("Checking this device"), device::prove(asked)),
        ChallengeKind::Custom(parameters) => (t!("One more question"), custom(asked, parameters)),
    };
    let start_over = Button::new(t!("Start over")).kind(ButtonKind::Link).on_click(move || flow.start_over(None));
    flow.card(title)
        .child((!is_code).then(|| error_notice(asked.problem, None)))
        .child(content)
        .child(html::div().class("card-foot").child(start_over))
}

/// A question in the page.
#[derive(Clone, Copy)]
pub(super) struct ChallengeForm {
    pub flow: SignInFlow,
    pub pool: StoredValue<UserPool>,
    pub challenge: StoredValue<Challenge>,
    pub task: Task,
    pub problem: RwSignal<Option<Problem>>,
    code: CodeEntry,
}

impl ChallengeForm {
    /// Sends an answer.
    pub fn answer(self, answer: ChallengeResponse) {
        submit(self.task, self.problem, self.send(answer));
    }

    /// Answers without the visitor, in the tab where the question came. Its session is good for one answer: where others
    /// have taken it over, they wait to be asked to.
    pub fn by_itself(self, answer: impl FnOnce() + 'static) {
        if !self.flow.taken_over.get_value() {
            // Not while the card is built: what comes of it belongs to the card.
            once_seen(answer);
        }
    }

    /// Sends an answer, and goes on to where it leads.
    pub async fn send(self, answer: ChallengeResponse) -> Result<(), Problem> {
        let client = self.flow.state.client();
        let (pool, challenge) = (self.pool.get_value(), self.challenge.get_value());
        match respond(&client, &pool, &challenge, &answer).await {
            Ok(step) => {
                if matches!(&step, SignInStep::Challenge(next) if is_asked_again(&challenge.kind, &next.kind)) {
                    self.flow.news.set_value(Some(t!("That answer didn't work. Try again.").to_owned()));
                }
                self.flow.proceed(step).await;
            }
            // Perhaps another tab has just answered, and is on its way in: it is not told to give up.
            Err(auth::AuthError::SessionExpired) => {
                self.flow.forget(Some(t!("Sign-in timed out. Please start again.")));
            }
            // The owner's functions have had enough; no answer is taken any more.
            Err(auth::AuthError::IncorrectUsernameOrPassword) if matches!(challenge.kind, ChallengeKind::Custom(_)) => {
                self.flow.start_over(Some(t!("That answer didn't work. Please start again.")));
            }
            Err(error) => {
                self.code.judge(&error);
                return Err(explain_answer(&challenge, &error));
            }
        }
        Ok(())
    }

    /// A form of one field whose text is the answer, and of what goes with it.
    fn form_of(
        self,
        field: TextField,
        (text, error): (RwSignal<String>, RwSignal<Option<String>>),
        check: fn(&str) -> Option<String>,
        with: Option<Element>,
        verb: &'static str,
    ) -> Element {
        let send = move || {
            let text = text.get_untracked();
            error.set(check(&text));
            if error.read_untracked().is_none() {
                self.answer(ChallengeResponse::Text(Secret::new(text)));
            }
        };
        form(send).child(field.error(error).required().autofocus(true)).child(with).child(self.button(verb))
    }

    fn button(self, verb: &'static str) -> Button {
        Button::new(verb).kind(ButtonKind::Primary).submit().busy(self.task.running())
    }

    fn form_of_code(self, field: TextField, with: Option<Element>) -> Element {
        let send = move || {
            if let Some(text) = self.code.read() {
                self.answer(ChallengeResponse::Text(Secret::new(text)));
            }
        };
        form(send).child(field.autofocus(true)).child(with).child(self.button(t!("Verify")))
    }
}

/// Whether the owner's functions put the same question once more. They say nothing of the answer to it.
fn is_asked_again(asked: &ChallengeKind, next: &ChallengeKind) -> bool {
    matches!((asked, next), (ChallengeKind::Custom(asked), ChallengeKind::Custom(next)) if asked == next)
}

fn explain_answer(challenge: &Challenge, error: &auth::AuthError) -> Problem {
    let mut problem = errors::auth_error(t!("Couldn't sign you in"), error);
    let kind = &challenge.kind;
    let authenticator =
        matches!(kind, ChallengeKind::Code { factor: Factor::SoftwareToken, .. } | ChallengeKind::SetUpAuthenticator { .. });
    match error {
        auth::AuthError::IncorrectUsernameOrPassword if matches!(kind, ChallengeKind::Passkey(_)) => {
            problem.reason = t!("This passkey belongs to another account.").to_owned();
            problem.advice = t!("Use another one, or start over and sign in another way.").to_owned();
        }
        auth::AuthError::CodeMismatch if authenticator => {
            problem.advice = t!("Enter the newest code. If that fails too, check the clock on that device.").to_owned();
        }
        auth::AuthError::CodeMismatch if matches!(kind, ChallengeKind::Code { factor: Factor::Sms, .. }) => {
            problem.advice = t!("Check the newest text message.").to_owned();
        }
        auth::AuthError::CodeExpired if authenticator => {
            problem.reason = t!("This code has already been used.").to_owned();
            problem.advice = t!("Wait for the next code.").to_owned();
        }
        // A user pool sends one when a sign-in gets there, and has no operation for another.
        auth::AuthError::CodeExpired if !challenge.is_first => problem.advice = t!("Start over to get a new one.").to_owned(),
        _ => {}
    }
    problem
}

pub(super) fn paragraph(text: impl Into<View>) -> View {
    html::p().child(text).into()
}

/// A code in the password's place. Another one is to be had by beginning anew.
fn first_code(asked: ChallengeForm, factor: Factor, destination: &str) -> View {
    let again = match factor {
        Factor::Sms => FirstFactor::SmsOtp,
        _ => FirstFactor::EmailOtp,
    };
    // The question has just come with its code.
    let resend = ResendCode::new(asked.problem, Some(Duration::ZERO));
    let send = move || async move {
        let (flow, pool) = (asked.flow, asked.pool.get_value());
        let step = auth::sign_in::choose(&flow.state.client(), &pool, &flow.name(), again).await?;
        flow.state.say(t!("New code sent"));
        flow.proceed(step).await;
        Ok(true)
    };
    let (says, form) = code(asked, factor, destination, None);
    group([paragraph(says), form.into(), html::div().class("auth-links").child(resend.view(send)).into()])
}

fn second_code(asked: ChallengeForm, factor: Factor, destination: &str) -> View {
    let may_remember = asked.pool.with_value(|pool| pool.remember_devices == RememberDevices::Ask);
    let remember = may_remember.then(|| {
        let hint = t!("You won't be asked for a code here. Don't use on a shared computer.");
        checkbox(t!("Remember this device"), asked.flow.remember_device, Some(hint))
    });
    let (says, form) = code(asked, factor, destination, remember);
    let is_sent = factor != Factor::SoftwareToken;
    let hint = is_sent.then(|| html::p().class("hint").child(t!("No code? Start over to get a new one.")));
    group([paragraph(with_address(says, destination)), form.into(), hint.into()])
}

fn code(asked: ChallengeForm, factor: Factor, destination: &str, with: Option<Element>) -> (String, Element) {
    let (says, label) = match (factor, destination) {
        (Factor::SoftwareToken, "") => {
            (t!("Enter the code that your authenticator app shows now.").to_owned(), t!("Authenticator code"))
        }
        (Factor::SoftwareToken, name) => {
            (t!("Enter the code that your authenticator app {name} shows now.", name = name), t!("Authenticator code"))
        }
        (_, "") => (t!("Enter the code we sent you.").to_owned(), t!("One-time code")),
        (Factor::Sms, to) => (t!("We texted a code to {address}.", address = to), t!("One-time code")),
        (Factor::Email, to) => (t!("We sent a code to {address}. It may take a minute.", address = to), t!("One-time code")),
    };
    let is_first = asked.challenge.with_value(|challenge| challenge.is_first);
    let field = if is_first { asked.code.field_of_any_length(label) } else { asked.code.field(label) };
    (says, asked.form_of_code(field, with))
}

fn select_factor(asked: ChallengeForm, factors: Vec<Factor>) -> View {
    let label = |factor| match factor {
        Factor::SoftwareToken => t!("Use an authenticator app"),
        Factor::Sms => t!("Text me a code"),
        Factor::Email => t!("Email me a code"),
    };
    choice(asked, t!("Choose how to verify it's you."), factors, label)
}

fn select_set_up(asked: ChallengeForm, factors: Vec<Factor>) -> View {
    let label = |factor| match factor {
        Factor::SoftwareToken => t!("Set up an authenticator app"),
        Factor::Sms => t!("Get codes by text message"),
        Factor::Email => t!("Get codes by email"),
    };
    choice(asked, t!("This site requires two-step verification. Choose your second step."), factors, label)
}

fn choice(asked: ChallengeForm, says: &'static str, factors: Vec<Factor>, label: fn(Factor) -> &'static str) -> View {
    let button = move |factor| {
        Button::new(label(factor)).busy(asked.task.running()).on_click(move || asked.answer(ChallengeResponse::Factor(factor)))
    };
    group([paragraph(says), html::div().class("form").children(factors.into_iter().map(button)).into()])
}

fn set_up_email(asked: ChallengeForm) -> View {
    let (email, error) = (RwSignal::new(asked.flow.name()), RwSignal::new(None));
    let send = move || {
        let read = check::email(&email.read_untracked());
        error.set(read.as_ref().err().cloned());
        if let Ok(email) = read {
            asked.answer(ChallengeResponse::Text(Secret::new(email)));
        }
    };
    let field = TextField::new(t!("Email"), email).kind("email").autocomplete("email").required().error(error).autofocus(true);
    group([
        paragraph(t!("This site requires two-step verification by email. Where should codes be sent?")),
        form(send).child(field).child(asked.button(t!("Send code"))).into(),
    ])
}

fn set_up(asked: ChallengeForm, secret_code: &Secret) -> View {
    let account = asked.flow.name();
    let uri = auth::authenticator::uri(&crate::browser::location::host(), &account, secret_code);
    let secret = html::code().class("secret-code").child(auth::authenticator::in_groups(secret_code));
    let copy = copy_button(t!("Copy the key"), secret_code.expose().to_owned());
    group([
        paragraph(t!(
            "This site requires two-step verification. Scan the code with an authenticator app, or type the key there."
        )),
        qr_code(t!("QR code of the key"), uri.expose()).into(),
        html::p().class("secret").child(secret).child(copy).into(),
        paragraph(t!("Then enter the code that the app shows.")),
        asked.form_of_code(asked.code.field(t!("Authenticator code")), None).into(),
    ])
}

fn custom(asked: ChallengeForm, parameters: Vec<(String, String)>) -> View {
    let (text, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    // Of one parameter the name says nothing that the heading does not.
    let asks: View = if parameters.len() > 1 {
        let asks = parameters.into_iter().map(|(name, value)| Fact::data(label(&name), value));
        facts(asks.collect::<Vec<_>>()).into()
    } else {
        group(parameters.into_iter().map(|(_, value)| html::p().attr("translate", "no").child(value)))
    };
    group([asks, asked.form_of(TextField::new(t!("Answer"), text), (text, error), check::answer, None, t!("Continue")).into()])
}

fn new_password(asked: ChallengeForm, required_attributes: Vec<String>) -> View {
    let policy = asked.pool.with_value(|pool| pool.password_policy);
    let (password, password_error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let attributes: Vec<_> = required_attributes.iter().map(|name| AttributeField::new(name, true)).collect();
    let fields: Vec<_> = attributes.iter().map(AttributeField::field).collect();
    let send = move || {
        password_error.set(check::new_password(&policy, &password.read_untracked()));
        // Each says what is wrong with it.
        let values: Vec<_> = attributes.iter().map(|attribute| Some((attribute.name.clone(), attribute.read()?))).collect();
        let values = values.into_iter().collect::<Option<Vec<_>>>();
        if let Some(values) = values.filter(|_| password_error.read_untracked().is_none()) {
            asked.answer(ChallengeResponse::NewPassword(Secret::new(password.get_untracked()), values));
        }
    };
    let field = TextField::password(t!("New password"), password, "new-password").error(password_error).autofocus(true);
    let form = form(Handler::from(send))
        .child(hidden_username(&asked.flow.name()))
        .child(field.after(password_policy_list(policy, password)))
        .children(fields)
        .child(asked.button(t!("Set password")));
    group([paragraph(t!("Your password is temporary. Choose one that only you know.")), form.into()])
}
