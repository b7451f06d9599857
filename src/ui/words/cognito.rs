//! What the exceptions of user pools and identity pools mean to a visitor. `src/auth/EXPLANATIONS.md` shows all of them, with
//! those that [`auth::Error`](crate::auth::Error) names.

use super::errors;
use crate::aws::ServiceError;

/// An exception, and the words for it.
struct Explanation {
    /// As the API reference spells it.
    code: &'static str,
    /// What its message has to contain, where the code alone says too little.
    says: &'static str,
    words: Words,
    /// What the owner has to look at, for the technical details.
    owner: &'static str,
}

/// Reason and advice.
type Words = (&'static str, &'static str);

const fn explanation(code: &'static str, says: &'static str, words: Words) -> Explanation {
    Explanation { code, says, words, owner: "" }
}

/// A fault of the configuration. Nothing that visitors do helps, so they read one sentence; the owner reads more.
const fn fault(code: &'static str, says: &'static str, owner: &'static str) -> Explanation {
    Explanation { code, says, words: NOT_SET_UP, owner }
}

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const INVALID_PARAMETER: &str = "InvalidParameterException";
const AGAIN: &str = "Sign out, then sign in again.";
/// What visitors read of every fault of the configuration.
pub(in crate::ui) const NOT_SET_UP: Words = ("This site isn't set up correctly.", "Tell its owner.");
const TRIGGER: Words = ("A check run by this site failed.", "Tell its owner.");
const NO_TEXT: Words = ("This site can't send text messages right now.", "Tell its owner.");
const OF_A_TRIGGER: &str = "A Lambda trigger of the user pool failed: see its log.";
const OF_THE_CLIENT: &str = "Allow this sign-in flow for the app client (ExplicitAuthFlows), with the triggers it needs.";
const OF_THE_PROVIDER: &str =
    "The identity pool has to list this provider: for the user pool, with the app client that config.json names.";
const OF_THE_IDS: &str = "Check the ids and names in config.json: pools, app client, tables.";
const OF_SMS: &str = "Check the user pool's IAM role for text messages.";
const OF_REVOCATION: &str = "Enable token revocation for the app client.";

/// The first that fits counts.
static EXPLANATIONS: [Explanation; 46] = [
    explanation(NOT_AUTHORIZED, "is disabled", ("This account is turned off.", "Ask the site owner to turn it on.")),
    explanation(NOT_AUTHORIZED, "SignUp is not permitted", ("You can't create an account here.", "Ask the site owner for one.")),
    explanation(
        NOT_AUTHORIZED,
        "emporary password has expired",
        ("Your temporary password has expired.", "Ask the site owner for a new one."),
    ),
    explanation(
        NOT_AUTHORIZED,
        "cannot be reset",
        ("The password can't be reset right now.", "Use your temporary password, or ask the site owner."),
    ),
    explanation(
        NOT_AUTHORIZED,
        "security reasons",
        ("This sign-in was blocked as risky.", "Use a device and network you've used before, or ask the site owner."),
    ),
    fault(NOT_AUTHORIZED, "secret", "The app client has a secret, which no page can keep: use one without."),
    explanation(NOT_AUTHORIZED, "Unauthenticated access", ("This site doesn't allow guests.", "Sign in.")),
    explanation(NOT_AUTHORIZED, "Logins don't match", ("This sign-in doesn't match the account kept in this browser.", AGAIN)),
    explanation(NOT_AUTHORIZED, "is forbidden", ("This sign-in no longer leads to your files.", AGAIN)),
    explanation(NOT_AUTHORIZED, "oken expired", ("Your sign-in has expired.", AGAIN)),
    fault(NOT_AUTHORIZED, "audience", OF_THE_PROVIDER),
    fault(NOT_AUTHORIZED, "supported provider", OF_THE_PROVIDER),
    explanation(NOT_AUTHORIZED, "login token", ("This site doesn't accept this sign-in.", "Tell its owner.")),
    explanation(NOT_AUTHORIZED, "", errors::NO_PERMISSION),
    fault(INVALID_PARAMETER, "not enabled for", OF_THE_CLIENT),
    fault(INVALID_PARAMETER, "not configured for", OF_THE_CLIENT),
    fault(INVALID_PARAMETER, "at 'clientId'", OF_THE_IDS),
    fault(INVALID_PARAMETER, "at 'identityPoolId'", OF_THE_IDS),
    fault(
        INVALID_PARAMETER,
        "(classic) flow",
        "Allow the basic (classic) flow in the identity pool, or leave identity_pool.flow out of config.json.",
    ),
    fault(
        "AccessDenied",
        "sts:AssumeRoleWithWebIdentity",
        "The role's trust policy has to allow sts:AssumeRoleWithWebIdentity for this identity pool.",
    ),
    explanation(
        INVALID_PARAMETER,
        "no registered/verified",
        ("This account has no verified email or phone to send a code to.", "Ask the site owner."),
    ),
    explanation(INVALID_PARAMETER, "email address format", ("This isn't a valid email address.", "Check it and try again.")),
    explanation(INVALID_PARAMETER, "", ("This wasn't accepted.", "Check what you entered, or ask the site owner.")),
    explanation(
        "ForbiddenException",
        "",
        ("The site's firewall blocked this request.", "Try another network, or ask the site owner."),
    ),
    explanation("TooManyRequestsException", "", errors::OVERLOADED),
    explanation("InternalErrorException", "", errors::FAILED),
    explanation("ExternalServiceException", "", ("Your sign-in provider isn't answering.", "Try again in a moment.")),
    explanation(
        "LimitExceededException",
        "",
        ("This site has reached a limit of its AWS account.", "Try again later, or tell its owner."),
    ),
    Explanation { code: "UnexpectedLambdaException", says: "", words: TRIGGER, owner: OF_A_TRIGGER },
    Explanation { code: "InvalidLambdaResponseException", says: "", words: TRIGGER, owner: OF_A_TRIGGER },
    fault("InvalidUserPoolConfigurationException", "", "Check the user pool's second factors, messages and triggers."),
    fault(
        "InvalidIdentityPoolConfigurationException",
        "",
        "The identity pool has no role for this kind of visitor, or one whose trust policy doesn't allow it.",
    ),
    fault("UnsupportedOperationException", "", OF_THE_CLIENT),
    fault("OperationNotEnabledException", "", OF_THE_CLIENT),
    Explanation { code: "InvalidSmsRoleAccessPolicyException", says: "", words: NO_TEXT, owner: OF_SMS },
    Explanation { code: "InvalidSmsRoleTrustRelationshipException", says: "", words: NO_TEXT, owner: OF_SMS },
    Explanation {
        code: "InvalidEmailRoleAccessPolicyException",
        says: "",
        words: ("This site can't send emails right now.", "Tell its owner."),
        owner: "Check the user pool's sender identity in Amazon SES.",
    },
    explanation(
        "MFAMethodNotFoundException",
        "",
        ("This account doesn't have this second step.", "Start over and choose another one."),
    ),
    explanation(
        "SoftwareTokenMFANotFoundException",
        "",
        ("This account has no authenticator app.", "Start over and choose another second step, or ask the site owner."),
    ),
    explanation("PasswordHistoryPolicyViolationException", "", ("You've used this password before.", "Choose another password.")),
    explanation("ResourceConflictException", "", ("This login belongs to another account.", AGAIN)),
    explanation("ConcurrentModificationException", "", ("Something else changed this account at the same time.", "Try again.")),
    fault("UnsupportedTokenTypeException", "", OF_REVOCATION),
    fault("UnauthorizedException", "", OF_REVOCATION),
    fault("ResourceNotFoundException", "", OF_THE_IDS),
    explanation(LAMBDA, "", ("The site's own check refused.", "Ask the site owner if it's not clear why.")),
];

/// What the owner's own Lambda refuses, in its words.
const LAMBDA: &str = "UserLambdaValidationException";

/// What is said of an exception.
pub(super) struct Found {
    pub reason: String,
    pub advice: &'static str,
    /// What the owner has to look at; empty for what is no fault of theirs.
    pub owner: &'static str,
}

/// What is said of the exception, if it is one of these.
pub(super) fn find(refusal: &ServiceError) -> Option<Found> {
    let fits = |explanation: &&Explanation| explanation.code == refusal.code && refusal.message.contains(explanation.says);
    let Explanation { words: (reason, advice), owner, .. } = EXPLANATIONS.iter().find(fits)?;
    let said = said(&refusal.code, &refusal.message);
    let reason = match of_trigger(said).or((!said.is_empty()).then_some(said)).filter(|_| refusal.code == LAMBDA) {
        Some(words) => in_the_sites_words(words),
        None => (*reason).to_owned(),
    };
    Some(Found { reason, advice, owner })
}

/// What the owner's own Lambda has to say.
pub(super) fn in_the_sites_words(words: &str) -> String {
    format!("This site says: {}.", words.trim().trim_end_matches('.'))
}

/// The service's own words, unless they say nothing, or quote what was sent: that may be a password or a token.
pub(super) fn said<'a>(code: &str, message: &'a str) -> &'a str {
    let quotes = message.contains("validation error") || message.contains("eyJ");
    if quotes || message == code { "" } else { message }
}

/// A Lambda's own words, which come after its trigger's: `PreSignUp failed with error Only members may join.`
pub(super) fn of_trigger(said: &str) -> Option<&str> {
    said.split_once(" failed with error ").map(|(_, words)| words).filter(|words| !words.trim().is_empty())
}
