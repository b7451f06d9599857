"""The headers AWS puts on every answer: whose CORS rules hold, the request's id, and a refusal's type and message."""

import json

from . import cors
from .web import Request, new_host_id, new_request_id

# Services whose protocol is JSON and whose answers a page may read.
JSON_SERVICES = ("cognito-idp", "cognito-identity", "dynamodb")


def finished(request: Request, send):
    """`send`, with MiniStack's headers made those of AWS."""
    service = cors.service_of(request)
    if service in ("", "execute-api"):
        return send
    held = None

    async def send_finished(message):
        nonlocal held
        if message["type"] == "http.response.start":
            held = message
            return
        if held:
            first, held = held, None
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in first["headers"]}
            headers = finished_headers(request, service, first["status"], headers, message.get("body", b""))
            await send({**first, "headers": [(name.encode("latin-1"), value.encode("latin-1"))
                                             for name, value in headers.items()]})
        await send(message)

    return send_finished


def finished_headers(request: Request, service: str, status: int, headers: dict[str, str], body: bytes):
    headers = {name: value for name, value in headers.items() if not name.startswith("access-control-")}
    headers |= {name.lower(): value for name, value in cors.answer_headers(request, service).items()}
    if service == "s3":
        headers.pop("x-amzn-requestid", None)
        headers.setdefault("x-amz-request-id", new_request_id())
        headers.setdefault("x-amz-id-2", new_host_id())
    else:
        headers.pop("x-amz-request-id", None)
        headers.pop("x-amz-id-2", None)
    if service in JSON_SERVICES and status >= 400:
        headers |= refusal(service, body)
    return headers


def refusal(service: str, body: bytes) -> dict[str, str]:
    """A refusal's type and message as headers, which cognito-idp and cognito-identity send beside the body's.

    The type ends in a colon: `x-amzn-ErrorType: InvalidParameterException:`, as recorded in
    https://github.com/amazon-archives/amazon-cognito-identity-js/issues/270.
    """
    if service == "dynamodb":
        return {}
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    kind = str(said.get("__type", "")).rsplit("#", 1)[-1]
    message = str(said.get("message") or said.get("Message") or "")
    return {"x-amzn-errortype": f"{kind}:", "x-amzn-errormessage": message.encode().decode("latin-1")} if kind else {}
