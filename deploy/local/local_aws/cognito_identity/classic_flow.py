"""The classic flow, an identity pool's token for STS, is refused where a pool forbids it or chooses roles by claims.

`AllowClassicFlow: false` forbids it, and no setting at all does not: https://github.com/aws/aws-cli/issues/7652, which
also has the message; the one about role mappings is in https://github.com/aws-observability/aws-rum-web/issues/172.
MiniStack stores the setting and does not ask it.
"""

from ministack.services import cognito
from ministack.services.cloudformation import stacks

from ..cloudformation import property_types
from ..pinned import replaces
from . import guests
from .operations import invalid_parameter

FORBIDDEN = "Basic (classic) flow is not enabled, please use enhanced flow."
WITH_MAPPINGS = "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow."


@replaces(cognito, "_get_open_id_token", "35195571cfa8", wraps=guests)
def get_open_id_token(original, data):
    pool = guests.pool_of(data.get("IdentityId")) or {}
    if pool.get("_classic_flow_forbidden"):
        return invalid_parameter(FORBIDDEN)
    return invalid_parameter(WITH_MAPPINGS) if pool.get("_role_mappings") else original(data)


@replaces(cognito, "_create_identity_pool", "baa355f39354")
def create_identity_pool(original, data):
    known = set(cognito._identity_pools)
    answer = original(data)
    for pool_id in set(cognito._identity_pools) - known:
        note(cognito._identity_pools[pool_id], data)
    return answer


@replaces(cognito, "_update_identity_pool", "740661ba4dbf")
def update_identity_pool(original, data):
    answer = original(data)
    if answer[0] == 200 and "AllowClassicFlow" in data:
        note(cognito._identity_pools[data["IdentityPoolId"]], data)
    return answer


@replaces(stacks, "_provision_resource", "3b8f01fb1871", wraps=property_types)
def provision_resource(original, resource_type, logical_id, props, stack_name):
    """CloudFormation creates a pool by another way than CreateIdentityPool, and changes it by UpdateIdentityPool."""
    physical_id, attributes = original(resource_type, logical_id, props, stack_name)
    if resource_type == "AWS::Cognito::IdentityPool":
        note(cognito._identity_pools[physical_id], props)
    return physical_id, attributes


def note(pool: dict, given: dict) -> None:
    """Whether the flow was forbidden in so many words, which MiniStack's default cannot be told from."""
    pool["_classic_flow_forbidden"] = str(given.get("AllowClassicFlow")).lower() == "false"
