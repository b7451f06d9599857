"""The IAM-authorised API: who may call it, what it knows of the caller, and the notes that it stores."""

import json
import time

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from clients import REGION, User, deploy, guest


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


def test_a_role_that_api_gateway_may_not_assume(stack, signed_in, storing_role):
    stack.root("iam").update_assume_role_policy(RoleName=storing_role, PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}}))
    answer = leave(stack, signed_in, '{"note": "a"}')
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})
    assert items(stack, signed_in) == []


def test_a_role_that_may_not_write(stack, signed_in, storing_role):
    stack.root("iam").put_role_policy(RoleName=storing_role, PolicyName="denied", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}}))
    answer = leave(stack, signed_in, '{"note": "a"}')
    assert (answer.status_code, answer.json()) == (500, {"message": "The note was not stored."})
    assert items(stack, signed_in) == []
