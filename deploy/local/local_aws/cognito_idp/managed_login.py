"""Managed login: a user pool's own login page, and the way over providers that the pool knows.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-userpools-server-contract-reference.html

MiniStack has the page, codes with PKCE, and the ways to OIDC and SAML providers. There it believes whatever ID token or
assertion comes back, forgets PKCE, takes any claim for an attribute, leads to providers that the app client does not
have, and shows JSON to whoever changes their mind. AWS verifies, holds the code to the `code_challenge`, takes mapped
attributes alone, and sends the app back what the provider said:
https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoint-idp-responses.html

Providers are the stand-ins of `providers`: Google, Facebook, the OpenID Connect provider for the type OIDC, and the
SAML provider, whose assertions `saml_assertions` reads. Others have none and lead nowhere. A domain answers at this local
AWS's own address, for all pools: the app client says which pool it is.
"""

import base64
import json
import secrets
import time
import urllib.error
import urllib.request
import zlib
from urllib.parse import parse_qs, urlencode

from ministack.core.responses import new_uuid
from ministack.services import cognito
from ministack.services.cloudformation import provisioners

from ..cognito_identity import provider_tokens
from ..pinned import adds, replaces
from ..providers import pages, saml
from ..providers.oidc import PROVIDERS
from ..server import settings
from . import saml_assertions

# By type, for providers that AWS knows the endpoints of.
SOCIAL = {"Google": "google", "Facebook": "facebook"}
UNAVAILABLE = "Login pages unavailable. Please contact an administrator."


@replaces(cognito, "_pool_domain_base_url", "e39d4b1e74cc")
def pool_domain_base_url(original, pool):
    return settings.address() if original(pool) else ""


# -- Where the app sends its visitor ----------------------------------------------------------------


@replaces(cognito, "handle_oauth2_authorize", "ee7115c343a8")
def authorize(original, method, path, headers, query):
    asked = {name: cognito._qp(query, name) for name in query}
    _, pool, client = cognito._find_pool_by_client_id(asked.get("client_id", ""))
    if pool is None or not cognito._pool_domain_base_url(pool):
        return shown("There is no user pool with a domain that has this app client.")
    if asked.get("redirect_uri") not in client.get("CallbackURLs", []):
        return shown("redirect_mismatch: the redirect_uri is not one of the app client's callback URLs.")
    if not client.get("AllowedOAuthFlowsUserPoolClient"):
        return back(asked, "unauthorized_client")
    name = asked.get("identity_provider", "COGNITO")
    if name not in client.get("SupportedIdentityProviders", []):
        return shown(f"The app client does not have the identity provider {name}.")
    if name != "COGNITO":
        return to_provider(asked, pool, client, pool.get("_identity_providers", {}).get(name))
    if not is_branded(pool, asked["client_id"]):
        return shown(UNAVAILABLE)
    return original(method, path, headers, query)


def to_provider(asked, pool, client, provider):
    """To the login page of one of the pool's providers; what the app asked for waits until its answer comes."""
    if asked.get("response_type") != "code" or "code" not in client.get("AllowedOAuthFlows", []):
        return back(asked, "unauthorized_client")
    state, challenge = asked.get("state", ""), asked.get("code_challenge", "")
    refused = (cognito._invalid_scope_redirect(client, asked["redirect_uri"], asked.get("scope", ""), state)
               or cognito._pkce_error_redirect(asked["redirect_uri"], challenge,
                                               asked.get("code_challenge_method", ""), state))
    if refused:
        return refused
    login_page = provider and login_page_of(provider)
    if not login_page:
        return shown("Nobody stands in for this identity provider here.")
    cognito._cleanup_expired_relay_codes()
    relay = secrets.token_urlsafe(24)
    waiting = cognito._auth_codes[relay] = {
        "type": "relay", "pool_id": pool["Id"], "created_at": time.time(), "provider_name": provider["ProviderName"],
        "asked": asked}
    if provider["ProviderType"] == "SAML":
        question = cognito._build_saml_authn_request(pool, login_page)
        waiting["question"] = saml.parsed(zlib.decompress(base64.b64decode(question), -15)).get("ID")
        parameters = {"SAMLRequest": question, "RelayState": relay}
    else:
        details = provider.get("ProviderDetails") or {}
        parameters = {"client_id": details.get("client_id", ""), "redirect_uri": cognito._oidc_callback_url(pool),
                      "response_type": "code", "scope": details.get("authorize_scopes", ""), "state": relay}
    return 302, {"Location": f"{login_page}?{urlencode(parameters)}", "Cache-Control": "no-store"}, b""


def login_page_of(provider: dict) -> str | None:
    """Where a provider of a pool asks who one is; None where nobody stands in for it."""
    if provider["ProviderType"] == "SAML":
        return saml_assertions.login_page(provider)
    stand_in = stand_in_of(provider)
    page = "v23.0/dialog/oauth" if stand_in == "facebook" else "authorize"
    return stand_in and f"{settings.address()}/_providers/{stand_in}/{page}"


def stand_in_of(provider: dict) -> str | None:
    """Who stands in for a provider of a pool."""
    if provider["ProviderType"] != "OIDC":
        return SOCIAL.get(provider["ProviderType"])
    issuer = (provider.get("ProviderDetails") or {}).get("oidc_issuer", "")
    return next((name for name in PROVIDERS if PROVIDERS[name].issuer == issuer), None)


# -- What the provider answers ----------------------------------------------------------------------


class Refused(Exception):
    """Why the app gets no code: an error's name, and its description."""

    def __init__(self, error: str, description: str):
        super().__init__(error)
        self.error, self.description = error, description


@replaces(cognito, "_oauth2_idp_response", "16425088f358")
def idp_response(original, method, body, query):
    said = {name: cognito._qp(query, name) for name in query}
    if method == "POST":
        said |= form_of(body)

    def claims(pool, provider, waiting):
        if "error" in said:
            raise Refused(said["error"], said.get("error_description", said["error"]))
        return claims_of(pool, provider, said.get("code", ""))

    return answered(said.get("state"), claims)


@replaces(cognito, "_saml2_idp_response", "894b9a3cc75b")
def saml_response(original, body, query):
    said = form_of(body)

    def claims(pool, provider, waiting):
        try:
            return saml_assertions.claims_of(pool, provider, said.get("SAMLResponse", ""), waiting.get("question"))
        except saml_assertions.Invalid as invalid:
            raise Refused("invalid_request", str(invalid)) from invalid

    return answered(said.get("RelayState"), claims)


def form_of(body: bytes) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(body.decode("latin-1")).items()}


def answered(relay, claims):
    """Back to the app, with a code for whom the provider's answer is about; `claims` reads it."""
    waiting = cognito._auth_codes.pop(relay, None)
    if not waiting or waiting.get("type") != "relay":
        return shown("Invalid state parameter: it belongs to no sign-in that waits for an answer.")
    pool, asked = cognito._get_pool_unscoped(waiting["pool_id"]), waiting["asked"]
    provider = (pool or {}).get("_identity_providers", {}).get(waiting["provider_name"])
    if not provider:
        return shown("The user pool or its identity provider is not there any more.")
    try:
        user = profile(pool, asked["client_id"], provider, claims(pool, provider, waiting))
    except Refused as refused:
        return back(asked, refused.error, refused.description)
    return cognito._issue_auth_code_redirect(
        asked["client_id"], pool["Id"], asked["redirect_uri"], asked.get("scope", ""), user["Username"],
        asked.get("nonce", ""), asked.get("code_challenge", ""), asked.get("code_challenge_method", ""),
        asked.get("state", ""))


def claims_of(pool: dict, provider: dict, code: str) -> dict:
    """What the provider says of the person whose code it is, `sub` among it."""
    details = provider.get("ProviderDetails") or {}
    stand_in = stand_in_of(provider)
    url = f"{settings.address()}/_providers/{stand_in}"
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": cognito._oidc_callback_url(pool),
            "client_id": details.get("client_id", ""), "client_secret": details.get("client_secret", "")}
    if stand_in == "facebook":
        token = answer_of(f"{url}/v23.0/oauth/access_token", form)["access_token"]
        person = answer_of(f"{url}/v23.0/me?" + urlencode({"fields": "id,name,email", "access_token": token}))
        return {**person, "sub": person["id"]}
    token = answer_of(f"{url}/token", form).get("id_token", "")
    claims = cognito._token_claims(token)
    issuer = provider_tokens.issuer_of({"iss": PROVIDERS[stand_in].issuer})
    if provider_tokens.issuer_of(claims) != issuer or provider_tokens.signature_fault(token):
        raise Refused("invalid_request", "Bad id_token issuer or signature")
    if form["client_id"] not in provider_tokens.as_list(claims.get("aud")) or time.time() >= claims.get("exp", 0):
        raise Refused("invalid_request", "Bad id_token audience or expiry")
    return claims


def answer_of(url: str, form: dict | None = None) -> dict:
    """The provider's answer in JSON; its refusal goes on to the app."""
    try:
        with urllib.request.urlopen(url, urlencode(form).encode() if form else None, timeout=10) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        said = json.loads(error.read() or b"{}").get("error")
        reason = said.get("message") if isinstance(said, dict) else said
        raise Refused("invalid_request", f"{reason} Error - {error.code} error getting token") from error


def profile(pool: dict, client_id: str, provider: dict, claims: dict) -> dict:
    """The pool's user for somebody a provider vouches for, who gets one with the first sign-in.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html
    """
    name, subject = provider["ProviderName"], str(claims["sub"])
    mapping = {attribute: claim for attribute, claim in (provider.get("AttributeMapping") or {}).items()
               if attribute not in ("username", "sub")}
    try:
        claims = cognito._apply_inbound_federation_trigger(
            pool["Id"], client_id, subject, name, provider["ProviderType"], {"idToken": claims}) or claims
        attributes = {attribute: text(claims[claim]) for attribute, claim in mapping.items() if claim in claims}
        missing = [attribute for attribute in required(pool) if not attributes.get(attribute)]
        if missing:
            raise Refused("invalid_request", f"attributes required: [{', '.join(missing)}]")
        username = cognito._linked_username_for_federation(pool, name, subject, attributes) or f"{name}_{subject}"
        if user := pool["_users"].get(username):
            cognito._merge_federated_attrs(user, attributes, cognito._now_epoch())
            return user
        given = cognito._apply_presignup_trigger(pool["Id"], client_id, username, attributes)
    except (cognito._InboundFederationRejected, cognito._PreSignUpRejected) as error:
        raise Refused("invalid_request", str(error)) from error
    if username := cognito._linked_username_for_federation(pool, name, subject, attributes):
        cognito._merge_federated_attrs(pool["_users"][username], attributes, cognito._now_epoch())
        return pool["_users"][username]
    for channel, key in (("email", "autoVerifyEmail"), ("phone_number", "autoVerifyPhone")):
        if channel in attributes:
            # A provider's address is not verified unless that is mapped too.
            attributes.setdefault(f"{channel}_verified", text(given[key]))
    return create(pool, provider, subject, attributes)


def create(pool: dict, provider: dict, subject: str, attributes: dict) -> dict:
    """A user as MiniStack stores one of a provider."""
    name, now = provider["ProviderName"], cognito._now_epoch()
    user = {"Username": f"{name}_{subject}", "UserStatus": "EXTERNAL_PROVIDER", "Enabled": True, "MFAOptions": [],
            "Attributes": cognito._dict_to_attr_list({**attributes, "sub": new_uuid()}),
            "UserCreateDate": now, "UserLastModifiedDate": now, "_password": "", "_groups": [], "_tokens": []}
    pool["_users"][user["Username"]] = user
    pool["EstimatedNumberOfUsers"] = len(pool["_users"])
    cognito._start_federated_profile(pool, pool["Id"], user, name, subject)
    return user


def required(pool: dict) -> list[str]:
    """The attributes that every user of a pool has; the one they sign in with is among them."""
    listed = [attribute["Name"] for attribute in pool.get("SchemaAttributes") or []
              if attribute.get("Required") and attribute["Name"] != "sub"]
    return sorted({*listed, *(pool.get("UsernameAttributes") or [])[:1]})


def text(value) -> str:
    """An attribute's value: always a text."""
    return str(value).lower() if isinstance(value, bool) else str(value)


# -- What is told -----------------------------------------------------------------------------------


def back(asked: dict, error: str, description: str = ""):
    """To the app, with an error and the state that it gave."""
    said = {"error_description": description, "state": asked.get("state", ""), "error": error}
    to = asked["redirect_uri"] + ("&" if "?" in asked["redirect_uri"] else "?")
    return 302, {"Location": to + urlencode({name: value for name, value in said.items() if value}),
                 "Cache-Control": "no-store"}, b""


def shown(reason: str):
    """A page of managed login's own, where it is not sure that the app may be told."""
    answer = pages.refusal("Managed login", reason)
    return answer.status, answer.headers, answer.body


# -- The look of the pages, which version 2 is not shown without ------------------------------------


def is_branded(pool: dict, client_id: str) -> bool:
    version = pool.get("_managed_login_versions", {}).get(pool.get("Domain") or pool.get("CustomDomain"), 1)
    return version != 2 or client_id in pool.get("_branded", {})


def create_branding(logical_id, props, stack_name):
    """`AWS::Cognito::ManagedLoginBranding`, which MiniStack's CloudFormation does not know.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-managedloginbranding.html
    """
    pool, client_id = cognito._user_pools.get(props.get("UserPoolId")), props.get("ClientId")
    if pool is None or client_id not in pool["_clients"]:
        raise ValueError(f"AWS::Cognito::ManagedLoginBranding: there is no app client {client_id}")
    if client_id in pool.setdefault("_branded", {}):
        raise ValueError(f"AWS::Cognito::ManagedLoginBranding: {client_id} has a style already")
    if (str(props.get("UseCognitoProvidedValues", "")).lower() == "true") == ("Settings" in props):
        raise ValueError("AWS::Cognito::ManagedLoginBranding: either UseCognitoProvidedValues or Settings")
    branding = pool["_branded"][client_id] = new_uuid()
    return f"{props['UserPoolId']}|{branding}", {"ManagedLoginBrandingId": branding}


def update_branding(physical_id, old_props, new_props, stack_name):
    delete_branding(physical_id, old_props)
    return create_branding("", new_props, stack_name)


def delete_branding(physical_id, props):
    pool = cognito._user_pools.get(props.get("UserPoolId"))
    if pool:
        pool.get("_branded", {}).pop(props.get("ClientId"), None)


adds(__name__, provisioners, "_RESOURCE_HANDLERS", "AWS::Cognito::ManagedLoginBranding",
     {"create": create_branding, "update": update_branding, "delete": delete_branding})
