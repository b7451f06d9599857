"""Identities of the owner's own login: the owner's program says who somebody is, and gets a token for their identity.

https://docs.aws.amazon.com/cognito/latest/developerguide/developer-authenticated-identities.html

MiniStack answers MergeDeveloperIdentities with an id it makes up, and does not know the other operations. The codes
and limits are those of the API reference, the messages are ours but for the two it gives.
"""

import time

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import cognito

from ..pinned import replaces
from . import classic_flow
from .logins import OWN_TOKEN, left_without_logins, take_developer_users, users_of
from .operations import (conflict, identity_not_found, invalid_parameter, not_authorized, not_found, operation,
                                  pool_named)

TOKEN_SECONDS, LONGEST_TOKEN = 15 * 60, 24 * 3600
MOST_LOGINS = 20


@operation("GetOpenIdTokenForDeveloperIdentity")
def get_open_id_token_for_developer_identity(data):
    """A token for the developer's user in `Logins`, and for the identity named or found by any of the logins."""
    pool, refusal = pool_named(data)
    if refusal:
        return refusal
    name, logins = pool.get("DeveloperProviderName"), dict(data.get("Logins") or {})
    user = logins.pop(name, None) if name else None
    if user is None:
        return invalid_parameter("Please provide a login for the developer provider of this identity pool.")
    seconds = data.get("TokenDuration") or TOKEN_SECONDS
    if not 1 <= seconds <= LONGEST_TOKEN:
        return invalid_parameter(f"1 validation error detected: Value '{seconds}' at 'tokenDuration' failed to satisfy "
                                 f"constraint: Member must have value less than or equal to {LONGEST_TOKEN}")
    named = data.get("IdentityId")
    if named and named not in pool["_identities"]:
        return identity_not_found(named)
    identity_id, refusal = identity_for(pool, named, user, logins)
    if refusal:
        return refusal
    now, pool_id = int(time.time()), pool["IdentityPoolId"]
    return json_response({"IdentityId": identity_id, "Token": cognito._signed_jwt({
        "sub": identity_id, "aud": pool_id, "iss": f"https://{OWN_TOKEN}", "iat": now, "exp": now + seconds,
        "amr": ["authenticated", name, f"{name}:{pool_id}:{user}", *logins],
        f"https://{OWN_TOKEN}/identity-pool-arn":
            f"arn:aws:cognito-identity:{get_region()}:{get_account_id()}:identitypool/{pool_id}"})})


def identity_for(pool: dict, named: str | None, user: str, logins: dict) -> tuple[str | None, tuple | None]:
    """(the identity that the developer's user and the logins have from now on, None), or (None, the refusal)."""
    owner = owner_of(pool, user)
    if named and owner and owner != named:
        return None, error_response_json("DeveloperUserAlreadyRegisteredException",
                                         "This developer user identifier is already registered with Cognito.", 400)
    identity_id = named or owner
    if logins:
        # The developer vouches for the identity: it is asked as if these logins were its own already.
        if refusal := cognito._identity_logins_error(pool, None, logins):
            return None, refusal
        login_owner = cognito._login_owner(pool, logins)
        if login_owner and identity_id and login_owner != identity_id:
            return None, conflict("Login is already linked to another account.")
        identity_id = identity_id or login_owner
    if identity_id is None:
        identity_id = cognito._identity_id(pool["IdentityPoolId"])
        now = cognito._now_epoch()
        pool["_identities"][identity_id] = {
            "IdentityId": identity_id, "Logins": {}, "CreationDate": now, "LastModifiedDate": now}
    identity = pool["_identities"][identity_id]
    if identity.get("_merged_into") or identity.get("_inaccessible"):
        return None, conflict(f"Identity '{identity_id}' is disabled.")
    held = identity.setdefault("Logins", {})
    if any(login in held and users_of({"Logins": {login: token}}) != users_of({"Logins": {login: held[login]}})
           for login, token in logins.items()):
        return None, conflict("Login is already linked to another account.")
    held.update(logins)
    users = identity.setdefault("_developer_users", {}).setdefault(pool["DeveloperProviderName"], [])
    if user not in users:
        users.append(user)
        identity["LastModifiedDate"] = cognito._now_epoch()
    return identity_id, None


def owner_of(pool: dict, user: str) -> str | None:
    """The id of the identity that has a developer's user."""
    return next((identity_id for identity_id, identity in list(pool["_identities"].items())
                 if user in developer_users(pool, identity)), None)


def developer_users(pool: dict, identity: dict) -> list[str]:
    return (identity.get("_developer_users") or {}).get(pool.get("DeveloperProviderName")) or []


@operation("LookupDeveloperIdentity")
def lookup_developer_identity(data):
    """The identity of a developer's user, or an identity's users; both given, whether they belong together."""
    pool, refusal = pool_named(data)
    if refusal:
        return refusal
    identity_id, user = data.get("IdentityId"), data.get("DeveloperUserIdentifier")
    if not identity_id and not user:
        return invalid_parameter("Please provide either an identity ID or a developer user identifier.")
    owner = owner_of(pool, user) if user else identity_id
    if owner is None or (identity_id and identity_id not in pool["_identities"]):
        return not_found(f"Developer user '{user}' not found." if user else f"Identity '{identity_id}' not found.")
    if identity_id and owner != identity_id:
        return conflict("The developer user identifier belongs to another identity.")
    if user:
        return json_response({"IdentityId": owner, "DeveloperUserIdentifierList": [user]})
    users = developer_users(pool, pool["_identities"].get(owner) or {})
    start, most = int(data.get("NextToken") or 0), data.get("MaxResults") or 60
    more = {"NextToken": str(start + most)} if start + most < len(users) else {}
    return json_response({"IdentityId": owner, "DeveloperUserIdentifierList": users[start:start + most], **more})


@operation("MergeDeveloperIdentities")
def merge_developer_identities(data):
    """The source's identity goes into the destination's and is disabled; all its logins go along."""
    pool, refusal = pool_named(data)
    if refusal := refusal or other_developer(pool, data):
        return refusal
    source_id, target_id = (owner_of(pool, data.get(f"{which}UserIdentifier")) for which in ("Source", "Destination"))
    if source_id is None or target_id is None:
        return not_found("Developer user not found.")
    source, target = pool["_identities"][source_id], pool["_identities"][target_id]
    if source_id == target_id:
        return json_response({"IdentityId": target_id})
    if any(login in target["Logins"] for login in source["Logins"]):
        return conflict("Both users are linked to the same public provider.")
    if sum(len(users) for identity in (source, target) for users in users_of(identity).values()) > MOST_LOGINS:
        return invalid_parameter(f"An identity can have {MOST_LOGINS} linked logins at most.")
    target["Logins"].update(source["Logins"])
    take_developer_users(target, source)
    source.update(Logins={}, _merged_into=target_id, LastModifiedDate=cognito._now_epoch())
    target["LastModifiedDate"] = cognito._now_epoch()
    return json_response({"IdentityId": target_id})


@operation("UnlinkDeveloperIdentity")
def unlink_developer_identity(data):
    """The user is somebody new the next time; an identity without any login left is out of reach."""
    pool, refusal = pool_named(data)
    if refusal := refusal or other_developer(pool, data):
        return refusal
    identity_id, user = data.get("IdentityId"), data.get("DeveloperUserIdentifier")
    identity = pool["_identities"].get(identity_id)
    if identity is None:
        return identity_not_found(identity_id)
    if user not in developer_users(pool, identity):
        if owner_of(pool, user):
            return conflict("The developer user identifier belongs to another identity.")
        return not_found(f"Developer user '{user}' not found.")
    identity["_developer_users"][pool["DeveloperProviderName"]].remove(user)
    if not developer_users(pool, identity):
        del identity["_developer_users"]
    left_without_logins(identity)
    return json_response({})


@replaces(cognito, "_update_identity_pool", "740661ba4dbf", wraps=classic_flow)
def update_identity_pool(original, data):
    """"Once you have set a developer provider name, you cannot change it" (CreateIdentityPool); the code is ours."""
    name = (cognito._identity_pools.get(data.get("IdentityPoolId")) or {}).get("DeveloperProviderName")
    if name and data.get("DeveloperProviderName", name) != name:
        return invalid_parameter("The developer provider name cannot be changed once it is set.")
    return original(data)


def other_developer(pool: dict, data: dict):
    """The refusal of a developer provider that is not the identity pool's."""
    name = data.get("DeveloperProviderName")
    return None if name and name == pool.get("DeveloperProviderName") else not_authorized(
        f"'{name}' is not the developer provider of this identity pool.")
