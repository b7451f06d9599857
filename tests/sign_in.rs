//! Signing in against a script whose verifier is the SRP server of the vectors' generator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::auth::challenge::{Challenge, ChallengeKind, ChallengeResponse, Factor, SignInStep};
use satchel::auth::new_user::NewUser;
use satchel::auth::pending::Addressee;
use satchel::auth::sign_in::{respond, sign_in};
use satchel::auth::sign_up::SignedUp;
use satchel::auth::{AuthError, sign_up};
use satchel::config::{AuthFlow, FirstFactor, UserPool};
use satchel::secret::Secret;
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

fn try_sign_in(world: &Scripted) -> Result<SignInStep, AuthError> {
    let pool = config().user_pool.unwrap();
    block_on(sign_in(&client(world), &pool, " ann@example.com ", &Secret::new("Passw0rd!")))
}

fn tokens() -> serde_json::Value {
    json!({ "AuthenticationResult": { "IdToken": token("id", 3600), "AccessToken": "a", "RefreshToken": "r" }, "ChallengeParameters": {} })
}

/// Signs in to a pool that asks `asks` after the password.
fn asked(world: &Scripted, asks: serde_json::Value) -> Challenge {
    world.answers(200, challenge()).answers(200, asks);
    match try_sign_in(world).unwrap() {
        SignInStep::Challenge(challenge) => challenge,
        _ => panic!("nothing was asked"),
    }
}

fn answer(world: &Scripted, challenge: &Challenge, answer: ChallengeResponse) -> Result<SignInStep, AuthError> {
    block_on(respond(&client(world), &config().user_pool.unwrap(), challenge, &answer))
}

fn text(text: &str) -> ChallengeResponse {
    ChallengeResponse::Text(Secret::new(text))
}

#[test]
fn the_password_is_proved_and_never_sent() {
    let world = Scripted::new();
    // The service's clock is an hour ahead; the proof carries its time.
    world.answers_with(200, &[("date", "Sat, 21 Nov 2026 13:00:00 GMT")], challenge()).answers(200, tokens());
    let Ok(SignInStep::SignedIn(tokens)) = try_sign_in(&world) else { panic!("not signed in") };
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
        ("NotAuthorizedException", "Incorrect username or password.", AuthError::IncorrectUsernameOrPassword),
        ("UserNotFoundException", "User does not exist.", AuthError::IncorrectUsernameOrPassword),
        ("UserNotConfirmedException", "User is not confirmed.", AuthError::UserNotConfirmed),
        ("PasswordResetRequiredException", "Password reset required for the user", AuthError::PasswordResetRequired),
    ] {
        let world = Scripted::new();
        world.answers(200, challenge()).refuses(code, message);
        assert_eq!(try_sign_in(&world), Err(expected));
    }
}

#[test]
fn what_nobody_can_answer_is_named_not_ignored() {
    let world = Scripted::new();
    world
        .answers(200, challenge())
        .answers(200, json!({ "ChallengeName": "TELEPATHY", "Session": "s", "ChallengeParameters": {} }));
    assert_eq!(try_sign_in(&world), Err(AuthError::UnsupportedChallenge("TELEPATHY".into())));
}

#[test]
fn a_code_is_asked_for_and_may_be_tried_again() {
    let world = Scripted::new();
    let asks = json!({
        "ChallengeName": "SMS_MFA", "Session": "first",
        "ChallengeParameters": { "CODE_DELIVERY_DESTINATION": "+*******12", "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "USER_ID_FOR_SRP": "0f6b5c7e" },
    });
    let challenge = asked(&world, asks);
    assert_eq!(challenge.kind, ChallengeKind::Code { factor: Factor::Sms, destination: "+*******12".into() });
    world.refuses("CodeMismatchException", "Invalid code or auth state for the user.");
    assert_eq!(answer(&world, &challenge, text("000000")), Err(AuthError::CodeMismatch));
    world.answers(200, tokens());
    assert!(matches!(answer(&world, &challenge, text(" 123-456 ")), Ok(SignInStep::SignedIn(_))));
    let sent = world.body(3);
    assert_eq!((&sent["ChallengeName"], &sent["Session"]), (&json!("SMS_MFA"), &json!("first")));
    assert_eq!(sent["ChallengeResponses"], json!({ "USERNAME": "0f6b5c7e", "SMS_MFA_CODE": "123456" }));
}

#[test]
fn a_second_factor_can_be_chosen() {
    let world = Scripted::new();
    let asks = json!({
        "ChallengeName": "SELECT_MFA_TYPE", "Session": "first",
        "ChallengeParameters": { "MFAS_CAN_CHOOSE": "[\"EMAIL_OTP\",\"SOFTWARE_TOKEN_MFA\"]" },
    });
    let challenge = asked(&world, asks);
    assert_eq!(challenge.kind, ChallengeKind::SelectFactor(vec![Factor::Email, Factor::SoftwareToken]));
    world.answers(200, json!({ "ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "second", "ChallengeParameters": {} }));
    let Ok(SignInStep::Challenge(challenge)) = answer(&world, &challenge, ChallengeResponse::Factor(Factor::SoftwareToken))
    else {
        panic!("nothing asked")
    };
    assert_eq!(world.body(2)["ChallengeResponses"], json!({ "USERNAME": "0f6b5c7e", "ANSWER": "SOFTWARE_TOKEN_MFA" }));
    world.answers(200, tokens());
    answer(&world, &challenge, text("123456")).unwrap();
    let sent = world.body(3);
    assert_eq!(sent["Session"], "second");
    assert_eq!(sent["ChallengeResponses"], json!({ "USERNAME": "0f6b5c7e", "SOFTWARE_TOKEN_MFA_CODE": "123456" }));
}

#[test]
fn an_authenticator_is_set_up_on_the_way_in() {
    let world = Scripted::new();
    world.answers(200, challenge()).answers(
        200,
        json!({ "ChallengeName": "MFA_SETUP", "Session": "first", "ChallengeParameters": { "MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]" } }),
    );
    world.answers(200, json!({ "SecretCode": "JBSWY3DPEHPK3PXP", "Session": "second" }));
    let Ok(SignInStep::Challenge(challenge)) = try_sign_in(&world) else { panic!("nothing asked") };
    assert_eq!(challenge.kind, ChallengeKind::SetUpAuthenticator { secret_code: Secret::new("JBSWY3DPEHPK3PXP") });
    assert_eq!(world.body(2), json!({ "Session": "first" }));
    world.refuses("EnableSoftwareTokenMFAException", "Code mismatch");
    assert_eq!(answer(&world, &challenge, text("000000")), Err(AuthError::CodeMismatch));
    world.answers(200, json!({ "Status": "SUCCESS", "Session": "third" })).answers(200, tokens());
    answer(&world, &challenge, text("123456")).unwrap();
    assert_eq!(world.body(4), json!({ "Session": "second", "UserCode": "123456" }));
    assert_eq!((&world.body(5)["ChallengeName"], &world.body(5)["Session"]), (&json!("MFA_SETUP"), &json!("third")));
    world.is_played_to_the_end();
}

#[test]
fn a_given_password_is_replaced_by_ones_own() {
    let world = Scripted::new();
    let asks = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "first",
        "ChallengeParameters": { "requiredAttributes": "[\"userAttributes.name\"]", "userAttributes": "{}", "USER_ID_FOR_SRP": "0f6b5c7e" },
    });
    let challenge = asked(&world, asks);
    let own = ChallengeResponse::NewPassword(Secret::new("My-own-1"), vec![("name".into(), "Ann".into())]);
    world.refuses("InvalidPasswordException", "Password does not conform to policy: Password not long enough");
    assert!(matches!(answer(&world, &challenge, own.clone()), Err(AuthError::InvalidPassword(_))));
    world.answers(200, tokens());
    answer(&world, &challenge, own).unwrap();
    let expected = json!({ "USERNAME": "0f6b5c7e", "NEW_PASSWORD": "My-own-1", "userAttributes.name": "Ann" });
    assert_eq!(world.body(3)["ChallengeResponses"], expected);
}

#[test]
fn the_owners_own_question_is_answered() {
    let world = Scripted::new();
    let asks = json!({ "ChallengeName": "CUSTOM_CHALLENGE", "Session": "first", "ChallengeParameters": { "riddle": "2 + 2", "USERNAME": "0f6b5c7e" } });
    let challenge = asked(&world, asks);
    world.answers(200, tokens());
    answer(&world, &challenge, text("4")).unwrap();
    assert_eq!(world.body(2)["ChallengeResponses"], json!({ "USERNAME": "0f6b5c7e", "ANSWER": "4" }));
}

/// Signs in where the owner's functions decide, with a password or without.
fn try_custom(world: &Scripted, first_factors: Vec<FirstFactor>) -> Result<SignInStep, AuthError> {
    let pool = UserPool { auth_flow: AuthFlow::Custom, first_factors, ..config().user_pool.unwrap() };
    block_on(sign_in(&client(world), &pool, " ann@example.com ", &Secret::new("Passw0rd!")))
}

fn riddle() -> serde_json::Value {
    json!({ "ChallengeName": "CUSTOM_CHALLENGE", "Session": "asked", "ChallengeParameters": { "riddle": "2 + 2", "USERNAME": "0f6b5c7e" } })
}

#[test]
fn the_owners_functions_may_ask_after_the_password() {
    let world = Scripted::new();
    let mut verifier = challenge();
    verifier["Session"] = json!("begun");
    world.answers(200, verifier).answers(200, riddle());
    let Ok(SignInStep::Challenge(challenge)) = try_custom(&world, vec![FirstFactor::Password]) else {
        panic!("nothing was asked")
    };
    assert_eq!(challenge.kind, ChallengeKind::Custom([("riddle".to_owned(), "2 + 2".to_owned())].into()));
    let (begun, proved) = (world.body(0), world.body(1));
    assert_eq!((&begun["AuthFlow"], &begun["AuthParameters"]["CHALLENGE_NAME"]), (&json!("CUSTOM_AUTH"), &json!("SRP_A")));
    assert!(begun["AuthParameters"]["SRP_A"].as_str().is_some_and(|a| a.len() > 500));
    assert_eq!((&proved["ChallengeName"], &proved["Session"]), (&json!("PASSWORD_VERIFIER"), &json!("begun")));
    world.answers(200, tokens());
    answer(&world, &challenge, text("4")).unwrap();
    assert_eq!(world.body(2)["Session"], "asked");
}

#[test]
fn the_owners_functions_may_ask_at_once() {
    for first_factors in [vec![FirstFactor::Password], Vec::new()] {
        let world = Scripted::new();
        world.answers(200, riddle()).answers(200, tokens());
        let takes_password = !first_factors.is_empty();
        let Ok(SignInStep::Challenge(challenge)) = try_custom(&world, first_factors) else { panic!("nothing was asked") };
        assert_eq!(world.body(0)["AuthParameters"].get("SRP_A").is_some(), takes_password);
        answer(&world, &challenge, text("4")).unwrap();
        assert_eq!(world.body(1)["ChallengeResponses"], json!({ "USERNAME": "0f6b5c7e", "ANSWER": "4" }));
    }
}

#[test]
fn no_password_is_proved_where_none_was_asked_for() {
    let world = Scripted::new();
    world.answers(200, challenge());
    assert_eq!(try_custom(&world, Vec::new()), Err(AuthError::UnsupportedChallenge("PASSWORD_VERIFIER".into())));
}

#[test]
fn a_sign_in_that_took_too_long_begins_anew() {
    for message in ["Invalid session for the user, session is expired.", "Invalid session for the user."] {
        let world = Scripted::new();
        let challenge = asked(&world, json!({ "ChallengeName": "EMAIL_OTP", "Session": "s", "ChallengeParameters": {} }));
        world.refuses("NotAuthorizedException", message);
        assert_eq!(answer(&world, &challenge, text("123456")), Err(AuthError::SessionExpired));
    }
}

#[test]
fn an_answer_to_another_question_is_not_sent() {
    let world = Scripted::new();
    let challenge = asked(&world, json!({ "ChallengeName": "EMAIL_OTP", "Session": "s", "ChallengeParameters": {} }));
    assert!(answer(&world, &challenge, ChallengeResponse::Factor(Factor::Sms)).is_err());
    assert_eq!(world.operations().len(), 2);
}

#[test]
fn a_service_that_breaks_the_protocol_gets_no_proof() {
    let world = Scripted::new();
    let mut broken = challenge();
    broken["ChallengeParameters"]["SRP_B"] = json!("0");
    world.answers(200, broken);
    assert!(matches!(try_sign_in(&world), Err(AuthError::Srp(_))));
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
    let user = NewUser::new(&world, &pool.names, "ann@example.com".into(), []);
    let output = block_on(sign_up::sign_up(&client, &pool, user, &Secret::new("Passw0rd!"))).unwrap();
    assert_eq!(output, SignedUp::CodeSent(Addressee::known_by("ann@example.com")));
    assert_eq!(world.body(0)["UserAttributes"][0]["Value"], "ann@example.com");
    block_on(sign_up::confirm(&client, &pool, "ann@example.com", " 123 456 ")).unwrap();
    assert_eq!(world.body(1)["ConfirmationCode"], "123456");
}

#[test]
fn an_address_for_codes_is_given_on_the_way_in() {
    let world = Scripted::new();
    let asks = json!({ "ChallengeName": "MFA_SETUP", "Session": "first", "ChallengeParameters": { "MFAS_CAN_SETUP": "[\"EMAIL_OTP\"]" } });
    let challenge = asked(&world, asks);
    assert_eq!(challenge.kind, ChallengeKind::SetUpEmail);
    world.answers(200, json!({ "ChallengeName": "EMAIL_OTP", "Session": "second", "ChallengeParameters": { "CODE_DELIVERY_DESTINATION": "a***" } }));
    let Ok(SignInStep::Challenge(challenge)) = answer(&world, &challenge, text(" ann@example.com ")) else {
        panic!("nothing asked")
    };
    assert_eq!(challenge.kind, ChallengeKind::Code { factor: Factor::Email, destination: "a***".into() });
    let sent = world.body(2);
    assert_eq!((&sent["ChallengeName"], &sent["Session"]), (&json!("MFA_SETUP"), &json!("first")));
    assert_eq!(sent["ChallengeResponses"]["EMAIL"], "ann@example.com");
}

#[test]
fn what_is_set_up_on_the_way_in_can_be_chosen() {
    let asks = json!({
        "ChallengeName": "MFA_SETUP", "Session": "first",
        "ChallengeParameters": { "MFAS_CAN_SETUP": "[\"SMS_MFA\",\"EMAIL_OTP\",\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "0f6b5c7e" },
    });
    let world = Scripted::new();
    let challenge = asked(&world, asks);
    assert_eq!(challenge.kind, ChallengeKind::SelectSetUp(vec![Factor::Email, Factor::SoftwareToken]));
    let Ok(SignInStep::Challenge(email)) = answer(&world, &challenge, ChallengeResponse::Factor(Factor::Email)) else {
        panic!("nothing asked")
    };
    assert_eq!(email.kind, ChallengeKind::SetUpEmail);
    world.answers(200, tokens());
    answer(&world, &email, text("ann@example.com")).unwrap();
    assert_eq!(world.body(2)["Session"], "first", "nothing was answered by the choice");

    world.answers(200, json!({ "SecretCode": "ABCD", "Session": "second" }));
    let chosen = answer(&world, &challenge, ChallengeResponse::Factor(Factor::SoftwareToken));
    let Ok(SignInStep::Challenge(authenticator)) = chosen else { panic!("nothing asked") };
    assert_eq!(authenticator.kind, ChallengeKind::SetUpAuthenticator { secret_code: Secret::new("ABCD") });
    world.answers(200, json!({ "Status": "SUCCESS", "Session": "third" })).answers(200, tokens());
    answer(&world, &authenticator, text("123 456")).unwrap();
    assert_eq!((&world.body(4)["Session"], &world.body(5)["Session"]), (&json!("second"), &json!("third")));
    assert_eq!(world.body(5)["ChallengeResponses"]["USERNAME"], "0f6b5c7e");
    assert_eq!(
        answer(&world, &challenge, ChallengeResponse::Factor(Factor::Sms)),
        Err(AuthError::UnsupportedChallenge("MFA_SETUP".into()))
    );
}
