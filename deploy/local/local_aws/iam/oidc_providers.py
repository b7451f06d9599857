"""`AWS::IAM::OIDCProvider`, which MiniStack's CloudFormation does not know; its IAM takes any address for a provider.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-oidcprovider.html

IAM wants an https address without port or query. The stand-in of `providers` on this machine has none, so its own
address is the one exception.
"""

from urllib.parse import urlsplit

from ministack.core.responses import get_account_id
from ministack.services import iam
from ministack.services.cloudformation import provisioners

from ..pinned import adds, replaces, sets
from ..server import settings


@replaces(iam, "_create_oidc_provider", "ac7d9b3d79b2")
def create_oidc_provider(original, p):
    if fault := address_fault(iam._p(p, "Url")):
        return iam._error(400, "ValidationError", fault, ns="iam")
    return original(p)


sets(__name__, iam, "_IAM_HANDLERS", ("CreateOpenIDConnectProvider",), "_create_oidc_provider")


def address_fault(url: str) -> str | None:
    """What IAM has against an address; the words are ours."""
    if url.startswith(f"{settings.address()}/_providers/"):
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return "Invalid Open ID Connect Provider URL. It must begin with https://."
    if parts.query or parts.port:
        return "Invalid Open ID Connect Provider URL. It must have no port and no query."
    return None


def create(logical_id, props, stack_name):
    url = props.get("Url") or ""
    clients, prints = props.get("ClientIdList") or [], props.get("ThumbprintList") or []
    status, _, body = iam._create_oidc_provider({
        "Url": [url],
        **{f"ClientIDList.member.{number}": [value] for number, value in enumerate(clients, 1)},
        **{f"ThumbprintList.member.{number}": [value] for number, value in enumerate(prints, 1)}})
    if status != 200:
        raise ValueError(f"AWS::IAM::OIDCProvider {url}: {body.decode()}")
    arn = f"arn:aws:iam::{get_account_id()}:oidc-provider/{url.split('://', 1)[-1].rstrip('/')}"
    iam._oidc_providers[arn]["Tags"] = props.get("Tags") or []
    return arn, {"Arn": arn}


def update(physical_id, old_props, new_props, stack_name):
    """Its lists change in place, its address only with a new provider."""
    if old_props.get("Url") != new_props.get("Url"):
        created = create("", new_props, stack_name)
        delete(physical_id, old_props)
        return created
    iam._oidc_providers[physical_id] |= {
        "ClientIDList": new_props.get("ClientIdList") or [], "ThumbprintList": new_props.get("ThumbprintList") or [],
        "Tags": new_props.get("Tags") or []}
    return physical_id, {"Arn": physical_id}


def delete(physical_id, props):
    iam._oidc_providers.pop(physical_id, None)


adds(__name__, provisioners, "_RESOURCE_HANDLERS", "AWS::IAM::OIDCProvider", {"create": create, "update": update, "delete": delete})
