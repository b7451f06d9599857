"""Conditions of a template that ask whether a list holds a name."""

import json
import secrets

from clients import root


def test_a_condition_looks_into_a_text(endpoint):
    contains = {"Fn::Not": [{"Fn::Equals": [
        {"Fn::Join": ["", {"Fn::Split": [",name,", {"Fn::Sub": ",${Names},"}]}]}, {"Fn::Sub": ",${Names},"}]}]}
    template = {"Parameters": {"Names": {"Type": "String"}}, "Conditions": {"Named": contains},
                "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
                "Outputs": {"Named": {"Condition": "Named", "Value": "yes"}}}
    formation = root(endpoint, "cloudformation")
    for names, named in ("name", True), ("birthdate,name", True), ("given_name,nickname", False), ("", False):
        stack = f"conditions-{secrets.token_hex(4)}"
        formation.create_stack(StackName=stack, TemplateBody=json.dumps(template),
                               Parameters=[{"ParameterKey": "Names", "ParameterValue": names}])
        formation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 0.1})
        outputs = formation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
        assert bool(outputs) is named, names
