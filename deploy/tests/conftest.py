"""A local AWS in memory, the stack on it, and the callers that drive it with the credentials they really get."""

import json
import os
import re
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
sys.path.insert(0, str(DEPLOY / "local"))

import demo  # noqa: E402  (found by the line above)

REGION = "us-east-1"
ROOT = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture(scope="session")
def aws_url():
    """The address of a local AWS that forgets everything when the tests are over."""
    command = [sys.executable, str(DEPLOY / "local"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield re.search(r"http://localhost:\d+", server.stdout.readline())[0]
        finally:
            server.terminate()


def run_deploy(*options, script=DEPLOY / "deploy.sh", **environment):
    """Runs deploy.sh as an owner with no AWS settings of their own but those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), inherited["PATH"]])
    return subprocess.run(
        [script, *map(str, options)],
        env=inherited | {"PATH": path, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True)


HASH = "0123456789abcdef"
INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<!-- connect-src is narrowed when the page is deployed -->
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'sha256-abc=';
  connect-src 'self'
    https://*.amazonaws.com; style-src 'self'">
<title>Satchel</title></head><body>release 1</body></html>
"""


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    """A built page, as Trunk leaves it."""
    dist = tmp_path_factory.mktemp("dist")
    files = {
        "index.html": INDEX,
        "config.json": '{"of": "development"}',
        ".trunk-lock": "",
        f"satchel-{HASH}.js": "export default 1;\n",
        f"satchel-{HASH}_bg.wasm": "\0asm",
        f"main-{HASH}.css": "a { color: red }\n",
        f"snippets/part-{HASH}/inline0.js": "export {};\n",
        "icons/icon.svg": "<svg/>",
        "icons/icon 192.png": "\x89PNG",
    }
    for name, content in files.items():
        (dist / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / name).write_text(content, encoding="latin-1")
    return dist


@dataclass
class Deployment:
    url: str
    output: str
    config: dict
    stack: dict

    @property
    def bucket(self):
        return self.config["storage"]["bucket"]

    @property
    def table(self):
        return self.config["tables"][0]["name"]


@pytest.fixture(scope="session")
def deployment(aws_url, dist):
    """The stack and the page, deployed by deploy.sh, with the demo's users in it."""
    result = run_deploy("--endpoint-url", aws_url, "--dist", dist)
    assert result.returncode == 0, result.stderr
    stack = outputs(aws_url, "satchel")
    # A real browser's way to the configuration: the object is stored gzipped.
    config = json.loads(read_object(aws_url, stack["AppBucketName"], "config.json"))
    aws = demo.LocalAws(config)
    demo.seed(aws)
    return Deployment(aws_url, result.stdout, config, stack)


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
    """Someone with temporary credentials, or an anonymous visitor without any."""

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

    def call_api(self, method, path):
        """A signed request to the API."""
        keys = self.credentials
        url = self.deployment.config["api"]["url"] + path
        request = AWSRequest(method, url, headers={"Origin": "https://any.example"})
        SigV4Auth(Credentials(keys["aws_access_key_id"], keys["aws_secret_access_key"], keys["aws_session_token"]),
                  "execute-api", REGION).add_auth(request)
        return requests.request(method, url, headers=dict(request.headers), timeout=10)


@pytest.fixture(scope="session")
def alice(deployment):
    return Caller(deployment, *demo.LocalAws(deployment.config).sign_in("alice@example.com"))


@pytest.fixture(scope="session")
def bob(deployment):
    return Caller(deployment, *demo.LocalAws(deployment.config).sign_in("bob@example.com"))


@pytest.fixture(scope="session")
def guest(deployment):
    identities = anonymous(deployment.url, "cognito-identity")
    identity = identities.get_id(IdentityPoolId=deployment.config["identity_pool"]["id"])["IdentityId"]
    vended = identities.get_credentials_for_identity(IdentityId=identity)["Credentials"]
    return Caller(deployment, identity, {
        "aws_access_key_id": vended["AccessKeyId"],
        "aws_secret_access_key": vended["SecretKey"],
        "aws_session_token": vended["SessionToken"],
    })


def anonymous(aws_url, service):
    return boto3.client(service, region_name=REGION, endpoint_url=aws_url,
                        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 1}))


def refusal(call, *arguments, **keywords):
    """The error code of a call that has to be refused."""
    with pytest.raises(ClientError) as refused:
        call(*arguments, **keywords)
    return refused.value.response["Error"]["Code"]
