"""USER_AUTH: the user chooses how to sign in, among what the pool allows and they have set up.

MiniStack knows it in its hosted pages only. AWS names what there is in AvailableChallenges; PREFERRED_CHALLENGE goes
straight to one, and where that is not to be had, to SELECT_CHALLENGE. A password or SRP_A that comes with the choice
is taken at once. https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html

Users with a second factor, those of a pool that demands one, and those with a temporary password have passwords alone:
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html; the order, the answer to the last
and to a preferred one were measured in `AllianceBioversityCIAT/onecgiar_pr` (see `message_codes`).

Where the client hides who is a user, a stranger is challenged, too: with what was preferred, otherwise "at random":
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
"""

import hmac
import json
import secrets

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from . import message_codes, mfa, web_authn
from . import sign_in_steps as steps
from .auth_flows import auth_flow
from .challenge_sessions import answers, challenge, invalid_session, new_session, take_session
from .operations import for_caller, invalid_parameter, missing, not_authorized, operation
from .passwordless import has_password
from .passwords import attempt

SELECT, PASSWORD, SRP, EMAIL, SMS, PASSKEY = (
    "SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")
SIGNED_UP, CONFIRMED = "SIGN_UP", "CONFIRM_SIGN_UP"


# -- What there is to choose --------------------------------------------------------------------------


def allowed(pool: dict) -> list[str]:
    """The pool's first factors as challenges, those of the password first."""
    factors = ((pool.get("Policies") or {}).get("SignInPolicy") or {}).get("AllowedFirstAuthFactors") or [PASSWORD]
    return [SRP, PASSWORD, *(factor for factor in factors if factor != PASSWORD)]


def available(pool: dict, user: dict) -> list[str]:
    """The challenges this user can be posed now."""
    passwords_only = user["UserStatus"] != "CONFIRMED" or pool.get("MfaConfiguration") == "ON" \
        or bool(mfa.active(pool, user))
    passkey_is_both = web_authn.stands_for_both(pool, user) and user["UserStatus"] == "CONFIRMED"
    return [name for name in allowed(pool) if has(user, name) and (
        name in (SRP, PASSWORD) or not passwords_only or name == PASSKEY and passkey_is_both)]


def has(user: dict, name: str) -> bool:
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    return bool({SRP: has_password(user), PASSWORD: has_password(user), EMAIL: attributes.get("email"),
                 SMS: attributes.get("phone_number"), PASSKEY: user.get("_passkeys")}[name])


@operation("GetUserAuthFactors")
@for_caller
def get_user_auth_factors(user, pool, data):
    answer = {"Username": user["Username"], "PreferredMfaSetting": user.get("_preferred_mfa"),
              "UserMFASettingList": user.get("_mfa_enabled"),
              "ConfiguredUserAuthFactors": [name for name in allowed(pool) if name != SRP and has(user, name)]}
    return json_response({name: value for name, value in answer.items() if value})


# -- Beginning ----------------------------------------------------------------------------------------


def chooses(pool: dict, client_id: str) -> bool:
    return "ALLOW_USER_AUTH" in (pool["_clients"][client_id].get("ExplicitAuthFlows") or [])


@auth_flow("USER_AUTH")
def begin(original, pool, data):
    client_id, given = data["ClientId"], data.get("AuthParameters") or {}
    if not chooses(pool, client_id):
        return invalid_parameter("USER_AUTH is not enabled for the client.")
    name = given.get("USERNAME")
    if not name:
        return missing("USERNAME")
    preferred = given.get("PREFERRED_CHALLENGE")
    user, unknown = cognito._resolve_user(pool, name)
    if user is None:
        return stranger(pool, client_id, name, preferred, given) if cognito._hides_user_existence(pool, client_id) \
            else unknown
    if not user.get("Enabled", True):
        return not_authorized("User is disabled.")
    if user["UserStatus"] == "UNCONFIRMED":
        return error_response_json("UserNotConfirmedException", "User is not confirmed.", 400)
    if data.get("Session"):
        return confirmed_just_now(pool, user, data)
    choices = available(pool, user)
    answer = pose(preferred, pool, client_id, user, data, given) if preferred in choices \
        else challenge(pool, client_id, user, SELECT, {})
    return with_choices(answer, choices)


def with_choices(answer, choices: list[str]):
    """InitiateAuth names the choices whichever challenge it poses."""
    said = json.loads(answer[2])
    if "ChallengeName" not in said:
        return answer
    return json_response({**said, "AvailableChallenges": choices})


def pose(name: str, pool: dict, client_id: str, user: dict, data: dict, given: dict):
    """The challenge of a choice, or what follows it where the answer came with the choice."""
    if name == PASSWORD and given.get("PASSWORD"):
        return judge_password(pool, client_id, user, data, given["PASSWORD"])
    if name == SRP and given.get("SRP_A"):
        return pose_srp(pool, client_id, user, user["Username"], given["SRP_A"])
    if name == PASSKEY:
        return web_authn.pose(pool, client_id, user)
    if name in (EMAIL, SMS):
        medium = "EMAIL" if name == EMAIL else "SMS"
        return message_codes.pose(pool, client_id, user, name, medium, message_codes.FIRST_DIGITS)
    return challenge(pool, client_id, user, name, {})


def stranger(pool: dict, client_id: str, name: str, preferred: str | None, given: dict):
    """What a user would be asked, posed to nobody: no answer to it is right."""
    choices = [choice for choice in allowed(pool) if choice in (SRP, PASSWORD) or pool.get("MfaConfiguration") != "ON"]
    chosen = preferred if preferred in choices else secrets.choice(choices)
    nobody = {"Username": name, "Attributes": []}
    if chosen == SRP and given.get("SRP_A"):
        answer = pose_srp(pool, client_id, None, name, given["SRP_A"])
    elif chosen == PASSWORD and given.get("PASSWORD"):
        return incorrect()
    elif chosen == PASSKEY:
        answer = web_authn.pose(pool, client_id, nobody, nobody=True)
    elif chosen in (EMAIL, SMS):
        medium = "EMAIL" if chosen == EMAIL else "SMS"
        answer = challenge(pool, client_id, nobody, chosen, message_codes.delivery(medium, name), nobody=True,
                           code="", medium=medium)
    else:
        answer = challenge(pool, client_id, nobody, chosen, {}, nobody=True)
    return with_choices(answer, [chosen])


# -- Answering ----------------------------------------------------------------------------------------


@answers(SELECT)
def select(pool, user, data, responses, session):
    chosen = responses.get("ANSWER")
    if not chosen:
        return missing("ANSWER")
    if chosen not in available(pool, user):
        known = chosen in allowed(pool) and has(user, chosen)
        return invalid_parameter("Password Challenge is Required to SignIn" if known else
                                 "Invalid ANSWER: not one of AvailableChallenges")
    return pose(chosen, pool, session["client_id"], user, data, responses)


@answers(PASSWORD)
def answer_password(pool, user, data, responses, session):
    if not responses.get("PASSWORD"):
        return missing("PASSWORD")
    if user is None:
        return incorrect()
    return judge_password(pool, session["client_id"], user, data, responses["PASSWORD"])


@answers(SRP)
def answer_srp(pool, user, data, responses, session):
    if not responses.get("SRP_A"):
        return missing("SRP_A")
    return pose_srp(pool, session["client_id"], user, session["username"], responses["SRP_A"])


def judge_password(pool: dict, client_id: str, user: dict, data: dict, password: str):
    def sign_in():
        if not hmac.compare_digest(str(user.get("_password") or "").encode(), password.encode()):
            return incorrect()
        if user["UserStatus"] == "RESET_REQUIRED":
            return cognito._password_reset_required()
        return steps.proceed(pool, client_id, user, steps.begun(data))

    return attempt(user, sign_in)


def pose_srp(pool: dict, client_id: str, user: dict | None, name: str, srp_a: str):
    """PASSWORD_VERIFIER, answered as that of USER_SRP_AUTH: its SECRET_BLOCK is the handle, and here its Session."""
    if not cognito._SRP_A_RE.match(srp_a):
        return invalid_parameter(f"1 validation error detected: Value '{srp_a}' at 'sRPA' failed to satisfy "
                                 "constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$")
    token, session = cognito._create_challenge_session(pool["Id"], client_id, name)
    session["auth_flow"] = "USER_SRP_AUTH"
    parameters, session["srp"] = cognito._srp_challenge(pool["Id"], user, name, srp_a, token)
    return json_response({"ChallengeName": "PASSWORD_VERIFIER", "Session": token, "ChallengeParameters": parameters})


def incorrect():
    return not_authorized("Incorrect username or password.")


# -- Signing in right after signing up ----------------------------------------------------------------


def session_of_sign_up(pool: dict, client_id: str, user: dict) -> dict[str, str]:
    """What SignUp's answer carries for ConfirmSignUp."""
    return next_session(pool, client_id, user, SIGNED_UP)


def session_of_confirmation(pool: dict, client_id: str, user: dict, given) -> dict[str, str]:
    """What ConfirmSignUp's answer carries for InitiateAuth, where it came with the Session of SignUp: "Amazon Cognito assumes
    the [...] password from ConfirmSignUp as the primary authentication factor", once."""
    session, _ = take_session(given, client_id, SIGNED_UP)
    its_own = session is not None and session["username"] == user["Username"]
    return next_session(pool, client_id, user, CONFIRMED) if its_own else {}


def next_session(pool: dict, client_id: str, user: dict, kind: str) -> dict[str, str]:
    return {"Session": new_session(pool["Id"], client_id, user, kind)} if chooses(pool, client_id) else {}


def confirmed_just_now(pool: dict, user: dict, data: dict):
    session, refusal = take_session(data["Session"], data["ClientId"], CONFIRMED)
    if refusal:
        return refusal
    if session["username"] != user["Username"]:
        return invalid_session()
    return steps.proceed(pool, data["ClientId"], user, steps.begun(data))
