"""The `Session` of a challenge is bound to it: to its user, its client and its kind, for one use and three minutes.

MiniStack answers NEW_PASSWORD_REQUIRED and SOFTWARE_TOKEN_MFA with a random string it forgets, so any string passes and
any user may be named. It also has no MFA_SETUP for a pool that demands a second factor, and takes any new password.

An SRP challenge needs nothing here: its SECRET_BLOCK is the handle, and MiniStack checks the proof against it.
"""

import json
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from .pinned import replaces

NEW_PASSWORD, TOTP, SET_UP = "NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA", "MFA_SETUP"
# How long a spent or expired session is remembered, to be refused as such and not as forged.
REMEMBERED = 24 * 3600


# -- Issuing --------------------------------------------------------------------------------------


def challenge(pool: dict, client_id: str, user: dict, name: str, parameters: dict):
    """The answer that poses a challenge to a user, with a session of its own."""
    return json_response({"ChallengeName": name, "Session": new_session(pool["Id"], client_id, user, name),
                          "ChallengeParameters": parameters})


def new_session(pool_id: str, client_id: str, user: dict, name: str, **carried) -> str:
    """A session for a challenge; forgets those nobody will ask about any more."""
    for token, session in list(cognito._challenge_sessions.items()):
        if session["expires_at"] < time.time() - REMEMBERED:
            del cognito._challenge_sessions[token]
    token, session = cognito._create_challenge_session(pool_id, client_id, user["Username"])
    session |= {"challenge": name, "spent": False, **carried}
    return token


@replaces(cognito, "_password_auth_result", "b88268f483e4")
def password_auth_result(original, pool, pool_id, client_id, user, username, client_metadata=None, data=None):
    """What follows a right password: a challenge with a bound session, or tokens."""
    return bound(original(pool, pool_id, client_id, user, username, client_metadata, data), pool, client_id, user)


def bound(answer, pool: dict, client_id: str, user: dict):
    """MiniStack's answer to a right password, its challenges posed by us."""
    said = json.loads(answer[2])
    if "ChallengeName" in said:
        parameters = said["ChallengeParameters"]
        if said["ChallengeName"] == NEW_PASSWORD:
            parameters["userAttributes"] = json.dumps(
                {name: value for name, value in json.loads(parameters["userAttributes"]).items() if name != "sub"})
        return challenge(pool, client_id, user, said["ChallengeName"], parameters)
    return second_factor(pool, client_id, user) or answer


def second_factor(pool: dict, client_id: str, user: dict):
    """The challenge for a second factor the user has, or has to set up; None when the password is enough."""
    asked = cognito._mfa_challenge_for_user(pool, user, pool["Id"], user["Username"])
    if asked:
        return challenge(pool, client_id, user, asked["ChallengeName"], asked["ChallengeParameters"])
    if pool.get("MfaConfiguration") == "ON":
        return challenge(pool, client_id, user, SET_UP, {"MFAS_CAN_SETUP": json.dumps([TOTP]),
                                                         "USER_ID_FOR_SRP": user["Username"]})
    return None


# -- Answering ------------------------------------------------------------------------------------


@replaces(cognito, "_respond_to_auth_challenge", "9dae007b5620")
def respond_to_auth_challenge(original, data):
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    return respond(original, pool, data)


@replaces(cognito, "_admin_respond_to_auth_challenge", "0ed094bdaeb9")
def admin_respond_to_auth_challenge(original, data):
    return respond(original, cognito._user_pools.get(data.get("UserPoolId")), data)


def respond(original, pool: dict | None, data: dict):
    """The answer to a challenge whose session is checked here; all others go to MiniStack."""
    answering = ANSWERS.get(data.get("ChallengeName"))
    if pool is None or answering is None:
        return original(data)
    session, refusal = open_session(data.get("Session"), data.get("ClientId"), data["ChallengeName"])
    if refusal:
        return refusal
    responses = data.get("ChallengeResponses") or {}
    if not responses.get("USERNAME"):
        return invalid_parameter("Missing required parameter USERNAME")
    user, _ = cognito._resolve_user(pool, responses["USERNAME"])
    if user is None or user["Username"] != session["username"]:
        return invalid_session()
    if not user.get("Enabled", True):
        return error_response_json("NotAuthorizedException", "User is disabled.", 400)
    answer = answering(original, pool, user, data, responses, session)
    if answer[0] == 200:
        session["spent"] = True
    return answer


def open_session(token, client_id, challenge_name: str) -> tuple[dict | None, tuple | None]:
    """(session, None), or (None, the refusal of a session that is missing, forged, expired or spent)."""
    if not token:
        return None, invalid_parameter("Missing required parameter Session")
    session = cognito._challenge_sessions.get(token)
    if session is None or session.get("challenge") != challenge_name or client_id not in (None, session["client_id"]):
        return None, invalid_session()
    if session["spent"]:
        return None, invalid_session(", session can only be used once.")
    if time.time() >= session["expires_at"]:
        return None, invalid_session(", session is expired.")
    return session, None


def new_password(original, pool, user, data, responses, session):
    """NEW_PASSWORD_REQUIRED: the password must fit the policy, and a second factor is asked for afterwards."""
    password = responses.get("NEW_PASSWORD")
    if not password:
        return invalid_parameter("Missing required parameter NEW_PASSWORD")
    refusal = cognito._validate_password(pool, password)
    if refusal:
        return refusal
    written = [{"Name": name.removeprefix("userAttributes."), "Value": value}
               for name, value in responses.items() if name.startswith("userAttributes.")]
    answer = original(data)
    if answer[0] != 200:
        return answer
    user["Attributes"] = cognito._merge_attributes(user["Attributes"], written)
    return second_factor(pool, data["ClientId"], user) or answer


def totp(original, pool, user, data, responses, session):
    """SOFTWARE_TOKEN_MFA: a code signs in once, also within its 30 seconds; a wrong one may be tried again."""
    code = responses.get("SOFTWARE_TOKEN_MFA_CODE")
    if not code:
        return invalid_parameter("Missing required parameter SOFTWARE_TOKEN_MFA_CODE")
    if code == user.get("_totp_spent") and cognito._totp_matches(user.get("_totp_secret"), code):
        return error_response_json("ExpiredCodeException",
                                   "Your software token has already been used once.", 400)
    answer = original(data)
    if answer[0] == 200:
        user["_totp_spent"] = code
    return answer


def set_up(original, pool, user, data, responses, session):
    """MFA_SETUP: only once VerifySoftwareToken accepted a code in this very sign-in."""
    return original(data) if session.get("verified") else invalid_session()


ANSWERS = {NEW_PASSWORD: new_password, TOTP: totp, SET_UP: set_up}


# -- Setting up a second factor within a sign-in -----------------------------------------------------


@replaces(cognito, "_associate_software_token", "266bef59f661")
def associate_software_token(original, data):
    """With an access token MiniStack does it; with a session, the secret waits in the next session."""
    if data.get("AccessToken"):
        return without_session(original(data))
    session, refusal = open_session(data.get("Session"), None, SET_UP)
    if refusal:
        return refusal
    session["spent"] = True
    secret = json.loads(original(data)[2])["SecretCode"]
    return json_response({"SecretCode": secret, "Session": next_session(session, secret=secret)})


@replaces(cognito, "_verify_software_token", "dfdccbaa6151")
def verify_software_token(original, data):
    if data.get("AccessToken"):
        return without_session(original(data))
    session, refusal = open_session(data.get("Session"), None, SET_UP)
    if refusal:
        return refusal
    secret = session.get("secret")
    if not secret or not cognito._totp_matches(secret, data.get("UserCode", "")):
        return error_response_json("EnableSoftwareTokenMFAException", "Code mismatch", 400)
    user, _ = cognito._resolve_user(cognito._user_pools[session["pool_id"]], session["username"])
    user |= {"_totp_secret": secret, "_mfa_enabled": [TOTP], "_preferred_mfa": TOTP}
    session["spent"] = True
    return json_response({"Status": "SUCCESS", "Session": next_session(session, verified=True)})


def next_session(session: dict, **carried) -> str:
    """The session that continues one set-up."""
    user = {"Username": session["username"]}
    return new_session(session["pool_id"], session["client_id"], user, SET_UP, **carried)


def without_session(answer):
    """With an access token there is no sign-in to continue."""
    said = json.loads(answer[2])
    said.pop("Session", None)
    return answer[0], answer[1], json.dumps(said).encode()


# -- Refusals ---------------------------------------------------------------------------------------


def invalid_session(why: str = "."):
    return error_response_json("NotAuthorizedException", f"Invalid session for the user{why}", 400)


def invalid_parameter(message: str):
    return error_response_json("InvalidParameterException", message, 400)
