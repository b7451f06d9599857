"""IAM policy variables, `${key}` and `${key, 'default'}`, in Resource and Condition.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html

MiniStack compares them as plain text. A value is inserted literally: a `*` in a user's name is no wildcard.
"""

import re
from dataclasses import replace

from ministack.core import iam_evaluator

from ..pinned import replaces

VARIABLE = re.compile(r"\$\{([^}]*)\}")
# No value of a request contains it, so a statement naming a key the request lacks matches nothing.
ABSENT = "\0"
# Stand for a literal `*` and `?` until the pattern is compiled; from Unicode's private use area.
LITERAL = str.maketrans({"*": "\ue000", "?": "\ue001"})


@replaces(iam_evaluator, "_fnmatch_compile", "c95d90f11ae7")
def compile_pattern(original, pattern, ignore_case):
    """Also: `*` and `?` match a line break, which the key of an object may contain."""
    expression = original(pattern, ignore_case).pattern[1:-1].replace("\ue000", r"\*").replace("\ue001", r"\?")
    return re.compile(rf"{expression}\Z", re.DOTALL | (re.IGNORECASE if ignore_case else 0))


@replaces(iam_evaluator, "_first_match", "dc96ef4846c7")
def first_match(original, context, statements, effect):
    return original(context, [expanded(statement, context) for statement in statements], effect)


def expanded(statement, context):
    """The statement with its variables replaced for this request."""
    return replace(
        statement,
        resources=[expand(text, context, pattern=True) for text in statement.resources],
        not_resources=[expand(text, context, pattern=True) for text in statement.not_resources],
        conditions={
            operator: {key: [expand(text, context, pattern=is_pattern(operator)) for text in as_list(values)]
                       for key, values in block.items()}
            for operator, block in statement.conditions.items() if isinstance(block, dict)
        },
    )


def is_pattern(operator: str) -> bool:
    """Whether an operator reads `*` and `?` as wildcards."""
    return "like" in operator.lower() or "arn" in operator.lower()


def as_list(values) -> list:
    return values if isinstance(values, list) else [values]


def expand(text, context, pattern: bool):
    """`text` with each variable replaced by its value in the request."""
    if not isinstance(text, str):
        return text
    literal = (lambda value: value.translate(LITERAL)) if pattern else str

    def value_of(match):
        name, _, default = (part.strip() for part in match[1].partition(","))
        if name in ("*", "?", "$"):
            return literal(name)
        value = iam_evaluator._resolve_condition_key(name, context)
        if value is None or isinstance(value, list):  # a key with several values cannot be a variable
            return literal(default.strip("'")) if default else ABSENT
        return literal(str(value))

    return VARIABLE.sub(value_of, text)
