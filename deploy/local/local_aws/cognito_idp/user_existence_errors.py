"""An SRP challenge does not tell whether the user exists, where the client says so (PreventUserExistenceErrors).

"It returns the same salt and an internal user ID in UUID format for the same username and user pool combination", as
for a user who exists; MiniStack returns the name it was asked for.
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
"""

from uuid import NAMESPACE_URL, uuid5

from ministack.services import cognito

from ..pinned import replaces


@replaces(cognito, "_srp_challenge", "7c8e833005a5")
def srp_challenge(original, pool_id, user, user_id, srp_a, secret_block):
    if user is None:
        user_id = str(uuid5(NAMESPACE_URL, f"{pool_id}/{user_id.lower()}"))
    return original(pool_id, user, user_id, srp_a, secret_block)
