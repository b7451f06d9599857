"""The IAM-authorised API: who may call it, what it knows of the caller, the notes that it stores, and what is signed."""

import json
import time
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection
from urllib.parse import urlsplit

import botocore.auth
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from clients import REGION, User, deploy, guest, root


def url(stack, path):
    api = stack.outputs["ApiUrl"].removeprefix("https://").split(".")[0]
    return f"{stack.endpoint}/_aws/execute-api/{api}/v1/{path}"


def call(stack, user, path="hello", method="GET", **sent):
    request = AWSRequest(method, url(stack, path), **sent)
    keys = user.credentials
    SigV4Auth(Credentials(keys["AccessKeyId"], keys["SecretKey"], keys["SessionToken"]), "execute-api", REGION) \
        .add_auth(request)
    return requests.request(method, request.url, headers=dict(request.headers), data=request.body)


def leave(stack, user, body, content_type="application/json"):
    """A note, or what is sent for one."""
    headers = {"Content-Type": content_type} if content_type else {}
    return call(stack, user, "notes", "POST", data=body, headers=headers)


def items(stack, user):
    """What the visitor's own credentials see of the table."""
    return user.client("dynamodb").query(
        TableName=stack.table, KeyConditionExpression="IdentityId = :own",
        ExpressionAttributeValues={":own": {"S": user.identity_id}})["Items"]


@pytest.fixture(scope="module")
def with_developer_login(endpoint):
    return deploy(endpoint, "satchel-developer-login", {"DeveloperLogin": "true"})


@pytest.fixture
def vouched_for(with_developer_login):
    """A visitor of the owner's own login."""
    stack = with_developer_login
    visitor = User(stack, email="")
    pool = stack.outputs["IdentityPoolId"]
    vouched = stack.root("cognito-identity").get_open_id_token_for_developer_identity(
        IdentityPoolId=pool, Logins={stack.outputs["DeveloperProviderName"]: f"user {time.time_ns()}"})
    visitor.identity_id = vouched["IdentityId"]
    visitor.credentials = stack.identity_pool.get_credentials_for_identity(
        IdentityId=visitor.identity_id, Logins={"cognito-identity.amazonaws.com": vouched["Token"]})["Credentials"]
    return visitor


def test_the_api_knows_the_caller(stack, signed_in):
    answer = call(stack, signed_in)
    assert answer.status_code == 200
    said = answer.json()
    assert said["identityId"] == signed_in.identity_id
    assert said["identityPoolId"] == stack.outputs["IdentityPoolId"]
    assert said["message"] == "Hello"
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

# -- Notes ------------------------------------------------------------------------------------------


def test_a_note_is_an_item_of_whoever_left_it(stack, signed_in):
    other = stack.new_user().sign_in()
    note = 'Milk, "bread"\n${Table} $context.accountId \\ \'é\' 🥛'
    answer = leave(stack, signed_in, json.dumps({"note": note}))
    assert answer.status_code == 201
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert items(stack, signed_in) == [
        {"IdentityId": {"S": signed_in.identity_id}, "ItemId": {"S": answer.json()["itemId"]}, "Note": {"S": note}}]
    assert items(stack, other) == []


def test_two_notes_are_two_items(stack, signed_in):
    for note in ("one", "two"):
        assert leave(stack, signed_in, json.dumps({"note": note})).status_code == 201
    assert [item["Note"]["S"] for item in items(stack, signed_in)] == ["one", "two"]


def test_a_visitor_of_the_owners_login_calls_and_leaves_notes(with_developer_login, vouched_for):
    stack, visitor = with_developer_login, vouched_for
    said = call(stack, visitor).json()
    assert (said["identityId"], said["role"]) == (visitor.identity_id, role_of(stack, "AuthenticatedRoleArn"))
    assert leave(stack, visitor, '{"note": "mine"}').status_code == 201
    assert [item["Note"]["S"] for item in items(stack, visitor)] == ["mine"]


def role_of(stack, output):
    account, name = stack.outputs[output].split(":")[4], stack.outputs[output].rsplit("/", 1)[-1]
    return f"arn:aws:sts::{account}:assumed-role/{name}/CognitoIdentityCredentials"


def test_a_guest_reads_why_no_note_is_taken(stack):
    answer = leave(stack, guest(stack), '{"note": "mine"}')
    assert answer.status_code == 403
    assert "is not authorized to perform: execute-api:Invoke" in answer.json()["message"]
    assert answer.headers["x-amzn-ErrorType"] == "AccessDeniedException"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "x-amzn-ErrorType" in answer.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("body", [
    "", "note", "null", "[]", '"note"', "{}", '{"note": ""}', '{"note": 1}', '{"note": null}', '{"note": ["a"]}',
    '{"note": "a", "IdentityId": "b"}', json.dumps({"note": "a" * 1001})])
def test_what_is_no_note_is_told_from_one(stack, signed_in, body):
    answer = leave(stack, signed_in, body)
    assert answer.status_code == 400
    assert "with 1 to 1000 characters" in answer.json()["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert items(stack, signed_in) == []


def test_the_longest_note(stack, signed_in):
    assert leave(stack, signed_in, json.dumps({"note": "a" * 1000})).status_code == 201


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_no_other_content_type_goes_past_the_model(stack, signed_in, content_type):
    answer = leave(stack, signed_in, '{"note": "a"}', content_type)
    assert answer.status_code == 415
    assert items(stack, signed_in) == []


def test_whoever_is_no_identity_of_the_pool_leaves_no_note(stack):
    """IAM allows the owner the call; the partition key would be empty."""
    answer = leave(stack, owner(stack), '{"note": "a"}')
    assert (answer.status_code, answer.json()) == (500, {"message": "The note was not stored."})


def owner(stack):
    """Somebody with keys of the account."""
    iam = stack.root("iam")
    name = f"owner-{time.time_ns()}"
    iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    keys = iam.create_access_key(UserName=name)["AccessKey"]
    return User(stack, email="", credentials={
        "AccessKeyId": keys["AccessKeyId"], "SecretKey": keys["SecretAccessKey"], "SessionToken": None})


@pytest.mark.parametrize("path, method", [("hello", "GET"), ("notes", "POST")])
def test_a_browser_may_send_what_a_signature_needs(stack, path, method):
    asked = "authorization,content-type,x-amz-date,x-amz-security-token"
    answer = requests.options(url(stack, path), headers={
        "Origin": "https://any.example", "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"].split(",")
    assert answer.headers["Access-Control-Allow-Headers"].lower().split(",") == asked.split(",")


# -- The role that stores notes ---------------------------------------------------------------------


@pytest.fixture
def storing_role(stack):
    """The role of the integration, whose trust and policy are put back."""
    iam = stack.root("iam")
    name = next(resource["PhysicalResourceId"] for resource in stack.root("cloudformation").describe_stack_resources(
        StackName="satchel")["StackResources"] if resource["LogicalResourceId"] == "ApiNotesRole")
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    yield name
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        if policy == "denied":
            iam.delete_role_policy(RoleName=name, PolicyName=policy)


def trusting(service, effect="Allow", **more):
    return {"Effect": effect, "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole", **more}


@pytest.mark.parametrize("trust", [
    [trusting("lambda")], [trusting("apigateway"), trusting("apigateway", "Deny")],
    [trusting("apigateway", Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}})]])
def test_a_role_that_api_gateway_may_not_assume(stack, signed_in, storing_role, trust):
    stack.root("iam").update_assume_role_policy(
        RoleName=storing_role, PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust}))
    answer = leave(stack, signed_in, '{"note": "a"}')
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert items(stack, signed_in) == []


def test_a_role_that_may_not_write(stack, signed_in, storing_role):
    stack.root("iam").put_role_policy(RoleName=storing_role, PolicyName="denied", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}}))
    answer = leave(stack, signed_in, '{"note": "a"}')
    assert (answer.status_code, answer.json()) == (500, {"message": "The note was not stored."})
    assert items(stack, signed_in) == []


# -- What is signed ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def any_path(endpoint):
    """The address of an API that answers at every path."""
    gateway = root(endpoint, "apigateway")
    api = gateway.create_rest_api(name="any-path")["id"]
    (top,) = gateway.get_resources(restApiId=api)["items"]
    below = gateway.create_resource(restApiId=api, parentId=top["id"], pathPart="{proxy+}")["id"]
    method = {"restApiId": api, "resourceId": below, "httpMethod": "ANY"}
    gateway.put_method(**method, authorizationType="AWS_IAM")
    gateway.put_method_response(**method, statusCode="200")
    gateway.put_integration(**method, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'})
    gateway.put_integration_response(**method, statusCode="200")
    gateway.create_deployment(restApiId=api, stageName="v1")
    return f"{endpoint}/_aws/execute-api/{api}"


@pytest.fixture(scope="module")
def caller(stack):
    return owner(stack)


def signed(address, caller, **keys):
    """The headers of a GET that botocore signs: it encodes the path once more, and takes the query as it is."""
    request = AWSRequest("GET", address)
    known = {"access_key": caller.credentials["AccessKeyId"], "secret_key": caller.credentials["SecretKey"]}
    SigV4Auth(Credentials(**known | keys), "execute-api", REGION).add_auth(request)
    return dict(request.headers)


def get(address, headers):
    """The answer to a GET of the address as it is written; other clients write it anew."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", address.split(parts.netloc, 1)[1], headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers["x-amzn-ErrorType"], json.loads(answer.read())


@pytest.mark.parametrize("path", [
    "plain", "a:b@c", "a%3Ab%40c", "with%20space", "a%2Fb", "100%25", "%E2%82%AC", "a+b", "a%2Bb", "*!()'~", "a/b/", "a//b",
    "a;b=1,c&d=$e", "%2A%21%28%29%27"])
def test_a_path_is_encoded_twice_for_the_signature(any_path, caller, path):
    address = f"{any_path}/v1/{path}"
    assert get(address, signed(address, caller))[0] == 200
    # The signature is looked at: it does not fit another path.
    assert get(f"{address}x", signed(address, caller))[:2] == (403, "InvalidSignatureException")


@pytest.mark.parametrize("query, sent", [
    ("q=%2A%21%28%29%27~%20%2B", None), ("q=%2A%21%28%29%27~%20%2B", "q=*!()'~%20%2B"), ("a=1&a=2&b=", None),
    ("a=2&a=1", None), ("a=1&a=2", "a=2&a=1"), ("empty=", "empty"), ("=", None), ("a=1&b=2", "b=2&a=1"),
    ("%3A%40=%2F%3F", ":@=/?"), ("a=b%3Dc", "a=b=c"), ("A=1&a=2", None), ("%C3%A9=%E2%82%AC", None)])
def test_a_query_is_signed_in_its_canonical_form(any_path, caller, query, sent):
    address = f"{any_path}/v1/path"
    headers = signed(f"{address}?{query}", caller)
    assert get(f"{address}?{query if sent is None else sent}", headers)[0] == 200
    assert get(f"{address}?{query}&more=1", headers)[:2] == (403, "InvalidSignatureException")


# The words are API Gateway's, as its callers report them: https://github.com/mhart/aws4/issues/110 and 118. Some are told the
# canonical request as well.
def test_a_wrong_signature(any_path, caller):
    address = f"{any_path}/v1/a:b?c=d"
    assert get(address, signed(address, caller, secret_key="wrong")) == (403, "InvalidSignatureException", {
        "message": "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                   "Access Key and signing method. Consult the service documentation for details."})


@pytest.mark.parametrize("service, region, words", [
    ("lambda", REGION, "Credential should be scoped to correct service: 'execute-api'. "),
    ("execute-api", "eu-west-3", "Credential should be scoped to a valid region, not 'eu-west-3'. ")])
def test_a_signature_for_elsewhere(any_path, caller, service, region, words):
    address = f"{any_path}/v1/a"
    request = AWSRequest("GET", address)
    known = {"access_key": caller.credentials["AccessKeyId"], "secret_key": caller.credentials["SecretKey"]}
    SigV4Auth(Credentials(**known), service, region).add_auth(request)
    assert get(address, dict(request.headers)) == (403, "InvalidSignatureException", {"message": words})


@pytest.mark.parametrize("minutes, words", [
    (-6, "Signature expired: {} is now earlier than {} ({} - 5 min.)"),
    (6, "Signature not yet current: {} is still later than {} ({} + 5 min.)")])
def test_a_wrong_clock(any_path, caller, monkeypatch, minutes, words):
    shown = datetime.now(timezone.utc).replace(tzinfo=None) + timedelta(minutes=minutes)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: shown)
    status, kind, said = get(f"{any_path}/v1/a", signed(f"{any_path}/v1/a", caller))
    assert (status, kind) == (403, "InvalidSignatureException")
    stamps = [word.strip("()") for word in said["message"].split() if word.strip("()")[:1] == "2"]
    assert stamps[0] == shown.strftime("%Y%m%dT%H%M%SZ")
    assert said["message"] == words.format(*stamps)


def test_five_minutes_are_forgiven(any_path, caller, monkeypatch):
    shown = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(minutes=4)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: shown)
    assert get(f"{any_path}/v1/a", signed(f"{any_path}/v1/a", caller))[0] == 200


def test_an_unknown_stage(any_path, caller):
    address = f"{any_path}/v2/a"
    assert get(address, signed(address, caller)) == (403, "ForbiddenException", {"message": "Forbidden"})


@pytest.mark.parametrize("keys", [{"access_key": "AKIAIOSFODNN7EXAMPLE"}, {"token": "no token"}])
def test_unknown_keys(any_path, caller, keys):
    address = f"{any_path}/v1/a"
    status, kind, said = get(address, signed(address, caller, **keys))
    assert (status, kind) == (403, "UnrecognizedClientException")
    assert said["message"].removesuffix(".") == "The security token included in the request is invalid"


def test_what_is_not_signed(any_path):
    assert get(f"{any_path}/v1/a", {}) == (
        403, "MissingAuthenticationTokenException", {"message": "Missing Authentication Token"})
