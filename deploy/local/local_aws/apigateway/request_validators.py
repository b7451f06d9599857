"""Request validators in a template: MiniStack's CloudFormation makes none, and leaves a method's out.

Its API has them, so a body that a model refuses is refused there and stored here.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-requestvalidator.html
"""

import json

from ministack.services import apigateway_v1
from ministack.services.cloudformation import provisioners

from ..pinned import replaces, sets

FLAGS = {"ValidateRequestBody": "validateRequestBody", "ValidateRequestParameters": "validateRequestParameters"}


@replaces(provisioners, "_apigw_request_validator_create", "f9fe42d289fd")
def create(original, logical_id, props, stack_name):
    status, _, body = apigateway_v1._create_request_validator(
        props["RestApiId"], {"name": props.get("Name", logical_id)} | flags(props))
    if status >= 400:
        raise ValueError(f"AWS::ApiGateway::RequestValidator create failed: {body!r}")
    validator = json.loads(body)["id"]
    return validator, {"RequestValidatorId": validator}


@replaces(provisioners, "_apigw_request_validator_update", "4d174a8320ff")
def update(original, physical_id, old_props, new_props, stack_name):
    found = apigateway_v1._request_validators.get(new_props["RestApiId"], {}).get(physical_id)
    if found is None or any(new_props.get(name) != old_props.get(name) for name in ("RestApiId", "Name")):
        created = provisioners._apigw_request_validator_create(physical_id, new_props, stack_name)
        provisioners._delete_predecessor(provisioners._apigw_request_validator_delete, physical_id, old_props)
        return created
    found |= flags(new_props)
    return physical_id, {"RequestValidatorId": physical_id}


@replaces(provisioners, "_apigw_request_validator_delete", "a9201af7d25e")
def delete(original, physical_id, props):
    apigateway_v1._request_validators.get(props["RestApiId"], {}).pop(physical_id, None)


def flags(props: dict) -> dict:
    return {member: str(props.get(name)).lower() == "true" for name, member in FLAGS.items()}


@replaces(provisioners, "_apigw_method_create", "9460bc3fd7ff")
def create_method(original, logical_id, props, stack_name):
    created = original(logical_id, props, stack_name)
    resource = apigateway_v1._resources[props["RestApiId"]][props["ResourceId"]]
    resource["resourceMethods"][props["HttpMethod"]]["requestValidatorId"] = props.get("RequestValidatorId")
    return created


for kind, function in (("Method", "_apigw_method_create"), ("RequestValidator", "_apigw_request_validator_create"),
                       ("RequestValidator", "_apigw_request_validator_update"),
                       ("RequestValidator", "_apigw_request_validator_delete")):
    sets(__name__, provisioners, "_RESOURCE_HANDLERS", (f"AWS::ApiGateway::{kind}", function.rsplit("_", 1)[-1]), function)
