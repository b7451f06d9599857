"""Users without a password, in pools that let them sign in by code.

MiniStack demands one. On AWS, "when your user pool supports passwordless sign-in with email or SMS OTPs", SignUp and
AdminCreateUser take none: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html.
Whom the owner creates so is confirmed at once: measured in `AllianceBioversityCIAT/onecgiar_pr` (see `message_codes`).

MiniStack takes any password of a user who has none. So such a user gets one that nobody knows.
"""

import secrets

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces


def has_password(user: dict) -> bool:
    return bool(user.get("_password")) and user["_password"] != user.get("_unknown_password")


def by_code(pool: dict | None) -> bool:
    factors = (((pool or {}).get("Policies") or {}).get("SignInPolicy") or {}).get("AllowedFirstAuthFactors") or []
    return "EMAIL_OTP" in factors or "SMS_OTP" in factors


def unknown_password() -> str:
    """Fits every policy."""
    return f"{secrets.token_urlsafe(60)}aA1!"


def without_password(pool: dict, name: str, password: str) -> dict:
    user, _ = cognito._resolve_user(pool, name)
    user["_unknown_password"] = password
    return user


@replaces(cognito, "_sign_up", "7c18b40cc080")
def sign_up(original, data):
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    if data.get("Password") or not by_code(pool):
        return original(data)
    password = unknown_password()
    answer = original({**data, "Password": password})
    if answer[0] == 200:
        without_password(pool, data["Username"], password)
    return answer


@replaces(cognito, "_admin_create_user", "b6be9f9333ac")
def admin_create_user(original, data):
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    if data.get("TemporaryPassword") or data.get("MessageAction") == "RESEND" or not by_code(pool):
        return original(data)
    password = unknown_password()
    answer = original({**data, "TemporaryPassword": password, "MessageAction": "SUPPRESS"})
    if answer[0] != 200:
        return answer
    user = without_password(pool, data["Username"], password)
    user["UserStatus"] = "CONFIRMED"
    return json_response({"User": cognito._user_out(user)})
