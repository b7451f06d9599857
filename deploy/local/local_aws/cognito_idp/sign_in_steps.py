"""What follows a right password or another first factor: one challenge after the other, then the tokens.

MiniStack knows NEW_PASSWORD_REQUIRED and SOFTWARE_TOKEN_MFA alone. On AWS the order is: a new password where the one
given is temporary, then a second factor unless the device is trusted, then the proof of the device, then the tokens:
https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html

How far a sign-in has come (`sign_in`) travels in the sessions of its challenges, out of the visitor's reach.
"""

from contextvars import ContextVar

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces
from ..registry import Registry

ORDER = NEW_PASSWORD, KNOWN_DEVICE, SECOND_FACTOR, DEVICE_PROOF = (
    "new password", "known device", "second factor", "device proof")
# Step -> ask(pool, client_id, user, sign_in): the challenge or refusal, or None when there is nothing to ask.
STEPS = Registry("step of signing in")
# The sign-in whose tokens are being made, for those who write into them.
current: ContextVar[dict | None] = ContextVar("current_sign_in", default=None)


def step(name: str):
    """Registers the function that asks at a step."""
    return lambda ask: STEPS.add(name, ask)


def begun(data: dict) -> dict:
    """A sign-in that has shown its first factor with this request."""
    return {"done": [], "device_key": given_device(data), "metadata": given_metadata(data)}


def given_device(data: dict) -> str | None:
    return (data.get("AuthParameters") or data.get("ChallengeResponses") or {}).get("DEVICE_KEY")


def given_metadata(data: dict) -> dict:
    """What the functions that write into tokens are told; AWS does not tell them that of InitiateAuth."""
    return data.get("ClientMetadata") or {} if "ChallengeName" in data else {}


def proceed(pool: dict, client_id: str, user: dict, sign_in: dict):
    """The next challenge of the sign-in, or its tokens."""
    for name in ORDER:
        if name not in sign_in["done"] and name in STEPS:
            answer = STEPS[name](pool, client_id, user, sign_in)
            if answer:
                return answer
    return tokens(pool, client_id, user, sign_in)


def passed(name: str, pool: dict, data: dict, user: dict, session: dict):
    """What follows once a step's challenge was answered."""
    sign_in = session["sign_in"]
    following = {**sign_in, "done": [*sign_in["done"], name],
                 "device_key": given_device(data) or sign_in.get("device_key"),
                 "metadata": given_metadata(data) or sign_in.get("metadata")}
    return proceed(pool, session["client_id"], user, following)


def tokens(pool: dict, client_id: str, user: dict, sign_in: dict):
    source = "NewPasswordChallenge" if NEW_PASSWORD in sign_in["done"] else "Authentication"
    token = current.set(sign_in)
    try:
        result = cognito._build_auth_result(pool["Id"], client_id, user, trigger_source=f"TokenGeneration_{source}",
                                            client_metadata=sign_in.get("metadata"))
    finally:
        current.reset(token)
    return json_response({"ChallengeParameters": {}, "AuthenticationResult": result})


@replaces(cognito, "_password_auth_result", "b88268f483e4")
def password_auth_result(original, pool, pool_id, client_id, user, username, client_metadata=None, data=None):
    return proceed(pool, client_id, user, begun(data or {}))
