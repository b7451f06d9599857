"""AssumeRoleWithWebIdentity looks at the token: its signature, its expiry, and whose session results.

MiniStack reads the claims unverified, and its session does not know the identity, so that policies naming
`${cognito-identity.amazonaws.com:sub}` would match nobody. Tokens of providers whose keys are not here (Google,
Facebook, any OIDC provider) are refused: nothing on this machine can vouch for them.
"""

import time
from contextvars import ContextVar

from ministack.core.responses import error_response_json
from ministack.services import cognito, sts

from .pinned import replaces

COGNITO_IDENTITY = "https://cognito-identity.amazonaws.com"
claims_of_request: ContextVar[dict] = ContextVar("claims_of_request", default={})


@replaces(sts, "_web_identity_trust_denied", "d9e237e9d6e9")
def trust_denied(original, role_arn, params, use_json):
    token = sts._p(params, "WebIdentityToken")
    claims = cognito._token_claims(token)
    if not claims or not cognito._signature_valid(token) or not known_issuer(claims):
        return refused("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider,  "
                       "please reference AssumeRoleWithWebIdentity documentation for requirements", use_json)
    now = int(time.time())
    if now >= claims.get("exp", 0):
        return refused("ExpiredTokenException", f"Token expired: current date/time {now} must be before the "
                       f"expiration date/time{claims.get('exp')}", use_json)
    claims_of_request.set(claims)
    return original(role_arn, params, use_json)


@replaces(sts, "register_session", "a84ec986ec01")
def register_session(original, access_key, session):
    """A session got with an identity pool's token carries that identity, as one the pool vends does."""
    claims = claims_of_request.get()
    if claims.get("iss") == COGNITO_IDENTITY:
        session |= {"_identity_id": claims["sub"], "_identity_pool_id": claims["aud"], "_cognito_amr": claims["amr"]}
    original(access_key, session)


@replaces(sts, "handle_request", "f2d7c72d01d6")
async def handle_request(original, method, path, headers, body, query_params):
    """The answer names the token's subject and audience, where MiniStack has placeholders."""
    token = claims_of_request.set({})
    try:
        status, answer_headers, answer = await original(method, path, headers, body, query_params)
        claims = claims_of_request.get()
        if claims:
            for placeholder, claim in ((b"test-subject", "sub"), (b"sts.amazonaws.com<", "aud")):
                said = str(claims.get(claim, "")).encode()
                answer = answer.replace(placeholder, said + b"<" if placeholder.endswith(b"<") else said)
        return status, answer_headers, answer
    finally:
        claims_of_request.reset(token)


def known_issuer(claims: dict) -> bool:
    """Whether a token was minted here: by an identity pool or a user pool of this local AWS."""
    issuer = str(claims.get("iss", ""))
    return issuer == COGNITO_IDENTITY or cognito._get_pool_unscoped(issuer.rsplit("/", 1)[-1]) is not None


def refused(code: str, message: str, use_json: bool):
    return error_response_json(code, message, 400) if use_json else sts._error(400, code, message, ns="sts")
