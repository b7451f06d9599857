//! All that is below some folders, whatever folder it is in: for what is done to each of it.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures::stream::{Stream, StreamExt};

use super::listing::{BucketAccess, Enumeration, ReadObjects};
use crate::aws::Error;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::Object;
use crate::ports::Platform;

/// The objects below one prefix after another, each in the order of keys, as they are found; in between it may say that nothing
/// is next yet. After an error it goes on where it was, if it is asked again:
///
/// ```ignore
/// while let Some(objects) = walk.next().await {
///     match objects {
///         Ok(objects) => …,
///         Err(error) if wait_for_network(&error).await => {}
///         Err(error) => return Err(error),
///     }
/// }
/// ```
pub struct Walk<P, C, T = Object> {
    access: Rc<BucketAccess<P, C>>,
    read: ReadObjects<T>,
    prefixes: VecDeque<String>,
    current: Option<Enumeration<P, C, T>>,
}

impl<P, C, T> fmt::Debug for Walk<P, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Walk({} prefixes)", self.prefixes.len())
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Walk<P, C> {
    /// All objects below these prefixes.
    pub fn below(access: BucketAccess<P, C>, prefixes: impl IntoIterator<Item = String>) -> Self {
        Walk::reading(access, prefixes, |objects| objects)
    }
}

impl<P: Platform, C: ProvideCredentials + 'static, T> Walk<P, C, T> {
    /// What `read` gives of the objects below these prefixes. It is called with the objects of each page as soon as they are
    /// here, which is not in order; what it gives is put in order.
    pub fn reading(
        access: BucketAccess<P, C>,
        prefixes: impl IntoIterator<Item = String>,
        read: impl Fn(Vec<Object>) -> Vec<T> + 'static,
    ) -> Self {
        Walk { access: Rc::new(access), read: Rc::new(read), prefixes: prefixes.into_iter().collect(), current: None }
    }
}

impl<P: Platform, C: ProvideCredentials + 'static, T> Stream for Walk<P, C, T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(current) = &mut self.current {
                match ready!(current.poll_next_unpin(context)) {
                    None => self.current = None,
                    some => return Poll::Ready(some),
                }
            }
            let Some(prefix) = self.prefixes.pop_front() else { return Poll::Ready(None) };
            self.current = Some(Enumeration::new(Rc::clone(&self.access), prefix, Rc::clone(&self.read)));
        }
    }
}

impl<P, C, T> Unpin for Walk<P, C, T> {}
