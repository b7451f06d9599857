"""Operations of user pools that MiniStack does not know, and who calls them.

A module registers its own with `operation`; MiniStack's checks of the access token (signature, end, revocation, scope)
come first, as for its own operations. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/
"""

from functools import wraps

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import adds, replaces
from ..registry import Registry

OPERATIONS = Registry("operation")


def operation(name: str, signed: bool = False):
    """Registers an operation; one that is not `signed` takes the access token alone, from any page."""

    def register(handler):
        if not signed:
            adds(handler.__module__, cognito, "_UNSIGNED_IDP_ACTIONS", name)
        return OPERATIONS.add(name, handler)

    return register


def for_caller(handler):
    """An operation on the user whose access token is in the request: `handler(user, pool, data)`."""

    @wraps(handler)
    def handle(data):
        user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
        if user is None:
            return not_authorized("Invalid Access Token")
        return handler(user, pool, data)

    return handle


def for_named_user(handler):
    """An operation of the owner on the user named in the request: `handler(user, pool, data)`."""

    @wraps(handler)
    def handle(data):
        pool, refusal = cognito._resolve_pool(data.get("UserPoolId"))
        user, refusal = (None, refusal) if refusal else cognito._resolve_user(pool, data.get("Username"))
        return refusal or handler(user, pool, data)

    return handle


@replaces(cognito, "_dispatch_idp", "eff61c61ce4d")
async def dispatch_idp(original, action, data):
    if action in OPERATIONS:
        return await run_reentrant(cognito._run_idp_handler, OPERATIONS[action], action, data)
    return await original(action, data)


# -- Refusals ---------------------------------------------------------------------------------------


def not_authorized(message: str):
    return error_response_json("NotAuthorizedException", message, 400)


def invalid_parameter(message: str):
    return error_response_json("InvalidParameterException", message, 400)


def missing(name: str):
    return invalid_parameter(f"Missing required parameter {name}")
