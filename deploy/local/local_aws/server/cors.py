"""CORS as strict as AWS's own: MiniStack answers `*` to every question, which hides what a browser would refuse.

Four services take calls from any page, and answer a preflight by echoing what was asked. S3 says what the bucket's
rules say. API Gateway says what the stack's methods and gateway responses say, so it is left alone. No other service
answers a browser at all.

Where the headers come from: DynamoDB's were recorded by the authors of dynalite
(https://github.com/mhart/dynalite, index.js) and of ScyllaDB's Alternator
(https://github.com/scylladb/scylladb/blob/master/alternator/server.cc, handle_CORS: "This is the list that DynamoDB
returns"); recorded answers of cognito-idp carry the same list. It leaves out `x-amz-request-id` and everything else: a page cannot read them.
"""

import ministack.app as ministack
from ministack.core.router import detect_service
from ministack.services import s3

from .web import Request, Response, new_host_id, new_request_id

OPEN_SERVICES = ("cognito-idp", "cognito-identity", "dynamodb", "sts")
EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
PREFLIGHT_SECONDS = "172800"


def service_of(request: Request) -> str:
    """The service a request is for; "" for MiniStack's and our own pages."""
    if request.path.startswith(("/_ministack/", "/_satchel/", "/oauth2/", "/.well-known/")):
        return ""
    if ministack._parse_execute_api_url(request.headers.get("host", ""), request.path):
        return "execute-api"
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    if form and request.path == "/" and "authorization" not in request.headers:
        return "sts"  # the one service with unsigned calls in a form: AssumeRoleWithWebIdentity
    return detect_service(request.method, request.path, request.headers, request.query)


def preflight(request: Request) -> Response | None:
    """The answer to a browser's question before its request, or None when MiniStack knows the answer."""
    if request.method != "OPTIONS" or service_of(request) in ("", "execute-api"):
        return None
    addressed = ministack._s3_cors_target(request.headers.get("host", ""), request.path)
    if addressed:
        status, headers, body = s3.cors_preflight(*addressed, request.headers)
        return Response(status, {**headers, "x-amz-request-id": new_request_id(), "x-amz-id-2": new_host_id()}, body)
    if request.path != "/":
        return Response(*s3._no_such_bucket(request.path.split("/")[1]))
    # Every service listens at this address, and a preflight does not say which one it is for. The four answer alike.
    headers = {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED,
               "access-control-max-age": PREFLIGHT_SECONDS}
    for asked, allowed in (("access-control-request-headers", "access-control-allow-headers"),
                           ("access-control-request-method", "access-control-allow-methods")):
        if asked in request.headers:
            headers[allowed] = request.headers[asked]
    return Response(200, headers)


def answer_headers(request: Request, service: str) -> dict[str, str]:
    """The CORS headers of the answer of a service to a request from a page."""
    if "origin" not in request.headers:
        return {}
    if service in OPEN_SERVICES:
        return {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
    if service == "s3":
        addressed = ministack._s3_cors_target(request.headers.get("host", ""), request.path)
        return s3.cors_response_headers(addressed[0], request.method, request.headers) if addressed else {}
    return {}
