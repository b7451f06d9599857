"""DeleteObjects decides about each key: those the caller may not delete are named in the answer, the others go.

"The response includes the result of deletion that Amazon S3 attempted [...] the Amazon S3 returns the error" per key,
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html. MiniStack refuses the whole request.
"""

from contextvars import ContextVar
from xml.etree import ElementTree

from ministack.core import iam_evaluator
from ministack.services import s3

from .pinned import replaces
from .web import Request

NAMESPACE = f"{{{s3.S3_NS}}}"
ElementTree.register_namespace("", s3.S3_NS)
# The ARNs refused in the DeleteObjects being served; None outside of one.
refused: ContextVar[dict[str, str] | None] = ContextVar("refused", default=None)


def begin(request: Request) -> None:
    """Called before each request: notes whether it deletes several objects."""
    refused.set({} if request.method == "POST" and "delete" in request.query else None)


@replaces(iam_evaluator, "enforce", "cf64b1ee5b09")
def enforce(original, access_key_id, iam_action, service, region, **resource):
    denied = original(access_key_id, iam_action, service, region, **resource)
    noted = refused.get()
    if noted is None or service != "s3" or not isinstance(denied, iam_evaluator.EvalResult):
        return denied
    noted[resource["resource_arn"]] = (
        f"User: {denied.principal_arn} is not authorized to perform: {iam_action} on resource: "
        f"\"{resource['resource_arn']}\" because no identity-based policy allows the {iam_action} action")
    return None


@replaces(s3, "_delete_objects", "ca0ca0bf2055")
def delete_objects(original, bucket_name, body, headers=None):
    noted = refused.get()
    if not noted:
        return original(bucket_name, body, headers)
    root = ElementTree.fromstring(body)
    kept_back = [entry for entry in root if arn(bucket_name, entry) in noted]
    for entry in kept_back:
        root.remove(entry)
    status, answer_headers, answer = original(bucket_name, ElementTree.tostring(root), headers)
    if status != 200:
        return status, answer_headers, answer
    result = ElementTree.fromstring(answer)
    for entry in kept_back:
        error = ElementTree.SubElement(result, f"{NAMESPACE}Error")
        for name, text in (("Key", key(entry)), ("Code", "AccessDenied"), ("Message", noted[arn(bucket_name, entry)])):
            ElementTree.SubElement(error, f"{NAMESPACE}{name}").text = text
    return status, answer_headers, s3.XML_DECL + b"\n" + ElementTree.tostring(result)


def key(entry) -> str:
    """The key an Object element of the request names."""
    return next((part.text or "" for part in entry if part.tag.rsplit("}", 1)[-1] == "Key"), "")


def arn(bucket_name: str, entry) -> str:
    return f"arn:aws:s3:::{bucket_name}/{key(entry)}"
