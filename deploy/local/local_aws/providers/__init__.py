"""Stand-ins for the providers outside that an identity pool takes logins of: a login page here, tokens like theirs.

Whoever types a name is that person; what is checked is all else that the real ones check: the app, where its answers
go, PKCE, nonce. Tokens name the real issuers and are signed with keys made here, so no AWS but this one takes them.
Under `/_providers/NAME`:

- `google`, `apple`, `amazon`, `oidc` (any other OpenID Connect provider): `/authorize` and `/token`; all but `amazon`
  also `/jwks` and `/.well-known/openid-configuration`. By Authlib, see `oidc`; what Amazon adds is in `amazon`.
- `facebook`: `/v23.0/dialog/oauth`, and its Graph API, see `facebook`.
- `saml`: `/metadata` and `/sso`, see `saml`.

`apps` says which apps are registered, `people` who somebody is, `keys` what is signed with, `pages` what is shown.
"""

from ..server.web import Request, Response
from . import amazon, facebook, oidc, saml

ROOT = "/_providers/"


async def respond(request: Request, receive) -> Response | None:
    """The answer of the provider whose path it is; None when it is nobody's."""
    if not request.path.startswith(ROOT):
        return None
    name, _, path = request.path.removeprefix(ROOT).partition("/")
    form = await request.form(receive) if request.method == "POST" else {}
    if name == "facebook":
        return facebook.respond(path, request, form)
    if name == "saml":
        return saml.respond(path, request, form)
    if name == "amazon" and (answer := amazon.respond(path, request)):
        return answer
    return oidc.respond(name, path, request, form)
