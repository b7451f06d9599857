//! All keys below a prefix, whatever folder they are in, by as many requests at a time as a browser makes.
//!
//! A page tells where the next one begins, so a chain of them is bound by round trips: a hundred pages are a hundred. Here the
//! keys are split into ranges instead, each of which is such a chain ([`ranges`]); where to split is guessed from the keys that
//! were seen ([`alphabets`]). [`Enumeration`] sends the requests and puts together what comes, in the order of keys.

mod alphabets;
mod folders;
mod pages;
mod parallel;
mod ranges;
#[cfg(test)]
mod simulation;

pub use pages::BucketAccess;
pub(in crate::files) use parallel::ReadObjects;
pub use parallel::{Enumeration, ResumeAt};
