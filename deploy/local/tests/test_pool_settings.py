"""The product's template with other factors than its own: what the user pool is, and what it then asks."""

import pytest
from authenticator import Authenticator
from clients import deploy, refusal_code
from test_choices import begin
from test_devices import Device
from test_passkeys import ORIGIN, enrol, options_of


def described(stack) -> tuple[dict, dict, dict]:
    owner = stack.root("cognito-idp")
    pool = owner.describe_user_pool(UserPoolId=stack.pool_id)["UserPool"]
    client = owner.describe_user_pool_client(UserPoolId=stack.pool_id, ClientId=stack.client_id)["UserPoolClient"]
    return pool, owner.get_user_pool_mfa_config(UserPoolId=stack.pool_id), client


def test_by_default_nothing_changed(stack):
    pool, mfa, client = described(stack)
    assert mfa["MfaConfiguration"] == "OPTIONAL" and mfa["SoftwareTokenMfaConfiguration"] == {"Enabled": True}
    assert "WebAuthnConfiguration" not in mfa and "DeviceConfiguration" not in pool
    assert "SignInPolicy" not in pool["Policies"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH"]
    assert client["RefreshTokenRotation"] == {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}


def test_without_a_second_factor(endpoint):
    stack = deploy(endpoint, "no-mfa", {"Mfa": "OFF"})
    assert described(stack)[1]["MfaConfiguration"] == "OFF"
    user = stack.new_user().get_tokens()
    assert refusal_code(stack.user_pool.associate_software_token, **user.access) == "SoftwareTokenMFANotFoundException"


def test_with_one_demanded_and_passkeys_that_stand_for_both(endpoint):
    stack = deploy(endpoint, "mfa", {"Mfa": "ON", "FirstFactors": "PASSWORD,WEB_AUTHN",
                                     "PasskeyRelyingPartyId": "localhost"})
    assert described(stack)[1]["WebAuthnConfiguration"] == {
        "RelyingPartyId": "localhost", "UserVerification": "required",
        "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
    assert stack.new_user().prove_password()["ChallengeName"] == "MFA_SETUP"


def test_with_codes_and_passkeys(endpoint):
    stack = deploy(endpoint, "chosen", {"FirstFactors": "PASSWORD,EMAIL_OTP,WEB_AUTHN",
                                        "PasskeyRelyingPartyId": "localhost"})
    assert described(stack)[2]["ExplicitAuthFlows"][-1] == "ALLOW_USER_AUTH"
    user = stack.new_user()
    posed = begin(user, "EMAIL_OTP")
    user.tokens = user.answer(posed, EMAIL_OTP_CODE=user.code())["AuthenticationResult"]
    passkey = enrol(user, Authenticator(ORIGIN))
    posed = begin(user, "WEB_AUTHN")
    assert user.answer(posed, CREDENTIAL=passkey.get(options_of(posed)))["AuthenticationResult"]


@pytest.mark.parametrize("how, on_prompt", [("ASK", True), ("ALWAYS", False)])
def test_with_remembered_devices(endpoint, how, on_prompt):
    stack = deploy(endpoint, f"devices-{how.lower()}", {"RememberDevices": how})
    assert described(stack)[0]["DeviceConfiguration"] == {
        "ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": on_prompt}
    device = Device(stack.new_user())
    assert device.confirmed["UserConfirmationNecessary"] is on_prompt and device.sign_in()


def test_factors_change_with_the_template(endpoint):
    from clients import TEMPLATE

    stack = deploy(endpoint, "changing", {"FirstFactors": "PASSWORD,WEB_AUTHN", "PasskeyRelyingPartyId": "localhost"})
    formation = stack.root("cloudformation")
    formation.update_stack(StackName="changing", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"],
                           Parameters=[{"ParameterKey": "Mfa", "ParameterValue": "OPTIONAL"}])
    formation.get_waiter("stack_update_complete").wait(StackName="changing", WaiterConfig={"Delay": 0.1})
    assert "WebAuthnConfiguration" not in described(stack)[1]
    assert refusal_code(begin, stack.new_user()) == "InvalidParameterException"
