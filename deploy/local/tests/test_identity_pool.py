"""The identity pool: whom it knows, for whom it vends, and what the classic flow by STS adds."""

import json
import time

import pytest
from clients import Stack, client, deploy, guest, refusal_code, refused
from ministack.services import cognito, sts

FORBIDDEN = ("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")


@pytest.fixture(scope="module")
def without_guests(endpoint) -> Stack:
    return deploy(endpoint, "no-guests", {"AllowGuests": "false"})


def test_the_stack_is_changed_as_it_is_created(without_guests):
    """Parameters are text; the services get numbers and truth values, from an update too."""
    formation = without_guests.root("cloudformation")

    def update(**parameters):
        formation.update_stack(
            StackName="no-guests", UsePreviousTemplate=True, Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
        formation.get_waiter("stack_update_complete").wait(StackName="no-guests", WaiterConfig={"Delay": 0.1})

    update(AllowGuests="true", PasswordMinLength="20")
    assert identify(without_guests)
    assert refusal_code(without_guests.sign_up) == "InvalidPasswordException"
    update(AllowGuests="false", PasswordMinLength="8")
    assert refused(identify, without_guests) == FORBIDDEN


def vend(stack, identity_id, logins=None):
    return stack.identity_pool.get_credentials_for_identity(
        IdentityId=identity_id, **({"Logins": logins} if logins else {}))


def identify(stack, logins=None):
    return stack.identity_pool.get_id(
        IdentityPoolId=stack.outputs["IdentityPoolId"], **({"Logins": logins} if logins else {}))["IdentityId"]


def test_one_identity_for_one_user(stack, signed_in):
    assert identify(stack, signed_in.logins) == signed_in.identity_id
    assert identify(stack, stack.new_user().sign_in().logins) != signed_in.identity_id


def test_a_guest_who_signs_in_keeps_the_identity(stack):
    visitor, user = guest(stack), stack.new_user()
    user.tokens = user.prove_password()["AuthenticationResult"]
    assert vend(stack, visitor.identity_id, user.logins)["IdentityId"] == visitor.identity_id
    assert identify(stack, user.logins) == visitor.identity_id
    assert refusal_code(vend, stack, visitor.identity_id) == "NotAuthorizedException"


def test_guests_are_refused_where_the_pool_forbids_them(without_guests):
    assert refused(identify, without_guests) == FORBIDDEN
    user = without_guests.new_user().sign_in()
    assert user.client("s3").list_objects_v2(
        Bucket=without_guests.bucket, Prefix=f"private/{user.identity_id}/")["KeyCount"] == 0


def pool_of(stack):
    return cognito._identity_pools.get_scoped("000000000000", "us-east-1", stack.outputs["IdentityPoolId"])


@pytest.fixture
def classic_flow(stack):
    """The owner allows the classic flow, which the template does not."""
    pool = pool_of(stack)
    pool["_classic_flow_forbidden"] = False
    yield
    pool["_classic_flow_forbidden"] = True


def test_the_classic_flow_is_forbidden_unless_asked_for(stack):
    code, message = refused(stack.identity_pool.get_open_id_token, IdentityId=guest(stack).identity_id)
    assert (code, message) == ("InvalidParameterException", "Basic (classic) flow is not enabled, please use enhanced flow.")


def test_guests_let_in_before_are_refused_as_well(stack, classic_flow):
    visitor = guest(stack)
    pool = pool_of(stack)
    pool["AllowUnauthenticatedIdentities"] = False
    try:
        assert refused(vend, stack, visitor.identity_id) == FORBIDDEN
        assert refused(stack.identity_pool.get_open_id_token, IdentityId=visitor.identity_id) == FORBIDDEN
    finally:
        pool["AllowUnauthenticatedIdentities"] = True


def test_whom_the_pool_does_not_know(stack, signed_in):
    unknown = "us-east-1:00000000-0000-4000-8000-000000000000"
    assert refused(vend, stack, unknown) == ("ResourceNotFoundException", f"Identity '{unknown}' not found.")
    for token in ("nonsense", signed_in.tokens["IdToken"][:-6] + "AAAAAA", signed_in.tokens["AccessToken"]):
        assert refusal_code(identify, stack, {stack.provider: token}) == "NotAuthorizedException"
    assert refusal_code(identify, stack, {"accounts.google.com": "x.y.z"}) == "NotAuthorizedException"


def test_an_expired_id_token(stack, signed_in):
    claims = cognito._token_claims(signed_in.tokens["IdToken"])
    stale = cognito._signed_jwt({**claims, "exp": int(time.time()) - 301}, stack.pool_id, "id")
    code, message = refused(vend, stack, signed_in.identity_id, {stack.provider: stale})
    assert code == "NotAuthorizedException" and message.startswith("Invalid login token. Token expired: ")


def test_a_disabled_user_gets_no_credentials(stack, signed_in):
    stack.root("cognito-idp").admin_disable_user(UserPoolId=stack.pool_id, Username=signed_in.email)
    assert refusal_code(vend, stack, signed_in.identity_id, signed_in.logins) == "NotAuthorizedException"


def test_a_role_must_trust_the_pool(stack, signed_in):
    iam, role = stack.root("iam"), stack.outputs["AuthenticatedRoleArn"].rsplit("/", 1)[-1]
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust).replace(
        stack.outputs["IdentityPoolId"], "us-east-1:another-pool"))
    try:
        assert refusal_code(vend, stack, signed_in.identity_id, signed_in.logins) \
            == "InvalidIdentityPoolConfigurationException"
    finally:
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))


def test_expired_credentials(stack, signed_in):
    sts._sessions[signed_in.credentials["AccessKeyId"]]["Expiration"] = time.time() - 1
    key = f"private/{signed_in.identity_id}/x"
    assert refusal_code(signed_in.client("s3").get_object, Bucket=stack.bucket, Key=key) == "ExpiredToken"
    assert refusal_code(signed_in.client("s3").list_objects_v2, Bucket=stack.bucket, Prefix=key) == "ExpiredToken"
    assert refusal_code(signed_in.client("sts").get_caller_identity) == "ExpiredToken"
    assert refusal_code(signed_in.client("dynamodb").describe_table, TableName=stack.table) == "ExpiredTokenException"


def test_credentials_are_checked_whole(stack, signed_in):
    for part in ("SecretKey", "SessionToken"):
        signed_in.credentials = {**signed_in.credentials, part: "x" * 40}
        assert refusal_code(signed_in.client("dynamodb").describe_table, TableName=stack.table) in (
            "InvalidSignatureException", "UnrecognizedClientException")


# -- The classic flow: an identity pool's token, a role, STS ----------------------------------------


def assume(stack, token, role="AuthenticatedRoleArn", **more):
    return client(stack.endpoint, "sts").assume_role_with_web_identity(
        RoleArn=stack.outputs[role], RoleSessionName="page", WebIdentityToken=token, **more)


def open_id_token(stack, user):
    return stack.identity_pool.get_open_id_token(IdentityId=user.identity_id, Logins=user.logins)["Token"]


def test_web_identity(stack, signed_in, classic_flow):
    answer = assume(stack, open_id_token(stack, signed_in), DurationSeconds=900)
    assert answer["SubjectFromWebIdentityToken"] == signed_in.identity_id
    assert answer["Audience"] == stack.outputs["IdentityPoolId"]
    given = answer["Credentials"]
    assert 890 < given["Expiration"].timestamp() - time.time() <= 900
    signed_in.credentials = {**given, "SecretKey": given["SecretAccessKey"]}
    signed_in.client("s3").put_object(Bucket=stack.bucket, Key=f"private/{signed_in.identity_id}/sts", Body=b"")
    assert refusal_code(signed_in.client("s3").put_object, Bucket=stack.bucket, Key="private/other/sts", Body=b"") \
        == "AccessDenied"


def test_web_identity_refuses_what_nobody_vouches_for(stack, signed_in, classic_flow):
    token = open_id_token(stack, signed_in)
    assert refusal_code(assume, stack, token[:-6] + "AAAAAA") == "InvalidIdentityToken"
    assert refusal_code(assume, stack, "nonsense") == "InvalidIdentityToken"
    foreign = cognito._signed_jwt({**cognito._token_claims(token), "iss": "https://accounts.google.com"})
    assert refusal_code(assume, stack, foreign) == "InvalidIdentityToken"
    stale = cognito._signed_jwt({**cognito._token_claims(token), "exp": int(time.time()) - 1})
    assert refusal_code(assume, stack, stale) == "ExpiredTokenException"
    assert refusal_code(assume, stack, token, role="GuestRoleArn") == "AccessDenied"
