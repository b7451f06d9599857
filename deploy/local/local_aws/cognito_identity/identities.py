"""The owner's view of identities: listed page by page, described with all their logins, deleted.

MiniStack lists one page, knows no developer's users, and no DeleteIdentities.
https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_ListIdentities.html
"""

import json

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces
from .guests import pool_of
from .operations import invalid_parameter, operation

MOST_DELETED = MOST_LISTED = 60


@replaces(cognito, "_identity_login_names", "1c97895dc03b")
def identity_login_names(original, identity):
    return [*original(identity), *(identity.get("_developer_users") or {})]


@replaces(cognito, "_list_identities", "41536ff3970c")
def list_identities(original, data):
    pool = cognito._identity_pools.get(data.get("IdentityPoolId"))
    if pool is None:
        return original(data)
    most, start = data.get("MaxResults"), data.get("NextToken") or "0"
    if not isinstance(most, int) or not 1 <= most <= MOST_LISTED:
        return invalid_parameter(f"1 validation error detected: Value '{most}' at 'maxResults' failed to satisfy "
                                 f"constraint: Member must have value between 1 and {MOST_LISTED}")
    if not start.isdecimal():
        return invalid_parameter("Invalid pagination token.")
    shown = [identity_id for identity_id, identity in list(pool["_identities"].items())
             if not (data.get("HideDisabled") and identity.get("_merged_into"))]
    page = shown[int(start):int(start) + most]
    described = [json.loads(cognito._describe_identity({"IdentityId": identity_id})[2]) for identity_id in page]
    said = {"IdentityPoolId": pool["IdentityPoolId"], "Identities": described}
    if int(start) + most < len(shown):
        said["NextToken"] = str(int(start) + most)
    return json_response(said)


@operation("DeleteIdentities")
def delete_identities(data):
    """What is not there was not deleted, and is named; a second time, a login gets a new identity."""
    ids = data.get("IdentityIdsToDelete") or []
    if not 1 <= len(ids) <= MOST_DELETED:
        return invalid_parameter(f"Between 1 and {MOST_DELETED} identities can be deleted at once.")
    unknown = []
    for identity_id in ids:
        pool = pool_of(identity_id)
        if pool:
            del pool["_identities"][identity_id]
        else:
            unknown.append({"IdentityId": identity_id, "ErrorCode": "AccessDenied"})
    return json_response({"UnprocessedIdentityIds": unknown})
