"""The apps registered with the providers, as an owner would register them in each provider's console.

A provider tells an app's answer to registered addresses only. Registered for every app are the addresses a local page
has, and those given with `--redirect`.
"""

import re
from dataclasses import dataclass

from authlib.oauth2.rfc6749 import ClientMixin

from ..server import settings

# Where trunk serves the page: at 8080, or beside another one.
LOOPBACK = re.compile(r"http://(localhost|127\.0\.0\.1):80[89]\d/(index\.html)?")


# Where a page is served by HTTPS straight from its bucket.
BUCKET = re.compile(r"https://[a-z0-9-]+\.s3\.[a-z0-9-]+\.amazonaws\.com/index\.html")


@dataclass(frozen=True)
class App(ClientMixin):
    """An app as Authlib asks for it."""

    client_id: str
    name: str = "Satchel"
    response_types: tuple[str, ...] = ()
    # A provider that gives its web apps a secret answers at its token endpoint to servers alone.
    secret: str | None = None
    always_openid: bool = False
    app_id: str = ""  # Amazon's other name for it, which identity pools know it by

    def get_client_id(self):
        return self.client_id

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return " ".join(["openid", *(scope or "").split()]) if self.always_openid else scope

    def check_redirect_uri(self, redirect_uri):
        return registered(redirect_uri)

    def check_client_secret(self, client_secret):
        return self.secret is not None and client_secret == self.secret

    def check_endpoint_auth_method(self, method, endpoint):
        return method == ("none" if self.secret is None else "client_secret_post")

    def check_response_type(self, response_type):
        return response_type in self.response_types

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


def registered(redirect_uri) -> bool:
    """Whether answers may go to this address: the whole of it counts, as it does with the real ones."""
    if redirect_uri == f"{settings.address()}/oauth2/idpresponse":  # a user pool's domain
        return True
    site = rf"http://[a-z0-9.-]+\.localhost:{settings.port()}/(?:index\.html)?"
    return redirect_uri in settings.redirects() or bool(
        redirect_uri and any(re.fullmatch(known, redirect_uri) for known in (LOOPBACK, BUCKET, site)))


GOOGLE = App("1053021930-satchel.apps.googleusercontent.com", response_types=("code", "id_token", "id_token token"),
             secret="GOCSPX-satchel")
APPLE = App("local.satchel.web", response_types=("code", "code id_token"), secret="satchel", always_openid=True)
AMAZON = App("amzn1.application-oa2-client.5a7c6e1", response_types=("code", "token"),
             app_id="amzn1.application.5a7c6e1")
OIDC = App("satchel-web", response_types=("code", "id_token", "id_token token"))
# A user pool has a secret there, as a server has.
OIDC_POOL = App("satchel-pool", response_types=("code",), secret="satchel")
FACEBOOK = App("2390182930112345", response_types=("code", "token"), secret="satchel")

# By provider and by the id an app asks with.
APPS = {name: {app.client_id: app for app in apps} for name, apps in (
    ("google", [GOOGLE]), ("apple", [APPLE]), ("amazon", [AMAZON]), ("oidc", [OIDC, OIDC_POOL]),
    ("facebook", [FACEBOOK]))}
