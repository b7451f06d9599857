//! Linking a further login to the identity of who is signed in, and unlinking it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pollster::block_on;
use satchel::auth::linking::{self, Link, LinkableLogin, LinkingError, LoginName};
use satchel::auth::oauth::{self, AuthorizationRequest};
use satchel::auth::visitor::{DeveloperIdentity, Federated, Visitor};
use satchel::auth::{Session, federation};
use satchel::aws::credentials::ProvideCredentials;
use satchel::aws::{self, Client};
use satchel::config::{Config, Provider, ProviderEndpoints, ProviderKind};
use satchel::ports::Lifetime;
use satchel::secret::Secret;
use serde_json::json;
use support::{Scripted, credentials, identity, token_of, tokens, tokens_of};

const HERE: &str = "http://localhost:8080/";
const POOL: &str = "cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123";
const OURS: &str = "us-east-1:ours";
const THEIRS: &str = "us-east-1:theirs";

fn provider(name: &str, login: &str) -> Provider {
    Provider {
        kind: ProviderKind::Google,
        name: name.into(),
        client_id: "our app".into(),
        login: login.into(),
        issuer: Some(format!("https://{login}")),
        endpoints: ProviderEndpoints::Known { authorization: format!("https://{login}/authorize"), token: None },
    }
}

fn google() -> Provider {
    provider("Google", "accounts.google.com")
}

fn config() -> Config {
    Config { providers: vec![google(), provider("Work", "login.work.example")], ..support::config() }
}

fn restored(world: &Scripted) -> Session<Scripted> {
    Session::restore(Client::new(world.clone(), Rc::new(config())))
}

/// Ann, who has credentials of her identity.
fn ann(world: &Scripted) -> Session<Scripted> {
    let session = restored(world);
    session.enter(Visitor::User(tokens(3600)), Lifetime::Persistent);
    world.answers(200, identity(OURS)).answers(200, credentials(OURS, "AKID", 0));
    block_on(session.credentials()).unwrap();
    session
}

/// Leaves for Google. Gives its answer.
fn asked(session: &Session<Scripted>) -> Secret {
    let url = block_on(linking::begin(session, &google(), HERE)).unwrap();
    let of = |name: &str| url.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')).unwrap();
    let claims = format!(r#"{{"sub":"google-ann","email":"ann@google.example","nonce":"{}"}}"#, of("nonce"));
    Secret::new(format!("state={}&id_token=e30.{}.google", of("state"), URL_SAFE_NO_PAD.encode(claims)))
}

fn linked_google() -> Link {
    Link { name: google_name(), login: "accounts.google.com".into() }
}

fn finish(session: &Session<Scripted>, answer: &Secret) -> Result<Link, LinkingError> {
    block_on(async { linking::link(session, linking::finish(session, answer).await?).await })
}

/// The answer of `ListObjectsV2`.
fn listing(keys: &[&str]) -> String {
    let entry = |key: &&str| {
        format!(
            "<Contents><Key>private/{THEIRS}/{key}</Key><LastModified>2026-01-01T00:00:00Z</LastModified>\
             <ETag>\"e\"</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents>"
        )
        .replace(':', "%3A")
        .replace("00%3A00%3A00Z", "00:00:00Z")
    };
    format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>data</Name>\
         <Prefix>private/us-east-1%3Atheirs/</Prefix><KeyCount>{}</KeyCount><MaxKeys>10</MaxKeys>\
         <EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>{}</ListBucketResult>",
        keys.len(),
        keys.iter().map(entry).collect::<String>()
    )
}

fn has(world: &Scripted, files: &[&str], items: usize) {
    world.answers(200, identity(THEIRS)).answers(200, credentials(THEIRS, "OTHER", 0)).answers(200, listing(files));
    if files.iter().all(|file| file.starts_with(".satchel/")) {
        world.answers(200, json!({ "Items": vec![json!({ "IdentityId": { "S": THEIRS } }); items] }));
    }
}

fn google_name() -> LoginName {
    LoginName::Provider("Google".into())
}

#[test]
fn a_login_without_anything_of_its_own_goes_to_the_visitors_identity() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    has(&world, &[".satchel/preferences.json"], 0);
    world.answers(200, "").answers(200, identity(OURS));
    assert_eq!(finish(&session, &answer).unwrap(), linked_google());
    let operations = world.operations();
    assert_eq!(
        operations[2..],
        ["GetId", "GetCredentialsForIdentity", "ListObjectsV2", "Query", "UnlinkIdentity", "GetId"],
        "what it may leave behind is looked at first"
    );
    let (alone, left, both) = (world.body(2), world.body(6), world.body(7));
    assert_eq!(alone["Logins"].as_object().unwrap().len(), 1);
    assert_eq!((&left["IdentityId"], &left["LoginsToRemove"]), (&json!(THEIRS), &json!(["accounts.google.com"])));
    assert_eq!(both["Logins"].as_object().unwrap().keys().collect::<Vec<_>>(), ["accounts.google.com", POOL]);
    assert!(world.header(4, "authorization").unwrap().contains("OTHER"), "looked at as who it is about");

    assert_eq!(session.login_provider().as_deref(), Some(POOL), "the account stays who it is");
    assert_eq!(session.known_identity_id().as_deref(), Some(OURS));
    assert_eq!(session.current_credentials().unwrap().access_key_id(), "AKID");
    assert!(!world.stored(Lifetime::Persistent).contains("google-ann"), "its token is not kept");
    world.is_played_to_the_end();
}

#[test]
fn nothing_is_linked_before_it_is_known_whose_login_it_is() {
    let world = Scripted::new();
    let session = ann(&world);
    let pending = block_on(linking::finish(&session, &asked(&session))).unwrap();
    assert_eq!((pending.name(), pending.login_name().as_deref()), (&google_name(), Some("ann@google.example")));
    block_on(linking::discard(&session, pending));
    assert_eq!(world.operations().len(), 2, "AWS has not been asked for anything");
    world.is_played_to_the_end();
}

#[test]
fn a_login_with_files_or_items_is_left_as_it_is() {
    for (files, items) in [(&["holiday.jpg"][..], 0), (&[".satchel/preferences.json"], 1)] {
        let world = Scripted::new();
        let session = ann(&world);
        let answer = asked(&session);
        has(&world, files, items);
        assert_eq!(finish(&session, &answer), Err(LinkingError::InUse(google_name())));
        assert!(!world.operations().contains(&"UnlinkIdentity"));
        world.is_played_to_the_end();
    }
}

#[test]
fn what_could_not_be_looked_at_is_left_as_it_is() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    let refusal = "<Error><Code>AccessDenied</Code><Message>no</Message></Error>";
    world.answers(200, identity(THEIRS)).answers(200, credentials(THEIRS, "OTHER", 0)).answers(403, refusal);
    let Err(LinkingError::Aws(aws::Error::Service(error))) = finish(&session, &answer) else { panic!("linked") };
    assert_eq!(error.code, "AccessDenied");
    assert!(!world.operations().contains(&"UnlinkIdentity"));
}

#[test]
fn a_login_that_was_linked_elsewhere_is_as_it_should_be() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    world.answers(200, identity(OURS));
    assert_eq!(finish(&session, &answer).unwrap(), linked_google());
    world.is_played_to_the_end();
}

#[test]
fn another_login_of_the_same_provider_is_a_conflict() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    has(&world, &[], 0);
    world.answers(200, "").refuses("ResourceConflictException", "Login is already linked to another account.");
    assert_eq!(finish(&session, &answer), Err(LinkingError::Conflict(google_name())));
}

#[test]
fn a_login_that_went_elsewhere_is_not_called_linked() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    has(&world, &[], 0);
    world.answers(200, "").answers(200, identity("us-east-1:third"));
    assert_eq!(finish(&session, &answer), Err(LinkingError::Elsewhere(google_name())));
    assert_eq!(session.known_identity_id().as_deref(), Some(OURS));
}

#[test]
fn what_the_provider_refuses_changes_nothing() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    let state = answer.expose().split('&').next().unwrap().to_owned();
    let cancelled = finish(&session, &Secret::new(format!("{state}&error=access_denied")));
    assert_eq!(cancelled, Err(oauth::OAuthError::Cancelled("Google".into()).into()));
    assert_eq!(finish(&session, &answer), Err(oauth::OAuthError::StateMismatch.into()), "an answer is taken once");
    assert_eq!(world.operations().len(), 2);
}

#[test]
fn the_answer_is_for_the_account_that_asked() {
    let world = Scripted::new();
    let session = ann(&world);
    let answer = asked(&session);
    assert_eq!(AuthorizationRequest::pending_link(&world), session.account_id());
    session.enter(Visitor::User(tokens_of("bob", 3600)), Lifetime::Persistent);
    assert_eq!(finish(&session, &answer), Err(oauth::OAuthError::AccountGone("Google".into()).into()));

    // Nor does somebody who asked for a further login become somebody else.
    session.forget();
    let session = ann(&world);
    let answer = asked(&session);
    let returned = block_on(federation::finish(&world, &config(), &answer));
    assert_eq!(returned.visitor, Err(oauth::OAuthError::AccountGone("Google".into())));
    assert_eq!(AuthorizationRequest::pending_link(&world), None);

    // And who signed in links nothing.
    let method = federation::SignInMethod::Provider(google());
    block_on(federation::begin(&world, &config(), &method, HERE, true, "")).unwrap();
    assert_eq!(AuthorizationRequest::pending_link(&world), None);
    assert!(finish(&session, &answer).is_err());
}

#[test]
fn an_expired_token_is_refreshed_before_it_proves_who_is_here() {
    let world = Scripted::new();
    let session = restored(&world);
    session.enter(Visitor::User(tokens(400)), Lifetime::Persistent);
    world.answers(200, identity(OURS)).answers(200, credentials(OURS, "AKID", 0));
    block_on(session.credentials()).unwrap();
    let answer = asked(&session);
    world.passes(std::time::Duration::from_secs(500));
    has(&world, &[], 0);
    world.answers(200, "").answers(200, support::refreshed(3600)).answers(200, identity(OURS));
    finish(&session, &answer).unwrap();
    let both = world.body(8);
    assert!(both["Logins"][POOL].as_str().unwrap().ends_with("id2"), "{both}");
}

/// Whoever signs in with Google.
fn of_google(developer_identity: Option<DeveloperIdentity>) -> Visitor {
    let login = if developer_identity.is_some() { "cognito-identity.amazonaws.com" } else { "accounts.google.com" };
    let token = Secret::new(token_of("ann", "google", 3600));
    Visitor::Federated(Federated { developer_identity, ..Federated::new(&Scripted::new(), "Google", login, token) })
}

#[test]
fn an_account_of_the_user_pool_is_linked_and_its_session_ended() {
    let world = Scripted::new();
    let session = restored(&world);
    session.enter(of_google(None), Lifetime::Persistent);
    world.answers(200, identity(OURS)).answers(200, credentials(OURS, "AKID", 0));
    block_on(session.credentials()).unwrap();
    has(&world, &[], 0);
    world.answers(200, "").answers(200, identity(OURS)).answers(200, "{}");
    let pending = linking::pending_user(&session, &tokens(3600)).unwrap();
    assert_eq!((pending.name(), pending.login_name().as_deref()), (&LoginName::UserPool, Some("ann@example.com")));
    let link = block_on(linking::link(&session, pending)).unwrap();
    assert_eq!(link, Link { name: LoginName::UserPool, login: POOL.into() });
    assert_eq!(world.operations()[6..], ["UnlinkIdentity", "GetId", "RevokeToken"]);
    assert_eq!(world.body(7)["Logins"].as_object().unwrap().keys().collect::<Vec<_>>(), ["accounts.google.com", POOL]);
    assert_eq!(session.login_provider().as_deref(), Some("accounts.google.com"), "the account stays who it is");
    world.is_played_to_the_end();

    // Nor does a session stay that was begun in vain.
    has(&world, &["holiday.jpg"], 0);
    world.refuses("TooManyRequestsException", "Rate exceeded").answers(200, "{}");
    let pending = linking::pending_user(&session, &tokens(3600)).unwrap();
    assert_eq!(block_on(linking::link(&session, pending.clone())), Err(LinkingError::InUse(LoginName::UserPool)));
    assert_eq!(world.operations().last(), Some(&"RevokeToken"));
    let before = world.operations().len();
    world.answers(200, "{}");
    block_on(linking::discard(&session, pending));
    assert_eq!(world.operations()[before..], ["RevokeToken"], "nor one that the visitor did not want");
}

#[test]
fn what_leads_here_already_is_not_offered() {
    let names = |session: &Session<Scripted>, linked: &[&str]| {
        let linked = linked.iter().map(|login| (*login).to_owned()).collect::<Vec<_>>();
        let name = |source| match source {
            LinkableLogin::UserPool => "the user pool".to_owned(),
            LinkableLogin::Provider(provider) => provider.name,
        };
        linking::linkable(session, &linked).into_iter().map(name).collect::<Vec<_>>()
    };
    let world = Scripted::new();
    let session = ann(&world);
    assert_eq!(names(&session, &[]), ["Google", "Work"]);
    assert_eq!(names(&session, &[POOL, "accounts.google.com"]), ["Work"]);
    session.enter(of_google(None), Lifetime::Tab);
    assert_eq!(names(&session, &[]), ["the user pool", "Work"], "they are signed in with Google");
    assert_eq!(names(&session, &[POOL, "login.work.example"]), [""; 0]);
    let given = DeveloperIdentity { identity_id: "us-east-1:own".into(), user_name: "carol".into() };
    session.enter(of_google(Some(given)), Lifetime::Tab);
    assert!(names(&session, &[]).is_empty(), "the owner's own login alone can link");
    session.enter(Visitor::Guest, Lifetime::Tab);
    assert!(names(&session, &[]).is_empty(), "a guest signs in instead");
}

#[test]
fn a_login_is_called_as_the_site_calls_it() {
    let world = Scripted::new();
    let session = ann(&world);
    let names = [POOL, "accounts.google.com", "gone.example"].map(|login| linking::name(&session, login));
    assert_eq!(names, [LoginName::UserPool, google_name(), LoginName::Provider("gone.example".into())]);
}

#[test]
fn an_unlinked_login_leads_here_no_more() {
    let world = Scripted::new();
    let session = ann(&world);
    world.answers(200, "");
    block_on(linking::unlink(&session, "accounts.google.com")).unwrap();
    let body = world.body(2);
    assert_eq!((&body["IdentityId"], &body["LoginsToRemove"]), (&json!(OURS), &json!(["accounts.google.com"])));
    assert_eq!(body["Logins"].as_object().unwrap().keys().collect::<Vec<_>>(), [POOL]);
    world.refuses("NotAuthorizedException", "Logins don't match.");
    assert!(matches!(block_on(linking::unlink(&session, "accounts.google.com")), Err(LinkingError::Aws(_))));
}

#[test]
fn the_login_that_one_is_signed_in_with_stays() {
    let world = Scripted::new();
    let session = ann(&world);
    assert_eq!(block_on(linking::unlink(&session, POOL)), Err(LinkingError::SignedInWith));
    assert_eq!(world.operations().len(), 2, "AWS would do it, and nothing would lead to the files any more");
}
