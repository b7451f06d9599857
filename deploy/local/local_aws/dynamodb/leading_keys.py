"""The condition key `dynamodb:LeadingKeys`: the partition keys of the items a request touches.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html

MiniStack does not set it. Because `ForAllValues` holds for a missing key, a request whose keys cannot be told (any
statement in PartiQL) gets a key nobody has, and is refused.
"""

import json
import re

from ministack.core import iam_actions
from ministack.services import dynamodb

from ..pinned import replaces

UNKNOWN = "\0"
EQUALS = re.compile(r"([#\w.-]+)\s*=\s*(:\w+)")


@replaces(iam_actions, "dynamodb_service_context", "0f0021bdc8a3")
def service_context(original, body):
    context = original(body)
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return context
    keys = leading_keys(request) if isinstance(request, dict) else []
    if keys:
        context["dynamodb:LeadingKeys"] = keys
    return context


def leading_keys(request: dict) -> list[str]:
    """The partition keys a request names: of items, batches, transactions and queries."""
    keys = []
    for table, item in named_items(request):
        name = partition_key(table, None)
        keys.append(value_of(item[name]) if name in item else UNKNOWN)
    if "KeyConditionExpression" in request or "KeyConditions" in request:
        keys.append(queried_key(request))
    if any(member in request for member in ("Statement", "Statements", "TransactStatements")):
        keys.append(UNKNOWN)
    return keys


def named_items(request: dict):
    """(table, item or key) of every item a request names."""
    for member in ("Key", "Item"):
        if isinstance(request.get(member), dict):
            yield request.get("TableName"), request[member]
    for table, batch in (request.get("RequestItems") or {}).items():
        if isinstance(batch, dict):  # BatchGetItem
            yield from ((table, key) for key in batch.get("Keys", []))
        else:  # BatchWriteItem
            for write in batch:
                yield table, write.get("PutRequest", {}).get("Item") or write.get("DeleteRequest", {}).get("Key") or {}
    for action in request.get("TransactItems") or []:
        for part in action.values():
            yield part.get("TableName"), part.get("Key") or part.get("Item") or {}


def partition_key(table, index) -> str | None:
    """The name of the partition key of a table (by name or ARN) or of one of its indexes."""
    record = dynamodb._tables.get(str(table).rsplit("/", 1)[-1])
    if record is None:
        return None
    return dynamodb._resolve_index_keys(record, index)[0] if index else record["pk_name"]


def queried_key(request: dict) -> str:
    """The partition key a Query asks for."""
    name = partition_key(request.get("TableName"), request.get("IndexName"))
    legacy = (request.get("KeyConditions") or {}).get(name)
    if legacy:
        return value_of(legacy["AttributeValueList"][0]) if legacy.get("ComparisonOperator") == "EQ" else UNKNOWN
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    for attribute, placeholder in EQUALS.findall(request.get("KeyConditionExpression") or ""):
        if names.get(attribute, attribute) == name and placeholder in values:
            return value_of(values[placeholder])
    return UNKNOWN


def value_of(attribute) -> str:
    """The text of an attribute value such as `{"S": "alice"}`."""
    return str(next(iter(attribute.values()))) if isinstance(attribute, dict) and attribute else UNKNOWN
