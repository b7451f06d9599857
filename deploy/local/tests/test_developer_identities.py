"""Identities of the owner's own login: the owner's program vouches, the page gets credentials with its token."""

import time

import jwt
import pytest
import requests
from clients import client, refusal_code, refused
from ministack.services import cognito
from outside import SOCIAL, google
from pools import FEDERATED, Pool

DEVELOPER, GOOGLE = "login.satchel.example", "accounts.google.com"


@pytest.fixture(scope="module")
def pool(endpoint) -> Pool:
    return Pool.create(endpoint, DeveloperProviderName=DEVELOPER, SupportedLoginProviders=SOCIAL)


@pytest.fixture
def who(request):
    return f"{request.node.name}{time.time_ns()}"


def vouch(pool, user, identity_id=None, **more):
    """What the owner's program asks for: an identity and a token."""
    logins = {DEVELOPER: user, **more.pop("logins", {})}
    named = {"IdentityId": identity_id} if identity_id else {}
    answer = pool.owner.get_open_id_token_for_developer_identity(
        IdentityPoolId=pool.pool_id, Logins=logins, **named, **more)
    return answer["IdentityId"], answer["Token"]


def own(token):
    return {FEDERATED: token}


# -- The token --------------------------------------------------------------------------------------


def test_one_identity_for_one_user(pool, who):
    identity, token = vouch(pool, who)
    assert vouch(pool, who)[0] == identity != vouch(pool, f"other {who}")[0]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["iss"], claims["sub"], claims["aud"]) == (f"https://{FEDERATED}", identity, pool.pool_id)
    assert claims["amr"] == ["authenticated", DEVELOPER, f"{DEVELOPER}:{pool.pool_id}:{who}"]
    assert claims["exp"] - claims["iat"] == 900
    assert pool.logins_of(identity) == [DEVELOPER]


def test_how_long_a_token_lasts(pool, who):
    claims = jwt.decode(vouch(pool, who, TokenDuration=86400)[1], options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 86400
    assert refusal_code(vouch, pool, who, TokenDuration=86401) == "InvalidParameterException"


def test_the_token_gives_credentials(pool, who):
    identity, token = vouch(pool, who)
    assert pool.vend(identity, logins=own(token))["IdentityId"] == identity
    assert pool.role_of(identity, logins=own(token)) == pool.authenticated.rsplit("/", 1)[-1]
    given = client(pool.endpoint, "sts").assume_role_with_web_identity(
        RoleArn=pool.authenticated, RoleSessionName="page", WebIdentityToken=token)
    assert given["SubjectFromWebIdentityToken"] == identity and given["Provider"] == f"https://{FEDERATED}"


def test_the_token_names_its_identity_so_get_id_takes_none(pool, who):
    assert refused(pool.identify, logins=own(vouch(pool, who)[1])) == (
        "NotAuthorizedException", "Invalid login token. Can't pass in a Cognito token.")


def test_the_token_is_for_its_identity_alone(pool, who, endpoint):
    (identity, token), (other, _) = vouch(pool, who), vouch(pool, f"other {who}")
    assert refusal_code(pool.vend, other, logins=own(token)) == "NotAuthorizedException"
    assert refusal_code(pool.vend, pool.identify(), logins=own(token)) == "NotAuthorizedException"
    for wrong in (token[:-8] + "AAAAAAAA", "nonsense", google(endpoint, who),
                  cognito._signed_jwt({**cognito._token_claims(token), "exp": int(time.time()) - 1}),
                  cognito._signed_jwt({**cognito._token_claims(token), "aud": "us-east-1:else"})):
        assert refusal_code(pool.vend, identity, logins=own(wrong)) == "NotAuthorizedException"
    assert refusal_code(pool.vend, identity) == "NotAuthorizedException", "it is no guest's"
    assert refusal_code(pool.vend, identity, logins={GOOGLE: google(endpoint, who)}) == "NotAuthorizedException"
    assert refusal_code(pool.vend, identity, logins={DEVELOPER: who}) == "NotAuthorizedException", "a name is no proof"
    assert refusal_code(pool.identify, logins={DEVELOPER: who}) == "NotAuthorizedException"


def test_a_guests_token_is_no_developers(pool):
    guest = pool.identify()
    token = pool.page.get_open_id_token(IdentityId=guest)["Token"]
    assert refusal_code(pool.vend, guest, logins=own(token)) == "NotAuthorizedException"


def test_only_the_owner_vouches(pool, who):
    for caller in (pool.page, client(pool.endpoint, "cognito-identity", pool.vend(pool.identify())["Credentials"])):
        assert refusal_code(caller.get_open_id_token_for_developer_identity, IdentityPoolId=pool.pool_id,
                            Logins={DEVELOPER: who}) in ("MissingAuthenticationTokenException", "AccessDeniedException")
    answer = requests.post(pool.endpoint, json={"IdentityPoolId": pool.pool_id, "Logins": {DEVELOPER: who}}, headers={
        "X-Amz-Target": "AWSCognitoIdentityService.GetOpenIdTokenForDeveloperIdentity"})
    assert answer.status_code == 400


def test_pools_without_a_developer_provider(endpoint, who):
    bare = Pool.create(endpoint)
    assert refusal_code(vouch, bare, who) == "InvalidParameterException"
    assert refusal_code(bare.owner.get_open_id_token_for_developer_identity, IdentityPoolId="us-east-1:else",
                        Logins={DEVELOPER: who}) == "ResourceNotFoundException"


def test_the_developer_provider_keeps_its_name(endpoint):
    pool = Pool.create(endpoint, DeveloperProviderName=DEVELOPER)
    settings = {"IdentityPoolId": pool.pool_id, "IdentityPoolName": "x", "AllowUnauthenticatedIdentities": True}
    assert refusal_code(pool.owner.update_identity_pool, **settings, DeveloperProviderName="else") \
        == "InvalidParameterException"
    pool.owner.update_identity_pool(**settings, DeveloperProviderName=DEVELOPER)


# -- Linking ----------------------------------------------------------------------------------------


def test_a_guests_identity_becomes_the_users(pool, who):
    guest = pool.identify()
    assert vouch(pool, who, guest)[0] == guest
    assert vouch(pool, who)[0] == guest
    assert refusal_code(pool.vend, guest) == "NotAuthorizedException"


def test_a_user_of_another_identity(pool, who):
    vouch(pool, who)
    assert refused(vouch, pool, who, pool.identify()) == (
        "DeveloperUserAlreadyRegisteredException",
        "This developer user identifier is already registered with Cognito.")
    assert refusal_code(vouch, pool, who, "us-east-1:00000000-0000-4000-8000-000000000000") \
        == "ResourceNotFoundException"


def test_an_outside_login_is_linked(pool, endpoint, who):
    identity, token = vouch(pool, who, logins={GOOGLE: google(endpoint, who)})
    assert GOOGLE in jwt.decode(token, options={"verify_signature": False})["amr"]
    assert pool.logins_of(identity) == sorted([DEVELOPER, GOOGLE])
    assert pool.identify(logins={GOOGLE: google(endpoint, who)}) == identity
    assert pool.vend(identity, logins={GOOGLE: google(endpoint, who)})["IdentityId"] == identity
    assert pool.vend(identity, logins=own(vouch(pool, who)[1]))["IdentityId"] == identity


def test_the_users_outside_identity_becomes_the_developers(pool, endpoint, who):
    identity = pool.identify(logins={GOOGLE: google(endpoint, who)})
    assert vouch(pool, who, logins={GOOGLE: google(endpoint, who)})[0] == identity
    assert vouch(pool, who)[0] == identity


def test_what_cannot_be_linked(pool, endpoint, who):
    identity, _ = vouch(pool, who)
    pool.identify(logins={GOOGLE: google(endpoint, who)})
    assert refused(vouch, pool, who, identity, logins={GOOGLE: google(endpoint, who)}) == (
        "ResourceConflictException", "Login is already linked to another account.")
    assert refusal_code(vouch, pool, who, logins={GOOGLE: "forged"}) == "NotAuthorizedException"


# -- Looking up, merging, unlinking -----------------------------------------------------------------


def look_up(pool, **given):
    return pool.owner.lookup_developer_identity(IdentityPoolId=pool.pool_id, **given)


def merge(pool, source, destination, provider=DEVELOPER):
    return pool.owner.merge_developer_identities(
        IdentityPoolId=pool.pool_id, DeveloperProviderName=provider, SourceUserIdentifier=source,
        DestinationUserIdentifier=destination)["IdentityId"]


def unlink(pool, identity, user, provider=DEVELOPER):
    pool.owner.unlink_developer_identity(IdentityPoolId=pool.pool_id, DeveloperProviderName=provider,
                                         IdentityId=identity, DeveloperUserIdentifier=user)


def test_looking_up(pool, who):
    identity, other = vouch(pool, who)[0], vouch(pool, f"other {who}")[0]
    for given in ({"DeveloperUserIdentifier": who}, {"IdentityId": identity},
                  {"IdentityId": identity, "DeveloperUserIdentifier": who}):
        found = look_up(pool, **given)
        assert (found["IdentityId"], found["DeveloperUserIdentifierList"]) == (identity, [who])
    assert refusal_code(look_up, pool, IdentityId=other, DeveloperUserIdentifier=who) == "ResourceConflictException"
    assert refusal_code(look_up, pool, DeveloperUserIdentifier=f"no {who}") == "ResourceNotFoundException"
    assert refusal_code(look_up, pool) == "InvalidParameterException"


def test_merging(pool, endpoint, who):
    source, target = vouch(pool, f"old {who}", logins={GOOGLE: google(endpoint, who)})[0], vouch(pool, who)[0]
    assert merge(pool, f"old {who}", who) == target
    assert vouch(pool, f"old {who}")[0] == vouch(pool, who)[0] == target
    assert pool.identify(logins={GOOGLE: google(endpoint, who)}) == target
    assert pool.logins_of(source) == sorted(["DISABLED", "us-east-1"])
    assert look_up(pool, IdentityId=target)["DeveloperUserIdentifierList"] == [who, f"old {who}"]
    page = look_up(pool, IdentityId=target, MaxResults=1)
    assert page["DeveloperUserIdentifierList"] == [who]
    rest = look_up(pool, IdentityId=target, MaxResults=1, NextToken=page["NextToken"])
    assert rest["DeveloperUserIdentifierList"] == [f"old {who}"] and "NextToken" not in rest
    assert refusal_code(vouch, pool, f"new {who}", source) == "ResourceConflictException", "it is disabled"


def test_what_cannot_be_merged(pool, endpoint, who):
    vouch(pool, who, logins={GOOGLE: google(endpoint, who)})
    vouch(pool, f"other {who}", logins={GOOGLE: google(endpoint, f"other {who}")})
    assert refusal_code(merge, pool, who, f"other {who}") == "ResourceConflictException", "two users of one provider"
    assert refusal_code(merge, pool, who, f"no {who}") == "ResourceNotFoundException"
    assert refusal_code(merge, pool, who, f"other {who}", "else") == "NotAuthorizedException"


def test_unlinking(pool, who):
    identity, other = vouch(pool, who)[0], vouch(pool, f"other {who}")[0]
    assert refusal_code(unlink, pool, other, who) == "ResourceConflictException"
    assert refusal_code(unlink, pool, identity, f"no {who}") == "ResourceNotFoundException"
    token = vouch(pool, who)[1]
    unlink(pool, identity, who)
    assert vouch(pool, who)[0] != identity, "somebody new"
    assert refusal_code(pool.vend, identity, logins=own(token)) == "NotAuthorizedException"
    assert refusal_code(pool.vend, identity) == "NotAuthorizedException", "out of reach, not a guest's"
