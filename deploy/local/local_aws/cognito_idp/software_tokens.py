"""An authenticator as second factor: SOFTWARE_TOKEN_MFA, and setting one up, also within a sign-in (MFA_SETUP).

MiniStack takes a code any number of times, switches the factor on as soon as it is verified, and gives a secret to
whoever asks. On AWS a code is good once, VerifySoftwareToken registers and SetUserMFAPreference switches on (but
within MFA_SETUP, where the one follows from the other), and the pool must offer authenticators.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html, which also says: "Amazon
Cognito accepts TOTP tokens that are within 30 seconds before or after the attempt", and "disassociates the existing
software token when your user verifies a new one".
"""

import base64
import hmac
import secrets
import struct
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from ..pinned import replaces
from . import confirmation_codes as codes
from . import message_codes
from . import sign_in_steps as steps
from .challenge_sessions import answers, challenge, invalid_session, new_session, take_session, taking
from .mfa import EMAIL, SET_UP, TOTP, factor, offered
from .operations import for_caller, invalid_parameter, missing
from .passwords import attempt_code

STEP = 30
DEFAULT_NAME = "TOTP device"


# -- Signing in -----------------------------------------------------------------------------------


@factor(TOTP)
def ask(pool, client_id, user, sign_in):
    return challenge(pool, client_id, user, TOTP, {
        "USER_ID_FOR_SRP": user["Username"], "FRIENDLY_DEVICE_NAME": user.get("_totp_name") or DEFAULT_NAME},
        sign_in=sign_in)


@answers(TOTP)
def answer(pool, user, data, responses, session):
    """A code signs in once, also within its 30 seconds; a wrong one may be tried again."""
    code = responses.get("SOFTWARE_TOKEN_MFA_CODE")
    if not code:
        return missing("SOFTWARE_TOKEN_MFA_CODE")
    refusal = attempt_code(user, lambda: spend(user, user.get("_totp_secret"), code))
    return refusal or steps.passed(steps.SECOND_FACTOR, pool, data, user, session)


def spend(user: dict, secret: str, code: str):
    """The refusal of a code that is wrong or was used before; None for the right one, which is thereby used."""
    counter = matching_step(secret, code)
    if counter is None:
        return error_response_json("CodeMismatchException", "Invalid code received for user", 400)
    with taking:
        spent = [other for other in user.get("_totp_spent", []) if other >= counter - 2]
        if counter in spent:
            return error_response_json("ExpiredCodeException", "Your software token has already been used once.", 400)
        user["_totp_spent"] = [*spent, counter]
    return None


def matching_step(secret: str | None, code) -> int | None:
    """The 30-second step the code belongs to: this one, the one before or the one after."""
    if not secret or not isinstance(code, str):
        return None
    now = int(time.time() // STEP)
    return next((counter for counter in (now, now - 1, now + 1)
                 if secrets.compare_digest(code_of(secret, counter).encode(), code.encode())), None)


def code_of(secret: str, counter: int) -> str:
    """RFC 6238: six digits from the HMAC-SHA1 of the step."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", counter), "sha1")
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


# -- Setting up -----------------------------------------------------------------------------------


@replaces(cognito, "_associate_software_token", "266bef59f661")
def associate_software_token(original, data):
    """A secret that is the user's once a code of it was entered; within a sign-in it waits in the next session."""
    secret = base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=")
    if data.get("AccessToken"):
        return for_caller(lambda user, pool, data: not_offered(pool) or associate(user, secret))(data)
    session, refusal = take_session(data.get("Session"), None, SET_UP)
    if refusal:
        return refusal
    refusal = not_offered(cognito._user_pools[session["pool_id"]])
    return refusal or json_response({"SecretCode": secret, "Session": next_session(session, secret=secret)})


def associate(user: dict, secret: str):
    user["_totp_pending_secret"] = secret
    return json_response({"SecretCode": secret})


def not_offered(pool: dict):
    if TOTP not in offered(pool):
        return error_response_json("SoftwareTokenMFANotFoundException",
                                   "Software Token MFA has not been enabled by the userPool", 400)
    return None


@replaces(cognito, "_verify_software_token", "dfdccbaa6151")
def verify_software_token(original, data):
    if not str(data.get("UserCode", "")).isdigit():
        return invalid_parameter(f"1 validation error detected: Value '{data.get('UserCode')}' at 'userCode' failed to "
                                 "satisfy constraint: Member must satisfy regular expression pattern: [0-9]+")
    if data.get("AccessToken"):
        return for_caller(verify)(data)
    session, refusal = take_session(data.get("Session"), None, SET_UP)
    if refusal:
        return refusal
    user, _ = cognito._resolve_user(cognito._user_pools[session["pool_id"]], session["username"])
    refusal = invalid_session() if user is None else enrol(user, session.get("secret"), data)
    session["spent"] = refusal is None
    if refusal:
        return refusal
    user |= {"_mfa_enabled": [*user.get("_mfa_enabled", []), TOTP], "_preferred_mfa": TOTP}
    return json_response({"Status": "SUCCESS", "Session": next_session(session, verified=True)})


def verify(user, pool, data):
    refusal = not_offered(pool) or enrol(user, user.get("_totp_pending_secret"), data)
    return refusal or json_response({"Status": "SUCCESS"})


def enrol(user: dict, secret: str | None, data: dict):
    """The refusal of a code of the new secret; None makes it the user's authenticator."""
    if spend({}, secret, data.get("UserCode")):
        return error_response_json("EnableSoftwareTokenMFAException", "Code mismatch", 400)
    user["_totp_spent"] = [matching_step(secret, data["UserCode"])]
    user |= {"_totp_secret": secret, "_totp_name": data.get("FriendlyDeviceName")}
    user.pop("_totp_pending_secret", None)
    return None


def next_session(session: dict, **carried) -> str:
    """The session that continues one set-up."""
    return new_session(session["pool_id"], session["client_id"], {"Username": session["username"]}, SET_UP,
                       sign_in=session["sign_in"], **carried)


@answers(SET_UP)
def set_up(pool, user, data, responses, session):
    """MFA_SETUP: only once VerifySoftwareToken accepted a code in this very sign-in; or by an address, EMAIL, to which the
    code of the sign-in is then sent, as AWS's own client answers (aws-amplify/amplify-js, handleMFASetupChallenge)."""
    if responses.get("EMAIL") and EMAIL in offered(pool):
        if "@" not in responses["EMAIL"]:
            return invalid_parameter("Invalid email address format.")
        codes.set_attribute(user, "email", responses["EMAIL"])
        codes.set_attribute(user, "email_verified", "false")
        return message_codes.ask_by_email(pool, session["client_id"], user, session["sign_in"])
    if not session.get("verified"):
        return invalid_session()
    return steps.passed(steps.SECOND_FACTOR, pool, data, user, session)
