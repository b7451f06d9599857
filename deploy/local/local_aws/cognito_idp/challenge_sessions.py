"""The `Session` of a challenge is bound to it: to its user, its client and its kind, for one use and three minutes.

MiniStack answers NEW_PASSWORD_REQUIRED and SOFTWARE_TOKEN_MFA with a random string it forgets, so any string passes and
any user may be named. Here each challenge has a session of its own, good for the client's AuthSessionValidity. A right
answer spends it; a wrong one may be given again, within the limits of `passwords`.

The modules that pose challenges register how they are answered. PASSWORD_VERIFIER needs nothing here: its SECRET_BLOCK
is the handle, and MiniStack checks the proof against it.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
"""

import threading
import time

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces
from ..registry import Registry
from .operations import missing, not_authorized

# Challenge name -> answering(pool, user, data, responses, session).
ANSWERS = Registry("answer to")
# Challenge name -> handle(data): the session of an answer that names none.
HANDLES = {}
# How long a spent or expired session is remembered, to be refused as such and not as forged.
REMEMBERED = 24 * 3600
# Held while a session is taken: of two answers at once, one comes second.
taking = threading.Lock()


# -- Issuing --------------------------------------------------------------------------------------


def challenge(pool: dict, client_id: str, user: dict, name: str, parameters: dict, **carried):
    """The answer that poses a challenge to a user, with a session of its own that carries what the next step needs."""
    return json_response({"ChallengeName": name, "Session": new_session(pool["Id"], client_id, user, name, **carried),
                          "ChallengeParameters": parameters})


def new_session(pool_id: str, client_id: str, user: dict, name: str, **carried) -> str:
    """A session for a challenge; forgets those nobody will ask about any more."""
    for token, session in list(cognito._challenge_sessions.items()):
        if session["expires_at"] < time.time() - REMEMBERED:
            cognito._challenge_sessions.pop(token, None)
    token, session = cognito._create_challenge_session(pool_id, client_id, user["Username"])
    session |= {"challenge": name, "spent": False, **carried}
    return token


# -- Answering ------------------------------------------------------------------------------------


def answers(name: str, handle=None):
    """Registers the function that judges the answer to a challenge, and what may stand for its session."""

    def register(answering):
        if handle:
            HANDLES[name] = handle
        return ANSWERS.add(name, answering)

    return register


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
    handle = HANDLES.get(data["ChallengeName"])
    token = data.get("Session") or (handle(data) if handle else None)
    session, refusal = take_session(token, data.get("ClientId"), data["ChallengeName"])
    if refusal:
        return refusal
    answer = answered(answering, pool, data, session)
    session["spent"] = answer[0] == 200 or bool(session.get("ended"))
    return answer


def answered(answering, pool: dict, data: dict, session: dict):
    responses = data.get("ChallengeResponses") or {}
    if not responses.get("USERNAME"):
        return missing("USERNAME")
    user, _ = cognito._resolve_user(pool, responses["USERNAME"])
    if session.get("nobody"):
        return answering(pool, None, data, responses, session)
    if user is None or user["Username"] != session["username"] or pool["Id"] != session["pool_id"]:
        return invalid_session()
    if not user.get("Enabled", True):
        return not_authorized("User is disabled.")
    return answering(pool, user, data, responses, session)


def take_session(token, client_id, challenge_name: str) -> tuple[dict | None, tuple | None]:
    """(session, None) with the session spent, or (None, the refusal of one missing, forged, expired or spent)."""
    if not token:
        return None, missing("Session")
    with taking:
        session = cognito._challenge_sessions.get(token)
        if session is None or session.get("challenge") != challenge_name \
                or client_id not in (None, session["client_id"]):
            return None, invalid_session()
        if session["spent"]:
            return None, invalid_session(", session can only be used once.")
        if time.time() >= session["expires_at"]:
            return None, invalid_session(", session is expired.")
        session["spent"] = True
    return session, None


def invalid_session(why: str = "."):
    return not_authorized(f"Invalid session for the user{why}")
