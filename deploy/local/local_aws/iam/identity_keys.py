"""The `cognito-identity.amazonaws.com:*` condition keys of a session an identity pool vended.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html

MiniStack registers the session with its identity but does not offer it to policies, so a role policy naming
`${cognito-identity.amazonaws.com:sub}` would match nobody.
"""

from ministack.core import iam_evaluator
from ministack.services import sts

from ..pinned import replaces


@replaces(sts, "_principal_keys", "82f8fd4f1d91")
@replaces(iam_evaluator, "_principal_keys", "82f8fd4f1d91")
def principal_keys(original, credential):
    keys = original(credential)
    session = sts._sessions.get(credential.access_key_id) or {}
    if session.get("_identity_id"):
        keys["cognito-identity.amazonaws.com:sub"] = session["_identity_id"]
        keys["cognito-identity.amazonaws.com:aud"] = session["_identity_pool_id"]
        keys["cognito-identity.amazonaws.com:amr"] = session["_cognito_amr"]
    return keys
