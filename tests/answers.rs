//! What Cognito may refuse, operation by operation: every exception has the words that `docs/ANSWERS.md` gives it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends so")]

mod support;

use std::collections::BTreeMap;

use pollster::block_on;
use satchel::auth::new_user::NewUser;
use satchel::auth::sign_in::sign_in;
use satchel::auth::{AuthError, sign_up};
use satchel::aws::identity_pool::Logins;
use satchel::aws::operation::Patience;
use satchel::aws::{self, ServiceError};
use satchel::secret::Secret;
use satchel::ui::components::Problem;
use satchel::ui::words::errors;
use serde_json::json;
use support::{Scripted, client, config};

const TABLE: &str = include_str!("../docs/ANSWERS.md");
/// The exceptions of each operation, by AWS's service models: `scripts/check_answers` keeps it true.
const EXCEPTIONS: &str = include_str!("fixtures/cognito_exceptions.json");

fn pairs() -> Vec<(String, String)> {
    let exceptions: BTreeMap<String, Vec<String>> = serde_json::from_str(EXCEPTIONS).unwrap();
    let pairs = exceptions.iter().flat_map(|(of, names)| names.iter().map(|name| (of.clone(), name.clone())));
    pairs.collect()
}

/// A row of the table of exceptions.
struct Row {
    exception: &'static str,
    operations: &'static str,
    says: &'static str,
    sees: &'static str,
}

impl Row {
    fn is_for(&self, operation: &str, exception: &str) -> bool {
        let of_identity_pool = matches!(operation, "GetId" | "GetCredentialsForIdentity");
        let is_of = match self.operations {
            "all" => true,
            "user pool" => !of_identity_pool,
            "identity pool" => of_identity_pool,
            names => names.split(", ").any(|name| name == operation),
        };
        is_of && self.exception == exception
    }
}

fn rows() -> Vec<Row> {
    let row = |cells: Vec<&'static str>| {
        let sees = cells[3].split(" → ").next().unwrap();
        Row { exception: cells[0].trim_matches('`'), operations: cells[1], says: cells[2], sees }
    };
    cells("Exceptions").map(row).collect()
}

/// The cells of each row under a heading.
fn cells(heading: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let (_, section) = TABLE.split_once(&format!("\n## {heading}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    lines.map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
}

/// What is explained when `operation` is refused so.
fn refused(operation: &str, exception: &str, message: &str) -> Problem {
    let world = Scripted::new();
    if operation == "RespondToAuthChallenge" {
        world.answers(200, verifier());
    }
    let status = if exception == "InternalErrorException" { 500 } else { 400 };
    for _ in 0..Patience::USUAL.attempts {
        world.answers(status, json!({ "__type": exception, "message": message }));
    }
    let (client, pool) = (client(&world), config().user_pool.unwrap());
    let (email, password) = ("ann@example.com", Secret::new("Passw0rd!"));
    let error = match operation {
        "InitiateAuth" | "RespondToAuthChallenge" => block_on(sign_in(&client, &pool, email, &password)).unwrap_err(),
        "SignUp" => {
            let user = NewUser::new(&world, &pool.names, email.into(), []);
            block_on(sign_up::sign_up(&client, &pool, user, &password)).unwrap_err()
        }
        "ConfirmSignUp" => block_on(sign_up::confirm(&client, &pool, email, "123456")).unwrap_err(),
        "ForgotPassword" => block_on(sign_up::forgot_password(&client, &pool, email)).unwrap_err(),
        "GetId" => AuthError::Aws(block_on(client.get_id(&Logins::default())).unwrap_err()),
        "GetCredentialsForIdentity" => {
            AuthError::Aws(block_on(client.get_credentials_for_identity("id-1", &Logins::default(), None)).unwrap_err())
        }
        other => panic!("{other} is called by nothing here"),
    };
    // After some, it is tried whether a confirmation code leads on.
    let mut operations = world.operations();
    operations.retain(|name| *name != "ResendConfirmationCode");
    assert_eq!(operations.last(), Some(&operation), "the refusal was {operation}'s");
    errors::auth_error("It did not happen", &error)
}

fn verifier() -> serde_json::Value {
    let parameters = json!({ "USER_ID_FOR_SRP": "u", "SRP_B": "abcdef0123456789", "SALT": "00ab", "SECRET_BLOCK": "c2VjcmV0" });
    json!({ "ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": parameters })
}

#[test]
fn every_exception_of_every_operation_has_the_words_of_the_table() {
    let rows = rows();
    for (operation, exception) in pairs() {
        let of_pair: Vec<_> = rows.iter().filter(|row| row.is_for(&operation, &exception)).collect();
        assert!(!of_pair.is_empty(), "{operation} may answer {exception}");
        for row in of_pair {
            let problem = refused(&operation, &exception, row.says);
            assert_eq!(format!("{} {}", problem.reason, problem.advice), row.sees, "{operation}: {exception} {}", row.says);
        }
    }
}

#[test]
fn no_exception_is_only_refused_whatever_it_says() {
    for (operation, exception) in pairs() {
        let problem = refused(&operation, &exception, "Something that AWS has not said before.");
        assert!(!problem.reason.contains("AWS refused"), "{operation}: {exception}");
        assert!(problem.reason.len() > 10 && problem.advice.len() > 5, "{operation}: {exception}");
    }
}

#[test]
fn what_stands_beside_the_models_has_words_too() {
    let rows: Vec<_> = cells("Beside them").filter(|cells| !cells[3].starts_with('→')).collect();
    assert!(rows.len() > 5);
    for cells in rows {
        let code = cells[0].trim_matches('`');
        let refusal = ServiceError { status: cells[2].parse().unwrap(), code: code.into(), ..ServiceError::default() };
        let problem = errors::auth_error("It did not happen", &AuthError::from(aws::Error::Service(refusal)));
        assert_eq!(format!("{} {}", problem.reason, problem.advice), cells[3], "{code}");
    }
}

#[test]
fn what_a_refusal_quotes_is_not_shown() {
    let secrets = [
        "1 validation error detected: Value 'Passw0rd!' at 'password' failed to satisfy constraint",
        "Couldn't verify eyJhbGciOiJSUzI1NiJ9.Passw0rd!.c2ln",
    ];
    for (operation, exception) in pairs() {
        for message in secrets {
            let problem = refused(&operation, &exception, message);
            assert!(!format!("{problem:?}").contains("Passw0rd!"), "{operation}: {exception}: {problem:?}");
        }
    }
}

#[test]
fn services_own_words_are_technical_details() {
    for (operation, exception) in pairs().into_iter().filter(|(_, exception)| exception != "UserLambdaValidationException") {
        let problem = refused(&operation, &exception, "Something arn:aws:iam::123456789012:role/R");
        let read = format!("{} {} {}", problem.title, problem.reason, problem.advice);
        assert!(!read.contains("arn:"), "{operation}: {exception}: {read}");
    }
    let problem = refused("SignUp", "InvalidParameterException", "Attributes did not conform to the schema: name: required");
    assert!(problem.details.contains(&("AWS says".into(), "Attributes did not conform to the schema: name: required".into())));
    assert!(problem.details.contains(&("Error code".into(), "InvalidParameterException".into())));
}

#[test]
fn a_challenge_that_no_page_should_be_asked_is_named() {
    for name in ["ADMIN_NO_SRP_AUTH", "PASSWORD", "PASSWORD_SRP"] {
        let world = Scripted::new();
        world.answers(200, verifier()).answers(200, json!({ "ChallengeName": name, "ChallengeParameters": {} }));
        let pool = config().user_pool.unwrap();
        let error = block_on(sign_in(&client(&world), &pool, "ann@example.com", &Secret::new("Passw0rd!"))).unwrap_err();
        let problem = errors::auth_error("You could not be signed in", &error);
        assert_eq!(problem.reason, "This page doesn't know the next step.");
        assert!(problem.details.contains(&("Challenge".into(), name.into())));
        assert!(problem.advice.contains("another way"));
        assert!(TABLE.contains(&format!("{} {}", problem.reason, problem.advice)));
    }
}
