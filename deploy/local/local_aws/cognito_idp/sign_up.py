"""SignUp, ConfirmSignUp and ResendConfirmationCode, of what the other modules know of names, passwords and codes.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html

MiniStack takes any attributes, calls a new user's address verified, sends codes by e-mail alone, and tells in its own words
that a name is taken.
"""

import json

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito

from ..pinned import replaces
from . import confirmation_codes as codes
from . import passwordless, user_auth, user_names


@replaces(cognito, "_sign_up", "7c18b40cc080")
def sign_up(original, data):
    """The address starts unverified and is masked in the answer."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    if pool is None:
        return original(data)
    unknown = passwordless.unknown_password() if passwordless.lacks_password(pool, data.get("Password")) else None
    status, headers, body = user_names.refused_sign_up(pool, data) \
        or original({**data, "Password": unknown} if unknown else data)
    if status != 200:
        return status, headers, in_words_of_sign_up(pool, data, body)
    user, _ = cognito._resolve_user(pool, json.loads(body)["UserSub"])
    if unknown:
        user["_unknown_password"] = unknown
    return json_response(answer_to(pool, user)
                         | user_auth.session_of_sign_up(pool, data["ClientId"], user))


def in_words_of_sign_up(pool: dict, data: dict, body: bytes) -> bytes:
    """A refusal as SignUp words it: an alias that is taken is named, and of a weak password the sentence begins in its way."""
    alias = cognito._username_alias_attribute(pool, data.get("Username") or "")
    if b"UsernameExistsException" in body and alias:
        return error_response_json("UsernameExistsException", f"An account with the given {alias} already exists.", 400)[2]
    return body.replace(b"does not conform to policy", b"did not conform with policy")


def answer_to(pool: dict, user: dict) -> dict:
    attributes = cognito._attr_list_to_dict(user["Attributes"])
    answer = {"UserConfirmed": user["UserStatus"] == "CONFIRMED", "UserSub": attributes["sub"]}
    for name in ("email", "phone_number"):
        if name in attributes:
            attributes.setdefault(f"{name}_verified", "false")
    user["Attributes"] = cognito._dict_to_attr_list(attributes)
    way = codes.verifying(pool, user)
    if way and not answer["UserConfirmed"]:
        if codes.SIGN_UP not in user.get("_codes", {}):  # MiniStack sends no code to a user without an e-mail address
            cognito._send_verification_email(pool, user["Username"], attributes, "")
        answer["CodeDeliveryDetails"] = codes.delivery(attributes[way], way)
    return answer


@replaces(cognito, "_confirm_sign_up", "e9557b08401a")
def confirm_sign_up(original, data):
    """The code proves the address, so confirming verifies it. One that is another's alias cannot be proved to be theirs."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = codes.client_user(data)
    refusal = user_names.claimed(pool, user, data.get("ForceAliasCreation") is True) if user else None
    if refusal:
        return refusal
    answer = original(data)
    if answer[0] != 200:
        return answer
    codes.use_up(user, codes.SIGN_UP)
    codes.set_attribute(user, f"{codes.verifying(pool, user) or 'email'}_verified", "true")
    return json_response(json.loads(answer[2])
                         | user_auth.session_of_confirmation(pool, data["ClientId"], user, data.get("Session")))


@replaces(cognito, "_resend_confirmation_code", "4a657342dd8d")
def resend_confirmation_code(original, data):
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = codes.client_user(data)
    if user and user["UserStatus"] != "UNCONFIRMED":
        return error_response_json("InvalidParameterException", "User is already confirmed.", 400)
    way = user and codes.verifying(pool, user)
    if user and not way:
        return error_response_json("InvalidParameterException", "Cannot resend codes. Auto verification not turned on.", 400)
    return codes.limited(user, codes.SIGN_UP) or codes.delivered(original(data), user, way)
