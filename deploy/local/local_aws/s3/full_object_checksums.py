"""Multipart uploads whose checksum is that of the whole object (`x-amz-checksum-type: FULL_OBJECT`), by CRC-32.

MiniStack knows only the checksum of the parts' checksums. S3 takes that of the whole for the CRCs, compares it when the
upload is completed, and refuses with BadDigest what differs; a part that is sent without its checksum is refused as well:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
"""

import base64
import struct
import zlib
from xml.etree.ElementTree import fromstring

from ministack.services import s3

from ..pinned import replaces

WHOLE = "FULL_OBJECT"


@replaces(s3, "_create_multipart_upload", "3e8ca288f480")
def create_multipart_upload(original, bucket_name, key, headers):
    kind = headers.get("x-amz-checksum-type", "")
    algorithm = headers.get("x-amz-checksum-algorithm", "")
    if kind == WHOLE and algorithm not in ("CRC32", "CRC32C", "CRC64NVME"):
        return s3._error("InvalidRequest", f"The {WHOLE} checksum type cannot be used with the {algorithm or 'null'} checksum "
                         "algorithm.", 400, f"/{bucket_name}/{key}")
    status, answered, body = original(bucket_name, key, headers)
    if status == 200 and kind == WHOLE:
        upload_id = next(node.text for node in fromstring(body).iter() if node.tag.endswith("UploadId"))
        s3._multipart_uploads[upload_id]["checksum_type"] = WHOLE
        answered = {**answered, "x-amz-checksum-type": WHOLE}
    return status, answered, body


@replaces(s3, "_complete_multipart_upload", "9e2d6452dfe1")
def complete_multipart_upload(original, bucket_name, key, body, query_params, headers=None, **how):
    upload_id = s3._qp(query_params, "uploadId")
    upload = s3._multipart_uploads.get(upload_id, {})
    if upload.get("checksum_type") != WHOLE or upload.get("checksum_algorithm") != "CRC32":
        return original(bucket_name, key, body, query_params, headers, **how)
    headers = dict(headers or {})
    stated = headers.pop("x-amz-checksum-crc32", None)
    try:
        numbers = sorted(int(node.text) for node in fromstring(body).iter() if node.tag.endswith("PartNumber"))
    except (ValueError, TypeError, SyntaxError):
        return original(bucket_name, key, body, query_params, headers, **how)
    crc = 0
    for number in numbers:
        crc = zlib.crc32(upload["parts"].get(number, {}).get("body", b""), crc)
    computed = base64.b64encode(struct.pack(">I", crc)).decode()
    if stated and stated != computed:
        return s3._error("BadDigest", "The CRC32 you specified did not match the calculated checksum.", 400,
                         f"/{bucket_name}/{key}")
    upload["checksum_algorithm"] = None
    status, answered, content = original(bucket_name, key, body, query_params, headers, **how)
    if status != 200:
        upload["checksum_algorithm"] = "CRC32"
        return status, answered, content
    record = s3._ensure_bucket(bucket_name)["objects"][key]
    record.update(checksums={"CRC32": computed}, checksum_type=WHOLE)
    if s3.S3_PERSIST:
        s3._persist_object(bucket_name, key, record)
    told = f"<ChecksumCRC32>{computed}</ChecksumCRC32><ChecksumType>{WHOLE}</ChecksumType>".encode()
    end = b"</CompleteMultipartUploadResult>"
    content = content.replace(end, told + end)
    # The same request again is answered alike. Each answer has headers of its own: who sends them writes the length into them.
    s3._completed_multipart_uploads[upload_id]["response"] = status, dict(answered), content
    return status, dict(answered), content
