//! One file, or one empty folder, and where it goes.

use std::any::Any;
use std::cell::{OnceCell, RefCell};
use std::fmt;
use std::rc::Rc;

use super::super::folder::Folder;
use crate::app::session::Session;
use crate::aws::Error;
use crate::aws::s3::Precondition;
use crate::browser::drop::{Dropped, Picked};
use crate::browser::upload::DiskFile;
use crate::files::upload::{Attempt, ExistingObject, Target};
use crate::ports::{Source, Stamp};
use crate::route::Place;

/// The keys of a folder as they were listed, and what there is at each that is no folder.
pub type ListedNames = Vec<(String, Option<ExistingObject>)>;

/// Where files were to go when they were asked for.
#[derive(Clone)]
pub struct UploadDestination {
    /// What the visitor calls it.
    pub name: String,
    /// As the address bar had it.
    pub place: Place,
    /// All keys in it as they were listed, and what there is at each that is no folder, if all were; until they were looked at: there
    /// may be a hundred thousand, and uploads are shown for longer.
    pub known: RefCell<Option<ListedNames>>,
    found: OnceCell<Folder>,
}

impl UploadDestination {
    /// The folder at `place`.
    pub fn new(name: String, place: Place, known: Option<ListedNames>) -> UploadDestination {
        UploadDestination { name, place, known: RefCell::new(known), found: OnceCell::new() }
    }

    /// The bucket and the prefix of it.
    pub async fn find(&self, session: &Session) -> Result<&Folder, Error> {
        if self.found.get().is_none() {
            let folder = Folder::find(self.place.clone(), session).await?;
            // Somebody else may have found it meanwhile: the same one.
            let _ = self.found.set(folder);
        }
        self.found.get().ok_or(Error::SignedOut)
    }

    /// The bucket and the prefix of it, once they are known.
    pub fn folder(&self) -> Option<&Folder> {
        self.found.get()
    }
}

/// What is to be stored.
#[derive(Clone)]
pub enum UploadContent {
    /// A file, as it was when it was chosen.
    File(DiskFile, Stamp),
    /// The mark of a folder that holds nothing.
    Folder,
}

/// Where an upload in parts is remembered for after the page's end.
pub struct NotedUpload {
    /// By which name.
    pub slot: String,
    /// What S3 calls the upload.
    pub upload_id: String,
    /// As long as this is kept, other tabs leave the upload alone. Of which kind it is, the first folder need not know.
    #[expect(dead_code, reason = "dropping it is all that is done with it")]
    pub lock: Box<dyn Any>,
}

/// A file that goes somewhere.
#[derive(Clone)]
pub struct Job {
    /// Where it goes.
    pub destination: Rc<UploadDestination>,
    /// Below the destination; a folder's ends with a slash.
    pub path: String,
    /// What it is.
    pub what: UploadContent,
    /// On which condition it is written.
    pub precondition: Precondition,
    /// Whether its name has been looked at.
    pub checked: bool,
    /// It is kept beside what has this path, under a name with this number.
    pub beside: Option<(String, usize)>,
    /// It waits until the visitor wants it to go on.
    pub is_paused: bool,
    /// How far an upload in parts has come.
    pub attempt: Rc<Attempt>,
    /// Where it is remembered, once it is begun in parts.
    pub noted: Rc<RefCell<Option<NotedUpload>>>,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Job(..)")
    }
}

impl Job {
    /// All of what was chosen or dropped.
    pub fn all(destination: UploadDestination, dropped: Dropped) -> Vec<Job> {
        let destination = Rc::new(destination);
        let job = |path, what| Job {
            destination: Rc::clone(&destination),
            path,
            what,
            precondition: Precondition::Absent,
            checked: false,
            beside: None,
            is_paused: false,
            attempt: Rc::default(),
            noted: Rc::default(),
        };
        // What tells that a file has changed is asked for later, by whoever has the time.
        let file = |Picked { path, file }| job(path, UploadContent::File(DiskFile::new(file), Stamp::default()));
        let files = dropped.files.into_iter().map(file);
        let folders = dropped.empty_folders.into_iter().map(|path| job(format!("{path}/"), UploadContent::Folder));
        files.chain(folders).collect()
    }

    /// Takes note of the file as it is.
    pub fn stamp(&mut self) {
        if let UploadContent::File(file, stamp) = &mut self.what {
            *stamp = file.stamp();
        }
    }

    /// The file, if it is one.
    pub fn file(&self) -> Option<&DiskFile> {
        match &self.what {
            UploadContent::File(file, _) => Some(file),
            UploadContent::Folder => None,
        }
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        match &self.what {
            UploadContent::File(_, stamp) => stamp.size,
            UploadContent::Folder => 0,
        }
    }

    /// What is written, once it is known where.
    pub fn target(&self) -> Option<Target> {
        let folder = self.destination.folder()?;
        let key = format!("{}{}", folder.prefix(), self.path);
        Some(Target { bucket: folder.bucket.clone(), key, precondition: self.precondition.clone() })
    }
}
