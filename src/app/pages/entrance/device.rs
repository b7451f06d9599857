//! The device between the second factor and the tokens.

use super::SignInFlow;
use super::challenge::{ChallengeForm, paragraph};
use crate::auth;
use crate::auth::challenge::ChallengeResponse;
use crate::auth::tokens::Tokens;
use crate::aws::user_pool::NewDeviceMetadata;
use crate::browser::document;
use crate::config::UserPool;
use crate::ui::components::{Button, ButtonKind, Problem};
use crate::ui::dom::{View, group, html};
use crate::ui::reactive::Readable;
use crate::ui::words::errors;

/// Confirms the device that the user signed in on, and completes the sign-in. That it could not be done is said afterwards: it keeps
/// nobody outside.
pub(super) async fn confirm(flow: SignInFlow, pool: UserPool, tokens: Tokens, device: NewDeviceMetadata) -> Result<(), Problem> {
    let client = flow.state.client();
    let remember = flow.remember_device.get_untracked();
    let name = match auth::device::browser_of(&document::user_agent()) {
        // Kept by the user pool, whatever language it is read in later.
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => t!("Browser").to_owned(),
    };
    let (tokens, confirmed) = auth::device::confirm(&client, &pool, tokens, &device, &name, remember).await;
    if let Err(error) = confirmed {
        // The user pool gives no further tokens to a device that it does not know.
        let reason = errors::aws_error("", &error).reason;
        flow.state.say(match &tokens.device_key {
            None => t!("Couldn't register this device. {reason} You'll need to sign in again within an hour.", reason = reason),
            Some(_) => t!("Couldn't remember this device. {reason}", reason = reason),
        });
    }
    flow.finish(tokens);
    Ok(())
}

/// The device proves itself at once where the question came; the visitor does something only elsewhere, and if that fails.
pub(super) fn prove(asked: ChallengeForm) -> View {
    asked.by_itself(move || asked.answer(ChallengeResponse::Device));
    let label = if asked.flow.taken_over.get_value() { t!("Continue") } else { t!("Try again") };
    let again = Button::new(label).kind(ButtonKind::Primary).busy(asked.task.running());
    group([
        paragraph(t!("Checking whether this site remembers this device.")),
        html::div().class("form").child(again.on_click(move || asked.answer(ChallengeResponse::Device))).into(),
    ])
}
