"""Facebook Login for the web without its SDK: the dialog, the access token it ends with, and what the Graph API says.

https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow: the token comes in the fragment
(`response_type=token`), or for a code, which a server trades with the app's secret; who cancels comes back with the
reason in the query.
"""

import re
import secrets
import time
from urllib.parse import urlencode

from ..server.web import Request, Response
from . import keys, pages
from .apps import APPS, App
from .oidc import readable
from .people import Person

PREFIX = "EAA"
TOKEN_SECONDS = 2 * 3600
CODE_SECONDS = 600
VERSION = re.compile(r"(?:v\d+\.\d+/)?")


def respond(path: str, request: Request, form: dict) -> Response:
    path = VERSION.sub("", path, count=1)
    if path == "dialog/oauth" and request.method in ("GET", "POST"):
        return dialog(request, form)
    if path == "oauth/access_token":
        return trade({name: values[0] for name, values in (form or request.query).items()})
    if path == "debug_token":
        return debug_token(request)
    if path == "me":
        return me(request)
    return Response(404)


def dialog(request: Request, form: dict) -> Response:
    """The login dialog."""
    asked = {name: values[0] for name, values in request.query.items()}
    app = APPS["facebook"].get(asked.get("client_id"))
    redirect_uri = asked.get("redirect_uri")
    if app is None:
        return pages.refusal("Facebook", "Invalid App ID: The provided app ID does not look like a valid app ID.")
    if not app.check_redirect_uri(redirect_uri):
        return pages.refusal("Facebook", "URL blocked: This redirect failed because the redirect URI is not "
                             "white-listed in the app's client OAuth settings.")
    if asked.get("response_type", "code") not in app.response_types:
        return pages.refusal("Facebook", "This stand-in answers response_type=token and code alone.")
    if request.method == "GET":
        return pages.sign_in("Facebook", app.name)
    typed = form.get("login", [""])[0].strip()
    state = {"state": asked["state"]} if "state" in asked else {}
    if form.get("action") == ["cancel"]:
        refused = {"error": "access_denied", "error_code": "200", "error_description": "Permissions error",
                   "error_reason": "user_denied", **state}
        return Response(302, {"location": f"{redirect_uri}?{urlencode(refused)}#_=_"})
    if not typed:
        return pages.sign_in("Facebook", app.name, "Enter a name or an e-mail address.")
    if asked.get("response_type", "code") == "code":
        code = secrets.token_urlsafe(48)
        codes[code] = (app, Person.named(typed), asked.get("scope", ""), redirect_uri, time.time() + CODE_SECONDS)
        return Response(302, {"location": f"{redirect_uri}?{urlencode({'code': code, **state})}#_=_"})
    granted = {"access_token": access_token(app, Person.named(typed), asked.get("scope", "")),
               "data_access_expiration_time": int(time.time()) + 90 * 24 * 3600, "expires_in": TOKEN_SECONDS, **state}
    return Response(302, {"location": f"{redirect_uri}#{urlencode(granted)}", "cache-control": "no-store"})


def trade(asked: dict) -> Response:
    """A code for a token, once, and for the app with its secret alone."""
    app = APPS["facebook"].get(asked.get("client_id"))
    if app is None or not app.check_client_secret(asked.get("client_secret")):
        return graph_error("Error validating client secret.")
    for_app, person, scope, redirect_uri, until = codes.pop(asked.get("code"), (None, None, "", None, 0))
    if for_app != app or time.time() > until:
        return graph_error("Invalid verification code format.")
    if asked.get("redirect_uri") != redirect_uri:
        return graph_error("Error validating verification code. Please make sure your redirect_uri is identical to the "
                           "one you used in the OAuth dialog request")
    token = access_token(app, person, scope)
    return readable({"access_token": token, "token_type": "bearer", "expires_in": TOKEN_SECONDS})


# Which app a code was given to, for whom, what and which address, and until when it is good.
codes: dict[str, tuple] = {}


def access_token(app: App, person: Person, scope="", seconds=TOKEN_SECONDS) -> str:
    return keys.seal("facebook", PREFIX, {"app": app.client_id, "name": person.name, "email": person.email,
                                          "scope": scope, "exp": int(time.time()) + seconds})


def inspect(token) -> dict | None:
    """What a token says: app, person, end; None when it is none of Facebook's."""
    said = keys.unseal("facebook", PREFIX, token)
    return said and {"app_id": said["app"], "user_id": Person(said["name"], said["email"]).id_at("facebook"),
                     "name": said["name"], "expires_at": said["exp"], "is_valid": time.time() < said["exp"],
                     **({"email": said["email"]} if "email" in re.split("[ ,]", said["scope"]) else {})}


def debug_token(request: Request) -> Response:
    """Whose a token is, told to the app with its secret, or to the app's own user.

    https://developers.facebook.com/docs/graph-api/reference/debug_token/
    """
    asking, about = (request.query.get(name, [""])[0] for name in ("access_token", "input_token"))
    app_id, _, secret = asking.partition("|")
    app = APPS["facebook"].get(app_id)
    own = inspect(asking)
    if not (own and own["is_valid"]) and not (app and app.check_client_secret(secret)):
        return graph_error("Invalid OAuth access token - Cannot parse access token")
    found = inspect(about)
    if found is None:
        return readable({"data": {"error": {"code": 190, "message": "Invalid OAuth access token."}, "is_valid": False,
                                  "scopes": []}})
    data = {name: found[name] for name in ("app_id", "user_id", "expires_at", "is_valid")}
    return readable({"data": {**data, "type": "USER", "application": "Satchel", "scopes": ["public_profile"]}})


def me(request: Request) -> Response:
    """The person a token belongs to."""
    found = inspect(request.query.get("access_token", [""])[0])
    if found is None:
        return graph_error("Invalid OAuth access token - Cannot parse access token")
    if not found["is_valid"]:
        return graph_error("Error validating access token: Session has expired", error_subcode=463)
    asked = request.query.get("fields", ["id,name"])[0].split(",")
    return readable({"id": found["user_id"], **{name: found[name] for name in ("name", "email")
                                                  if name in asked and name in found}})


def graph_error(message: str, **more) -> Response:
    return readable({"error": {"message": message, "type": "OAuthException", "code": 190, **more}}, 400)
