//! Creating an account: asking for what the user pool wants to know of a new user.

use crate::app::forms::name_label::Naming;
use std::time::SystemTime;

use crate::ui::reactive::*;

use super::{SignInFlow, link, name, sign_in_methods, submit};
use crate::app::forms::attributes::AttributeField;
use crate::app::forms::check;
use crate::auth;
use crate::auth::new_user::{NewUser, Questions, SignUpName, missing_attributes};
use crate::auth::pending::{Addressee, PendingCode};
use crate::auth::sign_up::SignedUp;
use crate::browser::location;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem, TextField, error_notice, form, password_policy_list};
use crate::ui::dom::{Element, View, html, live, when};
use crate::ui::task::Task;

pub(super) fn view(flow: SignInFlow, pool: UserPool) -> Element {
    let problem = RwSignal::new(None);
    let exists = RwSignal::new(false);
    // More of them where the user pool turns out to require more than the configuration says.
    let questions = RwSignal::new(Questions::of(&pool.names));
    let password = RwSignal::new(String::new());
    let typed = StoredValue::new(Vec::new());
    let sign_up = SignUp { flow, problem, exists, questions, password, typed, task: Task::new() };
    let links = html::p()
        .class("auth-links")
        .child(link(&Route::Confirm, t!("Enter a confirmation code")))
        .child(when(move || exists.get(), || link(&Route::ResetPassword, t!("Forgot password?"))));
    let host = location::host();
    flow.card(t!("Create account"))
        .child(html::p().class("hint").child(t!("Your own files and items on {site}.", site = host)))
        .child(error_notice(problem, None))
        .child(live(move || sign_up.form(pool.clone(), questions.get())))
        .child(links)
        .child(sign_in_methods::methods(flow, None))
        .child(sign_in_methods::foot(flow, Some(link(&Route::SignIn, t!("Sign in instead")))))
}

#[derive(Clone, Copy)]
struct SignUp {
    flow: SignInFlow,
    problem: RwSignal<Option<Problem>>,
    exists: RwSignal<bool>,
    questions: RwSignal<Questions>,
    password: RwSignal<String>,
    /// The attributes as they were sent.
    typed: StoredValue<Vec<(&'static str, String)>>,
    task: Task,
}

impl SignUp {
    fn form(self, pool: UserPool, questions: Questions) -> Element {
        let SignUp { flow, password, .. } = self;
        let (name_error, password_error) = (RwSignal::new(None), RwSignal::new(None));
        let policy = pool.password_policy;
        let typed =
            |name| self.typed.with_value(|typed| typed.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone()));
        let attribute =
            |(name, is_required): &(&'static str, bool)| (*name, AttributeField::new(name, *is_required).typed(typed(*name)));
        let attributes: Vec<_> = questions.attributes.iter().map(attribute).collect();
        let fields: Vec<_> = attributes.iter().map(|(_, attribute)| attribute.field()).collect();
        let asked = questions.name.clone();
        let send = move || {
            let called = match &asked {
                SignUpName::Chosen => check::name(&pool.names, &flow.name()),
                SignUpName::Contact(contacts) => check::contact(contacts, &flow.name()),
            };
            name_error.set(called.as_ref().err().cloned());
            password_error.set(check::new_password(&policy, &password.read_untracked()));
            // Each says what is wrong with it.
            let values: Vec<_> = attributes.iter().map(|(name, attribute)| Some((*name, attribute.read()?))).collect();
            let values = values.into_iter().collect::<Option<Vec<_>>>();
            if let (Ok(called), None, Some(values)) = (called, password_error.get_untracked(), values) {
                self.exists.set(false);
                self.typed.set_value(values.clone());
                submit(self.task, self.problem, self.sign_up(pool.clone(), called, values));
            }
        };
        form(send)
            .child(name_field(flow, &questions.name, name_error))
            .children(fields)
            .child(
                TextField::password(t!("Password"), password, "new-password")
                    .error(password_error)
                    .after(password_policy_list(policy, password)),
            )
            .child(Button::new(t!("Create account")).kind(ButtonKind::Primary).submit().busy(self.task.running()))
    }

    async fn sign_up(self, pool: UserPool, called: String, values: Vec<(&'static str, String)>) -> Result<(), Problem> {
        let SignUp { flow, password, .. } = self;
        let client = flow.state.client();
        let password = password.get_untracked();
        let now = client.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let user = NewUser::new(client.platform(), &pool.names, called, values).updated_at(&pool.names, now);
        match auth::sign_up::sign_up(&client, &pool, user, &Secret::new(password.as_str())).await {
            Ok(SignedUp::Ready(user)) => {
                super::sign_in::sign_in_with_new_password(
                    flow,
                    &pool,
                    &user.username,
                    Some(&password),
                    t!("Your account is ready. Sign in."),
                )
                .await;
            }
            Ok(SignedUp::CodeSent(addressee)) => self.wait(&addressee, password, None),
            Ok(SignedUp::CodeSentAgain(addressee)) => {
                self.wait(&addressee, password, Some(t!("Your account isn't verified yet. We sent you a new code.")))
            }
            Ok(SignedUp::CodeLimitExceeded(addressee)) => {
                PendingCode::Confirm.keep_waiting(client.platform(), &addressee);
                let news = t!("Your account isn't verified yet. Enter the newest code we sent.");
                flow.redirect(&Route::Confirm, news);
            }
            Ok(SignedUp::NeedsAdminConfirmation) => {
                flow.redirect(
                    &Route::SignIn,
                    t!("Your account was created. You can sign in once the site owner has approved it."),
                );
            }
            Err(error) => {
                self.exists.set(error == auth::AuthError::UsernameExists);
                let mut problem = name::explain(&pool.names, t!("Couldn't create the account"), &error);
                if self.ask_for_what_is_missing(&error) {
                    t!("This site needs to know more about you.").clone_into(&mut problem.reason);
                    t!("Fill in the new fields and try again.").clone_into(&mut problem.advice);
                }
                return Err(problem);
            }
        }
        Ok(())
    }

    /// The code is entered next.
    fn wait(self, addressee: &Addressee, password: String, news: Option<&str>) {
        PendingCode::Confirm.begin(self.flow.state.client().platform(), addressee);
        self.flow.state.visitor.remember_new_password(password);
        match news {
            None => location::go(&Route::Confirm),
            Some(news) => self.flow.redirect(&Route::Confirm, news),
        }
    }

    /// Whether the user pool requires what the configuration does not name: it is asked for from now on.
    fn ask_for_what_is_missing(self, error: &auth::AuthError) -> bool {
        let auth::AuthError::Aws(error) = error else { return false };
        let missing = missing_attributes(error.service().map_or("", |refusal| &refusal.message));
        if !missing.is_empty() {
            self.questions.update(|questions| *questions = std::mem::take(questions).with(&missing));
        }
        !missing.is_empty()
    }
}

/// What the new user is going to sign in by.
fn name_field(flow: SignInFlow, asked: &SignUpName, error: RwSignal<Option<String>>) -> View {
    let (naming, hint) = match asked {
        SignUpName::Chosen => (Naming::Name, None),
        SignUpName::Contact(contacts) => match Naming::of_contacts(contacts, false) {
            Naming::Email => (Naming::Email, Some(t!("We'll send you a code."))),
            Naming::Phone => (Naming::Phone, Some(t!("With “+” and the country code. We'll send you a code."))),
            naming => (naming, Some(t!("We'll send you a code. A phone number begins with “+” and the country code."))),
        },
    };
    name::field_of(naming, flow.name, error).hint(hint.map(str::to_owned)).autofocus(true).into()
}
