"""Signing in at the stand-ins of providers outside, as a browser does it: by their pages, with requests."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import parse_qs, urlsplit

import requests

PAGE = "http://localhost:8080/"
FACEBOOK_APP = "2390182930112345"
GOOGLE_CLIENT = "1053021930-satchel.apps.googleusercontent.com"
AMAZON_CLIENT, AMAZON_APP = "amzn1.application-oa2-client.5a7c6e1", "amzn1.application.5a7c6e1"
APPLE_SERVICE = "local.satchel.web"
OIDC_CLIENT = "satchel-web"
SOCIAL = {"graph.facebook.com": FACEBOOK_APP, "accounts.google.com": GOOGLE_CLIENT, "www.amazon.com": AMAZON_APP,
          "appleid.apple.com": APPLE_SERVICE}


def oidc_login(endpoint: str) -> str:
    """The key of the other OpenID Connect provider in `Logins`."""
    return f"{endpoint.removeprefix('http://')}/_providers/oidc"


def submit(url: str, parameters: dict, login: str = "", action: str = "sign-in") -> requests.Response:
    """Fills the login page in."""
    return requests.post(url, params=parameters, data={"login": login, "action": action}, allow_redirects=False)


def returned(answer: requests.Response) -> dict[str, str]:
    """What the app is told, in the query or in the fragment, where exactly one of them says anything."""
    assert answer.status_code == 302, answer.text
    to = urlsplit(answer.headers["Location"])
    assert f"{to.scheme}://{to.netloc}{to.path}" == PAGE
    said = to.query or to.fragment
    assert not (to.query and to.fragment) or to.fragment == "_=_"
    return {name: values[0] for name, values in parse_qs(said).items()}


def google(endpoint: str, login: str, **more) -> str:
    """An ID token of Google's, as a page without a server gets it."""
    return returned(submit(f"{endpoint}/_providers/google/authorize", {
        "client_id": GOOGLE_CLIENT, "redirect_uri": PAGE, "response_type": "id_token", "scope": "openid email profile",
        "nonce": "n", "state": "s", **more}, login))["id_token"]


def apple(endpoint: str, login: str) -> str:
    return returned(submit(f"{endpoint}/_providers/apple/authorize", {
        "client_id": APPLE_SERVICE, "redirect_uri": PAGE, "response_type": "code id_token",
        "response_mode": "fragment", "nonce": "n", "state": "s"}, login))["id_token"]


def amazon(endpoint: str, login: str) -> str:
    return returned(submit(f"{endpoint}/_providers/amazon/authorize", {
        "client_id": AMAZON_CLIENT, "redirect_uri": PAGE, "response_type": "token", "scope": "profile",
        "state": "s"}, login))["access_token"]


def facebook(endpoint: str, login: str) -> str:
    return returned(submit(f"{endpoint}/_providers/facebook/v23.0/dialog/oauth", {
        "client_id": FACEBOOK_APP, "redirect_uri": PAGE, "response_type": "token", "scope": "public_profile",
        "state": "s"}, login))["access_token"]


class CodeFlow:
    """The authorization code flow with PKCE, for a client without a secret."""

    def __init__(self, endpoint: str, provider: str = "oidc", client: str = OIDC_CLIENT):
        self.url, self.client = f"{endpoint}/_providers/{provider}", client
        self.verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        self.asked = {"client_id": client, "redirect_uri": PAGE, "response_type": "code", "state": "s", "nonce": "n",
                      "scope": "openid email profile", "code_challenge_method": "S256",
                      "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("=")}

    def code(self, login: str) -> str:
        return returned(submit(f"{self.url}/authorize", self.asked, login))["code"]

    def redeem(self, code: str, **more) -> requests.Response:
        return requests.post(f"{self.url}/token", headers={"Origin": "http://localhost:8080"}, data={
            "grant_type": "authorization_code", "client_id": self.client, "redirect_uri": PAGE, "code": code,
            "code_verifier": self.verifier, **more})

    def tokens(self, login: str) -> dict:
        return self.redeem(self.code(login)).json()


def oidc(endpoint: str, login: str) -> str:
    return CodeFlow(endpoint).tokens(login)["id_token"]


# What signs somebody in, by the key the token goes under in `Logins`.
SIGN_IN = {"graph.facebook.com": facebook, "accounts.google.com": google, "www.amazon.com": amazon,
           "appleid.apple.com": apple}
