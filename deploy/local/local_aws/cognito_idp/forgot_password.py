"""ForgotPassword and ConfirmForgotPassword: the code goes to an address that proves who somebody is.

https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html

MiniStack sends it to any user's e-mail address. On AWS users whose second factor is their e-mail "can't receive a
password-reset code by email", https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
"""

from ministack.services import cognito

from ..pinned import replaces
from . import confirmation_codes as codes
from . import mfa
from .operations import invalid_parameter, not_authorized


@replaces(cognito, "_forgot_password", "2c3b97e277d5")
def forgot_password(original, data):
    """Only a verified address receives the code, and only a user with a password of their own may replace it."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = codes.client_user(data)
    way = user and codes.recovering(pool, user)
    if user:
        if user.get("_preferred_mfa") == mfa.EMAIL and mfa.EMAIL in mfa.active(pool, user):
            return no_address()
        if not user.get("Enabled", True):
            return not_authorized("User is disabled.")
        if user["UserStatus"] == "FORCE_CHANGE_PASSWORD":
            return not_authorized("User password cannot be reset in the current state.")
        if not way:
            return no_address()
    return codes.limited(user, codes.RESET) or codes.delivered(original(data), user, way)


def no_address():
    return invalid_parameter("Cannot reset password for the user as there is no registered/verified email or phone_number")


@replaces(cognito, "_confirm_forgot_password", "7f65a9b7d622")
def confirm_forgot_password(original, data):
    answer = original(data)
    if answer[0] == 200:
        codes.use_up(codes.client_user(data), codes.RESET)
    return answer
