//! Linking a second login to an identity, and unlinking it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::federation::{come_back, leave_to_link};
use satchel::auth::session::Visitor;
use satchel::aws::user_pool::Secret;
use satchel::config::{Config, Provider, ProviderKind};
use satchel::ports::Lifetime;
use serde_json::json;
use support::{Scripted, client, config, credentials, identity, tokens};

const GOOGLE: &str = "accounts.google.com";
const POOL: &str = "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123";

fn signed_in(world: &Scripted) -> Session<Scripted> {
    let session = Session::restore(client(world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
    block_on(session.identity_id()).unwrap();
    session
}

fn facebook() -> Provider {
    Provider {
        kind: ProviderKind::Facebook,
        name: "Facebook".into(),
        client_id: "app".into(),
        login: "graph.facebook.com".into(),
        authorization_endpoint: Some("https://www.facebook.com/dialog/oauth".into()),
        token_endpoint: None,
    }
}

#[test]
fn both_logins_go_together_and_the_link_is_remembered() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.answers(200, credentials("us-east-1:ann", "AKID2", 0));
    block_on(session.link(GOOGLE, &Secret::new("google token"))).unwrap();
    assert_eq!(world.body(2)["IdentityId"], "us-east-1:ann");
    assert_eq!(world.body(2)["Logins"][GOOGLE], "google token");
    assert_eq!(world.body(2)["Logins"][POOL], tokens(3600).id_token.expose());
    assert_eq!(session.links(), [GOOGLE]);
    assert_eq!(Session::restore(client(&world)).links(), [GOOGLE], "after a reload, too");
    assert!(!world.stored(Lifetime::Persistent).contains("google token"), "its token is not kept");

    world.answers(200, json!({}));
    block_on(session.unlink(GOOGLE)).unwrap();
    let sent = world.body(3);
    assert_eq!((&sent["IdentityId"], &sent["LoginsToRemove"]), (&json!("us-east-1:ann"), &json!([GOOGLE])));
    assert!(sent["Logins"].get(POOL).is_some(), "the login that stays proves whose identity it is");
    assert!(session.links().is_empty());
}

#[test]
fn a_login_that_leads_elsewhere_already_changes_nothing() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.refuses("ResourceConflictException", "Logins don't match. Please include at least one valid login for this identity.");
    let refused = block_on(session.link(GOOGLE, &Secret::new("google token"))).unwrap_err();
    assert_eq!(refused.code(), "ResourceConflictException");
    assert!(session.links().is_empty() && session.profile().is_some());
    assert_eq!(session.known_identity_id().as_deref(), Some("us-east-1:ann"));
    world.fails(satchel::ports::HttpErrorKind::Offline);
    assert!(block_on(session.unlink(GOOGLE)).is_err());
    world.is_played_to_the_end();
}

#[test]
fn whoever_comes_back_from_linking_is_told_from_whoever_signs_in() {
    let world = Scripted::new();
    let config = Config { providers: vec![facebook()], ..config() };
    let url = block_on(leave_to_link(&world, &facebook(), "https://files.example/")).unwrap();
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let answer = Secret::new(format!("state={state}&access_token=EAA"));
    let returned = block_on(come_back(&world, &config, &answer));
    assert!(returned.links);
    let Ok(Visitor::Federated(login)) = returned.visitor else { panic!("nobody came back") };
    assert_eq!((login.login.as_str(), login.token.expose()), ("graph.facebook.com", "EAA"));
    assert!(!block_on(come_back(&world, &config, &answer)).links, "an answer is taken once");
}
