//! Where the visitor is: one [`Route`] for each screen, written in the URL's fragment.
//!
//! Only fragments work at every S3 endpoint: the HTTPS REST endpoint has no error document that could answer a path.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// A screen and what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `#/`: no route; redirects to the visitor's home page.
    Start,
    /// `#/sign-in`
    SignIn,
    /// `#/sign-up`
    SignUp,
    /// `#/confirm`
    Confirm,
    /// `#/reset-password`
    ResetPassword,
    /// `#/files/…`: a folder, in the view that the visitor prefers.
    Files(Place),
    /// `#/files/…?view=`: a folder in the view that was chosen there.
    View {
        /// The folder.
        place: Place,
        /// How it is shown.
        view: ViewMode,
    },
    /// `#/search/…?q=`: what of a folder and of all below it has this in its name.
    Search {
        /// The folder.
        place: Place,
        /// What is looked for.
        query: String,
    },
    /// `#/items/TABLE?index=`: the visitor's items of a table.
    Items {
        /// The table's name; without one it is the first table.
        table: Option<String>,
        /// The index that they are ordered by, if not by the table's own key.
        index: Option<String>,
    },
    /// `#/api/ENDPOINT?operation=`: the requests to an API. What is typed of one is not in the address.
    Api {
        /// What addresses call the endpoint; without one it is the first endpoint.
        endpoint: Option<String>,
        /// The method and the path of the operation, such as `GET /notes/{id}`.
        operation: Option<String>,
    },
    /// `#/session`
    Session,
    /// `#/account`
    Account,
    /// A fragment that names no screen, as it was written, without its `#`.
    Unknown(String),
}

/// A way to show files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ViewMode {
    /// Rows.
    #[default]
    List,
    /// Pictures.
    Gallery,
    /// Rows of all that is below, in whatever folder.
    Flat,
}

impl ViewMode {
    /// All of them.
    pub const ALL: [ViewMode; 3] = [ViewMode::List, ViewMode::Gallery, ViewMode::Flat];

    /// What addresses and preferences call it.
    pub fn id(self) -> &'static str {
        match self {
            ViewMode::List => "list",
            ViewMode::Gallery => "gallery",
            ViewMode::Flat => "flat",
        }
    }

    /// The one that is called so.
    pub fn of_id(id: &str) -> Option<ViewMode> {
        ViewMode::ALL.into_iter().find(|view| view.id() == id)
    }
}

/// A folder in a place where files are kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The visitor's own prefix: `#/files/my/photos/2024/`. The prefix is relative to it.
    My {
        /// Relative key prefix: empty, or ending with `/`.
        prefix: String,
    },
    /// Any other place of the configuration, by its slug: `#/files/shared/…`
    Named {
        /// What addresses call the place.
        slug: String,
        /// Relative key prefix: empty, or ending with `/`.
        prefix: String,
    },
    /// Any bucket, by name and region: `#/files/bucket/eu-west-1/example/…`
    Bucket {
        /// The bucket's region, such as `eu-west-1`.
        region: String,
        /// The bucket's name.
        bucket: String,
        /// Key prefix: empty, or ending with `/`.
        prefix: String,
    },
}

impl Place {
    /// What addresses call the visitor's own place.
    pub const MY: &str = "my";
    /// What addresses call no place of the configuration.
    pub const RESERVED: [&str; 2] = [Place::MY, "bucket"];

    /// The top of the place that addresses call `slug`.
    pub fn named(slug: &str) -> Place {
        if slug == Place::MY { Place::default() } else { Place::Named { slug: slug.to_owned(), prefix: String::new() } }
    }

    /// The key prefix within the place.
    pub fn prefix(&self) -> &str {
        match self {
            Place::My { prefix } | Place::Named { prefix, .. } | Place::Bucket { prefix, .. } => prefix,
        }
    }

    /// The same place at another prefix.
    #[must_use]
    pub fn at(&self, prefix: impl Into<String>) -> Place {
        let mut place = self.clone();
        match &mut place {
            Place::My { prefix: p } | Place::Named { prefix: p, .. } | Place::Bucket { prefix: p, .. } => *p = prefix.into(),
        }
        place
    }
}

impl Default for Place {
    fn default() -> Self {
        Place::My { prefix: String::new() }
    }
}

impl Route {
    /// The items of the first table.
    pub const ITEMS: Route = Route::Items { table: None, index: None };

    /// The first operation of the first API.
    pub const API: Route = Route::Api { endpoint: None, operation: None };

    /// The folder that it is about.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Route::Files(place) | Route::View { place, .. } | Route::Search { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Whether the screen is for visitors who have not signed in.
    pub fn is_entrance(&self) -> bool {
        matches!(self, Route::SignIn | Route::SignUp | Route::Confirm | Route::ResetPassword)
    }

    /// Whether its address contains names from the visitor's data, such as those of folders.
    pub fn reveals_names(&self) -> bool {
        match self {
            Route::Search { .. } | Route::Unknown(_) => true,
            Route::Files(place) | Route::View { place, .. } => {
                matches!(place, Place::Bucket { .. }) || !place.prefix().is_empty()
            }
            _ => false,
        }
    }
}

/// Everything is encoded but what RFC 3986 calls unreserved: the fragment then survives every address bar,
/// mail program and chat. `.` stays as it is; a fragment's dot segments are not resolved.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn encode(segment: &str) -> impl fmt::Display + '_ {
    utf8_percent_encode(segment, SEGMENT)
}

fn decode(segment: &str) -> Option<String> {
    percent_decode_str(segment).decode_utf8().ok().map(Into::into)
}

/// Slashes inside a prefix separate folders and stay readable: `photos/2024/`.
fn write_prefix(f: &mut fmt::Formatter<'_>, prefix: &str) -> fmt::Result {
    for (i, segment) in prefix.split('/').enumerate() {
        if i > 0 {
            f.write_str("/")?;
        }
        write!(f, "{}", encode(segment))?;
    }
    Ok(())
}

/// A screen, what of it is shown and how, each if it is not the first.
fn write_names(
    f: &mut fmt::Formatter<'_>,
    screen: &str,
    name: &Option<String>,
    before: &str,
    parameter: &Option<String>,
) -> fmt::Result {
    f.write_str(screen)?;
    for (before, text) in [("/", name), (before, parameter)] {
        if let Some(text) = text {
            write!(f, "{before}{}", encode(text))?;
        }
    }
    Ok(())
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::My { .. } => f.write_str("my/")?,
            Place::Named { slug, .. } => write!(f, "{}/", encode(slug))?,
            Place::Bucket { region, bucket, .. } => write!(f, "bucket/{}/{}/", encode(region), encode(bucket))?,
        }
        write_prefix(f, self.prefix())
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Route::Start => f.write_str("#/"),
            Route::SignIn => f.write_str("#/sign-in"),
            Route::SignUp => f.write_str("#/sign-up"),
            Route::Confirm => f.write_str("#/confirm"),
            Route::ResetPassword => f.write_str("#/reset-password"),
            Route::Items { table, index } => write_names(f, "#/items", table, "?index=", index),
            Route::Api { endpoint, operation } => write_names(f, "#/api", endpoint, "?operation=", operation),
            Route::Session => f.write_str("#/session"),
            Route::Account => f.write_str("#/account"),
            Route::Files(place) => write!(f, "#/files/{place}"),
            Route::View { place, view } => write!(f, "#/files/{place}?view={}", view.id()),
            Route::Search { place, query } => write!(f, "#/search/{place}?q={}", encode(query)),
            // The `#` first, always: what follows it leads nowhere else, whatever it is.
            Route::Unknown(fragment) => {
                f.write_str("#")?;
                f.write_str(fragment)
            }
        }
    }
}

impl FromStr for Route {
    type Err = Infallible;

    /// Reads a fragment, with or without its `#`. The empty one is the start.
    fn from_str(fragment: &str) -> Result<Route, Infallible> {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        Ok(parse(fragment).unwrap_or_else(|| Route::Unknown(fragment.to_owned())))
    }
}

/// The screen of a fragment without its `#`.
fn parse(path: &str) -> Option<Route> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if let Some((table, index)) = names(path, "items", "?index=") {
        return Some(Route::Items { table: name(table)?, index: name(index)? });
    }
    if let Some((endpoint, operation)) = names(path, "api", "?operation=") {
        return Some(Route::Api { endpoint: name(endpoint)?, operation: text(operation)? });
    }
    let (screen, rest) = path.split_once('/').unwrap_or((path, ""));
    Some(match (screen, rest) {
        ("", "") => Route::Start,
        ("sign-in", "") => Route::SignIn,
        ("sign-up", "") => Route::SignUp,
        ("confirm", "") => Route::Confirm,
        ("reset-password", "") => Route::ResetPassword,
        ("session", "") => Route::Session,
        ("account", "") => Route::Account,
        ("files", rest) => match rest.split_once("?view=").and_then(|(place, view)| Some((place, ViewMode::of_id(view)?))) {
            Some((place, view)) => Route::View { place: parse_place(place)?, view },
            None => Route::Files(parse_place(rest)?),
        },
        ("search", rest) => {
            let (place, query) = rest.split_once("?q=")?;
            Route::Search { place: parse_place(place)?, query: decode(query)? }
        }
        _ => return None,
    })
}

/// What [`write_names`] wrote for `screen`, as it is encoded. What is not there is empty.
fn names<'a>(path: &'a str, screen: &str, before: &str) -> Option<(&'a str, &'a str)> {
    let rest = path.strip_prefix(screen).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))?;
    let (name, parameter) = rest.split_once(before).unwrap_or((rest, ""));
    Some((name.strip_prefix('/').unwrap_or(name), parameter))
}

/// A name of a table, an index or an endpoint: one segment of the address. An empty one is none.
fn name(encoded: &str) -> Option<Option<String>> {
    text(encoded).filter(|name| !name.as_ref().is_some_and(|name| name.contains('/')))
}

/// Any text. An empty one is none.
fn text(encoded: &str) -> Option<Option<String>> {
    decode(encoded).map(|text| Some(text).filter(|text| !text.is_empty()))
}

fn parse_place(path: &str) -> Option<Place> {
    let (place, rest) = path.split_once('/').unwrap_or((path, ""));
    match decode(place)?.as_str() {
        "" if rest.is_empty() => Some(Place::default()),
        "" => None,
        Place::MY => Some(Place::My { prefix: folder(rest)? }),
        "bucket" => {
            let (region, rest) = rest.split_once('/')?;
            let (bucket, rest) = rest.split_once('/').unwrap_or((rest, ""));
            let (region, bucket) = (decode(region)?, decode(bucket)?);
            if region.is_empty() || bucket.is_empty() {
                return None;
            }
            Some(Place::Bucket { region, bucket, prefix: folder(rest)? })
        }
        slug => Some(Place::Named { slug: slug.to_owned(), prefix: folder(rest)? }),
    }
}

/// A prefix names a folder, so it ends with a slash; a hand-written address may lack it.
fn folder(encoded: &str) -> Option<String> {
    let mut prefix = decode(encoded)?;
    if !prefix.is_empty() && !prefix.ends_with('/') {
        prefix.push('/');
    }
    Some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(fragment: &str) -> Route {
        fragment.parse().unwrap_or_else(|never: Infallible| match never {})
    }

    #[test]
    fn the_names_of_the_screens_are_stable() {
        for (route, fragment) in [
            (Route::Start, "#/"),
            (Route::SignIn, "#/sign-in"),
            (Route::SignUp, "#/sign-up"),
            (Route::Confirm, "#/confirm"),
            (Route::ResetPassword, "#/reset-password"),
            (Route::ITEMS, "#/items"),
            (Route::Items { table: Some("My notes".into()), index: None }, "#/items/My%20notes"),
            (Route::Items { table: Some("Notes".into()), index: Some("By?title".into()) }, "#/items/Notes?index=By%3Ftitle"),
            (Route::Items { table: None, index: Some("ByTitle".into()) }, "#/items?index=ByTitle"),
            (Route::API, "#/api"),
            (Route::Api { endpoint: Some("My orders".into()), operation: None }, "#/api/My%20orders"),
            (
                Route::Api { endpoint: Some("2".into()), operation: Some("PUT /notes/{id}".into()) },
                "#/api/2?operation=PUT%20%2Fnotes%2F%7Bid%7D",
            ),
            (Route::Api { endpoint: None, operation: Some("GET /".into()) }, "#/api?operation=GET%20%2F"),
            (Route::Session, "#/session"),
            (Route::Account, "#/account"),
            (Route::Files(Place::My { prefix: "photos/2024/".into() }), "#/files/my/photos/2024/"),
            (Route::Files(Place::named("shared")), "#/files/shared/"),
            (
                Route::View { place: Place::My { prefix: "a?view=flat/".into() }, view: ViewMode::Gallery },
                "#/files/my/a%3Fview%3Dflat/?view=gallery",
            ),
            (Route::View { place: Place::named("shared"), view: ViewMode::Flat }, "#/files/shared/?view=flat"),
            (
                Route::Search { place: Place::My { prefix: "photos/".into() }, query: "a b?q=ü/".into() },
                "#/search/my/photos/?q=a%20b%3Fq%3D%C3%BC%2F",
            ),
            (
                Route::Files(Place::Bucket { region: "eu-west-1".into(), bucket: "b".into(), prefix: "a b/".into() }),
                "#/files/bucket/eu-west-1/b/a%20b/",
            ),
        ] {
            assert_eq!(route.to_string(), fragment);
            assert_eq!(read(fragment), route);
        }
    }

    #[test]
    fn addresses_written_by_hand_are_understood() {
        assert_eq!(read(""), Route::Start);
        assert_eq!(read("#/"), Route::Start);
        assert_eq!(read("#/files"), Route::Files(Place::default()));
        assert_eq!(read("#/files/my/photos"), Route::Files(Place::My { prefix: "photos/".into() }));
        let gallery = |place| Route::View { place, view: ViewMode::Gallery };
        assert_eq!(read("#/files?view=gallery"), Route::Unknown("/files?view=gallery".into()));
        assert_eq!(read("#/files/?view=gallery"), gallery(Place::default()));
        assert_eq!(read("#/files/my/photos?view=gallery"), gallery(Place::My { prefix: "photos/".into() }));
        assert_eq!(read("#/files/my/photos?view=map"), Route::Files(Place::My { prefix: "photos?view=map/".into() }));
        let by_title = |table: &str| Route::Items { table: Some(table.into()), index: Some("ByTitle".into()) };
        assert_eq!(read("#/items/"), Route::ITEMS);
        assert_eq!(read("#/items?index="), Route::ITEMS);
        assert_eq!(read("items/?index=ByTitle"), Route::Items { table: None, index: Some("ByTitle".into()) });
        assert_eq!(read("#/items/My notes?index=ByTitle"), by_title("My notes"));
        assert_eq!(read("#/items/Notes?index="), Route::Items { table: Some("Notes".into()), index: None });
        assert_eq!(read("#/items/Notes?sort=Title"), Route::Items { table: Some("Notes?sort=Title".into()), index: None });
        assert_eq!(read("#/api/"), Route::API);
        assert_eq!(read("#/api?operation=GET /a?b"), Route::Api { endpoint: None, operation: Some("GET /a?b".into()) });
        for fragment in [
            "/items/a/b",
            "/items/Notes?index=a/b",
            "/items/Notes?index=%ff",
            "/itemsets",
            "/api/a/b",
            "/api/a?operation=%ff",
            "/apis",
        ] {
            assert_eq!(read(fragment), Route::Unknown(fragment.into()));
        }
        assert_eq!(read("#/nowhere"), Route::Unknown("/nowhere".into()));
        assert_eq!(read("#/files/my/%ff/"), Route::Unknown("/files/my/%ff/".into()));
        assert_eq!(read("#/files/bucket/eu-west-1/"), Route::Unknown("/files/bucket/eu-west-1/".into()));
    }

    proptest! {
        #[test]
        fn every_prefix_survives_the_address_bar(prefix in "\\PC{0,20}(/[\\PC\\x00-\\x1f]{0,9}){0,3}", bucket in "[a-z0-9.-]{3,20}", slug in "\\PC{1,9}") {
            prop_assume!(!Place::RESERVED.contains(&slug.as_str()));
            let prefix = if prefix.is_empty() || prefix.ends_with('/') { prefix } else { prefix + "/" };
            for place in [
                Place::My { prefix: prefix.clone() },
                Place::Named { slug: slug.clone(), prefix: prefix.clone() },
                Place::Bucket { region: "us-east-1".into(), bucket, prefix },
            ] {
                let views = ViewMode::ALL.map(|view| Route::View { place: place.clone(), view });
                for route in [Route::Files(place.clone()), Route::Search { place, query: slug.clone() }].into_iter().chain(views) {
                    let written = route.to_string();
                    prop_assert!(written.is_ascii());
                    prop_assert_eq!(read(&written), route);
                }
            }
        }

        #[test]
        fn every_table_and_index_survives_the_address_bar(
            table in proptest::option::of("[^/]{1,9}"),
            index in proptest::option::of("[^/]{1,9}"),
        ) {
            let route = Route::Items { table, index };
            let written = route.to_string();
            prop_assert!(written.is_ascii());
            prop_assert_eq!(read(&written), route);
        }

        #[test]
        fn every_endpoint_and_operation_survives_the_address_bar(
            endpoint in proptest::option::of("[^/]{1,9}"),
            operation in proptest::option::of("\\PC{1,9}"),
        ) {
            let route = Route::Api { endpoint, operation };
            let written = route.to_string();
            prop_assert!(written.is_ascii());
            prop_assert_eq!(read(&written), route);
        }

        #[test]
        fn whatever_is_written_leads_to_a_fragment_of_this_page(
            fragment in prop_oneof![any::<String>(), "#?/?(sign-in|items|api|files|search|account|//evil\\.example|javascript:)(/?[?](index|operation)=)?(/[a-z%:#?=]{0,9}){0,3}"],
        ) {
            let route = read(&fragment);
            let written = route.to_string();
            prop_assert!(written.starts_with('#'), "{}", written);
            prop_assert_eq!(read(&written), route);
        }
    }
}
