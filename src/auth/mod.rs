//! Who the visitor is: sign-in flows, tokens, the session and its credentials.

pub mod accounts;
pub mod authenticator;
pub mod challenge;
pub mod device;
pub mod error;
pub mod federation;
pub mod handover;
pub mod idle;
pub mod lease;
pub mod passkey;
pub mod pending;
pub mod preferences;
pub mod session;
pub mod sign_in;
pub mod sign_up;
pub mod srp;
pub mod tokens;

pub use error::Error;
pub use session::Session;
