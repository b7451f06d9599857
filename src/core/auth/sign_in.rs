//! Signing in with a password: `USER_SRP_AUTH`, two round trips, the password never leaves the page; then whatever more the
//! user pool asks, one answer at a time.

use serde_json::{Value, json};

use super::AuthError;
use super::challenge::{ATTRIBUTE, Challenge, ChallengeKind, ChallengeResponse, SignInStep, set_up};
use super::code;
use super::device;
use super::pending::PendingCode;
use super::srp_proof::{ephemeral, proof};
use super::tokens::Tokens;
use crate::aws::Client;
use crate::aws::user_pool::{self, AuthStep};
use crate::config::{AuthFlow, FirstFactor, UserPool};
use crate::ports::Platform;
use crate::secret::Secret;

/// Signs in.
///
/// 1. `InitiateAuth` with the public value A; the user pool answers `PASSWORD_VERIFIER` with its B and the salt.
/// 2. `RespondToAuthChallenge` with the proof; the user pool answers with tokens, or asks for something more.
///
/// Where visitors choose how to sign in, the password is what this one has chosen; somebody who has none is asked. Where
/// the owner's functions decide, they hear of A and ask for the proof when they want it; without a password, of the
/// address alone.
pub async fn sign_in<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
    password: &Secret,
) -> Result<SignInStep, AuthError> {
    loop {
        let srp = ephemeral(client)?;
        let mut parameters = json!({ "USERNAME": email.trim(), "SRP_A": srp.srp_a() });
        let auth_flow = if pool.auth_flow == AuthFlow::Custom {
            if pool.takes_password() {
                parameters["CHALLENGE_NAME"] = "SRP_A".into();
            } else {
                parameters = json!({ "USERNAME": email.trim() });
            }
            "CUSTOM_AUTH"
        } else if pool.lets_choose() {
            parameters["PREFERRED_CHALLENGE"] = "PASSWORD_SRP".into();
            USER_AUTH
        } else {
            "USER_SRP_AUTH"
        };
        let challenge = match client.initiate_auth(pool, auth_flow, parameters).await? {
            AuthStep::Challenge(challenge) if challenge.name == "PASSWORD_VERIFIER" && pool.takes_password() => challenge,
            AuthStep::Challenge(challenge) if pool.lets_choose() || pool.auth_flow == AuthFlow::Custom => {
                return first(client, pool, email, challenge).await;
            }
            AuthStep::Challenge(challenge) => return Err(AuthError::UnsupportedChallenge(challenge.name)),
            // A pool that gives tokens before the proof has proved nothing itself either.
            AuthStep::Done(_) => return Err(AuthError::UnsupportedChallenge("none".to_owned())),
        };
        let username = challenge.parameters.get("USER_ID_FOR_SRP").and_then(Value::as_str).unwrap_or_default();
        let mut responses = proof(client, &srp, &challenge, (username, pool.name(), password))?;
        responses["USERNAME"] = username.into();
        let device_key = device::remembered_key(client.platform(), pool, username);
        if let Some(device_key) = &device_key {
            responses["DEVICE_KEY"] = device_key.as_str().into();
        }
        match client.respond_to_auth_challenge(pool, &challenge.name, challenge.session.as_ref(), responses).await {
            Err(error) if device_key.is_some() && error.code() == "ResourceNotFoundException" => {
                // The device was forgotten, from elsewhere: once more, without it.
                device::forget(client.platform(), pool, username);
            }
            answer => return next(client, pool, username, answer?).await,
        }
    }
}

/// Signs in whoever is known by `name`. One who signed up in this browser is found though the user pool does not yet know
/// them by it, as an alias counts only once it is confirmed.
pub async fn sign_in_by_name<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    name: &str,
    password: &Secret,
) -> Result<SignInStep, AuthError> {
    let refused = match sign_in(client, pool, name, password).await {
        Err(error @ AuthError::IncorrectUsernameOrPassword) => error,
        result => return result,
    };
    match PendingCode::Confirm.addressee(client.platform()) {
        Some(waiting) if waiting.name == name && waiting.username != name => {
            sign_in(client, pool, &waiting.username, password).await
        }
        _ => Err(refused),
    }
}

/// Lets the visitor sign in by something else than the password, if they can; else they are asked what they can.
pub async fn choose<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
    factor: FirstFactor,
) -> Result<SignInStep, AuthError> {
    let parameters = json!({ "USERNAME": email.trim(), "PREFERRED_CHALLENGE": factor.name() });
    match client.initiate_auth(pool, USER_AUTH, parameters).await? {
        AuthStep::Challenge(challenge) => first(client, pool, email, challenge).await,
        AuthStep::Done(_) => Err(AuthError::UnsupportedChallenge("none".to_owned())),
    }
}

const USER_AUTH: &str = "USER_AUTH";

/// A question with which a sign-in begins.
async fn first<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    email: &str,
    challenge: user_pool::AuthChallenge,
) -> Result<SignInStep, AuthError> {
    let mut step = next(client, pool, email.trim(), AuthStep::Challenge(challenge)).await?;
    if let SignInStep::Challenge(challenge) = &mut step {
        challenge.is_first = true;
    }
    Ok(step)
}

/// Answers a challenge. After a wrong code the same challenge may be answered again; the user pool says when it has had
/// enough.
pub async fn respond<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    challenge: &Challenge,
    answer: &ChallengeResponse,
) -> Result<SignInStep, AuthError> {
    let Challenge { kind, username, session, .. } = challenge;
    let mut session = session.clone();
    let mut responses = json!({ "USERNAME": username });
    match (kind, answer) {
        (ChallengeKind::NewPassword { .. }, ChallengeResponse::NewPassword(password, attributes)) => {
            responses["NEW_PASSWORD"] = password.expose().into();
            for (name, value) in attributes {
                responses[format!("{ATTRIBUTE}{name}")] = value.as_str().into();
            }
        }
        (ChallengeKind::Code { .. }, ChallengeResponse::Text(code)) => {
            responses[format!("{}_CODE", challenge.name())] = code::digits(code.expose()).into();
        }
        (ChallengeKind::SelectFactor(_), ChallengeResponse::Factor(factor)) => responses["ANSWER"] = factor.name().into(),
        (ChallengeKind::SelectSetUp(_), ChallengeResponse::Factor(factor)) => {
            // `AssociateSoftwareToken` tells the user pool which factor is set up.
            let mut chosen = Challenge { kind: set_up(*factor, challenge.name())?, ..challenge.clone() };
            prepare(client, pool, &mut chosen).await?;
            return Ok(SignInStep::Challenge(chosen));
        }
        (ChallengeKind::SelectChallenge(_), ChallengeResponse::FirstFactor(factor)) => responses["ANSWER"] = factor.name().into(),
        (ChallengeKind::Passkey(_), ChallengeResponse::Credential(json)) => responses["CREDENTIAL"] = json.expose().into(),
        (ChallengeKind::Device, ChallengeResponse::Device) => {
            let (device_key, answer) = device::prove(client, pool, challenge).await?;
            let mut step = next(client, pool, username, answer).await?;
            if let SignInStep::SignedIn(tokens) = &mut step {
                tokens.device_key = Some(device_key);
            }
            return Ok(step);
        }
        (ChallengeKind::Custom(_), ChallengeResponse::Text(text)) => responses["ANSWER"] = text.expose().into(),
        (ChallengeKind::SetUpEmail, ChallengeResponse::Text(email)) => responses["EMAIL"] = email.expose().trim().into(),
        (ChallengeKind::SetUpAuthenticator { .. }, ChallengeResponse::Text(code)) => {
            session = client.verify_software_token(pool, session.as_ref(), &code::digits(code.expose()).into()).await?;
        }
        _ => return Err(AuthError::UnsupportedChallenge(challenge.name().to_owned())),
    }
    let answer = client.respond_to_auth_challenge(pool, challenge.name(), session.as_ref(), responses).await?;
    let mut step = next(client, pool, username, answer).await?;
    if let (SignInStep::Challenge(next), ChallengeKind::SelectChallenge(_)) = (&mut step, kind) {
        next.is_first = true;
    }
    Ok(step)
}

/// Where an answer leads.
async fn next<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    username: &str,
    answer: AuthStep,
) -> Result<SignInStep, AuthError> {
    let mut challenge = match answer {
        AuthStep::Done(mut result) => {
            return Ok(match result.new_device_metadata.take() {
                None => SignInStep::SignedIn(Tokens::new(result)),
                Some(device) => SignInStep::SignedInOnNewDevice(Tokens::new(result), device),
            });
        }
        AuthStep::Challenge(challenge) => Challenge::read(challenge, username)?,
    };
    prepare(client, pool, &mut challenge).await?;
    Ok(SignInStep::Challenge(challenge))
}

/// Gets the key where an authenticator is to be set up.
async fn prepare<P: Platform>(client: &Client<P>, pool: &UserPool, challenge: &mut Challenge) -> Result<(), AuthError> {
    if let ChallengeKind::SetUpAuthenticator { secret_code } = &mut challenge.kind {
        (*secret_code, challenge.session) = client.associate_software_token(pool, challenge.session.as_ref()).await?;
    }
    Ok(())
}
