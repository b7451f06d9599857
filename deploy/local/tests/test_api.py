"""The IAM-authorised API: who may call it, and what it knows of the caller."""

import json

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


def test_what_the_api_does_not_have(stack, signed_in):
    for answer in (call(stack, signed_in, method="POST"), call(stack, signed_in, path="else")):
        assert (answer.status_code, answer.json()) == (403, {"message": "Missing Authentication Token"})
        assert answer.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"


def test_a_refusal_by_iam_is_readable_as_the_stack_says(stack, signed_in):
    role = stack.outputs["AuthenticatedRoleArn"].rsplit("/", 1)[-1]
    stack.root("iam").put_role_policy(
        RoleName=role, PolicyName="no-api", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": {
            "Effect": "Deny", "Action": "execute-api:*", "Resource": "*"}}))
    try:
        answer = call(stack, signed_in)
    finally:
        stack.root("iam").delete_role_policy(RoleName=role, PolicyName="no-api")
    assert answer.status_code == 403 and "explicit deny" in answer.json()["message"].lower()
    assert answer.headers["x-amzn-ErrorType"] == "AccessDeniedException"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
