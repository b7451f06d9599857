"""What users are called, and what a pool has to know of them: refusals of new users that MiniStack lets pass.

A name must not look like an alias of the pool; a preferred user name that is an alias can be set only once the user is
confirmed; every attribute that the schema requires has to be there, and none that it does not know. An address that is an
alias belongs to the first who confirms it, and to the last who does so with ForceAliasCreation.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html

AWS's words are those in https://github.com/aws-amplify/amplify-js/issues/8800 (email),
https://github.com/aws-amplify/amplify-js/issues/1669 (preferred user name) and, for attributes that are missing, with the
names that SCIM has for some of them, in answers that applications have recorded: "Attributes did not conform to the schema:
phoneNumbers: The attribute phoneNumbers is required, name.formatted: The attribute name.formatted is required".
"""

from ministack.core.responses import error_response_json
from ministack.services import cognito

from ..pinned import replaces
from .address_formats import malformed
from .operations import invalid_parameter

LOOKS_LIKE = {"email": (cognito._USERNAME_EMAIL_RE, "email format, since user pool is configured for email alias"),
              "phone_number": (cognito._USERNAME_PHONE_RE,
                               "phone number format, since user pool is configured for phone number alias")}
SCIM = {"email": "emails", "phone_number": "phoneNumbers", "name": "name.formatted", "given_name": "name.givenName",
        "middle_name": "name.middleName", "family_name": "name.familyName", "address": "addresses"}


def aliases(pool: dict) -> list[str]:
    return pool.get("AliasAttributes") or []


@replaces(cognito, "_new_user_error", "89cae5b4e5e6")
def new_user_error(original, pool, username, attributes):
    """Asked by SignUp and by AdminCreateUser."""
    return original(pool, username, attributes) or alias_format(pool, username) or unknown(pool, attributes) \
        or malformed(attributes)


def alias_format(pool: dict, username: str):
    for name, (form, words) in LOOKS_LIKE.items():
        if name in aliases(pool) and form.fullmatch(username):
            return invalid_parameter(f"Username cannot be of {words}.")
    return None


def unknown(pool: dict, attributes: dict):
    schema = {attribute["Name"] for attribute in pool.get("SchemaAttributes") or []}
    for name in attributes:
        if name not in schema:
            return invalid_parameter(
                f"Attributes did not conform to the schema: {name}: Attribute does not exist in the schema.\n")
    return None


def refused_sign_up(pool: dict, data: dict):
    """The refusal of a user who signs up. The owner may create a user who lacks attributes: they are asked for with the first
    sign-in (`new_password_required`)."""
    username = data.get("Username") or ""
    attributes = cognito._attr_list_to_dict(data.get("UserAttributes") or [])
    return cognito._new_user_error(pool, username, attributes) or unconfirmed_preference(pool, attributes) \
        or lacking(pool, username, attributes)


def unconfirmed_preference(pool: dict, attributes: dict):
    if "preferred_username" in aliases(pool) and "preferred_username" in attributes:
        return invalid_parameter("Preferred username cannot be provided for unconfirmed account, since user pool is "
                                 "configured for preferred username alias.")
    return None


def lacking(pool: dict, username: str, attributes: dict):
    """The name of a user without a name is an attribute as well."""
    given = {**attributes, cognito._username_alias_attribute(pool, username): username}
    missing = [SCIM.get(attribute["Name"], attribute["Name"]) for attribute in pool.get("SchemaAttributes") or []
               if attribute.get("Required") in (True, "true") and attribute["Name"] != "sub"
               and not given.get(attribute["Name"])]
    if not missing:
        return None
    return invalid_parameter("Attributes did not conform to the schema: " + ", ".join(
        f"{name}: The attribute {name} is required" for name in missing))


def claimed(pool: dict, user: dict, force: bool):
    """The refusal of a user whose address is another's alias already; by `force`, it is not the other's any more."""
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    for name in ("email", "phone_number"):
        owner = cognito._resolve_user(pool, attributes.get(name))[0] if name in aliases(pool) else None
        if owner is None or owner is user:
            continue
        if not force:
            said = name.replace("_", " ")
            return error_response_json("AliasExistsException", f"An account with the {said} already exists.", 400)
        owner["Attributes"] = cognito._merge_attributes(
            owner["Attributes"], [{"Name": f"{name}_verified", "Value": "false"}])
    return None
