//! The only code that touches the browser. Implements [`crate::ports`].
//!
//! Everything here works on a plain-HTTP website endpoint, which is no secure context: no WebCrypto, no
//! clipboard, no service worker, and Web Locks ([`locks`]) only where they are.

// The real clock, the real window: this is their place.
#![allow(clippy::disallowed_methods)]

mod abort;
pub mod blob;
pub mod capture;
pub mod choose;
pub mod clock;
mod collector;
pub mod directory;
pub mod document;
pub mod drop;
mod early;
pub mod fetch;
pub mod intl;
mod journal;
pub mod leaving;
pub mod location;
pub mod locks;
pub mod media;
pub mod network;
pub mod passkeys;
pub mod picture;
mod random;
mod reading;
pub mod save;
pub mod save_stream;
pub mod share;
mod spawn;
mod storage;
pub mod tabs;
pub mod text;
pub mod timing;
mod together;
pub mod upload;
pub mod utf8;

pub use fetch::file_beside_page;
pub use journal::Exchanges;

/// The browser this page runs in, as [`crate::ports::Platform`] wants it. Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    memory: storage::Memory,
    exchanges: Exchanges,
}

impl Browser {
    /// The requests of this tab, newest first.
    pub fn exchanges(&self) -> &Exchanges {
        &self.exchanges
    }
}
