//! Opening a file to edit it, and saving it only over what was seen.

use super::text::{EditableText, MAX_BYTES};
use crate::aws::Error;
use crate::aws::client::Client;
use crate::aws::credentials::ProvideCredentials;
use crate::aws::s3::{Bucket, ChecksumMode, HeadObject, Precondition, PutObject, Tag, WrittenObject};
use crate::files::entry::File;
use crate::files::metadata::storage_class;
use crate::files::upload::{SentFile, look_up};
use crate::ports::Platform;

/// A file that is open in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its text.
    pub text: EditableText,
    /// The `ETag` of what was read: without one nothing is saved.
    pub e_tag: String,
}

/// Why a file is not edited.
#[derive(Debug)]
pub enum OpenFault {
    /// There is none.
    Missing,
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// It is not text, or not in an encoding that would be written back as it was.
    NotText,
    /// The bucket's CORS rules do not expose `ETag`, so that saving could not be conditional.
    NoETag,
    /// S3 refused, or was not reached.
    Aws(Error),
}

/// What came of saving.
#[derive(Debug, PartialEq, Eq)]
pub enum SaveOutcome {
    /// It is saved, under the `ETag` by which it may be saved again.
    Saved(SentFile),
    /// Somebody else wrote it meanwhile: what is there now. Without a text it is none that can be edited.
    Changed {
        /// The `ETag` of what is there now.
        e_tag: String,
        /// Its text.
        text: Option<EditableText>,
    },
    /// Somebody deleted it meanwhile.
    Deleted,
}

/// Why something was not saved.
#[derive(Debug)]
pub struct SaveFault {
    /// What the visitor's role has to allow for the request that failed, as a policy names it.
    pub iam_action: &'static str,
    /// What S3 answered.
    pub error: Error,
}

impl SaveFault {
    /// Whether the role does not allow it. An answer to HeadObject has no body that could name the code.
    pub fn is_refusal(&self) -> bool {
        self.error.service().is_some_and(|refusal| refusal.status == 403 && matches!(refusal.code.as_str(), "" | "AccessDenied"))
    }
}

const GET: &str = "s3:GetObject";
const GET_TAGS: &str = "s3:GetObjectTagging";
const LIST: &str = "s3:ListBucket";
const PUT: &str = "s3:PutObject";

fn of(iam_action: &'static str) -> impl Fn(Error) -> SaveFault {
    move |error| SaveFault { iam_action, error }
}

/// A file, and as whom it is read and written.
pub struct Editing<P: Platform, C> {
    /// The client that asks.
    pub client: Client<P>,
    /// As whom.
    pub credentials: C,
    /// The bucket.
    pub bucket: Bucket,
    /// The key.
    pub key: String,
    /// What a listing told of it.
    pub listed: File,
}

impl<P: Platform, C: ProvideCredentials> Editing<P, C> {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// Where it cannot be edited.
    pub async fn open(&self) -> Result<Opened, OpenFault> {
        let read = self.client.get_object_start(&self.bucket, &self.key, MAX_BYTES + 1, &self.credentials).await;
        let (bytes, e_tag) = match read {
            Ok(object) => (object.body, object.e_tag),
            // An empty object has no first byte.
            Err(error) if error.code() == "InvalidRange" => {
                let head = self
                    .client
                    .head_object(&self.bucket, &self.key, None, ChecksumMode::Disabled, &self.credentials)
                    .await
                    .map_err(OpenFault::Aws)?;
                if head.content_length.is_some_and(|length| length > 0) {
                    return Err(OpenFault::Aws(error));
                }
                (Vec::new(), head.e_tag)
            }
            Err(error) if self.is_missing(&error).await => return Err(OpenFault::Missing),
            Err(error) => return Err(OpenFault::Aws(error)),
        };
        if bytes.len() > MAX_BYTES {
            return Err(OpenFault::TooLong);
        }
        if e_tag.is_empty() {
            return Err(OpenFault::NoETag);
        }
        let text = EditableText::read(&bytes).ok_or(OpenFault::NotText)?;
        Ok(Opened { text, e_tag })
    }

    /// Saves `bytes` over the object with `e_tag`, and over no other one. What else belongs to the object is sent again, since PutObject
    /// replaces it: content type, cache headers, metadata, tags, storage class and encryption. Of headers the page sees what the
    /// bucket's CORS rules expose: what they hide, such as `x-amz-meta-*` that they do not list, is lost.
    ///
    /// # Errors
    ///
    /// Where it was not saved for another reason than that the object is not the one that was seen.
    pub async fn save(&self, bytes: Vec<u8>, e_tag: &str) -> Result<SaveOutcome, SaveFault> {
        let head = match self.client.head_object(&self.bucket, &self.key, None, ChecksumMode::Disabled, &self.credentials).await {
            Err(error) if self.is_missing(&error).await => return Ok(SaveOutcome::Deleted),
            head => head.map_err(of(GET))?,
        };
        if !head.e_tag.is_empty() && head.e_tag != e_tag {
            return self.changed(&bytes).await;
        }
        // Without the right to read tags it is not known whether there are some that saving would lose.
        let tagging = self.client.get_object_tagging(&self.bucket, &self.key, &self.credentials).await;
        let tags = tagging.map_err(of(GET_TAGS))?.tags;
        // Where it is hidden, the write's own condition compares it.
        let head = HeadObject { e_tag: e_tag.to_owned(), ..head };
        let object = (&self.bucket, self.key.as_str());
        let storage_class =
            storage_class(&self.client, object, &head, &self.listed, &self.credentials).await.map_err(of(LIST))?;
        let put = put_object(head, tags, storage_class, e_tag);
        match self.client.put_object_with(&self.bucket, &self.key, &put, bytes.clone(), &self.credentials).await {
            Ok(WrittenObject { e_tag, version_id }) if !e_tag.is_empty() => {
                Ok(SaveOutcome::Saved(SentFile { e_tag, over: version_id }))
            }
            // It is saved, but the answer does not say as what.
            Ok(_) => self.changed(&bytes).await,
            Err(error) if error.code() == "PreconditionFailed" => self.changed(&bytes).await,
            Err(error) if self.is_missing(&error).await => Ok(SaveOutcome::Deleted),
            Err(error) => Err(of(PUT)(error)),
        }
    }

    /// Saves `bytes` anew after somebody deleted the file, unless there is one again.
    ///
    /// # Errors
    ///
    /// Where it was not saved for another reason.
    pub async fn create(&self, bytes: Vec<u8>, content_type: &str) -> Result<SaveOutcome, SaveFault> {
        let absent = &Precondition::Absent;
        let (bucket, key, body) = (&self.bucket, &self.key, bytes.clone());
        match self.client.put_object_if(bucket, key, content_type, body, absent, &self.credentials).await {
            Ok(e_tag) => Ok(saved(e_tag)),
            Err(error) if error.code() == "PreconditionFailed" => self.changed(&bytes).await,
            Err(error) => Err(of(PUT)(error)),
        }
    }

    /// What is there in place of what was seen. It may be what was just sent, if the answer to that was lost.
    async fn changed(&self, sent: &[u8]) -> Result<SaveOutcome, SaveFault> {
        match self.client.get_object_start(&self.bucket, &self.key, MAX_BYTES + 1, &self.credentials).await {
            // Somebody else may have written the same: it is not this one's to take back.
            Ok(object) if object.body == sent => Ok(saved(object.e_tag)),
            Ok(object) => {
                let text = Some(&object.body).filter(|body| body.len() <= MAX_BYTES).and_then(|body| EditableText::read(body));
                Ok(SaveOutcome::Changed { e_tag: object.e_tag, text })
            }
            Err(error) if error.code() == "InvalidRange" => {
                let head = self
                    .client
                    .head_object(&self.bucket, &self.key, None, ChecksumMode::Disabled, &self.credentials)
                    .await
                    .map_err(of(GET))?;
                match sent {
                    [] => Ok(saved(head.e_tag)),
                    _ => Ok(SaveOutcome::Changed { e_tag: head.e_tag, text: EditableText::read(&[]) }),
                }
            }
            Err(error) if self.is_missing(&error).await => Ok(SaveOutcome::Deleted),
            Err(error) => Err(of(GET)(error)),
        }
    }

    /// Whether there is no such object. Who may not list the whole bucket gets 403 of what is not there, as of what they may not
    /// read; a listing of the key tells the two apart.
    async fn is_missing(&self, error: &Error) -> bool {
        let Some(refusal) = error.service() else { return false };
        match (refusal.status, refusal.code.as_str()) {
            // HeadObject has no body that could name the code.
            (404, "" | "NoSuchKey" | "NotFound") => true,
            (403, "" | "AccessDenied") => {
                matches!(look_up(&self.client, &self.credentials, &self.bucket, &self.key).await, Ok(None))
            }
            _ => false,
        }
    }
}

/// What took the place of nothing that is known.
fn saved(e_tag: String) -> SaveOutcome {
    SaveOutcome::Saved(SentFile { e_tag, over: None })
}

/// All but the content of what takes the place of what `head` tells of.
fn put_object(head: HeadObject, tags: Vec<Tag>, storage_class: Option<String>, e_tag: &str) -> PutObject {
    PutObject {
        metadata: head.metadata,
        tags,
        storage_class,
        // A kind without its key would mean a key of AWS's in place of the bucket's own.
        encryption: head.server_side_encryption.zip(head.kms_key_id).map(|(kind, key_id)| (kind, Some(key_id))),
        e_tag: e_tag.to_owned(),
    }
}
