"""The providers outside and the login of one's own, as parameters of the stack: from config.json to credentials."""

import hashlib
import json
import os
import re
import sys
from types import SimpleNamespace

import boto3
import jwt
import pytest
import requests
from botocore.config import Config

import demo
from deployed import DEPLOY, INDEX, REGION, anonymous, outputs, read_object, refusal, root, run_deploy

sys.path.insert(0, str(DEPLOY / "local" / "tests"))

import outside  # noqa: E402  (found by the line above)

PARAMETERS = {
    "FacebookAppId": outside.FACEBOOK_APP, "GoogleClientId": outside.GOOGLE_CLIENT,
    "AmazonAppId": outside.AMAZON_APP, "AmazonClientId": outside.AMAZON_CLIENT,
    "AppleServicesId": outside.APPLE_SERVICE, "OidcClientId": outside.OIDC_CLIENT, "OidcName": "Example & Sons",
    "DeveloperLogin": "true",
}


def options(parameters):
    return [option for name, value in parameters.items() for option in ("--parameter", f"{name}={value}")]


@pytest.fixture(scope="module")
def with_logins(aws_url, tmp_path_factory):
    """A stack with every provider and the login it brings, and the page of it."""
    dist = tmp_path_factory.mktemp("logins")
    (dist / "index.html").write_text(INDEX)
    result = run_deploy("--endpoint-url", aws_url, "--stack", "outside", "--dist", dist,
                        *options(PARAMETERS | {"OidcIssuer": f"{aws_url}/_providers/oidc"}))
    assert result.returncode == 0, result.stderr
    stack = outputs(aws_url, "outside")
    return SimpleNamespace(url=aws_url, stack=stack,
                           config=json.loads(read_object(aws_url, stack["AppBucketName"], "config.json")))


def test_the_configuration_names_what_is_set(with_logins):
    url, login = with_logins.url, with_logins.stack["DeveloperLoginUrl"].removeprefix("https://").split(".")[0]
    stand_in = f"{url}/_providers"
    assert with_logins.config["providers"] == {
        "facebook": {"app_id": outside.FACEBOOK_APP,
                     "authorization_endpoint": f"{stand_in}/facebook/v23.0/dialog/oauth"},
        "google": {"client_id": outside.GOOGLE_CLIENT, "authorization_endpoint": f"{stand_in}/google/authorize"},
        "amazon": {"client_id": outside.AMAZON_CLIENT, "authorization_endpoint": f"{stand_in}/amazon/authorize",
                   "token_endpoint": f"{stand_in}/amazon/token"},
        "apple": {"services_id": outside.APPLE_SERVICE, "authorization_endpoint": f"{stand_in}/apple/authorize"},
        "oidc": [{"name": "Example & Sons", "issuer": f"{stand_in}/oidc", "client_id": outside.OIDC_CLIENT}],
    }
    assert with_logins.config["developer_login"] == {
        "name": "site account", "url": f"{url}/_aws/execute-api/{login}/v1/login"}


def vend(with_logins, logins, identity=None):
    identities = anonymous(with_logins.url, "cognito-identity")
    identity = identity or identities.get_id(
        IdentityPoolId=with_logins.config["identity_pool"]["id"], Logins=logins)["IdentityId"]
    given = identities.get_credentials_for_identity(IdentityId=identity, Logins=logins)["Credentials"]
    s3 = boto3.client("s3", region_name=REGION, endpoint_url=with_logins.url, aws_access_key_id=given["AccessKeyId"],
                      aws_secret_access_key=given["SecretKey"], aws_session_token=given["SessionToken"],
                      config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}))
    return identity, s3


@pytest.mark.parametrize("login", [*outside.SIGN_IN, "oidc"])
def test_a_login_outside_opens_its_own_files_and_no_others(with_logins, login):
    key = outside.oidc_login(with_logins.url) if login == "oidc" else login
    sign_in = outside.SIGN_IN.get(login, outside.oidc)
    identity, s3 = vend(with_logins, {key: sign_in(with_logins.url, "dana@example.org")})
    bucket = with_logins.config["storage"]["places"][0]["bucket"]
    s3.put_object(Bucket=bucket, Key=f"private/{identity}/note.txt", Body=b"mine")
    assert refusal(s3.put_object, Bucket=bucket, Key="private/other/note.txt", Body=b"") == "AccessDenied"


# ---- The login that the stack brings --------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def carol(with_logins):
    """The demo's user of the login."""
    demo.add_own_user(demo.LocalAws(with_logins.config))
    return {"UserName": "carol", "Password": demo.PASSWORD}


def log_in(with_logins, body, **more):
    return requests.post(with_logins.config["developer_login"]["url"], json=body, timeout=30,
                         headers={"Origin": "https://any.example"}, **more)


def test_a_user_of_ones_own_gets_an_identity(with_logins, carol):
    answer = log_in(with_logins, carol)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert set(said) == {"IdentityId", "Token"}
    claims = jwt.decode(said["Token"], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 86400, "nobody has to sign in again within the day"
    assert log_in(with_logins, carol).json()["IdentityId"] == said["IdentityId"]
    identity, s3 = vend(with_logins, {"cognito-identity.amazonaws.com": said["Token"]}, said["IdentityId"])
    s3.put_object(Bucket=with_logins.config["storage"]["places"][0]["bucket"], Key=f"private/{identity}/note.txt", Body=b"")


@pytest.mark.parametrize("change", [{"Password": "else"}, {"UserName": "nobody"}, {"UserName": "CAROL"}])
def test_who_does_not_know_the_password_is_told_no_more(with_logins, carol, change):
    answer = log_in(with_logins, carol | change)
    assert (answer.status_code, answer.json()) == (401, {"message": "Incorrect username or password."})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("body", [None, {}, [], "x", {"UserName": "carol"}, {"UserName": "carol", "Password": 1},
                                  {"UserName": "", "Password": "x"}, {"UserName": "x", "Password": "x" * 257}])
def test_what_is_no_login(with_logins, body):
    assert log_in(with_logins, body).status_code == 400


@pytest.mark.parametrize("body", [
    "[" * 100_000, '{"UserName": ' + "[" * 100_000, "{", "\0", '{"UserName": "carol", "Password": "\\ud800"}',
    '{"UserName": "\\udfff", "Password": "x"}', '{"UserName": "carol", "Password": ' + "1" * 10_000 + "}", b"\xff\xfe"])
def test_what_no_reader_gets_through_is_no_login_either(with_logins, body):
    """Whatever is sent is answered, not left to API Gateway, which says 502 of a function that fails."""
    answer = requests.post(with_logins.config["developer_login"]["url"], data=body, timeout=30)
    assert (answer.status_code, answer.json()) == (400, {"message": "Expected a JSON object with UserName and Password."})


def test_a_user_of_an_earlier_release_still_gets_in(with_logins):
    salt = bytes(16)
    digest = hashlib.scrypt(b"an old one", salt=salt, n=2**14, r=8, p=1, dklen=32)
    root(with_logins.url, "dynamodb").put_item(TableName=with_logins.stack["LoginUsersTableName"], Item={
        "UserName": {"S": "earlier"}, "Salt": {"S": salt.hex()}, "PasswordHash": {"S": digest.hex()}})
    assert log_in(with_logins, {"UserName": "earlier", "Password": "an old one"}).status_code == 200
    assert log_in(with_logins, {"UserName": "earlier", "Password": "another"}).status_code == 401


def test_nobody_gets_the_identity_of_another_by_naming_it(with_logins, carol):
    own = log_in(with_logins, carol).json()["IdentityId"]
    guest = anonymous(with_logins.url, "cognito-identity").get_id(
        IdentityPoolId=with_logins.config["identity_pool"]["id"])["IdentityId"]
    assert log_in(with_logins, carol | {"IdentityId": guest}).json()["IdentityId"] == own != guest


def test_the_preflight_of_the_login(with_logins):
    answer = requests.options(with_logins.config["developer_login"]["url"], timeout=10, headers={
        "Origin": "https://any.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type"})
    assert answer.status_code in (200, 204) and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"].lower() == "content-type"


# ---- Deploying it ---------------------------------------------------------------------------------------------------

@pytest.fixture
def openid(tmp_path):
    """A provider far away, in the place of curl: it says of itself what a test has it say, and nothing else."""
    issuer = "https://login.example.com/realm"
    provider = SimpleNamespace(issuer=issuer, path=os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]]), said={
        # As Keycloak has it, with another token endpoint in it.
        "mtls_endpoint_aliases": {"token_endpoint": "https://mtls.example.com/token"}, "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": "https://tokens.example.com:8443/realm/token"})

    def says(**change):
        provider.said |= change
        text = json.dumps({name: value for name, value in provider.said.items() if value}, indent=1)
        (tmp_path / "openid").write_text(text.replace("/", "\\/"))

    provider.says = says
    says()
    curl = tmp_path / "bin" / "curl"
    curl.parent.mkdir()
    curl.write_text(f"""#!/bin/sh
while [ $# -gt 1 ]; do shift; done
case $1 in
  https://*.example.com/none/* | *//.well-known/*) exit 22 ;;
  https://*.example.com/*well-known/openid-configuration) cat {tmp_path / "openid"} ;;
esac
""")
    curl.chmod(0o755)
    return provider


def test_on_the_real_aws_the_page_meets_the_providers_own_addresses(aws_url, tmp_path, openid):
    (tmp_path / "index.html").write_text(INDEX)
    deploy = ["--stack", "elsewhere", "--region", REGION, "--dist", tmp_path]
    environment = {"AWS_ENDPOINT_URL": aws_url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                   "PATH": openid.path}
    given = PARAMETERS | {"OidcIssuer": openid.issuer, "OidcName": "Example", "ManagedLoginDomain": "satchel-elsewhere"}
    result = run_deploy(*deploy, *options(given), **environment)
    assert result.returncode == 0, result.stderr
    stack = outputs(aws_url, "elsewhere")
    config = json.loads(read_object(aws_url, stack["AppBucketName"], "config.json"))
    assert config["providers"] == {
        "facebook": {"app_id": outside.FACEBOOK_APP}, "google": {"client_id": outside.GOOGLE_CLIENT},
        "amazon": {"client_id": outside.AMAZON_CLIENT}, "apple": {"services_id": outside.APPLE_SERVICE},
        "oidc": [{"name": "Example", "issuer": openid.issuer, "client_id": outside.OIDC_CLIENT}],
    }
    assert config["developer_login"] == {"name": "site account", "url": stack["DeveloperLoginUrl"]}
    assert config["user_pool"]["managed_login"] == {
        "url": "https://satchel-elsewhere.auth.us-east-1.amazoncognito.com", "providers": []}
    user_pool = config["user_pool"]
    client = root(aws_url, "cognito-idp").describe_user_pool_client(
        UserPoolId=user_pool["id"], ClientId=user_pool["client_id"])["UserPoolClient"]
    assert client["CallbackURLs"] == [stack["HttpsUrl"]], "no address of anybody's development"
    page = read_object(aws_url, stack["AppBucketName"], "index.html")
    login = stack["DeveloperLoginUrl"].removesuffix("/v1/login")
    domain = config["user_pool"]["managed_login"]["url"]
    assert f"https://api.amazon.com https://login.example.com https://tokens.example.com:8443 {login} {domain};" in page
    pool = root(aws_url, "cognito-identity").describe_identity_pool(IdentityPoolId=stack["IdentityPoolId"])
    assert pool["SupportedLoginProviders"] == outside.SOCIAL
    assert pool["OpenIdConnectProviderARNs"] == ["arn:aws:iam::000000000000:oidc-provider/login.example.com/realm"]

    # All goes as it came, but for the developer provider's name, which stays for ever.
    gone = {name: "" for name in given} | {
        "OidcName": "Example", "DeveloperLogin": "false", "DeveloperProviderName": "login.satchel"}
    result = run_deploy(*deploy, *options(gone), **environment)
    assert result.returncode == 0, result.stderr
    config = json.loads(read_object(aws_url, stack["AppBucketName"], "config.json"))
    assert not {"providers", "developer_login"} & set(config) and "managed_login" not in config["user_pool"]
    pool = root(aws_url, "cognito-identity").describe_identity_pool(IdentityPoolId=stack["IdentityPoolId"])
    assert not pool.get("SupportedLoginProviders") and not pool.get("OpenIdConnectProviderARNs")


def test_a_provider_the_account_has_already(aws_url, tmp_path, openid):
    iam = root(aws_url, "iam")
    # One that gives pages an ID token by itself, and trades no codes.
    issuer = "https://known.example.com"
    openid.says(issuer=issuer, token_endpoint=None)
    arn = iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["x"])["OpenIDConnectProviderArn"]
    result = run_deploy("--endpoint-url", aws_url, "--stack", "known", "--config-only", tmp_path / "config.json",
                        *options({"OidcIssuer": issuer, "OidcClientId": "x", "OidcResponseType": "id_token",
                                  "OidcProviderExists": "true", "DeveloperProviderName": "login.example.com",
                                  "DeveloperLoginName": "Example & Sons",
                                  "DeveloperLoginUrl": "https://api.example.com/session"}), PATH=openid.path)
    assert result.returncode == 0, result.stderr
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["providers"] == {
        "oidc": [{"name": "OpenID Connect", "issuer": issuer, "client_id": "x", "response_type": "id_token"}]}
    assert config["developer_login"] == {"name": "Example & Sons", "url": "https://api.example.com/session"}
    pool = root(aws_url, "cognito-identity").describe_identity_pool(IdentityPoolId=config["identity_pool"]["id"])
    assert (pool["OpenIdConnectProviderARNs"], pool["DeveloperProviderName"]) == ([arn], "login.example.com")
    assert "LoginUsersTableName" not in outputs(aws_url, "known")


def test_a_provider_that_would_not_work_is_found_out_before_anybody_signs_in_there(aws_url, tmp_path, openid):
    deploy = ["--endpoint-url", aws_url, "--stack", "faulty", "--config-only", tmp_path / "config.json",
              *options({"OidcClientId": "x", "OidcProviderExists": "true"})]
    issuer, said = openid.issuer, dict(openid.said)
    for given, change, sentence in [
        (issuer, {"issuer": f"{issuer}/"}, f"names the issuer '{issuer}/', and OidcIssuer '{issuer}'"),
        (f"{issuer}/", {}, f"names the issuer '{issuer}', and OidcIssuer '{issuer}/'"),
        (issuer, {"authorization_endpoint": None}, "does not say where to sign in"),
        (issuer, {"token_endpoint": None}, "--parameter OidcResponseType=id_token"),
        # What put a script into the page that was published.
        (issuer, {"token_endpoint": "https://t.example; script-src-elem * 'unsafe-inline'; x\\042\\076\\074script\\076"},
         "The token_endpoint that"),
        (issuer, {"authorization_endpoint": "javascript:alert(1)"}, "The authorization_endpoint that"),
        ("https://login.example.com/none", {},
         "does not say where it answers: https://login.example.com/none/.well-known/openid-configuration"),
    ]:
        openid.says(**said | change)
        result = run_deploy(*deploy, *options({"OidcIssuer": given}), PATH=openid.path)
        assert result.returncode != 0 and sentence in result.stderr, result.stderr
        assert "Mend OidcIssuer or the provider" in result.stderr and not (tmp_path / "config.json").exists()


def test_what_a_provider_says_puts_nothing_into_the_page(aws_url, tmp_path, openid):
    """The whole way, to the page in its bucket: where its policy would have been ended by the provider, nothing is there."""
    (tmp_path / "index.html").write_text(INDEX)
    deploy = ["--endpoint-url", aws_url, "--stack", "forged", "--dist", tmp_path,
              *options({"OidcIssuer": openid.issuer, "OidcClientId": "x", "OidcProviderExists": "true"})]
    openid.says(token_endpoint="https://t.example; script-src-elem * 'unsafe-inline'; \"><script>alert(1)</script>")
    result = run_deploy(*deploy, PATH=openid.path)
    assert result.returncode != 0 and "==> uploading" not in result.stdout
    bucket = outputs(aws_url, "forged")["AppBucketName"]
    assert root(aws_url, "s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0

    openid.says(token_endpoint="https://t.example/token;script-src*'unsafe-inline'")
    result = run_deploy(*deploy, PATH=openid.path)
    assert result.returncode == 0, result.stderr
    page = read_object(aws_url, bucket, "index.html")
    assert f"connect-src 'self' {aws_url} https://login.example.com https://t.example;" in page
    assert "unsafe-inline" not in page


# What the page takes for developer_login.url, src/core/config/mod.rs holds it to the same list.
@pytest.mark.parametrize("url, taken", [
    ("https://login.example/session/", True), ("http://localhost:4566/login", True), ("http://127.0.0.1/login", True),
    ("https://a.example:8443", True), ("http://login.example/session", False), ("https://login.example/?of=us", False),
    ("http://localhost.example/", False), ("https://", False), ("login", False)])
def test_the_template_takes_the_addresses_of_a_login_that_the_page_takes(url, taken):
    (pattern,) = re.findall(r"DeveloperLoginUrl:\n(?:    .*\n)*?    AllowedPattern: (.*)\n", (DEPLOY / "template.yaml").read_text())
    assert bool(re.fullmatch(pattern, url, re.ASCII)) == taken and re.fullmatch(pattern, "")


# ---- The user pool's own domain -------------------------------------------------------------------------------------

def test_the_user_pool_gets_a_domain_and_the_page_its_providers(aws_url, tmp_path):
    config = tmp_path / "config.json"
    deploy = ["--endpoint-url", aws_url, "--stack", "domain", "--config-only", config]
    domain = {"ManagedLoginDomain": "satchel-domain", "ManagedLoginPage": "single sign-on"}
    result = run_deploy(*deploy, *options(domain))
    assert result.returncode == 0, result.stderr
    pool = json.loads(config.read_text())["user_pool"]
    assert pool["managed_login"] == {"url": aws_url, "page": "single sign-on", "providers": []}
    # A provider has a secret, which is no business of the stack's: its owner adds it to the pool.
    pools = root(aws_url, "cognito-idp")
    details = {"client_id": "x", "client_secret": "y", "authorize_scopes": "email"}
    for name in ("Facebook", "LoginWithAmazon"):
        pools.create_identity_provider(UserPoolId=pool["id"], ProviderName=name, ProviderType=name,
                                       ProviderDetails=details, AttributeMapping={"email": "email"})
    result = run_deploy(*deploy, *options({
        "ManagedLoginProviders": "Facebook,LoginWithAmazon", "ManagedLoginPage": "",
        "ManagedLoginReturnUrls": "http://localhost:8080/,https://files.example.com/"}))
    assert result.returncode == 0, result.stderr
    assert json.loads(config.read_text())["user_pool"]["managed_login"] == {
        "url": aws_url, "providers": [
            {"name": "Facebook", "identity_provider": "Facebook"},
            {"name": "Amazon", "identity_provider": "LoginWithAmazon"}]}
    client = pools.describe_user_pool_client(UserPoolId=pool["id"], ClientId=pool["client_id"])["UserPoolClient"]
    assert client["SupportedIdentityProviders"] == ["COGNITO", "Facebook", "LoginWithAmazon"]
    assert (client["AllowedOAuthFlows"], client["AllowedOAuthFlowsUserPoolClient"]) == (["code"], True)
    assert sorted(client["AllowedOAuthScopes"]) == ["aws.cognito.signin.user.admin", "email", "openid", "profile"]
    bucket = outputs(aws_url, "domain")["AppBucketName"]
    assert client["CallbackURLs"] == [f"https://{bucket}.s3.us-east-1.amazonaws.com/index.html",
                                      "http://localhost:8080/", "https://files.example.com/"]
    domain = pools.describe_user_pool_domain(Domain="satchel-domain")["DomainDescription"]
    assert (domain["UserPoolId"], domain["ManagedLoginVersion"]) == (pool["id"], 2)


def test_without_a_domain_there_is_no_managed_login(with_logins):
    assert "managed_login" not in with_logins.config["user_pool"]
    pool = with_logins.config["user_pool"]
    client = root(with_logins.url, "cognito-idp").describe_user_pool_client(
        UserPoolId=pool["id"], ClientId=pool["client_id"])["UserPoolClient"]
    assert client["SupportedIdentityProviders"] == ["COGNITO"] and not client.get("AllowedOAuthFlows")
