"""Guests are refused where the identity pool forbids them, also those it let in before (see `credentials`).

https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
"""

from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import replaces

GUESTS_FORBIDDEN = "Unauthenticated access is not supported for this identity pool."


@replaces(cognito, "_get_id", "d02a9a585441")
def get_id(original, data):
    pool = cognito._identity_pools.get(data.get("IdentityPoolId"))
    return refusal(pool, data) or original(data)


@replaces(cognito, "_get_open_id_token", "35195571cfa8")
def get_open_id_token(original, data):
    return refusal(pool_of(data.get("IdentityId")), data) or original(data)


def pool_of(identity_id) -> dict | None:
    """The identity pool an identity belongs to."""
    return next((pool for pool in cognito._identity_pools.values() if identity_id in pool["_identities"]), None)


def refusal(pool: dict | None, data: dict):
    """NotAuthorizedException for a call without logins at a pool without guests; None lets the call pass."""
    if pool is None or data.get("Logins") or pool["AllowUnauthenticatedIdentities"]:
        return None
    if (pool["_identities"].get(data.get("IdentityId")) or {}).get("Logins"):
        return None  # not a guest: told that the identity is somebody's
    return error_response_json("NotAuthorizedException", GUESTS_FORBIDDEN, 400)
