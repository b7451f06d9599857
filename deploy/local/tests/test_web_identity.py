"""The classic flow's second half: STS and tokens of identity pools and of providers outside."""

import json
import time

import pytest
import requests
from clients import client, refusal_code, refused, root
from joserfc import jwt
from local_aws.providers import apps, keys
from local_aws.providers.oidc import PROVIDERS
from local_aws.providers.people import Person
from ministack.services import cognito
from outside import (AMAZON_APP, FACEBOOK_APP, GOOGLE_CLIENT, OIDC_CLIENT, SOCIAL, amazon, facebook, google, oidc,
                     oidc_login)
from pools import FEDERATED, Pool, arn_of_provider, new_role, trust

DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
UNVERIFIED = ("InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider,  please "
              "reference AssumeRoleWithWebIdentity documentation for requirements")


@pytest.fixture(scope="module")
def pool(endpoint) -> Pool:
    return Pool.create(endpoint, SupportedLoginProviders=SOCIAL)


def assume(endpoint, role, token, **more):
    return client(endpoint, "sts").assume_role_with_web_identity(
        RoleArn=role, RoleSessionName="page", WebIdentityToken=token, **more)


def trusting(endpoint, principal, condition=None):
    """A role that trusts a federated principal."""
    statement = {"Effect": "Allow", "Principal": {"Federated": principal}, "Action": "sts:AssumeRoleWithWebIdentity",
                 **({"Condition": condition} if condition else {})}
    return new_role(endpoint, json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def open_id_token(pool, **logins):
    identity = pool.identify(**logins)
    given = {"Logins": logins["logins"]} if logins else {}
    return identity, pool.page.get_open_id_token(IdentityId=identity, **given)["Token"]


# -- Tokens of an identity pool ---------------------------------------------------------------------


def test_the_token_of_an_outside_login(pool, endpoint):
    identity, token = open_id_token(pool, logins={"accounts.google.com": google(endpoint, "Dana")})
    assert cognito._token_claims(token)["amr"] == ["authenticated", "accounts.google.com"]
    given = assume(endpoint, pool.authenticated, token)
    assert (given["SubjectFromWebIdentityToken"], given["Audience"]) == (identity, pool.pool_id)
    assert given["Provider"] == f"https://{FEDERATED}"
    keys = {**given["Credentials"], "SecretKey": given["Credentials"]["SecretAccessKey"]}
    assert client(endpoint, "sts", keys).get_caller_identity()["Arn"].endswith("/page")


def test_a_role_for_users_of_one_provider(pool, endpoint):
    role = new_role(endpoint, trust(pool.pool_id, amr="graph.*"))
    assert assume(endpoint, role, open_id_token(pool, logins={"graph.facebook.com": facebook(endpoint, "Dana")})[1])
    assert refused(assume, endpoint, role, open_id_token(
        pool, logins={"accounts.google.com": google(endpoint, "Dana")})[1]) == DENIED


def test_a_role_for_one_identity(pool, endpoint):
    logins = {"accounts.google.com": google(endpoint, "Dana")}
    identity, token = open_id_token(pool, logins=logins)
    role = trusting(endpoint, FEDERATED, {"StringEquals": {f"{FEDERATED}:sub": identity}})
    assert assume(endpoint, role, token)
    assert refused(assume, endpoint, role, open_id_token(pool)[1]) == DENIED


def test_guests_and_users_have_their_own_role(pool, endpoint):
    guest = open_id_token(pool)[1]
    assert assume(endpoint, pool.unauthenticated, guest)
    assert refused(assume, endpoint, pool.authenticated, guest) == DENIED
    user = open_id_token(pool, logins={"accounts.google.com": google(endpoint, "Dana")})[1]
    assert refused(assume, endpoint, pool.unauthenticated, user) == DENIED


def test_a_role_of_another_pool(pool, endpoint):
    assert refused(assume, endpoint, Pool.create(endpoint).unauthenticated, open_id_token(pool)[1]) == DENIED
    assert refused(assume, endpoint, "arn:aws:iam::000000000000:role/none", open_id_token(pool)[1]) == DENIED


def test_tokens_nobody_vouches_for(pool, endpoint):
    token = open_id_token(pool)[1]
    assert refused(assume, endpoint, pool.unauthenticated, token[:-8] + "AAAAAAAA") == UNVERIFIED
    assert refused(assume, endpoint, pool.unauthenticated, "nonsense") == (
        "InvalidIdentityToken", "The ID Token provided is not a valid JWT. (You may see this error if you sent an "
        "Access Token)")
    stale = cognito._signed_jwt({**cognito._token_claims(token), "exp": int(time.time()) - 1})
    code, message = refused(assume, endpoint, pool.unauthenticated, stale)
    assert code == "ExpiredTokenException" and message.startswith("Token expired: current date/time ")


def test_a_page_reads_the_answer_and_the_refusal(pool, endpoint):
    for token, status in ((open_id_token(pool)[1], 200), ("nonsense", 400)):
        answer = requests.post(endpoint, headers={"Origin": "http://any.example"}, data={
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "WebIdentityToken": token,
            "RoleArn": pool.unauthenticated, "RoleSessionName": "page"})
        assert answer.status_code == status and answer.headers["Access-Control-Allow-Origin"] == "*"


# -- Tokens of providers outside --------------------------------------------------------------------


@pytest.fixture
def account_provider(endpoint):
    """IAM's record of the other OpenID Connect provider."""
    iam = root(endpoint, "iam")
    arn = iam.create_open_id_connect_provider(
        Url=f"{endpoint}/_providers/oidc", ClientIDList=[OIDC_CLIENT])["OpenIDConnectProviderArn"]
    yield arn
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def test_a_provider_of_the_account(endpoint, account_provider):
    token, login = oidc(endpoint, "dana@example.org"), oidc_login(endpoint)
    subject = cognito._token_claims(token)["sub"]
    role = trusting(endpoint, account_provider, {
        "StringEquals": {f"{login}:aud": OIDC_CLIENT, f"{login}:sub": subject}})
    given = assume(endpoint, role, token)
    assert (given["SubjectFromWebIdentityToken"], given["Audience"]) == (subject, OIDC_CLIENT)
    assert given["Provider"] == f"{endpoint}/_providers/oidc"
    assert refused(assume, endpoint, role, oidc(endpoint, "fox@example.org")) == DENIED
    assert refused(assume, endpoint, trusting(endpoint, arn_of_provider("else.example")), token) == DENIED


def test_tokens_a_provider_of_the_account_did_not_issue_for_it(endpoint, account_provider):
    role, provider, dana = trusting(endpoint, account_provider), PROVIDERS["oidc"], Person.named("Dana")
    token = provider.id_token(apps.OIDC, dana)
    assert assume(endpoint, role, token)
    assert refused(assume, endpoint, role, token[:-8] + "AAAAAAAA") == UNVERIFIED
    forged = jwt.encode({"alg": "RS256"}, cognito._token_claims(token), keys.signing_key("google"))
    assert refused(assume, endpoint, role, forged) == UNVERIFIED
    assert refused(assume, endpoint, role, provider.id_token(apps.OIDC, dana, aud="else")) == (
        "InvalidIdentityToken", "Incorrect token audience")
    assert refusal_code(assume, endpoint, role, provider.id_token(apps.OIDC, dana, exp=int(time.time()) - 1)) \
        == "ExpiredTokenException"


def test_a_provider_the_account_has_not(endpoint, stack, signed_in):
    role = trusting(endpoint, arn_of_provider(oidc_login(endpoint)))
    assert refused(assume, endpoint, role, oidc(endpoint, "x")) == (
        "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {endpoint}/_providers/oidc")
    assert refused(assume, endpoint, trusting(endpoint, "*"), signed_in.tokens["IdToken"])[1].startswith(
        "No OpenIDConnect provider found in your account for https://cognito-idp.")


def test_google(endpoint):
    token = google(endpoint, "Dana")
    role = trusting(endpoint, "accounts.google.com", {"StringEquals": {"accounts.google.com:aud": GOOGLE_CLIENT}})
    assert assume(endpoint, role, token)["Provider"] == "https://accounts.google.com"
    assert refused(assume, endpoint, trusting(endpoint, "accounts.google.com", {
        "StringEquals": {"accounts.google.com:aud": "else"}}), token) == DENIED
    assert refused(assume, endpoint, role, token[:-8] + "AAAAAAAA") == UNVERIFIED


@pytest.mark.parametrize("provider, sign_in, app", [("graph.facebook.com", facebook, FACEBOOK_APP),
                                                    ("www.amazon.com", amazon, AMAZON_APP)])
def test_access_tokens_by_their_provider(endpoint, provider, sign_in, app):
    token = sign_in(endpoint, "Dana")
    role = trusting(endpoint, provider, {"StringEquals": {f"{provider}:app_id": app}})
    assert assume(endpoint, role, token, ProviderId=provider)["Provider"] == provider
    assert refusal_code(assume, endpoint, role, token) == "InvalidIdentityToken", "it is no ID token"
    assert refusal_code(assume, endpoint, role, token[:-8] + "AAAAAAAA", ProviderId=provider) == "InvalidIdentityToken"
    assert refusal_code(assume, endpoint, role, token, ProviderId="else.example") == "InvalidIdentityToken"
    assert refused(assume, endpoint, trusting(endpoint, provider, {
        "StringEquals": {f"{provider}:app_id": "else"}}), token, ProviderId=provider) == DENIED
