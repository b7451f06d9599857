"""Sign-in codes by SMS and by e-mail: SMS_MFA and EMAIL_OTP as second factor, SMS_OTP and EMAIL_OTP as first.

MiniStack sends none but in its hosted pages, always 123456. Here a code is random, belongs to its session, and lives
and ends with it. Its way is told as CODE_DELIVERY_DELIVERY_MEDIUM and CODE_DELIVERY_DESTINATION, masked.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html

The first factor's code has eight digits, and six wrong ones do not lock the user out: measured on AWS, as is the
refusal, by `AllianceBioversityCIAT/onecgiar_pr` (docs/specs/changes/cognito-email-otp-login/runbook). After five wrong
codes as a second factor "Amazon Cognito begins the exponential-timeout lockout process" (see `passwords`).

"After your user completes MFA, Amazon Cognito sets their `phone_number_verified` or `email_verified` attribute to
`true`." An SMS goes where MiniStack's SNS keeps those it would send, so `inbox` shows it.
"""

import secrets

from ministack.core.responses import error_response_json
from ministack.services import cognito

from . import confirmation_codes as codes
from . import sign_in_steps as steps
from .challenge_sessions import answers, challenge
from .confirmation_codes import send_sms
from .mfa import EMAIL, SMS, factor
from .operations import missing
from .passwords import attempt_code

ATTRIBUTE = {"SMS": "phone_number", "EMAIL": "email"}
DEFAULT_TEXT = "Your authentication code is {####}."
# A first factor's code is longer than a second's.
SECOND_DIGITS, FIRST_DIGITS = 6, 8


# -- Sending ------------------------------------------------------------------------------------------


def pose(pool: dict, client_id: str, user: dict, name: str, medium: str, digits: int, **carried):
    """Sends a code and poses its challenge."""
    if refusal := codes.limited(user, name):
        return refusal
    code = f"{secrets.randbelow(10 ** digits):0{digits}}"
    address = cognito._attr_list_to_dict(user["Attributes"])[ATTRIBUTE[medium]]
    send(pool, user, medium, address, code)
    return challenge(pool, client_id, user, name, delivery(medium, address), code=code, medium=medium, **carried)


def delivery(medium: str, address: str) -> dict[str, str]:
    return {"CODE_DELIVERY_DELIVERY_MEDIUM": medium, "CODE_DELIVERY_DESTINATION": cognito._masked_destination(address)}


def send(pool: dict, user: dict, medium: str, address: str, code: str) -> None:
    if medium == "SMS":
        settings = pool.get("SmsMfaConfiguration") or {}
        text = settings.get("SmsAuthenticationMessage") or pool.get("SmsAuthenticationMessage") or DEFAULT_TEXT
        send_sms(address, text.replace("{####}", code))
    else:
        settings = pool.get("EmailMfaConfiguration") or {}
        text = (settings.get("Message") or cognito._DEFAULT_EMAIL_OTP_MESSAGE).replace("{####}", code)
        cognito._deliver_cognito_email(pool, address, settings.get("Subject") or cognito._DEFAULT_EMAIL_OTP_SUBJECT,
                                       text, type_name="CognitoEmailOtpMessage", extra={"Username": user["Username"]})


# -- As second factor ---------------------------------------------------------------------------------


@factor(SMS)
def ask_by_sms(pool, client_id, user, sign_in):
    return pose(pool, client_id, user, SMS, "SMS", SECOND_DIGITS, sign_in=sign_in)


@factor(EMAIL)
def ask_by_email(pool, client_id, user, sign_in):
    return pose(pool, client_id, user, EMAIL, "EMAIL", SECOND_DIGITS, sign_in=sign_in)


# -- Answering ----------------------------------------------------------------------------------------


@answers("SMS_MFA")
@answers("SMS_OTP")
@answers("EMAIL_OTP")
def answer(pool, user, data, responses, session):
    """The parameter is named after the challenge. Without a `sign_in` the code is the first factor: one begins here."""
    parameter = f"{session['challenge']}_CODE"
    code = responses.get(parameter)
    if not code:
        return missing(parameter)
    if user is None:
        return mismatch()
    first = "sign_in" not in session
    refusal = judge(code, session) if first else attempt_code(user, lambda: judge(code, session))
    if refusal:
        return refusal
    codes.set_attribute(user, f"{ATTRIBUTE[session['medium']]}_verified", "true")
    if first:
        return steps.proceed(pool, session["client_id"], user, steps.begun(data))
    return steps.passed(steps.SECOND_FACTOR, pool, data, user, session)


def judge(given, session: dict):
    """The refusal of a code; None for the one that was sent."""
    right = isinstance(given, str) and secrets.compare_digest(given.encode(), session["code"].encode())
    return None if right else mismatch()


def mismatch():
    return error_response_json("CodeMismatchException", "Invalid code or auth state for the user.", 400)
