//! Several files, or folders, as one zip file that is streamed to where it goes: [`plan`] says what is in it, [`zip`] how it is
//! written, [`write`](write()) fetches and writes it.

mod names;
pub mod plan;
mod write;
mod zip;

pub use plan::{ArchivePlan, Member};
pub use write::{ArchiveFault, OmissionReason, OmittedFile, write};
pub use zip::Zip;
