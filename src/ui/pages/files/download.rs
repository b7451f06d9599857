//! The browser's own downloads: each is a URL that works for a moment; no byte of a file passes through the page.

use std::time::Duration;

use super::entries::Entry;
use super::folder::{self, Folder};
use crate::aws::Error;
use crate::browser::save::save;
use crate::ports::Clock;
use crate::ui::AppState;
use crate::ui::components::Problem;

/// Long enough to start on a slow line. A download that has started may take longer.
const VALID_FOR: Duration = Duration::from_secs(5 * 60);
/// Browsers give up a download that another one follows before its answer is there.
const BETWEEN: Duration = Duration::from_millis(1500);

/// Lets the browser save `files`, one after the other. The first problem is the result; the others are saved all the same.
pub async fn download(state: AppState, folder: &Folder, files: Vec<Entry>) -> Option<Problem> {
    let mut problem = None;
    let mut first = true;
    for file in files {
        if !std::mem::take(&mut first) {
            state.client().platform().sleep(BETWEEN).await;
        }
        if let Err(error) = start(state, folder, &file).await {
            state.heed(&error);
            let title = format!("“{}” was not downloaded", file.name());
            problem = problem.or(Some(folder::explain(title, &folder.place, &error)));
        }
    }
    problem
}

async fn start(state: AppState, folder: &Folder, file: &Entry) -> Result<(), Error> {
    let (client, session) = (state.client(), state.session());
    // A refusal is explained here; the browser would show its XML in place of the page.
    client.head_object(&folder.bucket, &file.key, &session).await?;
    let name = if file.name().is_empty() { "download" } else { file.name() };
    save(&client.presigned_download(&folder.bucket, &file.key, name, VALID_FOR, &session).await?);
    Ok(())
}
