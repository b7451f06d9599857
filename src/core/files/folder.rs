//! From a place, as addresses have it, to a prefix in a bucket.

use super::entry::Parent;
use crate::auth;
use crate::auth::visitor::Profile;
use crate::aws::retry::Idempotency;
use crate::aws::s3::{Bucket, ListObjects};
use crate::aws::{Error, SendFault};
use crate::config::{Actions, Config, PAGE_FOLDER, StoragePlace, is_bucket, is_region};
use crate::ports::Platform;
use crate::route::{Place, Route};

/// A folder of a bucket.
#[derive(Clone, Debug, PartialEq)]
pub struct Folder {
    /// As the address bar has it.
    pub place: Place,
    /// The bucket.
    pub bucket: Bucket,
    /// What the visitor may do here, as the configuration says.
    pub actions: Actions,
    /// What comes before the place's own prefix: `private/IDENTITY/`.
    root: String,
}

impl Folder {
    /// Finds where `place` is.
    pub async fn find<P: Platform>(place: Place, session: &auth::Session<P>) -> Result<Folder, Error> {
        let profile = session.profile().ok_or(Error::SignedOut)?;
        let config = session.client().config();
        let is_own = config.places.at(&place).is_some_and(StoragePlace::is_own);
        let identity_id = if is_own { session.resolve_identity().await? } else { String::new() };
        Folder::of(place, config, &profile, &identity_id)
    }

    /// Where `place` is for a visitor whose own folders are called after `identity_id`.
    pub fn of(place: Place, config: &Config, profile: &Profile, identity_id: &str) -> Result<Folder, Error> {
        if let Place::Bucket { region, bucket, .. } = &place {
            if !is_bucket(bucket) || !is_region(region) {
                return Err(Error::Unsendable(SendFault::BucketName));
            }
            let bucket = Bucket { name: bucket.clone(), region: region.clone() };
            // Nothing is known of what another's bucket allows.
            return Ok(Folder { place, bucket, actions: Actions::ALL, root: String::new() });
        }
        let storage = config.places.at(&place);
        let storage = storage.ok_or(Error::Unsendable(SendFault::PlaceNotConfigured))?;
        let (bucket, actions) = (storage.bucket(), profile.actions(&storage.access));
        Ok(Folder { place, bucket, actions, root: storage.prefix(identity_id) })
    }

    /// The key prefix of what is in it.
    pub fn prefix(&self) -> String {
        format!("{}{}", self.root, self.place.prefix())
    }

    /// Another folder of the same place.
    pub fn moved_to(self, place: Place) -> Folder {
        Folder { place, ..self }
    }

    /// The folder of the same place whose key prefix is `key`.
    pub fn at(&self, key: &str) -> Option<Folder> {
        Some(self.clone().moved_to(self.place.at(key.strip_prefix(&self.root)?)))
    }

    /// The route of the folder whose key prefix is `key`.
    pub fn href(&self, key: &str) -> String {
        Route::Files(self.place.at(key.strip_prefix(&self.root).unwrap_or_default())).to_string()
    }

    /// Whether what has this key is the page's own and no file of the visitor's.
    pub fn hides(&self, key: &str) -> bool {
        let top = matches!(&self.place, Place::My { prefix } if prefix.is_empty());
        top && key.strip_prefix(&self.root).is_some_and(|rest| rest.starts_with(PAGE_FOLDER))
    }

    /// Runs `read` with this folder as the parent of rows.
    pub fn as_parent<T>(&self, read: impl FnOnce(Parent<'_>) -> T) -> T {
        read(Parent { prefix: &self.prefix(), href: &|key| self.href(key) })
    }

    /// The question for a page of it.
    pub fn list(&self, continuation_token: Option<String>) -> ListObjects {
        // A bucket that somebody named may not exist; once a page of it has come, it does.
        let uncertain = matches!(self.place, Place::Bucket { .. }) && continuation_token.is_none();
        let idempotency = if uncertain { Idempotency::NotIdempotent } else { Idempotency::Idempotent };
        ListObjects { continuation_token, idempotency, ..ListObjects::folder(self.prefix()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> Config {
        let text = r#"{
            "region": "eu-west-1",
            "identity_pool": {"id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true},
            "storage": {"places": [
                {"label": "My files", "bucket": "data", "prefix": "private/{identity_id}/", "access": {"authenticated": ["read", "write"]}},
                {"label": "Shared", "bucket": "data", "prefix": "shared/", "access": {"guest": ["read"]}},
                {"label": "Drafts", "bucket": "more", "region": "us-east-1", "prefix": "drafts/{identity_id}/", "access": {"guest": ["read"]}}
            ]}
        }"#;
        Config::read(text).unwrap()
    }

    fn folder(place: Place) -> Result<Folder, Error> {
        Folder::of(place, &config(), &Profile::Guest, "eu-west-1:me")
    }

    fn bucket(region: &str, bucket: &str) -> Place {
        Place::Bucket { region: region.into(), bucket: bucket.into(), prefix: "a/".into() }
    }

    #[test]
    fn each_place_has_its_prefix() {
        let my = folder(Place::My { prefix: "a b/".into() }).unwrap();
        assert_eq!(my.prefix(), "private/eu-west-1:me/a b/");
        assert_eq!(my.href("private/eu-west-1:me/a b/c/"), "#/files/my/a%20b/c/");
        let deeper = my.at("private/eu-west-1:me/a b/c/").unwrap();
        assert_eq!(
            (deeper.prefix().as_str(), deeper.place),
            ("private/eu-west-1:me/a b/c/", Place::My { prefix: "a b/c/".into() })
        );
        assert_eq!(my.at("private/eu-west-1:other/"), None, "it is another place");
        let shared = folder(Place::named("shared")).unwrap();
        assert_eq!((shared.prefix().as_str(), shared.actions), ("shared/", Actions::READ));
        assert_eq!(my.actions, Actions::default(), "it is not for guests");
        let drafts = folder(Place::named("drafts")).unwrap();
        assert_eq!(
            (drafts.prefix(), drafts.bucket.name, drafts.bucket.region),
            ("drafts/eu-west-1:me/".into(), "more".into(), "us-east-1".into())
        );
        assert!(matches!(folder(Place::named("elsewhere")), Err(Error::Unsendable(_))));
        let other = folder(bucket("us-east-1", "photos")).unwrap();
        assert_eq!((other.prefix(), other.bucket.region), ("a/".into(), "us-east-1".into()));
    }

    #[test]
    fn what_the_page_keeps_for_itself_is_no_file() {
        let my = folder(Place::My { prefix: String::new() }).unwrap();
        assert!(my.hides("private/eu-west-1:me/.satchel/") && my.hides("private/eu-west-1:me/.satchel/preferences.json"));
        assert!(!my.hides("private/eu-west-1:me/.satchel.txt") && !my.hides("private/eu-west-1:me/a/.satchel/"));
        let inside = folder(Place::My { prefix: ".satchel/".into() }).unwrap();
        assert!(!inside.hides("private/eu-west-1:me/.satchel/preferences.json"), "whoever asks for it sees it");
        assert!(!folder(Place::named("shared")).unwrap().hides("shared/.satchel/"));
    }

    #[test]
    fn an_address_cannot_lead_signed_requests_elsewhere() {
        for (region, name) in [("evil.com/", "photos"), ("us-east-1", "evil.com/x"), ("us-east-1#", "photos")] {
            assert!(matches!(folder(bucket(region, name)), Err(Error::Unsendable(_))), "{region} {name}");
        }
    }
}
