//! Archives as the visitor sees them, on every page.

use std::time::Duration;

use crate::ui::reactive::*;

use super::job::{ArchiveStage, run};
use super::{ArchiveRequest, Archives};
use crate::app::AppState;
use crate::app::pages::files::file_type::FileType;
use crate::ui::components::{Button, Icon, progress, visible};
use crate::ui::dom::{Element, View, each, effect, html, live, text, when};
use crate::ui::task::Task;
use crate::ui::words::format;

/// How long it is shown that one has been saved.
const SHOWN_FOR: Duration = Duration::from_secs(10);
/// More names than these nobody reads here; all are in the archive.
const MOST_ABSENT: usize = 100;

/// An archive.
#[derive(Clone, Debug)]
struct Archive {
    id: u32,
    name: String,
    stage: RwSignal<ArchiveStage>,
    task: Task,
}

#[derive(Clone, Copy)]
struct Dock {
    state: AppState,
    all: RwSignal<Vec<Archive>>,
    next: StoredValue<u32>,
    announced: RwSignal<String>,
    owner: StoredValue<Option<Owner>>,
}

impl Dock {
    fn begin(self, request: ArchiveRequest) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let make = || (RwSignal::new(ArchiveStage::Counting(0, 0)), Task::new());
        let (stage, task) = match self.owner.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        };
        let name = request.name.clone();
        self.all.update(|all| all.push(Archive { id, name: name.clone(), stage, task }));
        task.start(async move {
            match run(self.state, request, stage).await {
                None => self.forget(id),
                Some(over) => {
                    let says = match &over {
                        ArchiveStage::Failed(reason) => t!("{name} wasn't saved. {reason}", name = name, reason = reason),
                        ArchiveStage::Saved(absent) if !absent.is_empty() => {
                            t!("{name} was saved. {absent}", name = name, absent = absent_count(absent.len()))
                        }
                        _ => t!("{name} was saved.", name = name),
                    };
                    self.announced.try_set(says);
                    let is_plain = over == ArchiveStage::Saved(Vec::new());
                    stage.try_set(over);
                    if is_plain {
                        #[expect(clippy::disallowed_methods, reason = "one for each; none is forgotten twice")]
                        set_timeout(move || self.forget(id), SHOWN_FOR);
                    }
                }
            }
        });
    }

    fn forget(self, id: u32) {
        self.all.try_update(|all| {
            all.retain(|archive| {
                if archive.id == id {
                    archive.task.stop();
                }
                archive.id != id
            });
        });
    }

    fn line(self, Archive { id, name, stage, .. }: Archive) -> Element {
        let note = move || note(&stage.read());
        let done = move || match *stage.read() {
            ArchiveStage::Writing((_, written), (_, bytes)) => Some(written as f64 / bytes.max(1) as f64),
            _ => None,
        };
        let bar_name = t!("Saving {name}", name = name);
        let cancel = t!("Cancel {name}", name = name);
        let dismiss = t!("Dismiss {name}", name = name);
        let button = move |label: String| Button::icon_only(Icon::Close, label).on_click(move || self.forget(id));
        let absent = move || match &*stage.read() {
            ArchiveStage::Saved(absent) => absent.iter().take(MOST_ABSENT).cloned().collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let why = live(move || {
            let absent = absent();
            let line = |(name, reason)| html::li().child(html::strong().child(visible(name))).child(html::span().child(reason));
            (!absent.is_empty()).then(|| html::ul().class("archive-absent").children(absent.into_iter().map(line)))
        });
        html::li()
            .class("archive")
            .class_when("failed", move || is_faulty(&stage.read()))
            .child(
                html::div()
                    .class("transfer")
                    .child(FileType::Archive.icon())
                    .child(html::span().class("transfer-name").child(visible(name)))
                    .child(html::span().class("transfer-note").child(text(note)))
                    .child(
                        html::span()
                            .class("transfer-action")
                            .child(when(move || !stage.read().is_over(), move || button(cancel.clone())))
                            .child(when(move || stage.read().is_over(), move || button(dismiss.clone()))),
                    )
                    .child(when(move || !stage.read().is_over(), move || progress(bar_name.clone(), done))),
            )
            .child(why)
    }
}

fn is_faulty(stage: &ArchiveStage) -> bool {
    match stage {
        ArchiveStage::Saved(absent) => !absent.is_empty(),
        stage => matches!(stage, ArchiveStage::Failed(_)),
    }
}

fn absent_count(count: usize) -> String {
    n!(count, one = "{count} file couldn't be downloaded.", other = "{count} files couldn't be downloaded.")
}

/// `3 of 12 files, 4.0 MB of 15 MB`
fn note(stage: &ArchiveStage) -> String {
    match stage {
        ArchiveStage::Counting(files, bytes) => n!(
            *files,
            one = "Looking for files: {count} so far, {size}",
            other = "Looking for files: {count} so far, {size}",
            size = format::size(*bytes)
        ),
        ArchiveStage::Writing((done, written), (files, bytes)) => t!(
            "{done} of {all} files, {sent} of {size}",
            done = format::number(*done as u64),
            all = format::number(*files as u64),
            sent = format::size(*written),
            size = format::size(*bytes)
        ),
        ArchiveStage::Saved(absent) if absent.is_empty() => t!("Saved").to_owned(),
        ArchiveStage::Saved(absent) => absent_count(absent.len()),
        ArchiveStage::Failed(reason) => reason.clone(),
    }
}

/// All that are under way, and those that the visitor has to hear of.
pub fn archive_dock() -> View {
    let dock = Dock {
        state: AppState::get(),
        all: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        announced: RwSignal::new(String::new()),
        owner: StoredValue::new(Owner::current()),
    };
    let archives = Archives::get();
    effect(move || {
        archives.times_asked.track();
        let asked = archives.asked.try_update_value(std::mem::take).unwrap_or_default();
        untrack(|| asked.into_iter().for_each(|request| dock.begin(request)));
    });
    let ids = move || dock.all.read().iter().map(|archive| archive.id.to_string()).collect();
    let line = move |id: String| {
        let archive = dock.all.read_untracked().iter().find(|archive| archive.id.to_string() == id).cloned();
        archive.map_or_else(html::li, |archive| dock.line(archive))
    };
    let panel = move || {
        html::section()
            .class("tray")
            .attr("aria-label", t!("Downloads"))
            .child(html::div().class("tray-list").child(html::ul().child(each(ids, line))))
    };
    html::div()
        .class("archives")
        .child(when(move || !dock.all.read().is_empty(), panel))
        .child(html::p().class("visually-hidden").attr("role", "status").child(text(move || dock.announced.get())))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_it_is() {
        assert_eq!(note(&ArchiveStage::Counting(1_200, 4_000_000)), "Looking for files: 1,200 so far, 4.0 MB");
        assert_eq!(note(&ArchiveStage::Writing((3, 4_000_000), (12, 15_000_000))), "3 of 12 files, 4.0 MB of 15 MB");
        let absent = ArchiveStage::Saved(vec![("a".into(), "x".into())]);
        assert_eq!((note(&absent).as_str(), is_faulty(&absent)), ("1 file couldn't be downloaded.", true));
    }
}
