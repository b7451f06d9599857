"""What a user pool may be set to: first and second factors that go together, and all of it from a template, too.

MiniStack takes any combination, and ignores a template's properties of passkeys and of codes by SMS and e-mail.
"You can't add WEB_AUTHN, EMAIL_OTP, or SMS_OTP to AllowedFirstAuthFactors when MFA is required", but for passkeys that
stand for both factors: https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html
"""

from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from ..pinned import replaces
from .mfa import BOTH, offered
from .operations import invalid_parameter

FACTORS = ("PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN")


@replaces(cognito, "_create_user_pool", "ad2842af0444")
def create_user_pool(original, data):
    if data.get("UsernameAttributes") and data.get("AliasAttributes"):
        return invalid_parameter("Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")
    return clash({}, data) or original(data)


@replaces(cognito, "_update_user_pool", "0b087dc81f4c")
def update_user_pool(original, data):
    return clash(cognito._user_pools.get(data.get("UserPoolId")) or {}, data) or original(data)


@replaces(cognito, "_set_user_pool_mfa_config", "23a7b3f215e2")
def set_user_pool_mfa_config(original, data):
    configured = any(data.get(name) is not None for name in ("SmsMfaConfiguration", "EmailMfaConfiguration")) \
        or (data.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled")
    if data.get("MfaConfiguration") == "OFF" and configured:
        return invalid_parameter(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
    pool = cognito._user_pools.get(data.get("UserPoolId"))
    if pool and data.get("MfaConfiguration") in ("ON", "OPTIONAL") and not offered({**pool, **data}):
        return invalid_parameter(
            "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")
    return clash(pool or {}, data) or original(data)


def clash(pool: dict, changes: dict):
    """The refusal of first factors that are none, or that do not go with a second one that is required."""
    settings = {**pool, **changes}
    policy = (settings.get("Policies") or {}).get("SignInPolicy") or {}
    factors = policy.get("AllowedFirstAuthFactors") or ["PASSWORD"]
    unknown = [factor for factor in factors if factor not in FACTORS]
    if unknown or "PASSWORD" not in factors:
        return invalid_parameter("AllowedFirstAuthFactors must include PASSWORD, beside any of EMAIL_OTP, SMS_OTP and "
                                 "WEB_AUTHN.")
    # A template's passkeys are configured after the pool, by SetUserPoolMfaConfig.
    passkeys = (settings.get("WebAuthnConfiguration") or {}).get("FactorConfiguration") == BOTH or not pool
    excluded = [factor for factor in factors if factor in ("EMAIL_OTP", "SMS_OTP")
                or factor == "WEB_AUTHN" and not passkeys]
    if settings.get("MfaConfiguration") == "ON" and excluded:
        return invalid_parameter(f"{', '.join(excluded)} cannot be a first factor where MFA is required.")
    return None


@replaces(provisioners, "_cognito_user_pool_software_token_mfa", "f11996063052")
def mfa_of_template(original, pool_id, old, new):
    """All of it in one request, as its parts are judged together."""
    before, after = mfa_config(old), mfa_config(new)
    for name in before.keys() - after.keys():
        cognito._user_pools[pool_id].pop(name, None)
    if after and after != before:
        status, _, body = cognito._set_user_pool_mfa_config({
            "UserPoolId": pool_id, **after, "MfaConfiguration": new.get("MfaConfiguration", "OFF")})
        if status >= 400:
            raise ValueError(f"AWS::Cognito::UserPool MFA configuration failed: {body!r}")


def mfa_config(properties: dict) -> dict:
    """A template's properties as parameters of SetUserPoolMfaConfig."""
    factors, config = properties.get("EnabledMfas") or [], {}
    if "SOFTWARE_TOKEN_MFA" in factors:
        config["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
    if "SMS_MFA" in factors:
        config["SmsMfaConfiguration"] = given(properties, SmsAuthenticationMessage="SmsAuthenticationMessage",
                                              SmsConfiguration="SmsConfiguration")
    if "EMAIL_OTP" in factors:
        config["EmailMfaConfiguration"] = given(properties, Message="EmailAuthenticationMessage",
                                                Subject="EmailAuthenticationSubject")
    passkeys = given(properties, RelyingPartyId="WebAuthnRelyingPartyID", UserVerification="WebAuthnUserVerification",
                     FactorConfiguration="WebAuthnFactorConfiguration")
    return config | ({"WebAuthnConfiguration": passkeys} if passkeys else {})


def given(properties: dict, **names: str) -> dict:
    return {name: properties[source] for name, source in names.items() if properties.get(source)}
