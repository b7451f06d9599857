//! What the exceptions of user pools and identity pools mean to a visitor. `docs/ANSWERS.md` shows all of them, with
//! those that [`auth::Error`](crate::auth::Error) names.

use super::Phrase;
use super::errors::{self, ReasonAndAdvice};
use crate::aws::ServiceError;

/// An exception, and the words for it.
struct Explanation {
    /// As the API reference spells it.
    code: &'static str,
    /// What its message has to contain, where the code alone says too little.
    says: &'static str,
    words: ReasonAndAdvice,
    /// What the owner has to look at, for the technical details.
    owner: Phrase,
}

const fn explanation(code: &'static str, says: &'static str, words: ReasonAndAdvice) -> Explanation {
    Explanation { code, says, words, owner: errors::NOTHING }
}

/// A fault of the configuration. Nothing that visitors do helps, so they read one sentence; the owner reads more.
const fn fault(code: &'static str, says: &'static str, owner: Phrase) -> Explanation {
    Explanation { code, says, words: NOT_SET_UP, owner }
}

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const INVALID_PARAMETER: &str = "InvalidParameterException";
/// What visitors read of every fault of the configuration.
pub const NOT_SET_UP: ReasonAndAdvice = (phrase!("This site isn't set up correctly."), errors::TELL);
/// What is said of an account that its owner has switched off.
pub(super) const DISABLED: ReasonAndAdvice =
    (phrase!("This account is turned off."), phrase!("Ask the site owner to turn it on."));
/// What is said of a token that the identity pool does not take.
pub(super) const NOT_ACCEPTED: ReasonAndAdvice = (phrase!("This site doesn't accept this sign-in."), errors::TELL);
pub(super) const ANOTHER_PASSWORD: Phrase = phrase!("Choose another password.");
pub(super) const ASK: Phrase = phrase!("Ask the site owner.");
pub(super) const ASK_WHY: Phrase = phrase!("Ask the site owner why.");
const TRIGGER: ReasonAndAdvice = (phrase!("This site's own check failed."), errors::TELL);
const NO_TEXT: ReasonAndAdvice = (phrase!("This site can't send text messages right now."), errors::TELL);
const OF_A_TRIGGER: Phrase = phrase!("A Lambda trigger of the user pool failed: see its log.");
const OF_THE_CLIENT: Phrase =
    phrase!("Allow this sign-in flow for the app client (ExplicitAuthFlows), with the triggers it needs.");
const OF_THE_PROVIDER: Phrase =
    phrase!("The identity pool has to list this provider: for the user pool, with the app client that config.json names.");
const OF_THE_IDS: Phrase = phrase!("Check the ids and names in config.json: pools, app client, tables.");
const OF_SMS: Phrase = phrase!("Check the user pool's IAM role for text messages.");
const OF_REVOCATION: Phrase = phrase!("Enable token revocation for the app client.");

/// The first that fits counts.
static EXPLANATIONS: [Explanation; 46] = [
    explanation(NOT_AUTHORIZED, "is disabled", DISABLED),
    explanation(
        NOT_AUTHORIZED,
        "SignUp is not permitted",
        (phrase!("You can't create an account here."), phrase!("Ask the site owner for one.")),
    ),
    explanation(
        NOT_AUTHORIZED,
        "emporary password has expired",
        (phrase!("Your temporary password has expired."), phrase!("Ask the site owner for a new password.")),
    ),
    explanation(
        NOT_AUTHORIZED,
        "cannot be reset",
        (phrase!("The password can't be reset right now."), phrase!("Use your temporary password, or ask the site owner.")),
    ),
    explanation(
        NOT_AUTHORIZED,
        "security reasons",
        (
            phrase!("This sign-in was blocked as risky."),
            phrase!("Use a device and network you've used before, or ask the site owner."),
        ),
    ),
    fault(NOT_AUTHORIZED, "secret", phrase!("The app client has a secret, which no page can keep: use one without.")),
    explanation(NOT_AUTHORIZED, "Unauthenticated access", (phrase!("This site doesn't allow guests."), phrase!("Sign in."))),
    explanation(
        NOT_AUTHORIZED,
        "Logins don't match",
        (phrase!("This sign-in doesn't match the account kept in this browser."), errors::NEW_SESSION),
    ),
    explanation(
        NOT_AUTHORIZED,
        "is forbidden",
        (phrase!("You can't reach your files with this sign-in any more."), errors::NEW_SESSION),
    ),
    explanation(NOT_AUTHORIZED, "oken expired", (phrase!("Your sign-in has expired."), errors::NEW_SESSION)),
    fault(NOT_AUTHORIZED, "audience", OF_THE_PROVIDER),
    fault(NOT_AUTHORIZED, "supported provider", OF_THE_PROVIDER),
    explanation(NOT_AUTHORIZED, "login token", NOT_ACCEPTED),
    explanation(NOT_AUTHORIZED, "", errors::NO_PERMISSION),
    fault(INVALID_PARAMETER, "not enabled for", OF_THE_CLIENT),
    fault(INVALID_PARAMETER, "not configured for", OF_THE_CLIENT),
    fault(INVALID_PARAMETER, "at 'clientId'", OF_THE_IDS),
    fault(INVALID_PARAMETER, "at 'identityPoolId'", OF_THE_IDS),
    fault(
        INVALID_PARAMETER,
        "(classic) flow",
        phrase!("Allow the basic (classic) flow in the identity pool, or leave identity_pool.flow out of config.json."),
    ),
    fault(
        "AccessDenied",
        "sts:AssumeRoleWithWebIdentity",
        phrase!("The role's trust policy has to allow sts:AssumeRoleWithWebIdentity for this identity pool."),
    ),
    explanation(
        INVALID_PARAMETER,
        "no registered/verified",
        (phrase!("This account has no verified email or phone to send a code to."), ASK),
    ),
    explanation(
        INVALID_PARAMETER,
        "email address format",
        (phrase!("This isn't a valid email address."), phrase!("Check it and try again.")),
    ),
    explanation(
        INVALID_PARAMETER,
        "",
        (phrase!("This wasn't accepted."), phrase!("Check what you entered, or ask the site owner.")),
    ),
    explanation(
        "ForbiddenException",
        "",
        (phrase!("The site's firewall blocked this request."), phrase!("Try another network, or ask the site owner.")),
    ),
    explanation("TooManyRequestsException", "", errors::OVERLOADED),
    explanation("InternalErrorException", "", errors::FAILED),
    explanation("ExternalServiceException", "", (phrase!("Your sign-in provider isn't answering."), errors::AGAIN)),
    explanation(
        "LimitExceededException",
        "",
        (phrase!("This site has reached a limit of its AWS account."), phrase!("Try again later, or tell the site owner.")),
    ),
    Explanation { code: "UnexpectedLambdaException", says: "", words: TRIGGER, owner: OF_A_TRIGGER },
    Explanation { code: "InvalidLambdaResponseException", says: "", words: TRIGGER, owner: OF_A_TRIGGER },
    fault("InvalidUserPoolConfigurationException", "", phrase!("Check the user pool's second factors, messages and triggers.")),
    fault(
        "InvalidIdentityPoolConfigurationException",
        "",
        phrase!("The identity pool has no role for this kind of visitor, or one whose trust policy doesn't allow it."),
    ),
    fault("UnsupportedOperationException", "", OF_THE_CLIENT),
    fault("OperationNotEnabledException", "", OF_THE_CLIENT),
    Explanation { code: "InvalidSmsRoleAccessPolicyException", says: "", words: NO_TEXT, owner: OF_SMS },
    Explanation { code: "InvalidSmsRoleTrustRelationshipException", says: "", words: NO_TEXT, owner: OF_SMS },
    Explanation {
        code: "InvalidEmailRoleAccessPolicyException",
        says: "",
        words: (phrase!("This site can't send emails right now."), errors::TELL),
        owner: phrase!("Check the user pool's sender identity in Amazon SES."),
    },
    explanation(
        "MFAMethodNotFoundException",
        "",
        (phrase!("This account doesn't have this second step."), phrase!("Start over and choose another one.")),
    ),
    explanation(
        "SoftwareTokenMFANotFoundException",
        "",
        (
            phrase!("This account has no authenticator app."),
            phrase!("Start over and choose another second step, or ask the site owner."),
        ),
    ),
    explanation("PasswordHistoryPolicyViolationException", "", (phrase!("You've used this password before."), ANOTHER_PASSWORD)),
    explanation("ResourceConflictException", "", (phrase!("This login belongs to another account."), errors::NEW_SESSION)),
    explanation(
        "ConcurrentModificationException",
        "",
        (phrase!("This account was just changed elsewhere."), phrase!("Try again.")),
    ),
    fault("UnsupportedTokenTypeException", "", OF_REVOCATION),
    fault("UnauthorizedException", "", OF_REVOCATION),
    fault("ResourceNotFoundException", "", OF_THE_IDS),
    explanation(LAMBDA, "", (phrase!("This site rejected the request."), ASK_WHY)),
];

/// What the owner's own Lambda refuses, in its words.
const LAMBDA: &str = "UserLambdaValidationException";

/// What is said of an exception.
pub(super) struct ErrorWords {
    pub reason: String,
    pub advice: Phrase,
    /// What the owner has to look at; empty for what is no fault of theirs.
    pub owner: Phrase,
}

/// What is said of the exception, if it is one of these.
pub(super) fn find(refusal: &ServiceError) -> Option<ErrorWords> {
    let fits = |explanation: &&Explanation| explanation.code == refusal.code && refusal.message.contains(explanation.says);
    let Explanation { words: (reason, advice), owner, .. } = EXPLANATIONS.iter().find(fits)?;
    let said = said(&refusal.code, &refusal.message);
    let reason = match of_trigger(said).or((!said.is_empty()).then_some(said)).filter(|_| refusal.code == LAMBDA) {
        Some(words) => in_the_sites_words(words),
        None => reason.text().to_owned(),
    };
    Some(ErrorWords { reason, advice: *advice, owner: *owner })
}

/// What the owner's own Lambda has to say.
pub(super) fn in_the_sites_words(words: &str) -> String {
    t!("This site says: {message}.", message = words.trim().trim_end_matches('.'))
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
