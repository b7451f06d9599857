"""Remembered devices, through pycognito's own device SRP: registering, trusting, listing and forgetting them."""

import json
import time

import pytest
from clients import PASSWORD, User, refusal_code, refused
from ministack.core import persistence
from ministack.services import cognito
from pycognito.aws_srp import AWSSRP, generate_hash_device
from test_second_factor import SMS, prefer, with_phone

GONE = ("ResourceNotFoundException", "Device does not exist.")
INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID_REFRESH = ("NotAuthorizedException", "Invalid Refresh Token")


@pytest.fixture(scope="module")
def trusting(new_pool):
    """A pool whose remembered devices stand for the second factor, and are remembered at once."""
    return new_pool(mfa={"MfaConfiguration": "OPTIONAL", **SMS}, DeviceConfiguration={
        "ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False})


@pytest.fixture(scope="module")
def asking(new_pool):
    """A pool that leaves it to the user, and trusts no device."""
    return new_pool(mfa={"MfaConfiguration": "OPTIONAL", **SMS}, DeviceConfiguration={
        "ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": True})


class Device:
    """A device as it keeps itself: what it got, and the password it made up."""

    def __init__(self, user: User, confirm: bool = True):
        self.user = user.get_tokens()
        metadata = user.tokens["NewDeviceMetadata"]
        self.key, self.group = metadata["DeviceKey"], metadata["DeviceGroupKey"]
        self.password, self.verifier = generate_hash_device(self.group, self.key)
        self.confirmed = confirm and self.confirm()

    def confirm(self, **changes):
        return self.user.stack.user_pool.confirm_device(**{
            **self.user.access, "DeviceKey": self.key, "DeviceName": "Laptop",
            "DeviceSecretVerifierConfig": self.verifier, **changes})

    def srp(self, **changes) -> AWSSRP:
        stack = self.user.stack
        return AWSSRP(**{
            "username": self.user.email, "password": PASSWORD, "pool_id": stack.pool_id, "client_id": stack.client_id,
            "client": stack.user_pool, "device_key": self.key, "device_group_key": self.group,
            "device_password": self.password, **changes})

    def sign_in(self, **changes) -> dict:
        """pycognito's whole flow, from the password to the proof of the device."""
        return self.srp(**changes).authenticate_user()["AuthenticationResult"]

    def prove_password(self) -> tuple[AWSSRP, dict]:
        srp, pool = self.srp(), self.user.stack.user_pool
        posed = pool.initiate_auth(ClientId=self.user.stack.client_id, AuthFlow="USER_SRP_AUTH",
                                   AuthParameters=srp.get_auth_params())
        return srp, pool.respond_to_auth_challenge(
            ClientId=self.user.stack.client_id, ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=srp.process_challenge(posed["ChallengeParameters"], srp.get_auth_params()))

    def refresh(self, **parameters):
        return self.user.stack.user_pool.initiate_auth(
            ClientId=self.user.stack.client_id, AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": self.user.tokens["RefreshToken"], **parameters})["AuthenticationResult"]


def device_key(tokens) -> str:
    return cognito._token_claims(tokens["AccessToken"]).get("device_key")


# -- Registering ------------------------------------------------------------------------------------


def test_a_sign_in_hands_out_a_device(trusting, stack):
    user = trusting.new_user().get_tokens()
    metadata = user.tokens["NewDeviceMetadata"]
    assert metadata["DeviceKey"].startswith("us-east-1_") and metadata["DeviceGroupKey"].startswith("-")
    assert device_key(user.tokens) == metadata["DeviceKey"]
    assert "NewDeviceMetadata" not in stack.new_user().get_tokens().tokens, "where devices are not tracked"


def test_confirming(trusting):
    device = Device(trusting.new_user(), confirm=False)
    pool = trusting.user_pool
    assert pool.list_devices(**device.user.access)["Devices"] == []
    for bad in ("us-east-1_0000", device.key[:-1] + "x"):
        assert refused(device.confirm, DeviceKey=bad) == ("InvalidParameterException", "Invalid device key given.")
    for bad in ({}, {"PasswordVerifier": "AA==", "Salt": "AA=="}, {"PasswordVerifier": "?", "Salt": "?"}):
        assert refusal_code(device.confirm, DeviceSecretVerifierConfig=bad) == "InvalidParameterException"
    assert device.confirm()["UserConfirmationNecessary"] is False
    assert refusal_code(device.confirm) == "DeviceKeyExistsException"
    listed = pool.list_devices(**device.user.access)["Devices"]
    assert [entry["DeviceKey"] for entry in listed] == [device.key]
    found = pool.get_device(**device.user.access, DeviceKey=device.key)["Device"]
    attributes = {attribute["Name"]: attribute["Value"] for attribute in found["DeviceAttributes"]}
    assert attributes == {"device_status": "valid", "device_name": "Laptop", "last_ip_used": "127.0.0.1"}


def test_the_device_of_another_sign_in_cannot_be_confirmed(trusting):
    user = trusting.new_user()
    first, second = Device(user, confirm=False), Device(User(trusting, user.email), confirm=False)
    for key in (first.key, Device(trusting.new_user(), confirm=False).key):
        assert refusal_code(second.confirm, DeviceKey=key) == "InvalidParameterException"


def test_a_pool_that_no_longer_tracks_devices(new_pool):
    """A template that drops the property sets it to nothing."""
    pool = new_pool(DeviceConfiguration={"DeviceOnlyRememberedOnUserPrompt": False})
    device = Device(pool.new_user())
    pool.root("cognito-idp").update_user_pool(UserPoolId=pool.pool_id, DeviceConfiguration={})
    assert "NewDeviceMetadata" not in device.user.prove_password()["AuthenticationResult"]
    assert device.refresh()["AccessToken"]


def test_a_pool_that_tracks_no_devices(stack, user):
    user.get_tokens()
    assert refusal_code(stack.user_pool.confirm_device, **user.access, DeviceKey="us-east-1_0000") \
        == "InvalidUserPoolConfigurationException"


# -- Signing in -------------------------------------------------------------------------------------


def test_a_remembered_device_stands_for_the_second_factor(trusting):
    device = Device(with_phone(trusting.new_user()))
    prefer(device.user, "SMS")
    assert device.user.prove_password()["ChallengeName"] == "SMS_MFA", "without the device"
    tokens = device.sign_in()
    assert "NewDeviceMetadata" not in tokens and device_key(tokens) == device.key
    trusting.user_pool.update_device_status(**device.user.access, DeviceKey=device.key,
                                            DeviceRememberedStatus="not_remembered")
    assert device.prove_password()[1]["ChallengeName"] == "SMS_MFA"


def test_a_device_that_is_not_trusted_proves_itself_after_the_second_factor(asking):
    device = Device(with_phone(asking.new_user()))
    prefer(device.user, "SMS")
    srp, posed = device.prove_password()
    assert posed["ChallengeName"] == "SMS_MFA"
    code = asking.inbox("+4917012345678")[0]["code"]
    posed = device.user.answer(posed, SMS_MFA_CODE=code)
    assert posed["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert posed["ChallengeParameters"]["DEVICE_KEY"] == device.key
    posed = device.user.answer(posed, DEVICE_KEY=device.key, SRP_A=srp.get_auth_params()["SRP_A"])
    assert posed["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
    proof = srp.process_device_challenge(posed["ChallengeParameters"])
    assert device_key(device.user.answer(posed, **proof)["AuthenticationResult"]) == device.key


def test_what_is_no_proof(trusting):
    device, other = Device(trusting.new_user()), Device(trusting.new_user())
    assert refused(device.sign_in, device_password="wrong") == INCORRECT
    assert refused(device.sign_in, device_group_key="-wrong") == INCORRECT
    assert refused(device.sign_in, device_key=other.key) == GONE, "somebody else's"
    srp, posed = device.prove_password()
    assert posed["ChallengeName"] == "DEVICE_SRP_AUTH"
    begin = {"DEVICE_KEY": device.key, "SRP_A": srp.get_auth_params()["SRP_A"]}
    assert refused(device.user.answer, posed, **{**begin, "DEVICE_KEY": other.key}) == (
        "NotAuthorizedException", "Invalid session for the user.")
    for zero in ("0", format(srp.big_n, "x"), format(2 * srp.big_n, "x")):
        assert refusal_code(device.user.answer, posed, **{**begin, "SRP_A": zero}) == "InvalidParameterException"
    verifier = device.user.answer(posed, **begin)
    proof = srp.process_device_challenge(verifier["ChallengeParameters"])
    assert refused(other.user.answer, verifier, **{**proof, "USERNAME": other.user.email}) == (
        "NotAuthorizedException", "Invalid session for the user.")
    assert refused(device.user.answer, verifier, **{**proof, "PASSWORD_CLAIM_SECRET_BLOCK": "AAAA"}) == INCORRECT
    assert device.user.answer(verifier, **proof)["AuthenticationResult"]
    assert refused(device.user.answer, verifier, **proof) == (
        "NotAuthorizedException", "Invalid session for the user, session can only be used once.")


def test_without_the_password_a_device_is_nothing(trusting):
    """Also without a Session, which pycognito does not send."""
    device, pool = Device(trusting.new_user()), trusting.user_pool
    assert refusal_code(
        pool.respond_to_auth_challenge, ClientId=trusting.client_id, ChallengeName="DEVICE_SRP_AUTH",
        ChallengeResponses={"USERNAME": device.user.email, "DEVICE_KEY": device.key,
                            "SRP_A": device.srp().get_auth_params()["SRP_A"]}) == "InvalidParameterException"


def test_a_device_that_was_never_confirmed(trusting):
    device = Device(trusting.new_user(), confirm=False)
    assert refused(device.sign_in) == GONE


# -- Remembering, listing, forgetting ---------------------------------------------------------------


def test_users_remember_a_device_where_it_is_left_to_them(asking):
    device = Device(asking.new_user())
    assert device.confirmed["UserConfirmationNecessary"] is True
    pool, key = asking.user_pool, {**device.user.access, "DeviceKey": device.key}
    assert pool.list_devices(**device.user.access)["Devices"] == []
    assert refused(pool.get_device, **key) == GONE
    pool.update_device_status(**key, DeviceRememberedStatus="remembered")
    assert len(pool.list_devices(**device.user.access)["Devices"]) == 1
    assert pool.get_device(**key)["Device"]["DeviceKey"] == device.key
    owner, named = asking.root("cognito-idp"), {"UserPoolId": asking.pool_id, "Username": device.user.email}
    pool.update_device_status(**key, DeviceRememberedStatus="not_remembered")
    seen = owner.admin_get_device(**named, DeviceKey=device.key)["Device"]["DeviceAttributes"]
    assert {"Name": "dev:device_remembered_status", "Value": "not_remembered"} in seen
    owner.admin_update_device_status(**named, DeviceKey=device.key, DeviceRememberedStatus="remembered")
    assert len(owner.admin_list_devices(**named)["Devices"]) == 1
    owner.admin_forget_device(**named, DeviceKey=device.key)
    assert refused(owner.admin_get_device, **named, DeviceKey=device.key) == GONE


def test_listing_by_pages(trusting):
    user = trusting.new_user()
    keys = [Device(user).key for _ in range(3)]
    first = trusting.user_pool.list_devices(**user.access, Limit=2)
    rest = trusting.user_pool.list_devices(**user.access, Limit=2, PaginationToken=first["PaginationToken"])
    assert [device["DeviceKey"] for page in (first, rest) for device in page["Devices"]] == keys
    assert "PaginationToken" not in rest


def test_refreshing_needs_the_device(trusting):
    device = Device(trusting.new_user(), confirm=False)
    assert refused(device.refresh, DEVICE_KEY=device.key) == INVALID_REFRESH, "not confirmed"
    device.confirm()
    assert refused(device.refresh) == INVALID_REFRESH
    assert refused(device.refresh, DEVICE_KEY="us-east-1_0000") == INVALID_REFRESH
    renewed = device.refresh(DEVICE_KEY=device.key)
    assert device_key(renewed) == device.key and "NewDeviceMetadata" not in renewed
    renew, token = trusting.user_pool.get_tokens_from_refresh_token, device.user.tokens["RefreshToken"]
    assert renew(ClientId=trusting.client_id, RefreshToken=token, DeviceKey=device.key)["AuthenticationResult"]
    assert refused(renew, ClientId=trusting.client_id, RefreshToken=token) == INVALID_REFRESH


def test_a_forgotten_device(trusting):
    user = trusting.new_user()
    device, other = Device(user), Device(User(trusting, user.email))
    trusting.user_pool.forget_device(**other.user.access, DeviceKey=device.key)
    assert refused(device.sign_in) == GONE
    assert refused(device.refresh, DEVICE_KEY=device.key) == INVALID_REFRESH
    assert other.refresh(DEVICE_KEY=other.key) and other.sign_in()
    assert refused(trusting.user_pool.forget_device, **other.user.access, DeviceKey=device.key) == GONE
    stranger = trusting.new_user().get_tokens()
    assert refused(trusting.user_pool.forget_device, **stranger.access, DeviceKey=other.key) == GONE
    assert refused(trusting.user_pool.update_device_status, **stranger.access, DeviceKey=other.key,
                   DeviceRememberedStatus="remembered") == GONE


def test_devices_and_passkeys_can_be_kept(trusting):
    """The state between runs is JSON; a proof that is under way is forgotten."""
    device = Device(trusting.new_user())
    assert device.key in json.dumps(cognito.get_state(), default=persistence._json_default)


def test_a_proof_ends_with_its_session(trusting):
    device = Device(trusting.new_user())
    srp, posed = device.prove_password()
    for (_, token), session in cognito._challenge_sessions._data.items():
        if token == posed["Session"]:
            session["expires_at"] = time.time() - 1
    assert refused(device.user.answer, posed, DEVICE_KEY=device.key, SRP_A=srp.get_auth_params()["SRP_A"]) == (
        "NotAuthorizedException", "Invalid session for the user, session is expired.")
