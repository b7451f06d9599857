"""Managed login, by clients that are not ours: requests for the browser, PyJWT for the tokens, boto3 for the owner."""

import base64
import hashlib
import re
import secrets
import time
import zlib
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import jwt
import pytest
import requests
from clients import PASSWORD, Pool, client, deploy, refusal_code, refused, root
from outside import FACEBOOK_APP, GOOGLE_CLIENT, PAGE

from local_aws.cognito_idp import managed_login
from local_aws.server import settings
from local_aws.providers import apps, people, saml
from local_aws.providers.oidc import PROVIDERS

SCOPES = "openid email profile aws.cognito.signin.user.admin"
MAPPING = {"email": "email", "name": "name", "username": "sub"}
SAML_MAPPING = {"email": f"{saml.CLAIMS}emailaddress", "name": f"{saml.CLAIMS}name"}
PROVIDERS_OF_POOL = {
    "Google": ("Google", {"client_id": GOOGLE_CLIENT, "client_secret": "GOCSPX-satchel",
                          "authorize_scopes": "openid email profile"}, MAPPING),
    "Facebook": ("Facebook", {"client_id": FACEBOOK_APP, "client_secret": "satchel",
                              "authorize_scopes": "public_profile,email"}, {**MAPPING, "username": "id"}),
    "Corp": ("OIDC", {"client_id": "satchel-pool", "client_secret": "satchel", "attributes_request_method": "GET",
                      "oidc_issuer": f"{settings.address()}/_providers/oidc",
                      "authorize_scopes": "openid email profile"}, {**MAPPING, "email_verified": "email_verified"}),
    # One that knows no addresses, and one whose secret is wrong.
    "Nameless": ("OIDC", {"client_id": "satchel-pool", "client_secret": "satchel", "attributes_request_method": "GET",
                          "oidc_issuer": f"{settings.address()}/_providers/oidc", "authorize_scopes": "openid"},
                 MAPPING),
    "Stale": ("Google", {"client_id": GOOGLE_CLIENT, "client_secret": "changed", "authorize_scopes": "openid email"},
              MAPPING),
    "Unoffered": ("Google", {"client_id": GOOGLE_CLIENT, "client_secret": "GOCSPX-satchel",
                             "authorize_scopes": "openid email"}, MAPPING),
    "Partner": ("SAML", {"MetadataURL": f"{settings.address()}/_providers/saml/metadata"}, SAML_MAPPING),
    "Elsewhere": ("SAML", {"MetadataURL": "https://idp.example/metadata"}, SAML_MAPPING),
}


@pytest.fixture(scope="module")
def pool(endpoint):
    """A user pool with a domain and every kind of provider."""
    pool = Pool(endpoint, client={"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]})
    owner = root(endpoint, "cognito-idp")
    owner.create_user_pool_domain(UserPoolId=pool.pool_id, Domain=f"pool-{secrets.token_hex(4)}")
    for name, (kind, details, mapping) in PROVIDERS_OF_POOL.items():
        owner.create_identity_provider(UserPoolId=pool.pool_id, ProviderName=name, ProviderType=kind,
                                       ProviderDetails=details, AttributeMapping=mapping)
    owner.update_user_pool_client(
        UserPoolId=pool.pool_id, ClientId=pool.client_id, CallbackURLs=[PAGE], AllowedOAuthFlows=["code"],
        AllowedOAuthFlowsUserPoolClient=True, AllowedOAuthScopes=SCOPES.split(),
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        SupportedIdentityProviders=["COGNITO", *(name for name in PROVIDERS_OF_POOL if name != "Unoffered")])
    return pool


@dataclass
class Visit:
    """A browser on its way from the page to managed login and back."""

    pool: Pool
    browser: requests.Session = field(default_factory=requests.Session)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def url(self):
        return f"{self.pool.endpoint}/oauth2"

    def ask(self, **more):
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {"client_id": self.pool.client_id, "redirect_uri": PAGE, "response_type": "code", "scope": SCOPES,
                 "state": "a b&c", "nonce": "n-1", "code_challenge_method": "S256",
                 "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="), **more}
        return self.browser.get(f"{self.url}/authorize", allow_redirects=False,
                                params={name: value for name, value in asked.items() if value is not None})

    def over(self, provider, login="dana@example.org", action="sign-in", **more):
        """By a provider: to its login page, and on from there until the page is reached, whose address comes back."""
        to_login = self.ask(identity_provider=provider, **more)
        assert to_login.status_code == 302, to_login.text
        answer = self.browser.post(to_login.headers["Location"], data={"login": login, "action": action},
                                   allow_redirects=False)
        if answer.status_code == 200:  # SAML answers in a form that sends itself
            return self.browser.post(*form_in(answer.text), allow_redirects=False)
        return self.browser.get(answer.headers["Location"], allow_redirects=False)

    def on_page(self, email, password=PASSWORD, **more):
        """By the login page of the user pool."""
        page = self.ask(**more)
        assert page.status_code == 200, page.text
        action = re.search(r'<form method="POST" action="([^"]+)"', page.text)[1]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        hidden = {name: unescape(value) for name, value in hidden.items()}
        return self.browser.post(urljoin(self.url, action), data={**hidden, "username": email, "password": password},
                                 allow_redirects=False)

    def redeem(self, code, **more):
        asked = {"grant_type": "authorization_code", "client_id": self.pool.client_id, "redirect_uri": PAGE,
                 "code": code, "code_verifier": self.verifier, **more}
        return requests.post(f"{self.url}/token", headers={"Origin": "http://localhost:8080"},
                             data={name: value for name, value in asked.items() if value is not None})


def form_in(page):
    """Where a page's form goes, and what is in it."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return re.search(r'<form method="post" action="([^"]+)"', page)[1], {name: unescape(text) for name, text in fields}


def told(answer):
    """What the page is told, in the query of its address."""
    assert answer.status_code == 302, answer.text
    to = urlsplit(answer.headers["Location"])
    assert f"{to.scheme}://{to.netloc}{to.path}" == PAGE and not to.fragment
    return {name: values[0] for name, values in parse_qs(to.query).items()}


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


# -- A code, and what it takes to trade it ----------------------------------------------------------

WAYS = ["page", "Google", "Partner"]


@pytest.fixture
def came_back(pool, request):
    """A visit that has led to a code, by the page or over a provider."""
    visit = Visit(pool)
    if request.param == "page":
        said = told(visit.on_page(pool.new_user().email))
    else:
        said = told(visit.over(request.param, f"{secrets.token_hex(4)}@example.org"))
    assert said["state"] == "a b&c" and set(said) == {"code", "state"}
    return visit, said["code"]


@pytest.mark.parametrize("came_back", WAYS, indirect=True)
def test_a_code_is_traded_once_by_the_page_that_asked(came_back):
    visit, code = came_back
    answer = visit.redeem(code)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "a page may read it"
    tokens = answer.json()
    assert {"id_token", "access_token", "refresh_token", "token_type", "expires_in"} == set(tokens)
    said = claims(tokens["id_token"])
    assert (said["nonce"], said["aud"]) == ("n-1", visit.pool.client_id)
    assert set(claims(tokens["access_token"])["scope"].split()) == set(SCOPES.split())
    assert visit.redeem(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("came_back", WAYS, indirect=True)
@pytest.mark.parametrize("wrong", [{"code_verifier": "x" * 43}, {"code_verifier": None}, {"redirect_uri": PAGE + "x"},
                                   {"client_id": "another"}])
def test_a_code_is_of_no_use_to_others(came_back, wrong):
    visit, code = came_back
    answer = visit.redeem(code, **wrong)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("came_back", WAYS, indirect=True)
def test_the_tokens_are_those_of_any_sign_in(came_back):
    visit, code = came_back
    pool, tokens = visit.pool, visit.redeem(code).json()
    assert pool.user_pool.get_user(AccessToken=tokens["access_token"])["Username"]
    refreshed = pool.user_pool.get_tokens_from_refresh_token(
        ClientId=pool.client_id, RefreshToken=tokens["refresh_token"])["AuthenticationResult"]
    assert claims(refreshed["IdToken"])["sub"] == claims(tokens["id_token"])["sub"]
    assert claims(refreshed["AccessToken"])["scope"] == claims(tokens["access_token"])["scope"]
    pool.user_pool.revoke_token(ClientId=pool.client_id, Token=tokens["refresh_token"])
    assert refusal_code(pool.user_pool.get_tokens_from_refresh_token, ClientId=pool.client_id,
                        RefreshToken=tokens["refresh_token"]) == "NotAuthorizedException"


def test_the_page_takes_no_wrong_password(pool):
    page = Visit(pool).on_page(pool.new_user().email, "Wrong-password-1")
    assert page.status_code == 200 and "Incorrect username or password." in page.text


# -- What is asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", [None, "Google"])
@pytest.mark.parametrize("uri", ["http://localhost:8080", PAGE + "x", "https://elsewhere.example/", "", None])
def test_an_address_that_is_not_registered_gets_no_answer(pool, provider, uri):
    page = Visit(pool).ask(identity_provider=provider, redirect_uri=uri)
    assert page.status_code == 400 and "redirect_mismatch" in page.text


@pytest.mark.parametrize("wrong, error", [
    ({"scope": "openid everything"}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": None}, "invalid_request"), ({"response_type": "token"}, "unauthorized_client")])
def test_what_the_app_client_may_not_ask(pool, wrong, error):
    said = told(Visit(pool).ask(identity_provider="Google", **wrong))
    assert (said["error"], said["state"]) == (error, "a b&c")


@pytest.mark.parametrize("provider", ["Unoffered", "Nobody", "google", "Elsewhere"])
def test_only_the_app_clients_providers_are_led_to(pool, provider):
    page = Visit(pool).ask(identity_provider=provider)
    assert page.status_code == 400 and "cannot go on" in page.text


def test_without_a_domain_nothing_answers(endpoint):
    pool = Pool(endpoint, client={
        "CallbackURLs": [PAGE], "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": True, "SupportedIdentityProviders": ["COGNITO"]})
    assert Visit(pool).ask(scope="openid").status_code == 400


def test_the_stacks_domain_shows_its_page_because_it_has_a_style(endpoint):
    stack = deploy(endpoint, "with-domain", {"ManagedLoginDomain": f"satchel-{secrets.token_hex(4)}"})
    user = stack.new_user()
    visit = Visit(stack)
    tokens = visit.redeem(told(visit.on_page(user.email))["code"]).json()
    assert claims(tokens["id_token"])["email"] == user.email
    another = stack.new_client(CallbackURLs=[PAGE], AllowedOAuthFlows=["code"], AllowedOAuthScopes=["openid"],
                               AllowedOAuthFlowsUserPoolClient=True, SupportedIdentityProviders=["COGNITO"])
    page = visit.ask(client_id=another, scope="openid")
    assert page.status_code == 400 and "Login pages unavailable" in page.text


# -- Over a provider --------------------------------------------------------------------------------


@pytest.mark.parametrize("provider", ["Google", "Facebook", "Corp", "Partner"])
def test_somebody_of_a_providers_becomes_a_user_of_the_pool(pool, provider):
    visit, login = Visit(pool), f"{secrets.token_hex(4)}.doe@example.org"
    said = claims(visit.redeem(told(visit.over(provider, login))["code"]).json()["id_token"])
    person = people.Person.named(login)
    stand_in = {"Google": "google", "Facebook": "facebook", "Corp": "oidc", "Partner": "saml"}[provider]
    username = f"{provider}_{person.id_at(stand_in)}"
    assert (said["cognito:username"], said["email"], said["name"]) == (username, login, person.name)
    assert said["email_verified"] is (provider == "Corp"), "only who maps that is believed to have verified it"
    assert [(of["providerName"], of["userId"]) for of in said["identities"]] == [(provider, person.id_at(stand_in))]
    user = root(pool.endpoint, "cognito-idp").admin_get_user(UserPoolId=pool.pool_id, Username=username)
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    names = {attribute["Name"] for attribute in user["UserAttributes"]}
    assert names == {"sub", "email", "email_verified", "name", "identities"}, "what is not mapped stays outside"
    again = claims(visit.redeem(told(visit.over(provider, login))["code"]).json()["id_token"])
    assert again["sub"] == said["sub"], "and stays the same one"


def test_who_comes_over_a_provider_has_no_password_here_to_change(pool):
    visit = Visit(pool)
    tokens = visit.redeem(told(visit.over("Google", f"{secrets.token_hex(4)}@example.org"))["code"]).json()
    for previous in ({}, {"PreviousPassword": PASSWORD}):
        assert refused(client(pool.endpoint, "cognito-idp").change_password, AccessToken=tokens["access_token"],
                       ProposedPassword="Satchel-test-2", **previous) == (
                           "NotAuthorizedException", "User is not authorized to change password.")


@pytest.mark.parametrize("provider", ["Google", "Facebook", "Corp"])
def test_who_changes_their_mind_comes_back_with_the_reason(pool, provider):
    said = told(Visit(pool).over(provider, action="cancel"))
    assert (said["error"], said["state"]) == ("access_denied", "a b&c") and said["error_description"]


def test_what_is_missing_is_named(pool):
    said = told(Visit(pool).over("Nameless"))
    assert (said["error"], said["state"]) == ("invalid_request", "a b&c")
    assert said["error_description"] == "attributes required: [email]"


def test_a_secret_that_was_changed_is_told(pool):
    said = told(Visit(pool).over("Stale"))
    assert (said["error"], said["state"]) == ("invalid_request", "a b&c")
    assert "invalid_client" in said["error_description"]


@pytest.mark.parametrize("state", ["forged", "", None])
def test_an_answer_that_nobody_asked_for_leads_nowhere(pool, state):
    page = requests.get(f"{pool.endpoint}/oauth2/idpresponse", allow_redirects=False,
                        params={"code": "c", **({} if state is None else {"state": state})})
    assert page.status_code == 400 and "Invalid state parameter" in page.text


def test_an_answer_is_taken_once(pool):
    visit = Visit(pool)
    answer = visit.browser.post(visit.ask(identity_provider="Google").headers["Location"],
                                data={"login": "Dana", "action": "sign-in"}, allow_redirects=False)
    assert visit.browser.get(answer.headers["Location"], allow_redirects=False).status_code == 302
    assert visit.browser.get(answer.headers["Location"], allow_redirects=False).status_code == 400


@pytest.mark.parametrize("token", ["another app", "another issuer", "ended", "unsigned", "none"])
def test_only_tokens_that_the_provider_made_for_this_app_are_believed(pool, monkeypatch, token):
    google, dana = PROVIDERS["google"], people.Person.named("dana@example.org")
    good = google.id_token(apps.GOOGLE, dana)
    made = {"another app": google.id_token(apps.OIDC, dana),
            "another issuer": PROVIDERS["oidc"].id_token(apps.GOOGLE, dana),
            "ended": google.id_token(apps.GOOGLE, dana, exp=int(time.time()) - 1),
            "unsigned": good.rsplit(".", 1)[0] + ".AAAA", "none": ""}[token]
    monkeypatch.setattr(managed_login, "answer_of", lambda url, form=None: {"id_token": made})
    said = told(Visit(pool).over("Google"))
    assert said["error"] == "invalid_request" and said["error_description"].startswith("Bad id_token")
    monkeypatch.setattr(managed_login, "answer_of", lambda url, form=None: {"id_token": good})
    assert "code" in told(Visit(pool).over("Google"))


def test_a_user_who_was_disabled_gets_no_tokens(pool):
    visit, login = Visit(pool), f"{secrets.token_hex(4)}@example.org"
    code = told(visit.over("Google", login))["code"]
    root(pool.endpoint, "cognito-idp").admin_disable_user(
        UserPoolId=pool.pool_id, Username=f"Google_{people.Person.named(login).id_at('google')}")
    assert visit.redeem(code).json()["error"] == "invalid_grant"


# -- Assertions -------------------------------------------------------------------------------------


class Assertion:
    """An answer of the SAML provider's that waits in its form, to be read and changed."""

    def __init__(self, pool, login="dana@example.org", action="sign-in"):
        self.pool, self.visit = pool, Visit(pool)
        to_login = self.visit.ask(identity_provider="Partner")
        page = self.visit.browser.post(to_login.headers["Location"], data={"login": login, "action": action})
        self.url, self.fields = form_in(page.text)
        self.xml = base64.b64decode(self.fields["SAMLResponse"]).decode()

    def send(self, xml=None, **more):
        text = base64.b64encode((xml or self.xml).encode()).decode()
        return self.visit.browser.post(self.url, data={**self.fields, "SAMLResponse": text, **more},
                                       allow_redirects=False)

    def another(self, **change):
        """The same answer with another assertion of the provider's in it."""
        given = {"answers": re.search('InResponseTo="([^"]+)"', self.xml)[1], "to": self.url,
                 "audience": saml.SERVICE_PROVIDER + self.pool.pool_id, "seconds": 300, **change}
        eve = people.Person.named("Eve")
        said = saml.assertion(given["answers"], given["to"], given["audience"], eve, given["seconds"])
        return saml.response(given["answers"], given["to"], said).decode()


def test_who_changes_their_mind_at_a_saml_provider(pool):
    said = told(Assertion(pool, action="cancel").send())
    assert (said["error"], said["state"]) == ("invalid_request", "a b&c") and "AuthnFailed" in said["error_description"]


@pytest.mark.parametrize("change", [
    ("Dana", "Eve"), ("dana@example.org", "eve@example.org"), ("<ds:SignatureValue>", "<ds:SignatureValue>AAAA")])
def test_an_assertion_that_was_changed_is_not_believed(pool, change):
    assertion = Assertion(pool)
    assert change[0] in assertion.xml
    said = told(assertion.send(assertion.xml.replace(*change)))
    assert "signature is invalid" in said["error_description"] and said["state"] == "a b&c"


def test_an_assertion_without_a_signature_is_not_believed(pool):
    assertion = Assertion(pool)
    said = told(assertion.send(re.sub("<ds:Signature .*</ds:Signature>", "", assertion.xml, flags=re.DOTALL)))
    assert "signature is invalid" in said["error_description"]


@pytest.mark.parametrize("first", ["forged", "signed"])
def test_what_stands_beside_the_signed_assertion_is_not_read(pool, first):
    """https://www.usenix.org/conference/usenixsecurity12/technical-sessions/presentation/somorovsky"""
    assertion = Assertion(pool, "dana@example.org")
    signed = re.search("<saml:Assertion .*</saml:Assertion>", assertion.xml, re.DOTALL)[0]
    bare = re.sub("<ds:Signature .*</ds:Signature>", "", signed, flags=re.DOTALL)
    forged = re.sub(' ID="[^"]+"', ' ID="_forged"', bare, count=1).replace("dana@example.org", "eve@example.org")
    both = forged + signed if first == "forged" else signed + forged
    answer = assertion.send(assertion.xml.replace(signed, both))
    tokens = assertion.visit.redeem(told(answer)["code"]).json()
    assert claims(tokens["id_token"])["email"] == "dana@example.org"


@pytest.mark.parametrize("change, named", [
    ({"audience": "urn:amazon:cognito:sp:us-east-1_Another"}, "Audience"),
    ({"to": "http://elsewhere.example/"}, "Recipient"), ({"answers": "_another"}, "InResponseTo"), ({"seconds": -1}, "expired")])
def test_an_assertion_for_another_occasion_is_not_taken(pool, change, named):
    assertion = Assertion(pool)
    assert "code" in told(assertion.send(assertion.another()))
    assertion = Assertion(pool)
    said = told(assertion.send(assertion.another(**change)))
    assert named in said["error_description"]


@pytest.mark.parametrize("text", ["", "!", "PHg+", base64.b64encode(b"<x/>").decode()])
def test_what_is_no_assertion(pool, text):
    said = told(Assertion(pool).send(SAMLResponse=text))
    assert said["error"] == "invalid_request" and said["state"] == "a b&c"


def test_an_assertion_that_nobody_asked_for_leads_nowhere(pool):
    assertion = Assertion(pool)
    assert assertion.send(RelayState="forged").status_code == 400
    assert "code" in told(assertion.send())
    assert assertion.send().status_code == 400, "nor does one that was taken already"


def test_the_saml_provider_answers_to_its_service_providers_alone(endpoint, pool):
    asked = parse_qs(urlsplit(Visit(pool).ask(identity_provider="Partner").headers["Location"]).query)
    xml = zlib.decompress(base64.b64decode(asked["SAMLRequest"][0]), -15).decode()
    for wrong in (xml.replace("/saml2/idpresponse", "/elsewhere"), xml.replace("urn:amazon:cognito:sp:", "urn:x:"),
                  "<x/>", "x"):
        deflated = base64.b64encode(zlib.compress(wrong.encode())[2:-4]).decode()
        page = requests.post(f"{endpoint}/_providers/saml/sso", params={"SAMLRequest": deflated, "RelayState": "r"},
                             data={"login": "Dana", "action": "sign-in"})
        assert page.status_code == 400 and "SAMLResponse" not in page.text
