"""Refresh token rotation: with it, GetTokensFromRefreshToken spends the token and hands out the next.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html

MiniStack forgets the setting. A spent token is good for RetryGracePeriodSeconds more, so that an answer lost on the
way can be asked for again; after that it is RefreshTokenReuseException.
"""

import json
import time

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from ..pinned import adds, replaces
from .auth_flows import auth_flow

SETTING = "RefreshTokenRotation"
adds(__name__, provisioners, "_COGNITO_USER_POOL_CLIENT_UPDATABLE", SETTING)


@replaces(cognito, "_create_user_pool_client", "1caaecf2354b")
def create_user_pool_client(original, data):
    return with_setting(original(data), data)


@replaces(cognito, "_update_user_pool_client", "530fe95f2cec")
def update_user_pool_client(original, data):
    return with_setting(original(data), data)


def with_setting(answer, data):
    """The answer that created or changed a client, whose record and description also get the setting."""
    if answer[0] != 200 or SETTING not in data:
        return answer
    said = json.loads(answer[2])
    client = cognito._user_pools[data["UserPoolId"]]["_clients"][said["UserPoolClient"]["ClientId"]]
    client[SETTING] = data[SETTING]
    said["UserPoolClient"][SETTING] = data[SETTING]
    return answer[0], answer[1], json.dumps(said).encode()


def rotation_of(client_id) -> dict | None:
    """The client's rotation settings, when it rotates."""
    pool, _ = cognito._pool_for_client(client_id)
    setting = ((pool or {}).get("_clients", {}).get(client_id) or {}).get(SETTING) or {}
    return setting if setting.get("Feature") == "ENABLED" else None


@auth_flow("REFRESH_TOKEN_AUTH", admin=False)
@auth_flow("REFRESH_TOKEN", admin=False)
def begin(original, pool, data):
    if rotation_of(data["ClientId"]):
        return error_response_json("InvalidParameterException",
                                   "REFRESH_TOKEN_AUTH flow is not supported with refresh token rotation.", 400)
    return original(data)


@replaces(cognito, "_get_tokens_from_refresh_token", "67d9ca2d8271")
def get_tokens_from_refresh_token(original, data):
    rotation = rotation_of(data.get("ClientId"))
    if not rotation:
        return original(data)
    token = data.get("RefreshToken")
    pool, pool_id = cognito._pool_for_client(data["ClientId"])
    user = cognito._refresh_auth_user(pool, pool_id, data["ClientId"], token)[0]
    spent = (user or {}).setdefault("_spent_refresh_tokens", {})
    identity = cognito._token_claims(token).get("jti")
    if identity in spent and time.time() > spent[identity] + int(rotation.get("RetryGracePeriodSeconds") or 0):
        return error_response_json("RefreshTokenReuseException", "Refresh token has already been used.", 400)
    status, headers, body = original(data)
    if status != 200:
        return status, headers, body
    spent.setdefault(identity, time.time())
    said = json.loads(body)
    said["AuthenticationResult"]["RefreshToken"] = successor(token, user, pool_id, data["ClientId"])
    return json_response(said)


def successor(token: str, user: dict, pool_id: str, client_id: str) -> str:
    """The next refresh token of the same sign-in: it ends when the first one would have."""
    claims = cognito._token_claims(token)
    following = cognito._token_claims(cognito._fake_token(
        claims["sub"], pool_id, client_id, "refresh", origin_jti=claims["origin_jti"], scope=claims.get("scope")))
    return cognito._signed_jwt({**following, "exp": claims["exp"]}, pool_id, "access")
