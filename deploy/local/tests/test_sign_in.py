"""Signing in: the SRP proof, and the challenges after it, whose sessions are bound to them."""

import json
import time
from types import SimpleNamespace
from uuid import UUID

import pytest
from clients import PASSWORD, User, refusal_code, refused
from local_aws import passwords
from ministack.services import cognito
from pycognito.aws_srp import AWSSRP

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
SPENT = ("NotAuthorizedException", "Invalid session for the user, session can only be used once.")


def totp(secret: str, steps: int = 0) -> str:
    """The code an authenticator shows, some 30-second steps from now."""
    return cognito._totp_code(secret, steps)


def answer(user, name, session, **responses):
    return user.stack.user_pool.respond_to_auth_challenge(
        ClientId=user.stack.client_id, ChallengeName=name, Session=session,
        ChallengeResponses={"USERNAME": user.email, **responses})


def expire(session):
    stored = next(entry for (_, token), entry in cognito._challenge_sessions._data.items() if token == session)
    stored["expires_at"] = time.time() - 1


# -- The password -----------------------------------------------------------------------------------


def test_the_right_password(user):
    tokens = user.prove_password()["AuthenticationResult"]
    assert tokens["TokenType"] == "Bearer" and tokens["ExpiresIn"] == 3600


def test_the_wrong_password(user):
    assert refused(user.prove_password, "Satchel-test-2") == INCORRECT


def test_five_wrong_passwords_lock_the_user_out_for_a_while(user, monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(passwords, "time", SimpleNamespace(time=lambda: clock.now))
    for _ in range(4):
        assert refused(user.prove_password, "wrong") == INCORRECT
    for seconds in (1, 2, 4):
        assert refused(user.prove_password, "wrong") == INCORRECT
        clock.now += seconds - 0.1
        assert refused(user.prove_password) == ("NotAuthorizedException", "Password attempts exceeded")
        clock.now += 0.1
    assert user.prove_password()["AuthenticationResult"]
    for _ in range(2):
        assert refused(user.prove_password, "wrong") == INCORRECT


def test_a_password_that_is_sent_locks_out_too(stack, user):
    client_id = stack.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])

    def send(password):
        return stack.user_pool.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
                                             AuthParameters={"USERNAME": user.email, "PASSWORD": password})

    for _ in range(5):
        assert refused(send, "wrong") == INCORRECT
    user.stored()["_locked_until"] += 60
    assert refused(send, PASSWORD) == ("NotAuthorizedException", "Password attempts exceeded")
    assert refused(user.prove_password) == ("NotAuthorizedException", "Password attempts exceeded")


def test_a_challenge_for_nobody_looks_like_one(stack, user):
    def posed(email):
        return stack.user_pool.initiate_auth(
            ClientId=stack.client_id, AuthFlow="USER_SRP_AUTH",
            AuthParameters={"USERNAME": email, "SRP_A": "2"})["ChallengeParameters"]

    real, nobody, again = posed(user.email), posed("nobody@example.com"), posed("nobody@example.com")
    assert real.keys() == nobody.keys()
    assert UUID(real["USER_ID_FOR_SRP"]) and UUID(nobody["USER_ID_FOR_SRP"])
    assert {name: nobody[name] == again[name] for name in nobody} == {
        "SALT": True, "USER_ID_FOR_SRP": True, "USERNAME": True, "SRP_B": False, "SECRET_BLOCK": False}


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_public_key_that_is_no_key(stack, user, times):
    """A multiple of N makes the shared secret zero whatever the password is."""
    srp = AWSSRP(username=user.email, password="unknown", pool_id=stack.pool_id, client_id=stack.client_id,
                 client=stack.user_pool)
    srp.large_a_value = times * srp.big_n
    srp.calculate_u = None
    posed = stack.user_pool.initiate_auth(
        ClientId=stack.client_id, AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": user.email, "SRP_A": format(srp.large_a_value, "x")})
    parameters = posed["ChallengeParameters"]
    proof = zero_secret_proof(stack, srp, parameters)
    assert refused(stack.user_pool.respond_to_auth_challenge, ClientId=stack.client_id,
                   ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=proof) == INCORRECT


def zero_secret_proof(stack, srp, parameters) -> dict[str, str]:
    """The proof of somebody who knows nothing but that the shared secret is zero."""
    import base64
    import hashlib
    import hmac

    from pycognito.aws_srp import calculate_u, compute_hkdf, hex_to_long, pad_hex

    u = calculate_u(srp.large_a_value, hex_to_long(parameters["SRP_B"]))
    key = compute_hkdf(bytearray.fromhex(pad_hex(0)), bytearray.fromhex(pad_hex(u)))
    stamp = time.strftime("%a %b %-d %H:%M:%S UTC %Y", time.gmtime())
    user_id = parameters["USER_ID_FOR_SRP"]
    message = (stack.pool_id.split("_")[1] + user_id).encode() + base64.b64decode(parameters["SECRET_BLOCK"]) \
        + stamp.encode()
    return {"USERNAME": user_id, "TIMESTAMP": stamp, "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()}


def test_the_page_cannot_send_a_password(stack, user):
    assert refusal_code(stack.user_pool.initiate_auth, ClientId=stack.client_id, AuthFlow="USER_PASSWORD_AUTH",
                        AuthParameters={"USERNAME": user.email, "PASSWORD": PASSWORD}) == "InvalidParameterException"


# -- A new password --------------------------------------------------------------------------------


@pytest.fixture
def invited(stack) -> User:
    """A user the owner invited with a temporary password."""
    user = User(stack, f"invited-{time.time_ns()}@example.com")
    stack.root("cognito-idp").admin_create_user(
        UserPoolId=stack.pool_id, Username=user.email, TemporaryPassword=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": user.email}, {"Name": "email_verified", "Value": "true"}])
    return user


def test_a_new_password_must_be_chosen_once(invited):
    posed = invited.prove_password()
    assert posed["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert json.loads(posed["ChallengeParameters"]["userAttributes"])["email"] == invited.email
    name, session = posed["ChallengeName"], posed["Session"]
    assert refusal_code(answer, invited, name, session, NEW_PASSWORD="short") == "InvalidPasswordException"
    assert answer(invited, name, session, NEW_PASSWORD="Satchel-test-2")["AuthenticationResult"]
    assert refused(answer, invited, name, session, NEW_PASSWORD="Satchel-test-3") == SPENT
    assert invited.prove_password("Satchel-test-2")["AuthenticationResult"]


def test_whose_session_it_is(stack, invited, user):
    posed = invited.prove_password()
    name, session = posed["ChallengeName"], posed["Session"]
    new = {"NEW_PASSWORD": "Satchel-test-9"}
    assert refused(answer, user, name, session, **new) == INVALID
    assert refused(answer, invited, name, "x" * 40, **new) == INVALID
    assert refused(answer, invited, "MFA_SETUP", session) == INVALID
    other_client = stack.new_client()
    assert refused(stack.user_pool.respond_to_auth_challenge, ClientId=other_client, ChallengeName=name,
                   Session=session, ChallengeResponses={"USERNAME": invited.email, **new}) == INVALID
    assert refused(stack.user_pool.respond_to_auth_challenge, ClientId=stack.client_id, ChallengeName=name,
                   ChallengeResponses={"USERNAME": invited.email, **new}) == (
                       "InvalidParameterException", "Missing required parameter Session")
    expire(session)
    assert refused(answer, invited, name, session, **new) == EXPIRED
    assert refusal_code(user.prove_password, "Satchel-test-9") == "NotAuthorizedException"


def test_the_owner_answers_a_challenge_with_its_session_too(stack, invited):
    session = invited.prove_password()["Session"]

    def respond(session, password):
        return stack.root("cognito-idp").admin_respond_to_auth_challenge(
            UserPoolId=stack.pool_id, ClientId=stack.client_id, ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session, ChallengeResponses={"USERNAME": invited.email, "NEW_PASSWORD": password})

    assert refused(respond, "x" * 40, "Satchel-test-2") == INVALID
    assert respond(session, "Satchel-test-2")["AuthenticationResult"]


def test_a_session_lasts_three_minutes_unless_the_client_says_otherwise(stack, invited):
    client_id = stack.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    started = time.time()
    posed = stack.user_pool.initiate_auth(ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
                                          AuthParameters={"USERNAME": invited.email, "PASSWORD": PASSWORD})
    lasting = [entry["expires_at"] for (_, token), entry in cognito._challenge_sessions._data.items()
               if token == posed["Session"]]
    assert lasting == [pytest.approx(started + 180, abs=60)]


# -- A second factor -------------------------------------------------------------------------------


@pytest.fixture
def protected(user) -> tuple[User, str]:
    """A user with an authenticator, and its secret."""
    user.sign_in()
    pool, token = user.stack.user_pool, user.tokens["AccessToken"]
    secret = pool.associate_software_token(AccessToken=token)["SecretCode"]
    assert refusal_code(pool.verify_software_token, AccessToken=token, UserCode=totp(secret, 10)) \
        == "EnableSoftwareTokenMFAException"
    assert pool.verify_software_token(AccessToken=token, UserCode=totp(secret, -1))["Status"] == "SUCCESS"
    return user, secret


def test_the_second_factor(protected):
    user, secret = protected
    posed = user.prove_password()
    name, session = posed["ChallengeName"], posed["Session"]
    assert name == "SOFTWARE_TOKEN_MFA"
    code = {"SOFTWARE_TOKEN_MFA_CODE": totp(secret)}
    assert refused(answer, user, name, "x" * 40, **code) == INVALID
    assert refusal_code(answer, user, name, session, SOFTWARE_TOKEN_MFA_CODE=totp(secret, 10)) \
        == "CodeMismatchException"
    assert answer(user, name, session, **code)["AuthenticationResult"]
    assert refused(answer, user, name, session, **code) == SPENT
    again = user.prove_password()["Session"]
    assert refused(answer, user, name, again, **code) == (
        "ExpiredCodeException", "Your software token has already been used once.")


def test_a_second_factor_is_set_up_where_the_pool_demands_one(stack, user):
    owner = stack.root("cognito-idp")
    totp_on = {"SoftwareTokenMfaConfiguration": {"Enabled": True}, "UserPoolId": stack.pool_id}
    owner.set_user_pool_mfa_config(MfaConfiguration="ON", **totp_on)
    try:
        posed = user.prove_password()
        assert posed["ChallengeName"] == "MFA_SETUP"
        first = posed["Session"]
        assert refused(answer, user, "MFA_SETUP", first) == INVALID
        associated = stack.user_pool.associate_software_token(Session=first)
        assert refused(stack.user_pool.associate_software_token, Session=first) == SPENT
        verify = {"Session": associated["Session"]}
        secret = associated["SecretCode"]
        assert refusal_code(stack.user_pool.verify_software_token, UserCode=totp(secret, 10), **verify) \
            == "EnableSoftwareTokenMFAException"
        verified = stack.user_pool.verify_software_token(UserCode=totp(secret), **verify)
        assert answer(user, "MFA_SETUP", verified["Session"])["AuthenticationResult"]
        assert user.prove_password()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    finally:
        owner.set_user_pool_mfa_config(MfaConfiguration="OPTIONAL", **totp_on)
