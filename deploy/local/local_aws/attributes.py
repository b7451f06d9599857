"""What users do with their own attributes, which MiniStack lacks or lets pass: changing and verifying an address,
deleting an attribute, and signing in with an address in other letters than it was signed up with.
"""

import time

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from . import confirmation_codes as codes
from .pinned import replaces

WRITTEN_BY_COGNITO = ("sub", "email_verified", "phone_number_verified", "identities")


@replaces(cognito, "_resolve_user", "005b45b0326d")
def resolve_user(original, pool, username):
    """User names differ only in case when the pool says they may (CaseSensitive), which is not the default."""
    found = original(pool, username)
    if found[0] is None and isinstance(username, str) and not case_sensitive(pool):
        same = [user for user in pool["_users"].values() if username.lower() in
                (user["Username"].lower(), cognito._attr_list_to_dict(user["Attributes"]).get("email", "").lower())]
        if same:
            return original(pool, same[0]["Username"])
    return found


def case_sensitive(pool: dict) -> bool:
    return (pool.get("UsernameConfiguration") or {}).get("CaseSensitive", True) not in (False, "false")


@replaces(cognito, "_update_user_attributes", "f2dcbe6711fd")
def update_user_attributes(original, data):
    """A new address is unverified, or, where the pool wants it so, is not there until its code was entered."""
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
    changes = cognito._attr_list_to_dict(data.get("UserAttributes", []))
    if any(name in WRITTEN_BY_COGNITO for name in changes):
        return error_response_json("NotAuthorizedException",
                                   "A client attempted to write unauthorized attribute", 400)
    current = cognito._attr_list_to_dict(user["Attributes"])
    email = changes.get("email")
    if email is None or email == current.get("email"):
        return original(data)
    if taken(pool, user, email):
        return error_response_json("AliasExistsException", "An account with the given email already exists.", 400)
    if waits_for_code(pool):
        data = {**data, "UserAttributes": [change for change in data["UserAttributes"] if change["Name"] != "email"]}
        answer = original(data)
        user["_pending_email"] = email
    else:
        answer = original(data)
        codes.set_attribute(user, "email_verified", "false")
    if answer[0] == 200 and "email" in (pool.get("AutoVerifiedAttributes") or []):
        send_code(pool, user, email)
        return json_response({"CodeDeliveryDetailsList": [codes.delivery(email)]})
    return answer


def get_user_attribute_verification_code(data):
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
    name = data.get("AttributeName")
    email = user.get("_pending_email") or cognito._attr_list_to_dict(user["Attributes"]).get("email")
    if name != "email" or not email:
        return error_response_json("InvalidParameterException",
                                   "User does not have the attribute or it cannot be verified.", 400)
    if refusal := codes.limited(user, codes.attribute_purpose("email")):
        return refusal
    send_code(pool, user, email)
    return json_response({"CodeDeliveryDetails": codes.delivery(email)})


def verify_user_attribute(data):
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
    purpose = codes.attribute_purpose(data.get("AttributeName"))
    if refusal := codes.check(user, purpose, data.get("Code")):
        return refusal
    pending = user.pop("_pending_email", None)
    if pending and taken(pool, user, pending):
        return error_response_json("AliasExistsException", "An account with the given email already exists.", 400)
    if pending:
        codes.set_attribute(user, "email", pending)
    codes.set_attribute(user, "email_verified", "true")
    codes.use_up(user, purpose)
    user["UserLastModifiedDate"] = time.time()
    return json_response({})


def delete_user_attributes(data):
    user, pool = cognito._user_pool_for_access_token(data.get("AccessToken"))
    names = set(data.get("UserAttributeNames") or [])
    kept = {*WRITTEN_BY_COGNITO, *(pool.get("UsernameAttributes") or [])}
    if names & kept:
        return error_response_json("InvalidParameterException",
                                   f"Cannot delete attribute {min(names & kept)}.", 400)
    user["Attributes"] = [attribute for attribute in user["Attributes"] if attribute["Name"] not in names]
    user["UserLastModifiedDate"] = time.time()
    return json_response({})


OPERATIONS = {
    "DeleteUserAttributes": delete_user_attributes,
    "GetUserAttributeVerificationCode": get_user_attribute_verification_code,
    "VerifyUserAttribute": verify_user_attribute,
}
cognito._UNSIGNED_IDP_ACTIONS |= OPERATIONS.keys()


@replaces(cognito, "_dispatch_idp", "eff61c61ce4d")
async def dispatch_idp(original, action, data):
    """Adds the operations MiniStack does not know; its own checks of the access token come first."""
    if action in OPERATIONS:
        return await run_reentrant(cognito._run_idp_handler, OPERATIONS[action], action, data)
    return await original(action, data)


def send_code(pool: dict, user: dict, email: str) -> None:
    attributes = {**cognito._attr_list_to_dict(user["Attributes"]), "email": email}
    cognito._send_verification_email(pool, user["Username"], attributes, "", codes.attribute_purpose("email"))


def waits_for_code(pool: dict) -> bool:
    settings = pool.get("UserAttributeUpdateSettings") or {}
    return "email" in (settings.get("AttributesRequireVerificationBeforeUpdate") or [])


def taken(pool: dict, user: dict, email: str) -> bool:
    """Whether another user of the pool signs in with this address."""
    owner = cognito._resolve_user(pool, email)[0]
    return owner is not None and owner is not user
