//! A login of the owner's own, and the session that comes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::developer_login::{DeveloperLoginError, sign_in};
use satchel::auth::visitor::{Profile, Visitor};
use satchel::aws;
use satchel::aws::credentials::ProvideCredentials as _;
use satchel::config::DeveloperLogin;
use satchel::ports::{HttpErrorKind, Lifetime};
use satchel::secret::Secret;
use support::{Scripted, client, credentials, identity, token_of};

fn attempt(world: &Scripted) -> Result<Visitor, DeveloperLoginError> {
    let login = DeveloperLogin { name: "site account".into(), url: "https://login.example/session".into() };
    block_on(sign_in(world, &login, "carol", &Secret::new("open sesame")))
}

/// Carol, whose token ends a quarter of an hour after noon.
fn carol(world: &Scripted, identity_id: &str) -> Visitor {
    world.answers(200, serde_json::json!({ "IdentityId": identity_id, "Token": token_of("carol", "t", 900) }));
    attempt(world).unwrap()
}

#[test]
fn the_identity_comes_with_the_token_and_is_not_asked_for() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(carol(&world, "id-carol"), Lifetime::Persistent);
    assert_eq!(world.body(0), serde_json::json!({ "UserName": "carol", "Password": "open sesame" }));
    assert_eq!(world.uri(0), "https://login.example/session");
    assert_eq!(session.known_identity_id().as_deref(), Some("id-carol"));
    assert_eq!(session.login_provider().as_deref(), Some("cognito-identity.amazonaws.com"));
    world.answers(200, credentials("id-carol", "key", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "key");
    assert_eq!(world.operations(), ["GetCredentialsForIdentity"]);
    let body = world.body(1);
    assert_eq!(body["IdentityId"], "id-carol");
    assert_eq!(body["Logins"], serde_json::json!({ "cognito-identity.amazonaws.com": token_of("carol", "t", 900) }));
    assert!(!world.stored(Lifetime::Persistent).contains("open sesame"));
}

#[test]
fn the_visitor_is_called_as_they_signed_in_and_found_again_after_a_reload() {
    let world = Scripted::new();
    Session::restore(client(&world)).enter(carol(&world, "id-carol"), Lifetime::Persistent);
    let session = Session::restore(client(&world));
    assert_eq!(session.known_identity_id().as_deref(), Some("id-carol"));
    let Some(Profile::User(claims)) = session.profile() else { panic!("nobody is here") };
    assert_eq!(claims.get("name").and_then(|name| name.as_str()), Some("carol"));
    session.enter(Visitor::Guest, Lifetime::Tab);
    let others: Vec<_> =
        session.other_accounts().iter().map(|account| (account.name(), account.provider().map(str::to_owned))).collect();
    assert_eq!(others, [(Some("carol".to_owned()), Some("site account".to_owned()))]);
}

#[test]
fn a_guests_identity_does_not_take_the_place_of_the_given_one() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::Guest, Lifetime::Tab);
    world.answers(200, identity("id-guest")).answers(200, credentials("id-guest", "key", 0));
    block_on(session.credentials()).unwrap();
    session.enter(carol(&world, "id-carol"), Lifetime::Tab);
    assert_eq!(session.known_identity_id().as_deref(), Some("id-carol"));
}

#[test]
fn an_expired_token_ends_the_session_when_the_credentials_do_and_no_sooner() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(carol(&world, "id-carol"), Lifetime::Persistent);
    world.answers(200, credentials("id-carol", "key", 0));
    block_on(session.credentials()).unwrap();
    world.passes(Duration::from_secs(1800));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "key", "they are good for their hour");
    world.passes(Duration::from_secs(1600));
    world.refuses("NotAuthorizedException", "Invalid login token. Token expired: 1795263300 >= 1795262400");
    assert_eq!(block_on(session.credentials()), Err(aws::Error::SignedOut));
    assert_eq!((session.profile(), world.stored(Lifetime::Persistent)), (None, String::new()));
    world.is_played_to_the_end();
}

#[test]
fn only_the_login_can_give_another_identity() {
    for code in ["ResourceNotFoundException", "NotAuthorizedException"] {
        let world = Scripted::new();
        let session = Session::restore(client(&world));
        session.enter(carol(&world, "id-merged"), Lifetime::Tab);
        world.refuses(code, "Identity 'id-merged' is not there any more");
        assert_eq!(block_on(session.credentials()), Err(aws::Error::SignedOut), "{code}");
        assert_eq!(world.operations(), ["GetCredentialsForIdentity"], "and nobody asks for one by GetId");
    }
}

#[test]
fn silence_of_the_identity_pool_ends_no_session() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(carol(&world, "id-carol"), Lifetime::Tab);
    world.fails(HttpErrorKind::Offline);
    assert!(matches!(block_on(session.credentials()), Err(aws::Error::NoResponse(_))));
    assert!(session.profile().is_some());
}

#[test]
fn refusals_are_told_apart() {
    let world = Scripted::new();
    world.answers(401, serde_json::json!({ "message": "Incorrect username or password." }));
    assert_eq!(attempt(&world), Err(DeveloperLoginError::Incorrect("Incorrect username or password.".into())));
    world.answers(401, "");
    assert_eq!(attempt(&world), Err(DeveloperLoginError::Incorrect(String::new())));
    world.answers(429, serde_json::json!({ "message": "Too Many Requests" }));
    assert_eq!(attempt(&world), Err(DeveloperLoginError::TooManyRequests));
    world.answers(500, serde_json::json!({ "message": "Internal Server Error" }));
    assert_eq!(attempt(&world), Err(DeveloperLoginError::Refused { status: 500, message: "Internal Server Error".into() }));
    world.answers(400, "<html>");
    assert_eq!(attempt(&world), Err(DeveloperLoginError::Refused { status: 400, message: String::new() }));
    world.fails(HttpErrorKind::Network);
    assert!(matches!(attempt(&world), Err(DeveloperLoginError::NoResponse(_))));
    for unusable in ["<html>", "{}", r#"{"IdentityId":"","Token":"t"}"#, r#"{"IdentityId":"i","Token":""}"#] {
        world.answers(200, unusable);
        assert_eq!(attempt(&world), Err(DeveloperLoginError::Unusable), "{unusable}");
    }
    world.is_played_to_the_end();
}
