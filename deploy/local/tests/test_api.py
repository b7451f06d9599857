"""The IAM-authorised API: who may call it, and what it knows of the caller."""

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from clients import REGION, guest


def call(stack, user, path="hello", method="GET"):
    api = stack.outputs["ApiUrl"].removeprefix("https://").split(".")[0]
    request = AWSRequest(method, f"{stack.endpoint}/_aws/execute-api/{api}/v1/{path}")
    keys = user.credentials
    SigV4Auth(Credentials(keys["AccessKeyId"], keys["SecretKey"], keys["SessionToken"]), "execute-api", REGION) \
        .add_auth(request)
    return requests.request(method, request.url, headers=dict(request.headers))


def test_the_api_knows_the_caller(stack, signed_in):
    answer = call(stack, signed_in)
    assert answer.status_code == 200
    said = answer.json()
    assert said["identityId"] == signed_in.identity_id
    assert said["identityPoolId"] == stack.outputs["IdentityPoolId"]
    assert said["role"].endswith("/CognitoIdentityCredentials")
    assert said["requestId"] == answer.headers["x-amzn-RequestId"]


def test_guests_may_call_it_too(stack):
    visitor = guest(stack)
    assert call(stack, visitor).json()["identityId"] == visitor.identity_id


def test_other_methods_are_refused(stack, signed_in):
    assert call(stack, signed_in, method="POST").status_code == 403
    assert call(stack, signed_in, path="else").status_code == 403
