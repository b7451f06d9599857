//! From a place in the address bar to a prefix in a bucket.

use crate::auth::visitor::Profile;
use crate::aws::retry::Idempotency;
use crate::aws::s3::{Bucket, ListObjects};
use crate::aws::{Error, SendFault};
use crate::config::{Actions, Config, PAGE_FOLDER, StoragePlace, is_bucket, is_region};
use crate::ports::{HttpErrorKind, Platform};
use crate::route::{Place, Route};
use crate::ui::components::Problem;
use crate::ui::words::errors;
use crate::{auth, aws};

use super::entries::Parent;

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

    pub(super) fn of(place: Place, config: &Config, profile: &Profile, identity_id: &str) -> Result<Folder, Error> {
        if let Place::Bucket { region, bucket, .. } = &place {
            if !is_bucket(bucket) || !is_region(region) {
                return Err(Error::Unsendable(SendFault::BucketName));
            }
            let bucket = Bucket { name: bucket.clone(), region: region.clone() };
            // Nothing is known of what another's bucket allows.
            return Ok(Folder { place, bucket, actions: Actions::ALL, root: String::new() });
        }
        let storage = config.places.at(&place);
        let storage = storage.ok_or(Error::Unsendable(SendFault::NoPlace))?;
        let (bucket, actions) = (storage.bucket(), profile.actions(&storage.access));
        Ok(Folder { place, bucket, actions, root: storage.prefix(identity_id) })
    }

    /// The key prefix of what is in it.
    pub fn prefix(&self) -> String {
        format!("{}{}", self.root, self.place.prefix())
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
        ListObjects { prefix: self.prefix(), by_folder: true, max_keys: 1000, continuation_token, idempotency }
    }
}

/// Explains an error at `place`. What another's bucket refuses has reasons of its own.
pub fn explain(title: impl Into<String>, place: &Place, error: &aws::Error) -> Problem {
    let mut problem = errors::aws_error(title, error);
    if let (Place::Bucket { bucket, region, .. }, Error::NoResponse(silence)) = (place, error)
        && silence.kind == HttpErrorKind::Network
    {
        problem.reason = t!("Couldn't reach the bucket {bucket} in {region}.", bucket = bucket, region = region);
        problem.advice =
            t!("Check the name and region. If they're right, its CORS rules don't allow this site, or this site only allows buckets in its own region.").to_owned();
    }
    problem
}

/// The same folder in the region that S3 says its bucket is in, and that region, if it is another one.
pub fn in_its_region(place: &Place, error: &aws::Error) -> Option<(String, Place)> {
    let Place::Bucket { region, bucket, prefix } = place else { return None };
    let there = error.service()?.bucket_region.clone().filter(|there| there != region && is_region(there))?;
    Some((there.clone(), Place::Bucket { region: there, bucket: bucket.clone(), prefix: prefix.clone() }))
}

/// Explains why something could not be done in a folder whose listing worked: so the bucket is there, and its CORS rules
/// let this site in; perhaps not for these `methods`.
pub fn explain_action(title: impl Into<String>, methods: &str, error: &aws::Error) -> Problem {
    let mut problem = errors::aws_error(title, error);
    if let Error::NoResponse(silence) = error
        && silence.kind == HttpErrorKind::Network
    {
        problem.reason =
            t!("Couldn't reach the bucket for this. Its CORS rules may not allow {methods} from this site.", methods = methods);
        problem.advice = t!("Try again. If it keeps failing, ask the bucket's owner to allow it.").to_owned();
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::HttpError;

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

    #[test]
    fn the_silence_of_anothers_bucket_is_explained() {
        let silence = Error::NoResponse(HttpError { kind: HttpErrorKind::Network, detail: String::new() });
        let problem = explain("x", &bucket("us-east-1", "photos"), &silence);
        assert!(problem.advice.contains("CORS") && problem.reason.contains("photos"));
        assert!(!explain("x", &Place::default(), &silence).reason.contains("photos"));
    }

    #[test]
    fn a_bucket_is_offered_where_it_is() {
        let refusal = |region: Option<&str>| {
            let bucket_region = region.map(str::to_owned);
            let code = "PermanentRedirect".to_owned();
            Error::Service(aws::ServiceError { status: 301, code, bucket_region, ..Default::default() })
        };
        let place = bucket("us-east-1", "photos");
        let there = in_its_region(&place, &refusal(Some("eu-central-1")));
        assert_eq!(there, Some(("eu-central-1".to_owned(), bucket("eu-central-1", "photos"))));
        for region in [None, Some("us-east-1"), Some("evil.example/")] {
            assert_eq!(in_its_region(&place, &refusal(region)), None, "{region:?}");
        }
        assert_eq!(in_its_region(&Place::default(), &refusal(Some("eu-central-1"))), None);
    }

    #[test]
    fn what_a_listed_bucket_does_not_answer_is_a_matter_of_its_cors_rules() {
        let silence = Error::NoResponse(HttpError { kind: HttpErrorKind::Network, detail: String::new() });
        let problem = explain_action("x", "POST, DELETE", &silence);
        assert!(problem.reason.contains("POST, DELETE") && !problem.reason.contains("no bucket"), "{problem:?}");
        let offline = Error::NoResponse(HttpError { kind: HttpErrorKind::Offline, detail: String::new() });
        assert!(!explain_action("x", "POST, DELETE", &offline).reason.contains("CORS"));
    }
}
