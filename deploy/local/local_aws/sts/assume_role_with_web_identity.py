"""AssumeRoleWithWebIdentity looks at the token: its signature, its end, whom it is for, and whose session results.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html

MiniStack reads the claims unverified, and its session does not know the identity, so that policies naming
`${cognito-identity.amazonaws.com:sub}` would match nobody. Here the identity pool's own tokens are verified, those of
Google, Facebook and Amazon, and of a provider that the account has in IAM (`AWS::IAM::OIDCProvider`) for an app listed
there. The messages are recorded: https://github.com/aws-amplify/amplify-js/issues/9704 (no JWT),
https://github.com/aws-actions/configure-aws-credentials/issues/721 (no provider), /775 (audience).
"""

import re
import time
from contextvars import ContextVar
from xml.sax.saxutils import escape

from ministack.core.responses import error_response_json
from ministack.services import cognito, iam, sts

from ..cognito_identity import provider_tokens
from ..pinned import replaces

COGNITO_IDENTITY = "https://cognito-identity.amazonaws.com"
# What STS names of the access tokens that say nothing themselves, by the ProviderId they come with.
ACCESS_TOKENS = {"graph.facebook.com": ("app_id", "user_id"), "www.amazon.com": ("app_id", "user_id")}
claims_of_request: ContextVar[dict] = ContextVar("claims_of_request", default={})


@replaces(sts, "_web_identity_trust_denied", "d9e237e9d6e9")
def trust_denied(original, role_arn, params, use_json):
    token, provider = sts._p(params, "WebIdentityToken"), sts._p(params, "ProviderId")
    if provider:
        said = provider_tokens.claims_for_rules(provider, token) if provider in ACCESS_TOKENS else None
        if not said:
            return refused("InvalidIdentityToken", "The web identity token that was passed could not be validated.",
                           use_json)
        claims = {"iss": provider, "aud": said["app_id"], "sub": said["user_id"]}
    else:
        claims = cognito._token_claims(token)
        if not claims:
            return refused("InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error "
                           "if you sent an Access Token)", use_json)
        if fault := token_fault(token, claims, role_arn):
            return refused("InvalidIdentityToken", fault, use_json)
        now = int(time.time())
        if now >= claims.get("exp", 0):
            return refused("ExpiredTokenException", f"Token expired: current date/time {now} must be before the "
                           f"expiration date/time {claims.get('exp')}", use_json)
    claims_of_request.set(claims)
    return original(role_arn, params, use_json)


def token_fault(token: str, claims: dict, role_arn: str) -> str | None:
    """Why STS does not believe an ID token."""
    issuer = provider_tokens.issuer_of(claims)
    unverified = ("Couldn't retrieve verification key from your identity provider,  please reference "
                  "AssumeRoleWithWebIdentity documentation for requirements")
    if claims.get("iss") == COGNITO_IDENTITY:
        return None if cognito._signature_valid(token) else unverified
    if issuer not in sts._WELL_KNOWN_WEB_IDENTITY_PROVIDERS:
        account = role_arn.split(":")[4]
        provider = iam._oidc_providers.get_scoped(
            account, None, f"arn:aws:iam::{account}:{provider_tokens.OIDC_ARN}{issuer}")
        if provider is None:
            return f"No OpenIDConnect provider found in your account for {claims.get('iss')}"
        if not set(provider["ClientIDList"]).intersection(provider_tokens.as_list(claims.get("aud"))):
            return "Incorrect token audience"
    if cognito._get_pool_unscoped(issuer.rsplit("/", 1)[-1]):
        return None if cognito._signature_valid(token) else unverified
    return unverified if provider_tokens.signature_fault(token) else None


@replaces(sts, "_web_identity_principal", "4b20206e7981")
def web_identity_principal(original, token, provider_id, role_arn):
    """Facebook and Amazon name an app and a user, each in its own words.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
    """
    claims = claims_of_request.get()
    if claims.get("iss") not in ACCESS_TOKENS:
        principal, keys = original(token, provider_id, role_arn)
        if principal == "accounts.google.com" and claims:
            keys |= {"accounts.google.com:oaud": claims.get("aud"),
                     "accounts.google.com:aud": claims.get("azp", claims.get("aud"))}
        return principal, keys
    user = "id" if provider_id == "graph.facebook.com" else "user_id"
    return provider_id, {f"{provider_id}:app_id": claims["aud"], f"{provider_id}:{user}": claims["sub"]}


@replaces(sts, "register_session", "a84ec986ec01")
def register_session(original, access_key, session):
    """A session got with an identity pool's token carries that identity, as one the pool vends does."""
    claims = claims_of_request.get()
    if claims.get("iss") == COGNITO_IDENTITY:
        session |= {"_identity_id": claims["sub"], "_identity_pool_id": claims["aud"], "_cognito_amr": claims["amr"]}
    original(access_key, session)


@replaces(sts, "handle_request", "f2d7c72d01d6")
async def handle_request(original, method, path, headers, body, query_params):
    """The answer names the token's subject, audience and issuer, where MiniStack has placeholders."""
    token = claims_of_request.set({})
    try:
        status, answer_headers, answer = await original(method, path, headers, body, query_params)
        claims = claims_of_request.get()
        if claims and status == 200:
            for member, claim in (("SubjectFromWebIdentityToken", "sub"), ("Audience", "aud"), ("Provider", "iss")):
                said = escape(str(provider_tokens.as_list(claims.get(claim, ""))[0])).encode()
                for form in (rb'(<%b>)[^<]*', rb'("%b": ")[^"]*'):
                    answer = re.sub(form % member.encode(), lambda match: match[1] + said, answer)
        return status, answer_headers, answer
    finally:
        claims_of_request.reset(token)


def refused(code: str, message: str, use_json: bool):
    return error_response_json(code, message, 400) if use_json else sts._error(400, code, message, ns="sts")
