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


def lacks_password(pool: dict | None, given) -> bool:
    """Whether a new user has no password, where there need not be one."""
    return not given and by_code(pool)


def unknown_password() -> str:
    """Fits every policy."""
    return f"{secrets.token_urlsafe(60)}aA1!"


@replaces(cognito, "_admin_create_user", "b6be9f9333ac")
def admin_create_user(original, data):
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    if data.get("MessageAction") == "RESEND" or not lacks_password(pool, data.get("TemporaryPassword")):
        return original(data)
    password = unknown_password()
    answer = original({**data, "TemporaryPassword": password, "MessageAction": "SUPPRESS"})
    if answer[0] != 200:
        return answer
    user, _ = cognito._resolve_user(pool, data["Username"])
    user |= {"_unknown_password": password, "UserStatus": "CONFIRMED"}
    return json_response({"User": cognito._user_out(user)})
