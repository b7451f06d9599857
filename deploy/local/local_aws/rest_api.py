"""What API Gateway itself says: who the caller is, in a mapping template, and a refusal through its gateway response.

MiniStack hands the template of a MOCK integration on as it is, and refuses by IAM before it looks at the API: without
the headers of its DEFAULT_4XX, and also where there is no such method, which AWS answers with "Missing Authentication
Token" (https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html).
"""

import contextvars
import json
import re

import ministack.app as ministack
from ministack.core.responses import new_uuid
from ministack.services import apigateway_v1

from .pinned import replaces

VARIABLE = re.compile(r"\$context\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)")
served = contextvars.ContextVar("the request that is being served")


@replaces(apigateway_v1, "_execute_in_scope", "2ae72b7d5eb6")
async def execute_in_scope(original, request, *arguments):
    served.set(request)
    return await original(request, *arguments)


@replaces(apigateway_v1, "_invoke_mock_v1", "20f819eee1f9")
def invoke_mock(original, integration):
    status, headers, body = original(integration)
    request = served.get()
    values = {"requestId": request["request_id"], "stage": request["stage_name"], "apiId": request["api_id"]}
    caller = apigateway_v1._iam_caller_identity(request["headers"], request["query_params"]) or {}
    values |= {f"identity.{name}": value for name, value in (caller | {"sourceIp": "127.0.0.1"}).items()}
    # A variable without a value is the empty text.
    body = VARIABLE.sub(lambda found: values.get(found[1]) or "", body.decode()).encode()
    return status, headers | {"x-amzn-RequestId": request["request_id"]}, body


@replaces(ministack, "_enforce_execute_api", "41e437c7b90d")
def enforce(original, api_id, stage, method, path, headers, query_params, iam_action="execute-api:Invoke"):
    scope = apigateway_v1.find_api_scope(api_id)
    if scope is None:
        return original(api_id, stage, method, path, headers, query_params, iam_action)
    if apigateway_v1.method_authorization_type(api_id, stage, method, path) is None:
        return None
    refused = original(api_id, stage, method, path, headers, query_params, iam_action)
    known = apigateway_v1.stages_for_api(api_id).get(stage)
    if not refused or not known or "x-amzn-ErrorType" in refused[1]:
        return refused
    said = json.loads(refused[2])
    error = apigateway_v1._GatewayError("ACCESS_DENIED", said.get("Message") or said.get("message"))
    with apigateway_v1.request_scope(*scope):
        return apigateway_v1._gateway_error_response(error, {
            "api_id": api_id, "stage_name": stage, "stage": known, "headers": headers, "query_params": query_params,
            "path_params": {}, "resource_path": "", "request_id": new_uuid()})
