"""DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER: a device proves that it is the one that was confirmed.

The proof is that of a password (see MiniStack's `_srp_challenge`) with the device's own verifier, in which the device
group key stands for the pool and the device key for the user. A remembered device stands for the second factor where
the pool says so (ChallengeRequiredOnNewDevice); any other proves itself after it.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html

A client need not send the Session: pycognito and older clients of AWS do not. Then the SECRET_BLOCK stands for it, and
before that the password proven for this very device.
"""

import base64
import hashlib
import hmac
import secrets

from ministack.services import cognito

from . import devices
from . import sign_in_steps as steps
from .challenge_sessions import answers, challenge, invalid_session
from .operations import invalid_parameter, missing, not_authorized
from .srp import power

FIRST, SECOND = "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"


@steps.step(steps.KNOWN_DEVICE)
def known(pool, client_id, user, sign_in):
    """A key that is no device's is refused; clients then forget it and answer again without."""
    key = sign_in["device_key"]
    device = devices.confirmed(user, key) if devices.configured(pool) else None
    sign_in["trusted_device"] = bool(device) and devices.trusted(pool, device)
    return devices.no_device() if key and not device else None


@steps.step(steps.DEVICE_PROOF)
def ask(pool, client_id, user, sign_in):
    key = sign_in["device_key"]
    if not key:
        return None
    return challenge(pool, client_id, user, FIRST, {"USERNAME": user["Username"], "DEVICE_KEY": key},
                     sign_in=sign_in, device_key=key)


def posed_for_device(data):
    """The session of the device challenge posed last for the user, client and device of an answer."""
    responses = data.get("ChallengeResponses") or {}
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = cognito._resolve_user(pool, responses.get("USERNAME"))[0] if pool else None
    return next((token for token, session in reversed(list(cognito._challenge_sessions.items()))
                 if user and session.get("challenge") == FIRST and not session["spent"]
                 and (session["client_id"], session["username"], session["device_key"])
                 == (data["ClientId"], user["Username"], responses.get("DEVICE_KEY"))), None)


@answers(FIRST, posed_for_device)
def begin(pool, user, data, responses, session):
    device, refusal = device_of(user, responses, session)
    if refusal:
        return refusal
    srp_a = responses.get("SRP_A")
    if not srp_a:
        return missing("SRP_A")
    if not cognito._SRP_A_RE.match(srp_a) or int(srp_a, 16) % cognito._SRP_N == 0:
        return invalid_parameter("SRP_A is no public key.")
    private = secrets.randbelow(cognito._SRP_N - 2) + 1
    public = (cognito._SRP_K * int(device["verifier"], 16) + power(cognito._SRP_G, private, cognito._SRP_N)) \
        % cognito._SRP_N
    block = base64.b64encode(secrets.token_bytes(32)).decode()
    return challenge(pool, session["client_id"], user, SECOND, {
        "USERNAME": user["Username"], "DEVICE_KEY": device["key"], "SALT": device["salt"],
        "SRP_B": format(public, "x"), "SECRET_BLOCK": block},
        sign_in=session["sign_in"], device_key=device["key"], secret_block=block,
        srp={"a": srp_a, "b": format(private, "x"), "public": format(public, "x")})


def posed_with_block(data):
    """The session of the proof whose SECRET_BLOCK is given back."""
    block = (data.get("ChallengeResponses") or {}).get("PASSWORD_CLAIM_SECRET_BLOCK")
    return next((token for token, session in cognito._challenge_sessions.items()
                 if block and session.get("challenge") == SECOND and session["secret_block"] == block), None)


@answers(SECOND, posed_with_block)
def prove(pool, user, data, responses, session):
    device, refusal = device_of(user, responses, session)
    refusal = refusal or cognito._srp_response_format_error(responses)
    if refusal:
        return refusal
    if not proven(device, session, responses):
        return not_authorized("Incorrect username or password.")
    sign_in = {**session["sign_in"], "done": [*session["sign_in"]["done"], steps.DEVICE_PROOF],
               "proven_device": device["key"]}
    return steps.tokens(pool, session["client_id"], user, sign_in)


def device_of(user: dict, responses: dict, session: dict):
    """(device, None), or (None, the refusal): it is the one the session is for, and not forgotten since."""
    key = responses.get("DEVICE_KEY")
    if not key:
        return None, missing("DEVICE_KEY")
    if key != session["device_key"]:
        return None, invalid_session()
    device = devices.confirmed(user, key)
    return device, None if device else devices.no_device()


def proven(device: dict, session: dict, responses: dict) -> bool:
    """Whether the proof was made with the password of which the device left the verifier."""
    block = responses["PASSWORD_CLAIM_SECRET_BLOCK"]
    if not hmac.compare_digest(block.encode(), session["secret_block"].encode()):
        return False
    n, pad = cognito._SRP_N, cognito._srp_pad
    a, b, public = (int(session["srp"][name], 16) for name in ("a", "b", "public"))
    u = cognito._srp_hash(pad(a), pad(public))
    if u == 0:
        return False
    shared = power(a * power(int(device["verifier"], 16), u, n), b, n)
    key = hmac.digest(hmac.digest(pad(u), pad(shared), "sha256"), b"Caldera Derived Key\x01", "sha256")[:16]
    message = (device["group"] + device["key"]).encode() + base64.b64decode(block) \
        + cognito._srp_canonical_timestamp(responses["TIMESTAMP"]).encode()
    expected = hmac.new(key, message, hashlib.sha256).digest()
    return hmac.compare_digest(expected, base64.b64decode(responses["PASSWORD_CLAIM_SIGNATURE"]))
