"""What deploy.sh makes of the template and the built page."""

import json
import re
import subprocess
import sys
from pathlib import Path
from shutil import copy
from types import SimpleNamespace

import boto3
import pytest
import requests

import demo
from deployed import DEPLOY, HASH, INDEX, REGION, ROOT, anonymous, outputs, read_object, refusal, root, run_deploy


def test_the_template_has_nothing_to_warn_about():
    command = [Path(sys.executable).parent / "cfn-lint", DEPLOY / "template.yaml"]
    lint = subprocess.run(command, capture_output=True, text=True)
    assert (lint.returncode, lint.stdout) == (0, "")


# ---- config.json ----------------------------------------------------------------------------------------------------

def test_the_configuration_is_the_stacks(deployment):
    stack, url = deployment.stack, deployment.url
    api_id = stack["ApiUrl"].removeprefix("https://").split(".")[0]
    assert deployment.config == {
        "region": REGION,
        "user_pool": {
            "id": stack["UserPoolId"],
            "client_id": stack["UserPoolClientId"],
            "password_policy": {"min_length": 8, "require_lowercase": True, "require_uppercase": True,
                                "require_numbers": True, "require_symbols": False},
            "username_attributes": ["email"],
            "alias_attributes": [],
            "standard_required_attributes": [],
            "first_factors": ["PASSWORD"],
            "mfa": "OPTIONAL",
            "mfa_factors": ["SOFTWARE_TOKEN_MFA"],
            "remember_devices": "never",
        },
        "identity_pool": {"id": stack["IdentityPoolId"], "allow_guests": True},
        "storage": {"places": [
            {"bucket": stack["DataBucketName"], "region": REGION, "prefix": "private/{identity_id}/",
             "access": {"authenticated": ["get", "list", "write", "delete"]}},
            {"label": "Shared", "slug": "shared", "bucket": stack["DataBucketName"], "region": REGION, "prefix": "shared/",
             "access": {"guest": ["get", "list"], "authenticated": ["get", "list"]}},
        ]},
        "tables": [{"name": stack["TableName"], "partition_key": "IdentityId", "sort_key": "ItemId"}],
        "api": {"url": f"{url}/_aws/execute-api/{api_id}/v1", "openapi": "api.json"},
        "endpoints": {service: url for service in ("cognito-idp", "cognito-identity", "sts", "s3", "dynamodb")},
    }


# ---- api.json -------------------------------------------------------------------------------------------------------

def test_the_api_is_described(deployment):
    api = json.loads(read_object(deployment.url, deployment.stack["AppBucketName"], deployment.config["api"]["openapi"]))
    assert api["openapi"].startswith("3.0.")
    assert api["servers"] == [{"url": deployment.config["api"]["url"]}]
    said = {(method, path): (operation["operationId"], operation["summary"])
            for path, operations in api["paths"].items() for method, operation in operations.items()}
    assert said == {("get", "/hello"): ("sayHello", "Say hello"), ("post", "/notes"): ("leaveNote", "Leave a note")}
    post = api["paths"]["/notes"]["post"]
    assert "nobody else can read it" in post["description"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Note"}
    note = api["components"]["schemas"]["Note"]
    assert (note["required"], note["properties"]["note"]["maxLength"]) == (["note"], 1000)


def test_every_described_operation_is_there(deployment, alice):
    api = json.loads(read_object(deployment.url, deployment.stack["AppBucketName"], "api.json"))
    for path, operations in api["paths"].items():
        for method in operations:
            # What is not there is refused with 403.
            assert alice.call_api(method.upper(), path).status_code in (200, 400), (method, path)


# ---- The page -------------------------------------------------------------------------------------------------------

DAY, EVER, NEVER = "public, max-age=86400", "public, max-age=31536000, immutable", "no-cache"


@pytest.mark.parametrize("key, kind, encoding, cache", [
    ("index.html", "text/html; charset=utf-8", "gzip", NEVER),
    ("config.json", "application/json", "gzip", NEVER),
    ("api.json", "application/json", "gzip", NEVER),
    (f"satchel-{HASH}.js", "text/javascript; charset=utf-8", "gzip", EVER),
    (f"satchel-{HASH}_bg.wasm", "application/wasm", "gzip", EVER),
    (f"main-{HASH}.css", "text/css; charset=utf-8", "gzip", EVER),
    (f"snippets/part-{HASH}/inline0.js", "text/javascript; charset=utf-8", "gzip", EVER),
    ("icons/icon.svg", "image/svg+xml", "gzip", DAY),
    ("icons/icon 192.png", "image/png", None, DAY),
])
def test_a_file_is_stored_as_a_browser_wants_it(deployment, dist, key, kind, encoding, cache):
    answer = requests.get(f"{deployment.url}/{deployment.stack['AppBucketName']}/{key}", timeout=10)
    assert answer.headers["Content-Type"] == kind
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Cache-Control"] == cache
    if key not in ("index.html", "config.json", "api.json"):
        assert answer.content == (dist / key).read_bytes()


def test_only_the_page_is_uploaded(deployment, dist):
    found = root(deployment.url, "s3").list_objects_v2(Bucket=deployment.stack["AppBucketName"])["Contents"]
    files = {str(path.relative_to(dist)) for path in dist.rglob("*") if path.is_file()}
    assert {entry["Key"] for entry in found} == files - {".trunk-lock"} | {"api.json"}


def test_what_index_html_refers_to_goes_before_it(deployment):
    after = deployment.output.split("==> uploading")[1].splitlines()[1:]
    uploads = [line.strip() for line in after if line.startswith("    ")]
    assert uploads[-2:] == ["config.json", "index.html"]
    assert len(uploads) == 9


def test_only_where_the_page_connects_changes_in_the_policy(deployment):
    page = read_object(deployment.url, deployment.stack["AppBucketName"], "index.html")
    narrowed = INDEX.replace("connect-src 'self'\n    https://*.amazonaws.com", f"connect-src 'self' {deployment.url}")
    narrowed = narrowed.replace("media-src https://*.amazonaws.com", f"media-src {deployment.url}")
    assert page == narrowed.replace("frame-src https://*.amazonaws.com", f"frame-src blob: {deployment.url}")


def test_the_website_answers_at_the_address_that_is_printed(deployment):
    address = deployment.output.split("Satchel is at ")[1].strip()
    bucket = deployment.stack["AppBucketName"]
    port = deployment.url.rsplit(":", 1)[1]
    assert address == f"http://{bucket}.s3-website.localhost:{port}/"
    # Not every system's resolver knows names under localhost, so the address goes into the Host header.
    answer = requests.get(deployment.url, headers={"Host": address.removeprefix("http://").strip("/")}, timeout=10)
    assert answer.status_code == 200 and "release 1" in answer.text


def test_a_later_release_keeps_the_files_of_the_earlier(aws_url, deployment, tmp_path):
    later = f"satchel-{HASH[::-1]}.js"
    (tmp_path / later).write_text("export default 2;\n")
    (tmp_path / "index.html").write_text(INDEX.replace("release 1", "release 2"))
    bucket = deployment.stack["AppBucketName"]
    result = run_deploy("--endpoint-url", aws_url, "--dist", tmp_path)
    try:
        assert result.returncode == 0, result.stderr
        assert "No changes to deploy" in result.stdout
        assert outputs(aws_url, "satchel") == deployment.stack
        assert "release 2" in read_object(aws_url, bucket, "index.html")
        assert read_object(aws_url, bucket, later) == "export default 2;\n"
        assert read_object(aws_url, bucket, f"satchel-{HASH}.js") == "export default 1;\n"
    finally:
        root(aws_url, "s3").delete_object(Bucket=bucket, Key=later)


# ---- Who may call the data bucket from a browser --------------------------------------------------------------------

def preflight(deployment, origin):
    return requests.options(f"{deployment.url}/{deployment.bucket}/shared/Welcome.txt", timeout=10, headers={
        "Origin": origin, "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,x-amz-date"})


@pytest.mark.parametrize("origin", ["{website}", "https://{bucket}.s3.us-east-1.amazonaws.com", "http://localhost:8080",
                                    "http://{bucket}.s3-website.localhost:{port}", "http://{bucket}.localhost:{port}"])
def test_the_page_may_call_from_each_of_its_addresses(deployment, origin):
    origin = origin.format(website=deployment.stack["WebsiteUrl"], bucket=deployment.stack["AppBucketName"],
                           port=deployment.url.rsplit(":", 1)[1])
    answer = preflight(deployment, origin)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == origin


def test_no_other_page_may_call(deployment):
    answer = preflight(deployment, "https://elsewhere.example")
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_sees_what_it_reads(deployment, alice):
    file = {"Bucket": deployment.bucket, "Key": "shared/Welcome.txt"}
    url = alice.client("s3").generate_presigned_url("get_object", file)
    answer = requests.get(url, headers={"Origin": deployment.stack["WebsiteUrl"]}, timeout=10)
    assert answer.status_code == 200
    exposed = {name.strip().lower() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"etag", "x-amz-version-id", "x-amz-request-id", "content-range", "date"} <= exposed


# ---- The user pool --------------------------------------------------------------------------------------------------

def test_signing_in_by_srp_takes_the_right_password(deployment, monkeypatch):
    aws = demo.LocalAws(deployment.config)
    assert aws.sign_in("ALICE@example.com")[0] == aws.sign_in("alice@example.com")[0], "names are case-insensitive"
    monkeypatch.setattr(demo, "PASSWORD", "Satchel-demo-2")
    assert refusal(aws.sign_in, "alice@example.com") == "NotAuthorizedException"
    assert refusal(aws.sign_in, "nobody@example.com") == "NotAuthorizedException", "the same, so that it tells nothing"


def test_a_name_in_another_case_is_taken_already(deployment):
    sign_up = {"ClientId": deployment.config["user_pool"]["client_id"], "Username": "Alice@Example.com"}
    assert refusal(anonymous(deployment.url, "cognito-idp").sign_up, **sign_up,
                   Password=demo.PASSWORD) == "UsernameExistsException"


def test_the_password_itself_is_never_taken(deployment):
    assert refusal(
        anonymous(deployment.url, "cognito-idp").initiate_auth, ClientId=deployment.config["user_pool"]["client_id"],
        AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "alice@example.com", "PASSWORD": demo.PASSWORD},
    ) == "InvalidParameterException"


@pytest.mark.parametrize("password, refused", [
    ("Short-1", True), ("all-lower-1", True), ("ALL-UPPER-1", True), ("No-Digits", True), ("NoSymbols1", False)])
def test_the_password_policy_holds(deployment, password, refused):
    users = anonymous(deployment.url, "cognito-idp")
    sign_up = {"ClientId": deployment.config["user_pool"]["client_id"], "Username": f"{password.lower()}@example.com",
               "Password": password}
    if refused:
        assert refusal(users.sign_up, **sign_up) == "InvalidPasswordException"
    else:
        assert users.sign_up(**sign_up)["CodeDeliveryDetails"]["AttributeName"] == "email"


# ---- Other stacks, and what stays -----------------------------------------------------------------------------------

API_ENDPOINTS = [
    {"label": "Thumbnails", "url": "https://a1.lambda-url.eu-west-1.on.aws"},
    {"label": "Orders", "url": "https://orders.example.com/v2", "service": "execute-api", "region": "eu-west-1"}]


@pytest.fixture(scope="module")
def second(aws_url, tmp_path_factory):
    """Another stack, deployed as to the real AWS: the AWS CLI is led to the local one without deploy.sh knowing."""
    dist = tmp_path_factory.mktemp("second")
    (dist / "index.html").write_text(INDEX)
    endpoints = dist.parent / "endpoints.json"
    endpoints.write_text(json.dumps(API_ENDPOINTS))

    def deploy(*options):
        result = run_deploy("--stack", "second", "--region", REGION, *options, AWS_ENDPOINT_URL=aws_url,
                            AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
        assert result.returncode == 0, result.stderr
        return result.stdout

    output = deploy("--dist", dist, "--parameter", "AllowGuests=false", "--parameter", "PasswordMinLength=12",
                    "--parameter", "FirstFactors=PASSWORD,EMAIL_OTP,WEB_AUTHN", "--parameter", "RememberDevices=ASK",
                    "--parameter", "Mfa=OFF",
                    "--parameter", "PasskeyRelyingPartyId=files.example.com", "--parameter", "IdleTimeoutMinutes=30", "--s3-region", "eu-west-1",
                    "--api-endpoints", endpoints, "--connect", "https://typed.example.com/v2")
    stack = outputs(aws_url, "second")
    config = json.loads(read_object(aws_url, stack["AppBucketName"], "config.json"))
    return SimpleNamespace(deploy=deploy, output=output, stack=stack, config=config)


def test_on_the_real_aws_the_page_meets_its_own_endpoints(aws_url, second):
    assert "endpoints" not in second.config
    assert second.config["api"]["url"] == second.stack["ApiUrl"]
    assert second.config["api"]["endpoints"] == API_ENDPOINTS
    page = read_object(aws_url, second.stack["AppBucketName"], "index.html")
    policy = re.search(r"connect-src ([^;]*);", page.split("<meta content")[1])[1].split()
    assert policy == [
        "'self'", second.stack["ApiUrl"].removesuffix("/v1"),
        "https://a1.lambda-url.eu-west-1.on.aws", "https://orders.example.com",
        "https://cognito-idp.us-east-1.amazonaws.com", "https://cognito-identity.us-east-1.amazonaws.com",
        "https://sts.us-east-1.amazonaws.com", "https://dynamodb.us-east-1.amazonaws.com",
        "https://s3.us-east-1.amazonaws.com", "https://*.s3.us-east-1.amazonaws.com",
        "https://s3.eu-west-1.amazonaws.com", "https://*.s3.eu-west-1.amazonaws.com", "https://typed.example.com",
    ]
    frames = re.search(r'frame-src ([^;"]*)', page.split("<meta content")[1])[1].split()
    assert frames == ["blob:", *policy[-5:-1]], "a download is a frame of S3, a PDF document one of the page's own"
    media = re.search(r'media-src ([^;"]*)', page.split("<meta content")[1])[1].split()
    assert media == policy[-5:-1], "sound and films are played from S3"
    assert f"Satchel is at {second.stack['WebsiteUrl']}/" in second.output
    assert f"over HTTPS at {second.stack['HttpsUrl']}" in second.output
    assert second.config["https_url"] == second.stack["HttpsUrl"], "for providers that return by HTTPS only"
    (rule,) = root(aws_url, "s3").get_bucket_cors(Bucket=second.stack["DataBucketName"])["CORSRules"]
    assert rule["AllowedOrigins"] == [second.stack["WebsiteUrl"], second.stack["HttpsUrl"].removesuffix("/index.html")]


def test_a_second_stack_has_its_own_resources_and_parameters(aws_url, deployment, second, tmp_path):
    assert second.config["storage"]["places"][0]["bucket"] != deployment.bucket
    assert second.config["tables"][0]["name"] != deployment.table
    assert second.config["user_pool"]["password_policy"]["min_length"] == 12
    assert second.config["user_pool"]["first_factors"] == ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]
    assert second.config["user_pool"]["remember_devices"] == "ask"
    assert (second.config["user_pool"]["mfa"], second.config["user_pool"]["mfa_factors"]) == ("OFF", [])
    assert second.config["session"] == {"idle_timeout_minutes": 30} and "session" not in deployment.config
    assert second.config["identity_pool"]["allow_guests"] is False
    assert "GuestRoleArn" not in second.stack
    assert refusal(anonymous(aws_url, "cognito-identity").get_id,
                   IdentityPoolId=second.config["identity_pool"]["id"]) == "NotAuthorizedException"

    file = tmp_path / "new folder" / "config.json"
    second.deploy("--config-only", file)
    api = {name: value for name, value in second.config["api"].items() if name != "endpoints"}
    assert json.loads(file.read_text()) == second.config | {"api": api}, (
        "a parameter that is not given keeps its value; endpoints are given with each deployment")


def test_what_users_own_outlives_the_stack(aws_url, second):
    s3 = boto3.resource("s3", region_name=REGION, endpoint_url=aws_url, **ROOT)
    s3.Bucket(second.stack["AppBucketName"]).objects.delete()
    stacks = root(aws_url, "cloudformation")
    stacks.delete_stack(StackName="second")
    stacks.get_waiter("stack_delete_complete").wait(StackName="second", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert refusal(root(aws_url, "s3").head_bucket, Bucket=second.stack["AppBucketName"]) == "404"
    root(aws_url, "s3").head_bucket(Bucket=second.stack["DataBucketName"])
    root(aws_url, "dynamodb").describe_table(TableName=second.stack["TableName"])
    pool = root(aws_url, "cognito-idp").describe_user_pool(UserPoolId=second.stack["UserPoolId"])["UserPool"]
    assert pool["DeletionProtection"] == "ACTIVE"


# ---- What goes wrong ------------------------------------------------------------------------------------------------

def test_a_failed_step_says_which_and_what_to_do(aws_url, dist):
    result = run_deploy("--endpoint-url", aws_url, "--dist", dist, "--parameter", "AppOrigins=nonsense")
    assert result.returncode != 0
    assert "AppOrigins" in result.stderr and "one origin or more" in result.stderr
    assert "deploy.sh stopped while deploying the stack satchel" in result.stderr
    assert "uploading" not in result.stdout


def test_a_failed_resource_is_named_with_its_reason(aws_url, deployment, tmp_path):
    template = (DEPLOY / "template.yaml").read_text()
    versioned = "      VersioningConfiguration: {Status: Enabled}\n"
    assert versioned in template
    (tmp_path / "template.yaml").write_text(
        template.replace(versioned, f"{versioned}      BucketName: {deployment.bucket}\n"))
    result = run_deploy("--endpoint-url", aws_url, "--stack", "failing", "--config-only", tmp_path / "config.json",
                        script=copy(DEPLOY / "deploy.sh", tmp_path))
    assert result.returncode != 0
    assert re.search(rf"DataBucket\b.*{deployment.bucket}.* exists", result.stderr), result.stderr
    assert "aws cloudformation delete-stack --region us-east-1 --stack-name failing" in result.stderr
    assert not (tmp_path / "config.json").exists()


@pytest.mark.parametrize("options, sentence", [
    (["--dist", "/nonexistent", "--region", REGION], "Build it first: make build"),
    (["--config-only", "config.json"], "No region is set"),
    (["--config-only", "config.json", "--endpoint-url", "http://localhost:1"], "No local AWS answers"),
    (["--stack"], "--stack needs a value"),
    (["--parameter", "AllowGuests"], "takes NAME=VALUE"),
    (["--https-url", "http://files.example.com"], "begins with https://"),
    (["--api-endpoints", "/nonexistent"], "There is no file /nonexistent"),
    (["--config-additions", "/nonexistent"], "There is no file /nonexistent"),
    (["--nonsense"], "Unknown option: --nonsense"),
])
def test_what_is_missing_is_told_before_anything_changes(options, sentence):
    result = run_deploy(*options, AWS_MAX_ATTEMPTS="1")
    assert result.returncode != 0
    assert sentence in result.stderr
    assert "==> deploying" not in result.stdout


def test_credentials_of_a_real_account_stay_away_from_a_local_aws_and_the_other_way_round(aws_url, tmp_path):
    """Without any credentials, a local AWS gets its own, and another endpoint none."""
    config = tmp_path / "config.json"
    assert run_deploy("--endpoint-url", aws_url, "--config-only", config).returncode == 0
    elsewhere = run_deploy("--endpoint-url", "http://aws.invalid", "--region", REGION, "--config-only", config,
                           AWS_EC2_METADATA_DISABLED="true")
    assert "Unable to locate credentials" in elsewhere.stderr


# ---- The demo -------------------------------------------------------------------------------------------------------

def test_the_demo_never_takes_back_what_a_user_changed(deployment, bob, capsys):
    s3, file = bob.client("s3"), {"Bucket": deployment.bucket, "Key": bob.prefix + "music/🎸 chords.txt"}
    s3.put_object(**file, Body=b"changed")
    demo.seed(demo.LocalAws(deployment.config))
    assert "in place already" in capsys.readouterr().out
    assert s3.get_object(**file)["Body"].read() == b"changed"


def test_the_demo_shows_every_type_of_attribute(deployment, alice, bob):
    def types(value):
        (kind, content), = value.items()
        inner = content.values() if kind == "M" else content if kind == "L" else []
        return {kind}.union(*map(types, inner))

    found = set()
    for user in (alice, bob):
        items = user.client("dynamodb").query(
            TableName=deployment.table, KeyConditionExpression="IdentityId = :id",
            ExpressionAttributeValues={":id": {"S": user.identity}})["Items"]
        found = found.union(*(types(value) for item in items for value in item.values()))
    assert found == {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS"}


def test_the_demo_refuses_a_real_deployment(deployment, tmp_path):
    real = {name: value for name, value in deployment.config.items() if name != "endpoints"}
    (tmp_path / "config.json").write_text(json.dumps(real))
    result = subprocess.run([sys.executable, str(DEPLOY / "local" / "demo.py"), str(tmp_path / "config.json")],
                            capture_output=True, text=True)
    assert result.returncode == 1 and "for the local one only" in result.stderr
