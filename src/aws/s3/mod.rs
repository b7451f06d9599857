//! S3: buckets and objects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/>

mod address;
mod delete_all;
mod delete_objects;
mod list_objects;
mod multipart;
mod objects;
mod shared_origin;

pub use address::{Bucket, key_fault};
pub use delete_objects::{DeleteFailure, MAX_DELETE, ObjectIdentifier};
pub use list_objects::{CommonPrefix, ListObjects, Object, Page};
pub use multipart::{MAX_PART, MAX_PARTS, MIN_PART, PartTag};
pub use objects::{GetObject, HeadObject, MAX_PUT, Precondition, attachment};
pub use shared_origin::{SharedOrigin, SharedWith};
