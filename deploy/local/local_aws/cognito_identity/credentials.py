"""Which credentials an identity pool vends: to identities it knows, under a role that trusts the pool.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html

MiniStack vends for any identity id, and does not ask the role.
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
