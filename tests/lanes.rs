//! What the visitor waits for goes before what runs in the background, and no host is sent more than six requests at a time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, join, join_all, select};
use futures::pin_mut;
use satchel::aws::Client;
use satchel::aws::s3::{Bucket, ListObjects, Precondition};
use support::simulated::{Keys, Simulated};

const LATENCY: Duration = Duration::from_millis(250);

fn world() -> Simulated {
    Simulated::new((0..20).map(|n| format!("p/{n:05}")), LATENCY)
}

fn client(world: &Simulated) -> Client<Simulated> {
    Client::new(world.clone(), Rc::new(support::config()))
}

fn bucket() -> Bucket {
    Bucket { name: "data".into(), region: "us-east-1".into() }
}

/// Lists a folder, and says how long that took.
async fn open(world: &Simulated, client: &Client<Simulated>) -> Duration {
    let began = world.elapsed();
    client.list_objects(&bucket(), &ListObjects::folder("p/"), &Keys).await.unwrap();
    world.elapsed() - began
}

async fn upload(client: &Client<Simulated>) {
    let precondition = Precondition::Absent;
    client.put_object_if(&bucket(), "p/x", "text/plain", Vec::new(), &precondition, &Keys).await.unwrap();
}

#[test]
fn a_folder_opens_at_once_while_others_are_enumerated() {
    let world = world();
    let client = client(&world);
    let enumeration = client.in_background();
    let work = join_all((0..100).map(|_| open(&world, &enumeration)));
    let visitor = async {
        world.until(Duration::from_millis(1100)).await;
        [open(&world, &client).await, open(&world, &client).await]
    };
    let (_, took) = world.run(join(work, visitor));
    assert_eq!(took, [LATENCY; 2]);
    assert_eq!(world.most(), 6);
    assert!(world.elapsed() <= LATENCY * 21, "and the enumeration has the others: {:?}", world.elapsed());
}

#[test]
fn a_folder_opens_at_once_while_files_go_up() {
    let world = world();
    world.uploads_take(Duration::from_secs(60));
    let client = client(&world);
    let uploads = client.for_transfers();
    let work = join_all((0..10).map(|_| upload(&uploads)));
    let visitor = async {
        world.until(Duration::from_secs(1)).await;
        open(&world, &client).await
    };
    let (_, took) = world.run(join(work, visitor));
    assert_eq!(took, LATENCY);
}

#[test]
fn uploads_do_not_starve_the_rest_of_the_background() {
    let world = world();
    world.uploads_take(Duration::from_secs(10));
    let client = client(&world);
    let (uploads, enumeration) = (client.for_transfers(), client.in_background());
    let work = join_all((0..40).map(|_| upload(&uploads)));
    let other = async {
        world.until(Duration::from_secs(1)).await;
        for _ in 0..20 {
            open(&world, &enumeration).await;
        }
        world.elapsed()
    };
    let (_, done) = world.run(join(work, other));
    assert_eq!(done, Duration::from_secs(1) + LATENCY * 20);
}

#[test]
fn the_rest_of_the_background_does_not_starve_uploads() {
    let world = world();
    let client = client(&world);
    let (uploads, enumeration) = (client.for_transfers(), client.in_background());
    // Always one more waits than may go.
    let work = join_all((0..300).map(|_| open(&world, &enumeration)));
    let other = async {
        world.until(Duration::from_secs(1)).await;
        for _ in 0..8 {
            upload(&uploads).await;
        }
        world.elapsed()
    };
    let (_, done) = world.run(join(work, other));
    assert!(
        done <= Duration::from_secs(1) + LATENCY * 16,
        "one of them after the other, each after at most one of the rest: {done:?}"
    );
}

#[test]
fn no_host_is_sent_more_than_six_requests_at_a_time() {
    let world = world();
    let client = client(&world);
    let other = client.in_background();
    world.run(join(join_all((0..30).map(|_| open(&world, &client))), join_all((0..30).map(|_| open(&world, &other)))));
    assert_eq!((world.most(), world.under_way()), (6, 0));
    assert_eq!(world.elapsed(), LATENCY * 11, "none of them idle while somebody may go, but for the visitor's own");
}

#[test]
fn who_gives_up_makes_room() {
    let world = world();
    world.uploads_take(Duration::from_secs(3600));
    let client = client(&world);
    let uploads = client.for_transfers();
    world.run(async {
        let work = join_all((0..20).map(|_| upload(&uploads)));
        let soon = world.until(Duration::from_secs(1));
        pin_mut!(work, soon);
        assert!(matches!(select(work, soon).await, Either::Right(_)));
    });
    assert_eq!(world.under_way(), 0);
    let took = world.run(join_all((0..4).map(|_| open(&world, &uploads))));
    assert_eq!(took, [LATENCY; 4]);
}
