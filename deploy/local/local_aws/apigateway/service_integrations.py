"""AWS integrations of a REST API that call DynamoDB, with the role that the integration names.

MiniStack calls Lambda and SQS alone, and takes `arn:aws:apigateway:REGION:dynamodb:action/ACTION` for a function's name.
API Gateway assumes the role of `credentials`, and answers 500 where it may not; what DynamoDB answers, its refusal of the role
too, goes through the integration responses by its status.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings.html
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html

`$input.json` gives JSON: a text with its quotes, where MiniStack leaves them out.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#input-variable-reference
"""

import json

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import request_scope
from ministack.services import apigateway_v1, dynamodb, iam

from ..pinned import replaces
from .mock_integrations import context_of_request

SERVICE = "apigateway.amazonaws.com"


@replaces(apigateway_v1, "_vtl_input", "1b9964b7ca9c")
def input_variable(original, steps, state):
    match steps:
        case [("json", str(path))]:
            value = original([("path", path)], state)
            return "" if value is None else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return original(steps, state)


@replaces(apigateway_v1, "_invoke_lambda_custom_v1", "79d47dae9d00")
async def invoke(original, integration, api_id, stage_name, stage, resource, request_path, method, headers, body,
                 query_params, path_params, **known):
    region, service, verb, action = apigateway_v1._parse_service_integration_uri(integration.get("uri", "")) or [""] * 4
    if (service, verb) != ("dynamodb", "action"):
        return await original(integration, api_id, stage_name, stage, resource, request_path, method, headers, body,
                              query_params, path_params, **known)
    role = assumed_role(integration.get("credentials"))
    if role is None:
        return apigateway_v1._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
    parameters = headers | {name: values[0] for name, values in query_params.items()} | (path_params or {})
    context = context_of_request.get() | {"authorizer": known.get("authorizer_context") or {}}
    text = body.decode("utf-8", "replace")
    template = by_media_type(integration.get("requestTemplates"), headers.get("content-type"))
    if template is not None:
        text = apigateway_v1._render_request_template_v1(template, text, parameters, context)
    status, answer = await call_dynamodb(role, region, action, text.encode())
    return apigateway_v1._service_integration_response(
        integration, status, answer, headers.get("accept", "application/json"), parameters, context)


def by_media_type(templates: dict | None, content_type: str | None) -> str | None:
    """The template for a body; one that does not say what it is counts as JSON."""
    wanted = (content_type or "application/json").partition(";")[0].strip().lower()
    return next((template for name, template in (templates or {}).items() if name.lower() == wanted), None)


def assumed_role(arn: str | None) -> tuple[str, str] | None:
    """The account and name of a role, if it lets API Gateway assume it."""
    _, _, name = (arn or "").rpartition("/")
    account = iam_evaluator._account_from_arn(arn or "")
    role = account and iam._roles.get_scoped(account, None, name)
    if not role:
        return None
    trust = json.loads(role["AssumeRolePolicyDocument"])
    # Services are no principals to MiniStack's evaluation of a trust policy.
    statements = trust["Statement"] if isinstance(trust["Statement"], list) else [trust["Statement"]]
    named = [statement | {"Principal": "*"} for statement in statements
             if iam_evaluator._service_principal_matches(statement.get("Principal"), SERVICE)]
    return (account, name) if iam_evaluator.evaluate_trust_policy({"Statement": named}, SERVICE) else None


async def call_dynamodb(role: tuple[str, str], region: str, action: str, body: bytes) -> tuple[int, str]:
    """The status and body that DynamoDB answers to a role."""
    account, name = role
    arn = f"arn:aws:sts::{account}:assumed-role/{name}/BackplaneAssumeRoleSession"
    with request_scope(account, region):
        tables = iam_actions.dynamodb_resource_arns(body, region, account)
        context = {key.lower(): value for key, value in iam_actions.dynamodb_service_context(body).items()}
        policies = iam_evaluator._gather_role_policies(name, account)
        boundary = iam_evaluator._permissions_boundary(iam._roles, name, account)
        for table in tables:
            asked = iam_evaluator.EvalContext(
                principal_arn=arn, principal_type="AssumedRole", principal_account=account, action=f"dynamodb:{action}",
                resource_arn=table, region=region, service_context=context)
            decision = iam_evaluator.evaluate(asked, policies, *boundary).decision
            if decision != "Allow":
                message = iam_actions.identity_denial_message(asked.action, arn, table, decision == "Deny")
                return 400, json.dumps({"__type": "com.amazon.coral.service#AccessDeniedException", "Message": message})
        status, _, answer = await dynamodb.handle_request(
            "POST", "/", {"x-amz-target": f"DynamoDB_20120810.{action}"}, body, {})
    return status, answer.decode() if isinstance(answer, bytes) else answer
