//! A link to the folder that the visitor had open last, shown when the page was opened without a route.

use crate::ui::reactive::*;

use super::folder::Folder;
use super::paths;
use super::places;
use super::state::Files;
use crate::app::preferences::MyPreferences;
use crate::aws::s3::ListObjects;
use crate::route::{Place, Route};
use crate::ui::components::Icon;
use crate::ui::dom::{View, effect, html, live};
use crate::ui::task::Task;

/// A link to the folder, once a request has shown that it still exists. The first navigation removes it.
pub fn last_place(files: Files) -> View {
    let Files { state, place, .. } = files;
    let (opened_bare, last) = (state.arrival.opened_bare(), MyPreferences::get().last_place());
    let candidate = Memo::new(move |_| last.get().filter(|last| opened_bare.get() && *last != *place.read()));
    let found = RwSignal::new(None::<Place>);
    let looking = Task::new();
    effect(move || {
        found.set(None);
        looking.stop();
        if let Some(last) = candidate.get() {
            looking.restart(async move {
                if is_there(files, last.clone()).await {
                    found.set(Some(last));
                }
            });
        }
    });
    live(move || {
        let last = found.get()?;
        let label = t!("Continue in {folder}", folder = path(files, &last));
        Some(
            html::a()
                .class("last-place")
                .attr("href", Route::Files(last).to_string())
                .child(Icon::Clock)
                .child(html::span().attr("translate", "no").child(label)),
        )
    })
}

/// Whether anything can be listed in it: a folder that is gone is an empty one. What failed is nobody's concern.
async fn is_there(files: Files, place: Place) -> bool {
    let session = files.state.session();
    let Ok(folder) = Folder::find(place, &session).await else { return false };
    if !folder.actions.list {
        return false;
    }
    let list = ListObjects { max_keys: 1, ..folder.list(None) };
    let page = files.state.client().list_objects(&folder.bucket, &list, &session).await;
    page.is_ok_and(|page| !page.objects.is_empty() || !page.common_prefixes.is_empty())
}

/// `photos/2026` of the visitor's own files, `Shared/photos` of another place.
fn path(files: Files, place: &Place) -> String {
    let top = files.state.with_config(|config| places::name(config, place).to_string());
    let steps = paths::steps(place).into_iter().map(|(name, _)| name);
    let is_inside = matches!(place, Place::My { prefix } if !prefix.is_empty());
    std::iter::once(top).skip(usize::from(is_inside)).chain(steps).collect::<Vec<_>>().join("/")
}
