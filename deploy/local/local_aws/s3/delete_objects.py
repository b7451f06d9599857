"""DeleteObjects decides about each key: those the caller may not delete are named in the answer, the others go. To delete
an object on the condition of its ETag, by DeleteObjects or DeleteObject, is to read it as well.

"The response includes the result of deletion that Amazon S3 attempted [...] the Amazon S3 returns the error" per key,
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html. MiniStack refuses the whole request.

"To perform conditional deletes with an ETag value, you must have the s3:DeleteObject and s3:GetObject permissions":
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html. MiniStack asks for the first alone.
"""

from contextvars import ContextVar
from xml.etree import ElementTree

from ministack.core import iam_evaluator
from ministack.services import s3

from ..pinned import replaces
from ..server.web import Request

NAMESPACE = f"{{{s3.S3_NS}}}"
ElementTree.register_namespace("", s3.S3_NS)
# The ARNs refused in the DeleteObjects being served; None outside of one.
refused: ContextVar[dict[str, str] | None] = ContextVar("refused", default=None)
# Those of them that may not be read.
unreadable: ContextVar[dict[str, str]] = ContextVar("unreadable", default={})
# Whether the DeleteObject being served is on the condition of an ETag.
conditional: ContextVar[bool] = ContextVar("conditional", default=False)


def begin(request: Request) -> None:
    """Called before each request: notes whether it deletes several objects, or one on a condition."""
    refused.set({} if request.method == "POST" and "delete" in request.query else None)
    unreadable.set({})
    conditional.set(request.method == "DELETE" and request.headers.get("if-match", "*").strip() != "*")


@replaces(iam_evaluator, "enforce", "cf64b1ee5b09")
def enforce(original, access_key_id, iam_action, service, region, **resource):
    denied = original(access_key_id, iam_action, service, region, **resource)
    noted = refused.get()
    if service != "s3" or iam_action != "s3:DeleteObject":
        return denied

    def may_read():
        return original(access_key_id, "s3:GetObject", service, region, **resource)

    if noted is None:
        return denied or (may_read() if conditional.get() else None)
    for refusal, action, notes in ((denied, iam_action, noted), (may_read(), "s3:GetObject", unreadable.get())):
        if isinstance(refusal, iam_evaluator.EvalResult):
            notes[resource["resource_arn"]] = (
                f"User: {refusal.principal_arn} is not authorized to perform: {action} on resource: "
                f"\"{resource['resource_arn']}\" because no identity-based policy allows the {action} action")
    return None


@replaces(s3, "_delete_objects", "ca0ca0bf2055")
def delete_objects(original, bucket_name, body, headers=None):
    noted, unread = refused.get(), unreadable.get()
    if not noted and not unread:
        return original(bucket_name, body, headers)
    root = ElementTree.fromstring(body)
    reasons = {entry: noted.get(arn(bucket_name, entry)) or text(entry, "ETag").strip("*") and unread.get(arn(bucket_name, entry))
               for entry in root}
    kept_back = [entry for entry, reason in reasons.items() if reason]
    for entry in kept_back:
        root.remove(entry)
    status, answer_headers, answer = original(bucket_name, ElementTree.tostring(root), headers)
    if status != 200:
        return status, answer_headers, answer
    result = ElementTree.fromstring(answer)
    for entry in kept_back:
        error = ElementTree.SubElement(result, f"{NAMESPACE}Error")
        for name, value in (("Key", key(entry)), ("Code", "AccessDenied"), ("Message", reasons[entry])):
            ElementTree.SubElement(error, f"{NAMESPACE}{name}").text = value
    return status, answer_headers, s3.XML_DECL + b"\n" + ElementTree.tostring(result)


def text(entry, name: str) -> str:
    """What an Object element of the request says, such as its Key."""
    return next((part.text or "" for part in entry if part.tag.rsplit("}", 1)[-1] == name), "")


def key(entry) -> str:
    """The key an Object element of the request names."""
    return text(entry, "Key")


def arn(bucket_name: str, entry) -> str:
    return f"arn:aws:s3:::{bucket_name}/{key(entry)}"
