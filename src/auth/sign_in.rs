//! Signing in with a password: `USER_SRP_AUTH`, two round trips, the password never leaves the page.

use serde_json::json;

use super::Error;
use super::srp::{EPHEMERAL_SECRET_LEN, PasswordVerifier, Srp, timestamp};
use super::tokens::Tokens;
use crate::aws::Client;
use crate::aws::user_pool::{AuthStep, Challenge, Secret};
use crate::config::UserPool;
use crate::ports::Platform;

/// Signs in.
///
/// 1. `InitiateAuth` with the public value A; the user pool answers `PASSWORD_VERIFIER` with its B and the salt.
/// 2. `RespondToAuthChallenge` with the proof; the user pool answers with tokens, or asks for something more.
pub async fn sign_in<P: Platform>(client: &Client<P>, pool: &UserPool, email: &str, password: &Secret) -> Result<Tokens, Error> {
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
    match client.respond_to_auth_challenge(pool, &challenge.name, challenge.session.as_ref(), responses).await? {
        AuthStep::Done(result) => Ok(Tokens::new(result)),
        AuthStep::Challenge(Challenge { name, .. }) => Err(Error::UnsupportedChallenge(name)),
    }
}
