//! What visitors do with their own account, against a scripted user pool.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::time::Duration;

use futures::future::join3;
use pollster::block_on;
use satchel::auth::account::{self, FactorUse};
use satchel::auth::challenge::Factor;
use satchel::auth::tokens::Tokens;
use satchel::auth::visitor::{Federated, Profile, Visitor};
use satchel::auth::{AuthError, Session};
use satchel::aws;
use satchel::aws::credentials::ProvideCredentials;
use satchel::ports::{HttpErrorKind, Lifetime};
use satchel::secret::Secret;
use serde_json::json;
use support::{NOON, Scripted, client, credentials, identity, refreshed, token, tokens};

fn signed_in(world: &Scripted) -> Session<Scripted> {
    entered(world, Visitor::User(tokens(3600)))
}

fn entered(world: &Scripted, visitor: Visitor) -> Session<Scripted> {
    let session = Session::restore(client(world));
    session.enter(visitor, Lifetime::Tab);
    session
}

fn user() -> serde_json::Value {
    json!({ "Username": "sub-ann", "UserAttributes": [{ "Name": "email", "Value": "ann@example.com" }] })
}

#[test]
fn operations_carry_the_access_token() {
    let world = Scripted::new();
    world.answers(200, user());
    let user = block_on(account::user(&signed_in(&world))).unwrap();
    assert_eq!(user.attribute("email"), Some("ann@example.com"));
    assert_eq!(world.operations(), ["GetUser"]);
    assert_eq!(world.body(0), json!({ "AccessToken": "access1" }));
}

#[test]
fn an_access_token_that_has_expired_is_refreshed_before_it_is_used() {
    let world = Scripted::new();
    world.answers(200, refreshed(7200)).answers(200, user());
    let access_token = Secret::new(token("access1", 30));
    let session = entered(&world, Visitor::User(Tokens { access_token, ..tokens(3600) }));
    block_on(account::user(&session)).unwrap();
    assert_eq!(world.operations(), ["GetTokensFromRefreshToken", "GetUser"]);
    assert_eq!(world.body(1)["AccessToken"], "access2");
}

#[test]
fn an_access_token_that_is_refused_is_replaced_once() {
    for (code, message) in
        [("NotAuthorizedException", "Access Token has expired"), ("NotAuthorizedException", "Access Token has been revoked")]
    {
        let world = Scripted::new();
        world.refuses(code, message).answers(200, refreshed(7200)).answers(200, user());
        block_on(account::user(&signed_in(&world))).unwrap();
        assert_eq!(world.operations(), ["GetUser", "GetTokensFromRefreshToken", "GetUser"]);
        assert_eq!(world.body(2)["AccessToken"], "access2");

        let world = Scripted::new();
        world.refuses(code, message).answers(200, refreshed(7200)).refuses(code, message);
        let Err(AuthError::Aws(error)) = block_on(account::user(&signed_in(&world))) else { panic!("not refused") };
        assert_eq!(error.code(), code);
        world.is_played_to_the_end();
    }
}

#[test]
fn other_refusals_cost_no_new_token() {
    let world = Scripted::new();
    world.refuses("NotAuthorizedException", "Access Token does not have required scopes");
    assert!(block_on(account::user(&signed_in(&world))).is_err());
    world.refuses("NotAuthorizedException", "Incorrect username or password.");
    let (old, new) = (Secret::new("old"), Secret::new("new"));
    let refused = block_on(account::change_password(&signed_in(&world), Some(&old), &new));
    assert_eq!(refused, Err(AuthError::IncorrectUsernameOrPassword));
    assert_eq!(world.operations(), ["GetUser", "ChangePassword"]);
}

#[test]
fn all_who_need_a_new_token_at_once_share_one() {
    let world = Scripted::new();
    world.answers(200, refreshed(7200)).answers(200, identity("id-1")).answers(200, credentials("id-1", "KEY1", 0));
    let access_token = Secret::new(token("access1", 30));
    let session = entered(&world, Visitor::User(Tokens { access_token, ..tokens(30) }));
    let (a, b, c) = block_on(join3(session.access_token(), session.credentials(), session.access_token()));
    assert_eq!((a.unwrap().expose(), c.unwrap().expose()), ("access2", "access2"));
    assert_eq!(b.unwrap().access_key_id(), "KEY1");
    assert_eq!(world.operations(), ["GetTokensFromRefreshToken", "GetId", "GetCredentialsForIdentity"]);
}

#[test]
fn a_session_that_was_ended_elsewhere_is_over_here_too() {
    for refusal in ["Refresh Token has been revoked", "Invalid Refresh Token"] {
        let world = Scripted::new();
        world.refuses("NotAuthorizedException", "Access Token has been revoked").refuses("NotAuthorizedException", refusal);
        let session = signed_in(&world);
        assert_eq!(block_on(account::user(&session)), Err(AuthError::Aws(aws::Error::SignedOut)));
        assert!(session.profile().is_none());
    }
    let world = Scripted::new();
    world.refuses("UserNotFoundException", "User does not exist.").refuses("UserNotFoundException", "User does not exist.");
    let session = signed_in(&world);
    assert_eq!(block_on(account::user(&session)), Err(AuthError::Aws(aws::Error::SignedOut)), "deleted elsewhere");
    assert!(session.profile().is_none());
}

#[test]
fn silence_ends_no_session() {
    let world = Scripted::new();
    world.refuses("NotAuthorizedException", "Access Token has expired").fails(HttpErrorKind::Offline);
    let session = signed_in(&world);
    assert!(matches!(block_on(account::user(&session)), Err(AuthError::Aws(aws::Error::NoResponse(_)))));
    assert!(session.profile().is_some());
}

#[test]
fn guests_and_those_whom_a_provider_vouches_for_have_no_account_in_the_user_pool() {
    let federated = Federated::new(&Scripted::new(), "Example ID", "id.example", Secret::new(token("provider", -10)));
    for visitor in [Visitor::Guest, Visitor::Federated(federated)] {
        let world = Scripted::new();
        let session = entered(&world, visitor);
        assert_eq!(block_on(account::user(&session)), Err(AuthError::Aws(aws::Error::SignedOut)));
        assert_eq!(block_on(session.refresh_tokens()), Err(aws::Error::SignedOut));
        assert!(session.profile().is_some(), "nothing is ended by asking");
        assert!(world.operations().is_empty());
    }
}

#[test]
fn a_changed_address_waits_for_its_code_and_the_claims_follow() {
    let world = Scripted::new();
    let sent = json!({ "Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email" });
    let claims = json!({ "AuthenticationResult": { "IdToken": new_claims(), "AccessToken": "access2" } });
    world.answers(200, json!({ "CodeDeliveryDetailsList": [sent] })).answers(200, "{}").answers(200, claims);
    let session = signed_in(&world);
    let details = block_on(account::change_attributes(&session, &[("email", "new@example.com"), ("name", "Ann")])).unwrap();
    assert_eq!(details.first().unwrap().destination, "n***@e***");
    block_on(account::verify_attribute(&session, "email", " 123 456 ")).unwrap();
    assert_eq!(world.body(1), json!({ "AccessToken": "access1", "AttributeName": "email", "Code": "123456" }));
    block_on(session.refresh_tokens()).unwrap();
    let attributes = json!([{ "Name": "email", "Value": "new@example.com" }, { "Name": "name", "Value": "Ann" }]);
    assert_eq!(world.body(0)["UserAttributes"], attributes);
    assert_eq!(session.profile().as_ref().and_then(Profile::name), Some("new@example.com"));
    assert!(world.stored(Lifetime::Tab).contains("access2"));
}

fn new_claims() -> String {
    use base64::Engine as _;
    let claims = json!({ "sub": "sub-ann", "exp": NOON + 3600, "email": "new@example.com" }).to_string();
    format!("e30.{}.sig", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn a_first_password_needs_no_previous_one() {
    let world = Scripted::new();
    let factors = |names: &[&str]| json!({ "Username": "sub-ann", "ConfiguredUserAuthFactors": names });
    world.answers(200, factors(&["EMAIL_OTP", "WEB_AUTHN"])).answers(200, "{}").answers(200, factors(&["PASSWORD", "EMAIL_OTP"]));
    let session = signed_in(&world);
    assert_eq!(block_on(account::has_password(&session)), Ok(false));
    block_on(account::change_password(&session, None, &Secret::new("new"))).unwrap();
    assert_eq!(world.body(1), json!({ "AccessToken": "access1", "ProposedPassword": "new" }));
    assert_eq!(block_on(account::has_password(&session)), Ok(true));
}

#[test]
fn an_authenticator_is_taken_into_use_by_its_first_code() {
    let world = Scripted::new();
    world.answers(200, json!({ "SecretCode": "JBSWY3DP" })).answers(200, json!({ "Status": "SUCCESS" })).answers(200, "{}");
    let session = signed_in(&world);
    assert_eq!(block_on(account::begin_authenticator(&session)).unwrap().expose(), "JBSWY3DP");
    block_on(account::finish_authenticator(&session, "123-456")).unwrap();
    assert_eq!(world.operations(), ["AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference"]);
    assert_eq!(world.body(1)["UserCode"], "123456");
    let on = json!({ "AccessToken": "access1", "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true } });
    assert_eq!(world.body(2), on);

    let world = Scripted::new();
    world.refuses("EnableSoftwareTokenMFAException", "Code mismatch");
    let refused = block_on(account::finish_authenticator(&signed_in(&world), "000000"));
    assert_eq!(refused, Err(AuthError::CodeMismatch), "and nothing is turned on");
    assert_eq!(world.operations(), ["VerifySoftwareToken"]);
}

#[test]
fn factors_that_are_not_named_stay_as_they_are() {
    let world = Scripted::new();
    world.answers(200, "{}");
    let factors = [(Factor::Email, FactorUse::On), (Factor::Sms, FactorUse::Off)];
    block_on(account::set_factors(&signed_in(&world), &factors)).unwrap();
    let expected = json!({
        "AccessToken": "access1",
        "EmailMfaSettings": { "Enabled": true, "PreferredMfa": false },
        "SMSMfaSettings": { "Enabled": false, "PreferredMfa": false },
    });
    assert_eq!(world.body(0), expected);
}

#[test]
fn lists_are_read_to_their_end() {
    let world = Scripted::new();
    let device = |key: &str| json!({ "DeviceKey": key, "DeviceCreateDate": 1.5, "DeviceLastAuthenticatedDate": 2.5 });
    world
        .answers(200, json!({ "Devices": [device("a")], "PaginationToken": "t" }))
        .answers(200, json!({ "Devices": [device("b")] }));
    let session = signed_in(&world);
    let devices = block_on(account::devices(&session)).unwrap();
    assert_eq!(devices.iter().map(|device| device.device_key.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((world.body(0).get("PaginationToken"), &world.body(1)["PaginationToken"]), (None, &json!("t")));

    let passkey =
        |id: &str| json!({ "CredentialId": id, "FriendlyCredentialName": "Phone", "RelyingPartyId": "x", "CreatedAt": 1.0 });
    world
        .answers(200, json!({ "Credentials": [passkey("a")], "NextToken": "t" }))
        .answers(200, json!({ "Credentials": [passkey("b")] }));
    let passkeys = block_on(account::passkeys(&session)).unwrap();
    assert_eq!(passkeys.iter().map(|passkey| passkey.credential_id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(world.body(3)["NextToken"], "t");
}

#[test]
fn a_pool_that_remembers_no_devices_has_none() {
    let world = Scripted::new();
    world.refuses("InvalidUserPoolConfigurationException", "User pool has not enabled device tracking.");
    assert_eq!(block_on(account::devices(&signed_in(&world))), Ok(vec![]));
}

#[test]
fn an_address_that_waits_for_its_code_is_its_accounts_own() {
    let world = Scripted::new();
    account::wait_for(&world, "user:sub-ann", "email", " new@example.com ");
    assert_eq!(account::waiting(&world, "user:sub-ann", "email").as_deref(), Some("new@example.com"));
    assert_eq!(account::waiting(&world, "user:sub-ben", "email"), None);
    assert_eq!(account::waiting(&world, "user:sub-ann", "phone_number"), None);
    account::stop_waiting(&world, "email");
    assert_eq!(account::waiting(&world, "user:sub-ann", "email"), None);
}

#[test]
fn an_address_waits_in_all_tabs_and_no_longer_than_its_code_is_good_for() {
    let world = Scripted::new();
    account::wait_for(&world, "user:sub-ann", "email", "new@example.com");
    assert_eq!(account::waiting(&world.tab(1), "user:sub-ann", "email").as_deref(), Some("new@example.com"));
    world.passes(Duration::from_secs(24 * 3600 - 1));
    assert!(account::waiting(&world, "user:sub-ann", "email").is_some());
    world.passes(Duration::from_secs(1));
    assert_eq!(account::waiting(&world, "user:sub-ann", "email"), None);
    assert_eq!(world.stored(Lifetime::Persistent), "", "nothing is left of it");
}

#[test]
fn what_is_gone_already_needs_no_removing() {
    let world = Scripted::new();
    world.refuses("ResourceNotFoundException", "Device does not exist.").refuses("ResourceNotFoundException", "No such passkey.");
    let session = signed_in(&world);
    assert_eq!(block_on(account::forget_device(&session, "key")), Ok(()));
    assert_eq!(block_on(account::delete_passkey(&session, "id")), Ok(()));
}

#[test]
fn a_passkey_goes_from_the_browser_to_the_pool_as_it_is() {
    let world = Scripted::new();
    let options = json!({ "challenge": "AAAA", "rp": { "id": "localhost" } });
    world.answers(200, json!({ "CredentialCreationOptions": options })).answers(200, "{}");
    let session = signed_in(&world);
    assert_eq!(block_on(account::begin_passkey(&session)).unwrap(), options);
    let credential = json!({ "id": "x", "response": { "clientDataJSON": "AAAA" } });
    block_on(account::finish_passkey(&session, &credential)).unwrap();
    assert_eq!(world.body(1), json!({ "AccessToken": "access1", "Credential": credential }));
}

#[test]
fn nothing_that_changes_something_is_sent_twice_into_silence() {
    let world = Scripted::new();
    let session = signed_in(&world);
    world.fails(HttpErrorKind::Network);
    assert!(block_on(account::delete_user(&session)).is_err());
    world.fails(HttpErrorKind::Network);
    assert!(block_on(account::change_password(&session, Some(&Secret::new("a")), &Secret::new("b"))).is_err());
    world.fails(HttpErrorKind::Network);
    assert!(block_on(account::sign_out_everywhere(&session)).is_err());
    assert_eq!(world.operations(), ["DeleteUser", "ChangePassword", "GlobalSignOut"]);
}
