"""ListObjectVersions encodes keys where the caller wants it, and GetObject of a version heeds `Range` and `response-*`, as the
operations on what is current do; MiniStack's do not.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html (`encoding-type`): "When you specify the
encoding-type request parameter, Amazon S3 includes this element in the response, and returns encoded key name values in
the following response elements: KeyMarker, NextKeyMarker, Prefix, Key, and Delimiter."
"""

import html
import re

from ministack.services import s3

from ..pinned import replaces
from . import list_objects  # noqa: F401  (how keys are encoded)

ENCODED = re.compile("<(KeyMarker|NextKeyMarker|Prefix|Key|Delimiter)>([^<]*)</[^>]*>")


@replaces(s3, "_list_object_versions", "2a656b63124a")
def list_object_versions(original, bucket_name, query_params):
    status, headers, body = original(bucket_name, query_params)
    if status != 200 or s3._qp(query_params, "encoding-type", "") != "url":
        return status, headers, body
    # Not by a parser: what is to be encoded may be no XML.
    text = ENCODED.sub(lambda found: f"<{found[1]}>{s3._url_encode(html.unescape(found[2]))}</{found[1]}>", body.decode())
    end = "</ListVersionsResult>"
    return status, headers, text.replace(end, f"<EncodingType>url</EncodingType>{end}").encode()


@replaces(s3, "_get_object", "64ad7071ef0e")
def get_object(original, bucket_name, key, headers, query_params=None):
    """https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html has no exception for versions."""
    status, answer_headers, body = original(bucket_name, key, headers, query_params)
    if status != 200 or not s3._qp(query_params or {}, "versionId", ""):
        return status, answer_headers, body
    s3._apply_response_overrides(answer_headers, query_params)
    if "range" not in headers:
        return status, answer_headers, body
    wanted = s3._parse_range(headers["range"], len(body))
    if wanted is None:
        return 416, {"Content-Type": "application/xml", "Content-Range": f"bytes */{len(body)}"}, \
            s3._xml_body(s3._range_error_xml(bucket_name, key))
    start, end = wanted
    # They are those of the whole.
    answer_headers = {name: value for name, value in answer_headers.items() if not name.startswith("x-amz-checksum-")}
    answer_headers |= {"Content-Length": str(end - start + 1), "Content-Range": f"bytes {start}-{end}/{len(body)}"}
    return 206, answer_headers, body[start:end + 1]
