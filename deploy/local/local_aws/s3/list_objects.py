"""Listings of a bucket: keys encoded as S3 encodes them, and no continuation by a token that is not S3's.

With `encoding-type=url` S3 writes a space as `+` (and `+` as `%2B`), as forms do. MiniStack writes `%20`, which hides
a client that forgets. Measured on S3 in https://github.com/brekkylab/backlot/issues/178; botocore and the Java SDK
decode so. `*` stays, `~` does not (minio/minio, cmd/api-utils.go, s3URLEncode).
"""

import base64
from urllib.parse import quote_plus

from ministack.services import s3

from ..pinned import replaces


@replaces(s3, "_url_encode", "d614aab5db30")
def url_encode(original, value):
    return quote_plus(value, safe="/*").replace("~", "%7E")


@replaces(s3, "_list_objects_v2", "56ce5963d1e0")
def list_objects_v2(original, bucket_name, query_params):
    token = s3._qp(query_params, "continuation-token", "")
    try:
        base64.b64decode(token, validate=True).decode()
    except ValueError:
        return s3._object_error("InvalidArgument", "The continuation token provided is incorrect", 400,
                                ArgumentName="continuation-token")
    return original(bucket_name, query_params)
