"""The response transfer mode STREAM of a REST API's HTTP proxy integration: what the backend sends is passed on as it comes.

MiniStack forgets the mode, and an HTTP proxy of its own gives the whole body at once, with no header but its type. API Gateway
sends nothing before it has all headers of the backend, then each piece of the body; the credentials that a method's IAM
authorization was about stay with it. Only proxy integrations stream; a Lambda function's needs InvokeWithResponseStream, which
MiniStack does not have, so that it is refused here and not buffered unseen.
https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/response-streaming-http.html
"""

import asyncio
import http.client
import socket
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from ministack.core.responses import StreamingResponse
from ministack.services import apigateway_v1

from ..pinned import replaces

PIECE = 65536
# A regional endpoint's; an edge-optimized one waits 30 seconds.
IDLE_SECONDS = 300
CREDENTIALS = {"authorization", "x-amz-date", "x-amz-security-token"}
# RFC 9110, section 7.6.1, and what is of this connection alone.
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "host",
              "content-length", "expect"}


@replaces(apigateway_v1, "_put_integration", "fd1a612acd01")
def put_integration(original, api_id, resource_id, http_method, data):
    """The mode is part of the integration."""
    mode, kind = data.get("responseTransferMode") or "BUFFERED", data.get("type", "AWS_PROXY")
    if mode not in ("BUFFERED", "STREAM"):
        return apigateway_v1._v1_error("BadRequestException", f"Invalid response transfer mode specified: {mode}", 400)
    if mode == "STREAM" and kind == "AWS_PROXY":
        return apigateway_v1._v1_error("BadRequestException", "This local AWS streams HTTP_PROXY integrations only.", 400)
    if mode == "STREAM" and kind != "HTTP_PROXY":
        return apigateway_v1._v1_error(
            "BadRequestException", "Response transfer mode STREAM is only supported for AWS_PROXY and HTTP_PROXY integrations.", 400)
    answer = original(api_id, resource_id, http_method, data)
    if answer[0] != 201:
        return answer
    integration = apigateway_v1._resources[api_id][resource_id]["resourceMethods"][http_method]["methodIntegration"]
    integration["responseTransferMode"] = mode
    return apigateway_v1._v1_response(integration, 201)


@replaces(apigateway_v1, "_invoke_http_proxy_v1", "794bf003ceed")
async def invoke(original, integration, path, method, headers, body, query_params, path_params=None):
    if integration.get("responseTransferMode") != "STREAM":
        return await original(integration, path, method, headers, body, query_params, path_params)
    backend = Backend(integration["uri"], path_params or {}, query_params)
    sent = {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP | CREDENTIALS}
    try:
        answer = await asyncio.to_thread(backend.ask, method, sent, body)
    except (OSError, http.client.HTTPException):
        backend.close()
        return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
    passed = {}
    for name, value in answer.getheaders():
        if name.lower() not in HOP_BY_HOP:
            passed.setdefault(name, []).append(value)
    return answer.status, passed, StreamingResponse(lambda send, receive: backend.stream(answer, send, receive))


class Backend:
    """One connection to what stands behind the integration."""

    def __init__(self, uri: str, path_params: dict, query_params: dict):
        parts = urlsplit(uri.replace("{proxy}", path_params.get("proxy", "")))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(parts.netloc, timeout=IDLE_SECONDS)
        query = "&".join(filter(None, [parts.query, urlencode(query_params or {}, doseq=True)]))
        self.target = (parts.path or "/") + (f"?{query}" if query else "")

    def ask(self, method: str, headers: dict, body: bytes) -> http.client.HTTPResponse:
        """Send the request; the answer has its status and headers then, and no body yet."""
        self.connection.request(method, self.target, body=body or None, headers=headers)
        return self.connection.getresponse()

    async def stream(self, answer: http.client.HTTPResponse, send, receive) -> None:
        """Pass each piece on until the last, or until whoever asked has gone."""
        gone, reading = asyncio.create_task(disconnected(receive)), None
        sock = self.connection.sock or answer.fp.raw._sock  # a connection that is not kept hands its socket over
        try:
            # The status and the headers go out with the first message of the body.
            await send({"type": "http.response.body", "body": b"", "more_body": True})
            while True:
                reading = asyncio.create_task(asyncio.to_thread(answer.read1, PIECE))
                await asyncio.wait({gone, reading}, return_when=asyncio.FIRST_COMPLETED)
                if gone.done():
                    return
                try:
                    piece = reading.result()
                except (OSError, http.client.HTTPException):
                    # Without its last message the answer is one that broke off, as the backend's is.
                    return
                await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})
                if not piece:
                    return
        finally:
            gone.cancel()
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)  # ends the reading, too
            if reading:
                await asyncio.gather(reading, return_exceptions=True)
            answer.close()
            self.close()

    def close(self) -> None:
        self.connection.close()


async def disconnected(receive) -> None:
    """Waits until whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
