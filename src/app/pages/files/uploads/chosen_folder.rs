//! A folder that was chosen: all that is in it is added to the uploads.

use leptos::task::spawn_local;

use super::{UploadDestination, Uploads};
use crate::browser::directory::{ChosenDirectory, DirectoryFault};

impl Uploads {
    /// Sends what is in the folder to `destination`, once it is chosen.
    pub(super) fn read_folder(self, destination: UploadDestination, chosen: ChosenDirectory) {
        spawn_local(async move {
            match chosen.read().await {
                Ok(found) => {
                    if !found.unreadable.is_empty() {
                        self.state.say(n!(
                            found.unreadable.len(),
                            one = "Couldn't read {count} file of the folder",
                            other = "Couldn't read {count} files of the folder"
                        ));
                    }
                    if !(found.files.is_empty() && found.empty_folders.is_empty()) {
                        self.add(destination, found);
                    }
                }
                Err(DirectoryFault::Cancelled) => {}
                Err(DirectoryFault::Refused) => self.state.say(t!("Your browser didn't let this site read the folder.")),
            }
        });
    }
}
