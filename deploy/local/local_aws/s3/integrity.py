"""S3 compares what arrived with what the caller says was sent; MiniStack does so only for Content-MD5 of objects.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html

An upload above 5 GB is refused from its headers, before a byte of it is read.
"""

import base64
import hashlib
import re

from ministack.services import s3

from ..pinned import replaces
from ..server.web import Request, Response
from . import delete_objects, missing_objects

LARGEST_PUT = 5 * 2**30
SHA256 = re.compile(r"[0-9a-f]{64}")


@replaces(s3, "handle_request", "0856144f19e7", wraps=missing_objects)
async def handle_request(original, method, path, headers, body, query_params, **how):
    refusal = None if how.get("internal") else hash_refusal(headers.get("x-amz-content-sha256", ""), body)
    return refusal or await original(method, path, headers, body, query_params, **how)


def hash_refusal(stated: str, body: bytes):
    """The refusal of a body that is not the one whose hash was signed."""
    if stated in ("", "UNSIGNED-PAYLOAD") or stated.startswith("STREAMING-"):
        return None
    if not SHA256.fullmatch(stated):
        return s3._object_error(
            "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, "
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.", 400,
            ArgumentName="x-amz-content-sha256", ArgumentValue=stated)
    computed = hashlib.sha256(body).hexdigest()
    if stated != computed:
        return s3._object_error(
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.", 400,
            ClientComputedContentSHA256=stated, S3ComputedContentSHA256=computed)
    return None


@replaces(s3, "_delete_objects", "ca0ca0bf2055", wraps=delete_objects)
def delete_with_digest(original, bucket_name, body, headers=None):
    """DeleteObjects must carry a digest of its list, so that no other key is deleted by a broken line."""
    return digest_refusal(headers or {}, body) or original(bucket_name, body, headers)


def digest_refusal(headers: dict[str, str], body: bytes):
    checksums = {name.removeprefix("x-amz-checksum-"): value for name, value in headers.items()
                 if name.startswith("x-amz-checksum-") and name != "x-amz-checksum-algorithm"}
    md5 = headers.get("content-md5")
    if not md5 and not checksums:
        return s3._object_error("InvalidRequest", "Missing required header for this request: Content-MD5 OR "
                                "x-amz-checksum-*", 400)
    if md5 and md5 != (computed := base64.b64encode(hashlib.md5(body).digest()).decode()):
        return s3._object_error("BadDigest", "The Content-MD5 you specified did not match what we received.", 400,
                                ExpectedDigest=md5, CalculatedDigest=computed)
    for algorithm, stated in checksums.items():
        if s3._compute_s3_checksum(algorithm.upper(), body) not in (None, stated):
            return s3._object_error("BadDigest", f"The {algorithm.upper()} you specified did not match the "
                                    "calculated checksum.", 400)
    return None


def too_large(request: Request) -> Response | None:
    """The refusal of a single PUT above 5 GB."""
    length = request.headers.get("content-length", "")
    if request.method != "PUT" or not length.isdigit() or int(length) <= LARGEST_PUT:
        return None
    return Response(*s3._object_error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", 400,
                                      ProposedSize=length, MaxSizeAllowed=str(LARGEST_PUT)))
