//! Which role credentials are for: the identity pool's, the visitor's choice, or that of the classic flow.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::rc::Rc;
use std::time::Duration;

use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::session::SessionEvent;
use satchel::auth::visitor::Visitor;
use satchel::aws::credentials::ProvideCredentials;
use satchel::aws::{Client, Error};
use satchel::config::{Config, CredentialFlow};
use satchel::ports::Lifetime;
use serde_json::json;
use support::{Scripted, client, config, credentials, identity, listening, tokens};

const ADMIN: &str = "arn:aws:iam::123456789012:role/Admin";
const USER: &str = "arn:aws:iam::123456789012:role/User";
const GUEST: &str = "arn:aws:iam::123456789012:role/Guest";

fn user(world: &Scripted) -> Session<Scripted> {
    let session = Session::restore(client(world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    session
}

fn classic(world: &Scripted) -> Session<Scripted> {
    let mut config: Config = config();
    config.identity_pool.flow = CredentialFlow::Classic { role_arn: USER.into(), guest_role_arn: Some(GUEST.into()) };
    Session::restore(Client::new(world.clone(), Rc::new(config)))
}

/// The answer of `AssumeRoleWithWebIdentity`, as in the API reference.
fn assumed(key: &str) -> String {
    format!(
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleWithWebIdentityResult>\
         <AssumedRoleUser><Arn>a</Arn><AssumedRoleId>b</AssumedRoleId></AssumedRoleUser><Credentials>\
         <SessionToken>session</SessionToken><SecretAccessKey>hunter2</SecretAccessKey>\
         <Expiration>2026-11-21T13:00:00Z</Expiration><AccessKeyId>{key}</AccessKeyId></Credentials>\
         </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    )
}

fn open_id() -> serde_json::Value {
    json!({ "IdentityId": "us-east-1:ann", "Token": "open id/token+" })
}

#[test]
fn a_chosen_role_is_asked_for_and_kept() {
    let world = Scripted::new();
    let session = user(&world);
    session.choose_role(Some(ADMIN.into()));
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
    block_on(session.credentials()).unwrap();
    assert_eq!(world.body(1)["CustomRoleArn"], ADMIN);
    let again = Session::restore(client(&world));
    assert_eq!(again.role().as_deref(), Some(ADMIN));

    // The identity pool's own choice again: with new credentials, and without a word about a role.
    session.choose_role(None);
    world.answers(200, credentials("us-east-1:ann", "AKID2", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "AKID2");
    assert!(world.body(2).get("CustomRoleArn").is_none());
}

#[test]
fn a_role_that_is_refused_is_given_up_and_nothing_else() {
    for (code, message) in [
        ("NotAuthorizedException", "Custom role is not among the roles of the login token."),
        ("InvalidParameterException", "The role ARN is not valid."),
    ] {
        let world = Scripted::new();
        let session = user(&world);
        session.choose_role(Some(ADMIN.into()));
        world.answers(200, identity("us-east-1:ann")).refuses(code, message);
        world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
        assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "AKID");
        world.is_played_to_the_end();
        assert_eq!((session.role(), session.refused_role().as_deref()), (None, Some(ADMIN)));
        assert!(session.profile().is_some(), "nobody is signed out for it");
    }
}

#[test]
fn a_refusal_without_a_word_about_the_role_is_put_right_in_the_end() {
    let world = Scripted::new();
    let session = user(&world);
    session.choose_role(Some(ADMIN.into()));
    world.answers(200, identity("us-east-1:ann")).refuses("NotAuthorizedException", "Access denied.");
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
    block_on(session.credentials()).unwrap();
    assert_eq!(session.refused_role().as_deref(), Some(ADMIN));
}

#[test]
fn what_was_under_way_when_another_role_was_chosen_is_not_taken() {
    let world = Scripted::new();
    let session = user(&world);
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "FIRST", 0));
    let first = block_on(session.credentials()).unwrap();
    session.expire(&first);
    world.answers(200, credentials("us-east-1:ann", "OLD", 0)).answers(200, credentials("us-east-1:ann", "NEW", 0));
    let (credentials, ()) =
        block_on(async { futures::join!(session.credentials(), async { session.choose_role(Some(ADMIN.into())) }) });
    assert_eq!(credentials.unwrap().access_key_id(), "NEW");
    assert_eq!(world.body(3)["CustomRoleArn"], ADMIN);
}

#[test]
fn another_tab_acts_as_the_role_that_was_chosen() {
    let world = Scripted::new();
    let session = user(&world);
    let there = Session::restore(client(&world.tab(1)));
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
    block_on(there.credentials()).unwrap();
    session.choose_role(Some(ADMIN.into()));
    let told = listening(&there);
    there.observe();
    assert_eq!(told.take(), [SessionEvent::DetailsChanged], "the same visitor, by another role");
    assert_eq!(there.role().as_deref(), Some(ADMIN));
    assert!(there.current_credentials().is_none(), "those of the other role are not used any more");
}

#[test]
fn the_classic_flow_goes_by_sts() {
    let world = Scripted::new();
    let session = classic(&world);
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    world.answers(200, identity("us-east-1:ann")).answers(200, open_id()).answers(200, assumed("AKID"));
    let credentials = block_on(session.credentials()).unwrap();
    assert_eq!(world.operations(), ["GetId", "GetOpenIdToken", "AssumeRoleWithWebIdentity"]);
    assert_eq!(credentials.access_key_id(), "AKID");
    assert_eq!(credentials.expiry(), Some(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(support::NOON + 3600)));
    let body = world.text(2);
    assert!(body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FUser"), "{body}");
    assert!(body.contains("WebIdentityToken=open%20id%2Ftoken%2B"), "{body}");
    assert_eq!(world.header(2, "authorization"), None, "the token speaks for the caller");
    assert!(!format!("{credentials:?}").contains("hunter2"));
    assert!(world.stored(Lifetime::Tab).contains(r#""early_request":null"#), "its second request has the answer to its first");

    // Five minutes before they expire, they are replaced.
    world.passes(Duration::from_secs(55 * 60));
    world.answers(200, open_id()).answers(200, assumed("AKID2").replace("13:00", "14:00"));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "AKID2");
}

#[test]
fn guests_of_the_classic_flow_have_a_role_of_their_own() {
    let world = Scripted::new();
    let session = classic(&world);
    session.enter(Visitor::Guest, Lifetime::Tab);
    world.answers(200, identity("us-east-1:guest")).answers(200, open_id()).answers(200, assumed("AKID"));
    block_on(session.credentials()).unwrap();
    assert!(world.body(1).get("Logins").is_none());
    assert!(world.text(2).contains("role%2FGuest"));
}

#[test]
fn a_refusal_of_sts_is_told_and_forgets_nobody() {
    let world = Scripted::new();
    let session = classic(&world);
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    let refusal = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error><RequestId>R1</RequestId></ErrorResponse>";
    world.answers(200, identity("us-east-1:ann")).answers(200, open_id()).answers(403, refusal);
    let Err(Error::Service(error)) = block_on(session.credentials()) else { panic!("not refused") };
    assert_eq!((error.code.as_str(), error.request_id.as_deref()), ("AccessDenied", Some("R1")));
    assert_eq!(session.known_identity_id(), None, "nothing is known that was not proved");
    assert!(session.profile().is_some());
    // The next one who asks finds no failure remembered.
    world.answers(200, identity("us-east-1:ann")).answers(200, open_id()).answers(200, assumed("AKID"));
    assert!(block_on(session.credentials()).is_ok());
}
