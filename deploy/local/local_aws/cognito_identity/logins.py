"""Whose logins an identity has: the same login is the same identity, a second one is linked, two identities are merged.

"Supplying multiple logins will create an implicit linked account",
https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetId.html. MiniStack knows users of a user pool
again, but those of a provider outside only by the very token they came with last, and believes any token of theirs.

- An identity without logins, a guest's, gets the login and keeps its id; but where the login has an identity already,
  that one answers and the guest's is disabled.
- Logins of two identities in one call merge these into one; the other is disabled, and answers with the first from then
  on. Where that would give an identity two users of one provider, AWS documents ResourceConflictException: "Thrown when
  a user tries to use a login which is already linked to another account". Its message is ours.
- The last login unlinked, "this identity [is] inaccessible" (API_UnlinkIdentity.html), and no guest's.
"""

import time

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces
from . import guests, provider_tokens
from .operations import (conflict, forbidden, identity_not_found, invalid_parameter, not_authorized, operation)

# A token of the pool's own as a login: see `developer_identities`.
OWN_TOKEN = "cognito-identity.amazonaws.com"
MISMATCH = "Logins don't match. Please include at least one valid login for this identity or identity pool."


def users_of(identity: dict) -> dict[str, set[str]]:
    """The users an identity has, by provider."""
    users = {login: {user} for login, token in (identity.get("Logins") or {}).items()
             if (user := provider_tokens.subject(login, token))}
    for name, identifiers in (identity.get("_developer_users") or {}).items():
        users[name] = set(identifiers)
    return users


@replaces(cognito, "_login_owner", "5dd8ccf0cddb")
def login_owner(original, pool, logins):
    """The id of the pool's identity that holds one of these logins, all of them verified before."""
    for login, token in logins.items():
        user = provider_tokens.subject(login, token)
        for identity_id, identity in list(pool["_identities"].items()) if user else ():
            held = (identity.get("Logins") or {}).get(login)
            if held and provider_tokens.subject(login, held) == user:
                return identity_id
    return None


@replaces(cognito, "_identity_logins_error", "060824c9ffac")
def identity_logins_error(original, pool, identity_id, logins):
    """Every token is verified first, then whether the identity has one of these logins."""
    if not isinstance(logins, dict):
        return original(pool, identity_id, logins)
    identity = pool["_identities"][identity_id] if identity_id else {}
    if OWN_TOKEN in logins:
        return own_token_error(pool, identity_id, identity, logins)
    users, stored = users_of(identity), identity.get("Logins") or {}
    if not logins:
        return forbidden(identity_id) if users or identity.get("_inaccessible") else original(pool, identity_id, logins)
    for login, token in logins.items():
        if login.startswith("cognito-idp."):
            continue  # MiniStack verifies those
        if fault := provider_tokens.refusal(pool, login, token):
            return not_authorized(fault)
        if login in stored:
            if provider_tokens.subject(login, stored[login]) != provider_tokens.subject(login, token):
                return not_authorized(MISMATCH)
            stored[login] = token  # the same user's newest: MiniStack compares the text
    if users and not any(login in stored for login in logins):
        return not_authorized(MISMATCH)
    return original(pool, identity_id, logins) or linking_error(pool, identity_id, logins)


def linking_error(pool: dict, identity_id: str | None, logins: dict):
    """Whether verified logins cannot go to one identity."""
    identities = pool["_identities"]
    owners = {cognito._login_owner(pool, {login: token}) for login, token in logins.items()} - {None}
    if (identities.get(identity_id) or {}).get("_inaccessible") and not owners:
        return not_authorized(MISMATCH)
    united: dict[str, set[str]] = {}
    for identity in [{"Logins": logins}, *(identities[owner] for owner in owners), identities.get(identity_id) or {}]:
        for login, names in users_of(identity).items():
            united.setdefault(login, set()).update(names)
    # A developer's identity alone may have several users: MergeDeveloperIdentities is for that.
    if any(len(names) > 1 for login, names in united.items() if login != pool.get("DeveloperProviderName")):
        return conflict("Login is already linked to another account.")
    return None


def own_token_error(pool: dict, identity_id: str | None, identity: dict, logins: dict):
    """A token of GetOpenIdTokenForDeveloperIdentity stands for the identity it names, and for no other.

    What GetId says of one is recorded in the documentation of an application that met it; that a token does not go
    together with other logins is ours.
    """
    if identity_id is None:
        return not_authorized("Invalid login token. Can't pass in a Cognito token.")
    token, claims = logins[OWN_TOKEN], cognito._token_claims(logins[OWN_TOKEN])
    if not pool.get("DeveloperProviderName"):
        return not_authorized(provider_tokens.UNSUPPORTED)
    if len(logins) > 1:
        return invalid_parameter("A Cognito token cannot be combined with other logins.")
    if not claims:
        return not_authorized("Invalid login token. Not a valid OpenId Connect identity token.")
    if claims.get("iss") != f"https://{OWN_TOKEN}":
        return not_authorized("Invalid login token. Issuer doesn't match providerName")
    if not cognito._signature_valid(token):
        return not_authorized("Invalid login token. Token signature invalid.")
    now = int(time.time())
    if now >= claims["exp"]:
        return not_authorized(f"Invalid login token. Token expired: {now} >= {claims['exp']}")
    if claims["aud"] != pool["IdentityPoolId"] or claims["sub"] != identity_id or not users_of(identity):
        return not_authorized(MISMATCH)
    return None


@replaces(cognito, "_link_logins", "0d480dcfe259")
def link_logins(original, pool, identity_id, logins):
    """The identity that answers, with the developer's users of those merged into it."""
    if OWN_TOKEN in logins:
        return identity_id
    target = original(pool, identity_id, logins)
    if target:
        for merged in list(pool["_identities"].values()):
            if merged.get("_merged_into") == target and merged.get("_developer_users"):
                take_developer_users(pool["_identities"][target], merged)
    return target


def take_developer_users(target: dict, source: dict) -> None:
    """Moves the developer's users of one identity to another."""
    for name, identifiers in source.pop("_developer_users", {}).items():
        known = target.setdefault("_developer_users", {}).setdefault(name, [])
        known += [identifier for identifier in identifiers if identifier not in known]


@replaces(cognito, "_identity_login_fields", "51f3488b304c")
def identity_login_fields(original, logins):
    """`amr` names a provider outside as such; a user of a user pool also as MiniStack does."""
    amr, providers = ["authenticated" if logins else "unauthenticated"], []
    for login, token in logins.items():
        if login == OWN_TOKEN:
            amr += [value for value in cognito._token_claims(token).get("amr", []) if value != "authenticated"]
            providers.append(login)
        elif login.startswith("cognito-idp."):
            more, parts = original({login: token})
            amr, providers = amr + more[1:], providers + parts
        else:
            amr.append(login)
            providers.append(login)
    return amr, providers


@operation("UnlinkIdentity")
def unlink_identity(data):
    """A login goes, for whoever shows one of the identity's; the last one takes the identity out of reach."""
    identity_id, logins = data.get("IdentityId"), data.get("Logins") or {}
    pool = guests.pool_of(identity_id)
    if pool is None:
        return identity_not_found(identity_id)
    if not logins:
        return forbidden(identity_id)
    if refusal := cognito._identity_logins_error(pool, identity_id, logins):
        return refusal
    identity = pool["_identities"][identity_id]
    if identity.get("_merged_into") or not users_of(identity):
        return not_authorized(MISMATCH)
    for login in data.get("LoginsToRemove") or []:
        identity["Logins"].pop(login, None)
    left_without_logins(identity)
    return json_response({})


def left_without_logins(identity: dict) -> None:
    """Called after a login was taken from an identity."""
    identity["LastModifiedDate"] = cognito._now_epoch()
    if not users_of(identity):
        identity["_inaccessible"] = True
