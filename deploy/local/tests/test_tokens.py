"""Tokens: what they say, how they are renewed, and what ends them."""

import time

import jwt
import pytest
import requests
from clients import User, refusal_code, refused
from ministack.services import cognito

REVOKED = ("NotAuthorizedException", "Refresh Token has been revoked")


def refresh(user, token=None):
    return user.stack.user_pool.get_tokens_from_refresh_token(
        ClientId=user.stack.client_id, RefreshToken=token or user.tokens["RefreshToken"])["AuthenticationResult"]


def refresh_by_initiate_auth(user, client_id):
    return user.stack.user_pool.initiate_auth(
        ClientId=client_id, AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": user.tokens["RefreshToken"]})["AuthenticationResult"]


def test_tokens_are_signed_with_the_published_key(stack, signed_in):
    keys = jwt.PyJWKSet.from_dict(requests.get(f"{stack.endpoint}/{stack.pool_id}/.well-known/jwks.json").json())
    claims = {}
    for name in ("IdToken", "AccessToken"):
        token = signed_in.tokens[name]
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims[name] = jwt.decode(token, key.key, algorithms=["RS256"], options={"verify_aud": False})
    assert claims["IdToken"]["aud"] == claims["AccessToken"]["client_id"] == stack.client_id
    assert claims["IdToken"]["email"] == signed_in.email and claims["IdToken"]["email_verified"] is True


def test_refreshing(signed_in):
    renewed = refresh(signed_in)
    assert renewed["AccessToken"] != signed_in.tokens["AccessToken"] and renewed["RefreshToken"] != signed_in.tokens["RefreshToken"]
    assert refused(refresh, signed_in, token="nonsense") == ("NotAuthorizedException", "Invalid Refresh Token")
    tampered = signed_in.tokens["RefreshToken"][:-6] + "AAAAAA"
    assert refused(refresh, signed_in, token=tampered) == ("NotAuthorizedException", "Invalid Refresh Token")


def test_revoking_ends_the_sign_in(stack, signed_in):
    stack.user_pool.revoke_token(ClientId=stack.client_id, Token=signed_in.tokens["RefreshToken"])
    assert refused(refresh, signed_in) == REVOKED
    assert refused(stack.user_pool.get_user, AccessToken=signed_in.tokens["AccessToken"]) == (
        "NotAuthorizedException", "Access Token has been revoked")
    assert refusal_code(stack.identity_pool.get_credentials_for_identity, IdentityId=signed_in.identity_id,
                        Logins=signed_in.logins) == "NotAuthorizedException"


def test_revoking_leaves_other_sign_ins(stack, signed_in):
    elsewhere = User(stack, signed_in.email).sign_in()
    stack.user_pool.revoke_token(ClientId=stack.client_id, Token=signed_in.tokens["RefreshToken"])
    assert refresh(elsewhere)


def test_global_sign_out_ends_all(stack, signed_in):
    elsewhere = User(stack, signed_in.email).sign_in()
    stack.user_pool.global_sign_out(AccessToken=signed_in.tokens["AccessToken"])
    for session in (signed_in, elsewhere):
        assert refused(refresh, session) == REVOKED
        assert refusal_code(stack.identity_pool.get_id, IdentityPoolId=stack.outputs["IdentityPoolId"],
                            Logins=session.logins) == "NotAuthorizedException"


def test_a_deleted_user_gets_no_credentials(stack, signed_in):
    stack.user_pool.delete_user(AccessToken=signed_in.tokens["AccessToken"])
    assert refusal_code(stack.identity_pool.get_credentials_for_identity, IdentityId=signed_in.identity_id,
                        Logins=signed_in.logins) == "NotAuthorizedException"


def test_an_expired_or_altered_token(stack, signed_in):
    claims = cognito._token_claims(signed_in.tokens["AccessToken"])
    stale = cognito._signed_jwt({**claims, "exp": int(time.time()) - 1}, stack.pool_id, "access")
    assert refused(stack.user_pool.get_user, AccessToken=stale) == (
        "NotAuthorizedException", "Access Token has expired")
    assert refusal_code(stack.user_pool.get_user, AccessToken=signed_in.tokens["AccessToken"][:-6] + "AAAAAA") \
        == "NotAuthorizedException"


# -- Rotation ---------------------------------------------------------------------------------------


@pytest.fixture
def rotating(stack, user):
    """A user signed in with a client that rotates refresh tokens, and that client."""
    client_id = stack.new_client(
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 10})
    user.tokens = stack.user_pool.initiate_auth(
        ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.email, "PASSWORD": user.password})["AuthenticationResult"]
    return user, client_id


def test_rotation_spends_the_refresh_token(stack, rotating):
    user, client_id = rotating
    first = user.tokens["RefreshToken"]
    renew = stack.user_pool.get_tokens_from_refresh_token
    second = renew(ClientId=client_id, RefreshToken=first)["AuthenticationResult"]["RefreshToken"]
    assert second != first
    assert renew(ClientId=client_id, RefreshToken=first)["AuthenticationResult"], "within the grace period"
    spent = user.stored()["_spent_refresh_tokens"]
    spent.update({token: at - 11 for token, at in spent.items()})
    assert refusal_code(renew, ClientId=client_id, RefreshToken=first) == "RefreshTokenReuseException"
    assert renew(ClientId=client_id, RefreshToken=second)["AuthenticationResult"]["RefreshToken"]


def test_rotation_keeps_the_day_on_which_the_sign_in_ends(stack, rotating):
    user, client_id = rotating
    claims = [cognito._token_claims(token) for token in (
        user.tokens["RefreshToken"], stack.user_pool.get_tokens_from_refresh_token(
            ClientId=client_id, RefreshToken=user.tokens["RefreshToken"])["AuthenticationResult"]["RefreshToken"])]
    assert claims[0]["exp"] == claims[1]["exp"] and claims[0]["origin_jti"] == claims[1]["origin_jti"]


def test_rotation_excludes_the_old_flow(rotating):
    user, client_id = rotating
    assert refusal_code(refresh_by_initiate_auth, user, client_id) == "InvalidParameterException"


def test_rotation_can_be_switched_on_later(stack, user):
    client_id = stack.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    user.tokens = stack.user_pool.initiate_auth(
        ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.email, "PASSWORD": user.password})["AuthenticationResult"]
    assert refresh_by_initiate_auth(user, client_id)
    owner = stack.root("cognito-idp")
    owner.update_user_pool_client(UserPoolId=stack.pool_id, ClientId=client_id,
                                  RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0})
    described = owner.describe_user_pool_client(UserPoolId=stack.pool_id, ClientId=client_id)["UserPoolClient"]
    assert described["RefreshTokenRotation"]["Feature"] == "ENABLED"
    assert refusal_code(refresh_by_initiate_auth, user, client_id) == "InvalidParameterException"
    renew = stack.user_pool.get_tokens_from_refresh_token
    assert renew(ClientId=client_id, RefreshToken=user.tokens["RefreshToken"])["AuthenticationResult"]["RefreshToken"]
    assert refusal_code(renew, ClientId=client_id, RefreshToken=user.tokens["RefreshToken"]) \
        == "RefreshTokenReuseException"
