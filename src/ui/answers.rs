//! What the exceptions of user pools and identity pools mean to a visitor. `src/auth/ANSWERS.md` shows all of them, with
//! those that [`auth::Error`](crate::auth::Error) names.

use crate::aws::ServiceError;

/// An exception, and the words for it.
struct Answer {
    /// As the API reference spells it.
    code: &'static str,
    /// What its message has to contain, where the code alone says too little.
    says: &'static str,
    reason: &'static str,
    advice: &'static str,
}

const fn answer(code: &'static str, says: &'static str, reason: &'static str, advice: &'static str) -> Answer {
    Answer { code, says, reason, advice }
}

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const INVALID_PARAMETER: &str = "InvalidParameterException";
const TELL: &str = "Tell the owner of this site.";
const ASK: &str = "If you should be able to, ask the owner of this site.";
const AGAIN: &str = "Sign out, then sign in again.";
const OWN_CHECK: &str = "A check of this site's own failed.";
const NOT_FINISHED: &str = "This site's sign-in is not set up to the end.";
const NOT_TAKEN: &str = "The identity pool does not take this sign-in.";
const NOT_REVOKED: &str = "The user pool did not end this session before its time.";
const NO_MAIL: &str = "This site may not send e-mail now.";
const NO_TEXT: &str = "This site may not send text messages now.";

/// The first that fits counts.
static ANSWERS: [Answer; 42] = [
    answer(NOT_AUTHORIZED, "is disabled", "This account is switched off.", "Ask the owner of this site to switch it on again."),
    answer(NOT_AUTHORIZED, "SignUp is not permitted", "This site lets nobody create an account.", "Ask its owner for one."),
    answer(
        NOT_AUTHORIZED,
        "emporary password has expired",
        "The password that you were given has expired.",
        "Ask the owner of this site for a new one.",
    ),
    answer(
        NOT_AUTHORIZED,
        "cannot be reset",
        "The password cannot be replaced now.",
        "Use the one that you were given, or ask the owner of this site.",
    ),
    answer(
        NOT_AUTHORIZED,
        "security reasons",
        "This sign-in looked too risky.",
        "Try again from a device and network that you have used before, or ask the owner of this site.",
    ),
    answer(NOT_AUTHORIZED, "hash", "The user pool expects a secret, which no page can keep.", TELL),
    answer(NOT_AUTHORIZED, "Unauthenticated access", "This site admits no guests.", "Sign in."),
    answer(
        NOT_AUTHORIZED,
        "Logins don't match",
        "This sign-in does not belong to the identity that this browser remembers.",
        AGAIN,
    ),
    answer(NOT_AUTHORIZED, "is forbidden", "This identity is somebody else's, or not yours any more.", AGAIN),
    answer(NOT_AUTHORIZED, "oken expired", "Your sign-in has expired.", AGAIN),
    answer(NOT_AUTHORIZED, "login token", NOT_TAKEN, AGAIN),
    answer(NOT_AUTHORIZED, "supported provider", NOT_TAKEN, AGAIN),
    answer(NOT_AUTHORIZED, "", "The service does not allow this.", ASK),
    answer(INVALID_PARAMETER, "not enabled for the client", NOT_FINISHED, TELL),
    answer(
        INVALID_PARAMETER,
        "(classic) flow",
        "This site is configured for the classic flow, and its identity pool does not allow that.",
        TELL,
    ),
    answer(
        "AccessDenied",
        "sts:AssumeRoleWithWebIdentity",
        "The role that this site is configured for does not trust your sign-in (sts:AssumeRoleWithWebIdentity).",
        TELL,
    ),
    answer(
        INVALID_PARAMETER,
        "no registered/verified",
        "This account has no confirmed address that a code could be sent to.",
        "Ask the owner of this site.",
    ),
    answer(
        INVALID_PARAMETER,
        "email address format",
        "This is not an e-mail address.",
        "Enter a whole e-mail address, such as ann@example.com.",
    ),
    answer(
        INVALID_PARAMETER,
        "",
        "The service cannot work with what it was sent.",
        "Check what you entered. If it is right, tell the owner of this site.",
    ),
    answer(
        "ForbiddenException",
        "",
        "The site's firewall did not let this through.",
        "Try another network, or ask the owner of this site.",
    ),
    answer("TooManyRequestsException", "", "The service has too much to do.", "Try again in a moment."),
    answer("InternalErrorException", "", "The service failed.", "Try again in a moment."),
    answer("ExternalServiceException", "", "The provider that you signed in with does not answer.", "Try again in a moment."),
    answer(
        "LimitExceededException",
        "",
        "A limit of this site's AWS account is reached.",
        "Try again later, or tell the owner of this site.",
    ),
    answer("UnexpectedLambdaException", "", OWN_CHECK, TELL),
    answer("InvalidLambdaResponseException", "", OWN_CHECK, TELL),
    answer("InvalidUserPoolConfigurationException", "", NOT_FINISHED, TELL),
    answer(
        "InvalidIdentityPoolConfigurationException",
        "",
        "You are signed in, but this site has no role for you, or one that does not work.",
        TELL,
    ),
    answer("UnsupportedOperationException", "", NOT_FINISHED, TELL),
    answer("OperationNotEnabledException", "", NOT_FINISHED, TELL),
    answer("InvalidSmsRoleAccessPolicyException", "", NO_TEXT, TELL),
    answer("InvalidSmsRoleTrustRelationshipException", "", NO_TEXT, TELL),
    answer("InvalidEmailRoleAccessPolicyException", "", NO_MAIL, TELL),
    answer(
        "MFAMethodNotFoundException",
        "",
        "This account does not have the second step that was chosen.",
        "Start over and choose another.",
    ),
    answer(
        "SoftwareTokenMFANotFoundException",
        "",
        "This account has no authenticator.",
        "Start over and choose another second step, or ask the owner of this site.",
    ),
    answer("PasswordHistoryPolicyViolationException", "", "You have had this password before.", "Choose another password."),
    answer("ResourceConflictException", "", "This login belongs to another identity already.", AGAIN),
    answer("ConcurrentModificationException", "", "Something else changed this account at the same moment.", "Try again."),
    answer("UnsupportedTokenTypeException", "", NOT_REVOKED, TELL),
    answer("UnauthorizedException", "", NOT_REVOKED, TELL),
    answer(
        "ResourceNotFoundException",
        "",
        "What was asked for does not exist.",
        "The configuration of this site may be out of date; ask its owner.",
    ),
    answer(LAMBDA, "", "The site's own check refused.", "Ask the owner of this site if it is not clear why."),
];

/// What the owner's own Lambda refuses, in its words.
const LAMBDA: &str = "UserLambdaValidationException";

/// Reason and advice, if the exception is one of these.
pub(super) fn find(refusal: &ServiceError) -> Option<(String, &'static str)> {
    let fits = |answer: &&Answer| answer.code == refusal.code && refusal.message.contains(answer.says);
    let answer = ANSWERS.iter().find(fits)?;
    let said = said(&refusal.code, &refusal.message);
    let reason = if said.is_empty() || !answer.says.is_empty() {
        answer.reason.to_owned()
    } else if refusal.code == LAMBDA {
        format!("This site says: {}.", without_trigger(said).trim_end_matches('.'))
    } else {
        format!("{} AWS says: {said}", answer.reason)
    };
    Some((reason, answer.advice))
}

/// The service's own words, unless they say nothing, or quote what was sent: that may be a password or a token.
pub(super) fn said<'a>(code: &str, message: &'a str) -> &'a str {
    let quotes = message.contains("validation error") || message.contains("eyJ");
    if quotes || message == code { "" } else { message }
}

/// A Lambda's words come after its trigger's: `PreSignUp failed with error Only members may join.`
fn without_trigger(said: &str) -> &str {
    said.split_once(" failed with error ").map_or(said, |(_, words)| words)
}
