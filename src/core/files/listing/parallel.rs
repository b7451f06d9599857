//! Enumerates a prefix by several requests at a time.

use std::fmt;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use futures::future::LocalBoxFuture;
use futures::stream::{FuturesUnordered, Stream, StreamExt};

use super::folders::{keep_up_to, places};
use super::pages::{BucketAccess, Pace};
use super::ranges::{Ask, Items, Ranges};
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{ListObjects, Object, ObjectPage};
use crate::aws::{AnswerFault, Error};
use crate::ports::Platform;

/// Reads the objects of a page as soon as it is here, in whatever order pages come, and gives what is to be kept of it.
pub(in crate::files) type ReadObjects<T> = Rc<dyn Fn(Vec<Object>) -> Vec<T>>;

/// What is made of a page.
enum Reading<T> {
    Objects(ReadObjects<T>),
    /// Of a folder also the folders in it.
    Pages(fn(ObjectPage) -> T),
}

/// Where a listing is to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResumeAt {
    /// Where a page ended, in the service's words.
    Token(String),
    /// Behind this key.
    After(String),
}

/// All objects below a prefix, as a stream in the order of their keys. What comes is what is complete from the left; nothing, if a
/// page of what lies behind has come.
///
/// An error ends all requests under way and nothing else: what was found is kept, and who asks for more asks for what is missing.
/// Dropping it aborts them.
pub struct Enumeration<P, C, T> {
    access: Rc<BucketAccess<P, C>>,
    reading: Reading<T>,
    /// What each request asks for, but for where it begins.
    list: ListObjects,
    ranges: Ranges<Vec<T>>,
    pace: Rc<Pace>,
    under_way: FuturesUnordered<LocalBoxFuture<'static, (u32, Result<ObjectPage, Error>)>>,
}

impl<P, C, T> fmt::Debug for Enumeration<P, C, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enumeration(..)")
    }
}

impl<P: Platform, C: ProvideCredentials + 'static, T> Enumeration<P, C, T> {
    /// Nothing is asked for yet.
    pub(in crate::files) fn new(access: Rc<BucketAccess<P, C>>, prefix: String, read: ReadObjects<T>) -> Self {
        Enumeration::of(access, Reading::Objects(read), ListObjects::all(prefix))
    }

    fn of(access: Rc<BucketAccess<P, C>>, reading: Reading<T>, list: ListObjects) -> Self {
        let ranges = Ranges::new(list.prefix.clone(), list.start_after.clone(), list.continuation_token.clone());
        Enumeration { access, reading, list, ranges, pace: Rc::default(), under_way: FuturesUnordered::new() }
    }

    /// Where what has not come begins.
    pub fn rest(&self) -> Option<ResumeAt> {
        let (after, token) = self.ranges.rest()?;
        let rest = token.map(|token| ResumeAt::Token(token.to_owned()));
        rest.or_else(|| after.map(|after| ResumeAt::After(after.to_owned())))
    }

    fn begin(&self, Ask { range, start_after, continuation_token }: Ask) {
        let start_after = start_after.filter(|_| continuation_token.is_none());
        let list = ListObjects { start_after, continuation_token, ..self.list.clone() };
        let (access, pace) = (Rc::clone(&self.access), Rc::clone(&self.pace));
        self.under_way.push(Box::pin(async move { (range, access.page(list, &pace).await) }));
    }

    fn take_page(&mut self, range: u32, page: ObjectPage) -> Result<(), Error> {
        let fault = || Error::Unreadable(AnswerFault::Member("Key"));
        let mut page = page;
        let next = page.next_continuation_token.take();
        match &self.reading {
            Reading::Objects(read) => {
                let keys: Vec<&str> = page.objects.iter().map(|object| object.key.as_str()).collect();
                let (own, found) = self.ranges.answer(range, Items { starts: &keys, ends: &keys }, next).ok_or_else(fault)?;
                page.objects.truncate(own);
                found.extend(read(page.objects));
            }
            Reading::Pages(read) => {
                let (starts, ends) = places(&page);
                let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
                let ends: Vec<&str> = ends.iter().map(String::as_str).collect();
                let (own, found) = self.ranges.answer(range, Items { starts: &starts, ends: &ends }, next).ok_or_else(fault)?;
                keep_up_to(&mut page, own.checked_sub(1).and_then(|last| starts.get(last).copied()));
                found.push(read(page));
            }
        }
        Ok(())
    }

    fn found(&mut self) -> Vec<T> {
        let mut found = Vec::new();
        self.ranges.take(|some| found.extend(some));
        found
    }
}

impl<P: Platform, C: ProvideCredentials + 'static> Enumeration<P, C, ObjectPage> {
    /// What `list` asks for, page by page, from where it begins on. A folder may come twice.
    pub fn pages(access: BucketAccess<P, C>, list: ListObjects) -> Self {
        Enumeration::of(Rc::new(access), Reading::Pages(|page| page), list)
    }
}

impl<P: Platform, C: ProvideCredentials + 'static, T> Stream for Enumeration<P, C, T> {
    type Item = Result<Vec<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let idle = self.pace.at_a_time().saturating_sub(self.under_way.len());
        for ask in self.ranges.ask(idle) {
            self.begin(ask);
        }
        let result = loop {
            if self.ranges.is_over() {
                self.under_way.clear();
                return Poll::Ready(None);
            }
            match ready!(self.under_way.poll_next_unpin(context)) {
                None => return Poll::Ready(None),
                Some((range, page)) if self.ranges.awaits(range) => break page.and_then(|page| self.take_page(range, page)),
                Some(_) => {}
            }
        };
        Poll::Ready(Some(match result {
            Ok(()) => Ok(self.found()),
            Err(error) => {
                self.under_way.clear();
                self.ranges.give_back();
                Err(error)
            }
        }))
    }
}

impl<P, C, T> Unpin for Enumeration<P, C, T> {}
