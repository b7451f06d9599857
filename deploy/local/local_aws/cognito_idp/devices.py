"""Remembered devices: their keys, and what users and the owner do with them.

MiniStack knows none. On AWS a sign-in at a pool with a DeviceConfiguration hands out a new device key unless it came
with one; ConfirmDevice registers it with a password verifier of its own (see `device_srp_auth`), and UpdateDeviceStatus
remembers it where the pool leaves that to the user (DeviceOnlyRememberedOnUserPrompt).
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html

The access token names the device (`device_key`). A refresh token is good with the DEVICE_KEY of its device alone, once
that is confirmed, and ends when it is forgotten: https://github.com/aws-amplify/amplify-js/issues/2962,
https://github.com/aws/aws-sdk-net-extensions-cognito/issues/85. Users see the remembered ones, the owner also the
others and their status, as the integration tests of aws-amplify/aws-sdk-android and the AWS CLI's examples show.
"""

import base64
import binascii
import secrets
import time
from contextvars import ContextVar

from ministack.core.responses import error_response_json, get_request_client_ip, json_response, new_uuid
from ministack.services import cognito

from ..pinned import replaces
from . import sign_in_steps as steps
from .operations import for_caller, for_named_user, invalid_parameter, not_authorized, operation

REMEMBERED, NOT_REMEMBERED = "remembered", "not_remembered"
MOST_LISTED = 60
# A key nobody confirmed by then is forgotten: no access token names it any more.
UNCONFIRMED_FOR = 24 * 3600
# The device an unsigned request says it comes from.
presented: ContextVar[str | None] = ContextVar("presented_device", default=None)


def configured(pool: dict) -> bool:
    return bool(pool.get("DeviceConfiguration"))


def confirmed(user: dict, key) -> dict | None:
    device = user.get("_devices", {}).get(key)
    return device if device and device["confirmed"] else None


def trusted(pool: dict, device: dict) -> bool:
    """Whether the device stands for the second factor."""
    return bool(pool["DeviceConfiguration"].get("ChallengeRequiredOnNewDevice")) and device["status"] == REMEMBERED


def no_device():
    return error_response_json("ResourceNotFoundException", "Device does not exist.", 400)


# -- Keys and tokens ----------------------------------------------------------------------------------


@replaces(cognito, "_build_auth_result", "ff9c8d0d9f5a")
def build_auth_result(original, pool_id, client_id, user, origin_jti="", scope=None, **how):
    """The tokens of a new sign-in through the API name its device: the one that proved itself, or a new one."""
    pool = cognito._user_pools.get(pool_id)
    if origin_jti or scope is not None or pool is None or not configured(pool):
        return original(pool_id, client_id, user, origin_jti=origin_jti, scope=scope, **how)
    origin_jti = new_uuid()
    user.setdefault("_origin_jtis", []).append(origin_jti)
    proven = user.get("_devices", {}).get((steps.current.get() or {}).get("proven_device"))
    device = proven or new_device(pool, user)
    device |= {"authenticated": time.time(), "address": get_request_client_ip()}
    user.setdefault("_device_of", {})[origin_jti] = device["key"]
    result = original(pool_id, client_id, user, origin_jti=origin_jti, scope=scope, **how)
    if not proven:
        result["NewDeviceMetadata"] = {"DeviceKey": device["key"], "DeviceGroupKey": device["group"]}
    return result


def new_device(pool: dict, user: dict) -> dict:
    """A device that is nothing but a key until it is confirmed."""
    now = time.time()
    devices = user.setdefault("_devices", {})
    for key in [key for key, device in devices.items()
                if not device["confirmed"] and device["created"] < now - UNCONFIRMED_FOR]:
        del devices[key]
    group = user.setdefault("_device_group", f"-{secrets.token_urlsafe(6)}")
    key = f"{cognito._pool_region(pool['Id'])}_{new_uuid()}"
    devices[key] = {"key": key, "group": group, "confirmed": False, "status": NOT_REMEMBERED, "name": None,
                    "created": now, "modified": now}
    return devices[key]


@replaces(cognito, "_signed_jwt", "b9dfceb8b439")
def signed_jwt(original, claims, pool_id="", use=""):
    if claims.get("token_use") == "access" and "origin_jti" in claims:
        user = ((cognito._get_pool_unscoped(pool_id) or {}).get("_users") or {}).get(claims.get("username")) or {}
        key = user.get("_device_of", {}).get(claims["origin_jti"])
        claims = {**claims, "device_key": key} if key else claims
    return original(claims, pool_id, use)


@replaces(cognito, "_run_idp_handler", "85681acebd62")
def run_idp_handler(original, handler, action, data):
    given = data.get("DeviceKey") if action == "GetTokensFromRefreshToken" else steps.given_device(data)
    token = presented.set(given)
    try:
        return original(handler, action, data)
    finally:
        presented.reset(token)


@replaces(cognito, "_refresh_auth_user", "d5b6dbd246a8")
def refresh_auth_user(original, pool, pool_id, client_id, refresh_token):
    user, refusal = original(pool, pool_id, client_id, refresh_token)
    if refusal:
        return user, refusal
    origin = cognito._token_claims(refresh_token).get("origin_jti")
    key = user.get("_device_of", {}).get(origin)
    if key and configured(pool) and (presented.get() != key or not confirmed(user, key)):
        return None, not_authorized("Invalid Refresh Token")
    return user, None


# -- The user's operations ----------------------------------------------------------------------------


@operation("ConfirmDevice")
@for_caller
def confirm_device(user, pool, data):
    """Only the device this access token was given to can be confirmed with it."""
    if not configured(pool):
        return error_response_json("InvalidUserPoolConfigurationException",
                                   "Device tracking is not enabled for the user pool.", 400)
    key = data.get("DeviceKey")
    device = user.get("_devices", {}).get(key)
    if device is None or key != cognito._token_claims(data["AccessToken"]).get("device_key"):
        return invalid_parameter("Invalid device key given.")
    if device["confirmed"]:
        return error_response_json("DeviceKeyExistsException", "Device key already exists.", 400)
    config = data.get("DeviceSecretVerifierConfig") or {}
    try:
        device["verifier"] = base64.b64decode(config["PasswordVerifier"], validate=True).hex()
        device["salt"] = base64.b64decode(config["Salt"], validate=True).hex()
        if not 1 < int(device["verifier"], 16) < cognito._SRP_N or not device["salt"]:
            raise ValueError
    except (KeyError, TypeError, ValueError, binascii.Error):
        return invalid_parameter("Invalid device secret verifier config.")
    on_prompt = bool(pool["DeviceConfiguration"].get("DeviceOnlyRememberedOnUserPrompt"))
    device |= {"confirmed": True, "name": data.get("DeviceName"), "modified": time.time(),
               "status": NOT_REMEMBERED if on_prompt else REMEMBERED}
    return json_response({"UserConfirmationNecessary": on_prompt})


def listed(devices: list[dict], data: dict, describe):
    limit = min(data.get("Limit") or MOST_LISTED, MOST_LISTED)
    token = data.get("PaginationToken") or "0"
    if not token.isdigit():
        return invalid_parameter("Invalid pagination token.")
    start, end = int(token), int(token) + limit
    answer = {"Devices": [describe(device) for device in devices[start:end]]}
    return json_response(answer | ({"PaginationToken": str(end)} if end < len(devices) else {}))


@operation("ListDevices")
@for_caller
def list_devices(user, pool, data):
    return listed([device for device in user.get("_devices", {}).values() if device["status"] == REMEMBERED], data,
                  described)


@operation("GetDevice")
@for_caller
def get_device(user, pool, data):
    device = confirmed(user, data.get("DeviceKey"))
    if device is None or device["status"] != REMEMBERED:
        return no_device()
    return json_response({"Device": described(device)})


def update_device_status(user, pool, data):
    device, status = confirmed(user, data.get("DeviceKey")), data.get("DeviceRememberedStatus")
    if device is None:
        return no_device()
    if status not in (REMEMBERED, NOT_REMEMBERED):
        return invalid_parameter(f"1 validation error detected: Value '{status}' at 'deviceRememberedStatus' failed to "
                                 "satisfy constraint: Member must satisfy enum value set: [not_remembered, remembered]")
    device |= {"status": status, "modified": time.time()}
    return json_response({})


def forget_device(user, pool, data):
    key = data.get("DeviceKey")
    if not confirmed(user, key):
        return no_device()
    del user["_devices"][key]
    return json_response({})


operation("ForgetDevice")(for_caller(forget_device))
operation("UpdateDeviceStatus")(for_caller(update_device_status))


# -- The owner's operations ---------------------------------------------------------------------------

operation("AdminForgetDevice", signed=True)(for_named_user(forget_device))
operation("AdminUpdateDeviceStatus", signed=True)(for_named_user(update_device_status))


@operation("AdminListDevices", signed=True)
@for_named_user
def admin_list_devices(user, pool, data):
    return listed([device for device in user.get("_devices", {}).values() if device["confirmed"]], data,
                  described_fully)


@operation("AdminGetDevice", signed=True)
@for_named_user
def admin_get_device(user, pool, data):
    device = confirmed(user, data.get("DeviceKey"))
    return json_response({"Device": described_fully(device)}) if device else no_device()


def described_fully(device: dict) -> dict:
    return described(device, **{"dev:device_remembered_status": device["status"]})


def described(device: dict, **more: str) -> dict:
    attributes = {"device_status": "valid", "device_name": device["name"], "last_ip_used": device["address"], **more}
    return {
        "DeviceKey": device["key"],
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in attributes.items() if value],
        "DeviceCreateDate": device["created"], "DeviceLastModifiedDate": device["modified"],
        "DeviceLastAuthenticatedDate": device["authenticated"],
    }
