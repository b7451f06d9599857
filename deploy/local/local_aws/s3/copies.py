"""CopyObject: conditions on the target, and the storage class of the copy.

"Uploads the object only if the object key name does not already exist in the bucket specified" (If-None-Match) and "Copies the
object if the entity tag (ETag) of the destination object matches" (If-Match):
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html. MiniStack judges the conditions on the source alone.

"By default, Amazon S3 uses the STANDARD Storage Class to store newly created objects" (there, x-amz-storage-class), whatever the
source has. MiniStack gives the copy the class of the source.

"If the source object's storage class is GLACIER or DEEP_ARCHIVE, you must restore a copy of this object before you can use it as
a source object" (there, x-amz-copy-source). MiniStack copies it.

A copy of what is current onto itself has to change its metadata, storage class, redirect or encryption (`InvalidRequest`).
MiniStack takes any.
"""

from urllib.parse import unquote

from ministack.services import s3

from ..pinned import replaces

ARCHIVED = ("GLACIER", "DEEP_ARCHIVE")
# What makes a copy of an object onto itself another object.
CHANGES = ("x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption",
           "x-amz-server-side-encryption-customer-algorithm", "x-amz-checksum-algorithm")


@replaces(s3, "_copy_object", "ce47e73298be")
def copy_object(original, bucket_name, dest_key, headers):
    bucket = s3._ensure_bucket(bucket_name)
    there = bucket["objects"].get(dest_key) if bucket else None
    refusal = s3._check_put_preconditions(headers, there) or idle_refusal(f"{bucket_name}/{dest_key}", headers) or archive_refusal(headers)
    return refusal or original(bucket_name, dest_key, {"x-amz-storage-class": "STANDARD", **headers})


def idle_refusal(target: str, headers: dict[str, str]):
    """The refusal of a copy that would change nothing."""
    is_replaced = headers.get("x-amz-metadata-directive", "COPY").upper() == "REPLACE"
    if unquote(headers.get("x-amz-copy-source", "").lstrip("/")) != target or is_replaced or any(map(headers.get, CHANGES)):
        return None
    return s3._error(
        "InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself without changing the "
        "object's metadata, storage class, website redirect location or encryption attributes.", 400)


def archive_refusal(headers: dict[str, str]):
    """The refusal of a source that has to be restored first."""
    path, _, version = headers.get("x-amz-copy-source", "").lstrip("/").partition("?")
    bucket_name, _, key = unquote(path).partition("/")
    bucket = s3._ensure_bucket(bucket_name)
    source = bucket["objects"].get(key) if bucket and not version else None
    if source is None or source.get("storage_class") not in ARCHIVED:
        return None
    if s3._sync_restore(bucket_name, key, source) == "restored":
        return None
    return s3._invalid_object_state(bucket_name, key, source["storage_class"])
