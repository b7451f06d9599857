"""What users do with their own account by their access token: attributes, password, signing out, deletion."""

import time

import pytest
from clients import PASSWORD, User, refusal_code, refused
from ministack.services import cognito

WRONG = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
REVOKED = ("NotAuthorizedException", "Access Token has been revoked")
PHONE = "+4917087654321"


@pytest.fixture
def caller(user) -> User:
    return user.get_tokens()


def change(user, **attributes):
    return user.stack.user_pool.update_user_attributes(
        **user.access, UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()])


# -- Attributes -------------------------------------------------------------------------------------


def test_attributes_are_written_and_deleted(caller):
    assert change(caller, name="Zoë", nickname="Z")["CodeDeliveryDetailsList"] == []
    assert caller.attributes()["name"] == "Zoë"
    change(caller, nickname="")
    caller.stack.user_pool.delete_user_attributes(**caller.access, UserAttributeNames=["name"])
    assert not {"name", "nickname"} & caller.attributes().keys()


def test_a_new_address_replaces_the_old_after_its_code(caller):
    pool, old, new = caller.stack.user_pool, caller.email, f"new-{caller.email}"
    assert change(caller, email=new)["CodeDeliveryDetailsList"] == [
        {"Destination": "n***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}]
    assert caller.attributes()["email"] == old and caller.attributes()["email_verified"] == "true"
    assert refusal_code(User(caller.stack, new).prove_password) == "NotAuthorizedException"
    code = User(caller.stack, new).code()
    verify = {**caller.access, "AttributeName": "email"}
    assert refused(pool.verify_user_attribute, Code=f"{(int(code) + 1) % 10**6:06}", **verify) == WRONG
    pool.verify_user_attribute(Code=code, **verify)
    assert caller.attributes()["email"] == new
    assert refused(pool.verify_user_attribute, Code=code, **verify) == EXPIRED
    assert User(caller.stack, new).prove_password()["AuthenticationResult"]
    assert refusal_code(User(caller.stack, old).prove_password) == "NotAuthorizedException"


def test_a_code_is_for_the_address_it_was_sent_to(caller):
    """The code of an address asked for before must not verify the one asked for since."""
    pool, verify = caller.stack.user_pool, {**caller.access, "AttributeName": "email"}
    first, second = f"first-{caller.email}", f"second-{caller.email}"
    change(caller, email=first)
    code = User(caller.stack, first).code()
    change(caller, email=second)
    caller.stored()["_codes"]["attribute:email"]["code"] = f"{(int(code) + 1) % 10**6:06}"
    assert refused(pool.verify_user_attribute, Code=code, **verify) == WRONG
    change(caller, email=caller.email)
    assert caller.attributes()["email"] == caller.email


def test_without_that_setting_a_new_address_is_there_at_once_unverified(new_pool):
    user = new_pool().new_user().get_tokens()
    new = f"new-{user.email}"
    change(user, email=new)
    assert (user.attributes()["email"], user.attributes()["email_verified"]) == (new, "false")
    user.stack.user_pool.verify_user_attribute(
        **user.access, AttributeName="email", Code=user.stack.inbox(new)[0]["code"])
    assert user.attributes()["email_verified"] == "true"


def test_a_phone_number_is_verified_by_sms(caller):
    pool, verify = caller.stack.user_pool, {**caller.access, "AttributeName": "phone_number"}
    assert refusal_code(change, caller, phone_number="0170 1234") == "InvalidParameterException"
    assert refusal_code(pool.get_user_attribute_verification_code, **verify) == "InvalidParameterException"
    change(caller, phone_number=PHONE)
    assert caller.attributes()["phone_number_verified"] == "false"
    sent = pool.get_user_attribute_verification_code(**verify)["CodeDeliveryDetails"]
    assert sent == {"Destination": "+*********4321", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    message = caller.stack.inbox(PHONE)[0]
    assert message["medium"] == "SMS" and message["code"] in message["text"]
    pool.verify_user_attribute(**verify, Code=message["code"])
    assert caller.attributes()["phone_number_verified"] == "true"


def test_what_is_no_address_is_refused(caller):
    for number in ("0151 2345678", "+49 151 2345678", "00491512345678", "+"):
        assert refused(change, caller, phone_number=number) == ("InvalidParameterException", "Invalid phone number format.")
    assert refused(change, caller, email="nonsense") == ("InvalidParameterException", "Invalid email address format.")
    change(caller, phone_number=PHONE)
    change(caller, phone_number="")
    assert not {"phone_number", "phone_number_verified"} & caller.attributes().keys()


def test_only_so_many_guesses_and_codes(caller):
    pool, verify = caller.stack.user_pool, {**caller.access, "AttributeName": "email"}
    pool.get_user_attribute_verification_code(**verify)
    code = caller.code()
    for _ in range(5):
        assert refused(pool.verify_user_attribute, Code="0", **verify) == WRONG
    assert refused(pool.verify_user_attribute, Code=code, **verify) == LIMIT
    caller.stored()["_code_requests"]["attribute:email"] *= 20
    assert refused(pool.get_user_attribute_verification_code, **verify) == LIMIT


def test_what_users_may_not_write(stack, caller):
    for name in ("sub", "email_verified", "phone_number_verified", "identities"):
        assert refused(change, caller, **{name: "true"}) == (
            "NotAuthorizedException", "A client attempted to write unauthorized attribute")
    assert refusal_code(change, caller, nonsense="x") == "InvalidParameterException"
    assert refused(change, caller, email=stack.new_user().email) == (
        "AliasExistsException", "An account with the given email already exists.")
    delete = stack.user_pool.delete_user_attributes
    for name in ("email", "sub", "email_verified"):
        assert refusal_code(delete, **caller.access, UserAttributeNames=[name]) == "InvalidParameterException"


# -- The password -----------------------------------------------------------------------------------


def test_changing_the_password(caller):
    def renew(old, new):
        return caller.stack.user_pool.change_password(**caller.access, PreviousPassword=old, ProposedPassword=new)

    assert refused(renew, "wrong", "Satchel-test-2") == ("NotAuthorizedException", "Incorrect username or password.")
    assert refused(renew, PASSWORD, "short1A") == (
        "InvalidPasswordException", "Password does not conform to policy: Password not long enough")
    renew(PASSWORD, "Satchel-test-2")
    assert caller.prove_password("Satchel-test-2")["AuthenticationResult"]
    assert refusal_code(caller.prove_password, PASSWORD) == "NotAuthorizedException"
    assert caller.profile(), "the sign-in goes on"
    for _ in range(5):
        assert refusal_code(renew, "wrong", "Satchel-test-3") == "NotAuthorizedException"
    assert refused(renew, "Satchel-test-2", "Satchel-test-3") == LIMIT


# -- Signing out and deletion -----------------------------------------------------------------------


def test_signing_out_everywhere(stack, caller):
    elsewhere, stranger = User(stack, caller.email).get_tokens(), stack.new_user().get_tokens()
    stack.user_pool.global_sign_out(**caller.access)
    for session in (caller, elsewhere):
        assert refused(session.profile) == REVOKED
        assert refused(change, session, name="x") == REVOKED
        assert refused(stack.user_pool.get_user_attribute_verification_code, **session.access,
                       AttributeName="email") == REVOKED
        assert refused(stack.user_pool.global_sign_out, **session.access) == REVOKED
        assert refused(stack.user_pool.get_tokens_from_refresh_token, ClientId=stack.client_id,
                       RefreshToken=session.tokens["RefreshToken"]) == (
                           "NotAuthorizedException", "Refresh Token has been revoked")
    assert stranger.profile() and caller.get_tokens().profile()


def test_the_owner_signs_somebody_out(stack, caller):
    stack.root("cognito-idp").admin_user_global_sign_out(UserPoolId=stack.pool_id, Username=caller.email)
    assert refused(caller.profile) == REVOKED


def test_deleting_the_account(stack, caller):
    stack.user_pool.delete_user(**caller.access)
    assert refusal_code(caller.profile) == "UserNotFoundException"
    assert refused(caller.prove_password) == ("NotAuthorizedException", "Incorrect username or password.")
    assert refusal_code(stack.user_pool.get_tokens_from_refresh_token, ClientId=stack.client_id,
                        RefreshToken=caller.tokens["RefreshToken"]) == "NotAuthorizedException"


# -- The access token -------------------------------------------------------------------------------

DEVICE = {"DeviceKey": "us-east-1_0000"}
OPERATIONS = {
    "get_user": {}, "update_user_attributes": {"UserAttributes": []}, "global_sign_out": {}, "delete_user": {},
    "get_user_attribute_verification_code": {"AttributeName": "email"},
    "verify_user_attribute": {"AttributeName": "email", "Code": "1"},
    "delete_user_attributes": {"UserAttributeNames": ["name"]},
    "change_password": {"PreviousPassword": PASSWORD, "ProposedPassword": PASSWORD},
    "associate_software_token": {}, "verify_software_token": {"UserCode": "123456"}, "set_user_mfa_preference": {},
    "get_user_auth_factors": {}, "list_devices": {}, "get_device": DEVICE, "forget_device": DEVICE,
    "update_device_status": {**DEVICE, "DeviceRememberedStatus": "remembered"}, "confirm_device": DEVICE,
    "start_web_authn_registration": {}, "complete_web_authn_registration": {"Credential": {}},
    "list_web_authn_credentials": {}, "delete_web_authn_credential": {"CredentialId": "x"},
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_looks_at_the_token(stack, caller, name):
    call = getattr(stack.user_pool, name)
    claims = cognito._token_claims(caller.tokens["AccessToken"])

    def token(**changes):
        return cognito._signed_jwt({**claims, **changes}, stack.pool_id, "access")

    for bad, message in (
            (token(exp=int(time.time()) - 1), "Access Token has expired"),
            (token(scope="openid email"), "Access Token does not have required scopes"),
            (caller.tokens["IdToken"], "Invalid Access Token"), ("a.b.c", "Invalid Access Token"),
            (caller.tokens["AccessToken"][:-6] + "AAAAAA", "Could not verify signature for Access Token")):
        assert refused(call, AccessToken=bad, **OPERATIONS[name]) == ("NotAuthorizedException", message)
    assert caller.profile()
