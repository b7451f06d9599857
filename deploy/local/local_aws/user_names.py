"""User names and addresses without regard to case, as a pool with `CaseSensitive: false` takes them.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html

MiniStack keeps the setting and compares exactly.
"""

from ministack.services import cognito

from .pinned import replaces


@replaces(cognito, "_resolve_user", "005b45b0326d")
def resolve_user(original, pool, username):
    found = original(pool, username)
    if found[0] or not username or pool.get("UsernameConfiguration", {}).get("CaseSensitive", True):
        return found
    names = ["sub", *(pool.get("UsernameAttributes") or []), *(pool.get("AliasAttributes") or [])]
    for user in pool["_users"].values():
        attributes = {attribute["Name"]: attribute["Value"] for attribute in user["Attributes"]}
        spellings = [user["Username"], *(attributes.get(name) for name in names)]
        for spelling in spellings:
            if spelling and spelling.casefold() == username.casefold():
                return original(pool, spelling)
    return found
