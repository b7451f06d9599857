"""Writes on a condition, and uploads in parts, as a page relies on them.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

import pytest
import requests
from clients import RIGHTFUL_ORIGIN, refusal_code

PART = 5 * 2**20


def content(s3, own) -> bytes:
    return s3.get_object(**own)["Body"].read()


def in_parts(s3, own, pieces=(b"a" * PART, b"b")) -> dict:
    """The arguments that complete an upload whose parts are there."""
    upload = s3.create_multipart_upload(**own, ContentType="text/plain")["UploadId"]
    parts = [{"PartNumber": number, "ETag": s3.upload_part(**own, UploadId=upload, PartNumber=number, Body=piece)["ETag"]}
             for number, piece in enumerate(pieces, 1)]
    return {"UploadId": upload, "MultipartUpload": {"Parts": parts}}


def test_a_name_that_is_free(s3, own):
    s3.put_object(**own, Body=b"first", IfNoneMatch="*")
    assert refusal_code(s3.put_object, **own, Body=b"second", IfNoneMatch="*") == "PreconditionFailed"
    assert content(s3, own) == b"first"


def test_a_name_that_is_free_again(s3, own):
    s3.put_object(**own, Body=b"first")
    s3.delete_object(**own)
    s3.put_object(**own, Body=b"second", IfNoneMatch="*")
    assert content(s3, own) == b"second"


def test_the_object_that_is_meant(s3, own):
    old = s3.put_object(**own, Body=b"old")["ETag"]
    new = s3.put_object(**own, Body=b"new", IfMatch=old)["ETag"]
    assert refusal_code(s3.put_object, **own, Body=b"late", IfMatch=old) == "PreconditionFailed"
    assert content(s3, own) == b"new"
    s3.delete_object(**own)
    assert refusal_code(s3.put_object, **own, Body=b"late", IfMatch=new) == "NoSuchKey"


def test_an_upload_in_parts_to_a_name_that_is_free(s3, own):
    done = s3.complete_multipart_upload(**own, **in_parts(s3, own), IfNoneMatch="*")
    assert done["ETag"].endswith('-2"')
    assert content(s3, own) == b"a" * PART + b"b"
    assert s3.head_object(**own)["ContentType"] == "text/plain"


def test_an_upload_in_parts_to_a_name_that_was_taken_meanwhile(s3, own):
    upload = in_parts(s3, own)
    there = s3.put_object(**own, Body=b"somebody else's")["ETag"]
    assert refusal_code(s3.complete_multipart_upload, **own, **upload, IfNoneMatch="*") == "PreconditionFailed"
    assert content(s3, own) == b"somebody else's"
    # The parts are still there: the visitor may want to replace what is.
    assert len(s3.list_parts(**own, UploadId=upload["UploadId"])["Parts"]) == 2
    s3.complete_multipart_upload(**own, **upload, IfMatch=there)
    assert content(s3, own) == b"a" * PART + b"b"


def test_an_upload_that_is_given_up(s3, own):
    upload = in_parts(s3, own)
    s3.abort_multipart_upload(**own, UploadId=upload["UploadId"])
    assert refusal_code(s3.list_parts, **own, UploadId=upload["UploadId"]) == "NoSuchUpload"
    assert refusal_code(s3.complete_multipart_upload, **own, **upload, IfNoneMatch="*") == "NoSuchUpload"
    assert s3.list_objects_v2(Bucket=own["Bucket"], Prefix=own["Key"])["KeyCount"] == 0


def test_a_part_is_what_its_hash_says(s3, own):
    upload = s3.create_multipart_upload(**own)["UploadId"]
    signed = s3.generate_presigned_url("upload_part", Params={**own, "UploadId": upload, "PartNumber": 1})
    answer = requests.put(signed, data=b"other bytes", headers={"x-amz-content-sha256": "0" * 64})
    assert answer.status_code == 400 and "XAmzContentSHA256Mismatch" in answer.text
    assert "Parts" not in s3.list_parts(**own, UploadId=upload)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_page_may_name_its_condition(stack, method):
    answer = requests.options(f"{stack.endpoint}/{stack.bucket}/key", headers={
        "Origin": RIGHTFUL_ORIGIN, "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,if-match,if-none-match,x-amz-content-sha256,"
                                          "x-amz-date,x-amz-security-token"})
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    assert answer.status_code == 200 and "if-none-match" in allowed and "if-match" in allowed
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
