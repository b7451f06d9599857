//! S3: buckets and objects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/>

mod address;
mod checksum;
mod copy_object;
mod delete_all;
mod delete_objects;
mod head_object;
mod list_object_versions;
mod list_objects;
mod multipart;
mod objects;
mod put_object;
mod restore_object;
mod shared_origin;
mod tagging;
mod upload_part_copy;

pub use address::{Bucket, key_fault};
pub use checksum::{Crc32, checksum_crc32, combined};
pub use copy_object::CopyObject;
pub use delete_objects::{DeleteFailure, DeleteMarker, MAX_DELETE, ObjectIdentifier};
pub use head_object::{ChecksumMode, HeadObject, ObjectMetadata, Restore, USER_METADATA};
pub use list_object_versions::{ListObjectVersions, ObjectVersion, VersionContent, VersionMarker, VersionPage};
pub use list_objects::{CommonPrefix, ListObjects, MAX_KEYS, Object, ObjectPage};
pub use multipart::{CompletionRequest, MAX_PART, MAX_PARTS, MIN_PART, PartTag, StoredPart};
pub use objects::{ByteRange, GetObject, MAX_PUT, Precondition, WrittenObject, attachment, is_harmful_in_name};
pub use put_object::PutObject;
pub use restore_object::RetrievalTier;
pub use shared_origin::{SharedOrigin, SharedWith};
pub use tagging::{Tag, Tagging};
