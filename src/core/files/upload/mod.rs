//! Uploads: which names are free, what is sent, in which order, and how fast.
//!
//! Two rules hold for every file. It is written only on the condition that was decided about: that its name is free, or that
//! the object there is still the one the visitor was asked about. And what is stored is the file as it was chosen: its bytes
//! are read and hashed first, S3 refuses any others, and a file that has changed meanwhile is not stored at all.

mod attempt;
pub mod batch;
pub mod conflicts;
mod cors;
mod existing;
mod media_type;
mod parts;
pub mod queue;
pub mod rate;
pub mod resume;
mod send;
mod send_parts;
pub mod tab;
pub mod tally;
pub mod unsent;

pub use attempt::Attempt;
pub use cors::{CorsGap, find_cors_gap};
pub use existing::{ExistingObject, NameIndex, NameState, free_number, look_up, numbered, survey};
pub use send::{SentFile, Target, UploadFailure, find_cancelled, send};
