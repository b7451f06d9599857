//! Choosing how to sign in, and devices that stand for the second factor, against a script.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::auth::challenge::ChallengeResponse;
use satchel::auth::challenge::{Challenge, ChallengeKind, Factor, SignInStep};
use satchel::auth::sign_in::{choose, respond, sign_in};
use satchel::auth::{AuthError, device};
use satchel::aws::user_pool::NewDeviceMetadata;
use satchel::config::{FirstFactor, RememberDevices, UserPool};
use satchel::ports::{HttpErrorKind, KeyValueStore, Lifetime};
use satchel::secret::Secret;
use serde_json::json;
use support::{Scripted, client, config, token, tokens};

fn plain() -> UserPool {
    config().user_pool.unwrap()
}

fn choosing() -> UserPool {
    UserPool { first_factors: FirstFactor::ALL.to_vec(), remember_devices: RememberDevices::Ask, ..plain() }
}

fn password() -> Secret {
    Secret::new("Passw0rd!")
}

fn verifier() -> serde_json::Value {
    let parameters =
        json!({ "USER_ID_FOR_SRP": "0f6b5c7e", "SRP_B": "abcdef0123456789", "SALT": "00ab", "SECRET_BLOCK": "c2VjcmV0" });
    json!({ "ChallengeName": "PASSWORD_VERIFIER", "Session": "proved", "ChallengeParameters": parameters })
}

fn result(more: serde_json::Value) -> serde_json::Value {
    let mut result = json!({ "IdToken": token("id", 3600), "AccessToken": "a", "RefreshToken": "r" });
    result.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "AuthenticationResult": result })
}

fn asked(step: Result<SignInStep, AuthError>) -> Challenge {
    match step.unwrap() {
        SignInStep::Challenge(challenge) => challenge,
        other => panic!("nothing was asked: {other:?}"),
    }
}

fn metadata() -> NewDeviceMetadata {
    NewDeviceMetadata { device_key: "us-east-1_device".into(), device_group_key: "-group".into() }
}

/// A world in which this device is remembered for the user `0f6b5c7e`.
fn remembered() -> Scripted {
    let world = Scripted::new();
    world.answers(200, json!({ "UserConfirmationNecessary": true })).answers(200, json!({}));
    let mut known = tokens(3600);
    known.id_token = Secret::new(user_token());
    let (tokens, confirmed) = block_on(device::confirm(&client(&world), &plain(), known, &metadata(), "Chrome on Linux", true));
    assert_eq!(confirmed, Ok(()));
    assert_eq!(tokens.device_key.as_deref(), Some("us-east-1_device"));
    world
}

fn user_token() -> String {
    use base64::Engine as _;
    let claims = format!(r#"{{"sub":"0f6b5c7e","cognito:username":"0f6b5c7e","exp":{}}}"#, support::NOON + 3600);
    format!("e30.{}.sig", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn where_visitors_choose_the_password_is_what_this_one_has_chosen() {
    let world = Scripted::new();
    world.answers(200, verifier()).answers(200, result(json!({})));
    assert!(matches!(
        block_on(sign_in(&client(&world), &choosing(), "ann@example.com", &password())),
        Ok(SignInStep::SignedIn(_))
    ));
    assert_eq!(world.body(0)["AuthFlow"], "USER_AUTH");
    assert_eq!(world.body(0)["AuthParameters"]["PREFERRED_CHALLENGE"], "PASSWORD_SRP");
    assert_eq!(world.body(1)["Session"], "proved");
}

#[test]
fn somebody_without_a_password_is_asked_what_they_have() {
    let world = Scripted::new();
    let asks = json!({ "ChallengeName": "SELECT_CHALLENGE", "Session": "s", "AvailableChallenges": ["EMAIL_OTP", "WEB_AUTHN"] });
    world.answers(200, asks);
    let challenge = asked(block_on(sign_in(&client(&world), &choosing(), "ann@example.com", &password())));
    assert_eq!(challenge.kind, ChallengeKind::SelectChallenge(vec![FirstFactor::EmailOtp, FirstFactor::WebAuthn]));
    world.answers(
        200,
        json!({ "ChallengeName": "EMAIL_OTP", "Session": "t", "ChallengeParameters": { "CODE_DELIVERY_DESTINATION": "a***" } }),
    );
    let answer = ChallengeResponse::FirstFactor(FirstFactor::EmailOtp);
    let challenge = asked(block_on(respond(&client(&world), &choosing(), &challenge, &answer)));
    assert!(challenge.is_first, "the code takes the password's place");
    assert_eq!(challenge.kind, ChallengeKind::Code { factor: Factor::Email, destination: "a***".into() });
    assert_eq!(world.body(1)["ChallengeResponses"], json!({ "USERNAME": "ann@example.com", "ANSWER": "EMAIL_OTP" }));
    world.answers(200, result(json!({})));
    let code = ChallengeResponse::Text(Secret::new("1234 5678"));
    assert!(matches!(block_on(respond(&client(&world), &choosing(), &challenge, &code)), Ok(SignInStep::SignedIn(_))));
    assert_eq!(world.body(2)["ChallengeResponses"]["EMAIL_OTP_CODE"], "12345678");
}

#[test]
fn a_passkey_answers_with_what_the_browser_made_and_a_second_factor_may_follow() {
    let world = Scripted::new();
    let options = r#"{"challenge":"YWJj","rpId":"example.com"}"#;
    world.answers(
        200,
        json!({ "ChallengeName": "WEB_AUTHN", "Session": "s", "ChallengeParameters": { "CREDENTIAL_REQUEST_OPTIONS": options } }),
    );
    let challenge = asked(block_on(choose(&client(&world), &choosing(), " ann@example.com ", FirstFactor::WebAuthn)));
    assert_eq!(challenge.kind, ChallengeKind::Passkey(options.into()));
    assert_eq!(world.body(0)["AuthParameters"], json!({ "USERNAME": "ann@example.com", "PREFERRED_CHALLENGE": "WEB_AUTHN" }));
    world.answers(200, json!({ "ChallengeName": "SMS_MFA", "Session": "t", "ChallengeParameters": {} }));
    let credential = ChallengeResponse::Credential(Secret::new(r#"{"id":"x"}"#));
    let next = asked(block_on(respond(&client(&world), &choosing(), &challenge, &credential)));
    assert!(!next.is_first);
    assert_eq!(world.body(1)["ChallengeResponses"]["CREDENTIAL"], r#"{"id":"x"}"#);
}

#[test]
fn a_new_device_is_confirmed_and_remembered_only_when_its_visitor_wants_it() {
    let world = remembered();
    assert_eq!(world.operations(), ["ConfirmDevice", "UpdateDeviceStatus"]);
    assert_eq!(world.body(0)["DeviceName"], "Chrome on Linux");
    assert_eq!(device::remembered_key(&world, &plain(), "0f6b5c7e").as_deref(), Some("us-east-1_device"));
    assert_eq!(device::remembered_key(&world, &plain(), "somebody else"), None);

    let world = Scripted::new();
    world.answers(200, json!({ "UserConfirmationNecessary": true }));
    let (tokens, confirmed) = block_on(device::confirm(&client(&world), &plain(), tokens(3600), &metadata(), "x", false));
    assert_eq!((tokens.device_key.as_deref(), confirmed), (Some("us-east-1_device"), Ok(())));
    assert_eq!(world.stored(Lifetime::Persistent), "", "what nobody remembers is not kept");

    let world = Scripted::new();
    world.fails(HttpErrorKind::Timeout).refuses("DeviceKeyExistsException", "Device already exists.").answers(200, "{}");
    let asking = UserPool { remember_devices: RememberDevices::Ask, ..plain() };
    let (tokens, confirmed) = block_on(device::confirm(&client(&world), &asking, tokens, &metadata(), "x", true));
    assert_eq!(confirmed, Ok(()), "the first attempt had confirmed it");
    assert_eq!(world.body(0), world.body(1), "by the same verifier");
    assert_eq!((world.operations()[2], tokens.device_key.as_deref()), ("UpdateDeviceStatus", Some("us-east-1_device")));

    let world = Scripted::new();
    world.refuses("InvalidParameterException", "Invalid device key given.");
    let (kept, confirmed) = block_on(device::confirm(&client(&world), &plain(), tokens.clone(), &metadata(), "x", true));
    assert_eq!(kept, tokens, "whoever cannot be remembered is signed in all the same");
    assert!(confirmed.is_err());
}

#[test]
fn a_remembered_device_proves_itself_in_the_second_factors_place() {
    let world = remembered();
    let asks = json!({ "ChallengeName": "DEVICE_SRP_AUTH", "Session": "d", "ChallengeParameters": { "USERNAME": "0f6b5c7e" } });
    world.answers(200, verifier()).answers(200, asks);
    let challenge = asked(block_on(sign_in(&client(&world), &plain(), "ann@example.com", &password())));
    assert_eq!(challenge.kind, ChallengeKind::Device);
    assert_eq!(world.body(3)["ChallengeResponses"]["DEVICE_KEY"], "us-east-1_device");

    let parameters =
        json!({ "SRP_B": "abcdef0123456789", "SALT": "00ab", "SECRET_BLOCK": "c2VjcmV0", "DEVICE_KEY": "us-east-1_device" });
    let proves = json!({ "ChallengeName": "DEVICE_PASSWORD_VERIFIER", "Session": "e", "ChallengeParameters": parameters });
    world.answers(200, proves).answers(200, result(json!({})));
    let Ok(SignInStep::SignedIn(tokens)) = block_on(respond(&client(&world), &plain(), &challenge, &ChallengeResponse::Device))
    else {
        panic!("not signed in")
    };
    assert_eq!(tokens.device_key.as_deref(), Some("us-east-1_device"), "its refresh token is good with it alone");
    let sent = world.body(5);
    assert_eq!((&sent["ChallengeName"], &sent["Session"]), (&json!("DEVICE_PASSWORD_VERIFIER"), &json!("e")));
    assert_eq!(sent["ChallengeResponses"]["USERNAME"], "0f6b5c7e");
    assert_eq!(sent["ChallengeResponses"]["DEVICE_KEY"], "us-east-1_device");
}

#[test]
fn a_device_that_was_forgotten_elsewhere_keeps_nobody_outside() {
    let world = remembered();
    world.answers(200, verifier()).refuses("ResourceNotFoundException", "Device does not exist.");
    world
        .answers(200, verifier())
        .answers(200, result(json!({ "NewDeviceMetadata": { "DeviceKey": "k", "DeviceGroupKey": "g" } })));
    let step = block_on(sign_in(&client(&world), &plain(), "ann@example.com", &password())).unwrap();
    assert!(matches!(step, SignInStep::SignedInOnNewDevice(_, device) if device.device_key == "k"));
    assert!(world.body(5)["ChallengeResponses"].get("DEVICE_KEY").is_none());
    world.is_played_to_the_end();
}

#[test]
fn a_proof_that_is_refused_is_not_tried_for_ever() {
    let world = remembered();
    let asks = json!({ "ChallengeName": "DEVICE_SRP_AUTH", "Session": "d", "ChallengeParameters": {} });
    world.answers(200, verifier()).answers(200, asks);
    let challenge = asked(block_on(sign_in(&client(&world), &plain(), "ann@example.com", &password())));
    world.refuses("NotAuthorizedException", "Incorrect username or password.");
    assert!(block_on(respond(&client(&world), &plain(), &challenge, &ChallengeResponse::Device)).is_err());
    assert_eq!(device::remembered_key(&world, &plain(), "0f6b5c7e"), None, "the next sign-in goes on without it");
}

#[test]
fn a_service_that_is_down_forgets_no_device() {
    let world = remembered();
    let asks = json!({ "ChallengeName": "DEVICE_SRP_AUTH", "Session": "d", "ChallengeParameters": {} });
    world.answers(200, verifier()).answers(200, asks);
    let challenge = asked(block_on(sign_in(&client(&world), &plain(), "ann@example.com", &password())));
    for _ in 0..4 {
        world.refuses("TooManyRequestsException", "Rate exceeded");
    }
    assert!(block_on(respond(&client(&world), &plain(), &challenge, &ChallengeResponse::Device)).is_err());
    assert!(device::remembered_key(&world, &plain(), "0f6b5c7e").is_some());
}

#[test]
fn no_secret_of_a_device_shows() {
    let world = remembered();
    let stored = world.get(Lifetime::Persistent, "satchel.device.us-east-1_AbC123.0f6b5c7e").unwrap();
    let password = stored.lines().last().unwrap().to_owned();
    assert!(password.len() > 40);
    assert!(!format!("{:?}", world.exchanges()).contains(&password));
    assert!((0..2).all(|n| !world.text(n).contains(&password)), "it never leaves the page");
}

#[test]
fn a_text_message_takes_the_passwords_place_under_a_name_of_its_own() {
    let world = Scripted::new();
    let parameters = json!({ "CODE_DELIVERY_DESTINATION": "+***12" });
    world.answers(200, json!({ "ChallengeName": "SMS_OTP", "Session": "s", "ChallengeParameters": parameters }));
    let challenge = asked(block_on(choose(&client(&world), &choosing(), "ann@example.com", FirstFactor::SmsOtp)));
    assert_eq!(challenge.kind, ChallengeKind::Code { factor: Factor::Sms, destination: "+***12".into() });
    let challenge = Challenge::from_json(&challenge.to_json()).unwrap();
    world.answers(200, result(json!({})));
    let code = ChallengeResponse::Text(Secret::new("12345678"));
    assert!(matches!(block_on(respond(&client(&world), &choosing(), &challenge, &code)), Ok(SignInStep::SignedIn(_))));
    assert_eq!(world.body(1)["ChallengeName"], "SMS_OTP");
    assert_eq!(world.body(1)["ChallengeResponses"]["SMS_OTP_CODE"], "12345678");
}
