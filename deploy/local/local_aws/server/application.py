"""What is served: our own pages and preflights first, then MiniStack with every change of this package."""

import asyncio

import ministack.app as ministack

from .. import changes, providers
from ..iam import secure_transport
from ..s3 import delete_objects, integrity, website
from . import answers, cors, inbox, owner
from .web import Request, Response

changes.make()

# Set by every request that reached MiniStack: there may be something to save.
changed = asyncio.Event()


async def application(scope, receive, send):
    """The ASGI application: our own pages and preflights first, then MiniStack with its answers made AWS's."""
    if scope["type"] != "http":
        await ministack.app(scope, receive, send)
        return
    request = Request(scope)
    own = (inbox.respond(request) or await providers.respond(request, receive) or await website.respond(request)
           or cors.preflight(request) or refused(request))
    if own:
        await own.send(request, send)
        return
    delete_objects.begin(request)
    secure_transport.begin(request)
    await ministack.app(scope, receive, answers.finished(request, send))
    changed.set()


def refused(request: Request) -> Response | None:
    """The answer to a request that is not worth reading."""
    too_large = integrity.too_large(request) if cors.service_of(request) == "s3" else None
    return too_large or owner.refused(request)
