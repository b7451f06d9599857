"""The mapping template of a MOCK integration sees the request's `$context`, where MiniStack sends the template itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import base64
import secrets
import time
from contextvars import ContextVar

from ministack.core.responses import get_account_id, get_request_client_ip, new_uuid
from ministack.services import apigateway_v1

from ..pinned import replaces

context_of_request: ContextVar[dict] = ContextVar("context_of_request", default={})


@replaces(apigateway_v1, "handle_execute", "c44e927a3e33")
async def handle_execute(original, api_id, stage_name, method, path, headers, body, query_params):
    """The request's id in the template is the one in the answer's header."""
    request_id = new_uuid()
    identity = apigateway_v1._iam_caller_identity(headers, query_params) or {}
    context_of_request.set({
        "accountId": get_account_id(), "apiId": api_id, "httpMethod": method, "path": f"/{stage_name}{path}",
        "requestId": request_id, "stage": stage_name, "requestTimeEpoch": time.time_ns() // 1_000_000,
        "extendedRequestId": base64.b64encode(secrets.token_bytes(11)).decode(),
        "identity": {**identity, "sourceIp": get_request_client_ip(), "userAgent": headers.get("user-agent", "")},
    })
    status, answer_headers, answer = await original(api_id, stage_name, method, path, headers, body, query_params)
    answer_headers.setdefault("x-amzn-requestid", request_id)
    return status, answer_headers, answer


@replaces(apigateway_v1, "_invoke_mock_v1", "20f819eee1f9")
def invoke_mock(original, integration):
    status, answer_headers, answer = original(integration)
    rendered = apigateway_v1._render_request_template_v1(answer.decode(), "", {}, context_of_request.get())
    return status, answer_headers, rendered.encode()
