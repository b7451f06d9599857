"""Deploying to the local AWS, and calling what was deployed as someone in particular."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
import requests
from botocore import UNSIGNED
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

DEPLOY = Path(__file__).resolve().parent.parent
REGION = "us-east-1"
ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}

HASH = "0123456789abcdef"
# As a minifier leaves it: the policy's element begins with its content, and the quotes that can go are gone.
INDEX = """<!doctype html>
<html lang=en><meta charset=utf-8>
<!-- connect-src is narrowed when the page is deployed -->
<meta content="default-src 'none'; script-src 'self' 'sha256-abc=';
  connect-src 'self'
    https://*.amazonaws.com; style-src 'self'; media-src https://*.amazonaws.com; frame-src https://*.amazonaws.com" http-equiv=Content-Security-Policy>
<title>Satchel</title><body>release 1
"""


def run_deploy(*options, script=DEPLOY / "deploy.sh", **environment):
    """Runs deploy.sh as an owner with no AWS settings of their own but those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited["PATH"]])
    return subprocess.run(
        [script, *map(str, options)],
        env=inherited | {"PATH": path, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True)


@dataclass
class Deployment:
    url: str
    output: str
    config: dict
    stack: dict

    @property
    def bucket(self):
        return self.config["storage"]["places"][0]["bucket"]

    @property
    def table(self):
        return self.config["tables"][0]["name"]


def root(aws_url, service):
    return boto3.client(service, region_name=REGION, endpoint_url=aws_url, **ROOT)


def outputs(aws_url, stack):
    described = root(aws_url, "cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def read_object(aws_url, bucket, key):
    """The content of a public object, as a browser decodes it."""
    return requests.get(f"{aws_url}/{bucket}/{key}", timeout=10).text


@dataclass
class Caller:
    """Someone with the temporary credentials of one identity."""

    deployment: Deployment
    identity: str
    credentials: dict

    def client(self, service):
        return boto3.client(
            service, region_name=REGION, endpoint_url=self.deployment.url,
            config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}), **self.credentials)

    @property
    def prefix(self):
        return f"private/{self.identity}/"

    def item(self, item_id, **attributes):
        """An item of this caller's own."""
        return {"IdentityId": {"S": self.identity}, "ItemId": {"S": item_id}, **attributes}

    def call_api(self, method, path, body=None):
        """A signed request to the API."""
        keys = self.credentials
        url = self.deployment.config["api"]["url"] + path
        request = AWSRequest(method, url, data=body, headers={"Origin": "https://any.example"})
        SigV4Auth(Credentials(keys["aws_access_key_id"], keys["aws_secret_access_key"], keys["aws_session_token"]),
                  "execute-api", REGION).add_auth(request)
        return requests.request(method, url, data=body, headers=dict(request.headers), timeout=10)


def anonymous(aws_url, service):
    return boto3.client(service, region_name=REGION, endpoint_url=aws_url,
                        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}))


def refusal(call, *arguments, **keywords):
    """The error code of a call that has to be refused."""
    with pytest.raises(ClientError) as refused:
        call(*arguments, **keywords)
    return refused.value.response["Error"]["Code"]
