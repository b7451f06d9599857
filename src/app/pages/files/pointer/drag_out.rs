//! A file dragged out of the window, to the desktop or a folder there. Only Chromium takes one so: an address that the browser
//! fetches when it is dropped (`DownloadURL`, <https://issues.chromium.org/issues/41054604>).

use futures::FutureExt;
use web_sys::DataTransfer;

use super::super::download::{VALID_FOR, file_name};
use super::super::entries::{Entry, File};
use super::super::folder::Folder;
use crate::app::AppState;

/// Lets `entries` be dropped outside, if they are one file that S3 gives out. Others are dragged within the page only.
pub fn offer(state: AppState, transfer: &DataTransfer, folder: &Folder, entries: &[Entry]) {
    let [file] = entries else { return };
    if file.file().is_none_or(File::is_archived) {
        return;
    }
    let (client, session, name) = (state.client(), state.session(), file_name(file, folder));
    // With credentials that are here: nothing can be added to what is dragged once it moves.
    let url = client.presigned_download(&folder.bucket, &file.key, name, VALID_FOR, &session).now_or_never();
    if let Some(Ok(url)) = url {
        // The browser knows the type from the answer, and reads the name up to the next colon.
        let name = name.replace(':', "_");
        transfer.set_data("DownloadURL", &format!("application/octet-stream:{name}:{}", url)).ok();
    }
}
