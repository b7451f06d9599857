"""`cognito:roles` and `cognito:preferred_role` of an ID token: the roles of the user's groups, and the first of them.

"The role of the group with the best precedence"; of two groups with the same, "the preferred_role claim isn't set"
unless they have the same role. MiniStack stores a group's role and puts none into tokens.
https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html
"""

from ministack.services import cognito

from ..pinned import replaces


@replaces(cognito, "_apply_pretoken_trigger", "3ea4dfabd7f5")
def apply_pretoken_trigger(original, pool_id, claims, token_type, **more):
    """Called for every ID token before it is signed, whether or not there is a trigger."""
    pool = cognito._user_pools.get(pool_id)
    if pool and token_type == "id":
        claims = claims | roles_of(pool, more.get("groups") or [])
    return original(pool_id=pool_id, claims=claims, token_type=token_type, **more)


def roles_of(pool: dict, names: list[str]) -> dict:
    """The two claims, for the groups with these names."""
    groups = [group for name in names if (group := pool["_groups"].get(name)) and group.get("RoleArn")]
    if not groups:
        return {}
    best = min(precedence(group) for group in groups)
    first = {group["RoleArn"] for group in groups if precedence(group) == best}
    claims = {"cognito:roles": list(dict.fromkeys(group["RoleArn"] for group in groups))}
    return claims | ({"cognito:preferred_role": first.pop()} if len(first) == 1 else {})


def precedence(group: dict) -> float:
    """Lower is better; a group without one comes last."""
    value = group.get("Precedence")
    return float("inf") if value is None else value
