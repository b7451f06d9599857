"""CloudFormation's conversion of a property's value to the property's type.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html

A parameter is text, also one of type Number and one that says true or false. CloudFormation gives the service each
property in its own type; MiniStack hands the text on, so that a password's length is compared with "8" and guests are
let in by "false".

The types are those of the operation that creates the resource, whose members are named as the properties are.
"""

import botocore.session
from ministack.services.cloudformation import stacks

from ..pinned import replaces

CREATED_BY = {
    "AWS::Cognito::UserPool": ("cognito-idp", "CreateUserPool"),
    "AWS::Cognito::UserPoolClient": ("cognito-idp", "CreateUserPoolClient"),
    "AWS::Cognito::IdentityPool": ("cognito-identity", "CreateIdentityPool"),
}


@replaces(stacks, "_provision_resource", "3b8f01fb1871")
def provision_resource(original, resource_type, logical_id, props, stack_name):
    return original(resource_type, logical_id, of_type(resource_type, props), stack_name)


@replaces(stacks, "_update_resource", "21b9b1207f59")
def update_resource(original, resource_type, physical_id, old_props, new_props, *rest):
    return original(resource_type, physical_id, of_type(resource_type, old_props), of_type(resource_type, new_props),
                    *rest)


def of_type(resource_type, props):
    """The properties of a resource, each value in its type."""
    if resource_type not in CREATED_BY or not isinstance(props, dict):
        return props
    service, operation = CREATED_BY[resource_type]
    model = botocore.session.get_session().get_service_model(service)
    return converted(props, model.operation_model(operation).input_shape)


def converted(value, shape):
    """A value with the texts in it that stand for a number or a truth value replaced by those."""
    if isinstance(value, dict) and shape.type_name == "structure":
        return {name: converted(part, shape.members[name]) if name in shape.members else part
                for name, part in value.items()}
    if isinstance(value, list) and shape.type_name == "list":
        return [converted(part, shape.member) for part in value]
    if isinstance(value, str) and shape.type_name in ("integer", "long"):
        return int(value)
    if isinstance(value, str) and shape.type_name == "boolean":
        return value.lower() == "true"
    return value
