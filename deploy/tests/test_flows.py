"""How an identity becomes credentials: by the classic flow, or as the role of a group."""

import json
import sys

import boto3
from pycognito.aws_srp import AWSSRP

import demo
from deployed import DEPLOY, REGION, anonymous, outputs, refusal, root, run_deploy

sys.path.insert(0, str(DEPLOY / "local" / "tests"))

import pools  # noqa: E402  (found by the line above)



def deployed(aws_url, stack, tmp_path, **parameters):
    """The configuration of a stack with these parameters."""
    file = tmp_path / "config.json"
    options = [option for name, value in parameters.items() for option in ("--parameter", f"{name}={value}")]
    result = run_deploy("--endpoint-url", aws_url, "--stack", stack, "--config-only", file, *options)
    assert result.returncode == 0, result.stderr
    return json.loads(file.read_text())


def logins_of(config, email):
    """What a user shows the identity pool, after signing in by SRP."""
    pool, users = config["user_pool"], demo.LocalAws(config)
    users.create_user(email)
    tokens = AWSSRP(username=email, password=demo.PASSWORD, pool_id=pool["id"], client_id=pool["client_id"],
                    client=users.client("cognito-idp")).authenticate_user()["AuthenticationResult"]
    return {f"cognito-idp.{REGION}.amazonaws.com/{pool['id']}": tokens["IdToken"]}


def keys_of(vended):
    secret = vended.get("SecretAccessKey") or vended["SecretKey"]
    return {"aws_access_key_id": vended["AccessKeyId"], "aws_secret_access_key": secret,
            "aws_session_token": vended["SessionToken"]}


def role_of(aws_url, keys):
    sts = boto3.client("sts", region_name=REGION, endpoint_url=aws_url, **keys)
    return sts.get_caller_identity()["Arn"].split("/")[1]


def test_the_classic_flow_gives_what_the_roles_allow(aws_url, tmp_path):
    config = deployed(aws_url, "classic", tmp_path, AllowGuests="true", ClassicFlow="true")
    stack = outputs(aws_url, "classic")
    assert config["identity_pool"] == {
        "id": stack["IdentityPoolId"], "allow_guests": True, "flow": "classic",
        "role_arn": stack["AuthenticatedRoleArn"], "guest_role_arn": stack["GuestRoleArn"]}

    identities, sts = anonymous(aws_url, "cognito-identity"), anonymous(aws_url, "sts")
    bucket = config["storage"]["places"][0]["bucket"]

    def keys(role, logins):
        known = {"Logins": logins} if logins else {}
        identity = identities.get_id(IdentityPoolId=config["identity_pool"]["id"], **known)["IdentityId"]
        token = identities.get_open_id_token(IdentityId=identity, **known)["Token"]
        vended = sts.assume_role_with_web_identity(RoleArn=config["identity_pool"][role], RoleSessionName="page",
                                                   WebIdentityToken=token)["Credentials"]
        return identity, demo.LocalAws(config).client("s3", keys_of(vended))

    identity, s3 = keys("role_arn", logins_of(config, "carol@example.com"))
    s3.put_object(Bucket=bucket, Key=f"private/{identity}/note.txt", Body=b"mine")
    assert refusal(s3.put_object, Bucket=bucket, Key="private/other/note.txt", Body=b"") == "AccessDenied"
    identity, s3 = keys("guest_role_arn", None)
    assert s3.list_objects_v2(Bucket=bucket, Prefix="shared/")["KeyCount"] == 0
    assert refusal(s3.put_object, Bucket=bucket, Key=f"private/{identity}/note.txt", Body=b"") == "AccessDenied"
    token = identities.get_open_id_token(IdentityId=identity)["Token"]
    assert refusal(sts.assume_role_with_web_identity, RoleArn=config["identity_pool"]["role_arn"], RoleSessionName="page",
                   WebIdentityToken=token) == "AccessDenied", "a guest's token does not open the role of users"


def test_the_classic_flow_without_guests_has_one_role(aws_url, tmp_path):
    config = deployed(aws_url, "classic-members", tmp_path, ClassicFlow="true", AllowGuests="false")
    assert set(config["identity_pool"]) == {"id", "allow_guests", "flow", "role_arn"}


def test_without_it_the_pool_gives_no_token_for_sts(deployment):
    """A role of the enhanced flow is narrowed by the pool; with a token for STS it would not be."""
    identities = anonymous(deployment.url, "cognito-identity")
    pool = root(deployment.url, "cognito-identity").describe_identity_pool(
        IdentityPoolId=deployment.config["identity_pool"]["id"])
    assert pool["AllowClassicFlow"] is False, "absent means allowed"
    for logins in ({}, {"Logins": logins_of(deployment.config, "classicist@example.com")}):
        identity = identities.get_id(IdentityPoolId=pool["IdentityPoolId"], **logins)["IdentityId"]
        assert refusal(identities.get_open_id_token, IdentityId=identity, **logins) == "InvalidParameterException"


def test_a_user_acts_as_the_role_of_their_group(aws_url, tmp_path):
    config = deployed(aws_url, "groups", tmp_path, RolesByGroup="true")
    assert set(config["identity_pool"]) == {"id", "allow_guests"}, "the page need not know"
    pool, own = config["identity_pool"]["id"], outputs(aws_url, "groups")["AuthenticatedRoleArn"]
    editors = pools.new_role(aws_url, pools.trust(pool))
    users, identities = root(aws_url, "cognito-idp"), anonymous(aws_url, "cognito-identity")
    users.create_group(UserPoolId=config["user_pool"]["id"], GroupName="editors", Precedence=1, RoleArn=editors)

    def role(email):
        logins = logins_of(config, email)
        identity = identities.get_id(IdentityPoolId=pool, Logins=logins)["IdentityId"]
        vended = identities.get_credentials_for_identity(IdentityId=identity, Logins=logins)["Credentials"]
        return role_of(aws_url, keys_of(vended))

    assert role("carol@example.com") == pools.name_of(own), "who is in no group acts as everybody else"
    users.admin_add_user_to_group(UserPoolId=config["user_pool"]["id"], GroupName="editors",
                                  Username="carol@example.com")
    assert role("carol@example.com") == pools.name_of(editors)


def test_who_asks_for_both_gets_the_classic_flow(aws_url, tmp_path):
    config = deployed(aws_url, "both", tmp_path, RolesByGroup="true", ClassicFlow="true")
    identities, logins = anonymous(aws_url, "cognito-identity"), logins_of(config, "carol@example.com")
    identity = identities.get_id(IdentityPoolId=config["identity_pool"]["id"], Logins=logins)["IdentityId"]
    assert identities.get_open_id_token(IdentityId=identity, Logins=logins)["Token"], "Cognito refuses it with mappings"
