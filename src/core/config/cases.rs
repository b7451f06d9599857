//! Files as owners have them, each with what is right for it.

use super::{Actions, Config, Fault, FirstFactor, is_web_page};

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/../../tests/fixtures/configs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn config(name: &str) -> Config {
    Config::read_file(&file(name)).unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

fn faults(name: &str) -> Vec<String> {
    Config::read_file(&file(name)).unwrap_err().iter().map(Fault::to_string).collect()
}

/// Every file is named here, so that none is forgotten.
#[test]
fn every_file_works_or_has_faults_as_it_should() {
    let directory = format!("{}/../../tests/fixtures/configs", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let works = match name.as_str() {
            "amplify-higher-version-unknown-keys.json"
            | "amplify-identity-pool-only-guests-unsaid.json"
            | "amplify-mfa-required-no-methods.json"
            | "amplify-paths-two-buckets.json"
            | "amplify-phone-names.json"
            | "amplify-plain-names.json"
            | "bom.json"
            | "no-storage-no-tables.json"
            | "table-without-sort-key.json" => true,
            "amplify-empty-strings.json"
            | "amplify-identity-pool-only-guests-off.json"
            | "amplify-oauth-domain-without-dot.json"
            | "amplify-user-pool-only.json"
            | "comment.json"
            | "empty.json"
            | "export-default.js"
            | "fallback.html"
            | "gen1-amplifyconfiguration.json"
            | "gen1-aws-exports.json"
            | "trailing-comma.json"
            | "utf16.json" => false,
            other => panic!("{other} is new here: what is right for it?"),
        };
        let read = Config::read_file(&file(&name));
        let is_own = !name.starts_with("amplify");
        assert_eq!(Config::read_sound(&file(&name)), read.clone().ok().filter(|_| is_own), "{name}: read in one way");
        assert_eq!(read.is_ok(), works, "{name}: {read:?}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_named_as_what_it_is() {
    for (name, expected) in [
        ("comment.json", ": Comment(Position { line: 1, column: 1 })"),
        ("empty.json", ": EmptyFile"),
        ("export-default.js", ": JavaScript("),
        ("trailing-comma.json", ": TrailingComma('}', Position { line: 1, column: 191 })"),
        ("utf16.json", ": Utf16"),
        ("gen1-amplifyconfiguration.json", ": AmplifyGen1"),
        ("gen1-aws-exports.json", ": AmplifyGen1"),
        ("amplify-identity-pool-only-guests-off.json", "auth: NoSignInMethod"),
        ("amplify-user-pool-only.json", "auth.identity_pool_id: Missing(IdentityPool)"),
        ("amplify-oauth-domain-without-dot.json", r#"auth.oauth.domain: Text("myprefix", Domain)"#),
    ] {
        let faults = faults(name);
        assert!(matches!(faults.as_slice(), [only] if only.contains(expected)), "{name}: {faults:?}");
    }
    assert!(is_web_page(&file("fallback.html")) && !is_web_page(&file("bom.json")) && !is_web_page(&file("utf16.json")));
}

#[test]
fn each_empty_string_is_named() {
    let faults = faults("amplify-empty-strings.json");
    let fields = [
        "auth.aws_region",
        "auth.user_pool_id",
        "auth.user_pool_client_id",
        "auth.identity_pool_id",
        "storage.bucket_name",
        "storage.aws_region",
    ];
    assert_eq!(faults.len(), fields.len(), "{faults:?}");
    for (fault, field) in faults.iter().zip(fields) {
        assert!(fault.starts_with(&format!("{field}: Empty(")), "{fault}");
    }
}

#[test]
fn amplifys_paths_are_places() {
    let config = config("amplify-paths-two-buckets.json");
    let places: Vec<_> =
        config.places.iter().map(|place| (place.label.as_str(), place.slug.as_str(), place.prefix("me"))).collect();
    let expected =
        [("", "my", "reports/me/".to_owned()), ("Notices", "notices", "notices/".to_owned()), ("Old", "old", "old/".to_owned())];
    assert_eq!(places, expected);
    let buckets: Vec<_> = config.places.iter().map(|place| (place.bucket.as_str(), place.region.as_str())).collect();
    assert_eq!(buckets, [("one-bucket", "eu-west-1"), ("one-bucket", "eu-west-1"), ("other-bucket", "us-east-1")]);
    let of =
        |groups: &[&str]| config.places.iter().map(|place| place.access.of_groups(groups.iter().copied())).collect::<Vec<_>>();
    assert_eq!(of(&[]), [Actions::ALL, Actions::READ, Actions::default()]);
    assert_eq!(of(&["ADMIN"]), [Actions::ALL, Actions::READ, Actions { get: true, ..Actions::default() }]);
    let guest: Vec<_> = config.places.iter().map(|place| place.access.guest).collect();
    assert_eq!(guest, [Actions::default(), Actions::READ, Actions::default()]);
}

#[test]
fn what_a_file_leaves_unsaid_is_as_its_schema_has_it() {
    let guests = config("amplify-identity-pool-only-guests-unsaid.json");
    assert!(guests.identity_pool.allow_guests && guests.user_pool.is_none());
    let none = config("no-storage-no-tables.json");
    assert!(none.places.is_empty() && none.tables.is_empty());
    assert_eq!(config("table-without-sort-key.json").tables[0].sort_key, None);
    assert_eq!(config("bom.json").region, "eu-west-1");
    let factors = config("amplify-higher-version-unknown-keys.json").user_pool.unwrap().first_factors;
    assert_eq!(factors, [FirstFactor::Password, FirstFactor::EmailOtp]);
}
