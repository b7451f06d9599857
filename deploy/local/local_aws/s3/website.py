"""S3 website endpoints: a bucket with a website configuration, by the Host it is addressed with.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html

`BUCKET.s3-website-REGION.amazonaws.com`, `BUCKET.s3-website.REGION.amazonaws.com` (a region has one or the other) and
`BUCKET.s3-website.localhost`, which browsers resolve to this machine. Anonymous, so what the bucket policy lets
everyone read, and nothing else.
"""

import html
import re
from http import HTTPStatus
from urllib.parse import quote
from xml.etree import ElementTree

from ministack.services import s3

from ..server.web import Request, Response, new_host_id, new_request_id

HOST = re.compile(r"(?P<bucket>[a-z0-9][a-z0-9.-]+[a-z0-9])\.s3-website(?:[.-][a-z0-9-]+\.amazonaws\.com|\.localhost)")
# What a browser may ask of an object; everything else it sends is not for S3.
PASSED_ON = ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range")


async def respond(request: Request) -> Response | None:
    """The answer of the website endpoint the Host names, or None when it names none."""
    addressed = HOST.fullmatch(request.host)
    if not addressed:
        return None
    bucket = addressed["bucket"]
    owner = s3._bucket_owner_account(bucket)
    website = configuration(owner, bucket) if owner else None
    if owner is None:
        answer = error_page(404, Reason("NoSuchBucket", "The specified bucket does not exist", BucketName=bucket))
    elif website is None:
        answer = error_page(404, Reason("NoSuchWebsiteConfiguration",
                                        "The specified bucket does not have a website configuration",
                                        BucketName=bucket))
    elif request.method == "OPTIONS":
        answer = Response(*s3.cors_preflight(bucket, request.path[1:], request.headers))
    elif request.method not in ("GET", "HEAD"):
        answer = error_page(405, Reason("MethodNotAllowed",
                                        "The specified method is not allowed against this resource.",
                                        Method=request.method, ResourceType="OBJECT"))
    else:
        answer = await page(request, owner, bucket, website)
        answer.headers.update(s3.cors_response_headers(bucket, request.method, request.headers))
    answer.headers.setdefault("x-amz-request-id", new_request_id())
    answer.headers.setdefault("x-amz-id-2", new_host_id())
    return answer


def configuration(owner: str, bucket: str) -> dict[str, str] | None:
    """The website configuration of a bucket: its IndexDocument's Suffix, its ErrorDocument's Key, its redirect."""
    stored = s3._bucket_websites.get_scoped(owner, None, bucket)
    if not stored:
        return None
    values = {}
    for section in ElementTree.fromstring(stored):
        for item in section:
            values[f"{local(section.tag)}.{local(item.tag)}"] = (item.text or "").strip()
    return values


def local(tag: str) -> str:
    """An XML tag without its namespace."""
    return tag.rsplit("}", 1)[-1]


async def page(request: Request, owner: str, bucket: str, website: dict[str, str]) -> Response:
    """The object a path names, the index document of a folder, or the error document."""
    if host := website.get("RedirectAllRequestsTo.HostName"):
        protocol = website.get("RedirectAllRequestsTo.Protocol") or "http"
        return Response(301, {"location": f"{protocol}://{host}{request.raw_path}"})
    objects = s3._buckets.get_scoped(owner, None, bucket)["objects"]
    index = website.get("IndexDocument.Suffix", "index.html")
    key = request.path[1:]
    if key == "" or key.endswith("/"):
        key += index
    elif key not in objects and f"{key}/{index}" in objects:
        return Response(302, {"location": quote(f"/{key}/", safe="/~")})
    # "If a user requests an object that doesn't exist, Amazon S3 returns HTTP response code 404 (Not Found). If the
    # object exists but you haven't granted read permission on it, the website endpoint returns [...] 403."
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html
    if key not in objects:
        return await refused(bucket, website, objects, 404, no_such_key(key))
    answer = await read(bucket, key, {name: request.headers[name] for name in PASSED_ON if name in request.headers})
    return await refused(bucket, website, objects, 403, ACCESS_DENIED) if answer.status == 403 else answer


async def refused(bucket: str, website: dict[str, str], objects, status: int, reason) -> Response:
    """The owner's error document with this status, or S3's own page, which then says why there is no document."""
    document = website.get("ErrorDocument.Key")
    if not document:
        return error_page(status, reason)
    if document not in objects:
        return error_page(status, reason, no_such_key(document))
    answer = await read(bucket, document, {})
    if answer.status != 200:
        return error_page(status, reason, ACCESS_DENIED)
    answer.status = status
    answer.headers |= error_headers(reason)
    return answer


async def read(bucket: str, key: str, headers: dict[str, str]) -> Response:
    """The object as anybody without credentials gets it."""
    status, headers, body = await s3.handle_request("GET", f"/{bucket}/{key}", headers, b"", {})
    return Response(status, dict(headers), body)


class Reason:
    """What S3 says of a failure: its code, its message, and what it names (the key, the bucket)."""

    def __init__(self, code: str, message: str, **named: str):
        self.code, self.message, self.named = code, message, named

    def items(self) -> dict[str, str]:
        return {"Code": self.code, "Message": self.message, **self.named}


ACCESS_DENIED = Reason("AccessDenied", "Access Denied")


def no_such_key(key: str) -> Reason:
    return Reason("NoSuchKey", "The specified key does not exist.", Key=key)


def error_headers(reason: Reason) -> dict[str, str]:
    """The failure for programs, which S3 puts beside the page for people."""
    details = {f"x-amz-error-detail-{name}": quote(value, safe="/") for name, value in reason.named.items()}
    return {"x-amz-error-code": reason.code, "x-amz-error-message": reason.message, **details}


def error_page(status: int, reason: Reason, no_document: Reason | None = None) -> Response:
    """S3's page for a failure; `no_document` is why the owner's error document could not be shown."""
    title = f"{status} {HTTPStatus(status).phrase}"
    request_id, host_id = new_request_id(), new_host_id()
    parts = [f"<h1>{title}</h1>", as_list({**reason.items(), "RequestId": request_id, "HostId": host_id})]
    if no_document:
        parts += ["<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>",
                  as_list(no_document.items())]
    body = "\n".join([f"<html>\n<head><title>{title}</title></head>\n<body>", *parts, "<hr/>\n</body>\n</html>"])
    return Response(status, {"content-type": "text/html; charset=utf-8", "x-amz-request-id": request_id,
                             "x-amz-id-2": host_id, **error_headers(reason)}, f"{body}\n".encode())


def as_list(items: dict[str, str]) -> str:
    rows = "\n".join(f"<li>{name}: {html.escape(value)}</li>" for name, value in items.items())
    return f"<ul>\n{rows}\n</ul>"
