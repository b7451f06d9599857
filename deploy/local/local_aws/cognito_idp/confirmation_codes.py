"""Confirmation codes: random, for one use, with an end, and only so many guesses.

MiniStack issues 123456 and 654321, keeps them for ever and lets one guess without end. Where AWS documents them:
a sign-up code is good for 24 hours, the codes for a new password and for an attribute for 1 hour and 24 hours
(https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html); "between 5 and 20 [...] requests or entries
in an hour, per user" are allowed, of which these are the lower bound for wrong entries and the upper for requests.
"""

import secrets
import time

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import cognito, sns

from ..pinned import replaces

SIGN_UP, RESET = "sign-up", "reset"
HOUR = 3600
LIFETIME = {SIGN_UP: 24 * HOUR, RESET: HOUR}
ATTRIBUTE_LIFETIME = 24 * HOUR
WRONG_ENTRIES_PER_HOUR = 5
REQUESTS_PER_HOUR = 20


def attribute_purpose(name: str) -> str:
    """The purpose of a code that verifies a changed attribute."""
    return f"attribute:{name}"


# -- Issuing --------------------------------------------------------------------------------------


def issue(user: dict, purpose: str) -> str:
    """A new code for the user, which ends the one before it."""
    code = f"{secrets.randbelow(10**6):06}"
    lifetime = LIFETIME.get(purpose, ATTRIBUTE_LIFETIME)
    user.setdefault("_codes", {})[purpose] = {"code": code, "expires_at": time.time() + lifetime}
    return code


@replaces(cognito, "_send_verification_email", "bceed599b45c")
def send_verification_email(original, pool, username, attributes, code, attribute_name="email"):
    """Every e-mail with a code passes here just after MiniStack chose its fixed one: a random one takes its place.

    MiniStack sends e-mails alone. AWS sends a code where the pool has it sent, by text message where it may be either.
    """
    user, _ = cognito._resolve_user(pool, username)
    purpose = {"email": SIGN_UP, "password": RESET}.get(attribute_name, attribute_name)
    way = {SIGN_UP: verifying(pool, user), RESET: recovering(pool, user)}.get(purpose, "email")
    if way == "phone_number":
        text = (pool.get("VerificationMessageTemplate") or {}).get("SmsMessage") or pool.get("SmsVerificationMessage")
        code = issue(user, purpose)
        send_sms(value_of(user, way), (text or "Your verification code is {####}.").replace("{####}", code))
        return None
    return original(pool, username, attributes, issue(user, purpose), attribute_name) if way else None


def send_sms(number: str, text: str) -> None:
    """Beside what MiniStack keeps of an SMS: when it was sent."""
    sns._sms_log_for(number).append({
        "PhoneNumber": number, "TopicArn": None, "SubscriptionArn": None, "MessageId": new_uuid(), "Message": text,
        "MessageAttributes": {}, "MessageStructure": None, "Subject": None, "Timestamp": time.time()})


def value_of(user: dict, name: str) -> str | None:
    return cognito._attr_list_to_dict(user["Attributes"]).get(name)


def verifying(pool: dict, user: dict) -> str | None:
    """What the code of a new user verifies: "if [...] your user pool settings require verification of both, Amazon Cognito
    sends a verification code to the phone number"."""
    return first_of(("phone_number", "email"),
                    lambda name: name in (pool.get("AutoVerifiedAttributes") or []) and value_of(user, name))


def recovering(pool: dict, user: dict) -> str | None:
    """Where the code for a new password goes: to what is verified, in the order of AccountRecoverySetting. A pool without
    one prefers the phone number, if it can send text messages at all."""
    mechanisms = (pool.get("AccountRecoverySetting") or {}).get("RecoveryMechanisms") or []
    order = [mechanism["Name"].removeprefix("verified_") for mechanism in
             sorted(mechanisms, key=lambda mechanism: int(mechanism["Priority"]))]
    by_default = ["phone_number", "email"] if pool.get("SmsConfiguration") else ["email", "phone_number"]
    return first_of(order or by_default, lambda name: value_of(user, name) and value_of(user, f"{name}_verified") == "true")


def first_of(names, fits) -> str | None:
    return next((name for name in names if fits(name)), None)


# -- Checking -------------------------------------------------------------------------------------


def check(user: dict, purpose: str, code) -> tuple | None:
    """The refusal of a code, or None for the right one, which is thereby used up."""
    if over_limit(user, "_wrong_codes", purpose, WRONG_ENTRIES_PER_HOUR):
        return limit_exceeded()
    issued = user.get("_codes", {}).get(purpose)
    if not issued or time.time() >= issued["expires_at"]:
        return error_response_json("ExpiredCodeException", "Invalid code provided, please request a code again.", 400)
    if not isinstance(code, str) or not secrets.compare_digest(issued["code"].encode(), code.encode()):
        count(user, "_wrong_codes", purpose)
        return error_response_json("CodeMismatchException",
                                   "Invalid verification code provided, please try again.", 400)
    return None


def use_up(user: dict, purpose: str) -> None:
    """End a code that did its work, and forget the guesses before it."""
    user.get("_codes", {}).pop(purpose, None)
    user.get("_wrong_codes", {}).pop(purpose, None)


def over_limit(user: dict, kind: str, purpose: str, limit: int) -> bool:
    """Whether the user did a thing `limit` times within the last hour."""
    times = user.get(kind, {}).get(purpose, [])
    return sum(at > time.time() - HOUR for at in times) >= limit


def count(user: dict, kind: str, purpose: str) -> None:
    recent = [at for at in user.get(kind, {}).get(purpose, []) if at > time.time() - HOUR]
    user.setdefault(kind, {})[purpose] = [*recent, time.time()]


def limit_exceeded():
    return error_response_json("LimitExceededException", "Attempt limit exceeded, please try after some time.", 400)


@replaces(cognito, "_confirmation_code_error", "8b04e994a0c4")
def confirmation_code_error(original, action, data):
    """What ConfirmSignUp and ConfirmForgotPassword refuse before they do anything."""
    if action not in ("ConfirmSignUp", "ConfirmForgotPassword"):
        return None
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
    if user is None:
        return None  # answered by the operation, which may have to hide it
    if action == "ConfirmForgotPassword":
        return check(user, RESET, data.get("ConfirmationCode"))
    if user["UserStatus"] != "UNCONFIRMED":
        return error_response_json("NotAuthorizedException",
                                   f"User cannot be confirmed. Current status is {user['UserStatus']}", 400)
    return check(user, SIGN_UP, data.get("ConfirmationCode"))


# -- Delivering -----------------------------------------------------------------------------------


@replaces(cognito, "_masked_destination", "0e45b22e946a")
def masked_destination(original, address):
    """AWS masks with three asterisks, `b***@g***`, and leaves a phone number its last digits, `+*******9878`."""
    if address and address.startswith("+"):
        return f"+{'*' * (len(address) - 5)}{address[-4:]}"
    return original(address).replace("****", "***")


def delivered(answer, user: dict | None, way: str | None):
    """The answer with where the code went, of which MiniStack thinks that it was the e-mail address."""
    if user is None or answer[0] != 200:
        return answer
    return json_response({"CodeDeliveryDetails": delivery(value_of(user, way), way)})


def limited(user: dict | None, purpose: str):
    """The refusal of one code too many within the hour; otherwise the request counts."""
    if user is None:
        return None
    if over_limit(user, "_code_requests", purpose, REQUESTS_PER_HOUR):
        return limit_exceeded()
    count(user, "_code_requests", purpose)
    return None


def client_user(data: dict) -> dict | None:
    """The user a self-service call names."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    return cognito._resolve_user(pool, data.get("Username"))[0] if pool else None


def set_attribute(user: dict, name: str, value: str) -> None:
    user["Attributes"] = cognito._merge_attributes(user["Attributes"], [{"Name": name, "Value": value}])


def delivery(address: str, attribute: str = "email") -> dict:
    """CodeDeliveryDetails of an e-mail, or an SMS."""
    return {"Destination": cognito._masked_destination(address),
            "DeliveryMedium": "EMAIL" if attribute == "email" else "SMS", "AttributeName": attribute}
