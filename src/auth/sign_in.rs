//! Signing in with a password: `USER_SRP_AUTH`, two round trips, the password never leaves the page; then whatever more the
//! user pool asks, one answer at a time.

use serde_json::{Value, json};

use super::Error;
use super::challenge::{ATTRIBUTE, Challenge, Factor, Question, Step};
use super::srp::{EPHEMERAL_SECRET_LEN, PasswordVerifier, Srp, timestamp};
use super::tokens::Tokens;
use crate::aws::Client;
use crate::aws::user_pool::{AuthStep, Secret};
use crate::config::UserPool;
use crate::ports::Platform;

/// Signs in.
///
/// 1. `InitiateAuth` with the public value A; the user pool answers `PASSWORD_VERIFIER` with its B and the salt.
/// 2. `RespondToAuthChallenge` with the proof; the user pool answers with tokens, or asks for something more.
pub async fn sign_in<P: Platform>(client: &Client<P>, pool: &UserPool, email: &str, password: &Secret) -> Result<Step, Error> {
    let mut secret = zeroize::Zeroizing::new([0; EPHEMERAL_SECRET_LEN]);
    client.platform().fill(&mut *secret);
    let srp = Srp::new(&*secret)?;

    let parameters = json!({ "USERNAME": email.trim(), "SRP_A": srp.srp_a() });
    let challenge = match client.initiate_auth(pool, "USER_SRP_AUTH", parameters).await? {
        AuthStep::Challenge(challenge) if challenge.name == "PASSWORD_VERIFIER" => challenge,
        AuthStep::Challenge(challenge) => return Err(Error::UnsupportedChallenge(challenge.name)),
        // A pool that gives tokens before the proof has proved nothing itself either.
        AuthStep::Done(_) => return Err(Error::UnsupportedChallenge("none".to_owned())),
    };

    // Now the clock is known: the answer carried the service's time.
    let timestamp = timestamp(client.now().into());
    let parameter = |name: &str| challenge.parameters.get(name).map_or("", String::as_str);
    let verifier = PasswordVerifier {
        user_id: parameter("USER_ID_FOR_SRP"),
        srp_b: parameter("SRP_B"),
        salt: parameter("SALT"),
        secret_block: parameter("SECRET_BLOCK"),
    };
    let signature = srp.password_claim_signature(verifier, pool.name(), password.expose(), &timestamp)?;
    let responses = json!({
        "USERNAME": verifier.user_id,
        "PASSWORD_CLAIM_SECRET_BLOCK": verifier.secret_block,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "TIMESTAMP": timestamp,
    });
    let answer = client.respond_to_auth_challenge(pool, &challenge.name, challenge.session.as_ref(), responses).await?;
    next(client, pool, verifier.user_id, answer).await
}

/// What a visitor answers to a [`Question`].
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Question::NewPassword`]: the password, and the attributes by name.
    NewPassword(Secret, Vec<(String, String)>),
    /// To [`Question::Code`]: the code. To [`Question::SetUpAuthenticator`]: the first code it shows. To
    /// [`Question::Custom`]: the answer.
    Text(Secret),
    /// To [`Question::SelectFactor`].
    Factor(Factor),
}

/// Answers a challenge. After a wrong code the same challenge may be answered again; the user pool says when it has had
/// enough.
pub async fn respond<P: Platform>(
    client: &Client<P>,
    pool: &UserPool,
    challenge: &Challenge,
    answer: &Answer,
) -> Result<Step, Error> {
    let Challenge { question, username, session } = challenge;
    let mut session = session.clone();
    let mut responses = json!({ "USERNAME": username });
    match (question, answer) {
        (Question::NewPassword { .. }, Answer::NewPassword(password, attributes)) => {
            responses["NEW_PASSWORD"] = password.expose().into();
            for (name, value) in attributes {
                responses[format!("{ATTRIBUTE}{name}")] = value.as_str().into();
            }
        }
        (Question::Code { factor, .. }, Answer::Text(code)) => {
            responses[format!("{}_CODE", factor.name())] = digits(code);
        }
        (Question::SelectFactor(_), Answer::Factor(factor)) => responses["ANSWER"] = factor.name().into(),
        (Question::Custom(_), Answer::Text(text)) => responses["ANSWER"] = text.expose().into(),
        (Question::SetUpAuthenticator { .. }, Answer::Text(code)) => {
            session = client.verify_software_token(pool, session.as_ref(), &digits(code)).await?;
        }
        _ => return Err(Error::UnsupportedChallenge(question.challenge_name().to_owned())),
    }
    let answer = client.respond_to_auth_challenge(pool, question.challenge_name(), session.as_ref(), responses).await?;
    next(client, pool, username, answer).await
}

/// Where an answer leads.
async fn next<P: Platform>(client: &Client<P>, pool: &UserPool, username: &str, answer: AuthStep) -> Result<Step, Error> {
    let mut challenge = match answer {
        AuthStep::Done(result) => return Ok(Step::SignedIn(Tokens::new(result))),
        AuthStep::Challenge(challenge) => Challenge::read(challenge, username)?,
    };
    if let Question::SetUpAuthenticator { secret_code } = &mut challenge.question {
        (*secret_code, challenge.session) = client.associate_software_token(pool, challenge.session.as_ref()).await?;
    }
    Ok(Step::Asked(challenge))
}

/// A code as it was typed or pasted, often in groups.
fn digits(code: &Secret) -> Value {
    code.expose().split_whitespace().collect::<String>().into()
}
