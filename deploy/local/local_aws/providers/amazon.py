"""What Login with Amazon adds to OAuth 2.0: an app asks of an access token whose it is, and for which app.

https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html

An app has two names: its client id asks, its app id is what tokens are checked against, also by an identity pool.
"""

import time

from ..server.web import Request, Response
from . import keys
from .apps import APPS
from .oidc import CORS, PROVIDERS, readable
from .people import Person


def respond(path: str, request: Request) -> Response | None:
    if path == "auth/o2/tokeninfo":
        info = token_info(request.query.get("access_token", [""])[0])
        return readable(info) if info else readable({"error_description": "The request has an invalid parameter : "
                                                     "access_token", "error": "invalid_token"}, 400)
    if path == "user/profile" and request.method == "OPTIONS":
        return Response(204, {**CORS, "access-control-allow-headers": "authorization,x-amz-access-token"})
    if path == "user/profile":
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ").removeprefix("bearer ")
        info = token_info(request.headers.get("x-amz-access-token", bearer))
        return readable({name: info[name] for name in ("user_id", "name", "email")} if info else
                        {"error_description": "The access token provided is invalid", "error": "invalid_token"},
                        200 if info else 401)
    return None


def token_info(token, expired: bool = False) -> dict | None:
    """What an access token says; None when it is none of Amazon's, or has expired, unless that does not matter."""
    said = keys.unseal("amazon", PROVIDERS["amazon"].token_prefix, token)
    if said is None or (time.time() >= said["exp"] and not expired):
        return None
    person = Person(said["name"], said["email"])
    app = APPS["amazon"][said["app"]]
    return {"iss": "https://www.amazon.com", "user_id": person.id_at("amazon"), "aud": app.client_id,
            "app_id": app.app_id, "exp": int(said["exp"] - time.time()), "iat": said["exp"] - 3600,
            "name": person.name, "email": person.email}
