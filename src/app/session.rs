//! The session as this page has it.

use crate::auth;
use crate::browser::Browser;

/// The session in this browser.
pub type Session = auth::Session<Browser>;
