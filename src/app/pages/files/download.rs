//! The browser's own downloads: each is a URL that works for a moment; no byte of a file passes through the page.
//!
//! What S3 will answer is found out before, by asking for the first byte: the page may read that refusal. It may still
//! change its mind until the browser asks, so the browser's question is put where no answer can take the page's place.

use std::time::Duration;

use leptos::task::spawn_local;

use super::access::Action;
use super::entries::{Entry, EntryWords};
use super::folder::{self, Folder};
use super::state::Files;
use crate::app::AppState;
use crate::aws::Error;
use crate::aws::s3::{ChecksumMode, ObjectVersion};
use crate::browser::save::save;
use crate::files::upload::look_up;
use crate::ui::components::Problem;
use crate::ui::reactive::*;

/// Long enough to start on a slow line. A download that has started may take longer.
pub const VALID_FOR: Duration = Duration::from_secs(5 * 60);

/// Saves what is selected: a file as it is, several or folders as one archive. To be called while a press is handled.
pub fn save_selected(page: Files, folder: Folder, rows: Vec<Entry>) {
    save_selected_from(page, page.problem, folder, rows);
}

/// The same, asked for where `problem` is shown, while it is: what lies before the page hides what the page tells.
pub fn save_selected_from(page: Files, problem: RwSignal<Option<Problem>>, folder: Folder, rows: Vec<Entry>) {
    problem.set(None);
    let name = match rows.as_slice() {
        [one] if !one.is_folder() => return save_each(page, problem, folder, rows),
        [one] => one.shown().to_owned(),
        _ => page.name(&folder.place).to_string(),
    };
    page.archives.save(folder, Some(rows), &name);
}

fn save_each(page: Files, shown: RwSignal<Option<Problem>>, folder: Folder, files: Vec<Entry>) {
    page.tasks.start(async move {
        let tell = move |problem: Problem| {
            if !shown.try_set(Some(problem.clone())) {
                page.problem.try_set(Some(problem));
            }
        };
        download(page, &folder, files, tell).await;
    });
}

/// Lets the browser save `files`, one after the other; the others are saved where one is not. `tell` is told why, also
/// after the result is there.
async fn download(page: Files, folder: &Folder, files: Vec<Entry>, tell: impl Fn(Problem) + Clone + 'static) {
    let mut failed = Vec::new();
    for file in files {
        match start(page.state, folder, &file, tell.clone()).await {
            Ok(()) => page.refusals.succeeded(&folder.place, Action::Read),
            // The session tells what it is that ended it.
            Err(Error::SignedOut) => return,
            Err(error) => {
                note_refusal(page, folder, &file.key, &error).await;
                failed.push((file, error));
            }
        }
    }
    if let Some(problem) = explained(&failed) {
        tell(problem);
    }
}

async fn start(state: AppState, folder: &Folder, file: &Entry, tell: impl Fn(Problem) + 'static) -> Result<(), Error> {
    let (client, session) = (state.client(), state.session());
    readable(state, folder, file).await?;
    let url = client.presigned_download(&folder.bucket, &file.key, file_name(file, folder), VALID_FOR, &session).await?;
    let (folder, file) = (folder.clone(), file.clone());
    spawn_local(async move {
        if !save(&url).await {
            // What the answer was, only another one can say.
            let why = readable(state, &folder, &file).await.err();
            let problem = match why {
                Some(error) => explained(&[(file, error)]),
                None => Some(Problem {
                    title: title(&[file.shown()]),
                    reason: t!("The download was refused a moment ago.").to_owned(),
                    advice: t!("Try again.").to_owned(),
                    ..Problem::default()
                }),
            };
            problem.into_iter().for_each(tell);
        }
    });
    Ok(())
}

/// Lets the browser save an earlier version of a file as `name`, if S3 gives it out.
pub async fn save_version(state: AppState, folder: &Folder, version: &ObjectVersion, name: &str) -> Result<(), Error> {
    let (client, session) = (state.client(), state.session());
    let id = Some(version.version_id.as_str());
    client.head_object(&folder.bucket, &version.key, id, ChecksumMode::Enabled, &session).await?;
    let url = client.presigned_version_download(&folder.bucket, &version.key, id, name, VALID_FOR, &session).await?;
    spawn_local(async move {
        if !save(&url).await {
            state.say(t!("The download was refused a moment ago."));
        }
    });
    Ok(())
}

/// Takes note that the role may not read what is in `folder`, if that is why S3 refused to give out the object `key`. Who may not list
/// the whole bucket is refused what is not there as well, and a key of KMS may be of this object alone.
pub async fn note_refusal(page: Files, folder: &Folder, key: &str, error: &Error) {
    let is_there = async || {
        let (client, session) = (page.state.client(), page.state.session());
        matches!(look_up(&client, &session, &folder.bucket, key).await, Ok(Some(_)))
    };
    let is_of_role = match Action::Read.is_named_by(error) {
        Some(is_read) => is_read,
        None => error.code() == "AccessDenied" && is_there().await,
    };
    if is_of_role {
        page.refusals.note(&folder.place, Action::Read, error);
    }
}

/// Whether S3 gives out the content. HeadObject would not say: it succeeds for an archived object.
async fn readable(state: AppState, folder: &Folder, file: &Entry) -> Result<(), Error> {
    match state.client().get_object_start(&folder.bucket, &file.key, 1, &state.session()).await {
        Err(error) if error.code() == "InvalidRange" => Ok(()),
        answer => answer.map(drop),
    }
}

/// The name that a file is saved under.
pub fn file_name<'a>(file: &'a Entry, folder: &'a Folder) -> &'a str {
    let of_folder = folder.place.prefix().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    [file.name(), of_folder].into_iter().find(|name| !name.is_empty()).unwrap_or("download")
}

fn title(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => t!("Couldn't download “{name}”", name = one),
        [first, others @ ..] => n!(
            others.len(),
            one = "Couldn't download “{name}” and {count} more",
            other = "Couldn't download “{name}” and {count} more",
            name = first
        ),
    }
}

/// Why files were not downloaded: the first one's reason, which is much like that of the others.
fn explained(failed: &[(Entry, Error)]) -> Option<Problem> {
    let (_, error) = failed.first()?;
    let names: Vec<&str> = failed.iter().map(|(file, _)| file.shown()).collect();
    Some(folder::explain_action(title(&names), "GET", error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::ServiceError;
    use crate::files::entry::{File, Parent};

    fn file(key: &str) -> Entry {
        let parent = Parent { prefix: "p/", href: &|_| String::new() };
        parent.entry(key, || File { size: 1, ..File::default() }).unwrap()
    }

    #[test]
    fn what_was_not_downloaded_is_named_with_the_reason() {
        let refusal = |code: &str| Error::Service(ServiceError { status: 403, code: code.into(), ..ServiceError::default() });
        let problem = explained(&[(file("p/a.txt"), refusal("InvalidObjectState"))]).unwrap();
        assert_eq!(problem.title, "Couldn't download “a.txt”");
        assert!(problem.reason.contains("archived") && problem.advice.contains("restore"), "{problem:?}");
        let two = [(file("p/a"), refusal("NoSuchKey")), (file("p/b"), refusal("NoSuchKey"))];
        assert_eq!(explained(&two).unwrap().title, "Couldn't download “a” and 1 more");
        assert_eq!(explained(&[]), None);
    }
}
