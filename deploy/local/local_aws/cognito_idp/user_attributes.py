"""What users do with their own attributes, which MiniStack lacks or lets pass: changing and verifying an address,
deleting an attribute, and signing in with an address in other letters than it was signed up with.

A changed e-mail address or phone number is unverified, or, where the pool says so (AttributesRequireVerification-
BeforeUpdate), is not there until its code was entered; signing in by it, too, waits for the code.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-email-phone-verification.html
"""

import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from ..pinned import replaces
from . import confirmation_codes as codes
from .address_formats import malformed
from .confirmation_codes import send_sms
from .message_codes import DEFAULT_TEXT
from .new_password_required import WRITTEN_BY_COGNITO
from .operations import for_caller, invalid_parameter, not_authorized, operation

MEDIUM = {"email": "EMAIL", "phone_number": "SMS"}


@replaces(cognito, "_resolve_user", "005b45b0326d")
def resolve_user(original, pool, username):
    """User names differ only in case when the pool says they may (CaseSensitive), which is not the default.

    MiniStack answers each request in a thread of its own, and looks through the users while another one signs up, so it is
    given a copy of who is there."""
    pool = {**pool, "_users": dict(pool["_users"])}
    found = original(pool, username)
    if found[0] is None and isinstance(username, str) and not case_sensitive(pool):
        same = [user for user in pool["_users"].values() if username.lower() in map(str.lower, called(pool, user))]
        if same:
            return original(pool, same[0]["Username"])
    return found


def called(pool: dict, user: dict) -> list[str]:
    """By what a user may be named: the user name, what takes its place, and those aliases that are confirmed."""
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    confirmed = [name for name in pool.get("AliasAttributes") or []
                 if name not in MEDIUM or attributes.get(f"{name}_verified") == "true"]
    names = [*(pool.get("UsernameAttributes") or []), *confirmed]
    return [user["Username"], *(attributes[name] for name in names if name in attributes)]


def case_sensitive(pool: dict) -> bool:
    return (pool.get("UsernameConfiguration") or {}).get("CaseSensitive", True) not in (False, "false")


# -- Changing -----------------------------------------------------------------------------------------


@replaces(cognito, "_update_user_attributes", "f2dcbe6711fd")
def update_user_attributes(original, data):
    return for_caller(update)(data)


def update(user, pool, data):
    """An attribute with a blank value is deleted; a new address gets a code, or waits for it."""
    changes = cognito._attr_list_to_dict(data.get("UserAttributes") or [])
    current = cognito._attr_list_to_dict(user["Attributes"])
    addresses = {name: changes[name] for name in MEDIUM if changes.get(name) and changes[name] != current.get(name)}
    refusal = unwritable(pool, changes) or next(filter(None, (
        unusable(pool, user, name, address) for name, address in addresses.items())), None)
    if refusal:
        return refusal
    delete(user, [name for name, value in changes.items() if value == ""])
    for name, value in changes.items():
        if name in addresses and waits_for_code(pool, name):
            user.setdefault("_pending_addresses", {})[name] = value
        elif value:
            codes.set_attribute(user, name, value)
    user["UserLastModifiedDate"] = time.time()
    sent = []
    for name, address in addresses.items():
        if not waits_for_code(pool, name):
            user.get("_pending_addresses", {}).pop(name, None)
            codes.set_attribute(user, f"{name}_verified", "false")
        if name in (pool.get("AutoVerifiedAttributes") or []):
            send_code(pool, user, name, address)
            sent.append(codes.delivery(address, name))
    return json_response({"CodeDeliveryDetailsList": sent})


def unwritable(pool: dict, changes: dict):
    """The refusal of attributes that are Cognito's own, fixed, or unknown to the pool."""
    schema = {attribute["Name"]: attribute for attribute in pool.get("SchemaAttributes") or []}
    for name in changes:
        if name in WRITTEN_BY_COGNITO:
            return not_authorized("A client attempted to write unauthorized attribute")
        if name not in schema:
            return invalid_parameter(f"user.{name}: Attribute does not exist in the schema.")
        if schema[name].get("Mutable") in (False, "false"):
            return invalid_parameter(f"user.{name}: Attribute cannot be updated.")
    return None


def unusable(pool: dict, user: dict, name: str, address: str):
    """The refusal of an address that is none, or that another user of the pool signs in with."""
    return malformed({name: address}) or taken(pool, user, name, address)


def taken(pool: dict, user: dict, name: str, address: str):
    owner = cognito._resolve_user(pool, address)[0]
    if owner is None or owner is user:
        return None
    return error_response_json("AliasExistsException",
                               f"An account with the given {name} already exists.", 400)


def waits_for_code(pool: dict, name: str) -> bool:
    settings = pool.get("UserAttributeUpdateSettings") or {}
    return name in (settings.get("AttributesRequireVerificationBeforeUpdate") or [])


# -- Verifying ----------------------------------------------------------------------------------------


@operation("GetUserAttributeVerificationCode")
@for_caller
def get_user_attribute_verification_code(user, pool, data):
    name = data.get("AttributeName")
    address = (user.get("_pending_addresses") or {}).get(name) \
        or cognito._attr_list_to_dict(user["Attributes"]).get(name)
    if name not in MEDIUM or not address:
        return invalid_parameter("User does not have the attribute or it cannot be verified.")
    if refusal := codes.limited(user, codes.attribute_purpose(name)):
        return refusal
    send_code(pool, user, name, address)
    return json_response({"CodeDeliveryDetails": codes.delivery(address, name)})


@operation("VerifyUserAttribute")
@for_caller
def verify_user_attribute(user, pool, data):
    name = data.get("AttributeName")
    purpose = codes.attribute_purpose(name)
    if refusal := codes.check(user, purpose, data.get("Code")):
        return refusal
    pending = user.get("_pending_addresses", {}).pop(name, None)
    if pending and (refusal := taken(pool, user, name, pending)):
        return refusal
    if pending:
        codes.set_attribute(user, name, pending)
    codes.set_attribute(user, f"{name}_verified", "true")
    codes.use_up(user, purpose)
    user["UserLastModifiedDate"] = time.time()
    return json_response({})


def send_code(pool: dict, user: dict, name: str, address: str) -> None:
    purpose = codes.attribute_purpose(name)
    if MEDIUM[name] == "SMS":
        text = (pool.get("VerificationMessageTemplate") or {}).get("SmsMessage") or DEFAULT_TEXT
        send_sms(address, text.replace("{####}", codes.issue(user, purpose)))
        return
    attributes = {**cognito._attr_list_to_dict(user["Attributes"]), "email": address}
    cognito._send_verification_email(pool, user["Username"], attributes, "", purpose)


# -- Deleting -----------------------------------------------------------------------------------------


@operation("DeleteUserAttributes")
@for_caller
def delete_user_attributes(user, pool, data):
    names = set(data.get("UserAttributeNames") or [])
    required = [attribute["Name"] for attribute in pool.get("SchemaAttributes") or []
                if attribute.get("Required") in (True, "true")]
    kept = {*WRITTEN_BY_COGNITO, *(pool.get("UsernameAttributes") or []), *required}
    if names & kept:
        return invalid_parameter(f"Cannot delete attribute {min(names & kept)}.")
    delete(user, names)
    user["UserLastModifiedDate"] = time.time()
    return json_response({})


def delete(user: dict, names) -> None:
    """Without an address there is nothing that could be verified."""
    gone = {*names, *(f"{name}_verified" for name in names if name in MEDIUM)}
    user["Attributes"] = [attribute for attribute in user["Attributes"] if attribute["Name"] not in gone]
