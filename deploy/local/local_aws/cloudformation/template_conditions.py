"""Conditions of a template that look into a text: `Fn::Join`, `Fn::Split` and `Fn::Sub` within `Fn::Equals`.

CloudFormation evaluates them there as everywhere; MiniStack compares what is written, so that a list is always another than
itself. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
"""

import re

from ministack.services.cloudformation import changesets, engine, handlers, stacks

from ..pinned import replaces


def evaluate_conditions(original, template, params):
    conditions = {name: resolved(condition, params) for name, condition in (template.get("Conditions") or {}).items()}
    return original({**template, "Conditions": conditions}, params)


for module in (changesets, engine, handlers, stacks):
    if hasattr(module, "_evaluate_conditions"):
        replaces(module, "_evaluate_conditions", "e7f9e29b6c01")(evaluate_conditions)


def resolved(value, params: dict):
    """The value with those of its functions that give a text, or a list of texts, replaced by what they give."""
    if isinstance(value, list):
        return [resolved(item, params) for item in value]
    if not isinstance(value, dict):
        return value
    value = {name: resolved(argument, params) for name, argument in value.items()}
    match value:
        case {"Fn::Join": [separator, [*items]]}:
            return separator.join(text(item, params) for item in items)
        case {"Fn::Split": [separator, item]}:
            return text(item, params).split(separator)
        case {"Fn::Sub": str(template)}:
            return re.sub(r"\$\{(\w+)\}", lambda found: text({"Ref": found[1]}, params), template)
    return value


def text(value, params: dict) -> str:
    name = value.get("Ref") if isinstance(value, dict) else None
    return str(params[name]["Value"]) if name in params else str(value)
