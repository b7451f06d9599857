//! Signing in against a script whose verifier is the SRP server of the vectors' generator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::auth::sign_in::sign_in;
use satchel::auth::{Error, sign_up};
use satchel::aws::user_pool::Secret;
use serde_json::json;
use support::{Scripted, client, config, token};

fn challenge() -> serde_json::Value {
    json!({
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": "0f6b5c7e", "SRP_B": "abcdef0123456789", "SALT": "00ab", "SECRET_BLOCK": "c2VjcmV0", "USERNAME": "0f6b5c7e",
        },
    })
}

fn try_sign_in(world: &Scripted) -> Result<satchel::auth::tokens::Tokens, Error> {
    let pool = config().user_pool.unwrap();
    block_on(sign_in(&client(world), &pool, " ann@example.com ", &Secret::new("Passw0rd!")))
}

#[test]
fn the_password_is_proved_and_never_sent() {
    let world = Scripted::new();
    let result = json!({ "AuthenticationResult": { "IdToken": token("id", 3600), "AccessToken": "a", "RefreshToken": "r" }, "ChallengeParameters": {} });
    // The service's clock is an hour ahead; the proof carries its time.
    world.answers_with(200, &[("date", "Sat, 21 Nov 2026 13:00:00 GMT")], challenge()).answers(200, result);
    let tokens = try_sign_in(&world).unwrap();
    assert_eq!(tokens.refresh_token.expose(), "r");
    assert_eq!(world.operations(), ["InitiateAuth", "RespondToAuthChallenge"]);
    assert_eq!(world.body(0)["AuthParameters"]["USERNAME"], "ann@example.com");
    assert_eq!(world.body(1)["ChallengeResponses"]["USERNAME"], "0f6b5c7e");
    assert_eq!(world.body(1)["ChallengeResponses"]["TIMESTAMP"], "Sat Nov 21 13:00:00 UTC 2026");
    for n in 0..2 {
        assert!(!world.body(n).to_string().contains("Passw0rd!"));
    }
}

#[test]
fn refusals_are_named() {
    for (code, message, expected) in [
        ("NotAuthorizedException", "Incorrect username or password.", Error::IncorrectUsernameOrPassword),
        ("UserNotFoundException", "User does not exist.", Error::IncorrectUsernameOrPassword),
        ("UserNotConfirmedException", "User is not confirmed.", Error::UserNotConfirmed),
        ("PasswordResetRequiredException", "Password reset required for the user", Error::PasswordResetRequired),
    ] {
        let world = Scripted::new();
        world.answers(200, challenge()).refuses(code, message);
        assert_eq!(try_sign_in(&world), Err(expected));
    }
}

#[test]
fn a_further_step_is_named_not_ignored() {
    let world = Scripted::new();
    world
        .answers(200, challenge())
        .answers(200, json!({ "ChallengeName": "SMS_MFA", "Session": "s", "ChallengeParameters": {} }));
    assert_eq!(try_sign_in(&world), Err(Error::UnsupportedChallenge("SMS_MFA".into())));
}

#[test]
fn a_service_that_breaks_the_protocol_gets_no_proof() {
    let world = Scripted::new();
    let mut broken = challenge();
    broken["ChallengeParameters"]["SRP_B"] = json!("0");
    world.answers(200, broken);
    assert!(matches!(try_sign_in(&world), Err(Error::Srp(_))));
    assert_eq!(world.operations(), ["InitiateAuth"]);

    let world = Scripted::new();
    world.answers(200, json!({ "AuthenticationResult": { "IdToken": "i", "AccessToken": "a" } }));
    assert!(try_sign_in(&world).is_err(), "tokens before the proof prove nothing");
}

#[test]
fn signing_up_names_the_address_twice_and_confirming_takes_the_code_as_typed() {
    let world = Scripted::new();
    world
        .answers(200, json!({ "UserConfirmed": false, "UserSub": "s", "CodeDeliveryDetails": { "Destination": "a***@e***", "DeliveryMedium": "EMAIL" } }))
        .answers(200, "{}");
    let (client, pool) = (client(&world), config().user_pool.unwrap());
    let output = block_on(sign_up::sign_up(&client, &pool, "ann@example.com ", &Secret::new("Passw0rd!"))).unwrap();
    assert_eq!(output.code_delivery_details.destination, "a***@e***");
    assert_eq!(world.body(0)["UserAttributes"][0]["Value"], "ann@example.com");
    block_on(sign_up::confirm(&client, &pool, "ann@example.com", " 123 456 ")).unwrap();
    assert_eq!(world.body(1)["ConfirmationCode"], "123456");
}
