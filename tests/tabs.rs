//! Several tabs, several accounts: one browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use futures::future::{join, join_all};
use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::session::SessionEvent;
use satchel::auth::tokens::Tokens;
use satchel::auth::visitor::{Federated, Profile, Visitor};
use satchel::auth::{accounts, lease};
use satchel::aws::Error;
use satchel::aws::credentials::ProvideCredentials;
use satchel::ports::{Clock, KeyValueStore, Lifetime};
use satchel::secret::Secret;
use serde_json::json;
use support::{Scripted, client, credentials, identity, listening, refreshed, rotated, tokens, tokens_of};

/// Whether a tab that looks tells that another one has changed who is here.
fn observes(session: &Session<Scripted>) -> bool {
    let told = listening(session);
    session.observe();
    told.take() == [SessionEvent::AccountChangedInOtherTab]
}

/// Ann's session in a first tab, kept for all.
fn signed_in(world: &Scripted, token_seconds: i64) -> Session<Scripted> {
    let session = Session::restore(client(world));
    session.enter(Visitor::User(tokens(token_seconds)), Lifetime::Persistent);
    session
}

fn open_tab(world: &Scripted, number: u8) -> Session<Scripted> {
    Session::restore(client(&world.tab(number)))
}

fn email(session: &Session<Scripted>) -> Option<String> {
    session.profile().and_then(|profile| profile.name().map(str::to_owned))
}

fn refreshes(world: &Scripted) -> usize {
    world.operations().iter().filter(|operation| **operation == "GetTokensFromRefreshToken").count()
}

#[test]
fn ten_tabs_refresh_once() {
    let world = Scripted::new();
    let first = signed_in(&world, 60);
    world.answers(200, rotated(7200, "refresh2")).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 7200));
    block_on(first.credentials()).unwrap();
    let tabs: Vec<_> = (1..=9).map(|number| open_tab(&world, number)).chain([first]).collect();
    world.passes(Duration::from_secs(3 * 3600));
    let before = world.operations().len();
    world.answers(200, rotated(5 * 3600, "refresh3"));
    for _ in 0..10 {
        world.answers(200, credentials("id-1", "KEY2", 5 * 3600));
    }
    let all = block_on(join_all(tabs.iter().map(|tab| tab.credentials())));
    assert!(all.iter().all(|credentials| credentials.as_ref().unwrap().access_key_id() == "KEY2"));
    assert_eq!(refreshes(&world), 2, "one before, and one for all tabs");
    assert_eq!(world.operations().len() - before, 11);
    assert_eq!((&world.body(0)["RefreshToken"], &world.body(before)["RefreshToken"]), (&json!("refresh1"), &json!("refresh2")));
    assert_eq!(world.stored(Lifetime::Persistent).matches("refresh3").count(), 1);
    world.is_played_to_the_end();
}

#[test]
fn a_tab_that_slept_goes_on_with_what_another_has_bought() {
    let world = Scripted::new();
    let (awake, asleep) = (signed_in(&world, 60), open_tab(&world, 1));
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    block_on(awake.credentials()).unwrap();
    // What it remembers has expired; what is stored has not.
    world.passes(Duration::from_secs(3600));
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY2", 3600));
    assert_eq!(block_on(asleep.credentials()).unwrap().access_key_id(), "KEY2");
    assert_eq!(refreshes(&world), 1);
    world.is_played_to_the_end();
}

#[test]
fn a_tab_that_was_closed_while_it_refreshed_holds_up_nobody_for_long() {
    let world = Scripted::new();
    let session = signed_in(&world, 60);
    let dead = client(&world.tab(9));
    let lease = block_on(satchel::auth::lease::acquire(dead.platform(), || false));
    std::mem::forget(lease);
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    assert!(block_on(session.credentials()).is_ok());
    let waited: Duration = world.slept().iter().sum();
    assert!(waited < Duration::from_secs(17), "{waited:?}");
}

#[test]
fn a_lease_of_a_clock_that_was_set_back_counts_for_nothing() {
    let world = Scripted::new();
    let session = signed_in(&world, 60);
    world.set(Lifetime::Persistent, "satchel.lease", "other 9999999999999");
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    assert!(block_on(session.credentials()).is_ok());
    assert!(world.slept().iter().sum::<Duration>() < Duration::from_secs(1));
}

#[test]
fn two_who_want_the_lease_at_once_do_not_both_have_it() {
    let world = Scripted::new();
    world.settles_in(Duration::from_millis(50));
    let (one, two) = (client(&world.tab(1)), client(&world.tab(2)));
    let working = std::cell::Cell::new(0);
    let work = |client: satchel::aws::Client<Scripted>| {
        let working = &working;
        async move {
            let lease = lease::acquire(client.platform(), || false).await;
            working.set(working.get() + 1);
            assert_eq!(working.get(), 1, "one at a time");
            client.platform().sleep(Duration::from_secs(1)).await;
            working.set(working.get() - 1);
            drop(lease);
        }
    };
    block_on(join(work(one), work(two)));
}

#[test]
fn a_lease_lasts_as_long_as_the_work() {
    let world = Scripted::new();
    let (one, two) = (client(&world.tab(1)), client(&world.tab(2)));
    let done = std::cell::Cell::new(false);
    let long = async {
        let lease = lease::acquire(one.platform(), || false).await.unwrap();
        let steps = async {
            for _ in 0..20 {
                one.platform().sleep(Duration::from_secs(4)).await;
            }
        };
        lease.during(steps).await;
        assert!(lease.is_held());
        done.set(true);
    };
    let short = async {
        one.platform().sleep(Duration::from_secs(1)).await;
        let lease = lease::acquire(two.platform(), || false).await;
        assert!(lease.is_some() && done.get(), "nobody else begins before it is done");
    };
    block_on(join(long, short));
}

#[test]
fn what_is_bought_for_an_account_is_its_own_whoever_is_here_by_then() {
    let world = Scripted::new();
    let session = signed_in(&world, 30);
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    let ann = session.other_accounts().first().unwrap().id();
    session.switch(&ann);
    world.answers(200, rotated(7200, "refresh2"));
    let bob = session.other_accounts().first().unwrap().id();
    // The refresh is under way when the visitor switches.
    let (fetched, ()) = block_on(join(session.credentials(), async { session.switch(&bob) }));
    assert_eq!(fetched, Err(Error::SignedOut));
    assert_eq!(email(&session).as_deref(), Some("bob@example.com"));
    session.switch(&ann);
    world.answers(200, identity("id-ann")).answers(200, credentials("id-ann", "ANN", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "ANN", "her token is not spent for nothing");
    assert!(world.stored(Lifetime::Persistent).contains("refresh2"));
    world.is_played_to_the_end();
}

#[test]
fn a_refusal_for_one_account_is_none_for_another() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    let ann = session.other_accounts().first().unwrap().id();
    // Bob's token is refused after the visitor has gone over to Ann.
    world.refuses("NotAuthorizedException", "Invalid login token. Token expired: 1 >= 0");
    let (fetched, ()) = block_on(join(session.credentials(), async { session.switch(&ann) }));
    assert_eq!(fetched, Err(Error::SignedOut));
    world.answers(200, identity("id-ann")).answers(200, credentials("id-ann", "ANN", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "ANN");
    assert_eq!(refreshes(&world), 0, "nobody's refresh token is spent for it");
}

#[test]
fn a_refused_tab_goes_on_with_what_another_has_bought() {
    let world = Scripted::new();
    let (here, there) = (signed_in(&world, 30), open_tab(&world, 1));
    // This tab sends its token and sleeps. Its lease ends, and the other tab spends the same token.
    world.refuses("RefreshTokenReuseException", "Refresh token has already been used.");
    let bought = Tokens { refresh_token: Secret::new("refresh2"), ..tokens(7200) };
    let other = async {
        while world.requests() == 0 {
            world.sleep(Duration::from_millis(1)).await;
        }
        let (spent, tab) = (tokens(30), world.tab(1));
        accounts::replace_tokens(&tab, &spent, &bought);
    };
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 3600));
    let (fetched, ()) = block_on(join(here.credentials(), other));
    assert_eq!(fetched.unwrap().access_key_id(), "KEY1");
    assert!(there.profile().is_some() && world.stored(Lifetime::Persistent).contains("refresh2"));
}

#[test]
fn a_token_refresh_that_nobody_waits_for_any_more_is_finished() {
    let world = Scripted::new();
    let session = signed_in(&world, 30);
    world.answers(200, rotated(7200, "refresh2"));
    block_on(async {
        let mut fetch = Box::pin(session.credentials());
        // Whoever wanted the credentials leaves at once.
        assert!(futures::poll!(&mut fetch).is_pending());
    });
    world.goes_on();
    assert!(world.stored(Lifetime::Persistent).contains("refresh2"), "what was bought is kept");
    assert_eq!(world.get(Lifetime::Persistent, "satchel.lease"), None);
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 3600));
    assert!(block_on(session.credentials()).is_ok());
    assert_eq!(refreshes(&world), 1);
}

#[test]
fn a_duplicated_tab_goes_on_with_what_the_other_has_bought() {
    let world = Scripted::new();
    let original = Session::restore(client(&world));
    original.enter(Visitor::User(tokens(30)), Lifetime::Tab);
    // Browsers give a duplicated tab a copy of what was the other's own.
    let copy = world.get(Lifetime::Tab, "satchel.session").unwrap();
    world.tab(1).set(Lifetime::Tab, "satchel.session", &copy);
    let duplicate = open_tab(&world, 1);
    world.answers(200, rotated(60, "refresh2")).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    block_on(original.credentials()).unwrap();
    for word in world.tab(1).heard() {
        duplicate.receive(&word);
    }
    let before = world.operations().len();
    world.answers(200, rotated(7200, "refresh3")).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY2", 0));
    block_on(duplicate.credentials()).unwrap();
    assert_eq!(world.body(before)["RefreshToken"], "refresh2");
    assert!(world.tab(1).stored(Lifetime::Tab).contains("refresh3"));
    assert_eq!(world.stored(Lifetime::Persistent), "", "nothing of it outlives the tabs");
    for nonsense in ["", "{}", "[1]", "{\"spent\":{}}"] {
        duplicate.receive(nonsense);
    }
}

#[test]
fn users_of_a_provider_whose_tokens_say_nothing_are_told_apart() {
    let world = Scripted::new();
    let of_facebook = |world: &Scripted, token: &str| {
        Visitor::Federated(Federated::new(world, "Facebook", "graph.facebook.com", Secret::new(token)))
    };
    let here = Session::restore(client(&world));
    here.enter(of_facebook(&world, "EAA-ann"), Lifetime::Persistent);
    world.answers(200, identity("id-ann")).answers(200, credentials("id-ann", "ANN", 0));
    block_on(here.credentials()).unwrap();
    let there = open_tab(&world, 1);
    there.enter(of_facebook(&world.tab(1), "EAA-bob"), Lifetime::Persistent);
    assert!(observes(&here), "somebody else is here now");
    assert_eq!((here.known_identity_id(), here.current_credentials()), (None, None));
    world.answers(200, identity("id-bob")).answers(200, credentials("id-bob", "BOB", 0));
    block_on(there.credentials()).unwrap();
    assert_eq!(accounts::all(&world).len(), 2);
    // Bob again: by his identity it is known that he is nobody new.
    there.enter(of_facebook(&world.tab(2), "EAA-bob2"), Lifetime::Persistent);
    world.answers(200, identity("id-bob")).answers(200, credentials("id-bob", "BOB2", 0));
    block_on(there.credentials()).unwrap();
    assert_eq!(accounts::all(&world).len(), 2);
    assert!(!world.stored(Lifetime::Persistent).contains("EAA-bob\""));
}

#[test]
fn an_account_that_cannot_be_read_takes_no_other_with_it() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    let mut kept: serde_json::Value = serde_json::from_str(&world.stored(Lifetime::Persistent)).unwrap();
    kept["accounts"][0] = json!({ "visitor": { "Robot": 7 } });
    world.set(Lifetime::Persistent, "satchel.session", &kept.to_string());
    assert_eq!(email(&open_tab(&world, 1)).as_deref(), Some("bob@example.com"));
}

#[test]
fn signing_out_reaches_every_tab() {
    let world = Scripted::new();
    let (here, there) = (signed_in(&world, 3600), open_tab(&world, 1));
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
    world.answers(200, "{}");
    block_on(here.sign_out()).unwrap();
    assert!(observes(&there), "somebody else, nobody, is here now");
    assert_eq!(there.profile(), None);
    assert_eq!(block_on(there.credentials()), Err(Error::SignedOut));
    assert!(!observes(&there), "nothing new");
}

#[test]
fn signing_in_and_switching_reach_every_tab() {
    let world = Scripted::new();
    let there = open_tab(&world, 1);
    let here = signed_in(&world, 3600);
    assert!(observes(&there));
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
    here.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    assert!(observes(&there));
    assert_eq!(email(&there).as_deref(), Some("bob@example.com"));
    let ann = here.other_accounts().first().unwrap().id();
    here.switch(&ann);
    assert!(observes(&there));
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
}

#[test]
fn tokens_that_another_tab_has_refreshed_are_told_once() {
    let world = Scripted::new();
    let (here, there) = (signed_in(&world, 3600), open_tab(&world, 1));
    let told = listening(&there);
    world.answers(200, refreshed(7200));
    block_on(here.refresh_tokens()).unwrap();
    // The storage tells of it before the message comes.
    there.observe();
    assert_eq!(told.take(), [SessionEvent::DetailsChanged]);
    for message in world.tab(1).heard() {
        there.receive(&message);
    }
    there.observe();
    assert_eq!(told.take(), []);
}

#[test]
fn a_tab_of_its_own_is_not_disturbed() {
    let world = Scripted::new();
    let alone = open_tab(&world, 1);
    alone.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Tab);
    let here = signed_in(&world, 3600);
    assert!(!observes(&alone));
    assert_eq!(email(&alone).as_deref(), Some("bob@example.com"));
    assert_eq!(email(&open_tab(&world, 2)).as_deref(), Some("ann@example.com"));
    assert_eq!(email(&open_tab(&world, 1)).as_deref(), Some("bob@example.com"), "after a reload, too");
    drop(here);
}

#[test]
fn each_account_keeps_its_session() {
    let world = Scripted::new();
    let session = signed_in(&world, 3600);
    world.answers(200, identity("id-ann")).answers(200, credentials("id-ann", "ANN", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "ANN");
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    world.answers(200, identity("id-bob")).answers(200, credentials("id-bob", "BOB", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "BOB");

    let others = session.other_accounts();
    assert_eq!(others.len(), 1);
    session.switch(&others[0].id());
    assert_eq!(email(&session).as_deref(), Some("ann@example.com"));
    assert_eq!(session.known_identity_id().as_deref(), Some("id-ann"), "no round trip is needed to know it");
    world.answers(200, credentials("id-ann", "ANN2", 0));
    assert_eq!(block_on(session.credentials()).unwrap().access_key_id(), "ANN2", "never the other's credentials");

    world.answers(200, "{}");
    block_on(session.sign_out()).unwrap();
    assert_eq!(session.profile(), None);
    assert_eq!(session.other_accounts().len(), 1, "signing out ends one session");
}

#[test]
fn a_guest_who_signs_in_leaves_no_guest_behind() {
    let world = Scripted::new();
    let session = Session::restore(client(&world));
    session.enter(Visitor::Guest, Lifetime::Tab);
    assert_eq!(session.profile(), Some(Profile::Guest));
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    assert_eq!(accounts::all(&world).len(), 1);
}

#[test]
fn an_account_that_signs_in_again_is_still_one() {
    let world = Scripted::new();
    let session = signed_in(&world, 60);
    session.enter(Visitor::User(tokens(3600)), Lifetime::Tab);
    let all = accounts::all(&world);
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].0, Lifetime::Tab, "where it was asked to be kept last");
}

#[test]
fn what_another_tab_has_ended_is_not_stored_again() {
    let world = Scripted::new();
    let (here, there) = (signed_in(&world, 3600), open_tab(&world, 1));
    world.answers(200, "{}");
    block_on(here.sign_out()).unwrap();
    // This tab has not heard of it yet, and learns its identity.
    world.answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let _ = block_on(there.credentials());
    assert_eq!(accounts::all(&world), []);
}
