"""Passwords: the words AWS refuses a weak one with, and the pause after too many wrong ones, or wrong codes.

"After five failed sign-in attempts with a password [...] Amazon Cognito locks out your user for one second. The lockout
duration then doubles after each additional one failed attempt, with a maximum of approximately 15 minutes. Attempts
made during a lockout period generate a `Password attempts exceeded` exception and don't affect the duration of
subsequent lockout periods."
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flow-things-to-know.html
"""

import time

from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import replaces
from .auth_flows import auth_flow

FREE_ATTEMPTS = 5
LONGEST_LOCKOUT = 15 * 60


@replaces(cognito, "_password_policy_errors", "e30097903fd9")
def password_policy_errors(original, pool, password):
    """AWS names one fault at a time, and a short password in its own words."""
    faults = original(pool, password)
    return ["Password not long enough" if "length" in fault else fault for fault in faults[:1]]


@replaces(cognito, "_validate_password", "223b46f71a0e")
def validate_password(original, pool, password):
    """Everywhere but in SignUp (see `sign_up`) the sentence begins in another way."""
    refusal = original(pool, password)
    return refusal and (*refusal[:2], refusal[2].replace(b"did not conform with policy", b"does not conform to policy"))


@replaces(cognito, "_respond_to_password_verifier", "18a467adf754")
def respond_to_password_verifier(original, data, client_id):
    handle = (data.get("ChallengeResponses") or {}).get("PASSWORD_CLAIM_SECRET_BLOCK")
    session = cognito._challenge_sessions.get(handle) or cognito._challenge_sessions.get(data.get("Session")) or {}
    pool = cognito._get_pool_unscoped(session.get("pool_id"))
    user = cognito._resolve_user(pool, session.get("username"))[0] if pool else None
    return attempt(user, lambda: original(data, client_id))


@auth_flow("USER_PASSWORD_AUTH", admin=False)
def begin(original, pool, data):
    name = (data.get("AuthParameters") or {}).get("USERNAME")
    return attempt(cognito._resolve_user(pool, name)[0], lambda: original(data))


def attempt(user: dict | None, sign_in):
    """The answer to a sign-in with a password, unless the user is locked out."""
    if user is None:
        return sign_in()
    if locked_out(user):
        return attempts_exceeded()
    if not user.get("_password"):  # MiniStack takes any
        return error_response_json("NotAuthorizedException", "Incorrect username or password.", 400)
    answer = sign_in()
    if answer[0] == 200:
        user.pop("_failed_attempts", None)
    elif b"Incorrect username or password." in answer[2]:
        count_failure(user, "_failed_attempts")
    return answer


def attempt_code(user: dict, judge):
    """The refusal by `judge` of a second factor's code, or of a user who is locked out; None for the right code.

    Wrong codes are counted apart from wrong passwords: who knows the password could clear the count with it.
    """
    if locked_out(user):
        return attempts_exceeded()
    refusal = judge()
    if refusal is None:
        user.pop("_failed_codes", None)
    elif b"CodeMismatchException" in refusal[2]:
        count_failure(user, "_failed_codes")
    return refusal


def locked_out(user: dict) -> bool:
    return time.time() < user.get("_locked_until", 0)


def attempts_exceeded():
    return error_response_json("NotAuthorizedException", "Password attempts exceeded", 400)


def count_failure(user: dict, kind: str) -> None:
    failed = user[kind] = user.get(kind, 0) + 1
    if failed >= FREE_ATTEMPTS:
        user["_locked_until"] = time.time() + min(2 ** (failed - FREE_ATTEMPTS), LONGEST_LOCKOUT)
