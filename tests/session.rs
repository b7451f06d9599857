//! The rules of the session, each with a test that fails without it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use futures::future::{join, join3};
use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::accounts::{self, can_be_kept};
use satchel::auth::session::{Refusal, SessionEvent};
use satchel::auth::visitor::{Federated, Profile, Visitor};
use satchel::aws::credentials::ProvideCredentials;
use satchel::aws::{Client, Error};
use satchel::ports::{HttpErrorKind, KeyValueStore, Lifetime};
use satchel::secret::Secret;
use support::{Scripted, client, credentials, identity, listening, refreshed, token, tokens, tokens_of};

fn signed_in(world: &Scripted, token_seconds: i64) -> Session<Scripted> {
    let session = Session::restore(client(world));
    session.enter(Visitor::User(tokens(token_seconds)), Lifetime::Tab);
    session
}

fn access_key(session: &Session<Scripted>) -> String {
    block_on(session.credentials()).unwrap().access_key_id().to_owned()
}

#[test]
fn all_who_need_credentials_at_once_share_one_fetch() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 3600);
    let (a, b, c) = block_on(join3(session.credentials(), session.credentials(), session.credentials()));
    assert!(a == b && b == c && a.is_ok());
    assert_eq!(world.operations(), ["GetId", "GetCredentialsForIdentity"]);
    assert_eq!(access_key(&session), "KEY1", "and later ones use what was fetched");
    world.is_played_to_the_end();
}

#[test]
fn credentials_are_replaced_five_minutes_before_their_expiry() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 100_000);
    assert_eq!(access_key(&session), "KEY1");
    world.passes(Duration::from_secs(3600 - 301));
    assert_eq!(access_key(&session), "KEY1");
    world.passes(Duration::from_secs(1));
    world.answers(200, credentials("id-1", "KEY2", 3600));
    assert_eq!(access_key(&session), "KEY2");
    assert_eq!(world.operations().len(), 3, "the identity is known");
}

#[test]
fn a_failed_fetch_is_not_remembered() {
    let world = Scripted::new();
    for _ in 0..4 {
        world.fails(HttpErrorKind::Network);
    }
    let session = signed_in(&world, 3600);
    assert!(matches!(block_on(session.credentials()), Err(Error::NoResponse(_))));
    assert!(session.profile().is_some(), "silence clears nothing");
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    assert_eq!(access_key(&session), "KEY1");
}

#[test]
fn credentials_are_never_stored() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 3600);
    assert_eq!(access_key(&session), "KEY1");
    for lifetime in [Lifetime::Tab, Lifetime::Persistent] {
        assert!(!world.stored(lifetime).contains("KEY1"));
    }
    assert!(world.stored(Lifetime::Tab).contains("refresh1"), "the tokens are, for this tab");
    assert_eq!(world.stored(Lifetime::Persistent), "");
}

#[test]
fn an_expired_token_is_refreshed_before_it_is_used() {
    let world = Scripted::new();
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 30);
    assert_eq!(access_key(&session), "KEY1");
    assert_eq!(world.operations(), ["GetTokensFromRefreshToken", "GetId", "GetCredentialsForIdentity"]);
    assert_eq!(world.body(0)["RefreshToken"], "refresh1");
    assert!(world.stored(Lifetime::Tab).contains("access2") && world.stored(Lifetime::Tab).contains("refresh1"));
}

#[test]
fn a_token_that_the_service_finds_expired_is_refreshed_once() {
    let world = Scripted::new();
    world
        .refuses("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0")
        .answers(200, refreshed(7200))
        .answers(200, identity("id-1"))
        .answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 3600);
    assert_eq!(access_key(&session), "KEY1");

    let world = Scripted::new();
    world
        .refuses("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0")
        .answers(200, refreshed(7200))
        .refuses("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0");
    let session = signed_in(&world, 3600);
    assert_eq!(block_on(session.credentials()).unwrap_err().code(), "NotAuthorizedException");
    world.is_played_to_the_end();
}

#[test]
fn only_a_definitive_refusal_ends_the_session() {
    let world = Scripted::new();
    world.answers(503, "{}").answers(503, "{}").answers(503, "{}").answers(503, "{}");
    let session = signed_in(&world, 30);
    assert!(block_on(session.credentials()).is_err());
    assert!(session.profile().is_some());

    world.refuses("NotAuthorizedException", "Refresh Token has been revoked");
    assert_eq!(block_on(session.credentials()), Err(Error::SignedOut));
    assert!(session.profile().is_none());
    assert_eq!(world.stored(Lifetime::Tab), "");
}

#[test]
fn each_refusal_of_a_refresh_token_ends_the_session() {
    for code in ["RefreshTokenReuseException", "UserNotFoundException", "PasswordResetRequiredException"] {
        let world = Scripted::new();
        let session = signed_in(&world, 30);
        world.refuses(code, "");
        assert_eq!(block_on(session.credentials()), Err(Error::SignedOut), "{code}");
        assert!(session.profile().is_none(), "{code}");
        assert_eq!(world.stored(Lifetime::Tab), "", "{code}");
    }
    for code in ["TooManyRequestsException", "ForbiddenException", "UserLambdaValidationException"] {
        let world = Scripted::new();
        let session = signed_in(&world, 30);
        for _ in 0..4 {
            world.refuses(code, "");
        }
        assert!(block_on(session.credentials()).is_err(), "{code}");
        assert!(session.profile().is_some(), "{code} says nothing of the session");
    }
}

#[test]
fn a_session_is_restored_after_a_reload_with_its_identity() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 3600);
    assert_eq!(access_key(&session), "KEY1");

    let reloaded = Session::restore(client(&world));
    assert!(matches!(reloaded.profile(), Some(profile @ Profile::User(_)) if profile.name() == Some("ann@example.com")));
    world.answers(200, credentials("id-1", "KEY2", 0));
    assert_eq!(access_key(&reloaded), "KEY2");
    assert_eq!(world.operations().last(), Some(&"GetCredentialsForIdentity"));
    assert_eq!(world.operations().iter().filter(|o| **o == "GetId").count(), 1);
}

#[test]
fn what_was_stored_by_something_else_is_ignored() {
    use satchel::ports::KeyValueStore;
    let world = Scripted::new();
    world.set(Lifetime::Tab, "satchel.session", "{\"visitor\": 7}");
    assert!(Session::restore(client(&world)).profile().is_none());
}

#[test]
fn a_guest_sends_no_logins_and_keeps_the_identity_when_signing_in() {
    let world = Scripted::new();
    world.answers(200, identity("guest-1")).answers(200, credentials("guest-1", "GUEST", 0));
    let session = Session::restore(client(&world));
    session.enter(Visitor::Guest, Lifetime::Tab);
    assert_eq!(access_key(&session), "GUEST");
    assert!(world.body(0).get("Logins").is_none() && world.body(1).get("Logins").is_none());

    world.answers(200, credentials("guest-1", "USER", 0));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    assert_eq!(access_key(&session), "USER");
    assert_eq!(world.body(2)["IdentityId"], "guest-1");
    assert!(world.body(2)["Logins"]["cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123"].is_string());
}

#[test]
fn an_identity_that_is_not_the_visitors_any_more_is_replaced() {
    for code in ["ResourceNotFoundException", "ResourceConflictException", "NotAuthorizedException"] {
        let world = Scripted::new();
        world.answers(200, identity("guest-1")).answers(200, credentials("guest-1", "GUEST", 0));
        let session = Session::restore(client(&world));
        session.enter(Visitor::Guest, Lifetime::Tab);
        assert_eq!(access_key(&session), "GUEST");
        session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
        world.refuses(code, "not yours").answers(200, identity("id-2")).answers(200, credentials("id-2", "USER", 0));
        assert_eq!(access_key(&session), "USER");
        assert_eq!(session.known_identity_id().as_deref(), Some("id-2"), "{code}");
    }
}

#[test]
fn an_identity_that_aws_took_away_is_told_until_it_is_read() {
    for code in ["ResourceNotFoundException", "NotAuthorizedException"] {
        let world = Scripted::new();
        world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
        let session = signed_in(&world, 100_000);
        assert_eq!(access_key(&session), "KEY1");
        assert_eq!(session.lost_identity(), None);

        let reloaded = Session::restore(client(&world));
        world
            .refuses(code, "Identity 'id-1' not found.")
            .answers(200, identity("id-2"))
            .answers(200, credentials("id-2", "KEY2", 0));
        assert_eq!(access_key(&reloaded), "KEY2");
        assert_eq!(reloaded.lost_identity().as_deref(), Some("id-1"), "{code}");

        // Whoever sees an empty list reloads the page first.
        let again = Session::restore(client(&world));
        assert_eq!(again.lost_identity().as_deref(), Some("id-1"), "{code}");
        again.forget_lost_identity();
        assert_eq!(Session::restore(client(&world)).lost_identity(), None, "{code}");
        world.is_played_to_the_end();
    }
}

#[test]
fn an_identity_that_was_merged_into_another_one_is_told_too() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 100_000);
    assert_eq!(access_key(&session), "KEY1");
    let reloaded = Session::restore(client(&world));
    world.answers(200, credentials("id-2", "KEY2", 0));
    assert_eq!(access_key(&reloaded), "KEY2");
    assert_eq!(reloaded.lost_identity().as_deref(), Some("id-1"));
}

#[test]
fn a_guest_has_nothing_to_lose() {
    let world = Scripted::new();
    world.answers(200, identity("guest-1")).answers(200, credentials("guest-1", "GUEST", 0));
    let session = Session::restore(client(&world));
    session.enter(Visitor::Guest, Lifetime::Tab);
    assert_eq!(access_key(&session), "GUEST");
    let reloaded = Session::restore(client(&world));
    world
        .refuses("ResourceNotFoundException", "Identity 'guest-1' not found.")
        .answers(200, identity("guest-2"))
        .answers(200, credentials("guest-2", "GUEST2", 0));
    assert_eq!(access_key(&reloaded), "GUEST2");
    assert_eq!(reloaded.lost_identity(), None);

    // The user has an identity already, so the guest's does not become theirs.
    reloaded.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    world
        .refuses("ResourceConflictException", "Logins don't match.")
        .answers(200, identity("id-1"))
        .answers(200, credentials("id-1", "USER", 0));
    assert_eq!(access_key(&reloaded), "USER");
    assert_eq!(reloaded.lost_identity(), None);
}

#[test]
fn a_fault_of_the_configuration_costs_no_refresh_token() {
    for message in
        ["Token is not from a supported provider of this identity pool.", "Invalid login token. Incorrect token audience."]
    {
        let world = Scripted::new();
        world.refuses("NotAuthorizedException", message);
        let session = signed_in(&world, 3600);
        assert_eq!(block_on(session.credentials()).unwrap_err().code(), "NotAuthorizedException");
        assert_eq!(world.operations(), ["GetId"]);
        assert!(session.profile().is_some());
    }
}

#[test]
fn a_session_that_the_browser_does_not_store_is_known_to_end_with_the_page() {
    let world = Scripted::new();
    assert!(can_be_kept(&world, Lifetime::Persistent) && signed_in(&world, 3600).is_kept());
    assert!(!world.stored(Lifetime::Persistent).contains("probe"), "nothing is left of asking");
    let world = Scripted::new();
    world.stores_nothing();
    assert!(!can_be_kept(&world, Lifetime::Persistent));
    let session = signed_in(&world, 3600);
    assert!(!session.is_kept() && session.profile().is_some(), "and works until then");
}

#[test]
fn signing_out_forgets_first_and_revokes_then() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    let told = session.sign_out();
    assert!(session.profile().is_none(), "nobody has to wait for that");
    world.answers(200, "{}");
    assert_eq!(block_on(told), Ok(()));
    assert_eq!(world.operations(), ["RevokeToken"]);
    assert_eq!(world.body(0)["Token"], "refresh1");
    assert!(session.profile().is_none());
    assert_eq!(world.stored(Lifetime::Tab), "");

    let session = signed_in(&world, 3600);
    world.fails(HttpErrorKind::Offline);
    assert!(block_on(session.sign_out()).is_err(), "the service was not told");
    assert!(session.profile().is_none(), "and yet the session is over here");
}

#[test]
fn what_arrives_for_the_visitor_before_is_dropped() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0)).answers(200, "{}");
    let session = signed_in(&world, 3600);
    // The fetch is under way when the visitor leaves.
    let (fetched, _) = block_on(join(session.credentials(), async {
        futures::future::ready(()).await;
        session.sign_out().await
    }));
    assert_eq!(fetched, Err(Error::SignedOut));
    assert!(session.current_credentials().is_none() && session.known_identity_id().is_none());
}

#[test]
fn keep_me_signed_in_is_where_the_session_is_stored() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    assert!(world.stored(Lifetime::Persistent).contains("refresh1") && world.stored(Lifetime::Tab).is_empty());
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    assert!(world.stored(Lifetime::Tab).contains("refresh1") && world.stored(Lifetime::Persistent).is_empty());
}

#[test]
fn an_identity_is_told_only_once_it_is_known_to_be_the_visitors_still() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    world.answers(200, identity("us-east-1:old")).answers(200, credentials("us-east-1:old", "AKID", 0));
    assert_eq!(block_on(session.resolve_identity()).unwrap(), "us-east-1:old");
    // After a reload the identity pool has merged it into another one.
    let session = Session::restore(client(&world));
    world.refuses("ResourceNotFoundException", "Identity 'us-east-1:old' not found.");
    world.answers(200, identity("us-east-1:new")).answers(200, credentials("us-east-1:new", "AKID2", 0));
    assert_eq!(block_on(session.resolve_identity()).unwrap(), "us-east-1:new", "or the page would ask for files of nobody");
}

#[test]
fn a_provider_that_was_never_good_is_named_with_the_refusal() {
    for (token, refusal) in [
        (token("google", 3600), "Invalid login token. Incorrect token audience."),
        ("EAA-opaque".to_owned(), "Invalid login token. Not a Facebook token."),
        (token("google", 3600), "Token is not from a supported provider of this identity pool."),
    ] {
        let world = Scripted::new();
        let session = Session::restore(client(&world));
        let federated = Federated::new(&world, "Provider", "login.example", Secret::new(token));
        session.enter(Visitor::Federated(federated), Lifetime::Tab);
        world.refuses("NotAuthorizedException", refusal);
        assert_eq!(block_on(session.credentials()).unwrap_err().service().unwrap().message, refusal);
        assert!(session.profile().is_none(), "nobody is in by it");
    }
}

#[test]
fn a_providers_token_that_has_ended_ends_the_session() {
    for (token, seconds) in [(token("google", 3600), 7200), ("EAA-opaque".to_owned(), 7200)] {
        let world = Scripted::new();
        let session = Session::restore(client(&world));
        let federated = Federated::new(&world, "Provider", "login.example", Secret::new(token));
        session.enter(Visitor::Federated(federated), Lifetime::Tab);
        world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
        assert_eq!(access_key(&session), "KEY1");
        world.passes(Duration::from_secs(seconds));
        world.refuses("NotAuthorizedException", "Invalid login token.");
        assert_eq!(block_on(session.credentials()), Err(Error::SignedOut));
        assert!(session.profile().is_none());
    }
}

#[test]
fn a_guest_whom_nobody_admits_today_is_the_same_guest_tomorrow() {
    let world = Scripted::new();
    world.answers(200, identity("guest-1")).answers(200, credentials("guest-1", "GUEST", 0));
    let session = Session::restore(client(&world));
    session.enter(Visitor::Guest, Lifetime::Persistent);
    assert_eq!(access_key(&session), "GUEST");
    let session = Session::restore(client(&world));
    let refusal = "Unauthenticated access is not supported for this identity pool.";
    world.refuses("NotAuthorizedException", refusal).refuses("NotAuthorizedException", refusal);
    assert!(block_on(session.credentials()).is_err());
    let session = Session::restore(client(&world));
    world.answers(200, credentials("guest-1", "GUEST2", 0));
    assert_eq!(access_key(&session), "GUEST2");
    world.is_played_to_the_end();
}

#[test]
fn credentials_that_cannot_be_replaced_yet_are_used_to_their_end() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let session = signed_in(&world, 2 * 3600);
    assert_eq!(access_key(&session), "KEY1");
    world.passes(Duration::from_secs(57 * 60));
    world.fails(HttpErrorKind::Offline);
    assert_eq!(access_key(&session), "KEY1", "three minutes are left");
    world.refuses("ResourceNotFoundException", "gone").refuses("ResourceNotFoundException", "gone");
    assert!(block_on(session.credentials()).is_err(), "a refusal is no outage");
    world.passes(Duration::from_secs(3 * 60));
    world.fails(HttpErrorKind::Offline);
    assert!(block_on(session.credentials()).is_err(), "they have expired");
    world.answers(200, credentials("id-1", "KEY2", 3600));
    assert_eq!(access_key(&session), "KEY2");
}

/// What the services' clocks show while the machine's is wrong.
const TRUE_TIME: [(&str, &str); 1] = [("date", "Sat, 21 Nov 2026 12:00:00 GMT")];

#[test]
fn a_clock_a_day_ahead_costs_one_refresh_and_no_more() {
    let world = Scripted::new();
    world.passes(Duration::from_secs(23 * 3600));
    world.answers_with(200, &TRUE_TIME, refreshed(3600)).answers_with(200, &TRUE_TIME, identity("id-1")).answers_with(
        200,
        &TRUE_TIME,
        credentials("id-1", "KEY1", 0),
    );
    let session = signed_in(&world, 3600);
    assert_eq!(access_key(&session), "KEY1");
    assert_eq!(access_key(&session), "KEY1", "what was fetched is fresh by the services' time");
    assert_eq!(world.operations(), ["GetTokensFromRefreshToken", "GetId", "GetCredentialsForIdentity"]);
    world.is_played_to_the_end();
}

#[test]
fn a_clock_a_day_behind_finds_out_that_a_token_has_expired() {
    let world = Scripted::new();
    // The machine's clock shows noon; it is noon of the next day.
    let true_time = [("date", "Sun, 22 Nov 2026 11:00:00 GMT")];
    let day = 23 * 3600;
    world
        .answers_with(
            400,
            &true_time,
            r#"{"__type":"NotAuthorizedException","message":"Invalid login token. Token expired: 1 >= 0"}"#,
        )
        .answers_with(200, &true_time, refreshed(day + 3600))
        .answers_with(200, &true_time, identity("id-1"))
        .answers_with(200, &true_time, credentials("id-1", "KEY1", day as u64));
    let session = signed_in(&world, 3600);
    assert_eq!(access_key(&session), "KEY1");
    assert_eq!(world.operations().iter().filter(|o| **o == "GetTokensFromRefreshToken").count(), 1);
    world.is_played_to_the_end();
}

#[test]
fn silence_while_tokens_are_replaced_ends_nothing() {
    for kind in [HttpErrorKind::Offline, HttpErrorKind::Timeout, HttpErrorKind::Network] {
        let world = Scripted::new();
        for _ in 0..4 {
            world.fails(kind);
        }
        let session = signed_in(&world, 30);
        assert!(block_on(session.credentials()).is_err());
        assert!(session.profile().is_some(), "{kind:?}");
        assert!(world.stored(Lifetime::Tab).contains("refresh1"));
    }
}

#[test]
fn a_visitor_who_is_not_there_leaves_with_all_accounts() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::User(support::tokens_of("bob", 3600)), Lifetime::Persistent);
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    world.answers(200, "{}").answers(200, "{}");
    let told = session.sign_out_all();
    assert!(session.profile().is_none() && session.other_accounts().is_empty(), "here it is over at once");
    block_on(told);
    assert_eq!(world.operations(), ["RevokeToken", "RevokeToken"]);
    assert_eq!(world.stored(Lifetime::Tab) + &world.stored(Lifetime::Persistent), "");
}

#[test]
fn what_can_be_signed_at_once_is_known_without_asking() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    assert!(!session.has_fresh_credentials());
    world.answers(200, identity("us-east-1:ann")).answers(200, credentials("us-east-1:ann", "AKID", 0));
    block_on(session.credentials()).unwrap();
    assert!(session.has_fresh_credentials());
    world.passes(Duration::from_secs(55 * 60));
    assert!(!session.has_fresh_credentials(), "a tab that is being closed must not begin a refresh");
}

#[test]
fn the_session_tells_who_comes_and_goes_whoever_has_caused_it() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    let told = listening(&session);
    let first = session.account_id().unwrap();
    session.enter(Visitor::User(tokens_of("somebody else", 3600)), Lifetime::Tab);
    session.switch(&first);
    session.forget();
    assert_eq!(told.take(), [SessionEvent::AccountChanged, SessionEvent::AccountChanged, SessionEvent::AccountChanged]);
    session.observe();
    assert_eq!(told.take(), [], "nothing has happened elsewhere");
}

#[test]
fn leaving_with_all_accounts_is_one_event() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    session.enter(Visitor::User(tokens_of("somebody else", 3600)), Lifetime::Tab);
    let told = listening(&session);
    world.answers(200, "{}").answers(200, "{}");
    block_on(session.sign_out_all());
    assert_eq!(told.take(), [SessionEvent::AccountChanged]);
    assert!(session.profile().is_none() && session.other_accounts().is_empty());
}

#[test]
fn what_aws_does_not_accept_any_more_is_told_once_with_the_reason() {
    let world = Scripted::new();
    let session = signed_in(&world, 30);
    let told = listening(&session);
    world.refuses("NotAuthorizedException", "Refresh Token has been revoked");
    let both = block_on(join(session.credentials(), session.credentials()));
    assert_eq!(both, (Err(Error::SignedOut), Err(Error::SignedOut)));
    assert_eq!(told.take(), [SessionEvent::Ended(Refusal::Revoked)]);

    let federated = Federated::new(&world, "Provider", "login.example", Secret::new(token("google", 3600)));
    session.enter(Visitor::Federated(federated), Lifetime::Tab);
    world.refuses("NotAuthorizedException", "Invalid login token. Incorrect token audience.");
    assert!(block_on(session.credentials()).is_err());
    let words = "Invalid login token. Incorrect token audience.".to_owned();
    assert_eq!(told.take(), [SessionEvent::AccountChanged, SessionEvent::Ended(Refusal::InvalidToken(words))]);
}

#[test]
fn refreshed_tokens_are_told_and_silence_is_not() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    let told = listening(&session);
    world.answers(200, refreshed(3600));
    assert!(block_on(session.refresh_tokens()).is_ok());
    assert_eq!(told.take(), [SessionEvent::DetailsChanged]);
    for _ in 0..4 {
        world.fails(HttpErrorKind::Network);
    }
    assert!(block_on(session.refresh_tokens()).is_err());
    assert_eq!(told.take(), []);
}

/// The request that the next visit sends early, as it is kept: its URL, its body, and until when.
fn early_request(world: &Scripted, lifetime: Lifetime) -> serde_json::Value {
    let kept = world.get(lifetime, accounts::KEY).map(|kept| serde_json::from_str::<serde_json::Value>(&kept).unwrap());
    let request = kept.and_then(|kept| kept["early_request"].as_str().map(str::to_owned));
    request.map_or_else(Default::default, |request| serde_json::from_str(&request).unwrap())
}

#[test]
fn the_request_for_credentials_is_kept_for_the_next_visit_to_send_early() {
    for lifetime in [Lifetime::Tab, Lifetime::Persistent] {
        let world = Scripted::new();
        world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
        let session = Session::restore(client(&world));
        session.enter(Visitor::User(tokens(3600)), lifetime);
        assert!(early_request(&world, lifetime).is_null(), "the identity is not known yet");
        access_key(&session);
        let kept = early_request(&world, lifetime);
        world.answers(200, credentials("id-1", "KEY2", 0));
        access_key(&Session::restore(client(&world)));
        assert_eq!((&kept[0], &kept[1]), (&world.uri(2).into(), &world.text(2).into()));
        // index.html has these.
        assert_eq!(world.header(2, "content-type").as_deref(), Some("application/x-amz-json-1.1"));
        assert_eq!(world.header(2, "x-amz-target").as_deref(), Some("AWSCognitoIdentityService.GetCredentialsForIdentity"));
        assert_eq!(early_request(&world, lifetime), kept, "it is the same one still");
    }
}

#[test]
fn what_is_sent_early_is_good_as_long_as_the_next_visit_takes_its_token_for_fresh() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    access_key(&signed_in(&world, 3600));
    let until = early_request(&world, Lifetime::Tab)[2].as_str().map(|until| until.parse::<u64>().unwrap());
    assert_eq!(until, Some((support::NOON + 3600 - 60) * 1000));
}

#[test]
fn nothing_is_sent_early_where_a_session_may_have_ended_for_want_of_activity() {
    let world = Scripted::new();
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let mut config = support::config();
    config.idle_timeout = Some(Duration::from_secs(600));
    let session = Session::restore(Client::new(world.clone(), std::rc::Rc::new(config)));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    access_key(&session);
    assert!(early_request(&world, Lifetime::Tab).is_null());
}

#[test]
fn what_was_to_be_sent_early_is_forgotten_with_what_it_was_made_of() {
    let entered = || {
        let world = Scripted::new();
        world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
        let session = signed_in(&world, 3600);
        access_key(&session);
        assert!(early_request(&world, Lifetime::Tab).is_array());
        (world, session)
    };
    let (world, session) = entered();
    session.choose_role(Some("arn:aws:iam::123456789012:role/other".to_owned()));
    assert!(early_request(&world, Lifetime::Tab).is_null(), "another role");

    let (world, session) = entered();
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Tab);
    assert!(early_request(&world, Lifetime::Tab).is_null(), "another account");

    let (world, session) = entered();
    world.passes(Duration::from_secs(3600));
    world.answers(200, refreshed(7200)).refuses("LimitExceededException", "No.");
    assert!(block_on(session.credentials()).is_err());
    assert!(early_request(&world, Lifetime::Tab).is_null(), "another token");

    let (world, session) = entered();
    drop(session.sign_out());
    assert!(!world.stored(Lifetime::Tab).contains("id-1"), "nobody");

    // One account goes, another one stays beside it.
    let (world, session) = entered();
    let ann = session.account_id().unwrap();
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Tab);
    world.answers(200, identity("id-2")).answers(200, credentials("id-2", "KEY2", 0));
    access_key(&session);
    assert!(early_request(&world, Lifetime::Tab)[1].as_str().unwrap().contains("id-2"));
    session.switch(&ann);
    assert!(early_request(&world, Lifetime::Tab).is_null(), "the one in use is another");
}

#[test]
fn a_guest_and_a_provider_whose_token_can_be_read_ask_early_too() {
    let ask = |visitor: Visitor| {
        let world = Scripted::new();
        world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
        let session = Session::restore(client(&world));
        session.enter(visitor, Lifetime::Persistent);
        access_key(&session);
        early_request(&world, Lifetime::Persistent).is_array()
    };
    let federated = |token: String| {
        let (provider, login, subject) = ("Google".to_owned(), "accounts.google.com".to_owned(), "sub-ann".to_owned());
        Visitor::Federated(Federated { provider, login, subject, token: Secret::new(token), developer_identity: None })
    };
    assert!(ask(Visitor::Guest));
    assert!(ask(federated(token("google", 3600))));
    assert!(!ask(federated("opaque".to_owned())), "nobody knows for how long");
}
