"""CORS: what a browser may ask, read and is refused, as AWS says it."""

import json

import pytest
import requests
from clients import RIGHTFUL_ORIGIN, refusal_code

EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
TARGETS = {"cognito-idp": "AWSCognitoIdentityProviderService.GetUser",
           "cognito-identity": "AWSCognitoIdentityService.GetId", "dynamodb": "DynamoDB_20120810.ListTables"}


def cors(answer) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()
            if name.lower().startswith("access-control-")}


def preflight(url, method="POST", headers="authorization,content-type,x-amz-target", origin=RIGHTFUL_ORIGIN):
    return requests.options(url, headers={"Origin": origin, "Access-Control-Request-Method": method,
                                          "Access-Control-Request-Headers": headers})


def test_services_echo_what_is_asked(endpoint):
    answer = preflight(f"{endpoint}/", origin="http://any.example")
    assert (answer.status_code, answer.content) == (200, b"")
    assert cors(answer) == {
        "access-control-allow-origin": "*", "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization,content-type,x-amz-target",
        "access-control-expose-headers": EXPOSED, "access-control-max-age": "172800"}


@pytest.mark.parametrize("service", TARGETS)
def test_answers_of_services_also_refusals(endpoint, service):
    answer = requests.post(endpoint, data="{}", headers={
        "Origin": "http://any.example", "X-Amz-Target": TARGETS[service],
        "Content-Type": "application/x-amz-json-1.1"})
    assert answer.status_code == 400
    assert cors(answer) == {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
    assert answer.headers["x-amzn-requestid"] and answer.headers["Date"]
    assert "x-amz-id-2" not in answer.headers


@pytest.mark.parametrize("operation", [
    "StartWebAuthnRegistration", "CompleteWebAuthnRegistration", "ListDevices", "ConfirmDevice", "GetUserAuthFactors",
    "VerifyUserAttribute", "InitiateAuth", "RespondToAuthChallenge"])
def test_every_operation_of_a_page_is_readable(endpoint, operation):
    """Unsigned, and without what the operation needs: refused in words."""
    answer = requests.post(endpoint, data="{}", headers={
        "Origin": "http://any.example", "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
        "Content-Type": "application/x-amz-json-1.1"})
    assert answer.status_code == 400 and answer.json()["message"] and answer.headers["x-amzn-ErrorType"]
    assert cors(answer) == {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}


def test_the_owners_operations_take_a_signature(endpoint):
    answer = requests.post(endpoint, data="{}", headers={
        "X-Amz-Target": "AWSCognitoIdentityProviderService.AdminListDevices",
        "Content-Type": "application/x-amz-json-1.1"})
    assert answer.status_code == 400 and "MissingAuthenticationToken" in answer.text


def test_the_refusal_is_also_in_the_headers(endpoint):
    answer = requests.post(endpoint, data=json.dumps({"AccessToken": "a.b.c"}), headers={
        "X-Amz-Target": TARGETS["cognito-idp"], "Content-Type": "application/x-amz-json-1.1"})
    assert answer.headers["x-amzn-ErrorType"] == "NotAuthorizedException:"
    assert answer.headers["x-amzn-ErrorMessage"] == answer.json()["message"] == "Invalid Access Token"
    assert cors(answer) == {}, "no page asked"


def test_sts(endpoint):
    answer = requests.post(endpoint, headers={"Origin": "http://any.example"}, data={
        "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "WebIdentityToken": "x",
        "RoleArn": "arn:aws:iam::000000000000:role/x", "RoleSessionName": "x"})
    assert answer.status_code == 400 and "InvalidIdentityToken" in answer.text
    assert cors(answer) == {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}


def test_other_services_answer_no_page(endpoint):
    answer = requests.post(endpoint, data="{}", headers={
        "Origin": "http://any.example", "X-Amz-Target": "secretsmanager.ListSecrets",
        "Content-Type": "application/x-amz-json-1.1"})
    assert answer.status_code == 400 and cors(answer) == {}


def test_a_page_is_never_the_owner(stack):
    """The root key deploys; a page that uses it is refused like one that made a key up."""
    def asked_by_a_page(service):
        client = stack.root(service)
        client.meta.events.register(
            "before-sign.*.*", lambda request, **_: request.headers.add_header("Origin", RIGHTFUL_ORIGIN))
        return client

    assert stack.root("dynamodb").list_tables()
    assert refusal_code(asked_by_a_page("dynamodb").list_tables) == "UnrecognizedClientException"
    assert refusal_code(asked_by_a_page("s3").list_objects_v2, Bucket=stack.bucket) == "InvalidAccessKeyId"
    reset = requests.post(f"{stack.endpoint}/_ministack/reset", headers={"Origin": RIGHTFUL_ORIGIN})
    assert reset.status_code == 403 and stack.root("dynamodb").list_tables()["TableNames"]


# -- S3 says what the bucket's rules say ------------------------------------------------------------


@pytest.fixture
def url(stack):
    return f"{stack.endpoint}/{stack.bucket}/private/x"


def test_a_preflight_the_rules_allow(url):
    answer = preflight(url, "PUT", "authorization,x-amz-date")
    assert answer.status_code == 200
    allowed = cors(answer)
    assert allowed["access-control-allow-origin"] == RIGHTFUL_ORIGIN
    assert allowed["access-control-allow-headers"] == "authorization, x-amz-date"
    assert "PUT" in allowed["access-control-allow-methods"].split(", ")
    assert "ETag" in allowed["access-control-expose-headers"].split(", ")
    assert answer.headers["Vary"] == "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


@pytest.mark.parametrize("asked", [{"origin": "http://evil.example"}, {"method": "PATCH"}])
def test_a_preflight_the_rules_refuse(url, asked):
    answer = preflight(url, **{"method": "PUT", **asked})
    assert answer.status_code == 403 and cors(answer) == {}
    assert "<Code>AccessForbidden</Code><Message>CORSResponse: This CORS request is not allowed." in answer.text


def test_a_preflight_without_rules_or_bucket(stack):
    answer = preflight(f"{stack.endpoint}/{stack.site}/index.html", "GET")
    assert answer.status_code == 403 and "CORSResponse: CORS is not enabled for this bucket." in answer.text
    answer = preflight(f"{stack.endpoint}/no-such-bucket/x", "GET")
    assert answer.status_code == 404 and "<Code>NoSuchBucket</Code>" in answer.text and cors(answer) == {}


def test_a_page_reads_refusals_too(url):
    answer = requests.get(url, headers={"Origin": RIGHTFUL_ORIGIN})
    assert answer.status_code == 403 and cors(answer)["access-control-allow-origin"] == RIGHTFUL_ORIGIN
    assert cors(requests.get(url, headers={"Origin": "http://evil.example"})) == {}
    assert cors(requests.get(url)) == {}
    assert answer.headers["x-amz-request-id"] and answer.headers["x-amz-id-2"] and answer.headers["Date"]


# -- API Gateway says what the stack says -----------------------------------------------------------


@pytest.fixture
def hello(stack):
    api = stack.outputs["ApiUrl"].removeprefix("https://").split(".")[0]
    return f"{stack.endpoint}/_aws/execute-api/{api}/v1/hello"


def test_the_api_answers_a_preflight_as_the_stack_says(hello):
    answer = preflight(hello, "GET", "authorization,x-amz-date,x-amz-content-sha256")
    assert answer.status_code == 200
    assert cors(answer)["access-control-allow-headers"] == "Authorization,Content-Type,X-Amz-Date,X-Amz-Security-Token"


def test_the_refusals_of_the_api_are_readable_as_the_stack_says(hello):
    answer = requests.get(hello, headers={"Origin": RIGHTFUL_ORIGIN})
    assert answer.status_code == 403 and answer.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
    assert cors(answer) == {"access-control-allow-origin": "*",
                            "access-control-expose-headers": "Date,x-amzn-ErrorType,x-amzn-RequestId"}
