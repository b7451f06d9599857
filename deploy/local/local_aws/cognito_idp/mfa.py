"""The second factor a sign-in asks for: which ones a user has, which one is asked, and how users choose theirs.

MiniStack asks for SOFTWARE_TOKEN_MFA alone. On AWS a preferred factor is asked for at once; of several without a
preference the user chooses (SELECT_MFA_TYPE); where the pool demands one and the user has none, one is set up
(MFA_SETUP). A pool that demands one counts the phone number and the e-mail address of its users as theirs.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html

Each factor is a module of its own (`software_tokens`, `message_codes`), which registers how it is asked for.
"""

import json

from ministack.core.responses import json_response
from ministack.services import cognito

from ..pinned import replaces
from ..registry import Registry
from . import sign_in_steps as steps
from .challenge_sessions import answers, challenge
from .operations import for_caller, for_named_user, invalid_parameter

SMS, EMAIL, TOTP = "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"
SETTINGS = {"SMSMfaSettings": SMS, "EmailMfaSettings": EMAIL, "SoftwareTokenMfaSettings": TOTP}
SELECT, SET_UP = "SELECT_MFA_TYPE", "MFA_SETUP"
# The pool's FactorConfiguration under which a passkey may stand for both factors.
BOTH = "MULTI_FACTOR_WITH_USER_VERIFICATION"
# Factor -> ask(pool, client_id, user, sign_in)
ASK = Registry("second factor")


def factor(name: str):
    """Registers the function that poses the challenge of a factor."""
    return lambda ask: ASK.add(name, ask)


# -- What the pool offers and the user has ------------------------------------------------------------


def offered(pool: dict) -> list[str]:
    """The factors of the pool: by SMS where it can send one, by e-mail and by authenticator where it says so."""
    found = []
    if pool.get("SmsMfaConfiguration") is not None or pool.get("SmsConfiguration"):
        found.append(SMS)
    if pool.get("EmailMfaConfiguration") is not None:
        found.append(EMAIL)
    if (pool.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled"):
        found.append(TOTP)
    return found


def usable(pool: dict, user: dict, name: str) -> bool:
    """Whether the user could answer this factor's challenge: has a secret, or an address to send a code to."""
    if name == TOTP:
        return bool(user.get("_totp_secret"))
    address = {SMS: "phone_number", EMAIL: "email"}[name]
    return name in offered(pool) and bool(cognito._attr_list_to_dict(user["Attributes"]).get(address))


def active(pool: dict, user: dict) -> list[str]:
    """The factors a sign-in of this user asks for."""
    if pool.get("MfaConfiguration", "OFF") == "OFF":
        return []
    chosen = [name for name in user.get("_mfa_enabled", []) if usable(pool, user, name)]
    if chosen or pool["MfaConfiguration"] != "ON":
        return chosen
    return [name for name in (SMS, EMAIL) if usable(pool, user, name)]


# -- Asking -------------------------------------------------------------------------------------------


@steps.step(steps.SECOND_FACTOR)
def ask(pool, client_id, user, sign_in):
    if sign_in.get("trusted_device"):  # proves itself in the next step
        return None
    has = active(pool, user)
    preferred = user.get("_preferred_mfa")
    if not has and pool.get("MfaConfiguration") == "ON":
        return challenge(pool, client_id, user, SET_UP, {
            "MFAS_CAN_SETUP": json.dumps(offered(pool)), "USER_ID_FOR_SRP": user["Username"]}, sign_in=sign_in)
    if not has:
        return None
    if preferred in has or len(has) == 1:
        return ASK[preferred if preferred in has else has[0]](pool, client_id, user, sign_in)
    return challenge(pool, client_id, user, SELECT, {
        "MFAS_CAN_CHOOSE": json.dumps(has), "USER_ID_FOR_SRP": user["Username"]}, sign_in=sign_in)


@answers(SELECT)
def select(pool, user, data, responses, session):
    """AWS documents EMAIL_MFA as the answer, and its own clients send EMAIL_OTP."""
    chosen = {"EMAIL_MFA": EMAIL}.get(responses.get("ANSWER"), responses.get("ANSWER"))
    if chosen not in active(pool, user):
        return invalid_parameter("Invalid ANSWER: not one of MFAS_CAN_CHOOSE")
    return ASK[chosen](pool, session["client_id"], user, session["sign_in"])


# -- Choosing -----------------------------------------------------------------------------------------


@replaces(cognito, "_set_user_mfa_preference", "81ac37e86ff0")
def set_user_mfa_preference(original, data):
    return for_caller(prefer)(data)


@replaces(cognito, "_admin_set_user_mfa_preference", "23da41ca4ba8")
def admin_set_user_mfa_preference(original, data):
    return for_named_user(prefer)(data)


def prefer(user, pool, data):
    """One factor at most is preferred; none is switched on that the user could not answer.

    A passkey is none of them: WebAuthnMfaSettings let it stand for both factors, beside another one that is switched on
    in the same request; only the pool's refusal is not in the words of AWS.
    """
    enabled, preferred = list(user.get("_mfa_enabled", [])), user.get("_preferred_mfa") or ""
    asked = {name: data[setting] for setting, name in SETTINGS.items() if data.get(setting) is not None}
    if sum(bool(settings.get("PreferredMfa")) for settings in asked.values()) > 1:
        return invalid_parameter("Only one MFA type can be set as preferred.")
    passkey = data.get("WebAuthnMfaSettings") or {}
    if passkey.get("Enabled"):
        if (pool.get("WebAuthnConfiguration") or {}).get("FactorConfiguration") != BOTH:
            return invalid_parameter("WebAuthn MFA is not enabled for the user pool.")
        if not any(settings.get("Enabled") for settings in asked.values()):
            return invalid_parameter("WebAuthn MFA requires enabling an additional MFA setting.")
        if not user.get("_passkeys"):
            return invalid_parameter("User does not have applicable WebAuthn credentials to enable WebAuthn MFA.")
    for name, settings in asked.items():
        if settings.get("Enabled"):
            if not usable(pool, user, name):
                return invalid_parameter(f"User does not have delivery config set to turn on {name}")
            enabled = [*[other for other in enabled if other != name], name]
        elif "Enabled" in settings and name in enabled:
            if pool.get("MfaConfiguration") == "ON":
                return invalid_parameter("MFA is required for the user pool, so it cannot be turned off for a user.")
            enabled.remove(name)
            preferred = "" if preferred == name else preferred
        if settings.get("PreferredMfa"):
            if name not in enabled:
                return invalid_parameter("A preferred MFA type must be enabled.")
            preferred = name
        elif "PreferredMfa" in settings and preferred == name:
            preferred = ""
    user |= {"_mfa_enabled": enabled, "_preferred_mfa": preferred,
             "_passkey_mfa": passkey.get("Enabled", user.get("_passkey_mfa", False))}
    return json_response({})


@replaces(cognito, "_get_user", "c4acfcec27bd")
def get_user(original, data):
    return without_empty(original(data))


@replaces(cognito, "_admin_get_user", "146924561231")
def admin_get_user(original, data):
    return without_empty(original(data))


def without_empty(answer):
    """AWS leaves out what a user has not chosen; MiniStack sends it empty."""
    said = json.loads(answer[2])
    for name in ("UserMFASettingList", "PreferredMfaSetting", "MFAOptions"):
        if said.get(name) in ("", []):
            del said[name]
    return answer[0], answer[1], json.dumps(said).encode()
