"""NEW_PASSWORD_REQUIRED: a user whom the owner created chooses a password, and gives the attributes that are missing.

MiniStack takes any new password and any phone number, asks for no attribute, and lets a temporary password live for ever. AWS names the
missing ones in `requiredAttributes`, as `userAttributes.name`, the way they are answered; "you can't modify a required
attribute that already has a value":
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
The messages are those in https://github.com/aws-samples/aws-saas-factory-bootcamp/issues/67 and
https://github.com/aws-amplify/aws-sdk-android/issues/1402.
"""

import json
import time

from ministack.services import cognito

from . import sign_in_steps as steps
from .address_formats import malformed
from .challenge_sessions import answers, challenge
from .operations import invalid_parameter, missing, not_authorized

NAME = "NEW_PASSWORD_REQUIRED"
PREFIX = "userAttributes."
WRITTEN_BY_COGNITO = ("sub", "email_verified", "phone_number_verified", "identities")


@steps.step(steps.NEW_PASSWORD)
def ask(pool, client_id, user, sign_in):
    if user["UserStatus"] != "FORCE_CHANGE_PASSWORD":
        return None
    if time.time() >= temporary_until(pool, user):
        return not_authorized("Temporary password has expired and must be reset by an administrator.")
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    attributes.pop("sub", None)
    return challenge(pool, client_id, user, NAME, {
        "USER_ID_FOR_SRP": user["Username"],
        "requiredAttributes": json.dumps([PREFIX + name for name in lacking(pool, user)]),
        "userAttributes": json.dumps(attributes)}, sign_in=sign_in)


def temporary_until(pool: dict, user: dict) -> float:
    """When the temporary password ends; the last change of the user is when it was set."""
    policy = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    return user["UserLastModifiedDate"] + int(policy.get("TemporaryPasswordValidityDays") or 7) * 24 * 3600


def lacking(pool: dict, user: dict) -> list[str]:
    """The attributes the pool requires and the user does not have."""
    has = cognito._attr_list_to_dict(user["Attributes"])
    return [attribute["Name"] for attribute in pool.get("SchemaAttributes") or []
            if attribute.get("Required") in (True, "true") and not has.get(attribute["Name"])]


@answers(NAME)
def answer(pool, user, data, responses, session):
    password = responses.get("NEW_PASSWORD")
    if not password:
        return missing("NEW_PASSWORD")
    written = {name.removeprefix(PREFIX): value for name, value in responses.items() if name.startswith(PREFIX)}
    refusal = cognito._validate_password(pool, password) or unwritable(pool, user, written)
    if refusal:
        return refusal
    user["Attributes"] = cognito._merge_attributes(user["Attributes"], cognito._dict_to_attr_list(written))
    user |= {"_password": password, "UserStatus": "CONFIRMED", "UserLastModifiedDate": time.time()}
    return steps.passed(steps.NEW_PASSWORD, pool, data, user, session)


def unwritable(pool: dict, user: dict, written: dict):
    """The refusal of attributes that are missing, unknown, Cognito's own, or there already."""
    known = {attribute["Name"]: attribute for attribute in pool.get("SchemaAttributes") or []}
    has = cognito._attr_list_to_dict(user["Attributes"])
    for name in written:
        if name in WRITTEN_BY_COGNITO:
            return not_authorized("A client attempted to write unauthorized attribute")
        if name not in known:
            return invalid_parameter(f"user.{name}: Attribute does not exist in the schema.")
        fixed = known[name].get("Required") in (True, "true") or name in ("email", "phone_number")
        if has.get(name) and fixed:
            return not_authorized(f"Cannot modify an already provided {name}")
    for name in lacking(pool, user):
        if not written.get(name):
            return invalid_parameter(f"Invalid attributes given, {name} is missing")
    return malformed(written)
