//! How many files are below some folders, and how many bytes they have.

use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures::stream::{Stream, StreamExt};

use super::listing::BucketAccess;
use super::walk::Walk;
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::Object;
use crate::ports::Platform;

/// Files, and their bytes. The marks of folders are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many files.
    pub files: usize,
    /// How many bytes they have.
    pub bytes: u64,
}

impl Totals {
    fn add(&mut self, object: &Object) {
        if !object.is_folder_mark() {
            self.files += 1;
            self.bytes = self.bytes.saturating_add(object.size);
        }
    }
}

/// Counts: each item is what has been counted so far, the last one is all. An error ends nothing: who asks again goes on.
pub struct Counting<P, C> {
    walk: Walk<P, C, ()>,
    so_far: Rc<Cell<Totals>>,
}

impl<P, C> fmt::Debug for Counting<P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Counting({:?})", self.so_far)
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Counting<P, C> {
    /// Counts what is below these prefixes, but for what `hides` says of keys.
    pub fn below(
        access: BucketAccess<P, C>,
        prefixes: impl IntoIterator<Item = String>,
        hides: impl Fn(&str) -> bool + 'static,
    ) -> Self {
        let so_far = Rc::new(Cell::new(Totals::default()));
        let sum = Rc::clone(&so_far);
        let walk = Walk::reading(access, prefixes, move |objects| {
            let mut totals = sum.get();
            objects.iter().filter(|object| !hides(&object.key)).for_each(|object| totals.add(object));
            sum.set(totals);
            Vec::new()
        });
        Counting { walk, so_far }
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Stream for Counting<P, C> {
    type Item = Result<Totals, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.walk.poll_next_unpin(context));
        Poll::Ready(page.map(|page| page.map(|_| self.so_far.get())))
    }
}

impl<P, C> Unpin for Counting<P, C> {}
