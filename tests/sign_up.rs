//! Becoming a user in pools of every kind, and how whoever is stuck halfway is led on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use pollster::block_on;
use satchel::auth::AuthError;
use satchel::auth::new_user::NewUser;
use satchel::auth::pending::{Addressee, PendingCode};
use satchel::auth::sign_in::sign_in_by_name;
use satchel::auth::sign_up::{PasswordResetStart, SignedUp, forgot_password, sign_up};
use satchel::config::{EMAIL, PHONE_NUMBER, UserNames, UserPool};
use satchel::secret::Secret;
use serde_json::{Value, json};
use support::{Scripted, client, config};

const ANN: &str = "ann@example.com";
/// What the scripted randomness makes of a UUID.
const MADE_UP: &str = "5a5a5a5a-5a5a-4a5a-9a5a-5a5a5a5a5a5a";
const UNVERIFIED: &str = "Cannot reset password for the user as there is no registered/verified email or phone_number";

fn pool(username_attributes: &[&'static str], alias_attributes: &[&'static str]) -> UserPool {
    let names = UserNames {
        username_attributes: username_attributes.to_vec(),
        alias_attributes: alias_attributes.to_vec(),
        ..UserNames::default()
    };
    UserPool { names, ..config().user_pool.unwrap() }
}

fn signs_up(world: &Scripted, pool: &UserPool, name: &str, more: &[(&'static str, &str)]) -> Result<SignedUp, AuthError> {
    let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
    let user = NewUser::new(world, &pool.names, name.to_owned(), more);
    block_on(sign_up(&client(world), pool, user, &Secret::new("Passw0rd!")))
}

fn sent_to(attribute: &str) -> Value {
    let details = json!({ "Destination": "a***", "DeliveryMedium": "EMAIL", "AttributeName": attribute });
    json!({ "UserConfirmed": false, "UserSub": "s", "CodeDeliveryDetails": details })
}

fn attributes(body: &Value) -> Vec<(&str, &str)> {
    let attributes = body["UserAttributes"].as_array().unwrap().iter();
    attributes.map(|one| (one["Name"].as_str().unwrap(), one["Value"].as_str().unwrap())).collect()
}

#[test]
fn an_address_that_is_an_alias_is_no_name() {
    let world = Scripted::new();
    world.answers(200, sent_to("email"));
    let addressee = Addressee { username: MADE_UP.into(), name: ANN.into(), address: ANN.into() };
    let signed_up = signs_up(&world, &pool(&[], &[EMAIL]), ANN, &[("name", "Ann")]);
    assert_eq!(signed_up, Ok(SignedUp::CodeSent(addressee)));
    let body = world.body(0);
    assert_eq!(body["Username"], MADE_UP);
    assert_eq!(attributes(&body), [(EMAIL, ANN), ("name", "Ann")]);
}

#[test]
fn a_phone_number_is_a_name_as_an_address_is() {
    let world = Scripted::new();
    world.answers(200, sent_to("phone_number"));
    let signed_up = signs_up(&world, &pool(&[EMAIL, PHONE_NUMBER], &[]), "+4915123456789", &[]);
    assert_eq!(signed_up, Ok(SignedUp::CodeSent(Addressee::known_by("+4915123456789"))));
    assert_eq!(attributes(&world.body(0)), [(PHONE_NUMBER, "+4915123456789")]);
}

#[test]
fn a_plain_name_has_its_code_sent_to_the_address_beside_it() {
    let world = Scripted::new();
    world.answers(200, sent_to("email"));
    let addressee = Addressee { username: "ann".into(), name: "ann".into(), address: ANN.into() };
    let signed_up = signs_up(&world, &pool(&[], &[]), "ann", &[(EMAIL, ANN)]);
    assert_eq!(signed_up, Ok(SignedUp::CodeSent(addressee)));

    let world = Scripted::new();
    world.answers(200, json!({ "UserConfirmed": false, "UserSub": "s" }));
    assert_eq!(signs_up(&world, &pool(&[], &[]), "ann", &[(EMAIL, "")]), Ok(SignedUp::NeedsAdminConfirmation));
    assert_eq!(attributes(&world.body(0)), [], "what is empty is not sent");
}

#[test]
fn a_pool_with_aliases_that_the_configuration_does_not_know_is_given_a_name() {
    let world = Scripted::new();
    let refusal = "Username cannot be of email format, since user pool is configured for email alias.";
    world.refuses("InvalidParameterException", refusal).answers(200, sent_to("email"));
    let signed_up = signs_up(&world, &pool(&[], &[]), ANN, &[]);
    let addressee = Addressee { username: MADE_UP.into(), name: ANN.into(), address: ANN.into() };
    assert_eq!(signed_up, Ok(SignedUp::CodeSent(addressee)));
    assert_eq!((&world.body(0)["Username"], &world.body(1)["Username"]), (&json!(ANN), &json!(MADE_UP)));
    assert_eq!(attributes(&world.body(1)), [(EMAIL, ANN)]);

    let world = Scripted::new();
    world.refuses("InvalidParameterException", "Username should be an email.");
    assert!(signs_up(&world, &pool(&[], &[]), ANN, &[]).is_err());
    world.is_played_to_the_end();
}

#[test]
fn whoever_signed_up_before_and_never_confirmed_it_is_sent_a_code() {
    let world = Scripted::new();
    world.refuses("UsernameExistsException", "An account with the given email already exists.");
    world.answers(200, json!({ "CodeDeliveryDetails": { "AttributeName": "email", "Destination": "a***" } }));
    let signed_up = signs_up(&world, &pool(&[EMAIL], &[]), ANN, &[]);
    assert_eq!(signed_up, Ok(SignedUp::CodeSentAgain(Addressee::known_by(ANN))));
    assert_eq!(world.operations(), ["SignUp", "ResendConfirmationCode"]);
}

#[test]
fn so_many_codes_are_reason_enough_to_look_for_one() {
    let world = Scripted::new();
    world.refuses("UsernameExistsException", "").refuses("LimitExceededException", "Attempt limit exceeded");
    let signed_up = signs_up(&world, &pool(&[EMAIL], &[]), ANN, &[]);
    assert_eq!(signed_up, Ok(SignedUp::CodeLimitExceeded(Addressee::known_by(ANN))));
}

#[test]
fn an_account_that_is_confirmed_is_told_of() {
    let world = Scripted::new();
    world.refuses("UsernameExistsException", "").refuses("InvalidParameterException", "User is already confirmed.");
    assert_eq!(signs_up(&world, &pool(&[EMAIL], &[]), ANN, &[]), Err(AuthError::UsernameExists));
}

#[test]
fn a_forgotten_password_of_an_account_that_was_never_confirmed_leads_to_the_code() {
    let world = Scripted::new();
    world.refuses("InvalidParameterException", UNVERIFIED).answers(200, json!({}));
    let forgotten = block_on(forgot_password(&client(&world), &pool(&[EMAIL], &[]), ANN));
    assert_eq!(forgotten, Ok(PasswordResetStart::NotConfirmed(Addressee::known_by(ANN))));
    assert_eq!(world.operations(), ["ForgotPassword", "ResendConfirmationCode"]);

    // Who is confirmed and has no address is for the owner.
    let world = Scripted::new();
    world.refuses("InvalidParameterException", UNVERIFIED).refuses("InvalidParameterException", "User is already confirmed.");
    let refused = block_on(forgot_password(&client(&world), &pool(&[EMAIL], &[]), ANN)).unwrap_err();
    assert!(matches!(&refused, AuthError::Aws(error) if error.service().unwrap().message == UNVERIFIED), "{refused:?}");
}

#[test]
fn an_alias_that_is_not_confirmed_yet_is_known_where_its_user_signed_up() {
    let waiting = Addressee { username: MADE_UP.into(), name: ANN.into(), address: ANN.into() };
    let alias = pool(&[], &[EMAIL]);
    let world = Scripted::new();
    PendingCode::Confirm.begin(&world, &waiting);
    world.refuses("InvalidParameterException", UNVERIFIED).answers(200, json!({}));
    let forgotten = block_on(forgot_password(&client(&world), &alias, ANN));
    assert_eq!(forgotten, Ok(PasswordResetStart::NotConfirmed(waiting.clone())));
    assert_eq!((&world.body(0)["Username"], &world.body(1)["Username"]), (&json!(MADE_UP), &json!(MADE_UP)));

    let refused = "Incorrect username or password.";
    world.refuses("NotAuthorizedException", refused).refuses("UserNotConfirmedException", "User is not confirmed.");
    let signed_in = block_on(sign_in_by_name(&client(&world), &alias, ANN, &Secret::new("Passw0rd!")));
    assert_eq!(signed_in, Err(AuthError::UserNotConfirmed));
    let sent = |n: usize| world.body(n)["AuthParameters"]["USERNAME"].clone();
    assert_eq!((sent(2), sent(3)), (json!(ANN), json!(MADE_UP)));

    // Nobody else's name is tried.
    world.refuses("NotAuthorizedException", refused);
    let signed_in = block_on(sign_in_by_name(&client(&world), &alias, "bob@example.com", &Secret::new("Passw0rd!")));
    assert_eq!(signed_in, Err(AuthError::IncorrectUsernameOrPassword));
    world.is_played_to_the_end();
}
