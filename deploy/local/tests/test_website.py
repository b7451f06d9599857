"""Website endpoints, asked as a browser asks: by Host."""

import gzip
import json

import pytest
import requests
from clients import REGION


@pytest.fixture(scope="module")
def site(stack):
    """Asks the website of the stack's page for a path; the objects are put there first."""
    s3 = stack.root("s3")
    s3.put_object(Bucket=stack.site, Key="index.html", Body=gzip.compress(b"<h1>home</h1>"),
                  ContentType="text/html; charset=utf-8", ContentEncoding="gzip", CacheControl="no-cache")
    s3.put_object(Bucket=stack.site, Key="docs/index.html", Body=b"docs", ContentType="text/html")
    s3.put_object(Bucket=stack.site, Key="a b/ü+%.txt", Body=b"nasty", ContentType="text/plain")
    s3.put_object(Bucket=stack.site, Key="app.wasm", Body=b"\0asm", ContentType="application/wasm",
                  CacheControl="public, max-age=31536000, immutable")

    def ask(path="/", method="GET", host=f"{stack.site}.s3-website-{REGION}.amazonaws.com", **headers):
        return requests.request(method, stack.endpoint + path, headers={"Host": host, **headers},
                                allow_redirects=False)

    yield ask
    for entry in s3.list_objects_v2(Bucket=stack.site)["Contents"]:
        s3.delete_object(Bucket=stack.site, Key=entry["Key"])


@pytest.fixture
def configured(stack):
    """Changes the website's configuration for one test."""
    s3 = stack.root("s3")
    before = s3.get_bucket_website(Bucket=stack.site)
    yield lambda **configuration: s3.put_bucket_website(Bucket=stack.site, WebsiteConfiguration=configuration)
    s3.put_bucket_website(Bucket=stack.site, WebsiteConfiguration={
        name: before[name] for name in ("IndexDocument", "ErrorDocument")})


@pytest.mark.parametrize("host", [
    "{}.s3-website-us-east-1.amazonaws.com", "{}.s3-website.eu-central-1.amazonaws.com",
    "{}.s3-website.localhost", "{}.s3-website.localhost:4566", "{}.S3-Website-us-east-1.amazonaws.com:80"])
def test_the_index_document_as_stored(stack, site, host):
    answer = site(host=host.format(stack.site))
    assert (answer.status_code, answer.text) == (200, "<h1>home</h1>")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["ETag"] and answer.headers["Last-Modified"] and answer.headers["Date"]
    assert answer.headers["x-amz-request-id"] and answer.headers["x-amz-id-2"]


def test_the_website_url_of_the_stack(stack, site):
    assert site(host=stack.outputs["WebsiteUrl"].removeprefix("http://")).status_code == 200


def test_objects(site):
    wasm = site("/app.wasm")
    assert (wasm.headers["Content-Type"], wasm.content) == ("application/wasm", b"\0asm")
    assert wasm.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert site("/a%20b/%C3%BC+%25.txt").text == "nasty"
    assert site("/app.wasm?v=1").status_code == 200
    assert site("/app.wasm", Range="bytes=1-2").content == b"as"


def test_folders(site):
    assert site("/docs/").text == "docs"
    moved = site("/docs")
    assert (moved.status_code, moved.headers["Location"]) == (302, "/docs/")


def test_head_and_conditions(site):
    head = site("/app.wasm", "HEAD")
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", "4")
    known = site("/app.wasm", **{"If-None-Match": head.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert site("/app.wasm", **{"If-Modified-Since": head.headers["Last-Modified"]}).status_code == 304
    assert site("/app.wasm", **{"If-None-Match": '"other"'}).status_code == 200


def test_the_error_document(site):
    answer = site("/files/photos")
    assert (answer.status_code, answer.text) == (404, "<h1>home</h1>")
    assert answer.headers["x-amz-error-code"] == "NoSuchKey"
    assert site("/none/", "HEAD").status_code == 404


def test_without_an_error_document(site, configured):
    configured(IndexDocument={"Suffix": "index.html"})
    answer = site("/<none>")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "<li>Code: NoSuchKey</li>" in answer.text and "<li>Key: &lt;none&gt;</li>" in answer.text
    assert "Custom Error Document" not in answer.text


def test_an_error_document_that_is_missing(site, configured):
    configured(IndexDocument={"Suffix": "index.html"}, ErrorDocument={"Key": "oops.html"})
    answer = site("/none")
    assert answer.status_code == 404
    assert "An Error Occurred While Attempting to Retrieve a Custom Error Document" in answer.text


def test_the_policy_decides(stack, site, configured):
    s3 = stack.root("s3")
    policy = s3.get_bucket_policy(Bucket=stack.site)["Policy"]
    narrower = json.loads(policy)
    narrower["Statement"][0]["Resource"] = f"arn:aws:s3:::{stack.site}/docs/*"
    s3.put_bucket_policy(Bucket=stack.site, Policy=json.dumps(narrower))
    try:
        assert site("/docs/").status_code == 200
        refused = site("/app.wasm")
        assert refused.status_code == 403 and "<li>Code: AccessDenied</li>" in refused.text
        configured(IndexDocument={"Suffix": "index.html"}, ErrorDocument={"Key": "docs/index.html"})
        refused = site("/app.wasm")
        assert (refused.status_code, refused.text) == (403, "docs")
    finally:
        s3.put_bucket_policy(Bucket=stack.site, Policy=policy)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_only_reading(site, method):
    answer = site("/app.wasm", method)
    assert answer.status_code == 405 and "<li>Code: MethodNotAllowed</li>" in answer.text


def test_buckets_that_are_no_website(stack, site):
    answer = site(host=f"{stack.bucket}.s3-website-us-east-1.amazonaws.com")
    assert answer.status_code == 404 and "<li>Code: NoSuchWebsiteConfiguration</li>" in answer.text
    answer = site(host="nobody.s3-website-us-east-1.amazonaws.com")
    assert answer.status_code == 404 and "<li>Code: NoSuchBucket</li>" in answer.text


def test_a_redirecting_website(site, configured):
    configured(RedirectAllRequestsTo={"HostName": "example.com", "Protocol": "https"})
    answer = site("/a%20b?x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://example.com/a%20b")


def test_no_cors_without_a_rule(site):
    answer = site("/app.wasm", Origin="http://elsewhere.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
