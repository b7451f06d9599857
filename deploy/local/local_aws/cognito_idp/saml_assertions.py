"""SAML assertions: who vouches for one, whom it is for, and what it answers.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp-authentication.html

MiniStack reads whatever is in the form. Cognito takes an assertion that the provider of its metadata signed, for this
user pool, in time, and in answer to its own request. What is read here is the signed part alone: whatever stands beside
it was not vouched for.
"""

import base64
from datetime import datetime, timezone

from cryptography import x509
from lxml import etree
from ministack.services import cognito
from signxml import SignatureConfiguration, XMLVerifier
from signxml.exceptions import SignXMLException

from ..providers import saml
from ..providers.saml import NAMES

SIGNED = SignatureConfiguration(location=".//")


class Invalid(Exception):
    """Why an assertion is not taken."""


def metadata_of(provider: dict) -> etree._Element | None:
    """What a user pool knows of a SAML provider. Of addresses only that of the stand-in is looked at."""
    details = provider.get("ProviderDetails") or {}
    text = details.get("MetadataFile")
    if not text and details.get("MetadataURL") == f"{saml.entity_id()}/metadata":
        text = saml.metadata()
    return saml.parsed(text.strip()) if text else None


def login_page(provider: dict) -> str | None:
    """Where a provider takes requests in the address; only that of the stand-in is led to."""
    known = metadata_of(provider)
    url = cognito._saml_sso_url_from_metadata(etree.tostring(known, encoding="unicode")) if known is not None else ""
    return url if url == f"{saml.entity_id()}/sso" else None


def claims_of(pool: dict, provider: dict, text: str, question: str) -> dict:
    """What an answer to `question`, the id of a request, says of somebody, by the names of its attributes."""
    try:
        whole = saml.parsed(base64.b64decode(text, validate=True))
    except (ValueError, etree.XMLSyntaxError) as error:
        raise Invalid("Invalid SAML response received: it cannot be read") from error
    status = whole.find("samlp:Status/samlp:StatusCode", NAMES)
    if status is None or status.get("Value") != saml.SUCCESS:
        raise Invalid(f"Error in SAML response: {status.get('Value') if status is not None else 'no status'}")
    said = signed_part(whole, metadata_of(provider))
    data = said.find("saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData", NAMES)
    conditions = said.find("saml:Conditions", NAMES)
    if data is None or conditions is None:
        raise Invalid("Invalid SAML response received: it is for nobody")
    wanted = {"Issuer": (said.findtext("saml:Issuer", None, NAMES), metadata_of(provider).get("entityID")),
              "Audience": (said.findtext("saml:Conditions/saml:AudienceRestriction/saml:Audience", None, NAMES),
                           saml.SERVICE_PROVIDER + pool["Id"]),
              "Recipient": (data.get("Recipient"), cognito._acs_url(pool)),
              "InResponseTo": (data.get("InResponseTo"), question)}
    for name, (found, expected) in wanted.items():
        if found != expected:
            raise Invalid(f"Invalid SAML response received: {name} is another one")
    now = datetime.now(timezone.utc)
    if not all(now < moment(part.get("NotOnOrAfter")) for part in (data, conditions)):
        raise Invalid("Invalid SAML response received: Assertion is expired")
    attributes = {attribute.get("Name"): attribute.findtext("saml:AttributeValue", "", NAMES)
                  for attribute in said.iterfind("saml:AttributeStatement/saml:Attribute", NAMES)}
    return {**attributes, "sub": said.findtext("saml:Subject/saml:NameID", "", NAMES).strip()}


def signed_part(whole: etree._Element, metadata: etree._Element) -> etree._Element:
    """The assertion that the provider's key vouches for."""
    known = metadata.findtext(".//ds:X509Certificate", "", NAMES)
    certificate = x509.load_der_x509_certificate(base64.b64decode(known))
    try:
        verified = XMLVerifier().verify(whole, x509_cert=certificate, expect_config=SIGNED)
    except (SignXMLException, ValueError) as error:
        raise Invalid("Invalid SAML response received: SAML Response signature is invalid") from error
    said = verified[0].signed_xml if isinstance(verified, list) else verified.signed_xml
    if said is not None and said.tag == f"{{{NAMES['samlp']}}}Response":
        said = said.find("saml:Assertion", NAMES)
    if said is None or said.tag != f"{{{NAMES['saml']}}}Assertion":
        raise Invalid("Invalid SAML response received: no assertion is signed")
    return said


def moment(text: str | None) -> datetime:
    """A time of SAML's, always UTC; one that is missing has passed."""
    try:
        return datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return datetime.min.replace(tzinfo=timezone.utc)
