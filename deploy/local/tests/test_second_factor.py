"""The second factor: authenticators (their codes by pyotp), codes by SMS and e-mail, and which of them is asked for."""

import json
import time
from types import SimpleNamespace

import pyotp
import pytest
from clients import User, refusal_code, refused
from local_aws.cognito_idp import software_tokens
from test_challenges import INVALID, SPENT

MISMATCH = ("CodeMismatchException", "Invalid code received for user")
USED = ("ExpiredCodeException", "Your software token has already been used once.")
LOCKED = ("NotAuthorizedException", "Password attempts exceeded")
TOTP = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
SMS = {"SmsMfaConfiguration": {"SmsAuthenticationMessage": "Satchel says {####}.", "SmsConfiguration": {
    "SnsCallerArn": "arn:aws:iam::000000000000:role/sms"}}}
EMAIL = {"EmailMfaConfiguration": {"Message": "Satchel's code: {####}", "Subject": "Your second factor"}}
PHONE = "+4917012345678"


@pytest.fixture(autouse=True)
def no_time_passes(monkeypatch):
    """Or a test might begin in one step of an authenticator and end in the next."""
    now = time.time()
    monkeypatch.setattr(software_tokens, "time", SimpleNamespace(time=lambda: now))


def code(secret: str, steps: int = 0) -> str:
    """What an authenticator shows some 30-second steps from now."""
    return pyotp.TOTP(secret).at(int(software_tokens.time.time()), counter_offset=steps)


def register(user: User, name: str = "") -> str:
    """Sets up an authenticator for somebody signed in; returns its secret."""
    pool = user.stack.user_pool
    secret = pool.associate_software_token(**user.access)["SecretCode"]
    named = {"FriendlyDeviceName": name} if name else {}
    assert pool.verify_software_token(**user.access, UserCode=code(secret, -1), **named)["Status"] == "SUCCESS"
    return secret


def prefer(user: User, factor: str, **settings):
    user.stack.user_pool.set_user_mfa_preference(
        **user.access, **{f"{factor}MfaSettings": {"Enabled": True, "PreferredMfa": True, **settings}})


def with_phone(user: User) -> User:
    user.stack.root("cognito-idp").admin_update_user_attributes(
        UserPoolId=user.stack.pool_id, Username=user.email, UserAttributes=[{"Name": "phone_number", "Value": PHONE}])
    return user


# -- An authenticator -------------------------------------------------------------------------------


@pytest.fixture
def protected(user) -> tuple[User, str]:
    """A user with an authenticator, and its secret."""
    secret = register(user.get_tokens(), "My phone")
    prefer(user, "SoftwareToken")
    return user, secret


def test_registering_one(user):
    pool, access = user.get_tokens().stack.user_pool, user.access
    assert refusal_code(pool.verify_software_token, **access, UserCode="123456") == "EnableSoftwareTokenMFAException"
    secret = pool.associate_software_token(**access)["SecretCode"]
    for wrong in (code(secret, 10), code(secret, 2), code(secret, -2)):
        assert refused(pool.verify_software_token, **access, UserCode=wrong) == (
            "EnableSoftwareTokenMFAException", "Code mismatch")
    assert refusal_code(pool.verify_software_token, **access, UserCode="abcdef") == "InvalidParameterException"
    verified = pool.verify_software_token(**access, UserCode=code(secret, 1))
    assert verified["Status"] == "SUCCESS" and "Session" not in verified
    assert "UserMFASettingList" not in user.profile() and "PreferredMfaSetting" not in user.profile()
    assert user.prove_password()["AuthenticationResult"], "registered is not switched on"
    prefer(user, "SoftwareToken")
    assert user.profile()["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    assert user.profile()["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    prefer(user, "SoftwareToken", Enabled=False, PreferredMfa=False)
    assert user.prove_password()["AuthenticationResult"] and "UserMFASettingList" not in user.profile()


def test_the_code_is_asked_for(protected):
    user, secret = protected
    posed = user.prove_password()
    assert posed["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert posed["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "My phone"
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(secret, 2)) == MISMATCH
    assert refused(user.answer, posed) == (
        "InvalidParameterException", "Missing required parameter SOFTWARE_TOKEN_MFA_CODE")
    assert refused(user.answer, {**posed, "Session": "x" * 40}, SOFTWARE_TOKEN_MFA_CODE=code(secret)) == INVALID
    right = code(secret)
    assert user.answer(posed, SOFTWARE_TOKEN_MFA_CODE=right)["AuthenticationResult"]
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=right) == SPENT


def test_a_code_is_good_once(protected):
    user, secret = protected
    first = code(secret)
    assert user.answer(user.prove_password(), SOFTWARE_TOKEN_MFA_CODE=first)["AuthenticationResult"]
    posed = user.prove_password()
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=first) == USED
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(secret, -1)) == USED, "at the registration"
    assert user.answer(posed, SOFTWARE_TOKEN_MFA_CODE=code(secret, 1))["AuthenticationResult"]


def test_five_wrong_codes_lock_the_user_out_for_a_while(protected):
    user, secret = protected
    posed = user.prove_password()
    for _ in range(3):
        assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(secret, 5)) == MISMATCH
    posed = user.prove_password()
    for _ in range(2):
        assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(secret, 5)) == MISMATCH
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(secret)) == LOCKED
    assert refused(user.prove_password) == LOCKED
    user.stored()["_locked_until"] = time.time()
    assert user.answer(posed, SOFTWARE_TOKEN_MFA_CODE=code(secret))["AuthenticationResult"]


def test_another_authenticator_replaces_the_first(protected):
    user, old = protected
    user.tokens = user.answer(user.prove_password(), SOFTWARE_TOKEN_MFA_CODE=code(old))["AuthenticationResult"]
    new = register(user)
    posed = user.prove_password()
    assert refused(user.answer, posed, SOFTWARE_TOKEN_MFA_CODE=code(old, 1)) == MISMATCH
    assert user.answer(posed, SOFTWARE_TOKEN_MFA_CODE=code(new))["AuthenticationResult"]


def test_a_pool_without_authenticators(new_pool):
    user = new_pool(mfa={"MfaConfiguration": "OPTIONAL", **SMS}).new_user().get_tokens()
    missing = ("SoftwareTokenMFANotFoundException", "Software Token MFA has not been enabled by the userPool")
    assert refused(user.stack.user_pool.associate_software_token, **user.access) == missing
    assert refused(user.stack.user_pool.verify_software_token, **user.access, UserCode="123456") == missing


# -- Demanded by the pool ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def strict(new_pool):
    """A pool that demands a second factor, by authenticator or SMS."""
    return new_pool(mfa={"MfaConfiguration": "ON", **TOTP, **SMS})


def test_setting_one_up_within_the_sign_in(strict):
    user, pool = strict.new_user(), strict.user_pool
    posed = user.prove_password()
    assert posed["ChallengeName"] == "MFA_SETUP"
    assert json.loads(posed["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["SMS_MFA", "SOFTWARE_TOKEN_MFA"]
    assert refused(user.answer, posed) == INVALID
    associated = pool.associate_software_token(Session=posed["Session"])
    assert refused(pool.associate_software_token, Session=posed["Session"]) == SPENT
    assert refused(user.answer, {**posed, "Session": associated["Session"]}) == INVALID
    secret = associated["SecretCode"]
    verify = {"Session": associated["Session"], "FriendlyDeviceName": "Mine"}
    assert refused(pool.verify_software_token, UserCode=code(secret, 3), **verify) == (
        "EnableSoftwareTokenMFAException", "Code mismatch")
    verified = pool.verify_software_token(UserCode=code(secret), **verify)
    assert verified["Status"] == "SUCCESS"
    user.tokens = user.answer({**posed, "Session": verified["Session"]})["AuthenticationResult"]
    assert user.profile()["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    assert user.prove_password()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert refusal_code(prefer, user, "SoftwareToken", Enabled=False, PreferredMfa=False) == "InvalidParameterException"


def test_the_session_of_a_set_up_is_its_users(strict):
    user, other = strict.new_user(), strict.new_user()
    associated = strict.user_pool.associate_software_token(Session=user.prove_password()["Session"])
    verified = strict.user_pool.verify_software_token(
        Session=associated["Session"], UserCode=code(associated["SecretCode"]))
    assert refused(other.answer, {"ChallengeName": "MFA_SETUP", "Session": verified["Session"]}) == INVALID
    assert refused(strict.user_pool.associate_software_token, Session="x" * 40) == INVALID


def test_a_phone_number_is_a_factor_where_one_is_demanded(strict):
    user = with_phone(strict.new_user())
    posed = user.prove_password()
    assert posed["ChallengeName"] == "SMS_MFA"
    assert user.answer(posed, SMS_MFA_CODE=strict.inbox(PHONE)[0]["code"])["AuthenticationResult"]


# -- By SMS and e-mail ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lenient(new_pool):
    return new_pool(mfa={"MfaConfiguration": "OPTIONAL", **TOTP, **SMS, **EMAIL})


def test_a_code_by_sms(lenient):
    user = lenient.new_user().get_tokens()
    assert refused(prefer, user, "SMS") == (
        "InvalidParameterException", "User does not have delivery config set to turn on SMS_MFA")
    prefer(with_phone(user), "SMS")
    posed = user.prove_password()
    assert posed["ChallengeName"] == "SMS_MFA"
    assert posed["ChallengeParameters"] == {"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
                                            "CODE_DELIVERY_DESTINATION": "+*********5678"}
    text = lenient.inbox(PHONE)[0]
    assert (text["medium"], text["text"]) == ("SMS", f"Satchel says {text['code']}.") and len(text["code"]) == 6
    wrong = f"{(int(text['code']) + 1) % 10**6:06}"
    assert refused(user.answer, posed, SMS_MFA_CODE=wrong) == (
        "CodeMismatchException", "Invalid code or auth state for the user.")
    assert "phone_number_verified" not in user.attributes()
    user.tokens = user.answer(posed, SMS_MFA_CODE=text["code"])["AuthenticationResult"]
    assert user.attributes()["phone_number_verified"] == "true"
    assert refused(user.answer, posed, SMS_MFA_CODE=text["code"]) == SPENT
    assert refusal_code(user.answer, user.prove_password(), SMS_MFA_CODE=text["code"]) == "CodeMismatchException"


def test_a_code_by_mail(lenient):
    user = lenient.new_user().get_tokens()
    prefer(user, "Email")
    posed = user.prove_password()
    assert posed["ChallengeName"] == "EMAIL_OTP"
    assert posed["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": f"{user.email[0]}***@e***"}
    mail = lenient.inbox(user.email)[0]
    assert (mail["subject"], mail["text"]) == ("Your second factor", f"Satchel's code: {mail['code']}")
    for _ in range(5):
        assert refusal_code(user.answer, posed, EMAIL_OTP_CODE="000") == "CodeMismatchException"
    assert refused(user.answer, posed, EMAIL_OTP_CODE=mail["code"]) == LOCKED
    user.stored()["_locked_until"] = time.time()
    assert user.answer(posed, EMAIL_OTP_CODE=mail["code"])["AuthenticationResult"]
    assert refused(lenient.user_pool.forgot_password, ClientId=lenient.client_id, Username=user.email) == (
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number")


def test_so_many_codes_an_hour(lenient):
    user = lenient.new_user().get_tokens()
    prefer(user, "Email")
    user.prove_password()
    user.stored()["_code_requests"]["EMAIL_OTP"] *= 20
    assert refused(user.prove_password) == (
        "LimitExceededException", "Attempt limit exceeded, please try after some time.")


# -- Several ----------------------------------------------------------------------------------------


def test_one_of_several_is_chosen(lenient):
    user = with_phone(lenient.new_user().get_tokens())
    secret = register(user)
    for factor in ("SoftwareToken", "SMS", "Email"):
        prefer(user, factor, PreferredMfa=False)
    assert set(user.profile()["UserMFASettingList"]) == {"SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"}
    posed = user.prove_password()
    assert posed["ChallengeName"] == "SELECT_MFA_TYPE"
    assert set(json.loads(posed["ChallengeParameters"]["MFAS_CAN_CHOOSE"])) == {
        "SOFTWARE_TOKEN_MFA", "SMS_MFA", "EMAIL_OTP"}
    assert refusal_code(user.answer, posed, ANSWER="PASSWORD") == "InvalidParameterException"
    chosen = user.answer(posed, ANSWER="SOFTWARE_TOKEN_MFA")
    assert refused(user.answer, posed, ANSWER="SMS_MFA") == SPENT
    assert user.answer(chosen, SOFTWARE_TOKEN_MFA_CODE=code(secret))["AuthenticationResult"]
    for answer in ("EMAIL_OTP", "EMAIL_MFA"):
        chosen = user.answer(user.prove_password(), ANSWER=answer)
        assert chosen["ChallengeName"] == "EMAIL_OTP"
    assert user.answer(user.prove_password(), ANSWER="SMS_MFA")["ChallengeName"] == "SMS_MFA"
    prefer(user, "SMS")
    assert user.prove_password()["ChallengeName"] == "SMS_MFA"


def test_what_cannot_be_preferred(lenient):
    user = lenient.new_user().get_tokens()
    change = lenient.user_pool.set_user_mfa_preference
    assert refused(prefer, user, "SoftwareToken") == (
        "InvalidParameterException", "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA")
    both = {"Enabled": True, "PreferredMfa": True}
    register(user)
    assert refusal_code(change, **user.access, EmailMfaSettings=both, SoftwareTokenMfaSettings=both) \
        == "InvalidParameterException"
    assert refusal_code(change, **user.access, EmailMfaSettings={"Enabled": False, "PreferredMfa": True}) \
        == "InvalidParameterException"
    owner = lenient.root("cognito-idp")
    owner.admin_set_user_mfa_preference(UserPoolId=lenient.pool_id, Username=user.email, EmailMfaSettings=both)
    assert owner.admin_get_user(UserPoolId=lenient.pool_id, Username=user.email)["PreferredMfaSetting"] == "EMAIL_OTP"


def test_after_a_new_password_the_factor_is_asked_for(strict):
    from test_challenges import invite

    user = invite(strict)
    posed = user.answer(user.prove_password(), NEW_PASSWORD="Satchel-test-2")
    assert posed["ChallengeName"] == "MFA_SETUP"


def test_a_pool_whose_factors_are_off_asks_for_none(new_pool):
    pool = new_pool(mfa={"MfaConfiguration": "OPTIONAL", **TOTP})
    user = pool.new_user().get_tokens()
    register(user)
    prefer(user, "SoftwareToken")
    assert user.prove_password()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    pool.configure(MfaConfiguration="OFF")
    assert user.prove_password()["AuthenticationResult"]


def test_an_address_for_codes_is_given_within_the_sign_in(new_pool):
    pool = new_pool(mfa={"MfaConfiguration": "ON", **EMAIL})
    user = pool.new_user()
    record = user.stored()
    record["Attributes"] = [one for one in record["Attributes"] if not one["Name"].startswith("email")]
    address, user.email = user.email, record["Username"]
    posed = user.prove_password()
    assert json.loads(posed["ChallengeParameters"]["MFAS_CAN_SETUP"]) == ["EMAIL_OTP"]
    assert refusal_code(user.answer, posed, EMAIL="nobody") == "InvalidParameterException"
    posed = user.prove_password()
    asked = user.answer(posed, EMAIL=address)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    user.tokens = user.answer(asked, EMAIL_OTP_CODE=pool.inbox(address)[0]["code"])["AuthenticationResult"]
    assert user.attributes()["email_verified"] == "true"
