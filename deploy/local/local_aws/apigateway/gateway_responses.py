"""A refusal by IAM is an answer of the API's own: through its gateway responses, and only where there is a method.

MiniStack refuses before it looks at the API: without the headers of DEFAULT_4XX, so that a page sees a failed network,
and also where no method is, which AWS answers with MISSING_AUTHENTICATION_TOKEN.
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

A signature for another service or region is refused for that, where MiniStack takes it. The words are API Gateway's, as its
callers report them: https://github.com/aws/aws-sdk-js-v3/issues/1831, https://zenn.dev/hiroga/articles/api-gateway-cross-account-trouble-shooting.
"""

import json
import re

import ministack.app as ministack
from ministack.core.iam_evaluator import AuthError
from ministack.core.responses import new_uuid
from ministack.services import apigateway_v1

from ..pinned import replaces


@replaces(ministack, "_enforce_execute_api", "41e437c7b90d")
def enforce(original, api_id, stage, method, path, headers, query_params, iam_action="execute-api:Invoke"):
    scope = apigateway_v1.find_api_scope(api_id)
    if scope is None:
        return original(api_id, stage, method, path, headers, query_params, iam_action)
    authorization = apigateway_v1.method_authorization_type(api_id, stage, method, path)
    if authorization is None:
        return None
    misdirected = wrong_scope(headers.get("authorization", ""), scope[1]) if authorization == "AWS_IAM" else None
    if misdirected:
        error = AuthError("SignatureDoesNotMatch", misdirected)
        return apigateway_v1.authentication_error_response(api_id, stage, error, headers, query_params)
    refused = original(api_id, stage, method, path, headers, query_params, iam_action)
    deployed = apigateway_v1.stages_for_api(api_id).get(stage)
    if not refused or not deployed or "x-amzn-ErrorType" in refused[1]:
        return refused
    said = json.loads(refused[2])
    error = apigateway_v1._GatewayError("ACCESS_DENIED", said.get("Message") or said.get("message"))
    with apigateway_v1.request_scope(*scope):
        return apigateway_v1._gateway_error_response(error, {
            "api_id": api_id, "stage_name": stage, "stage": deployed, "headers": headers, "query_params": query_params,
            "path_params": {}, "resource_path": "", "request_id": new_uuid()})


def wrong_scope(authorization: str, region: str) -> str | None:
    """What is wrong with the credential scope of a signature, if it is one and anything is."""
    found = re.match(r"AWS4-HMAC-SHA256 .*?Credential=[^/,]+/[^/,]+/([^/,]+)/([^/,]+)/aws4_request", authorization)
    if found and found[2] != "execute-api":
        return "Credential should be scoped to correct service: 'execute-api'. "
    if found and found[1] != region:
        return f"Credential should be scoped to a valid region, not '{found[1]}'. "
    return None
