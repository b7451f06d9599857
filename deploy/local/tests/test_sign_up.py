"""Signing up, confirming, and replacing a forgotten password: which codes pass, and what everybody else is told."""

import pytest
from clients import PASSWORD, User, refusal_code, refused

WRONG = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
LIMIT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def confirm(user, code):
    return user.stack.user_pool.confirm_sign_up(
        ClientId=user.stack.client_id, Username=user.email, ConfirmationCode=code)


def age(user, purpose, seconds):
    """Let time pass for one code of a user."""
    user.stored()["_codes"][purpose]["expires_at"] -= seconds


def test_the_mailed_code_confirms_and_verifies_the_address(stack):
    user = stack.sign_up()
    code = user.code()
    assert len(code) == 6 and code.isdigit()
    confirm(user, code)
    assert user.get_tokens().attributes()["email_verified"] == "true"


def test_codes_are_random(stack):
    assert len({stack.sign_up().code() for _ in range(5)}) > 1


def test_sign_up_answers_with_a_masked_address(stack):
    answer = stack.user_pool.sign_up(ClientId=stack.client_id, Username="masked@mail.example", Password=PASSWORD)
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "m***@m***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    assert answer["UserConfirmed"] is False


def test_a_wrong_code(stack):
    user = stack.sign_up()
    assert refused(confirm, user, other_than(user.code())) == WRONG
    confirm(user, user.code())


def test_five_wrong_codes_end_the_guessing(stack):
    user = stack.sign_up()
    for _ in range(5):
        assert refused(confirm, user, other_than(user.code())) == WRONG
    assert refused(confirm, user, user.code()) == LIMIT
    user.stored()["_wrong_codes"]["sign-up"] = [at - 3601 for at in user.stored()["_wrong_codes"]["sign-up"]]
    confirm(user, user.code())


def test_a_sign_up_code_ends_after_a_day(stack):
    user = stack.sign_up()
    age(user, "sign-up", 24 * 3600 - 60)
    assert refused(confirm, user, other_than(user.code())) == WRONG
    age(user, "sign-up", 61)
    assert refused(confirm, user, user.code()) == EXPIRED


def test_a_new_code_ends_the_one_before(stack):
    user = stack.sign_up()
    first = user.code()
    delivery = stack.user_pool.resend_confirmation_code(ClientId=stack.client_id, Username=user.email)
    assert delivery["CodeDeliveryDetails"]["DeliveryMedium"] == "EMAIL"
    user.stored()["_codes"]["sign-up"]["code"] = other_than(first)  # were they equal by chance, nothing would be shown
    assert refused(confirm, user, first) == WRONG


def test_a_confirmed_user_needs_no_code(stack, user):
    assert refused(confirm, user, "123456") == (
        "NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED")
    assert refused(stack.user_pool.resend_confirmation_code, ClientId=stack.client_id, Username=user.email) == (
        "InvalidParameterException", "User is already confirmed.")


def test_a_taken_address(stack, user):
    for address in (user.email, user.email.upper()):
        assert refused(stack.user_pool.sign_up, ClientId=stack.client_id, Username=address, Password=PASSWORD) == (
            "UsernameExistsException", "An account with the given email already exists.")


@pytest.mark.parametrize("password, fault", [
    ("Ab1", "Password not long enough"), ("abcdefg1", "Password must have uppercase characters"),
    ("ABCDEFG1", "Password must have lowercase characters"), ("Abcdefgh", "Password must have numeric characters")])
def test_a_weak_password(stack, user, password, fault):
    assert refused(stack.user_pool.sign_up, ClientId=stack.client_id, Username="weak@example.com",
                   Password=password) == ("InvalidPasswordException", f"Password did not conform with policy: {fault}")
    forget(user)
    assert refused(reset, user, user.code(), password) == (
        "InvalidPasswordException", f"Password does not conform to policy: {fault}")


def test_an_unconfirmed_user_cannot_sign_in(stack):
    assert refused(stack.sign_up().prove_password) == ("UserNotConfirmedException", "User is not confirmed.")


def test_the_address_is_not_case_sensitive(stack, user):
    assert User(stack, user.email.upper()).prove_password()["AuthenticationResult"]


# -- Forgotten password ---------------------------------------------------------------------------


def forget(user):
    return user.stack.user_pool.forgot_password(ClientId=user.stack.client_id, Username=user.email)


def reset(user, code, password="Satchel-test-2"):
    return user.stack.user_pool.confirm_forgot_password(
        ClientId=user.stack.client_id, Username=user.email, ConfirmationCode=code, Password=password)


def test_a_forgotten_password_is_replaced_once(stack, user):
    forget(user)
    code = user.code()
    assert refused(reset, user, other_than(code)) == WRONG
    assert refusal_code(reset, user, code, "short") == "InvalidPasswordException"
    reset(user, code)
    assert refused(reset, user, code) == EXPIRED
    assert user.prove_password("Satchel-test-2")["AuthenticationResult"]
    assert refusal_code(user.prove_password) == "NotAuthorizedException"


def test_a_reset_code_ends_after_an_hour(stack, user):
    forget(user)
    age(user, "reset", 3601)
    assert refused(reset, user, user.code()) == EXPIRED


def test_a_reset_that_was_not_asked_for(stack, user):
    assert refused(reset, user, "654321") == EXPIRED


def test_so_many_codes_an_hour(stack, user):
    for _ in range(20):
        forget(user)
    assert refused(forget, user) == LIMIT


def test_an_unverified_address_receives_no_code(stack):
    assert refused(forget, stack.sign_up()) == (
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number")


# -- Who is a user is not told --------------------------------------------------------------------


def test_nobody_learns_who_has_an_account(stack):
    stranger = User(stack, "stranger@example.com")
    assert refused(stranger.prove_password) == ("NotAuthorizedException", "Incorrect username or password.")
    assert forget(stranger)["CodeDeliveryDetails"] == {
        "Destination": "s***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    assert stack.user_pool.resend_confirmation_code(ClientId=stack.client_id, Username=stranger.email)
    assert refused(reset, stranger, "123456") == WRONG
    assert refused(confirm, stranger, "123456") == WRONG
    assert stack.inbox(stranger.email) == []
