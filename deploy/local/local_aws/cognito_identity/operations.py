"""Operations of identity pools that MiniStack does not know or only pretends to; a module registers its own.

https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html
"""

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import replaces
from ..registry import Registry

OPERATIONS = Registry("operation")


def operation(name: str):
    """Registers the handler of an operation. Which take a signature, MiniStack knows from the service's model."""

    return lambda handler: OPERATIONS.add(name, handler)


@replaces(cognito, "_dispatch_identity", "e6f601db585d")
async def dispatch_identity(original, action, data):
    if action in OPERATIONS:
        return await run_reentrant(cognito._run_identity_handler, OPERATIONS[action], action, data)
    return await original(action, data)


def pool_named(data: dict) -> tuple[dict | None, tuple | None]:
    """(the identity pool a request names, None), or (None, the refusal)."""
    pool = cognito._identity_pools.get(data.get("IdentityPoolId"))
    return (pool, None) if pool else (None, not_found(f"IdentityPool '{data.get('IdentityPoolId')}' not found."))


# -- Refusals ---------------------------------------------------------------------------------------


def not_found(message: str):
    return error_response_json("ResourceNotFoundException", message, 400)


def identity_not_found(identity_id):
    return not_found(f"Identity '{identity_id}' not found.")


def not_authorized(message: str):
    return error_response_json("NotAuthorizedException", message, 400)


def forbidden(identity_id):
    return not_authorized(f"Access to Identity '{identity_id}' is forbidden.")


def conflict(message: str):
    return error_response_json("ResourceConflictException", message, 400)


def invalid_parameter(message: str):
    return error_response_json("InvalidParameterException", message, 400)
