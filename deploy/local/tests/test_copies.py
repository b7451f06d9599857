"""Copies on a condition, as a page relies on them.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
"""

import pytest
from clients import refusal_code


@pytest.fixture
def own(own):
    """The same, under a name that has to be encoded."""
    return own | {"Key": own["Key"] + "/a b+ü?.txt"}


def to(own, name: str, **how) -> dict:
    """The arguments that copy the object of the test to another name beside it."""
    return {"Bucket": own["Bucket"], "Key": own["Key"] + name, "CopySource": own, **how}


def content(s3, own, name: str = "") -> bytes:
    return s3.get_object(Bucket=own["Bucket"], Key=own["Key"] + name)["Body"].read()


def test_all_that_belongs_to_an_object_is_carried(s3, own):
    s3.put_object(**own, Body=b"x", ContentType="text/x-y", CacheControl="no-cache", Metadata={"camera": "X"}, Tagging="k=v%20w")
    s3.copy_object(**to(own, "2"))
    copy = s3.get_object(Bucket=own["Bucket"], Key=own["Key"] + "2")
    assert (copy["ContentType"], copy["CacheControl"], copy["Metadata"]) == ("text/x-y", "no-cache", {"camera": "X"})
    assert copy["TagCount"] == 1


def test_a_name_that_is_free(s3, own):
    s3.put_object(**own, Body=b"mine")
    s3.copy_object(**to(own, "2", IfNoneMatch="*"))
    s3.put_object(**own, Body=b"newer")
    assert refusal_code(s3.copy_object, **to(own, "2", IfNoneMatch="*")) == "PreconditionFailed"
    assert content(s3, own, "2") == b"mine"


def test_the_object_that_is_meant_at_both_ends(s3, own):
    source = s3.put_object(**own, Body=b"mine")["ETag"]
    old = s3.put_object(Bucket=own["Bucket"], Key=own["Key"] + "2", Body=b"old")["ETag"]
    assert refusal_code(s3.copy_object, **to(own, "2", IfMatch='"other"')) == "PreconditionFailed"
    assert refusal_code(s3.copy_object, **to(own, "2", IfMatch=old, CopySourceIfMatch='"other"')) == "PreconditionFailed"
    assert content(s3, own, "2") == b"old"
    s3.copy_object(**to(own, "2", IfMatch=old, CopySourceIfMatch=source))
    assert content(s3, own, "2") == b"mine"
    assert refusal_code(s3.copy_object, **to(own, "3", IfMatch=old)) == "NoSuchKey"


def test_a_copy_is_of_the_standard_class_unless_it_is_said(s3, own):
    s3.put_object(**own, Body=b"x", StorageClass="STANDARD_IA")
    s3.copy_object(**to(own, "2"))
    s3.copy_object(**to(own, "3", StorageClass="STANDARD_IA"))
    listed = s3.list_objects_v2(Bucket=own["Bucket"], Prefix=own["Key"])["Contents"]
    assert [entry["StorageClass"] for entry in listed] == ["STANDARD_IA", "STANDARD", "STANDARD_IA"]


def test_an_archived_object_is_no_source(s3, own):
    s3.put_object(**own, Body=b"x", StorageClass="GLACIER")
    assert refusal_code(s3.copy_object, **to(own, "2")) == "InvalidObjectState"


def test_a_source_that_may_not_be_read(s3, own, stack):
    own_copy = {"Bucket": own["Bucket"], "Key": own["Key"]}
    theirs = {"Bucket": stack.bucket, "Key": "private/us-east-1:somebody-else/a.txt"}
    assert refusal_code(s3.copy_object, **own_copy, CopySource=theirs) == "AccessDenied"


def test_parts_that_are_copied(s3, own):
    seen = s3.put_object(**own, Body=b"a" * (5 * 2**20) + b"b")["ETag"]
    target = {"Bucket": own["Bucket"], "Key": own["Key"] + "2"}
    upload = s3.create_multipart_upload(**target)["UploadId"]
    part = {**target, "UploadId": upload, "CopySource": own}
    assert refusal_code(s3.upload_part_copy, **part, PartNumber=1, CopySourceIfMatch='"other"') == "PreconditionFailed"
    ranges = ("bytes=0-5242879", "bytes=5242880-5242880")
    parts = [{"PartNumber": number, "ETag": s3.upload_part_copy(
        **part, PartNumber=number, CopySourceIfMatch=seen, CopySourceRange=of)["CopyPartResult"]["ETag"]}
        for number, of in enumerate(ranges, 1)]
    s3.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
    assert content(s3, own, "2") == content(s3, own)
