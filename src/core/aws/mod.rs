//! What AWS understands: requests, signatures and answers. Knows no visitor and no page.
//!
//! Operations, inputs, outputs and error codes are spelled as in the AWS API reference. [`client`] sends every
//! request, in the order of [`lanes`]; [`authorization`] says who sends it, by [`sigv4`] if it is signed; the rest is one module a
//! service.

/// The name of a header, made by the compiler: at run time the search among all that HTTP knows would come along.
macro_rules! header_name {
    ($name:literal) => {
        const { http::HeaderName::from_static($name) }
    };
}

pub mod authorization;
pub mod client;
pub mod clock_skew;
pub mod credentials;
pub mod date;
pub mod denied;
pub mod dynamodb;
pub mod error;
pub mod identity_pool;
pub mod json;
mod lanes;
pub mod operation;
pub mod retry;
pub mod s3;
pub mod service;
pub mod sigv4;
pub mod sts;
pub mod uri;
pub mod user_pool;
pub mod xml;

pub use client::Client;
pub use error::{AnswerFault, Error, KeyFault, SendFault, ServiceError};
pub use lanes::AT_A_TIME;
pub use service::Service;
