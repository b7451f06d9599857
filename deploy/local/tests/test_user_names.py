"""What users are called in pools of each kind, and what AWS wants to know of a new user."""

import secrets

import pytest
from clients import PASSWORD, User, refused

INVALID = "InvalidParameterException"
SMS = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "satchel"}


def required(*names):
    return [{"Name": name, "Required": True, "Mutable": True, "AttributeDataType": "String"} for name in names]


def sign_up(pool, username, **attributes):
    return pool.user_pool.sign_up(ClientId=pool.client_id, Username=username, Password=PASSWORD, UserAttributes=[
        {"Name": name, "Value": value} for name, value in attributes.items()])


def confirm(pool, username, code, **more):
    return pool.user_pool.confirm_sign_up(ClientId=pool.client_id, Username=username, ConfirmationCode=code, **more)


def resend(pool, username):
    return pool.user_pool.resend_confirmation_code(ClientId=pool.client_id, Username=username)["CodeDeliveryDetails"]


def forget(pool, username):
    return pool.user_pool.forgot_password(ClientId=pool.client_id, Username=username)["CodeDeliveryDetails"]


def code_for(pool, address):
    return pool.inbox(address)[0]["code"]


def address():
    return f"{secrets.token_hex(6)}@example.com"


def number():
    return f"+4915{secrets.randbelow(10 ** 9):09}"


def attributes_of(pool, username):
    user = pool.root("cognito-idp").admin_get_user(UserPoolId=pool.pool_id, Username=username)
    return {attribute["Name"]: attribute["Value"] for attribute in user["UserAttributes"]}


# -- In place of a name ---------------------------------------------------------------------------


@pytest.mark.parametrize("kinds, words", [
    (["email"], "Username should be an email."), (["phone_number"], "Username should be a phone number."),
    (["email", "phone_number"], "Username should be either an email or a phone number.")])
def test_a_name_where_there_are_none(new_pool, kinds, words):
    pool = new_pool(UsernameAttributes=kinds, SmsConfiguration=SMS)
    assert refused(sign_up, pool, "ann") == (INVALID, words)


def test_a_phone_number_is_confirmed_by_text_message(new_pool):
    pool = new_pool(UsernameAttributes=["phone_number"], AutoVerifiedAttributes=["phone_number"], SmsConfiguration=SMS)
    phone = number()
    assert sign_up(pool, phone)["CodeDeliveryDetails"] == {
        "Destination": f"+*********{phone[-4:]}", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    assert refused(sign_up, pool, phone) == (
        "UsernameExistsException", "An account with the given phone_number already exists.")
    assert resend(pool, phone)["DeliveryMedium"] == "SMS"
    assert len(pool.inbox(phone)) == 2, "one each"
    confirm(pool, phone, code_for(pool, phone))
    assert attributes_of(pool, phone)["phone_number_verified"] == "true"
    assert User(pool, phone).prove_password()["AuthenticationResult"]
    assert forget(pool, phone)["AttributeName"] == "phone_number"
    pool.user_pool.confirm_forgot_password(ClientId=pool.client_id, Username=phone, Password="Satchel-test-2",
                                           ConfirmationCode=code_for(pool, phone))
    assert User(pool, phone).prove_password("Satchel-test-2")["AuthenticationResult"]


# -- Aliases --------------------------------------------------------------------------------------


@pytest.fixture
def alias_pool(new_pool):
    return new_pool(UsernameAttributes=[], AliasAttributes=["email", "preferred_username"])


def test_no_pool_has_both(new_pool):
    assert refused(new_pool, UsernameAttributes=["email"], AliasAttributes=["email"]) == (
        INVALID, "Only one of the aliasAttributes or usernameAttributes can be set in a user pool.")


def test_a_name_that_looks_like_an_alias(new_pool, alias_pool):
    assert refused(sign_up, alias_pool, "ann@example.com", email="ann@example.com") == (
        INVALID, "Username cannot be of email format, since user pool is configured for email alias.")
    phones = new_pool(UsernameAttributes=[], AliasAttributes=["phone_number"], SmsConfiguration=SMS)
    assert refused(sign_up, phones, "+4915123456789") == (
        INVALID, "Username cannot be of phone number format, since user pool is configured for phone number alias.")


def test_a_preferred_name_before_the_account_is_confirmed(alias_pool):
    assert refused(sign_up, alias_pool, "ann", preferred_username="annie") == (
        INVALID, "Preferred username cannot be provided for unconfirmed account, since user pool is configured for "
                 "preferred username alias.")


def test_an_alias_counts_once_it_is_confirmed(alias_pool):
    email, name = address(), secrets.token_hex(6)
    sign_up(alias_pool, name, email=email)
    assert refused(User(alias_pool, email).prove_password) == ("UserNotFoundException", "User does not exist.")
    assert refused(confirm, alias_pool, email, code_for(alias_pool, email)) == (
        "UserNotFoundException", "Username/client id combination not found.")
    confirm(alias_pool, name, code_for(alias_pool, email))
    assert User(alias_pool, email).prove_password()["AuthenticationResult"]
    assert User(alias_pool, name).prove_password()["AuthenticationResult"]


def test_an_alias_is_the_first_ones_who_confirms_it(alias_pool):
    email, names = address(), [secrets.token_hex(6), secrets.token_hex(6)]
    for name in names:
        sign_up(alias_pool, name, email=email)
    # The mails are of one second: a code that is asked for again is the newest.
    confirm(alias_pool, names[0], code_of(alias_pool, names[0]))
    second = code_of(alias_pool, names[1])
    assert refused(confirm, alias_pool, names[1], second) == (
        "AliasExistsException", "An account with the email already exists.")
    confirm(alias_pool, names[1], second, ForceAliasCreation=True)
    assert [attributes_of(alias_pool, name)["email_verified"] for name in names] == ["false", "true"]


def code_of(pool, name):
    from ministack.services import cognito

    return cognito._get_pool_unscoped(pool.pool_id)["_users"][name]["_codes"]["sign-up"]["code"]


# -- Plain names ----------------------------------------------------------------------------------


def test_nobody_signs_in_by_an_address_that_is_no_alias(new_pool):
    pool = new_pool(UsernameAttributes=[], UsernameConfiguration={"CaseSensitive": False})
    email, name = address(), secrets.token_hex(6)
    assert sign_up(pool, name, email=email)["CodeDeliveryDetails"]["AttributeName"] == "email"
    assert refused(sign_up, pool, name) == ("UsernameExistsException", "User already exists.")
    confirm(pool, name.upper(), code_for(pool, email))
    assert User(pool, name).prove_password()["AuthenticationResult"]
    assert refused(User(pool, email).prove_password) == ("UserNotFoundException", "User does not exist.")


def test_capitals_are_distinguished_where_the_pool_says_so(new_pool):
    pool = new_pool(UsernameAttributes=[], UsernameConfiguration={"CaseSensitive": True})
    email, name = address(), f"A{secrets.token_hex(6)}"
    sign_up(pool, name, email=email)
    confirm(pool, name, code_for(pool, email))
    assert refused(User(pool, name.lower()).prove_password) == ("UserNotFoundException", "User does not exist.")


def test_without_an_address_no_code_is_sent(new_pool):
    pool = new_pool(UsernameAttributes=[])
    assert "CodeDeliveryDetails" not in sign_up(pool, "ann")
    assert refused(resend, pool, "ann") == (INVALID, "Cannot resend codes. Auto verification not turned on.")
    silent = new_pool(AutoVerifiedAttributes=[])
    email = address()
    assert "CodeDeliveryDetails" not in sign_up(silent, email)
    assert silent.inbox(email) == []


# -- Attributes -----------------------------------------------------------------------------------


def test_what_the_schema_requires_has_to_be_there(new_pool):
    pool = new_pool(Schema=required("email", "phone_number", "name", "birthdate"))
    assert refused(sign_up, pool, address(), birthdate="1990-12-31") == (
        INVALID, "Attributes did not conform to the schema: name.formatted: The attribute name.formatted is required, "
                 "phoneNumbers: The attribute phoneNumbers is required")
    answer = sign_up(pool, address(), birthdate="1990-12-31", name="Ann", phone_number=number())
    assert answer["CodeDeliveryDetails"]["AttributeName"] == "email", "the pool verifies it, and no phone number"


def test_what_the_schema_does_not_know(new_pool):
    pool = new_pool()
    assert refused(sign_up, pool, address(), **{"custom:size": "7"}) == (
        INVALID, "Attributes did not conform to the schema: custom:size: Attribute does not exist in the schema.\n")


def test_an_address_that_is_none(new_pool):
    pool = new_pool(UsernameAttributes=[])
    assert refused(sign_up, pool, "ann", email="ann") == (INVALID, "Invalid email address format.")
    assert refused(sign_up, pool, "ann", phone_number="0151") == (INVALID, "Invalid phone number format.")


def test_whoever_has_both_is_sent_a_text_message(new_pool):
    pool = new_pool(AutoVerifiedAttributes=["email", "phone_number"], SmsConfiguration=SMS)
    email, phone = address(), number()
    assert sign_up(pool, email, phone_number=phone)["CodeDeliveryDetails"]["AttributeName"] == "phone_number"
    confirm(pool, email, code_for(pool, phone))
    attributes = attributes_of(pool, email)
    assert (attributes["email_verified"], attributes["phone_number_verified"]) == ("false", "true")


def test_the_way_back_is_the_one_that_the_pool_prefers(new_pool):
    by_mail = {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}
    for settings, way in ({}, "phone_number"), ({"AccountRecoverySetting": by_mail}, "email"):
        pool = new_pool(SmsConfiguration=SMS, **settings)
        email = address()
        verified = {"email": email, "email_verified": "true", "phone_number": number(), "phone_number_verified": "true"}
        owner = pool.root("cognito-idp")
        owner.admin_create_user(UserPoolId=pool.pool_id, Username=email, MessageAction="SUPPRESS", UserAttributes=[
            {"Name": name, "Value": value} for name, value in verified.items()])
        owner.admin_set_user_password(UserPoolId=pool.pool_id, Username=email, Password=PASSWORD, Permanent=True)
        assert forget(pool, email)["AttributeName"] == way


class Growing(dict):
    """Users of whom another one comes whenever they are looked through, as from another request."""

    def values(self):
        for user in super().values():
            self[secrets.token_hex(6)] = user
            yield user


def test_who_signs_up_meanwhile_does_not_disturb_a_sign_in():
    from local_aws.cognito_idp import user_attributes
    from ministack.services import cognito

    ann = {"Username": "1", "Attributes": [{"Name": "email", "Value": "ann@example.com"}]}
    pool = {"_users": Growing({"0": {"Username": "0", "Attributes": []}, "1": ann}), "UsernameAttributes": ["email"]}
    plain = getattr(cognito._resolve_user, "__wrapped__", cognito._resolve_user)
    for name in ("ann@example.com", "Ann@example.com"):
        assert user_attributes.resolve_user(plain, {"UsernameConfiguration": {"CaseSensitive": False}, **pool}, name)[0] is ann
