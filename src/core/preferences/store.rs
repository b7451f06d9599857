//! Preferences in the visitor's own prefix. Read when they arrive; written only onto what was read, and where somebody else
//! has written meanwhile, read and merged again.

use super::Preferences;
use crate::auth::Session;
use crate::auth::visitor::Profile;
use crate::aws::s3::{Bucket, ChecksumMode, Precondition};
use crate::aws::{Error, SendFault, retry};
use crate::config::PAGE_FOLDER;
use crate::ports::Platform;

/// As many others as may come first; each has then written, and a later change tries again.
const ROUNDS: u32 = 6;
/// No preferences are larger; what is was put there by somebody else.
const LARGEST: usize = 64 * 1024;

/// What is stored, as far as this device knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredPreferences {
    /// The preferences; none where there is no object.
    pub preferences: Preferences,
    /// The object's version, if there is one.
    e_tag: Option<String>,
}

impl<P: Platform> Session<P> {
    /// Whether the visitor has a place for preferences that all their devices reach.
    pub fn keeps_preferences(&self) -> bool {
        let Some(profile @ Profile::User(_)) = self.profile() else { return false };
        let actions = self.client().config().places.my().map(|my| profile.actions(&my.access)).unwrap_or_default();
        actions.get && actions.write
    }

    async fn place_of_preferences(&self) -> Result<(Bucket, String), Error> {
        let my = self.client().config().places.my();
        let my = my.ok_or(Error::Unsendable(SendFault::PlaceNotConfigured))?;
        let key = format!("{}{PAGE_FOLDER}preferences.json", my.prefix(&self.resolve_identity().await?));
        Ok((my.bucket(), key))
    }

    /// Reads the visitor's preferences.
    pub async fn read_preferences(&self) -> Result<StoredPreferences, Error> {
        let (bucket, key) = self.place_of_preferences().await?;
        // One byte more tells that there are more.
        match self.client().get_object_start(&bucket, &key, LARGEST + 1, self).await {
            Ok(object) if object.body.len() <= LARGEST => {
                Ok(StoredPreferences { preferences: Preferences::read(&object.body), e_tag: Some(object.e_tag) })
            }
            Ok(object) => Ok(StoredPreferences { preferences: Preferences::default(), e_tag: Some(object.e_tag) }),
            // It is empty. The refusal does not say which version it is.
            Err(error) if error.code() == "InvalidRange" => {
                let e_tag = self.client().head_object(&bucket, &key, None, ChecksumMode::Disabled, self).await?.e_tag;
                Ok(StoredPreferences { preferences: Preferences::default(), e_tag: Some(e_tag) })
            }
            // Roles may list by prefix alone, and to who may not list a bucket S3 does not say that an object is missing.
            Err(Error::Service(refusal)) if matches!(refusal.status, 403 | 404) => Ok(StoredPreferences::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes `mine` onto what is stored; `known` is what was read last. The result is what is stored then: all changes of
    /// all devices.
    pub async fn write_preferences(&self, mine: &Preferences, mut known: StoredPreferences) -> Result<StoredPreferences, Error> {
        let (bucket, key) = self.place_of_preferences().await?;
        let mut round = 1;
        loop {
            let mut both = known.preferences.merged(mine);
            both.forget_ended(self.client().now());
            if both == known.preferences {
                return Ok(known);
            }
            let precondition = known.e_tag.clone().map_or(Precondition::Absent, Precondition::Is);
            let body = both.to_json().into_bytes();
            match self.client().put_object_if(&bucket, &key, "application/json", body, &precondition, self).await {
                Ok(e_tag) => return Ok(StoredPreferences { preferences: both, e_tag: Some(e_tag) }),
                Err(error) if round < ROUNDS && is_conflict(&error) => {
                    let mut random = [0; 4];
                    self.client().platform().fill(&mut random);
                    self.client().platform().sleep(retry::backoff(round, u32::from_le_bytes(random))).await;
                    known = self.read_preferences().await?;
                    round += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// Somebody else wrote, or removed it, between reading and writing
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>).
fn is_conflict(error: &Error) -> bool {
    matches!(error.code(), "PreconditionFailed" | "ConditionalRequestConflict" | "NoSuchKey")
}
