"""WEB_AUTHN: signing in with a passkey.

CREDENTIAL_REQUEST_OPTIONS is JSON for `navigator.credentials.get`, CREDENTIAL the JSON of what that returned. The
signature is checked by py_webauthn; a counter that did not rise is that of a copy.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html

A passkey with user verification stands for both factors where the pool (FactorConfiguration) and the user
(WebAuthnMfaSettings) say so:
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_WebAuthnMfaSettingsType.html
"""

import hashlib
import json

from ministack.services import cognito
from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException

from . import sign_in_steps as steps
from .challenge_sessions import answers, challenge
from .mfa import BOTH
from .operations import missing, not_authorized
from .passkeys import (client_data, configuration, described_as_key, foreign, new_challenge, relying_party,
                       user_verification)

NAME = "WEB_AUTHN"
TIMEOUT = 180


def may_be_both(pool: dict) -> bool:
    return configuration(pool).get("FactorConfiguration") == BOTH


def stands_for_both(pool: dict, user: dict) -> bool:
    return may_be_both(pool) and bool(user.get("_passkey_mfa"))


def verification(pool: dict) -> str:
    return "required" if may_be_both(pool) else user_verification(pool)


def pose(pool: dict, client_id: str, user: dict, **carried):
    """To nobody, a key that nobody has is asked for: always the same for one name."""
    asked = new_challenge()
    invented = hashlib.sha256(f"{pool['Id']}/{user['Username'].lower()}".encode()).digest()
    keys = [described_as_key(passkey) for passkey in user.get("_passkeys", [])] \
        or [{"type": "public-key", "id": bytes_to_base64url(invented)}]
    options = {"challenge": asked, "timeout": TIMEOUT * 1000, "rpId": relying_party(pool), "allowCredentials": keys,
               "userVerification": verification(pool)}
    return challenge(pool, client_id, user, NAME, {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)},
                     asked=asked, **carried)


@answers(NAME)
def answer(pool, user, data, responses, session):
    if not responses.get("CREDENTIAL"):
        return missing("CREDENTIAL")
    if user is None or not matches(pool, user, responses["CREDENTIAL"], session["asked"]):
        return not_authorized("Incorrect username or password.")
    sign_in = steps.begun(data)
    if stands_for_both(pool, user):
        sign_in["done"].append(steps.SECOND_FACTOR)
    return steps.proceed(pool, session["client_id"], user, sign_in)


def matches(pool: dict, user: dict, text: str, asked: str) -> bool:
    """Whether the credential is one of the user's, and signed what was asked, for a page of the relying party."""
    try:
        credential = json.loads(text)
        told = client_data(credential)
        passkey = next((passkey for passkey in user.get("_passkeys", []) if passkey["id"] == credential["id"]), None)
        if passkey is None or told is None or foreign(pool, told, {}):
            return False
        handle = credential["response"].get("userHandle")
        if handle and base64url_to_bytes(handle) != cognito._attr_list_to_dict(user["Attributes"])["sub"].encode():
            return False
        verified = verify_authentication_response(
            credential=credential, expected_challenge=base64url_to_bytes(asked), expected_origin=told["origin"],
            expected_rp_id=relying_party(pool), credential_current_sign_count=passkey["count"],
            credential_public_key=base64url_to_bytes(passkey["public_key"]),
            require_user_verification=verification(pool) == "required")
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError):
        return False
    passkey["count"] = verified.new_sign_count
    return True
