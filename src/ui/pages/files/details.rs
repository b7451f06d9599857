//! The details of what is selected.

use leptos::prelude::*;

use super::Files;
use super::entries::{Entry, SelectionSummary, summary};
use super::folder;
use crate::aws::s3::{HeadObject, key_fault};
use crate::ui::AppState;
use crate::ui::components::{self, Button, ButtonKind, Fact, Handler, Icon, NoticeKind, Problem, drawer, error_notice, notice};
use crate::ui::dom::{View, effect, group, html, live, when};
use crate::ui::task::Task;
use crate::ui::words::{errors, format};

/// The drawer with the details of what is `chosen` of the listing. It follows the selection, so that the arrow keys and
/// presses on rows leaf through the details. What the toolbar does it can do too: on narrow screens it covers the toolbar.
pub fn details(files: Files, on_download: Handler, on_delete: Handler) -> View {
    let Files { details: open, chosen, listing, allowed, .. } = files;
    let state = AppState::get();
    let head = RwSignal::new(None::<HeadObject>);
    let problem = RwSignal::new(None::<Problem>);
    let task = Task::new();
    let cut_off = RwSignal::new(false);
    let repeats = RwSignal::new(0);
    state.connection().on_return(move || {
        if cut_off.get_untracked() {
            repeats.update(|repeats| *repeats += 1);
        }
    });
    effect(move || {
        repeats.track();
        let (true, SelectionSummary::One(entry)) = (open.get(), chosen.get()) else { return };
        let Some(folder) = listing.folder.get_untracked() else { return };
        head.set(None);
        problem.set(None);
        cut_off.set(false);
        task.stop();
        if entry.is_folder() || key_fault(&entry.key).is_some() {
            return;
        }
        task.restart(async move {
            match state.client().head_object(&folder.bucket, &entry.key, &state.session()).await {
                Ok(found) => head.set(Some(found)),
                Err(error) => {
                    cut_off.set(error.is_silence());
                    problem.set(Some(folder::explain_action(t!("Its details could not be read"), "HEAD", &error)));
                }
            }
        });
    });
    let title = move || match chosen.get() {
        SelectionSummary::Nothing => t!("Nothing is selected").to_owned(),
        SelectionSummary::One(entry) => entry.shown().to_owned(),
        chosen => summary(chosen.count()),
    };
    let facts = move || match chosen.get() {
        SelectionSummary::Nothing => Vec::new(),
        SelectionSummary::One(entry) => facts(&entry, head.get().as_ref()),
        SelectionSummary::Several { bytes, .. } => vec![Fact::text(t!("Size of the files"), exact_size(bytes))],
    };
    let refused = move || match chosen.get() {
        SelectionSummary::One(entry) if !entry.is_folder() => key_fault(&entry.key)
            .map(|fault| format!("{} {}", t!("You can delete this file here, but not download it."), errors::key_fault(fault)))
            .or_else(|| {
                entry
                    .file()?
                    .is_archived()
                    .then(|| t!("This file is archived. Ask the site owner to restore it, then download it.").to_owned())
            })
            .map(|says| notice(NoticeKind::Warning, says)),
        _ => None,
    };
    let no_files = move || chosen.read().count().1 == 0;
    drawer(open, title, move || {
        let actions = html::div()
            .class("details-actions toolbar")
            .child(when(
                move || allowed.read().get,
                move || Button::new(t!("Download")).icon(Icon::Download).disabled(no_files).on_click(on_download),
            ))
            .child(when(
                move || allowed.read().delete,
                move || Button::new(t!("Delete")).icon(Icon::Trash).kind(ButtonKind::Quiet).on_click(on_delete),
            ));
        group([actions.into(), live(refused), components::facts(facts).into(), error_notice(problem, None)])
    })
}

/// What is known of an entry; more once the object itself was asked.
fn facts(entry: &Entry, head: Option<&HeadObject>) -> Vec<Fact> {
    let Some(file) = entry.file() else { return vec![Fact::id(t!("Key prefix"), &entry.key)] };
    let mut facts =
        vec![Fact::text(t!("Size"), exact_size(file.size)), Fact::text(t!("Modified"), format::date_time(file.modified))];
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            facts.push(Fact::text(name, value));
        }
    };
    add(t!("Type"), head.map_or("", |head| &head.content_type));
    add(t!("Storage class"), &file.storage_class);
    facts.push(Fact::id(t!("Key"), &entry.key));
    facts.push(Fact::id(t!("ETag"), file.e_tag.trim_matches('"')));
    if let Some(version_id) = head.and_then(|head| head.version_id.as_ref()) {
        facts.push(Fact::id(t!("Version"), version_id));
    }
    facts
}

/// `1.2 MB (1,234,567 bytes)`
fn exact_size(bytes: u64) -> String {
    let short = format::size(bytes);
    if bytes < 1000 {
        return short;
    }
    n!(bytes, one = "{short} ({count} byte)", other = "{short} ({count} bytes)", short = short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::pages::files::entries::{File, Parent};

    #[test]
    fn facts_come_from_the_listing_first_and_then_from_the_object() {
        let parent = Parent { prefix: "p/", href: &|_| String::new() };
        let file = File { size: 1_234_567, modified: 0, e_tag: "\"abc\"".into(), storage_class: "STANDARD".into() };
        let entry = parent.entry("p/a.txt", || file).unwrap();
        let names = |facts: &[Fact]| facts.iter().map(|fact| fact.name.clone()).collect::<Vec<_>>();
        let first = facts(&entry, None);
        assert_eq!(names(&first), ["Size", "Modified", "Storage class", "Key", "ETag"]);
        assert_eq!(first[0].value, "1.2 MB (1,234,567 bytes)");
        assert_eq!(first[4].value, "abc");
        let head = HeadObject { content_type: "text/plain".into(), e_tag: String::new(), version_id: Some("v1".into()) };
        assert_eq!(names(&facts(&entry, Some(&head))), ["Size", "Modified", "Type", "Storage class", "Key", "ETag", "Version"]);
    }
}
