//! The part of the program that only somebody who is signed in needs. In a release it is a file of its own, so that the
//! entrance is there at once; it arrives while the visitor signs in.
//!
//! `scripts/split` makes the file. In a build for development there is one file for all.

// The macro declares how the two files find each other.
#![allow(unsafe_code)]

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::components::{Problem, error_notice, skeleton};
use super::dom::{View, html, live};
use super::workspace;

type Make = fn() -> View;

#[derive(Clone, Copy)]
enum Part {
    Coming,
    Here(Make),
    Failed,
}

/// Why the part is not there: its file did not arrive.
struct NotLoaded;

#[cfg(not(debug_assertions))]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        NotLoaded
    }
}

#[cfg(not(debug_assertions))]
#[wasm_split_helpers::wasm_split(workspace, fallible)]
fn load() -> Result<Make, NotLoaded> {
    Ok(workspace::workspace)
}

#[cfg(debug_assertions)]
async fn load() -> Result<Make, NotLoaded> {
    Ok(workspace::workspace)
}

/// Begins to load the part, for it to be there when it is needed. A failure shows when it is.
pub fn prefetch() {
    spawn_local(async {
        let _ = load().await;
    });
}

/// The workspace, once its part of the program is here.
pub fn workspace() -> View {
    let part = RwSignal::new(Part::Coming);
    let fetch = move || {
        part.set(Part::Coming);
        spawn_local(async move {
            let loaded = load().await.map_or(Part::Failed, Part::Here);
            // The visitor may have left meanwhile.
            part.try_set(loaded);
        });
    };
    fetch();
    live(move || match part.get() {
        Part::Here(make) => make(),
        Part::Coming => {
            let heading = html::h1().class("visually-hidden").child("Loading");
            html::main().class("page").attr("aria-busy", "true").child(heading).child(skeleton(6)).into()
        }
        Part::Failed => {
            let problem = Problem {
                title: "This page could not be loaded".to_owned(),
                reason: "A part of the program did not arrive: the network failed, or the site has just been renewed.".to_owned(),
                advice: "Try again; if that does not help, reload the page.".to_owned(),
                ..Problem::default()
            };
            let heading = html::h1().class("visually-hidden").child("Satchel");
            html::main().class("page").child(heading).child(error_notice(Some(problem), Some(fetch.into()))).into()
        }
    })
}
