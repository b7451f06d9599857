"""Signing in: the SRP proof of the password."""

import time
from types import SimpleNamespace
from uuid import UUID

import pytest
from clients import PASSWORD, refusal_code, refused
from local_aws.cognito_idp import passwords
from pycognito.aws_srp import AWSSRP

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")


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


def test_a_user_without_a_password_has_no_right_one(stack, user):
    """One who came from a provider outside, or by a code."""
    client_id = stack.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    user.stored()["_password"] = None
    srp = AWSSRP(username=user.email, password=" ", pool_id=stack.pool_id, client_id=stack.client_id,
                 client=stack.user_pool)
    srp.password = ""
    for password in (PASSWORD, "x"):
        assert refused(stack.user_pool.initiate_auth, ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
                       AuthParameters={"USERNAME": user.email, "PASSWORD": password}) == INCORRECT
    assert refused(srp.authenticate_user) == INCORRECT


def test_the_page_cannot_send_a_password(stack, user):
    assert refusal_code(stack.user_pool.initiate_auth, ClientId=stack.client_id, AuthFlow="USER_PASSWORD_AUTH",
                        AuthParameters={"USERNAME": user.email, "PASSWORD": PASSWORD}) == "InvalidParameterException"
