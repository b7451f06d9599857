"""`aws:SecureTransport`: whether a request came by HTTPS, which bucket policies ask for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport

`http://localhost` stands for AWS's HTTPS endpoints here: nothing sent there leaves the machine, so a request to it counts as
one by HTTPS, as browsers count it. A request that names AWS's own host, such as `BUCKET.s3.REGION.amazonaws.com`, counts as
what it is. MiniStack knows HTTPS by the header `X-Forwarded-Proto` alone, which anybody may send.
"""

import re
from contextvars import ContextVar

import ministack.app

from ..pinned import replaces
from ..server.web import Request

LOCAL = re.compile(r"(?:.+\.)?localhost|127\.0\.0\.1|\[::1\]")

_secure: ContextVar[bool] = ContextVar("secure_transport", default=False)


def begin(request: Request) -> None:
    """Note how this request came."""
    _secure.set(request.scheme == "https" or bool(LOCAL.fullmatch(request.host)))


@replaces(ministack.app, "pin_request_origin", "de819c1bd9ac")
def pin_request_origin(original, source_ip, secure_transport):
    original(source_ip, _secure.get())
