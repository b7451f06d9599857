"""Which credentials an identity pool vends: to identities it knows, under a role that trusts the pool, to live users.

MiniStack vends for any identity id, does not ask the role, and honours an ID token to its end although the user signed
out, was disabled or deleted, which ServerSideTokenCheck is there to refuse.
"""

import json

from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import cognito, iam, sts

from ..pinned import replaces
from . import guests, role_mappings


@replaces(cognito, "_get_credentials_for_identity", "62adc8daf624")
def get_credentials_for_identity(original, data):
    identity_id = data.get("IdentityId")
    pool = guests.pool_of(identity_id)
    if pool is None:
        return error_response_json("ResourceNotFoundException", f"Identity '{identity_id}' not found.", 400)
    logins = data.get("Logins") or {}
    error = guests.refusal(pool, data) or cognito._identity_logins_error(pool, identity_id, logins)
    if error:
        return error
    role_arn, error = role_mappings.role_for(pool, logins, data.get("CustomRoleArn"))
    if error:
        return error
    if not role_trusts(role_arn, pool, cognito._link_logins(pool, identity_id, logins), logins):
        return error_response_json("InvalidIdentityPoolConfigurationException", "Invalid identity pool configuration. "
                                   "Check assigned IAM roles for this pool.", 400)
    status, headers, body = original(data)
    if status == 200:  # MiniStack's session has the pool's own role
        session = sts._sessions[json.loads(body)["Credentials"]["AccessKeyId"]]
        session["Arn"] = (f"arn:aws:sts::{get_account_id()}:assumed-role/{role_arn.rsplit('/', 1)[-1]}"
                          "/CognitoIdentityCredentials")
    return status, headers, body


def role_trusts(role_arn: str, pool: dict, identity_id: str, logins: dict) -> bool:
    """Whether a role lets the pool assume it for these logins, as AssumeRoleWithWebIdentity would ask."""
    role = iam._roles.get_scoped(get_account_id(), None, role_arn.rsplit("/", 1)[-1])
    if role is None:
        return False
    provider = "cognito-identity.amazonaws.com"
    context = EvalContext(
        principal_arn=provider, principal_type="WebIdentityUser", principal_account=get_account_id(),
        action="sts:AssumeRoleWithWebIdentity", resource_arn=role_arn, region=get_region(),
        service_context={f"{provider}:aud": pool["IdentityPoolId"], f"{provider}:sub": identity_id,
                         f"{provider}:amr": cognito._identity_login_fields(logins)[0]})
    return evaluate_trust_policy(role.get("AssumeRolePolicyDocument", "{}"), provider, context)


@replaces(cognito, "_identity_logins_error", "060824c9ffac")
def identity_logins_error(original, pool, identity_id, logins):
    """AWS documents the refusal of a user who is no longer signed in, not its words: these are ours."""
    error = original(pool, identity_id, logins)
    if error:
        return error
    checked = {provider["ProviderName"] for provider in pool.get("CognitoIdentityProviders") or []
               if provider.get("ServerSideTokenCheck")}
    for provider, token in logins.items():
        if provider in checked and not still_signed_in(cognito._token_claims(token)):
            return error_response_json("NotAuthorizedException",
                                       "Invalid login token. The user has signed out or no longer exists.", 400)
    return None


def still_signed_in(claims: dict) -> bool:
    """Whether the user of an ID token exists, is enabled, and did not sign out since."""
    pool = cognito._get_pool_unscoped(str(claims.get("iss", "")).rsplit("/", 1)[-1]) or {"_users": {}}
    user = pool["_users"].get(claims.get("cognito:username"))
    return bool(user and user.get("Enabled", True) and claims.get("origin_jti") not in cognito._revoked_tokens)
