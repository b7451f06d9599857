//! Links to files for others, as a part of the program of its own.

mod links;

use std::sync::Arc;
use std::time::Duration;

use crate::ui::reactive::*;

use self::links::{CreatedLinks, make, shown};
use super::download::note_refusal;
use super::entries::{Entry, EntryWords};
use super::folder::{self, Folder};
use super::state::Files;
use crate::aws::Error;
use crate::ui::components::{Dialog, Problem, Text, error_notice, select, skeleton};
use crate::ui::dom::{View, effect, html, live};
use crate::ui::task::Task;

/// How long links may work, in seconds, if the credentials last as long.
const CHOICES: [u64; 7] = [5 * 60, 15 * 60, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 7 * 24 * HOUR];
const HOUR: u64 = 60 * 60;

/// The dialog.
pub fn share_dialog(files: Files) -> View {
    let content = move || files.sharing.subject().map(|shared| content(files, shared));
    Dialog::new(files.sharing, t!("Share link")).content(move || content().into())
}

fn content(files: Files, shared: Arc<(Folder, Vec<Entry>)>) -> View {
    let wanted = RwSignal::new(HOUR);
    let made = RwSignal::new(None::<Arc<CreatedLinks>>);
    let problem = RwSignal::new(None::<Problem>);
    let (task, again) = (Task::new(), RwSignal::new(0));
    let asked = shared.clone();
    effect(move || {
        again.track();
        let (wanted, shared) = (Duration::from_secs(wanted.get()), asked.clone());
        problem.set(None);
        task.restart(async move {
            match make(files.state, &shared, wanted).await {
                Ok(links) => made.set(Some(Arc::new(links))),
                // The session tells what it is that ended it.
                Err((_, Error::SignedOut)) => {}
                Err((entry, error)) => {
                    made.set(None);
                    if let Some(entry) = &entry {
                        note_refusal(files, &shared.0, &entry.key, &error).await;
                    }
                    let title = match entry {
                        Some(entry) => t!("Couldn't share “{name}”", name = entry.shown()),
                        None => t!("Couldn't make a link").to_owned(),
                    };
                    problem.set(Some(folder::explain_action(title, "GET", &error)));
                }
            }
        });
    });
    let name = match shared.1.as_slice() {
        [entry] => Some(html::p().child(html::strong().child(View::from(&Text::data(entry.shown()))))),
        _ => None,
    };
    // Those that the credentials last for, and as long as they do.
    let options = move || {
        let most = made.read().as_ref().map_or(HOUR, |made| made.longest.as_secs());
        let fits = CHOICES.into_iter().filter(|seconds| *seconds <= most + 5 * 60);
        let options = fits.map(|seconds| (seconds.to_string(), Text::from(words(seconds)))).collect();
        select(
            t!("Expires after"),
            options,
            move || wanted.get().to_string(),
            move |chosen: String| {
                if let Ok(seconds) = chosen.parse() {
                    wanted.set(seconds);
                }
            },
        )
    };
    let longest = Memo::new(move |_| made.read().as_ref().map(|made| made.longest.as_secs() / 600));
    let links = live(move || match made.get() {
        Some(made) => shown(files.state, &made, move || again.update(|again| *again += 1)),
        None if problem.read().is_some() => View::none(),
        None => html::div().attr("aria-busy", "true").child(skeleton(3)).into(),
    });
    html::div()
        .class("share")
        .child(name)
        .child(live(move || {
            longest.track();
            untrack(options)
        }))
        .child(links)
        .child(error_notice(problem, None))
        .into()
}

fn words(seconds: u64) -> &'static str {
    match seconds {
        300 => t!("5 minutes"),
        900 => t!("15 minutes"),
        HOUR => t!("1 hour"),
        21_600 => t!("6 hours"),
        43_200 => t!("12 hours"),
        86_400 => t!("1 day"),
        _ => t!("7 days"),
    }
}
