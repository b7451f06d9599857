//! Where files are kept: `storage.places`, or Amplify's buckets and their paths.

use serde_json::Value;

use super::access::{Access, Actions};
use super::read::{Field, Reader, is_attribute, is_bucket, is_region};
use super::{Expected, FaultKind};
use crate::route::Place;

/// The folder in the visitor's own prefix that belongs to the page. It is no part of what "My files" shows: nobody put it
/// there, and who deletes all they see means their files. Its address shows it all the same.
pub const PAGE_FOLDER: &str = ".satchel/";

/// What stands in a prefix for the visitor's identity id.
const IDENTITY: &str = "{identity_id}";
/// How IAM policies and Amplify write the same.
const IDENTITY_ELSEWHERE: [&str; 2] = ["${cognito-identity.amazonaws.com:sub}", "{entity_id}"];

/// A part of a bucket that visitors may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoragePlace {
    /// What visitors call it; empty for the first place of the visitor's own, unless the configuration says.
    pub label: String,
    /// What addresses call it: `my` for the first place of the visitor's own, else what the configuration says, else made of
    /// prefix and bucket. Never of the label: links outlast a new one.
    pub slug: String,
    /// Another name in addresses that leads here: the label's, of which addresses were made once; of the first place of the
    /// visitor's own the slug that the configuration gives it.
    alias: String,
    /// The bucket's name.
    pub bucket: String,
    /// The bucket's region.
    pub region: String,
    /// What its keys begin with, with `{identity_id}` for the visitor's identity id: empty, or ending with `/`.
    prefix: String,
    /// Who may do what in it.
    pub access: Access,
}

impl StoragePlace {
    /// Whether each visitor has a part of it that is theirs alone.
    pub fn is_own(&self) -> bool {
        self.prefix.contains(IDENTITY)
    }

    /// What the keys of this visitor's part begin with.
    pub fn prefix(&self, identity_id: &str) -> String {
        self.prefix.replace(IDENTITY, identity_id)
    }
}

/// All places, in the order of the configuration; the first one of the visitor's own comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(Vec<StoragePlace>);

impl Places {
    /// Whether files are kept anywhere.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &StoragePlace> {
        self.0.iter()
    }

    /// The first place of the visitor's own: "My files".
    pub fn my(&self) -> Option<&StoragePlace> {
        self.0.first().filter(|place| place.is_own())
    }

    /// The one that an address names.
    pub fn at(&self, place: &Place) -> Option<&StoragePlace> {
        match place {
            Place::My { .. } => self.my(),
            Place::Named { slug, .. } => {
                let by = |name: fn(&StoragePlace) -> &String| self.0.iter().find(|place| name(place) == slug);
                by(|place| &place.slug).or_else(|| by(|place| &place.alias))
            }
            Place::Bucket { .. } => None,
        }
    }

    /// The same folder, with its place by the slug that it has now: a link may have another name for it.
    pub fn canonical(&self, folder: Place) -> Place {
        match self.at(&folder) {
            Some(place) => Place::named(&place.slug).at(folder.prefix()),
            None => folder,
        }
    }

    /// Arranges what was read: each gets a label and a slug that no other has.
    fn arrange(mut drafts: Vec<UnnamedPlace>) -> Places {
        if let Some(my) = drafts.iter().position(|draft| draft.place.is_own()) {
            drafts[..=my].rotate_right(1);
        }
        let given: Vec<String> = drafts.iter().map(|draft| draft.place.slug.clone()).collect();
        let unnamed = drafts.iter().skip(usize::from(drafts.first().is_some_and(|first| first.place.is_own())));
        let by_prefix: Vec<String> =
            unnamed.filter(|draft| draft.place.slug.is_empty()).map(UnnamedPlace::slug_by_prefix).collect();
        let mut places: Vec<StoragePlace> = Vec::new();
        for draft in drafts {
            let (by_itself, with_bucket) = (draft.slug_by_prefix(), draft.slug_with_bucket());
            let UnnamedPlace { mut place, bucket_label } = draft;
            let is_my = places.is_empty() && place.is_own();
            if place.label.is_empty() && !is_my {
                place.label = label_of(&place.prefix).unwrap_or(bucket_label.clone());
            }
            if places.iter().any(|other| other.label == place.label) {
                place.label = format!("{} ({bucket_label})", place.label);
            }
            if is_my {
                place.alias = std::mem::replace(&mut place.slug, Place::MY.to_owned());
            } else {
                let has = |name: fn(&StoragePlace) -> &String, slug: &str| places.iter().any(|other| name(other) == slug);
                place.alias = free(&slug_of(&place.label).unwrap_or_else(unnameable), &|slug| has(|other| &other.alias, slug));
                if place.slug.is_empty() {
                    // Which of two has the shorter one must not depend on their order.
                    let is_common = by_prefix.iter().filter(|slug| **slug == by_itself).count() > 1;
                    let taken = |slug: &str| given.iter().any(|given| given == slug) || has(|other| &other.slug, slug);
                    let is_free = !is_common && !Place::RESERVED.contains(&by_itself.as_str()) && !taken(&by_itself);
                    place.slug = if is_free { by_itself } else { free(&with_bucket, &taken) };
                }
            }
            places.push(place);
        }
        Places(places)
    }
}

/// A place that has perhaps no label and no slug yet, and what its bucket is called.
struct UnnamedPlace {
    place: StoragePlace,
    bucket_label: String,
}

impl UnnamedPlace {
    /// `notices/{identity_id}/` is `notices` in addresses; a whole bucket is called as the bucket is.
    fn slug_by_prefix(&self) -> String {
        slug_of(&self.place.prefix("")).or_else(|| slug_of(&self.bucket_label)).unwrap_or_else(unnameable)
    }

    /// The same where the prefix alone does not tell it from another place.
    fn slug_with_bucket(&self) -> String {
        slug_of(&format!("{}/{}", self.bucket_label, self.place.prefix(""))).unwrap_or_else(unnameable)
    }
}

/// `notices/{identity_id}/` is called “Notices”; a whole bucket has no name of this kind.
fn label_of(prefix: &str) -> Option<String> {
    let names: Vec<&str> = prefix.split('/').filter(|name| !name.is_empty() && *name != IDENTITY).collect();
    let mut name = names.join("/");
    name.get_mut(..1).map(str::make_ascii_uppercase);
    (!name.is_empty()).then_some(name)
}

/// “Team A & B” is called `team-a-b` in addresses. ASCII alone is told apart: the tables of Unicode weigh more than all of this.
fn slug_of(name: &str) -> Option<String> {
    let words = name.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    (!slug.is_empty()).then_some(slug)
}

/// What addresses call a place whose names hold no letter and no digit.
fn unnameable() -> String {
    "place".to_owned()
}

/// `slug`, or with a number where it is taken.
fn free(slug: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let is_free = |slug: &String| !Place::RESERVED.contains(&slug.as_str()) && !is_taken(slug);
    std::iter::once(slug.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Whether `text` can be written in addresses as it is, and means nothing else there.
fn is_slug(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !Place::RESERVED.contains(&text)
}

/// Writes the identity id's stand-in in one way.
fn normalized(prefix: &str) -> String {
    IDENTITY_ELSEWHERE.iter().fold(prefix.to_owned(), |prefix, other| prefix.replace(other, IDENTITY))
}

/// Whether `text` can begin keys: folders, with no other stand-in than the identity id's.
fn is_prefix(text: &str) -> bool {
    (text.is_empty() || text.ends_with('/'))
        && !text.starts_with('/')
        && !normalized(text).replace(IDENTITY, "").contains(['{', '}', '*'])
}

impl Reader {
    /// `storage` of `config.json`.
    pub fn places(&mut self, storage: Field<'_>, region: &str) -> Places {
        let Some(storage_object) = self.object(&storage) else { return Places::default() };
        for old in ["bucket", "region", "private_prefix", "shared_prefix"] {
            let old = Field::of(storage_object, &storage.path, old);
            if old.value.is_some() {
                self.fault(&old.path, FaultKind::Deprecated);
            }
        }
        let list = Field::of(storage_object, &storage.path, "places");
        if list.value.is_none() {
            self.fault(&list.path, FaultKind::Missing(Expected::Places));
        }
        let mut drafts: Vec<UnnamedPlace> = Vec::new();
        for (path, value) in self.list(list) {
            let Some(place) = self.object(&Field { path: path.clone(), value: Some(value) }) else { continue };
            let label = Field::of(place, &path, "label");
            let slug = Field::of(place, &path, "slug");
            let slug_path = slug.path.clone();
            let slug = if slug.value.is_some() { self.text(slug, Expected::Slug, is_slug) } else { String::new() };
            if !slug.is_empty() && drafts.iter().any(|other| other.place.slug == slug) {
                self.fault(&slug_path, FaultKind::SlugTaken);
            }
            let bucket = self.text(Field::of(place, &path, "bucket"), Expected::BucketName, is_bucket);
            drafts.push(UnnamedPlace {
                bucket_label: bucket.clone(),
                place: StoragePlace {
                    label: if label.value.is_some() { self.text(label, Expected::Label, is_attribute) } else { String::new() },
                    slug,
                    alias: String::new(),
                    bucket,
                    region: self.text_or(Field::of(place, &path, "region"), region, Expected::Region, is_region),
                    prefix: normalized(&self.text(Field::of(place, &path, "prefix"), Expected::Prefix, is_prefix)),
                    access: self.access(place, &path),
                },
            });
        }
        Places::arrange(drafts)
    }

    /// `storage` of `amplify_outputs.json`
    /// (<https://github.com/aws-amplify/amplify-backend/tree/main/packages/client-config/src/client-config-schema>).
    pub fn amplify_places(&mut self, storage: Field<'_>, region: &str) -> Places {
        let Some(object) = self.object(&storage) else { return Places::default() };
        let bucket = self.text(Field::of(object, &storage.path, "bucket_name"), Expected::BucketName, is_bucket);
        let region = self.text_or(Field::of(object, &storage.path, "aws_region"), region, Expected::Region, is_region);
        let mut drafts = Vec::new();
        let mut knows_paths = false;
        for (path, value) in self.list(Field::of(object, &storage.path, "buckets")) {
            let Some(of) = self.object(&Field { path: path.clone(), value: Some(value) }) else { continue };
            let paths = Field::of(of, &path, "paths");
            // The first versions of the file know no paths.
            let Some(paths) = self.object(&paths) else { continue };
            knows_paths = true;
            let bucket = self.text(Field::of(of, &path, "bucket_name"), Expected::BucketName, is_bucket);
            let region = self.text_or(Field::of(of, &path, "aws_region"), &region, Expected::Region, is_region);
            let bucket_label = of.get("name").and_then(Value::as_str).unwrap_or(&bucket).to_owned();
            for (name, rule) in paths {
                let access = self.amplify_access(Field { path: format!("{path}.paths.{name}"), value: Some(rule) });
                let prefix = normalized(name.strip_suffix('*').unwrap_or(name));
                // `protected/*/*` spans all identities and is no folder; the access of functions concerns no visitor.
                if is_prefix(&prefix) && access.any() {
                    drafts.push(draft(&bucket, &region, &prefix, &bucket_label, access));
                }
            }
        }
        if !knows_paths {
            let own = Access { authenticated: Actions::ALL, ..Access::default() };
            let shared = Access { guest: Actions::READ, authenticated: Actions::READ, groups: Vec::new() };
            drafts = vec![
                draft(&bucket, &region, "private/{identity_id}/", &bucket, own),
                draft(&bucket, &region, "shared/", &bucket, shared),
            ];
        }
        Places::arrange(drafts)
    }
}

fn draft(bucket: &str, region: &str, prefix: &str, bucket_label: &str, access: Access) -> UnnamedPlace {
    let place = StoragePlace {
        label: String::new(),
        slug: String::new(),
        alias: String::new(),
        bucket: bucket.to_owned(),
        region: region.to_owned(),
        prefix: prefix.to_owned(),
        access,
    };
    UnnamedPlace { place, bucket_label: bucket_label.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Fault};
    use serde_json::json;

    fn read(storage: Value) -> Result<Places, Vec<String>> {
        let value = json!({
            "region": "eu-west-1",
            "identity_pool": { "id": "eu-west-1:01234567-89ab-cdef-0123-456789abcdef", "allow_guests": true },
            "storage": storage,
        });
        let read = Config::read(&value.to_string());
        read.map(|config| config.places).map_err(|faults| faults.iter().map(Fault::to_string).collect())
    }

    fn place(label: &str, prefix: &str) -> Value {
        json!({ "label": label, "bucket": "data", "prefix": prefix, "access": { "authenticated": ["get"] } })
    }

    fn summary(places: &Places) -> Vec<(&str, &str)> {
        places.iter().map(|place| (place.label.as_str(), place.slug.as_str())).collect()
    }

    fn at<'a>(places: &'a Places, slug: &str) -> Option<&'a str> {
        places.at(&Place::named(slug)).map(|place| place.label.as_str())
    }

    #[test]
    fn each_place_has_a_label_and_an_address_of_its_own() {
        let labels = ["Shared", "My", "bucket", "Team A & B", "文書", "!", "Mine", "team a b"];
        let mut list: Vec<Value> = labels.map(|label| place(label, &format!("{label}/"))).into();
        list[6] = place("Mine", "${cognito-identity.amazonaws.com:sub}/");
        let places = read(json!({ "places": list })).unwrap();
        let expected = [
            ("Mine", "my"),
            ("Shared", "shared"),
            ("My", "data-my"),
            ("bucket", "data-bucket"),
            ("Team A & B", "data-team-a-b"),
            ("文書", "文書"),
            ("!", "data"),
            ("team a b", "data-team-a-b-2"),
        ];
        assert_eq!(summary(&places), expected);
        assert_eq!(places.my().unwrap().prefix("eu-west-1:me"), "eu-west-1:me/");
    }

    #[test]
    fn what_addresses_call_a_place_does_not_depend_on_labels_and_order() {
        let in_bucket = |bucket: &str, label: &str, prefix: &str| {
            let mut place = place(label, prefix);
            place["bucket"] = json!(bucket);
            place
        };
        let slugs = |list: &[&Value]| {
            let places = read(json!({ "places": list })).unwrap();
            let mut all: Vec<_> =
                places.iter().map(|place| (place.bucket.clone(), place.prefix("me"), place.slug.clone())).collect();
            all.sort();
            all
        };
        let (own, ours) = (place("Mine", "{identity_id}/"), in_bucket("data", "Ours", "shared/"));
        let (theirs, all) = (in_bucket("other.bucket", "Theirs", "shared/"), in_bucket("all-of-it", "All", ""));
        let before = slugs(&[&own, &ours, &theirs, &all]);
        let found: Vec<&str> = before.iter().map(|(_, _, slug)| slug.as_str()).collect();
        assert_eq!(found, ["all-of-it", "my", "data-shared", "other-bucket-shared"]);
        let renamed = [&ours, &theirs, &all].map(|place| {
            let mut place = place.clone();
            place["label"] = json!(format!("New {}", place["label"]));
            place
        });
        assert_eq!(slugs(&[&renamed[2], &renamed[1], &renamed[0], &own]), before);
        assert_eq!(slugs(&[&ours])[0].2, "shared", "short where that is clear");
    }

    #[test]
    fn the_configuration_may_say_what_addresses_call_a_place() {
        let named = |slug: &str, label: &str, prefix: &str| {
            let mut place = place(label, prefix);
            place["slug"] = json!(slug);
            place
        };
        let list = [place("Shared", "team-1/"), named("team-1", "Team", "shared/"), named("notes", "Mine", "{identity_id}/")];
        let places = read(json!({ "places": list })).unwrap();
        assert_eq!(summary(&places), [("Mine", "my"), ("Shared", "data-team-1"), ("Team", "team-1")]);
        assert_eq!(at(&places, "notes"), Some("Mine"), "should another place come to be the first, links still lead here");
        for wrong in ["my", "bucket", "Team", "a/b", "é", &"x".repeat(64)] {
            let faults = read(json!({ "places": [named(wrong, "x", "x/")] })).unwrap_err();
            assert!(faults.len() == 1 && faults[0].starts_with("storage.places[0].slug: Text("), "{faults:?}");
        }
        let twice = read(json!({ "places": [named("team", "A", "a/"), named("team", "B", "b/")] })).unwrap_err();
        assert_eq!(twice, ["storage.places[1].slug: SlugTaken"]);
    }

    #[test]
    fn links_that_were_made_of_labels_lead_to_their_places() {
        let labels = ["Shared", "My", "Team A & B", "文書", "!", "team a b", "Archive"];
        let list: Vec<Value> = labels.iter().enumerate().map(|(i, label)| place(label, &format!("p{i}/"))).collect();
        let places = read(json!({ "places": list })).unwrap();
        for (link, label) in ["shared", "my-2", "team-a-b", "文書", "place", "team-a-b-2", "archive"].into_iter().zip(labels) {
            assert_eq!(at(&places, link), Some(label));
            let folder = Place::Named { slug: link.to_owned(), prefix: "a/".to_owned() };
            let canonical = places.canonical(folder);
            assert_eq!((places.at(&canonical).map(|place| place.label.as_str()), canonical.prefix()), (Some(label), "a/"));
            assert!(canonical.to_string().starts_with('p'), "{canonical}");
        }
        assert_eq!(at(&places, "elsewhere"), None);
        let elsewhere = Place::named("elsewhere");
        assert_eq!(places.canonical(elsewhere.clone()), elsewhere);
        // What a place is called now comes before what another one was called.
        let places = read(json!({ "places": [place("Old", "new/"), place("New", "old/")] })).unwrap();
        assert_eq!((at(&places, "old"), at(&places, "new")), (Some("New"), Some("Old")));
    }

    #[test]
    fn without_a_place_of_ones_own_there_is_no_my() {
        let places = read(json!({ "places": [place("Shared", "shared/")] })).unwrap();
        assert_eq!((places.my(), summary(&places)), (None, vec![("Shared", "shared")]));
        assert!(read(json!({ "places": [] })).unwrap().is_empty());
    }

    #[test]
    fn visitors_may_what_their_kind_and_their_groups_may() {
        let mut team = place("Team", "team/");
        team["region"] = json!("us-east-1");
        team["access"] =
            json!({ "guest": ["list"], "authenticated": ["read"], "groups": { "EDITORS": ["write"], "OWNERS": ["delete"] } });
        let places = read(json!({ "places": [team] })).unwrap();
        let team = places.iter().next().unwrap();
        assert_eq!((team.region.as_str(), team.access.guest), ("us-east-1", Actions { list: true, ..Actions::default() }));
        let of = |groups: &[&str]| team.access.of_groups(groups.iter().copied());
        assert_eq!(of(&["OTHERS"]), Actions::READ);
        assert_eq!(of(&["EDITORS"]), Actions { write: true, ..Actions::READ });
        assert_eq!(of(&["OWNERS", "EDITORS"]), Actions::ALL);
    }

    #[test]
    fn what_is_wrong_with_a_place_is_named() {
        let faults = |storage| read(storage).unwrap_err();
        let with = |name: &str, value: Value| {
            let mut place = place("x", "x/");
            place[name] = value;
            faults(json!({ "places": [place] })).join("; ")
        };
        assert!(
            faults(json!({ "bucket": "data", "private_prefix": "private/" }))
                .iter()
                .any(|fault| fault.starts_with("storage.private_prefix: "))
        );
        assert!(faults(json!({}))[0].starts_with("storage.places: Missing"));
        assert!(with("bucket", json!("B")).starts_with("storage.places[0].bucket: "));
        for prefix in ["/x/", "x", "{sub}/", "${aws:username}/", "x/*"] {
            assert!(with("prefix", json!(prefix)).starts_with("storage.places[0].prefix: "), "{prefix}");
        }
        assert!(with("access", json!(null)).contains("access: NoAccess"));
        assert!(with("access", json!({})).contains("NoAccess"));
        assert!(with("access", json!({ "everyone": ["get"] })).starts_with("storage.places[0].access.everyone: "));
        assert!(with("access", json!({ "guest": ["get", "put"] })).starts_with("storage.places[0].access.guest[1]: "));
        assert!(with("access", json!({ "groups": { "A": "get" } })).starts_with("storage.places[0].access.groups.A: "));
    }
}
