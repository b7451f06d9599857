"""Tokens of providers outside: who vouches for one, whose it is, and for which app.

MiniStack takes any text for the token of a provider that an identity pool names. AWS asks the provider: it verifies an
ID token's signature, issuer, audience and end, and asks Facebook and Amazon about their access tokens.
https://docs.aws.amazon.com/cognito/latest/developerguide/external-identity-providers.html

Here the stand-ins in `providers` are asked. A provider that has none vouches for nothing. What AWS says of a token it
does not take is known for ID tokens (MiniStack has most; "Couldn't verify signed token." is in
https://github.com/amazon-archives/amazon-cognito-identity-js/issues/91); of others it is "Invalid login token." here.
"""

import time
from functools import lru_cache

from joserfc import jwt
from joserfc.errors import JoseError
from ministack.services import cognito, iam

from ..providers import amazon, facebook, keys
from ..providers.oidc import PROVIDERS

CLOCK_SKEW = 300
UNSUPPORTED = "Token is not from a supported provider of this identity pool."
INVALID = "Invalid login token."
OIDC_ARN = "oidc-provider/"


def refusal(pool: dict, login: str, token) -> str | None:
    """Why an identity pool does not take a token for one of its provider `login`; None when it does."""
    apps = audiences(pool, login)
    if not apps:
        return UNSUPPORTED
    if login in OPAQUE:
        said = OPAQUE[login](token)
        return INVALID if said is None else None if said["app_id"] in apps else UNSUPPORTED
    claims = cognito._token_claims(token)
    if not claims:
        return f"{INVALID} Not a valid OpenId Connect identity token."
    issuer = issuer_of(claims)
    if issuer != login:
        return f"{INVALID} Issuer doesn't match providerName"
    if fault := signature_fault(token):
        return f"{INVALID} {fault}"
    if "aud" not in claims:
        return f"{INVALID} Missing a required claim: aud"
    if not apps.intersection(as_list(claims["aud"])):
        return UNSUPPORTED
    if "sub" not in claims:
        return f"{INVALID} Missing a required claim: sub"
    now = int(time.time()) - CLOCK_SKEW
    if not isinstance(claims.get("exp"), (int, float)) or now >= claims["exp"]:
        return f"{INVALID} Token expired: {now} >= {claims.get('exp')}"
    return None


@lru_cache(maxsize=100_000)
def subject(login: str, token) -> str | None:
    """Whose token it is, to its provider. Only for a token that was verified before.

    Kept, because each login is compared with those of all identities.
    """
    if login in OPAQUE:
        said = READ[login](token)
        return said and said["user_id"]
    return cognito._token_claims(token).get("sub")


def claims_for_rules(login: str, token) -> dict:
    """What a verified token says of its owner, in the names that rules of a role mapping use."""
    return (OPAQUE[login](token) or {}) if login in OPAQUE else cognito._token_claims(token)


def audiences(pool: dict, login: str) -> set[str]:
    """The apps whose tokens an identity pool takes of a provider."""
    apps = {(pool.get("SupportedLoginProviders") or {}).get(login)}
    for arn in pool.get("OpenIdConnectProviderARNs") or []:
        if arn.partition(OIDC_ARN)[2] == login:
            apps.update((iam._oidc_providers.get(arn) or {}).get("ClientIDList") or [])
    return apps - {None, ""}


def issuer_of(claims: dict) -> str:
    """An issuer as providers are named by it: without its scheme."""
    return str(claims.get("iss", "")).split("://", 1)[-1].rstrip("/")


def signature_fault(token: str) -> str | None:
    """What is wrong with an ID token's signature, by the keys of the provider that the token names."""
    issuer = issuer_of(cognito._token_claims(token))
    name = next((name for name, provider in PROVIDERS.items()
                 if issuer_of({"iss": provider.issuer}) == issuer and name != "amazon"), None)
    if name is None:
        return "Couldn't verify signed token."
    key = keys.signing_key(name)
    try:
        found = jwt.decode(token, key, algorithms=["RS256"])
    except (JoseError, ValueError):
        return "Token signature invalid."
    return None if found.header.get("kid") == key.kid else "Couldn't verify signed token."


def as_list(value) -> list:
    return value if isinstance(value, list) else [value]


def facebook_says(token) -> dict | None:
    said = facebook.inspect(token)
    return said if said and said["is_valid"] else None


# Providers whose tokens say nothing to others: how one is verified, and how one that once was is read.
OPAQUE = {"graph.facebook.com": facebook_says, "www.amazon.com": amazon.token_info}
READ = {"graph.facebook.com": facebook.inspect, "www.amazon.com": lambda token: amazon.token_info(token, expired=True)}
