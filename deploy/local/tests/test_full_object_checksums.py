"""Uploads in parts whose whole is checked by its CRC-32, as the page sends them."""

import base64
import struct
import zlib

import pytest
from clients import refusal_code

PARTS = (b"a" * 5 * 2**20, b"end")


@pytest.fixture
def own(stack, visitor):
    return {"Bucket": stack.bucket, "Key": f"private/{visitor.identity_id}/whole.bin"}


def crc32(content: bytes) -> str:
    return base64.b64encode(struct.pack(">I", zlib.crc32(content))).decode()


def begin(s3, own) -> str:
    return s3.create_multipart_upload(**own, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")["UploadId"]


def sent(s3, own, upload: str) -> list[dict]:
    parts = []
    for number, content in enumerate(PARTS, 1):
        answer = s3.upload_part(**own, UploadId=upload, PartNumber=number, Body=content, ChecksumCRC32=crc32(content))
        parts.append({"PartNumber": number, "ETag": answer["ETag"], "ChecksumCRC32": crc32(content)})
    return parts


def complete(s3, own, upload: str, parts: list[dict], whole: str, **more):
    return s3.complete_multipart_upload(**own, UploadId=upload, MultipartUpload={"Parts": parts}, ChecksumCRC32=whole,
                                        ChecksumType="FULL_OBJECT", **more)


def test_the_whole_is_compared(visitor, own):
    s3 = visitor.client("s3")
    upload = begin(s3, own)
    parts = sent(s3, own, upload)
    listed = s3.list_parts(**own, UploadId=upload)["Parts"]
    assert [(part["Size"], part["ChecksumCRC32"]) for part in listed] == [(len(part), crc32(part)) for part in PARTS]
    assert refusal_code(complete, s3, own, upload, parts, crc32(b"other")) == "BadDigest"
    whole = b"".join(PARTS)
    assert refusal_code(complete, s3, own, upload, parts, crc32(whole), MpuObjectSize=7) == "InvalidRequest"
    done = complete(s3, own, upload, parts, crc32(whole), MpuObjectSize=len(whole))
    assert (done["ChecksumCRC32"], done["ChecksumType"]) == (crc32(whole), "FULL_OBJECT")
    told = s3.head_object(**own, ChecksumMode="ENABLED")
    assert (told["ChecksumCRC32"], told["ChecksumType"]) == (crc32(whole), "FULL_OBJECT")
    assert s3.get_object(**own)["Body"].read() == whole


def test_a_completion_is_answered_again(visitor, own):
    """Whoever lost the answer asks again, and is told the same for a while, whatever the condition says by then."""
    s3 = visitor.client("s3")
    s3.delete_object(**own)
    upload = begin(s3, own)
    parts = sent(s3, own, upload)
    told = [complete(s3, own, upload, parts, crc32(b"".join(PARTS)), IfNoneMatch="*") for _ in range(3)]
    assert [(each["ETag"], each["ChecksumCRC32"], each["ChecksumType"]) for each in told] == [
        (told[0]["ETag"], crc32(b"".join(PARTS)), "FULL_OBJECT")] * 3


def test_a_part_is_compared(visitor, own):
    s3 = visitor.client("s3")
    upload = begin(s3, own)
    wrong = {"PartNumber": 1, "Body": b"abc", "ChecksumCRC32": crc32(b"abd")}
    assert refusal_code(s3.upload_part, **own, UploadId=upload, **wrong) == "BadDigest"
    parts = sent(s3, own, upload)
    parts[1]["ChecksumCRC32"] = crc32(b"other")
    assert refusal_code(complete, s3, own, upload, parts, crc32(b"".join(PARTS))) == "InvalidPart"
    s3.abort_multipart_upload(**own, UploadId=upload)


def test_a_sha_is_only_of_parts(visitor, own):
    s3 = visitor.client("s3")
    asked = {**own, "ChecksumAlgorithm": "SHA256", "ChecksumType": "FULL_OBJECT"}
    assert refusal_code(s3.create_multipart_upload, **asked) == "InvalidRequest"
