"""A SAML 2.0 provider, by signxml: it takes a request in the address, and answers with a signed assertion in a form.

The Web Browser SSO profile, sections 4.1 of
https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf, with the bindings HTTP-Redirect and HTTP-POST.
Under `/_providers/saml`: `/metadata`, which a user pool's owner gives to Cognito, and `/sso`.
"""

import base64
import hashlib
import os
import secrets
import zlib
from datetime import datetime, timedelta, timezone
from functools import cache
from html import escape
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import XMLSigner

from ..server import settings
from ..server.web import Request, Response
from . import keys, pages
from .people import Person

NAMES = {"samlp": "urn:oasis:names:tc:SAML:2.0:protocol", "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
         "md": "urn:oasis:names:tc:SAML:2.0:metadata", "ds": "http://www.w3.org/2000/09/xmldsig#"}
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
# Who an answer is for: a user pool, by the name that Cognito has as a service provider.
SERVICE_PROVIDER = "urn:amazon:cognito:sp:"
SUBMIT = "document.forms[0].submit()"


def entity_id() -> str:
    return f"{settings.address()}/_providers/saml"


def respond(path: str, request: Request, form: dict) -> Response:
    if path == "metadata":
        return Response(200, {"content-type": "application/samlmetadata+xml"}, metadata().encode())
    if path == "sso" and request.method in ("GET", "POST"):
        return sign_in(request, form)
    return Response(404)


def metadata() -> str:
    certificate = base64.b64encode(the_certificate().public_bytes(serialization.Encoding.DER)).decode()
    return f"""<md:EntityDescriptor xmlns:md="{NAMES['md']}" entityID="{entity_id()}">
<md:IDPSSODescriptor protocolSupportEnumeration="{NAMES['samlp']}">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{NAMES['ds']}"><ds:X509Data>
<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{entity_id()}/sso"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""


def sign_in(request: Request, form: dict) -> Response:
    """The login page, and the form that leads back from it."""
    asked = {name: values[0] for name, values in request.query.items()}
    try:
        question = parsed(zlib.decompress(base64.b64decode(asked["SAMLRequest"]), -15))
        to, pool = question.get("AssertionConsumerServiceURL"), question.findtext("saml:Issuer", None, NAMES) or ""
    except (KeyError, ValueError, zlib.error, etree.XMLSyntaxError):
        return pages.refusal("The SAML provider", "There is no SAML request in the address.")
    if to != f"{settings.address()}/saml2/idpresponse" or not pool.startswith(SERVICE_PROVIDER):
        return pages.refusal("The SAML provider", "Who asks is not registered, or not with this address.")
    if request.method == "GET":
        return pages.sign_in("the SAML provider", "Satchel")
    typed = form.get("login", [""])[0].strip()
    if form.get("action") == ["cancel"]:
        answer = response(question.get("ID"), to, status=AUTHN_FAILED)
    elif not typed:
        return pages.sign_in("the SAML provider", "Satchel", "Enter a name or an e-mail address.")
    else:
        answer = response(question.get("ID"), to, assertion(question.get("ID"), to, pool, Person.named(typed)))
    return posted(to, {"SAMLResponse": base64.b64encode(answer).decode(), "RelayState": asked.get("RelayState", "")})


AUTHN_FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"


def assertion(answers: str, to: str, audience: str, person: Person, seconds: int = 300) -> etree._Element:
    """What the provider says of somebody, with its signature."""
    until = at(seconds)
    said = parsed(f"""<saml:Assertion xmlns:saml="{NAMES['saml']}" ID="{new_id()}" Version="2.0" IssueInstant="{at(0)}">
<saml:Issuer>{entity_id()}</saml:Issuer>
<saml:Subject>
<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{person.id_at("saml")}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData InResponseTo="{escape(answers)}" NotOnOrAfter="{until}" Recipient="{to}"/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{at(-60)}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{escape(audience)}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{at(0)}"><saml:AuthnContext><saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>
<saml:Attribute Name="{CLAIMS}emailaddress">
<saml:AttributeValue>{escape(person.email)}</saml:AttributeValue></saml:Attribute>
<saml:Attribute Name="{CLAIMS}name">
<saml:AttributeValue>{escape(person.name)}</saml:AttributeValue></saml:Attribute>
</saml:AttributeStatement></saml:Assertion>""")
    return signed(said)


def response(answers: str, to: str, said: etree._Element | None = None, status: str = SUCCESS) -> bytes:
    """The answer to a question: an assertion, or why there is none."""
    whole = parsed(f"""<samlp:Response xmlns:samlp="{NAMES['samlp']}" xmlns:saml="{NAMES['saml']}" ID="{new_id()}"
 Version="2.0" IssueInstant="{at(0)}" Destination="{to}" InResponseTo="{escape(answers)}">
<saml:Issuer>{entity_id()}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="{status}"/></samlp:Status></samlp:Response>""")
    if said is not None:
        whole.append(said)
    return etree.tostring(whole)


def signed(said: etree._Element, key: bytes | None = None) -> etree._Element:
    """With a signature after the issuer, where the schema wants it."""
    place = etree.SubElement(said, f"{{{NAMES['ds']}}}Signature", Id="placeholder", nsmap={"ds": NAMES["ds"]})
    said.insert(1, place)
    key = key or keys.signing_key("saml").as_pem(private=True)
    return XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#").sign(
        said, key=key, cert=[the_certificate()], reference_uri=said.get("ID"))


def posted(to: str, fields: dict[str, str]) -> Response:
    """A form that the browser sends on by itself."""
    digest = base64.b64encode(hashlib.sha256(SUBMIT.encode()).digest()).decode()
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    form = f'<form method="post" action="{escape(to)}">{inputs}<button>Continue</button></form>'
    answer = pages.page(200, "Back to Satchel", f"{form}<script>{SUBMIT}</script>")
    answer.headers["content-security-policy"] += f"; script-src 'sha256-{digest}'"
    return answer


@cache
def the_certificate() -> x509.Certificate:
    """What the provider's signatures are checked with: kept beside its key, since a user pool keeps it too."""
    file = Path(os.environ["STATE_DIR"]) / "provider-keys" / "saml.crt"
    key = serialization.load_pem_private_key(keys.signing_key("saml").as_pem(private=True), None)
    if not file.exists():
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local SAML provider")])
        now = datetime.now(timezone.utc)
        made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
                .not_valid_after(now + timedelta(days=3650)).sign(key, hashes.SHA256()))
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return x509.load_pem_x509_certificate(file.read_bytes())


def parsed(text: str | bytes) -> etree._Element:
    """XML from outside: no entities, no network."""
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))


def at(seconds: int) -> str:
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def new_id() -> str:
    return f"_{secrets.token_hex(16)}"
