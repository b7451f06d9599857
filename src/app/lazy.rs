//! Parts of the program that not every visitor needs. In a release each is a file of its own, so that the entrance is
//! there at once; what only somebody who is signed in needs arrives while they sign in.
//!
//! `scripts/split` makes the files. In a build for development, and without the feature `parts`, there is one file for all.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use crate::ui::reactive::*;
use leptos::task::spawn_local;

use super::AppState;
use crate::ui::components::{Handler, Problem, error_notice, skeleton};
use crate::ui::dom::{Element, View, html, live, when};

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
            use crate::app::lazy::{LoadFailed, Loading};

            #[cfg(all(feature = "parts", not(debug_assertions)))]
            #[wasm_split_helpers::wasm_split($name, fallible)]
            fn part() -> Result<$type, LoadFailed> {
                Ok($value)
            }

            #[cfg(not(all(feature = "parts", not(debug_assertions))))]
            async fn part() -> Result<$type, LoadFailed> {
                Ok($value)
            }

            pub(super) fn load() -> Loading<$type> {
                Box::pin(part())
            }
        }
    };
}
pub(super) use lazy;

/// What a visitor reads of a part that did not come.
pub(super) fn load_failed() -> Problem {
    Problem {
        title: t!("Couldn't load this page").to_owned(),
        reason: t!("The connection failed, or the site was just updated.").to_owned(),
        advice: t!("Try again, or reload the page.").to_owned(),
        ..Problem::default()
    }
}

/// The same while the device is offline: the part is asked for again by itself.
fn waits() -> Problem {
    Problem { title: t!("This starts when you're back online").to_owned(), ..Problem::default() }
}

/// The loading state of a lazy part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LoadStage {
    Loading,
    Loaded,
    Failed,
}

/// A view from when `wanted` holds for the first time.
pub(super) fn once(wanted: impl Fn() -> bool + Send + Sync + 'static, view: impl Fn() -> View + 'static) -> View {
    let ever = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || wanted());
    when(move || ever.get(), view)
}

/// What `make` makes of a part, once it is here; until then, and if it does not come, that is said within `around`.
pub(super) fn when_loaded<T: Copy + 'static>(
    load: fn() -> Loading<T>,
    around: fn() -> Element,
    make: impl Fn(T) -> View + 'static,
) -> View {
    fetched(load, Meanwhile::Around(around), Box::new(make))
}

/// What `make` makes of a part beside a page, once it is here. Nothing stands for it until then; if it does not come, that is
/// said.
pub(super) fn when_loaded_beside<T: Copy + 'static>(load: fn() -> Loading<T>, make: impl Fn(T) -> View + 'static) -> View {
    fetched(load, Meanwhile::Failure, Box::new(make))
}

/// What `make` makes of a part, once it is here. Neither its loading nor a failure is shown.
pub(super) fn in_background<T: Copy + 'static>(load: fn() -> Loading<T>, make: impl Fn(T) -> View + 'static) -> View {
    fetched(load, Meanwhile::Nothing, Box::new(make))
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

/// A part on its way.
pub(super) type Loading<T> = Pin<Box<dyn Future<Output = Result<T, LoadFailed>>>>;

fn fetched<T: Copy + 'static>(load: fn() -> Loading<T>, meanwhile: Meanwhile, make: Box<dyn Fn(T) -> View>) -> View {
    let here = Rc::new(Cell::new(None));
    let arrived = Rc::clone(&here);
    let load = move || -> Loading<()> {
        let here = Rc::clone(&here);
        Box::pin(async move { load().await.map(|value| here.set(Some(value))) })
    };
    follow(Box::new(load), meanwhile, Box::new(move || arrived.get().map_or_else(View::none, &make)))
}

/// What all parts have in common, whatever they hold.
fn follow(load: Box<dyn Fn() -> Loading<()>>, meanwhile: Meanwhile, make: Box<dyn Fn() -> View>) -> View {
    let stage = RwSignal::new(LoadStage::Loading);
    let fetch = Handler::from(move || {
        stage.set(LoadStage::Loading);
        let loading = load();
        spawn_local(async move {
            let loaded = if loading.await.is_ok() { LoadStage::Loaded } else { LoadStage::Failed };
            // The visitor may have left meanwhile.
            stage.try_set(loaded);
        });
    });
    fetch.run(());
    let connection = AppState::get().connection();
    connection.on_return(move || {
        if stage.get_untracked() == LoadStage::Failed {
            fetch.run(());
        }
    });
    live(move || match (stage.get(), meanwhile) {
        (LoadStage::Loaded, _) => make(),
        (_, Meanwhile::Nothing) | (LoadStage::Loading, Meanwhile::Failure) => View::none(),
        (LoadStage::Failed, Meanwhile::Failure) if connection.is_lost() => error_notice(Some(waits()), None),
        (LoadStage::Failed, Meanwhile::Failure) => error_notice(Some(load_failed()), Some(fetch)),
        (LoadStage::Loading, Meanwhile::Around(around)) => {
            let heading = html::h1().class("visually-hidden").child(t!("Loading"));
            around().attr("aria-busy", "true").child(heading).child(skeleton(6)).into()
        }
        (LoadStage::Failed, Meanwhile::Around(around)) => {
            let heading = html::h1().class("visually-hidden").attr("translate", "no").child("Satchel");
            around().child(heading).child(error_notice(Some(load_failed()), Some(fetch))).into()
        }
    })
}
