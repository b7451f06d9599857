//! Parts of the program that not every visitor needs. In a release each is a file of its own, so that the entrance is
//! there at once; what only somebody who is signed in needs arrives while they sign in.
//!
//! `scripts/split` makes the files. In a build for development, and without the feature `parts`, there is one file for all.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::AppState;
use super::components::{Handler, Problem, error_notice, skeleton};
use super::dom::{Element, View, html, live};

/// Why a part is not there: its file did not arrive.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoadFailed;

#[cfg(all(feature = "parts", not(debug_assertions)))]
impl From<wasm_split_helpers::SplitLoaderError> for LoadFailed {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> Self {
        LoadFailed
    }
}

/// Declares a part: `lazy!(NAME: TYPE = VALUE)` makes `NAME::load()`, whose result is the value once the file is there.
/// What only the value refers to is in the file.
macro_rules! lazy {
    ($name:ident: $type:ty = $value:expr) => {
        // What the attribute makes of it tells the linker how the files find each other.
        #[allow(unsafe_code)]
        mod $name {
            use super::*;
            use crate::ui::lazy::LoadFailed;

            #[cfg(all(feature = "parts", not(debug_assertions)))]
            #[wasm_split_helpers::wasm_split($name, fallible)]
            pub(super) fn load() -> Result<$type, LoadFailed> {
                Ok($value)
            }

            #[cfg(not(all(feature = "parts", not(debug_assertions))))]
            pub(super) async fn load() -> Result<$type, LoadFailed> {
                Ok($value)
            }
        }
    };
}
pub(super) use lazy;

/// What a visitor reads of a part that did not come.
pub(super) fn load_failed() -> Problem {
    Problem {
        title: t!("This page couldn't be loaded").to_owned(),
        reason: t!("The connection failed, or the site was just updated.").to_owned(),
        advice: t!("Try again, or reload the page.").to_owned(),
        ..Problem::default()
    }
}

/// How far a part is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Coming,
    Here,
    Failed,
}

/// What `make` makes of a part, once it is here; until then, and if it does not come, that is said within `around`.
pub(super) fn when_loaded<T, F>(load: fn() -> F, around: fn() -> Element, make: impl Fn(T) -> View + 'static) -> View
where
    T: Copy + 'static,
    F: Future<Output = Result<T, LoadFailed>> + 'static,
{
    fetched(load, Meanwhile::Around(around), make)
}

/// What a part makes beside a page, once it is here. Nothing stands for it until then; if it does not come, that is said.
pub(super) fn when_loaded_beside<F>(load: fn() -> F) -> View
where
    F: Future<Output = Result<fn() -> View, LoadFailed>> + 'static,
{
    fetched(load, Meanwhile::Failure, |make| make())
}

/// What a part makes, once it is here. Nobody looks for it until then.
pub(super) fn in_background<F>(load: fn() -> F) -> View
where
    F: Future<Output = Result<fn() -> View, LoadFailed>> + 'static,
{
    fetched(load, Meanwhile::Nothing, |make| make())
}

/// What is seen while a part is not here.
#[derive(Clone, Copy)]
enum Meanwhile {
    Nothing,
    /// Only that it does not come.
    Failure,
    /// Within this, that it is coming or does not come.
    Around(fn() -> Element),
}

fn fetched<T, F>(load: fn() -> F, meanwhile: Meanwhile, make: impl Fn(T) -> View + 'static) -> View
where
    T: Copy + 'static,
    F: Future<Output = Result<T, LoadFailed>> + 'static,
{
    let here = Rc::new(Cell::new(None));
    let arrived = Rc::clone(&here);
    let load = move || -> Loading {
        let here = Rc::clone(&here);
        Box::pin(async move { load().await.map(|value| here.set(Some(value))) })
    };
    follow(Box::new(load), meanwhile, Box::new(move || arrived.get().map_or_else(View::none, &make)))
}

type Loading = Pin<Box<dyn Future<Output = Result<(), LoadFailed>>>>;

/// What all parts have in common, whatever they hold.
fn follow(load: Box<dyn Fn() -> Loading>, meanwhile: Meanwhile, make: Box<dyn Fn() -> View>) -> View {
    let stage = RwSignal::new(Stage::Coming);
    let fetch = Handler::from(move || {
        stage.set(Stage::Coming);
        let loading = load();
        spawn_local(async move {
            let loaded = if loading.await.is_ok() { Stage::Here } else { Stage::Failed };
            // The visitor may have left meanwhile.
            stage.try_set(loaded);
        });
    });
    fetch.run(());
    AppState::get().connection().on_return(move || {
        if stage.get_untracked() == Stage::Failed {
            fetch.run(());
        }
    });
    live(move || match (stage.get(), meanwhile) {
        (Stage::Here, _) => make(),
        (_, Meanwhile::Nothing) | (Stage::Coming, Meanwhile::Failure) => View::none(),
        (Stage::Failed, Meanwhile::Failure) => error_notice(Some(load_failed()), Some(fetch)),
        (Stage::Coming, Meanwhile::Around(around)) => {
            let heading = html::h1().class("visually-hidden").child(t!("Loading"));
            around().attr("aria-busy", "true").child(heading).child(skeleton(6)).into()
        }
        (Stage::Failed, Meanwhile::Around(around)) => {
            let heading = html::h1().class("visually-hidden").attr("translate", "no").child("Satchel");
            around().child(heading).child(error_notice(Some(load_failed()), Some(fetch))).into()
        }
    })
}
