//! Several tabs, several accounts: one browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use futures::future::{join, join_all};
use pollster::block_on;
use satchel::auth::Session;
use satchel::auth::accounts;
use satchel::auth::visitor::{Profile, Visitor};
use satchel::aws::Error;
use satchel::aws::credentials::ProvideCredentials;
use satchel::ports::{KeyValueStore, Lifetime};
use support::{Scripted, client, credentials, identity, refreshed, tokens, tokens_of};

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
    session.profile().and_then(|profile| profile.email().map(str::to_owned))
}

fn refreshes(world: &Scripted) -> usize {
    world.operations().iter().filter(|operation| **operation == "GetTokensFromRefreshToken").count()
}

#[test]
fn ten_tabs_refresh_once() {
    let world = Scripted::new();
    let first = signed_in(&world, 60);
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 7200));
    block_on(first.credentials()).unwrap();
    let tabs: Vec<_> = (1..=9).map(|number| open_tab(&world, number)).chain([first]).collect();
    world.passes(Duration::from_secs(3 * 3600));
    let before = world.operations().len();
    world.answers(200, refreshed(5 * 3600));
    for _ in 0..10 {
        world.answers(200, credentials("id-1", "KEY2", 5 * 3600));
    }
    let all = block_on(join_all(tabs.iter().map(|tab| tab.credentials())));
    assert!(all.iter().all(|credentials| credentials.as_ref().unwrap().access_key_id() == "KEY2"));
    assert_eq!(refreshes(&world), 2, "one before, and one for all tabs");
    assert_eq!(world.operations().len() - before, 11);
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
    let (one, two) = (client(&world.tab(1)), client(&world.tab(2)));
    let done = std::cell::Cell::new(0);
    let work = |client: satchel::aws::Client<Scripted>| {
        let done = &done;
        async move {
            let lease = satchel::auth::lease::acquire(client.platform(), || done.get() > 0).await;
            if lease.is_some() {
                done.set(done.get() + 1);
            }
        }
    };
    block_on(join(work(one), work(two)));
    assert_eq!(done.get(), 1);
}

#[test]
fn signing_out_reaches_every_tab() {
    let world = Scripted::new();
    let (here, there) = (signed_in(&world, 3600), open_tab(&world, 1));
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
    world.answers(200, "{}");
    block_on(here.sign_out()).unwrap();
    assert!(there.observe(), "somebody else, nobody, is here now");
    assert_eq!(there.profile(), None);
    assert_eq!(block_on(there.credentials()), Err(Error::SignedOut));
    assert!(!there.observe(), "nothing new");
}

#[test]
fn signing_in_and_switching_reach_every_tab() {
    let world = Scripted::new();
    let there = open_tab(&world, 1);
    let here = signed_in(&world, 3600);
    assert!(there.observe());
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
    here.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    assert!(there.observe());
    assert_eq!(email(&there).as_deref(), Some("bob@example.com"));
    let ann = here.other_accounts().first().unwrap().id();
    here.switch(&ann);
    assert!(there.observe());
    assert_eq!(email(&there).as_deref(), Some("ann@example.com"));
}

#[test]
fn a_tab_of_its_own_is_not_disturbed() {
    let world = Scripted::new();
    let alone = open_tab(&world, 1);
    alone.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Tab);
    let here = signed_in(&world, 3600);
    assert!(!alone.observe());
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
