"""Passkeys: registering, listing and deleting them.

MiniStack has none. AWS hands out options for `navigator.credentials.create`, of the shape its CLI's example shows
(start-web-authn-registration), and takes what that returned: an ES256 or RS256 key, from a page of the relying party,
with the challenge given to this very client. A user may have 20. Checked by py_webauthn.
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html
"""

import binascii
import hashlib
import json
import secrets
import time
from urllib.parse import urlsplit

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito
from webauthn import verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_attestation_object
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException

from .operations import for_caller, invalid_parameter, operation

ALGORITHMS = [COSEAlgorithmIdentifier.ECDSA_SHA_256, COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256]
TIMEOUT = 60
# The user may take the whole timeout, and the answer has to travel.
CHALLENGE_SECONDS = 3 * TIMEOUT
MOST = 20
MOST_LISTED = 20


def configuration(pool: dict) -> dict:
    return pool.get("WebAuthnConfiguration") or {}


def relying_party(pool: dict) -> str | None:
    """The pool's RelyingPartyId, or its domain."""
    custom, prefix = pool.get("CustomDomain"), pool.get("Domain")
    hosted = prefix and f"{prefix}.auth.{cognito._pool_region(pool['Id'])}.amazoncognito.com"
    return configuration(pool).get("RelyingPartyId") or custom or hosted


def user_verification(pool: dict) -> str:
    return configuration(pool).get("UserVerification") or "preferred"


def refused(name: str, message: str):
    return error_response_json(f"WebAuthn{name}Exception", message, 400)


def new_challenge() -> str:
    return bytes_to_base64url(secrets.token_bytes(32))


def described_as_key(passkey: dict) -> dict:
    """The passkey as the browser is told of it."""
    described = {"type": "public-key", "id": passkey["id"]}
    return described | ({"transports": passkey["transports"]} if passkey["transports"] else {})


def unavailable(pool: dict):
    """The refusal by a pool that has no passkeys, or no relying party for them."""
    factors = ((pool.get("Policies") or {}).get("SignInPolicy") or {}).get("AllowedFirstAuthFactors") or []
    if "WEB_AUTHN" not in factors:
        return refused("NotEnabled", "Passkeys are not enabled for this user pool.")
    if not relying_party(pool):
        return refused("ConfigurationMissing", "The user pool has neither a relying party ID nor a domain.")
    return None


# -- Registering --------------------------------------------------------------------------------------


@operation("StartWebAuthnRegistration")
@for_caller
def start(user, pool, data):
    if refusal := unavailable(pool):
        return refusal
    if len(user.get("_passkeys", [])) >= MOST:
        return too_many()
    challenge, party = new_challenge(), relying_party(pool)
    user["_passkey_registration"] = {
        "challenge": challenge, "client_id": client_of(data), "expires_at": time.time() + CHALLENGE_SECONDS}
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    name = attributes.get("email") or user["Username"]
    return json_response({"CredentialCreationOptions": {
        "rp": {"id": party, "name": party},
        "user": {"id": bytes_to_base64url(attributes["sub"].encode()), "name": name,
                 "displayName": attributes.get("name") or name},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": int(algorithm)} for algorithm in ALGORITHMS],
        "timeout": TIMEOUT * 1000,
        "excludeCredentials": [described_as_key(passkey) for passkey in user.get("_passkeys", [])],
        "authenticatorSelection": {"requireResidentKey": True, "residentKey": "required",
                                   "userVerification": user_verification(pool)},
    }})


def client_of(data: dict) -> str:
    return cognito._token_claims(data["AccessToken"]).get("client_id")


def too_many():
    return error_response_json("LimitExceededException", f"A user can register up to {MOST} passkeys.", 400)


@operation("CompleteWebAuthnRegistration")
@for_caller
def complete(user, pool, data):
    if refusal := unavailable(pool):
        return refusal
    credential = data.get("Credential")
    told = client_data(credential)
    if told is None:
        return invalid_parameter("The credential is no registration response.")
    pending = user.get("_passkey_registration")
    if not pending or time.time() >= pending["expires_at"] or told.get("challenge") != pending["challenge"]:
        return refused("ChallengeNotFound", "The challenge was not found, or has expired.")
    if pending["client_id"] != client_of(data):
        return refused("ClientMismatch", "The registration was started with another client.")
    if refusal := foreign(pool, told, credential):
        return refusal
    try:
        verified = verify_registration_response(
            credential=credential, expected_challenge=base64url_to_bytes(pending["challenge"]),
            expected_rp_id=relying_party(pool), expected_origin=told["origin"],
            require_user_verification=user_verification(pool) == "required", supported_pub_key_algs=ALGORITHMS)
    except (WebAuthnException, ValueError, KeyError, TypeError) as failure:
        return refused("CredentialNotSupported", f"The credential is not supported: {failure}")
    key = bytes_to_base64url(verified.credential_id)
    if owner_of(pool, key):
        return refused("CredentialNotSupported", "The credential is registered already.")
    if len(user.get("_passkeys", [])) >= MOST:
        return too_many()
    del user["_passkey_registration"]
    attachment = credential.get("authenticatorAttachment")
    user.setdefault("_passkeys", []).append({
        "id": key, "public_key": bytes_to_base64url(verified.credential_public_key), "count": verified.sign_count,
        "party": relying_party(pool), "attachment": attachment, "created": time.time(),
        "transports": [name for name in credential["response"].get("transports") or [] if isinstance(name, str)],
        "name": "Roaming passkey" if attachment == "cross-platform" else "Passkey"})
    return json_response({})


def client_data(credential) -> dict | None:
    """What the browser says it did; None when that cannot be read."""
    try:
        told = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return told if isinstance(told, dict) else None


def foreign(pool: dict, told: dict, credential: dict):
    """The refusal of a page that is not the relying party's, or of a credential made for another one."""
    party, origin = relying_party(pool), urlsplit(str(told.get("origin")))
    host = origin.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    secure = origin.scheme == "https" or origin.scheme == "http" and local
    if not secure or host != party and not host.endswith(f".{party}"):
        return refused("OriginNotAllowed", f"The origin {told.get('origin')} is not one of {party}.")
    if party_hash(credential) not in (None, hashlib.sha256(party.encode()).digest()):
        return refused("RelyingPartyMismatch", "The credential is one of another relying party.")
    return None


def party_hash(credential: dict) -> bytes | None:
    """The hash of the relying party the authenticator made the credential for; None when it cannot be read."""
    try:
        data = base64url_to_bytes(credential["response"]["attestationObject"])
        return parse_attestation_object(data).auth_data.rp_id_hash
    except (KeyError, TypeError, ValueError, WebAuthnException, binascii.Error):
        return None


def owner_of(pool: dict, key: str) -> dict | None:
    return next((user for user in list(pool["_users"].values())
                 if any(passkey["id"] == key for passkey in user.get("_passkeys", []))), None)


# -- Listing and deleting -----------------------------------------------------------------------------


@operation("ListWebAuthnCredentials")
@for_caller
def list_credentials(user, pool, data):
    token, most = data.get("NextToken") or "0", min(data.get("MaxResults") or MOST_LISTED, MOST_LISTED)
    if not token.isdigit():
        return invalid_parameter("Invalid NextToken.")
    passkeys, start = user.get("_passkeys", []), int(token)
    answer = {"Credentials": [described(passkey) for passkey in passkeys[start:start + most]]}
    return json_response(answer | ({"NextToken": str(start + most)} if start + most < len(passkeys) else {}))


def described(passkey: dict) -> dict:
    return {"CredentialId": passkey["id"], "FriendlyCredentialName": passkey["name"], "CreatedAt": passkey["created"],
            "RelyingPartyId": passkey["party"], "AuthenticatorTransports": passkey["transports"]} \
        | ({"AuthenticatorAttachment": passkey["attachment"]} if passkey["attachment"] else {})


@operation("DeleteWebAuthnCredential")
@for_caller
def delete(user, pool, data):
    kept = [passkey for passkey in user.get("_passkeys", []) if passkey["id"] != data.get("CredentialId")]
    if len(kept) == len(user.get("_passkeys", [])):
        return error_response_json("ResourceNotFoundException", "The passkey does not exist.", 400)
    user["_passkeys"] = kept
    return json_response({})
