"""The stand-ins of providers outside, by clients that are not ours: requests for the browser, PyJWT for the tokens."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from outside import (AMAZON_APP, AMAZON_CLIENT, APPLE_SERVICE, FACEBOOK_APP, GOOGLE_CLIENT, OIDC_CLIENT, PAGE, CodeFlow,
                     amazon, apple, facebook, google, oidc, returned, submit)


def verified(endpoint, provider, token, audience):
    """The claims of an ID token, by the keys its provider publishes."""
    configuration = requests.get(f"{endpoint}/_providers/{provider}/.well-known/openid-configuration").json()
    key = jwt.PyJWKClient(configuration["jwks_uri"]).get_signing_key_from_jwt(token)
    return jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=configuration["issuer"])


# -- The login page ---------------------------------------------------------------------------------


def test_the_login_page_asks_who_one_is(endpoint):
    page = requests.get(f"{endpoint}/_providers/oidc/authorize", params=CodeFlow(endpoint).asked)
    assert page.status_code == 200 and page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert re.search(r'<label for="login">Name or email</label>\s*<input id="login" name="login"', page.text)
    assert re.findall(r'<button name="action" value="([\w-]+)">([\w ]+)</button>', page.text) == [
        ("sign-in", "Sign in"), ("cancel", "Cancel")]
    assert "form-action" not in page.headers["Content-Security-Policy"], "it would stop the way back to the app"


def test_nobody_is_nobody(endpoint):
    page = submit(f"{endpoint}/_providers/oidc/authorize", CodeFlow(endpoint).asked, "  ")
    assert page.status_code == 200 and "Enter a name or an e-mail address." in page.text


@pytest.mark.parametrize("provider, asked, found_in", [
    ("oidc", {"client_id": OIDC_CLIENT, "response_type": "code", "code_challenge": "a" * 43,
              "code_challenge_method": "S256", "scope": "openid"}, "query"),
    ("google", {"client_id": GOOGLE_CLIENT, "response_type": "id_token", "nonce": "n", "scope": "openid"}, "fragment"),
    ("amazon", {"client_id": AMAZON_CLIENT, "response_type": "token", "scope": "profile"}, "fragment"),
    ("apple", {"client_id": APPLE_SERVICE, "response_type": "code id_token", "nonce": "n",
               "response_mode": "fragment"}, "fragment"),
])
def test_cancelling(endpoint, provider, asked, found_in):
    answer = submit(f"{endpoint}/_providers/{provider}/authorize", {**asked, "redirect_uri": PAGE, "state": "a b&c"},
                    action="cancel")
    said = parse_qs(getattr(urlsplit(answer.headers["Location"]), found_in))
    assert (said["error"], said["state"]) == (["access_denied"], ["a b&c"])


@pytest.mark.parametrize("uri", [
    "http://localhost:8080", "http://localhost:8080/?x=1", "http://localhost:8080/#x", "http://localhost:8080/other",
    "http://elsewhere.example/", "https://localhost:8080/", "http://any-bucket.s3.us-east-1.amazonaws.com/index.html",
    "https://any-bucket.s3.us-east-1.amazonaws.com.example/index.html", "https://s3.us-east-1.amazonaws.com/any-bucket/index.html", "http://localhost:80801/", "javascript:alert(1)", ""])
@pytest.mark.parametrize("path, client", [("oidc/authorize", OIDC_CLIENT),
                                          ("facebook/v23.0/dialog/oauth", FACEBOOK_APP)])
def test_an_address_that_is_not_registered_gets_no_answer(endpoint, path, client, uri):
    asked = {**CodeFlow(endpoint).asked, "client_id": client, "redirect_uri": uri}
    for answer in (requests.get(f"{endpoint}/_providers/{path}", params=asked, allow_redirects=False),
                   submit(f"{endpoint}/_providers/{path}", asked, "Dana")):
        assert answer.status_code == 400 and "Location" not in answer.headers
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8" and "cannot go on" in answer.text


@pytest.mark.parametrize("uri", [
    "http://127.0.0.1:8081/", "http://localhost:8081/index.html", "http://any-bucket.s3-website.localhost:{port}/",
    "http://any-bucket.localhost:{port}/index.html", "https://any-bucket.s3.us-east-1.amazonaws.com/index.html"])
def test_the_addresses_of_a_local_page_are_registered(endpoint, uri):
    asked = {**CodeFlow(endpoint).asked, "redirect_uri": uri.format(port=endpoint.rsplit(":", 1)[1])}
    answer = submit(f"{endpoint}/_providers/oidc/authorize", asked, "Dana")
    assert answer.headers["Location"].startswith(f"{asked['redirect_uri']}?code=")


def test_a_further_address_is_registered_by_an_option(endpoint, monkeypatch):
    from local_aws.server import settings

    asked = {**CodeFlow(endpoint).asked, "redirect_uri": "http://site.example/"}
    assert submit(f"{endpoint}/_providers/oidc/authorize", asked, "Dana").status_code == 400
    monkeypatch.setattr(settings, "_redirects", {"http://site.example/"})
    assert submit(f"{endpoint}/_providers/oidc/authorize", asked, "Dana").status_code == 302


def test_unknown_apps(endpoint):
    for path in ("oidc/authorize", "google/authorize", "facebook/v23.0/dialog/oauth"):
        answer = requests.get(f"{endpoint}/_providers/{path}", params={**CodeFlow(endpoint).asked, "client_id": "else"})
        assert answer.status_code == 400 and "cannot go on" in answer.text
    assert requests.get(f"{endpoint}/_providers/nobody/authorize").status_code != 200


# -- The code flow with PKCE ------------------------------------------------------------------------


def test_a_code_with_its_verifier_gives_tokens(endpoint):
    answer = CodeFlow(endpoint).redeem("x")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert answer.headers["Access-Control-Allow-Origin"] == "*", "the page reads why"
    flow = CodeFlow(endpoint)
    answer = flow.redeem(flow.code("Dana Scully"))
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    said = answer.json()
    assert (said["token_type"], said["expires_in"]) == ("Bearer", 3600)
    claims = verified(endpoint, "oidc", said["id_token"], OIDC_CLIENT)
    assert (claims["nonce"], claims["name"], claims["email"]) == ("n", "Dana Scully", "dana.scully@example.com")
    assert claims["email_verified"] is True and claims["exp"] - claims["iat"] == 3600


def test_a_code_is_good_once_and_for_whom_it_was_given(endpoint):
    flow = CodeFlow(endpoint)
    code = flow.code("Dana")
    assert flow.redeem(code).status_code == 200
    assert flow.redeem(code).json()["error"] == "invalid_grant"
    for wrong in ({"code_verifier": "x" * 43}, {"redirect_uri": "http://localhost:8081/"}):
        code = flow.code("Dana")
        assert flow.redeem(code, **wrong).json()["error"] == "invalid_grant"
        assert flow.redeem(code).json()["error"] == "invalid_grant", "it was tried"
    assert flow.redeem(flow.code("Dana"), code_verifier="").json()["error"] == "invalid_request"
    assert flow.redeem(flow.code("Dana"), client_id="else").json()["error"] == "invalid_client"
    assert flow.redeem(flow.code("Dana"), grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_code_lasts_ten_minutes(endpoint):
    from local_aws.providers.oidc import SERVERS

    flow = CodeFlow(endpoint)
    code = flow.code("Dana")
    SERVERS["oidc"].codes[code].at -= 601
    assert flow.redeem(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("change, error", [
    ({"code_challenge": None}, "invalid_request"), ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"), ({"response_type": "else"}, "unsupported_response_type"),
    ({"prompt": "none"}, "login_required")])
def test_what_a_page_must_ask_properly(endpoint, change, error):
    asked = {name: value for name, value in {**CodeFlow(endpoint).asked, **change}.items() if value}
    answer = requests.get(f"{endpoint}/_providers/oidc/authorize", params=asked, allow_redirects=False)
    assert (returned(answer)["error"], returned(answer)["state"]) == (error, "s")


def test_a_preflight_of_the_token_endpoint(endpoint):
    answer = requests.options(f"{endpoint}/_providers/oidc/token", headers={
        "Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"})
    assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Origin"] == "*"


def test_discovery(endpoint):
    said = requests.get(f"{endpoint}/_providers/oidc/.well-known/openid-configuration")
    assert said.headers["Access-Control-Allow-Origin"] == "*"
    assert said.json()["issuer"] == f"{endpoint}/_providers/oidc"
    assert said.json()["code_challenge_methods_supported"] == ["S256"]
    keys = requests.get(said.json()["jwks_uri"]).json()["keys"]
    assert set(keys[0]) == {"kty", "n", "e", "kid", "use", "alg"}, "and nothing that is private"


@pytest.mark.parametrize("action", ["sign-in", "cancel"])
@pytest.mark.parametrize("asked", [
    {"response_type": "code", "code_challenge": "a" * 43, "code_challenge_method": "S256"},
    {"response_type": "id_token", "nonce": "n"}])
def test_the_open_id_provider_names_itself_in_its_answers(endpoint, asked, action):
    """RFC 9207, which its configuration announces."""
    here = f"{endpoint}/_providers/oidc"
    discovered = requests.get(f"{here}/.well-known/openid-configuration").json()
    assert discovered["authorization_response_iss_parameter_supported"] is True
    assert "authorization_response_iss_parameter_supported" not in requests.get(
        f"{endpoint}/_providers/google/.well-known/openid-configuration").json()
    answer = returned(submit(f"{here}/authorize", {
        "client_id": OIDC_CLIENT, "redirect_uri": PAGE, "scope": "openid", "state": "s", **asked}, "Dana", action))
    assert answer["iss"] == here and ("error" in answer) == (action == "cancel")


# -- The implicit flow ------------------------------------------------------------------------------


def test_google_gives_a_page_its_id_token_at_once(endpoint):
    claims = verified(endpoint, "google", google(endpoint, "dana@example.org", nonce="once"), GOOGLE_CLIENT)
    assert (claims["iss"], claims["nonce"]) == ("https://accounts.google.com", "once")
    assert (claims["email"], claims["azp"]) == ("dana@example.org", GOOGLE_CLIENT)
    again = verified(endpoint, "google", google(endpoint, "Dana@Example.org"), GOOGLE_CLIENT)
    other = verified(endpoint, "google", google(endpoint, "fox@example.org"), GOOGLE_CLIENT)
    assert again["sub"] == claims["sub"] != other["sub"]


def test_an_id_token_takes_a_nonce(endpoint):
    answer = requests.get(f"{endpoint}/_providers/google/authorize", allow_redirects=False, params={
        "client_id": GOOGLE_CLIENT, "redirect_uri": PAGE, "response_type": "id_token", "scope": "openid", "state": "s"})
    assert returned(answer)["error"] == "invalid_request"


def test_google_and_apple_answer_no_page_at_their_token_endpoint(endpoint):
    flow = CodeFlow(endpoint, "google", GOOGLE_CLIENT)
    answer = flow.redeem(flow.code("Dana"))
    assert (answer.status_code, answer.json()["error_description"]) == (400, "client_secret is missing.")
    flow = CodeFlow(endpoint, "apple", APPLE_SERVICE)
    flow.asked.pop("scope")
    answer = flow.redeem(flow.code("Dana"))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_apple(endpoint):
    claims = verified(endpoint, "apple", apple(endpoint, "Dana"), APPLE_SERVICE)
    assert claims["iss"] == "https://appleid.apple.com" and "email" not in claims
    asked = {"client_id": APPLE_SERVICE, "redirect_uri": PAGE, "response_type": "code id_token", "nonce": "n"}
    for change in ({}, {"response_mode": "query"}, {"response_mode": "fragment", "scope": "email"}):
        answer = requests.get(f"{endpoint}/_providers/apple/authorize", params=asked | change, allow_redirects=False)
        assert answer.status_code == 400 and "form_post" in answer.text


# -- Amazon -----------------------------------------------------------------------------------------


def test_amazon_tells_whose_an_access_token_is(endpoint):
    token = amazon(endpoint, "dana@example.org")
    assert token.startswith("Atza|")
    info = requests.get(f"{endpoint}/_providers/amazon/auth/o2/tokeninfo", params={"access_token": token}).json()
    assert (info["iss"], info["aud"], info["app_id"]) == ("https://www.amazon.com", AMAZON_CLIENT, AMAZON_APP)
    assert info["user_id"].startswith("amzn1.account.") and 3590 < info["exp"] <= 3600
    profile = requests.get(f"{endpoint}/_providers/amazon/user/profile", headers={"Authorization": f"Bearer {token}"})
    assert profile.json() == {"user_id": info["user_id"], "name": "Dana", "email": "dana@example.org"}
    for wrong in (token[:-4] + "AAAA", "Atza|x", "", facebook(endpoint, "Dana")):
        assert requests.get(f"{endpoint}/_providers/amazon/auth/o2/tokeninfo",
                            params={"access_token": wrong}).status_code == 400


def test_amazon_takes_a_code_with_pkce_from_a_page(endpoint):
    flow = CodeFlow(endpoint, "amazon", AMAZON_CLIENT)
    flow.asked["scope"] = "profile"
    said = flow.tokens("Dana")
    assert said["access_token"].startswith("Atza|") and said["token_type"] == "bearer" and "id_token" not in said


# -- Facebook ---------------------------------------------------------------------------------------


def dialog(endpoint, login="", action="sign-in", **change):
    return submit(f"{endpoint}/_providers/facebook/v23.0/dialog/oauth", {
        "client_id": FACEBOOK_APP, "redirect_uri": PAGE, "response_type": "token", "scope": "public_profile",
        "state": "a b&c", **change}, login, action)


def test_facebook_returns_the_token_in_the_fragment(endpoint):
    answer = dialog(endpoint, "Dana")
    assert urlsplit(answer.headers["Location"]).query == ""
    said = returned(answer)
    assert said["access_token"].startswith("EAA") and said["state"] == "a b&c" and int(said["expires_in"]) == 7200


def test_facebook_returns_the_reason_in_the_query(endpoint):
    answer = dialog(endpoint, action="cancel")
    assert urlsplit(answer.headers["Location"]).fragment == "_=_"
    said = returned(answer)
    assert (said["error"], said["error_reason"], said["state"]) == ("access_denied", "user_denied", "a b&c")
    assert said["error_description"] == "Permissions error"


def test_facebooks_code_is_for_servers(endpoint):
    code = returned(dialog(endpoint, "Dana", response_type="code", scope="email"))["code"]
    asked = {"client_id": FACEBOOK_APP, "client_secret": "satchel", "redirect_uri": PAGE, "code": code}
    url = f"{endpoint}/_providers/facebook/v23.0"
    for wrong in ({"client_secret": ""}, {"client_secret": "guessed"}, {"client_id": "1"}, {"code": "made up"}):
        assert requests.post(f"{url}/oauth/access_token", data=asked | wrong).status_code == 400, wrong
    token = requests.post(f"{url}/oauth/access_token", data=asked).json()["access_token"]
    assert requests.post(f"{url}/oauth/access_token", data=asked).status_code == 400, "it is good once"
    who = requests.get(f"{url}/me", params={"access_token": token, "fields": "id,name,email"}).json()
    assert (who["name"], who["email"]) == ("Dana", "dana@example.com")
    elsewhere = {"code": returned(dialog(endpoint, "Dana", response_type="code"))["code"], "redirect_uri": "http://x/"}
    assert requests.post(f"{url}/oauth/access_token", data=asked | elsewhere).status_code == 400


def test_facebook_tells_an_address_to_whom_it_was_asked_for_alone(endpoint):
    token = facebook(endpoint, "dana@example.org")
    who = requests.get(f"{endpoint}/_providers/facebook/v23.0/me",
                       params={"access_token": token, "fields": "id,name,email"}).json()
    assert who["name"] == "Dana" and "email" not in who


def test_facebook_says_whose_a_token_is(endpoint):
    token = facebook(endpoint, "Dana")
    graph = f"{endpoint}/_providers/facebook"
    me = requests.get(f"{graph}/v23.0/me", params={"access_token": token})
    assert me.json()["name"] == "Dana" and me.headers["Access-Control-Allow-Origin"] == "*"
    data = requests.get(f"{graph}/debug_token", params={
        "input_token": token, "access_token": f"{FACEBOOK_APP}|satchel"}).json()["data"]
    assert (data["app_id"], data["user_id"], data["is_valid"]) == (FACEBOOK_APP, me.json()["id"], True)
    forged = requests.get(f"{graph}/debug_token", params={
        "input_token": token[:-4] + "AAAA", "access_token": token}).json()["data"]
    assert forged["is_valid"] is False and forged["error"]["code"] == 190
    assert requests.get(f"{graph}/debug_token", params={
        "input_token": token, "access_token": f"{FACEBOOK_APP}|guessed"}).status_code == 400


def test_a_token_of_facebook_ends(endpoint):
    from local_aws.providers import apps, people
    from local_aws.providers.facebook import access_token

    ended = access_token(apps.FACEBOOK, people.Person.named("Dana"), seconds=-1)
    answer = requests.get(f"{endpoint}/_providers/facebook/me", params={"access_token": ended})
    assert answer.status_code == 400 and "expired" in answer.json()["error"]["message"]


def test_tokens_outlive_a_restart(endpoint):
    """What signs them is kept, so nothing else has to be."""
    from local_aws.providers import keys

    token, amazons = oidc(endpoint, "Dana"), amazon(endpoint, "Dana")
    keys.signing_key.cache_clear()
    assert verified(endpoint, "oidc", token, OIDC_CLIENT)["exp"] > time.time()
    assert requests.get(f"{endpoint}/_providers/amazon/auth/o2/tokeninfo", params={"access_token": amazons}).ok
