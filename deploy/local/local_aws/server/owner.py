"""A page is never the owner: the root key `test` is for deploying, from a program.

MiniStack gives that key every right and checks no signature of it. So a browser's request with it is refused, as one
with an unknown key is, and no page may reset or configure the server.
"""

import ministack.app as ministack
from ministack.core.iam_evaluator import AuthError, is_root_access_key
from ministack.core.responses import new_uuid
from ministack.core.router import extract_access_key_id

from . import cors
from .web import Request, Response


def refused(request: Request) -> Response | None:
    """The refusal of what only the owner may do, asked by a page."""
    if "origin" not in request.headers:
        return None
    if request.path.startswith("/_ministack/") and request.method not in ("GET", "HEAD"):
        return Response(403)
    key = extract_access_key_id(request.headers, request.query)
    if not key or not is_root_access_key(key):
        return None
    service = cors.service_of(request)
    unknown = AuthError("UnrecognizedClientException", "The security token included in the request is invalid.")
    status, headers, body = ministack._credential_failure(service, "", new_uuid(), unknown, request.headers)
    return Response(status, {**headers, **cors.answer_headers(request, service)}, body)
