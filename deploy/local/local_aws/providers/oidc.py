"""The providers that speak OAuth 2.0 and OpenID Connect, by Authlib: Google, Apple, Amazon, and any other.

What each asks of a web page without a server, from their documentation:

- Google gives a web app a secret and answers no token request without it, so a page takes the ID token straight from
  the login page (`response_type=id_token`, with a nonce).
  https://developers.google.com/identity/openid-connect/openid-connect
- Apple likewise (`response_type=code id_token`, `response_mode=fragment`); asking for the name or e-mail address
  takes `form_post`, which a page cannot receive.
  https://developer.apple.com/documentation/signinwithapple/request-an-authorization-to-the-sign-in-with-apple-server
- Amazon and the other provider take a code with PKCE from a page, and Amazon its access token by `response_type=token`.
  https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html
"""

import json
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import quote

from authlib.oauth2 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749 import (AccessDeniedError, AuthorizationServer, InvalidClientError, InvalidRequestError,
                                     grants)
from authlib.oauth2.rfc6749.requests import OAuth2Payload
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode, OpenIDHybridGrant, OpenIDImplicitGrant
from joserfc import jwt

from ..server import settings
from ..server.web import Request, Response
from . import keys, pages
from .apps import APPS, App
from .people import Person

HOUR = 3600
CODE_SECONDS = 600


@dataclass(frozen=True)
class Provider:
    """A provider: how it is called here and by people, and whom its tokens name as their issuer."""

    name: str
    title: str
    issuer: str
    token_prefix: str = ""

    @property
    def here(self) -> str:
        """Its address on this machine."""
        return f"{settings.address()}/_providers/{self.name}"

    def app(self, client_id) -> App | None:
        return APPS[self.name].get(client_id)

    def claims_of(self, person: Person, scope: str) -> dict:
        """What an ID token says of a person, by what was asked for."""
        claims = {"sub": person.id_at(self.name)}
        if "email" in scope.split():
            claims |= {"email": person.email, "email_verified": True}
        if "profile" in scope.split():
            claims["name"] = person.name
        return claims

    def id_token(self, app: App, person: Person, scope="openid email profile", **claims) -> str:
        """An ID token as the flows give it."""
        key, now = keys.signing_key(self.name), int(time.time())
        said = {"iss": self.issuer, "aud": app.client_id, "iat": now, "exp": now + HOUR}
        return jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"},
                          said | self.claims_of(person, scope) | claims, key)

    def access_token(self, app: App, person: Person, scope="", seconds=HOUR) -> str:
        return keys.seal(self.name, self.token_prefix, {
            "app": app.client_id, "name": person.name, "email": person.email, "scope": scope,
            "exp": int(time.time()) + seconds})


PROVIDERS = {provider.name: provider for provider in (
    Provider("google", "Google", "https://accounts.google.com", "ya29."),
    Provider("apple", "Apple", "https://appleid.apple.com", "a"),
    Provider("amazon", "Amazon", "https://www.amazon.com", "Atza|"),
    Provider("oidc", "the OpenID provider", f"{settings.address()}/_providers/oidc"))}


# -- Where they answer ------------------------------------------------------------------------------


def respond(name: str, path: str, request: Request, form: dict) -> Response | None:
    provider = PROVIDERS.get(name)
    if provider is None:
        return None
    match path, request.method:
        case "authorize", "GET" | "POST":
            return naming_itself(provider, authorize(provider, request, form))
        case "token", "OPTIONS":
            return Response(204, {**CORS, "access-control-allow-methods": "POST",
                                  "access-control-allow-headers": "authorization,content-type"})
        case "token", "POST":
            return token(provider, request, form)
        case "jwks", "GET" if name != "amazon":
            return readable(keys.public_keys(name))
        case ".well-known/openid-configuration", "GET" if name != "amazon":
            return readable(discovery(provider))
        case _:
            return Response(404)


def authorize(provider: Provider, request: Request, form: dict) -> Response:
    """The login page, and where it leads: back to the app, with a token or code, or with the reason why not."""
    server, asked = SERVERS[provider.name], adapted(request, {})
    try:
        grant = server.get_consent_grant(asked)
        if provider.name == "apple":
            require_what_apple_asks(asked.payload.data)
    except OAuth2Error as error:
        if error.redirect_uri:
            return server.handle_error_response(asked, error)
        return pages.refusal(provider.title, error.description or error.error)
    app = asked.client
    if request.method == "GET":
        return pages.sign_in(provider.title, app.name)
    typed = form.get("login", [""])[0].strip()
    if form.get("action") == ["cancel"]:
        return server.create_authorization_response(asked, grant_user=None, grant=grant)
    if not typed:
        return pages.sign_in(provider.title, app.name, "Enter a name or an e-mail address.")
    return server.create_authorization_response(asked, grant_user=Person.named(typed), grant=grant)


def naming_itself(provider: Provider, answer: Response) -> Response:
    """An answer to the app says whose it is, errors too (RFC 9207, section 2); of these providers one does."""
    location = answer.headers.get("location")
    if provider.name == "oidc" and location:
        # After what is there already, in the query or in the fragment.
        answer.headers["location"] = f"{location}{'&' if '?' in location or '#' in location else '?'}iss={quote(provider.issuer, safe='')}"
    return answer


def require_what_apple_asks(asked: dict) -> None:
    if asked.get("response_mode") == "form_post":
        return
    if asked.get("scope"):
        raise InvalidRequestError("response_mode must be form_post when name or email scope is requested.")
    if "id_token" in asked.get("response_type", "") and asked.get("response_mode") != "fragment":
        raise InvalidRequestError("response_mode must be fragment or form_post when an ID token is requested.")


def token(provider: Provider, request: Request, form: dict) -> Response:
    """The token endpoint; one that wants a secret says so in its own words."""
    if provider.name == "google" and not form.get("client_secret"):
        return readable({"error": "invalid_request", "error_description": "client_secret is missing."}, 400)
    if provider.name == "apple" and not form.get("client_secret"):
        return Response(400, {"content-type": "application/json"}, b'{"error":"invalid_client"}')
    answer = SERVERS[provider.name].create_token_response(adapted(request, form))
    if provider.name != "apple":  # no page may read Apple's
        answer.headers |= CORS
    return answer


def discovery(provider: Provider) -> dict:
    """The provider's configuration, https://openid.net/specs/openid-connect-discovery-1_0.html"""
    app = next(iter(APPS[provider.name].values()))
    named = {"authorization_response_iss_parameter_supported": True} if provider.name == "oidc" else {}
    return {
        **named,
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.here}/authorize",
        "token_endpoint": f"{provider.here}/token",
        "jwks_uri": f"{provider.here}/jwks",
        "response_types_supported": list(app.response_types),
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "implicit"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "claims_supported": ["aud", "email", "email_verified", "exp", "iat", "iss", "name", "nonce", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none" if app.secret is None else "client_secret_post"],
    }


CORS = {"access-control-allow-origin": "*"}


def readable(said: dict, status: int = 200) -> Response:
    """JSON that any page may read."""
    return Response(status, {**CORS, "content-type": "application/json"}, json.dumps(said).encode())


# -- The flows, as Authlib asks for them ------------------------------------------------------------


@dataclass
class Code:
    """An authorization code that was given out, and for whom and what."""

    app: App
    person: Person
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    at: float = field(default_factory=time.time)

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return int(self.at)

    def get_acr(self):
        return None

    def get_amr(self):
        return None


class Payload(OAuth2Payload):
    """Parameters, each of which may have been given more than once."""

    def __init__(self, parameters: dict[str, list[str]]):
        self._parameters = parameters

    @property
    def data(self):
        return {name: values[0] for name, values in self._parameters.items()}

    @property
    def datalist(self):
        return self._parameters


class Asked(OAuth2Request):
    @property
    def form(self):
        return self.payload.data


def adapted(request: Request, form: dict) -> Asked:
    """A request for Authlib. It asks for HTTPS, which the stand-ins have no need of: they never leave the machine."""
    asked = Asked(request.method, f"https://localhost{request.path}", headers=request.headers)
    asked.payload = Payload(form or request.query)
    return asked


class Server(AuthorizationServer):
    """The authorization server of one provider."""

    def __init__(self, provider: Provider):
        super().__init__()
        self.provider = provider
        self.codes: dict[str, Code] = {}
        self.register_token_generator("default", self.bearer)
        signed = Signed(provider)
        self.register_grant(CodeGrant, [signed, ProofKey()])
        if provider.name == "amazon":
            self.register_grant(grants.ImplicitGrant)
        else:
            self.register_grant(type("Implicit", (AtTheLoginPage, SignedByProvider, OpenIDImplicitGrant), {}))
            self.register_grant(type("Hybrid", (AtTheLoginPage, SignedByProvider, KeepsCodes, OpenIDHybridGrant), {}))

    def query_client(self, client_id):
        return self.provider.app(client_id)

    def save_token(self, token, request):
        pass  # it says itself whose it is

    def send_signal(self, name, *args, **kwargs):
        pass

    def create_oauth2_request(self, request):
        return request

    def handle_response(self, status, body, headers):
        text = body if isinstance(body, str) else json.dumps(body)
        return Response(status, {name.lower(): value for name, value in headers}, text.encode())

    def bearer(self, grant_type, client, user, scope, expires_in=None, include_refresh_token=False):
        return {"token_type": "bearer" if self.provider.name == "amazon" else "Bearer", "scope": scope or "",
                "access_token": self.provider.access_token(client, user, scope or ""), "expires_in": HOUR}


class KeepsCodes:
    def save_authorization_code(self, code, request):
        given = request.payload.data
        codes = self.server.codes
        for old in [old for old, kept in codes.items() if kept.at < time.time() - CODE_SECONDS]:
            del codes[old]
        codes[code] = Code(request.client, request.user, request.payload.redirect_uri, request.scope or "",
                           given.get("nonce"), given.get("code_challenge"), given.get("code_challenge_method"))


class CodeGrant(KeepsCodes, grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["none", "client_secret_post"]

    def query_authorization_code(self, code, client):
        """A code is good once, whether the rest of the request is right or not."""
        kept = self.server.codes.pop(code, None)
        return kept if kept and kept.app == client and kept.at > time.time() - CODE_SECONDS else None

    def delete_authorization_code(self, authorization_code):
        pass

    def authenticate_user(self, authorization_code):
        return authorization_code.person


class ProofKey(CodeChallenge):
    """PKCE, https://datatracker.ietf.org/doc/html/rfc7636: a page, which has no secret, cannot do without."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant, redirect_uri):
        asked = grant.request.payload.data
        if grant.request.client.secret is None and asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class SignedByProvider:
    """How the provider of a grant signs, and whom it signs for."""

    @property
    def provider(self) -> Provider:
        return self.server.provider

    def exists_nonce(self, nonce, request):
        return False  # whether it is fresh is for the app to know

    def resolve_client_private_key(self, client):
        return keys.signing_key(self.provider.name)

    def get_client_algorithm(self, client):
        return "RS256"

    def get_encode_header(self, client):
        return {"alg": "RS256", "typ": "JWT", "kid": keys.signing_key(self.provider.name).kid}

    def get_client_claims(self, client):
        return {"iss": self.provider.issuer, "aud": client.client_id, "azp": client.client_id,
                "jti": secrets.token_hex(16)}

    def generate_user_info(self, user, scope):
        return self.provider.claims_of(user, scope)


class Signed(SignedByProvider, OpenIDCode):
    provider = None

    def __init__(self, provider: Provider):
        super().__init__(require_nonce=False)
        self.provider = provider


class AtTheLoginPage:
    """Unlike with Authlib, an app with a secret gets an ID token without it, and a cancelled one its `state`."""

    def authenticate_token_endpoint_client(self):
        app = self.server.query_client(self.request.payload.client_id)
        if app is None:
            raise InvalidClientError(description="The client does not exist on this server.")
        return app

    def create_authorization_response(self, redirect_uri, grant_user):
        if not grant_user:
            in_query = self.request.payload.data.get("response_mode") == "query"
            raise AccessDeniedError(redirect_uri=redirect_uri, redirect_fragment=not in_query)
        return super().create_authorization_response(redirect_uri, grant_user)


SERVERS = {name: Server(provider) for name, provider in PROVIDERS.items()}
