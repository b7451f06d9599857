"""InitiateAuth and AdminInitiateAuth: an AuthFlow is begun by the module that registers it, any other by MiniStack.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
"""

from ministack.services import cognito

from ..pinned import replaces
from ..registry import Registry

# "OPERATION with AuthFlow FLOW" -> begin(original, pool, data), of which the pool has the app client.
FLOWS = Registry("flow")


def auth_flow(name: str, admin: bool = True):
    """Registers the function that begins a flow, with `admin` also that of AdminInitiateAuth."""

    def register(begin):
        for operation in ("InitiateAuth", "AdminInitiateAuth") if admin else ("InitiateAuth",):
            FLOWS.add(entry(operation, name), begin)
        return begin

    return register


def entry(operation: str, flow) -> str:
    return f"{operation} with AuthFlow {flow}"


@replaces(cognito, "_initiate_auth", "df32da882d66")
def initiate_auth(original, data):
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    return begun("InitiateAuth", original, pool, data)


@replaces(cognito, "_admin_initiate_auth", "fe990340921c")
def admin_initiate_auth(original, data):
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    has_client = pool is not None and data.get("ClientId") in pool["_clients"]
    return begun("AdminInitiateAuth", original, pool if has_client else None, data)


def begun(operation: str, original, pool: dict | None, data: dict):
    begin = FLOWS.get(entry(operation, data.get("AuthFlow")))
    return begin(original, pool, data) if begin and pool is not None else original(data)
