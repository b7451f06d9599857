//! Signing in by name and password, or as a guest.

use leptos::task::spawn_local;

use crate::ui::reactive::*;

use super::choices::Choices;
use super::{LazyTask, SignInFlow, ended, first_paint, last_used, link, name, sign_in_methods, submit, to_be_linked};
use crate::app::forms::check;
use crate::app::lazy;
use crate::app::shell::workspace;
use crate::auth;
use crate::auth::pending::{Addressee, PendingCode};
use crate::browser::document;
use crate::config::UserPool;
use crate::route::Route;
use crate::secret::Secret;
use crate::ui::components::{Button, Problem, TextField, error_line, focus_fault, form_onto};
use crate::ui::dom::{View, effect, group, html, live};
use crate::ui::task::Task;
use crate::ui::words::{Phrase, sentences};

/// The form of name and password with what stands around it, of the document or a copy.
pub(super) fn view(flow: SignInFlow, pool: UserPool) -> View {
    let password = RwSignal::new(first_paint::value("[name=password]"));
    let Some(card) = first_paint::Card::take() else { return View::none() };
    let name_error = RwSignal::new(None);
    let password_error = RwSignal::new(None);
    let problem = RwSignal::new(None);
    let refused = RwSignal::new(0);
    let signing_in = Task::new();
    let choices = Choices::new(flow, pool.clone(), problem, name_error);
    choices.offer_passkey();
    let takes_password = pool.takes_password();
    // Whoever types here is about to need what comes next, and after it.
    effect(move || {
        if flow.name.with(|name| !name.is_empty()) {
            prefetch();
            workspace::prefetch();
        }
    });
    let is_known = !flow.name().is_empty();
    let send = {
        let pool = pool.clone();
        move || {
            let (called, password) = (check::name(&pool.names, &flow.name()), password.get_untracked());
            name_error.set(called.as_ref().err().cloned());
            password_error.set(check::password(&password).filter(|_| takes_password));
            if let (Ok(called), None) = (called, &*password_error.read_untracked()) {
                refused.set(0);
                flow.remember_method(last_used::PASSWORD);
                let pool = pool.clone();
                submit(signing_in, problem, async move {
                    let part = sign_in_part::load().await.map_err(|lazy::LoadFailed| lazy::load_failed())?;
                    (part.by_password)(flow, pool, called, password, refused).await
                });
            }
        }
    };
    // One line below the field, with the way on.
    let is_refused = Memo::new(move |_| refused.get() > 0 && problem.with(Option::is_some));
    let line = move || {
        let reset = || html::a().attr("href", Route::ResetPassword.to_string()).child(t!("Reset password"));
        live(move || problem.get().map(|problem| error_line(problem, is_refused.get().then(reset))))
    };
    let name_field = name::field(flow, &pool.names, name_error).autocomplete(choices.autocomplete()).invalid(is_refused);
    let name_field = if takes_password { name_field } else { name_field.after(line()) };
    if let Some(field) = card.part("[data-field=name]") {
        name_field.onto(field).in_place();
    }
    match card.part("[data-field=password]") {
        Some(field) if takes_password => {
            if let Some(link) = field.find(".field-link") {
                let link = link.emptied().child(t!("Forgot password?"));
                link.attr("hidden", move || is_refused.get().then_some("")).in_place();
            }
            let field_of = TextField::password(t!("Password"), password, "current-password").error(password_error);
            field_of
                .invalid(is_refused)
                .refocus(refused)
                .autofocus(is_known && !card.is_in_place())
                .after(line())
                .onto(field)
                .in_place();
        }
        Some(field) => field.node::<web_sys::Element>().remove(),
        None => {}
    }
    if let Some(keep) = card.part(".checkbox") {
        flow.keep_me_signed_in(keep).in_place();
    }
    if let Some(button) = card.part(".form .primary") {
        Button::new(t!("Sign in")).busy(signing_in.running()).onto(button);
    }
    if let Some(heading) = card.part("h1") {
        heading.emptied().child(t!("Sign in")).in_place();
    }
    document::set_title(&t!("{page} – Satchel", page = t!("Sign in")));
    card.fill("news", group([flow.news(), ended(flow), to_be_linked(flow).into(), flow.federation.news()]));
    card.fill("ways", sign_in_methods::methods(flow, Some(choices)));
    card.append(sign_in_methods::foot(flow, Some(link(&Route::SignUp, t!("Create account")))));
    if let Some(form) = card.part("form") {
        let was_submitted = first_paint::Card::take_submitted(&form);
        let node = form.node::<web_sys::Element>();
        form_onto(form, send.clone()).in_place();
        if was_submitted {
            send();
            focus_fault(&node);
        }
    }
    card.into_view()
}

/// What a sign-in by password takes: much arithmetic, which nobody needs who has not typed anything yet.
#[derive(Clone, Copy)]
struct SignIn {
    by_password: fn(SignInFlow, UserPool, String, String, RwSignal<u32>) -> LazyTask,
    with_new_password: fn(SignInFlow, UserPool, String, String, &'static str) -> LazyTask,
}

lazy::lazy!(sign_in_part: SignIn = SignIn {
    by_password: |flow, pool, called, password, refused| Box::pin(sign_in(flow, pool, called, password, refused)),
    with_new_password: |flow, pool, called, password, done| Box::pin(with_new_password(flow, pool, called, password, done)),
});

/// Begins to load it, for it to be there when the form is sent. A failure shows then.
fn prefetch() {
    spawn_local(async {
        let _ = sign_in_part::load().await;
    });
}

async fn sign_in(
    flow: SignInFlow,
    pool: UserPool,
    called: String,
    password: String,
    refused: RwSignal<u32>,
) -> Result<(), Problem> {
    let client = flow.state.client();
    match auth::sign_in::sign_in_by_name(&client, &pool, &called, &Secret::new(password.as_str())).await {
        Ok(step) => flow.proceed(step).await,
        Err(auth::AuthError::IncorrectUsernameOrPassword) => {
            refused.update(|refused| *refused += 1);
            let mut problem = name::explain(&pool.names, SIGN_IN_FAILED.text(), &auth::AuthError::IncorrectUsernameOrPassword);
            // The line has a link to a new password.
            problem.advice = hints(&pool, &called, &password);
            return Err(problem);
        }
        Err(error) => return follow_refusal(flow, &pool, &called, Some(password), error).await,
    }
    Ok(())
}

/// Signs in with a password that was just set. A failure is not the password's: the visitor signs in by hand, and learns
/// from `done` that what was asked for is done.
pub(super) async fn sign_in_with_new_password(
    flow: SignInFlow,
    pool: &UserPool,
    called: &str,
    password: Option<&str>,
    done: &'static str,
) {
    if let (Some(password), Ok(part)) = (password, sign_in_part::load().await) {
        drop((part.with_new_password)(flow, pool.clone(), called.to_owned(), password.to_owned(), done).await);
    } else {
        flow.redirect(&Route::SignIn, done);
    }
}

async fn with_new_password(
    flow: SignInFlow,
    pool: UserPool,
    called: String,
    password: String,
    done: &'static str,
) -> Result<(), Problem> {
    match auth::sign_in::sign_in(&flow.state.client(), &pool, &called, &Secret::new(password)).await {
        Ok(step) => flow.proceed(step).await,
        Err(_) => flow.redirect(&Route::SignIn, done),
    }
    Ok(())
}

const SIGN_IN_FAILED: Phrase = phrase!("Couldn't sign you in");

/// What else may be wrong with what was typed.
fn hints(pool: &UserPool, called: &str, password: &str) -> String {
    let capitals = pool.names.case_sensitive.then(|| t!("Capitals matter here: “Ann” and “ann” are different names."));
    let accents = (document::has_look_alikes(called) || document::has_look_alikes(password))
        .then(|| t!("If you pasted accented letters, type them instead."));
    sentences(&[capitals.unwrap_or_default(), accents.unwrap_or_default()])
}

/// Leads to the step that somebody has to take before they can sign in, where the refusal says so.
pub(super) async fn follow_refusal(
    flow: SignInFlow,
    pool: &UserPool,
    called: &str,
    password: Option<String>,
    error: auth::AuthError,
) -> Result<(), Problem> {
    let client = flow.state.client();
    match error {
        auth::AuthError::UserNotConfirmed => {
            let waiting = PendingCode::Confirm.addressee(client.platform()).filter(|waiting| waiting.name == called);
            let addressee = waiting.unwrap_or_else(|| Addressee::known_by(called));
            if let Some(password) = password {
                flow.state.visitor.remember_new_password(password);
            }
            let sent = auth::sign_up::resend_code(&client, pool, &addressee.username).await;
            let news = match sent {
                Ok(_) => {
                    PendingCode::Confirm.begin(client.platform(), &addressee);
                    name::unconfirmed(&pool.names, true)
                }
                Err(_) => {
                    PendingCode::Confirm.keep_waiting(client.platform(), &addressee);
                    name::unconfirmed(&pool.names, false)
                }
            };
            flow.redirect(&Route::Confirm, news);
        }
        auth::AuthError::PasswordResetRequired => {
            PendingCode::ResetPassword.end(client.platform());
            flow.redirect(&Route::ResetPassword, t!("This account needs a new password before you can sign in."));
        }
        error => return Err(name::explain(&pool.names, SIGN_IN_FAILED.text(), &error)),
    }
    Ok(())
}
