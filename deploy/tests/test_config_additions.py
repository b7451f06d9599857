"""What the owner's own file adds to config.json."""

import json
import sys

import pytest

from deployed import DEPLOY, run_deploy

sys.path.insert(0, str(DEPLOY))

import config_json  # noqa: E402  (found by the line above)
import content_policy  # noqa: E402
from content_policy import Refused  # noqa: E402

CONFIG = {
    "region": "eu-west-1",
    "user_pool": {"id": "eu-west-1_a", "first_factors": ["PASSWORD"]},
    "storage": {"places": [
        {"bucket": "data", "prefix": "private/{identity_id}/", "access": {"authenticated": ["get"]}},
        {"label": "Shared", "slug": "shared", "bucket": "data", "prefix": "shared/", "access": {"guest": ["get"]}}]},
    "tables": [{"name": "Items", "partition_key": "IdentityId", "sort_key": "ItemId"}],
}
ARCHIVE = {"label": "Archive", "slug": "archive", "bucket": "old", "region": "eu-west-3", "prefix": ""}


def test_what_is_added_stands_beside_what_the_stack_says():
    merged = config_json.with_additions(CONFIG, {
        "user_pool": {"auth_flow": "CUSTOM_AUTH", "first_factors": []},
        "storage": {"places": [ARCHIVE, {"slug": "shared", "label": "For all", "access": {"guest": []}}]},
        "tables": [{"name": "Items", "sort_key": "Id"}, {"name": "More"}],
        "providers": {"oidc": [{"name": "Example", "issuer": "https://id.example.com", "client_id": "x"}]},
    })
    assert merged["region"] == "eu-west-1"
    assert merged["user_pool"] == {"id": "eu-west-1_a", "auth_flow": "CUSTOM_AUTH", "first_factors": []}
    own, shared = CONFIG["storage"]["places"]
    assert merged["storage"]["places"] == [own, shared | {"label": "For all", "access": {"guest": []}}, ARCHIVE]
    assert merged["tables"] == [{"name": "Items", "partition_key": "IdentityId", "sort_key": "Id"}, {"name": "More"}]
    assert CONFIG["tables"][0]["sort_key"] == "ItemId", "what the stack says is left as it was"


def test_the_page_may_connect_to_what_is_added():
    merged = config_json.with_additions(CONFIG, {
        "storage": {"places": [ARCHIVE]}, "providers": {"oidc": [{"issuer": "https://id.example.com"}]}})
    allowed = content_policy.directives(merged, [], [])["connect-src"]
    assert "https://*.s3.eu-west-3.amazonaws.com" in allowed and "https://id.example.com" in allowed


@pytest.mark.parametrize("additions, sentence", [
    ("{", "cannot be read as JSON"),
    ("[]", "has to be an object"),
    ('{"storage": []}', "`storage.places` has to be a list of objects"),
    ('{"storage": {"places": {}}}', "`storage.places` has to be a list of objects"),
    ('{"storage": {"places": ["x"]}}', "`storage.places` has to be a list of objects"),
    ('{"storage": {"places": [{"bucket": "x", "region": 1}]}}', "`storage.places[0].region` has to be a text"),
    ('{"storage": {"region": 1}}', "`storage.region` has to be a text"),
    ('{"region": 1}', "`region` has to be a text"),
    ('{"providers": {"oidc": [{"name": "x"}]}}', "`providers.oidc` has to be a list of objects with `issuer`"),
    ('{"tables": {}}', "`tables` has to be a list"),
    ('{"user_pool": "x"}', "`user_pool` has to be an object"),
    ('{"region": {}}', "`region` has to be a text"),
    ('{"region": null}', "`region` has to be a text"),
    ('{"storage": {"places": [{"slug": "shared", "access": []}]}}', "`storage.places[1].access` has to be an object"),
])
def test_what_does_not_fit_is_named(tmp_path, additions, sentence):
    (tmp_path / "additions.json").write_text(additions)
    with pytest.raises(Refused) as refused:
        config_json.with_additions(CONFIG, config_json.additions_in(tmp_path / "additions.json"))
    assert sentence in str(refused.value)


def test_a_deployment_has_what_is_added(aws_url, deployment, tmp_path):
    (tmp_path / "additions.json").write_text(json.dumps({"storage": {"places": [ARCHIVE]}}))
    result = run_deploy("--endpoint-url", aws_url, "--config-only", tmp_path / "config.json",
                        "--config-additions", tmp_path / "additions.json")
    assert result.returncode == 0, result.stderr
    written = json.loads((tmp_path / "config.json").read_text())
    assert written["storage"]["places"] == [*deployment.config["storage"]["places"], ARCHIVE]
    (tmp_path / "additions.json").write_text('{"tables": 7}')
    refused = run_deploy("--endpoint-url", aws_url, "--config-only", tmp_path / "other.json",
                         "--config-additions", tmp_path / "additions.json")
    assert refused.returncode != 0 and "`tables` has to be a list." in refused.stderr
    assert not (tmp_path / "other.json").exists()
