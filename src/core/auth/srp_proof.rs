//! The two ends of an SRP exchange with a user pool, for users and for devices alike: the secret it begins with, and the
//! answer to `PASSWORD_VERIFIER` or `DEVICE_PASSWORD_VERIFIER`.

use serde_json::{Value, json};

use super::AuthError;
use super::srp::{EPHEMERAL_SECRET_LEN, PasswordVerifier, Srp, timestamp};
use crate::aws::Client;
use crate::aws::user_pool;
use crate::ports::Platform;
use crate::secret::Secret;

/// This side's secret of one SRP exchange.
pub(super) fn ephemeral<P: Platform>(client: &Client<P>) -> Result<Srp, AuthError> {
    let mut secret = zeroize::Zeroizing::new([0; EPHEMERAL_SECRET_LEN]);
    client.platform().fill(&mut *secret);
    Ok(Srp::new(&*secret)?)
}

/// What answers a verifier's challenge for `who`: a user and the pool's name, or a device and its group's key.
pub(super) fn proof<P: Platform>(
    client: &Client<P>,
    srp: &Srp,
    challenge: &user_pool::AuthChallenge,
    (who, group, password): (&str, &str, &Secret),
) -> Result<Value, AuthError> {
    // By now the clock is known: an answer carried the service's time.
    let timestamp = timestamp(client.now().into());
    let parameter = |name: &str| challenge.parameters.get(name).and_then(Value::as_str).unwrap_or_default();
    let verifier = PasswordVerifier {
        user_id: who,
        srp_b: parameter("SRP_B"),
        salt: parameter("SALT"),
        secret_block: parameter("SECRET_BLOCK"),
    };
    let signature = srp.password_claim_signature(verifier, group, password.expose(), &timestamp)?;
    Ok(json!({
        "PASSWORD_CLAIM_SECRET_BLOCK": verifier.secret_block,
        "PASSWORD_CLAIM_SIGNATURE": signature,
        "TIMESTAMP": timestamp,
    }))
}
