//! Signing in with a passkey.

use super::SignInFlow;
use super::challenge::{ChallengeForm, paragraph};
use super::submit;
use crate::auth;
use crate::auth::challenge::ChallengeResponse;
use crate::auth::challenge::{ChallengeKind, SignInStep};
use crate::auth::sign_in::respond;
use crate::browser::passkeys::{self, PasskeyError};
use crate::config::{FirstFactor, UserPool};
use crate::secret::Secret;
use crate::ui::components::{Button, ButtonKind, Problem};
use crate::ui::dom::{View, group, html};
use crate::ui::words::errors;

/// The question for a passkey: the browser asks at once where it came, and whenever the visitor wants it to.
pub(super) fn ask(asked: ChallengeForm, options: String) -> View {
    let ask = move || {
        let options = options.clone();
        submit(asked.task, asked.problem, async move {
            let credential = get(&options, false).await?;
            let (client, name) = (asked.flow.state.client(), asked.flow.name());
            asked.send(ChallengeResponse::Credential(credential)).await?;
            auth::passkey::remember_address(client.platform(), &name);
            Ok(())
        });
    };
    asked.by_itself(ask.clone());
    let again = Button::new(t!("Use a passkey")).kind(ButtonKind::Primary).busy(asked.task.running()).on_click(ask);
    group([
        paragraph(t!("Your browser asks for the passkey of this account: by fingerprint, face, PIN or a security key.")),
        html::div().class("form").child(again).into(),
    ])
}

async fn get(options: &str, conditional: bool) -> Result<Secret, Problem> {
    let options = crate::json::read(options).unwrap_or_default();
    let credential = passkeys::get(&options, conditional).await.map_err(|error| explain_passkey(&error))?;
    Ok(Secret::new(credential.to_string()))
}

fn explain_passkey(error: &PasskeyError) -> Problem {
    let (reason, advice) = match error {
        PasskeyError::Cancelled => {
            (t!("You didn't use a passkey.").to_owned(), t!("Try again, or start over and sign in another way."))
        }
        PasskeyError::Unsupported => {
            (t!("This browser can't use passkeys here.").to_owned(), t!("Start over and sign in another way."))
        }
        PasskeyError::Failed(words) => {
            (t!("The browser says: {reason}", reason = words), t!("Try again, or sign in another way."))
        }
    };
    Problem { title: t!("You're not signed in").to_owned(), reason, advice: advice.to_owned(), ..Problem::default() }
}

/// Waits beside the form until the visitor picks the passkey that the browser offers at the field, and signs in with it.
/// That may take longer than the user pool waits: then the browser asks once more.
pub(super) async fn autofill(flow: SignInFlow, pool: UserPool, email: String) -> Result<(), Problem> {
    let client = flow.state.client();
    if !passkeys::conditional_available().await {
        return Ok(());
    }
    // Silence, or a user pool that asks for something else, is nothing the visitor has asked about.
    let Ok(SignInStep::Challenge(challenge)) = auth::sign_in::choose(&client, &pool, &email, FirstFactor::WebAuthn).await else {
        return Ok(());
    };
    let ChallengeKind::Passkey(options) = &challenge.kind else {
        auth::passkey::forget_address(client.platform());
        return Ok(());
    };
    let Ok(credential) = get(options, true).await else { return Ok(()) };
    flow.name.set(email.clone());
    match respond(&client, &pool, &challenge, &ChallengeResponse::Credential(credential)).await {
        Ok(step) => flow.proceed(step).await,
        Err(auth::AuthError::SessionExpired) => super::choices::choose(flow, pool, email, FirstFactor::WebAuthn).await?,
        Err(error) => return Err(errors::auth_error(t!("Couldn't sign you in"), &error)),
    }
    Ok(())
}
