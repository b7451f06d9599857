"""The deployed stack and its users, through clients that are not ours: boto3, requests, and pycognito for SRP."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP

# Without comments, as deploy.sh sends it.
TEMPLATE = re.sub(r"(?m)^ *(#.*)?\n", "", (Path(__file__).parents[2] / "template.yaml").read_text())
REGION = "us-east-1"
PASSWORD = "Satchel-test-1"
ONCE = {"retries": {"max_attempts": 1}, "s3": {"addressing_style": "path"}}
RIGHTFUL_ORIGIN = "http://localhost:8080"


def client(endpoint: str, service: str, credentials: dict | None = None):
    """A boto3 client: with an identity pool's credentials, or unsigned."""
    keys = {"aws_access_key_id": credentials["AccessKeyId"], "aws_secret_access_key": credentials["SecretKey"],
            "aws_session_token": credentials.get("SessionToken")} if credentials else {}
    # S3 would presign in Signature Version 2 otherwise.
    version = {"s3": "s3v4"}.get(service) if credentials else UNSIGNED
    config = Config(signature_version=version, **ONCE)
    return boto3.client(service, endpoint_url=endpoint, region_name=REGION, config=config, **keys)


def root(endpoint: str, service: str):
    """A boto3 client that may do everything, as a deployment."""
    return boto3.client(service, endpoint_url=endpoint, region_name=REGION, config=Config(**ONCE),
                        aws_access_key_id="test", aws_secret_access_key="test")


def refused(call, *arguments, **parameters) -> tuple[str, str]:
    """The code and message with which a call is refused; that it is refused is part of the test."""
    with pytest.raises(ClientError) as raised:
        call(*arguments, **parameters)
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


def refusal_code(call, *arguments, **parameters) -> str:
    return refused(call, *arguments, **parameters)[0]


def deploy(endpoint: str, name: str, parameters: dict[str, str]) -> Stack:
    """The stack of the product's template, with a page of development."""
    parameters = {"AppOrigins": RIGHTFUL_ORIGIN, "ManagedLoginReturnUrls": f"{RIGHTFUL_ORIGIN}/", **parameters}
    formation = root(endpoint, "cloudformation")
    formation.create_stack(
        StackName=name, TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    formation.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 0.1})
    outputs = formation.describe_stacks(StackName=name)["Stacks"][0]["Outputs"]
    return Stack(endpoint, {output["OutputKey"]: output["OutputValue"] for output in outputs})


@dataclass
class Stack:
    endpoint: str
    outputs: dict[str, str]

    def __post_init__(self):
        self.user_pool = client(self.endpoint, "cognito-idp")
        self.identity_pool = client(self.endpoint, "cognito-identity")
        self.pool_id = self.outputs["UserPoolId"]
        self.client_id = self.outputs["UserPoolClientId"]
        self.provider = f"cognito-idp.{REGION}.amazonaws.com/{self.pool_id}"
        self.bucket = self.outputs["DataBucketName"]
        self.table = self.outputs["TableName"]
        self.site = self.outputs["AppBucketName"]

    def root(self, service: str):
        return root(self.endpoint, service)

    def sign_up(self) -> User:
        """A user who has not confirmed their address yet."""
        email = f"{secrets.token_hex(6)}@example.com"
        self.user_pool.sign_up(ClientId=self.client_id, Username=email, Password=PASSWORD,
                               UserAttributes=[{"Name": "email", "Value": email}])
        return User(self, email)

    def new_user(self) -> User:
        user = self.sign_up()
        self.user_pool.confirm_sign_up(ClientId=self.client_id, Username=user.email, ConfirmationCode=user.code())
        return user

    def new_client(self, **settings) -> str:
        """A further app client, for what the page's own does not allow."""
        created = self.root("cognito-idp").create_user_pool_client(
            UserPoolId=self.pool_id, ClientName=secrets.token_hex(4), **settings)
        return created["UserPoolClient"]["ClientId"]

    def inbox(self, email: str) -> list[dict]:
        return requests.get(f"{self.endpoint}/_satchel/inbox.json", params={"to": email}).json()["messages"]


class Pool(Stack):
    """A user pool by itself, for what the product's template does not configure."""

    def __init__(self, endpoint: str, mfa: dict | None = None, client: dict | None = None, **settings):
        owner = root(endpoint, "cognito-idp")
        policy = {"MinimumLength": 8, "RequireSymbols": False, "RequireLowercase": True, "RequireUppercase": True,
                  "RequireNumbers": True}
        settings = {"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"], **settings}
        settings["Policies"] = {"PasswordPolicy": policy, **settings.get("Policies", {})}
        self.endpoint = endpoint
        self.pool_id = owner.create_user_pool(PoolName=secrets.token_hex(4), **settings)["UserPool"]["Id"]
        if mfa:
            owner.set_user_pool_mfa_config(UserPoolId=self.pool_id, **mfa)
        self.user_pool = globals()["client"](endpoint, "cognito-idp")
        self.client_id = self.new_client(**(client or {}))

    def configure(self, **settings):
        self.root("cognito-idp").set_user_pool_mfa_config(UserPoolId=self.pool_id, **settings)


@dataclass
class User:
    stack: Stack
    email: str
    password: str = PASSWORD
    tokens: dict = field(default_factory=dict)
    identity_id: str = ""
    credentials: dict = field(default_factory=dict)

    def code(self) -> str:
        """The newest code mailed to the user."""
        return self.stack.inbox(self.email)[0]["code"]

    def stored(self) -> dict:
        """The user as MiniStack stores it."""
        from ministack.services import cognito

        pool = cognito._get_pool_unscoped(self.stack.pool_id)
        return next(user for user in pool["_users"].values()
                    if cognito._attr_list_to_dict(user["Attributes"]).get("email") == self.email)

    def prove_password(self, password: str | None = None) -> dict:
        """The answer to the SRP proof: tokens, or the next challenge."""
        srp = AWSSRP(username=self.email, password=password or self.password, pool_id=self.stack.pool_id,
                     client_id=self.stack.client_id, client=self.stack.user_pool)
        posed = self.stack.user_pool.initiate_auth(
            ClientId=self.stack.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=srp.get_auth_params())
        return self.stack.user_pool.respond_to_auth_challenge(
            ClientId=self.stack.client_id, ChallengeName=posed["ChallengeName"],
            ChallengeResponses=srp.process_challenge(posed["ChallengeParameters"], srp.get_auth_params()))

    def get_tokens(self) -> User:
        """Signed in at the user pool, where the password is all it asks for."""
        self.tokens = self.prove_password()["AuthenticationResult"]
        return self

    @property
    def access(self) -> dict[str, str]:
        """The access token, as parameter."""
        return {"AccessToken": self.tokens["AccessToken"]}

    def answer(self, posed: dict, **responses):
        """The answer to a challenge that was posed."""
        return self.stack.user_pool.respond_to_auth_challenge(
            ClientId=self.stack.client_id, ChallengeName=posed["ChallengeName"], Session=posed["Session"],
            ChallengeResponses={"USERNAME": self.email, **responses})

    def profile(self) -> dict:
        return self.stack.user_pool.get_user(**self.access)

    def attributes(self) -> dict[str, str]:
        return {attribute["Name"]: attribute["Value"] for attribute in self.profile()["UserAttributes"]}

    def sign_in(self) -> User:
        """The whole chain: tokens, identity, temporary credentials."""
        self.tokens = self.prove_password()["AuthenticationResult"]
        self.identity_id = self.stack.identity_pool.get_id(
            IdentityPoolId=self.stack.outputs["IdentityPoolId"], Logins=self.logins)["IdentityId"]
        self.credentials = self.stack.identity_pool.get_credentials_for_identity(
            IdentityId=self.identity_id, Logins=self.logins)["Credentials"]
        return self

    @property
    def logins(self) -> dict[str, str]:
        return {self.stack.provider: self.tokens["IdToken"]}

    def client(self, service: str):
        return client(self.stack.endpoint, service, self.credentials)


def guest(stack: Stack) -> User:
    """Somebody without an account."""
    visitor = User(stack, email="")
    visitor.identity_id = stack.identity_pool.get_id(IdentityPoolId=stack.outputs["IdentityPoolId"])["IdentityId"]
    visitor.credentials = stack.identity_pool.get_credentials_for_identity(
        IdentityId=visitor.identity_id)["Credentials"]
    return visitor
