"""The details of S3 a file browser meets: names, pages of listings, digests, times and sizes."""

import asyncio
import base64
import hashlib
import http.client
import mmap
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote_plus
from xml.etree import ElementTree

import botocore.auth
import ministack.app as ministack_app
import pytest
import requests
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from clients import REGION, RIGHTFUL_ORIGIN, client, refusal_code
from ministack.core.responses import request_scope
from ministack.services import s3 as ministack_s3

NASTY = ["a b", "a+b", "100%", "100%25", "#1", "q?x=1&y", "\"quo'ted\"", "🌻", "tab\tline\nend", "cr\rx", "bell\x07",
         "/lead", "//lead", "two//x", "folder/", "Crème brûlée", "a&b<c>", "%2F", "a/./b", "a/../b", "...",
         "back\\slash", "~t", "*", "a=b;c", "{x}", "end ", " start", "\x7f", "a\u202eb", "e\u0301", "x" * 900]


@pytest.fixture
def own(stack, visitor):
    """The arguments that name an object of the visitor, by its name in their folder."""
    return lambda name: {"Bucket": stack.bucket, "Key": f"private/{visitor.identity_id}/{name}"}


def keys(credentials: dict) -> Credentials:
    return Credentials(credentials["AccessKeyId"], credentials["SecretKey"], credentials.get("SessionToken"))


def signed(stack, method, path, body=b"", *, sha256=None, at=None, by=None, **headers):
    """A request signed by hand, to state what a client would not; by default of the owner, who may do everything."""
    request = AWSRequest(method, stack.endpoint + path, data=body, headers=headers)
    signer = botocore.auth.S3SigV4Auth(by or Credentials("test", "test"), "s3", REGION)
    signer.payload = lambda _: sha256 or hashlib.sha256(body).hexdigest()
    clock = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda **_: at or clock()
    try:
        signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = clock
    prepared = request.prepare()
    return requests.request(method, prepared.url, data=prepared.body, headers=dict(prepared.headers))


def code(answer) -> str:
    return ElementTree.fromstring(answer.content).findtext("Code")


# -- Names --------------------------------------------------------------------------------------------


def test_any_name_comes_back(visitor, own):
    s3 = visitor.client("s3")
    for name in NASTY:
        s3.put_object(**own(name), Body=name.encode())
    for name in NASTY:
        assert s3.get_object(**own(name))["Body"].read() == name.encode(), name
    pages, found = s3.get_paginator("list_objects_v2"), []
    for page in pages.paginate(Bucket=own("")["Bucket"], Prefix=own("")["Key"], PaginationConfig={"PageSize": 7}):
        found += [entry["Key"] for entry in page["Contents"]]
    assert found == sorted((own(name)["Key"] for name in NASTY), key=str.encode)


@pytest.mark.parametrize("letter", ["k", "é"])
def test_a_key_has_1024_bytes_at_most(stack, letter):
    s3, longest = stack.root("s3"), letter * (1024 // len(letter.encode()))
    s3.put_object(Bucket=stack.bucket, Key=longest, Body=b"long")
    assert s3.get_object(Bucket=stack.bucket, Key=longest)["Body"].read() == b"long"
    for call in (s3.put_object, s3.get_object):
        assert refusal_code(call, Bucket=stack.bucket, Key=longest + "k") == "KeyTooLongError"


def test_keys_in_listings_are_encoded_as_forms_are(stack):
    stack.root("s3").put_object(Bucket=stack.bucket, Key="enc/a b+c~*/x", Body=b"")
    answer = signed(stack, "GET", f"/{stack.bucket}?delimiter=%2F&encoding-type=url&list-type=2&prefix=enc%2F")
    prefix = re.search("<CommonPrefixes><Prefix>(.*?)</Prefix>", answer.text)[1]
    assert prefix == "enc/a+b%2Bc%7E*/" and unquote_plus(prefix) == "enc/a b+c~*/"


def test_folders_of_a_listing_also_across_pages(stack):
    s3 = stack.root("s3")
    for name in ("a/1", "a/2", "b", "c/1", "d"):
        s3.put_object(Bucket=stack.bucket, Key=f"pages/{name}", Body=b"")
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=stack.bucket, Prefix="pages/", Delimiter="/", PaginationConfig={"PageSize": 1})
    seen = [page.get("CommonPrefixes", []) + page.get("Contents", []) for page in pages]
    assert [[entry.get("Prefix") or entry["Key"] for entry in page] for page in seen] == [
        ["pages/a/"], ["pages/b"], ["pages/c/"], ["pages/d"]]


def test_a_continuation_token_of_nobody(stack):
    assert refusal_code(stack.root("s3").list_objects_v2, Bucket=stack.bucket, ContinuationToken="#") \
        == "InvalidArgument"


def test_deleting_several(visitor, own):
    s3, names = visitor.client("s3"), [name for name in NASTY if name != "bell\x07"]  # XML has no such letter
    for name in names:
        s3.put_object(**own(f"gone/{name}"), Body=b"")
    answer = s3.delete_objects(Bucket=own("")["Bucket"],
                               Delete={"Objects": [{"Key": own(f"gone/{name}")["Key"]} for name in names]})
    assert "Errors" not in answer and len(answer["Deleted"]) == len(names)
    assert s3.list_objects_v2(Bucket=own("")["Bucket"], Prefix=own("gone/")["Key"])["KeyCount"] == 0


# -- Digests ------------------------------------------------------------------------------------------


DELETE = b"<Delete><Object><Key>enc/none</Key></Object></Delete>"


@pytest.mark.parametrize("headers, expected", [
    ({}, "InvalidRequest"),
    ({"Content-MD5": base64.b64encode(bytes(16)).decode()}, "BadDigest"),
    ({"x-amz-checksum-sha256": base64.b64encode(bytes(32)).decode()}, "BadDigest"),
    ({"Content-MD5": base64.b64encode(hashlib.md5(DELETE).digest()).decode()}, None),
    ({"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(DELETE).digest()).decode()}, None),
])
def test_delete_objects_needs_a_digest(stack, headers, expected):
    answer = signed(stack, "POST", f"/{stack.bucket}?delete=", DELETE, **headers)
    assert (answer.status_code, code(answer)) == ((400, expected) if expected else (200, None))


def test_the_signed_hash_is_the_hash_of_the_body(stack):
    path = f"/{stack.bucket}/hash"
    answer = signed(stack, "PUT", path, b"body", sha256="0" * 64)
    assert (answer.status_code, code(answer)) == (400, "XAmzContentSHA256Mismatch")
    assert code(signed(stack, "PUT", path, b"body", sha256="nonsense")) == "InvalidArgument"
    assert signed(stack, "PUT", path, b"body", sha256="UNSIGNED-PAYLOAD").status_code == 200
    assert signed(stack, "GET", path).content == b"body"


def test_a_wrong_checksum_of_an_object(stack):
    stated = {"x-amz-checksum-crc32": base64.b64encode(bytes(4)).decode()}
    assert code(signed(stack, "PUT", f"/{stack.bucket}/sum", b"body", **stated)) == "BadDigest"
    assert signed(stack, "GET", f"/{stack.bucket}/sum").status_code == 404


# -- Signatures and times ---------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-16, 16])
@pytest.mark.parametrize("method, path", [("GET", "/a"), ("PUT", "/a"), ("GET", "?list-type=2")])
def test_a_wrong_clock_learns_the_time(stack, visitor, minutes, method, path):
    at = (datetime.now(timezone.utc) + timedelta(minutes=minutes)).replace(tzinfo=None)
    answer = signed(stack, method, f"/{stack.bucket}{path}", at=at, by=keys(visitor.credentials),
                    Origin=RIGHTFUL_ORIGIN)
    said = {part.tag: part.text for part in ElementTree.fromstring(answer.content)}
    assert (answer.status_code, said["Code"]) == (403, "RequestTimeTooSkewed")
    assert said["RequestTime"] == at.strftime("%Y%m%dT%H%M%SZ")
    assert said["MaxAllowedSkewMilliseconds"] == "900000"
    server = datetime.strptime(said["ServerTime"], "%Y-%m-%dT%H:%M:%S%z")
    assert abs(server - datetime.now(timezone.utc)) < timedelta(seconds=10)
    assert answer.headers["Access-Control-Allow-Origin"] == RIGHTFUL_ORIGIN
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_wrong_signature(stack, visitor):
    forged = keys({**visitor.credentials, "SecretKey": "x" * 40})
    assert code(signed(stack, "GET", f"/{stack.bucket}/x", by=forged)) == "SignatureDoesNotMatch"
    assert code(signed(stack, "GET", f"/{stack.bucket}/x", by=Credentials("AKIAIOSFODNN7EXAMPLE", "x"))) \
        == "InvalidAccessKeyId"


@pytest.fixture
def presign(stack, visitor, own):
    s3 = client(stack.endpoint, "s3", visitor.credentials)
    return lambda name, seconds=60, **more: s3.generate_presigned_url(
        "get_object", Params={**own(name), **more}, ExpiresIn=seconds)


def test_presigned_addresses(visitor, own, presign):
    visitor.client("s3").put_object(**own("a b"), Body=b"presigned")
    disposition = "attachment; filename*=UTF-8''%F0%9F%8C%BB.txt"
    answer = requests.get(presign("a b", ResponseContentDisposition=disposition), headers={"Origin": RIGHTFUL_ORIGIN})
    assert (answer.status_code, answer.content) == (200, b"presigned")
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Access-Control-Allow-Origin"] == RIGHTFUL_ORIGIN
    assert code(requests.get(presign("a b").replace("a%20b", "a%20c"))) == "SignatureDoesNotMatch"
    assert code(requests.get(presign("a b") + "&response-content-type=text%2Fhtml")) == "SignatureDoesNotMatch"


def test_a_presigned_address_says_how_its_answer_is_to_be_taken(visitor, own, presign):
    stored = {"ContentEncoding": "gzip", "ContentType": "text/html"}
    visitor.client("s3").put_object(**own("coded"), Body=b"no gzip at all", **stored)
    address = presign("coded", ResponseContentEncoding="identity", ResponseContentType="application/octet-stream")
    answer = requests.get(address)
    assert (answer.status_code, answer.content) == (200, b"no gzip at all")
    assert answer.headers["Content-Encoding"] == "identity"
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_presigned_address_gives_ranges(visitor, own, presign):
    """As a media element asks for them: the first one is open, and so is each after a seek."""
    visitor.client("s3").put_object(**own("film"), Body=b"0123456789", ContentType="text/plain")
    address = presign("film", ResponseContentType="video/mp4", ResponseContentEncoding="identity")
    for asked, start, end in (("0-", 0, 9), ("4-", 4, 9), ("2-3", 2, 3), ("-1", 9, 9)):
        answer = requests.get(address, headers={"Range": f"bytes={asked}", "Accept-Encoding": "identity"})
        assert (answer.status_code, answer.content) == (206, b"0123456789"[start:end + 1])
        assert answer.headers["Content-Range"] == f"bytes {start}-{end}/10"
        assert answer.headers["Content-Length"] == str(end + 1 - start)
        assert (answer.headers["Accept-Ranges"], answer.headers["Content-Type"]) == ("bytes", "video/mp4")
    beyond = requests.get(address, headers={"Range": "bytes=10-"})
    assert (beyond.status_code, code(beyond)) == (416, "InvalidRange")


def test_an_archived_object_is_told_of_and_not_given_out(visitor, own):
    s3 = visitor.client("s3")
    s3.put_object(**own("archived"), Body=b"cold", StorageClass="GLACIER")
    assert s3.head_object(**own("archived"))["StorageClass"] == "GLACIER"
    assert refusal_code(s3.get_object, **own("archived")) == "InvalidObjectState"
    assert refusal_code(s3.get_object, **own("archived"), Range="bytes=0-0") == "InvalidObjectState"


def test_presigned_addresses_end(own, presign, monkeypatch):
    earlier = datetime.now(timezone.utc).replace(tzinfo=None) - timedelta(seconds=61)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: earlier)
    said = {part.tag: part.text for part in ElementTree.fromstring(requests.get(presign("a b")).content)}
    assert (said["Code"], said["Message"], said["X-Amz-Expires"]) == ("AccessDenied", "Request has expired", "60")
    assert said["Expires"] < said["ServerTime"]


# -- Sizes --------------------------------------------------------------------------------------------


def test_more_than_5_gb_is_refused_before_it_is_sent(stack):
    connection = http.client.HTTPConnection(stack.endpoint.removeprefix("http://"), timeout=5)
    connection.putrequest("PUT", f"/{stack.bucket}/huge")
    for name, value in {"Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/s3/aws4_request, "
                                         "SignedHeaders=host, Signature=0", "Content-Length": 5 * 2**30 + 1}.items():
        connection.putheader(name, str(value))
    connection.endheaders()
    answer = connection.getresponse()
    said = ElementTree.fromstring(answer.read())
    assert (answer.status, said.findtext("Code")) == (400, "EntityTooLarge")
    assert said.findtext("MaxSizeAllowed") == str(5 * 2**30)


@pytest.mark.parametrize("versioning", ["Enabled", "Suspended"])
def test_large_objects_are_whole(stack, versioning):
    s3 = stack.root("s3")
    s3.create_bucket(Bucket=f"large-{versioning.lower()}")
    bucket = {"Bucket": f"large-{versioning.lower()}"}
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": versioning})
    contents = [bytes([number]) * (9 * 2**20 + number) for number in (1, 2)]
    versions = [s3.put_object(**bucket, Key="large", Body=content).get("VersionId") for content in contents]
    assert s3.get_object(**bucket, Key="large")["Body"].read() == contents[1]
    assert s3.get_object(**bucket, Key="large", Range="bytes=-3")["Body"].read() == contents[1][-3:]
    assert s3.head_object(**bucket, Key="large")["ETag"] == f'"{hashlib.md5(contents[1]).hexdigest()}"'
    s3.copy_object(**bucket, Key="copy", CopySource={**bucket, "Key": "large"})
    assert s3.get_object(**bucket, Key="copy")["Body"].read() == contents[1]
    if versioning == "Enabled":
        assert s3.get_object(**bucket, Key="large", VersionId=versions[0])["Body"].read() == contents[0]


def test_large_uploads_are_not_held_in_memory():
    size, piece = 16 * 2**20, bytes(2**20)
    pieces = iter(range(size // len(piece)))

    async def receive():
        return {"type": "http.request", "body": piece, "more_body": next(pieces) < size // len(piece) - 1}

    body = asyncio.run(ministack_app._read_request_body(receive, "PUT", {"content-length": str(size)}))
    assert isinstance(body, mmap.mmap) and len(body) == size


def test_large_downloads_are_not_held_in_memory(stack):
    bucket, s3 = {"Bucket": "large-and-mapped"}, stack.root("s3")
    s3.create_bucket(**bucket)
    s3.put_bucket_versioning(**bucket, VersioningConfiguration={"Status": "Enabled"})
    for _ in range(2):
        s3.put_object(**bucket, Key="large", Body=bytes(9 * 2**20))
    with request_scope("000000000000", REGION):
        stored = ministack_s3._buckets["large-and-mapped"]
        older, _ = ministack_s3._object_versions["large-and-mapped", "large"]
        older["data"] = None  # as after a restart
        for body in (ministack_s3._read_body("large-and-mapped", "large", stored["objects"]["large"]),
                     ministack_s3._version_body(stored, "large-and-mapped", "large", older)):
            assert isinstance(body, mmap.mmap) and len(body) == 9 * 2**20


def test_a_large_upload_that_breaks_off_is_not_kept(stack):
    path = f"/{stack.bucket}/broken"
    request = AWSRequest("PUT", stack.endpoint + path, headers={"Content-Length": str(9 * 2**20)})
    signer = botocore.auth.S3SigV4Auth(Credentials("test", "test"), "s3", REGION)
    signer.payload = lambda _: "UNSIGNED-PAYLOAD"
    signer.add_auth(request)
    connection = http.client.HTTPConnection(stack.endpoint.removeprefix("http://"), timeout=5)
    connection.request("PUT", path, body=bytes(2**20), headers={**dict(request.headers),
                                                               "Content-Length": str(9 * 2**20)})
    connection.close()
    assert code(signed(stack, "GET", path)) == "NoSuchKey"
    assert not ministack_s3._buckets.get_scoped("000000000000", None, stack.bucket)["objects"].get("broken")
