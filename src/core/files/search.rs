//! Files and folders below a folder whose names contain what is looked for.

use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures::stream::{Stream, StreamExt};

use super::listing::BucketAccess;
use super::matching::{Normalize, Pattern};
use super::walk::Walk;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::Object;
use crate::ports::Platform;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// A folder, by its key, which ends with a slash.
    Folder(String),
    /// A file.
    File(Object),
}

impl Match {
    /// The key, or of a folder the prefix.
    pub fn key(&self) -> &str {
        match self {
            Match::Folder(key) => key,
            Match::File(object) => &object.key,
        }
    }
}

/// Looks below a prefix. Results come in the order of keys, each folder before what is in it; there may be any number. An error
/// ends nothing: who asks again goes on.
pub struct Search<P, C> {
    walk: Walk<P, C, Match>,
    folders: Folders,
    looked_at: Rc<Cell<usize>>,
}

impl<P, C> fmt::Debug for Search<P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Search(..)")
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Search<P, C> {
    /// Looks for `text` in the names of all that is below `prefix`, but for what `hides` says of keys. Case does not matter, nor
    /// whether characters are composed.
    pub fn below(
        access: BucketAccess<P, C>,
        prefix: String,
        text: &str,
        normalize: Normalize,
        hides: impl Fn(&str) -> bool + 'static,
    ) -> Self {
        let looked_at = Rc::new(Cell::new(0));
        let (wanted, count, skip) = (Pattern::new(text, normalize), Rc::clone(&looked_at), prefix.len());
        let matches = move |name: &str| wanted.is_in(name);
        let walk = Walk::reading(access, [prefix], move |objects: Vec<Object>| {
            count.set(count.get() + objects.len());
            let mut folders = Folders::default();
            let mut found = Vec::new();
            for object in objects.into_iter().filter(|object| !hides(&object.key)) {
                let mut end = skip;
                let mut is_file = false;
                for step in object.key.get(skip..).unwrap_or_default().split_inclusive('/') {
                    end += step.len();
                    let name = step.strip_suffix('/');
                    is_file = name.is_none() && matches(step);
                    let Some(key) = object.key.get(..end).filter(|_| name.is_some_and(&matches)) else { continue };
                    if folders.is_new(key) {
                        found.push(Match::Folder(key.to_owned()));
                    }
                }
                if is_file {
                    found.push(Match::File(object));
                }
            }
            found
        });
        Search { walk, folders: Folders::default(), looked_at }
    }

    /// How many objects have been looked at.
    pub fn looked_at(&self) -> usize {
        self.looked_at.get()
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Stream for Search<P, C> {
    type Item = Result<Vec<Match>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.walk.poll_next_unpin(context));
        Poll::Ready(page.map(|page| {
            let mut found = page?;
            // A folder may go on in the next page.
            found.retain(|found| match found {
                Match::Folder(key) => self.folders.is_new(key),
                Match::File(_) => true,
            });
            Ok(found)
        }))
    }
}

impl<P, C> Unpin for Search<P, C> {}

/// The folders that were found last, each in the one before it. Keys come in order, so of one that was left nothing comes again.
#[derive(Debug, Default)]
struct Folders(Vec<String>);

impl Folders {
    fn is_new(&mut self, key: &str) -> bool {
        if self.0.iter().any(|known| known == key) {
            return false;
        }
        while self.0.pop_if(|last| !key.starts_with(last.as_str())).is_some() {}
        self.0.push(key.to_owned());
        true
    }
}
