"""NEW_PASSWORD_REQUIRED for whom the owner created, and the passwords the owner resets."""

import json

import pytest
from clients import PASSWORD, refusal_code, refused
from test_challenges import invite

NEW = "Satchel-test-2"


def test_a_new_password_is_chosen_and_lasts(stack):
    user = invite(stack)
    posed = user.prove_password()
    assert posed["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    parameters = posed["ChallengeParameters"]
    assert json.loads(parameters["userAttributes"]) == {"email": user.email, "email_verified": "true"}
    assert json.loads(parameters["requiredAttributes"]) == []
    assert user.answer(posed, NEW_PASSWORD=NEW)["AuthenticationResult"]
    assert user.prove_password(NEW)["AuthenticationResult"]
    assert refusal_code(user.prove_password) == "NotAuthorizedException"


@pytest.mark.parametrize("password, fault", [
    ("Ab1", "Password not long enough"), ("abcdefg1", "Password must have uppercase characters")])
def test_the_policy_holds(stack, password, fault):
    user = invite(stack)
    posed = user.prove_password()
    assert refused(user.answer, posed, NEW_PASSWORD=password) == (
        "InvalidPasswordException", f"Password does not conform to policy: {fault}")
    assert refused(user.answer, posed) == ("InvalidParameterException", "Missing required parameter NEW_PASSWORD")


def test_required_attributes_are_asked_for(new_pool):
    pool = new_pool(Schema=[{"Name": "name", "Required": True}, {"Name": "birthdate", "Required": True}])
    user = invite(pool, birthdate="1990-01-01")
    posed = user.prove_password()
    assert json.loads(posed["ChallengeParameters"]["requiredAttributes"]) == ["userAttributes.name"]

    def answer(**attributes):
        return user.answer(posed, NEW_PASSWORD=NEW, **{f"userAttributes.{name}": value
                                                       for name, value in attributes.items()})

    assert refused(answer) == ("InvalidParameterException", "Invalid attributes given, name is missing")
    assert refused(answer, name="Zoë", birthdate="1991-01-01") == (
        "NotAuthorizedException", "Cannot modify an already provided birthdate")
    assert refused(answer, name="Zoë", email="other@example.com") == (
        "NotAuthorizedException", "Cannot modify an already provided email")
    assert refusal_code(answer, name="Zoë", email_verified="true") == "NotAuthorizedException"
    assert refusal_code(answer, name="Zoë", nonsense="x") == "InvalidParameterException"
    user.tokens = answer(name="Zoë", nickname="Z")["AuthenticationResult"]
    assert (user.attributes()["name"], user.attributes()["nickname"]) == ("Zoë", "Z")


@pytest.mark.parametrize("number", ["0151 2345678", "+49 151 2345678", "00491512345678", "+", "nonsense"])
def test_a_phone_number_is_one(new_pool, number):
    user = invite(new_pool(Schema=[{"Name": "phone_number", "Required": True}]))
    posed = user.prove_password()
    answer = {"NEW_PASSWORD": NEW, "userAttributes.phone_number": number}
    assert refused(user.answer, posed, **answer) == ("InvalidParameterException", "Invalid phone number format.")
    user.tokens = user.answer(posed, **{**answer, "userAttributes.phone_number": "+491512345678"})["AuthenticationResult"]
    assert user.attributes()["phone_number"] == "+491512345678"


def test_a_temporary_password_ends(stack):
    user = invite(stack)
    user.stored()["UserLastModifiedDate"] -= 7 * 24 * 3600
    assert refused(user.prove_password) == (
        "NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.")


def test_a_password_the_owner_resets_is_replaced_by_code(stack, user):
    stack.root("cognito-idp").admin_reset_user_password(UserPoolId=stack.pool_id, Username=user.email)
    assert refused(user.prove_password) == (
        "PasswordResetRequiredException", "Password reset required for the user")
    assert refusal_code(user.prove_password, "wrong") == "NotAuthorizedException"
    stack.user_pool.confirm_forgot_password(ClientId=stack.client_id, Username=user.email, Password=NEW,
                                            ConfirmationCode=user.code())
    assert user.prove_password(NEW)["AuthenticationResult"]
    assert refusal_code(user.prove_password, PASSWORD) == "NotAuthorizedException"
