"""S3 refuses a key of more than 1,024 bytes of UTF-8; MiniStack takes keys of any length.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html; `KeyTooLongError` with its status and message:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html.
"""

from ministack.services import s3

from ..pinned import replaces

LONGEST = 1024


@replaces(s3, "handle_request", "0856144f19e7")
async def handle_request(original, method, path, headers, body, query_params, **how):
    _, key = s3._parse_bucket_key(path, headers)
    size = len(key.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        return s3._object_error("KeyTooLongError", "Your key is too long.", 400,
                                Size=str(size), MaxSizeAllowed=str(LONGEST))
    return await original(method, path, headers, body, query_params, **how)
