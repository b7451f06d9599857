"""The headers AWS puts on every answer, and what its refusals tell: whose page may read it, the request's id, the time.

https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html
"""

import json
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import escape
from zlib import crc32

from ministack.core.responses import new_uuid

from . import cors
from .web import Request, new_host_id, new_request_id


def finished(request: Request, send):
    """`send`, with MiniStack's answer made that of AWS."""
    service = cors.service_of(request)
    if service == "":
        return send
    start = None

    async def send_finished(message):
        nonlocal start
        if message["type"] == "http.response.start":
            start = message  # held until the body is there: a refusal's headers repeat what it says
            return
        if start:
            status = start["status"]
            headers = combined(start["headers"])
            finish_headers(request, service, headers, message.get("body", b""))
            if status >= 400:
                message = finish_refusal(request, service, headers, message)
            await send({"type": "http.response.start", "status": status,
                        "headers": [(name.encode("latin-1"), value.encode("latin-1"))
                                    for name, value in headers.items()]})
            start = None
        await send(message)

    return send_finished


def combined(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name; one that is repeated is the list of its values (RFC 9110, section 5.2)."""
    by_name = {}
    for name, value in ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers):
        by_name[name] = f"{by_name[name]}, {value}" if name in by_name else value
    return by_name


def finish_headers(request: Request, service: str, headers: dict[str, str], body: bytes) -> None:
    """CORS headers as AWS sends them (see `cors`), and the request's id under the names the service uses."""
    if service != "execute-api":
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        headers |= {name.lower(): value for name, value in cors.answer_headers(request, service).items()}
    if service == "s3":
        headers.pop("x-amzn-requestid", None)
        headers.setdefault("x-amz-request-id", new_request_id())
        headers.setdefault("x-amz-id-2", new_host_id())
    else:
        headers.pop("x-amz-request-id", None)
        headers.pop("x-amz-id-2", None)
        headers.setdefault("x-amzn-requestid", new_uuid())
    if service == "dynamodb":
        headers.setdefault("x-amz-crc32", str(crc32(body)))


def finish_refusal(request: Request, service: str, headers: dict[str, str], message: dict) -> dict:
    body = message.get("body", b"")
    if service in ("cognito-idp", "cognito-identity"):
        headers |= error_headers(body)
    if service == "s3" and request.method != "HEAD":
        body = with_times(request, body)
        if "content-length" in headers:
            headers["content-length"] = str(len(body))
    return {**message, "body": body}


def error_headers(body: bytes) -> dict[str, str]:
    """A refusal's type and message as headers, which Cognito sends beside those in the body.

    The type ends in a colon: `x-amzn-ErrorType:InvalidParameterException:`, as recorded in
    https://github.com/amazon-archives/amazon-cognito-identity-js/issues/270.
    """
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    kind = str(said.get("__type", "")).rsplit("#", 1)[-1]
    text = str(said.get("message") or said.get("Message") or "")
    return {"x-amzn-errortype": f"{kind}:", "x-amzn-errormessage": text.encode().decode("latin-1")} if kind else {}


def with_times(request: Request, body: bytes) -> bytes:
    """The times S3 names when it refuses a request for its time: a browser learns from them how its clock is wrong."""
    now = datetime.now(timezone.utc)
    if b"<Code>RequestTimeTooSkewed</Code>" in body:
        named = {"RequestTime": request.headers.get("x-amz-date", ""), "ServerTime": iso(now),
                 "MaxAllowedSkewMilliseconds": "900000"}
    elif b"<Message>Request has expired</Message>" in body and "X-Amz-Expires" in request.query:
        signed, seconds = request.query["X-Amz-Date"][0], request.query["X-Amz-Expires"][0]
        until = datetime.strptime(signed, "%Y%m%dT%H%M%S%z") + timedelta(seconds=int(seconds))
        named = {"X-Amz-Expires": seconds, "Expires": iso(until), "ServerTime": iso(now)}
    else:
        return body
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in named.items())
    return body.replace(b"</Message>", b"</Message>" + elements.encode(), 1)


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
