//! What a visitor does with an API that asks for signed requests: API Gateway, Lambda function URLs, AppSync and others.
//!
//! [`endpoint`] is one that is typed, [`content_policy`] says whether the page may reach it, [`openapi`] what an API offers.
//! [`request`] is one call of it, [`send`] signs and sends that, [`cause`] says why it was refused, and [`shell`] writes it down
//! for a shell.

pub mod cause;
pub mod content_policy;
pub mod endpoint;
pub mod events;
pub mod openapi;
pub mod request;
pub mod send;
pub mod shell;
