"""The sessions of challenges: bound to their user, client and kind, for one use and a few minutes."""

import threading
import time

import pytest
from clients import PASSWORD, User, refusal_code, refused
from ministack.services import cognito

INVALID = ("NotAuthorizedException", "Invalid session for the user.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
SPENT = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")
NEW = {"NEW_PASSWORD": "Satchel-test-9"}


def stored(session: str) -> dict:
    return next(entry for (_, token), entry in cognito._challenge_sessions._data.items() if token == session)


def invite(stack, **attributes) -> User:
    """A user the owner invited with a temporary password."""
    user = User(stack, f"invited-{time.time_ns()}@example.com")
    attributes = {"email": user.email, "email_verified": "true", **attributes}
    stack.root("cognito-idp").admin_create_user(
        UserPoolId=stack.pool_id, Username=user.email, TemporaryPassword=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()])
    return user


@pytest.fixture
def invited(stack) -> User:
    return invite(stack)


def test_a_session_is_good_once(invited):
    posed = invited.prove_password()
    assert refusal_code(invited.answer, posed, NEW_PASSWORD="short") == "InvalidPasswordException"
    assert invited.answer(posed, **NEW)["AuthenticationResult"]
    assert refused(invited.answer, posed, **NEW) == SPENT


def test_of_two_answers_at_once_one_passes(invited):
    posed, results = invited.prove_password(), []

    def answer():
        try:
            results.append("AuthenticationResult" in invited.answer(posed, **NEW))
        except Exception as refusal:
            results.append(refusal.response["Error"]["Message"] == SPENT[1])

    threads = [threading.Thread(target=answer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [True] * 4
    assert len(invited.stored()["_origin_jtis"]) == 1, "the tokens of one sign-in"


def test_whose_session_it_is(stack, invited, user):
    posed = invited.prove_password()
    assert refused(user.answer, posed, **NEW) == INVALID
    assert refused(invited.answer, {**posed, "Session": "x" * 40}, **NEW) == INVALID
    assert refused(invited.answer, {**posed, "ChallengeName": "MFA_SETUP"}) == INVALID
    given = {"ChallengeName": posed["ChallengeName"], "ChallengeResponses": {"USERNAME": invited.email, **NEW}}
    respond = stack.user_pool.respond_to_auth_challenge
    assert refused(respond, ClientId=stack.new_client(), Session=posed["Session"], **given) == INVALID
    assert refused(respond, ClientId=stack.client_id, **given) == (
        "InvalidParameterException", "Missing required parameter Session")
    stored(posed["Session"])["expires_at"] = time.time() - 1
    assert refused(invited.answer, posed, **NEW) == EXPIRED
    assert refusal_code(user.prove_password, "Satchel-test-9") == "NotAuthorizedException"


def test_a_disabled_user_comes_no_further(stack, invited):
    posed = invited.prove_password()
    stack.root("cognito-idp").admin_disable_user(UserPoolId=stack.pool_id, Username=invited.email)
    assert refused(invited.answer, posed, **NEW) == ("NotAuthorizedException", "User is disabled.")


def test_the_owner_answers_a_challenge_with_its_session_too(stack, invited):
    session = invited.prove_password()["Session"]

    def respond(session):
        return stack.root("cognito-idp").admin_respond_to_auth_challenge(
            UserPoolId=stack.pool_id, ClientId=stack.client_id, ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session, ChallengeResponses={"USERNAME": invited.email, **NEW})

    assert refused(respond, "x" * 40) == INVALID
    assert respond(session)["AuthenticationResult"]


def test_a_session_lasts_three_minutes_unless_the_client_says_otherwise(stack, invited):
    client_id = stack.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    started = time.time()
    posed = stack.user_pool.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
                                          AuthParameters={"USERNAME": invited.email, "PASSWORD": PASSWORD})
    assert stored(posed["Session"])["expires_at"] == pytest.approx(started + 180, abs=60)
    assert stored(invited.prove_password()["Session"])["expires_at"] == pytest.approx(started + 900, abs=60)
