"""Nothing that others say gets into the page's policy but the scheme, host and port of an address."""

import json
import subprocess
import sys

import pytest

from deployed import DEPLOY, INDEX

sys.path.insert(0, str(DEPLOY))

import config_json  # noqa: E402  (found by the line above)
import content_policy  # noqa: E402
import openid  # noqa: E402
from content_policy import Refused  # noqa: E402

CONFIG = {"region": "eu-west-1", "api": {"url": "https://a1.execute-api.eu-west-1.amazonaws.com/v1"}}
# What put a script into a published page, and its like.
FORGED = [
    "https://t.example; script-src-elem * 'unsafe-inline'; x\"><script>alert(1)</script>",
    "https://t.example;script-src * /", "https://t.example\" onload=x /", "https://t.example\\042\\076/", "https://t.example\n/",
    "https://t.example https://u.example", "https://*", "https://*.example", "https://*.s3.", "*", "'unsafe-inline'", "https:",
    "data:text/html,x", "javascript:alert(1)", "//t.example/", "https://user@t.example/", "https://t.example:0/",
    "https://t.example:99999/", "https://[::1]/", "https://t_example/", "https://tücken.example/", "https://t.example/#x", "",
]


@pytest.mark.parametrize("address", FORGED)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(Refused):
        content_policy.source(address)


@pytest.mark.parametrize("address, source", [
    ("https://t.example/realm/token?x=;'&y", "https://t.example"), ("https://T.example:8443", "https://t.example:8443"),
    ("https://10.1.2.3/", "https://10.1.2.3"), ("http://localhost:4566/_providers/oidc", "http://localhost:4566"),
    ("http://127.0.0.1/", "http://127.0.0.1"), ("https://*.s3.eu-west-1.amazonaws.com", "https://*.s3.eu-west-1.amazonaws.com")])
def test_of_an_address_only_its_origin_stays(address, source):
    assert content_policy.source(address) == source


@pytest.mark.parametrize("address", [7, None, [], {}])
def test_what_is_no_text_is_no_address(address):
    with pytest.raises(Refused, match="no address"):
        content_policy.source(address)


def test_without_encryption_there_is_only_this_machine_and_the_local_aws():
    for address in ("http://t.example/", "http://localhost.t.example/"):
        with pytest.raises(Refused, match="https:// only"):
            content_policy.source(address)
    assert content_policy.source("http://aws:4566/x", "http://aws:4566") == "http://aws:4566"
    with pytest.raises(Refused):
        content_policy.source("http://aws:4567/x", "http://aws:4566")


@pytest.mark.parametrize("place", ["api", "issuer", "token", "amazon", "login", "managed", "region", "s3", "storage", "also",
                                   "endpoint"])
def test_every_way_into_the_policy_is_guarded(place):
    """Each with an address that would end the directive and begin one of its own."""
    evil = "https://t.example; script-src-elem *"
    config, regions, also = json.loads(json.dumps(CONFIG)), [], []
    if place == "api":
        config["api"]["url"] = evil
    elif place in ("issuer", "token"):
        config["providers"] = {"oidc": [{"issuer": "https://i.example", "token_endpoint": "https://i.example"} | {
            {"issuer": "issuer", "token": "token_endpoint"}[place]: evil}]}
    elif place == "amazon":
        config["providers"] = {"amazon": {"client_id": "x", "token_endpoint": evil}}
    elif place == "login":
        config["developer_login"] = {"url": evil}
    elif place == "managed":
        config["user_pool"] = {"managed_login": {"url": evil}}
    elif place == "region":
        config["region"] = "eu-west-1.amazonaws.com; script-src-elem *"
    elif place == "s3":
        regions = ["eu-west-1 *"]
    elif place == "storage":
        config["storage"] = {"region": "eu-west-1 *"}
    elif place == "also":
        also = [evil]
    else:
        config["endpoints"] = {"s3": evil}
    with pytest.raises(Refused):
        content_policy.directives(config, regions, also)
    assert content_policy.directives(CONFIG, [], [])["connect-src"][:2] == ["'self'", "https://a1.execute-api.eu-west-1.amazonaws.com"]


def test_further_apis_are_connected_to():
    api = {"endpoints": [{"url": "https://b2.lambda-url.eu-west-3.on.aws/x"}]}
    found = content_policy.directives(CONFIG | {"api": api}, [], [])["connect-src"]
    assert found[1] == "https://b2.lambda-url.eu-west-3.on.aws"


@pytest.mark.parametrize("listed", [
    "{", "{}", '["https://a.example"]', '[{"label": "x"}]', '[{"url": 7}]', '[{"url": "http://a.example"}]',
    '[{"url": "https://a.example; script-src *"}]'])
def test_a_list_of_endpoints_that_is_none_is_refused(tmp_path, listed):
    (tmp_path / "endpoints.json").write_text(listed)
    with pytest.raises(Refused):
        config_json.api_endpoints(tmp_path / "endpoints.json")


def test_places_are_reached_in_their_own_regions():
    storage = {"places": [{"bucket": "x"}, {"bucket": "y", "region": "us-east-1"}]}
    found = content_policy.directives(CONFIG | {"storage": storage}, [], [])
    s3 = [address for region in ("eu-west-1", "us-east-1") for address in (
        f"https://s3.{region}.amazonaws.com", f"https://*.s3.{region}.amazonaws.com")]
    assert found["frame-src"] == ["blob:", *s3] and set(s3) < set(found["connect-src"])
    assert found["media-src"] == s3
    china = content_policy.directives(CONFIG | {"region": "cn-north-1"}, [], [])
    assert "https://sts.cn-north-1.amazonaws.com.cn" in china["connect-src"]


@pytest.mark.parametrize("page", [
    "<html></html>", INDEX + INDEX, INDEX.replace("connect-src 'self'", "img-src 'self'"),
    INDEX.replace("script-src", "connect-src"), INDEX.replace("frame-src", "img-src"), INDEX.replace("media-src", "img-src"),
    INDEX.replace("Content-Security-Policy", "x-ua-compatible")])
def test_a_page_with_another_policy_than_one_is_refused(page):
    with pytest.raises(Refused, match="index.html has"):
        content_policy.narrowed(page, {"connect-src": ["'self'"], "media-src": ["https://s3.example"], "frame-src": ["https://s3.example"]})


# ---- What a provider says -------------------------------------------------------------------------------------------

ISSUER = "https://login.example.com"
SAID = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token"}


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint"])
@pytest.mark.parametrize("address", [*filter(None, FORGED), "http://t.example/", 7, ["https://t.example/"], {}])
def test_a_providers_endpoints_are_addresses(endpoint, address):
    for response_type in ("code", "id_token"):
        with pytest.raises(Refused, match=endpoint):
            openid.token_endpoint(ISSUER, response_type, SAID | {endpoint: address}, "there")


@pytest.mark.parametrize("text", ["", "<html>", "[]", "\"x\"", "null", "{", "[" * 100_000, "{\"issuer\": \"x\"" + " " * 1_000_000 + "}"])
def test_what_is_no_configuration_of_a_provider_is_said_to_be_none(text):
    with pytest.raises(Refused, match="one JSON object is expected there"):
        openid.document(text, "there")


def test_a_providers_words_reach_no_terminal_as_commands():
    with pytest.raises(Refused) as refused:
        openid.token_endpoint(ISSUER, "code", SAID | {"issuer": "x\x1b]0;title\x07"}, "there")
    assert "\x1b" not in str(refused.value) and "\x07" not in str(refused.value)


def test_what_is_refused_is_said_in_a_sentence(tmp_path):
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    command = [sys.executable, DEPLOY / "content_policy.py", tmp_path / "index.html", tmp_path / "config.json",
               tmp_path / "narrowed.html", "--also", FORGED[0]]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "no address that the page may connect to" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "narrowed.html").exists()
