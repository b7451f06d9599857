"""ServerSideTokenCheck: a user who signed out, was disabled or deleted since is no login any more, where a pool asks for it.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html

MiniStack honours an ID token to its end.
"""

from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import replaces
from . import logins


@replaces(cognito, "_identity_logins_error", "060824c9ffac", wraps=logins)
def identity_logins_error(original, pool, identity_id, given):
    """AWS documents the refusal of a user who is no longer signed in, not its words: these are ours."""
    error = original(pool, identity_id, given)
    if error:
        return error
    checked = {provider["ProviderName"] for provider in pool.get("CognitoIdentityProviders") or []
               if provider.get("ServerSideTokenCheck")}
    for provider, token in given.items():
        if provider in checked and not still_signed_in(cognito._token_claims(token)):
            return error_response_json("NotAuthorizedException",
                                       "Invalid login token. The user has signed out or no longer exists.", 400)
    return None


def still_signed_in(claims: dict) -> bool:
    """Whether the user of an ID token exists, is enabled, and did not sign out since."""
    pool = cognito._get_pool_unscoped(str(claims.get("iss", "")).rsplit("/", 1)[-1]) or {"_users": {}}
    user = pool["_users"].get(claims.get("cognito:username"))
    return bool(user and user.get("Enabled", True) and claims.get("origin_jti") not in cognito._revoked_tokens)
