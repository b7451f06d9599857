"""A missing object is 404 to those who may list the bucket; to others it is 403, lest they learn what is there.

"If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403 error":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html. A permission on the condition of a prefix is none
here: this request has no `s3:prefix`.
"""

from ministack.core import iam_evaluator
from ministack.core.iam_actions import access_denied_response
from ministack.core.responses import get_region
from ministack.core.router import extract_access_key_id
from ministack.services import s3

from ..pinned import replaces
from . import key_lengths


@replaces(s3, "handle_request", "0856144f19e7", wraps=key_lengths)
async def handle_request(original, method, path, headers, body, query_params, **how):
    answer = await original(method, path, headers, body, query_params, **how)
    bucket, key = s3._parse_bucket_key(path, headers)
    # An upload that is gone (ListParts) is told to whoever may ask for its parts.
    if answer[0] != 404 or method not in ("GET", "HEAD") or not key or "uploadId" in query_params \
            or how.get("internal") or s3._bucket_owner_account(bucket) is None:
        return answer
    return refusal(bucket, headers, query_params) or answer


def refusal(bucket: str, headers: dict, query_params: dict):
    """AccessDenied for a caller who may not list the bucket."""
    access_key = extract_access_key_id(headers, query_params)
    if not access_key:
        owner = s3._bucket_owner_account(bucket)
        listed = s3._foreign_bucket_allows(owner, bucket, "", "GET", {}, "", headers)
        return None if listed else s3._error("AccessDenied", "Access Denied", 403, f"/{bucket}")
    denied = iam_evaluator.enforce(access_key, "s3:ListBucket", "s3", get_region(), resource_arn=f"arn:aws:s3:::{bucket}")
    if not isinstance(denied, iam_evaluator.EvalResult):
        return None
    return access_denied_response("s3", "s3:ListBucket", denied.principal_arn, "",
                                  resource_arn=f"arn:aws:s3:::{bucket}", explicit_deny=denied.decision == "Deny")
