"""A local AWS in memory, the stack on it, and the callers that drive it with the credentials they really get."""

import json
import re
import subprocess
import sys

import pytest

from deployed import DEPLOY, HASH, INDEX, Caller, Deployment, anonymous, outputs, read_object, run_deploy

sys.path.insert(0, str(DEPLOY / "local"))

import demo  # noqa: E402  (found by the line above)


@pytest.fixture(scope="session")
def aws_url():
    """The address of a local AWS that forgets everything when the tests are over."""
    command = [sys.executable, str(DEPLOY / "local"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield re.search(r"http://localhost:\d+", server.stdout.readline())[0]
        finally:
            server.terminate()


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
