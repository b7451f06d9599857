"""Logins of providers outside at an identity pool: whose tokens it takes, and whose identity somebody gets."""

import time

import jwt as pyjwt
import pytest
from clients import refusal_code, refused, root
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from local_aws.providers import apps, facebook, keys
from local_aws.providers.oidc import PROVIDERS
from local_aws.providers.people import Person
from outside import OIDC_CLIENT, SIGN_IN, SOCIAL, oidc, oidc_login
from pools import Pool, arn_of_provider

UNSUPPORTED = ("NotAuthorizedException", "Token is not from a supported provider of this identity pool.")
MISMATCH = ("NotAuthorizedException",
            "Logins don't match. Please include at least one valid login for this identity or identity pool.")
GOOGLE, FACEBOOK, AMAZON, APPLE = "accounts.google.com", "graph.facebook.com", "www.amazon.com", "appleid.apple.com"


@pytest.fixture(scope="module")
def oidc_provider(endpoint):
    """IAM's record of the other OpenID Connect provider."""
    return root(endpoint, "iam").create_open_id_connect_provider(
        Url=f"{endpoint}/_providers/oidc", ClientIDList=[OIDC_CLIENT])["OpenIDConnectProviderArn"]


@pytest.fixture(scope="module")
def pool(endpoint, oidc_provider) -> Pool:
    return Pool.create(endpoint, SupportedLoginProviders=SOCIAL, OpenIdConnectProviderARNs=[oidc_provider])


@pytest.fixture
def sign_in(endpoint):
    """Signs somebody in at each provider: the map for `Logins`."""
    def logins(who: str, *providers: str) -> dict[str, str]:
        return {login: SIGN_IN.get(login, oidc)(endpoint, who) for login in providers}
    return logins


@pytest.fixture
def who(request):
    """A name nobody has had before."""
    return f"{request.node.name}{time.time_ns()}"


def refused_message(pool, login, token):
    code, message = refused(pool.identify, logins={login: token})
    assert code == "NotAuthorizedException"
    return message


# -- Whose tokens are taken -------------------------------------------------------------------------


@pytest.mark.parametrize("login", SOCIAL)
def test_each_provider_is_taken(pool, sign_in, who, login):
    first, again, other = (sign_in(name, login) for name in (who, who, f"other {who}"))
    identity = pool.identify(logins=first)
    assert pool.identify(logins=again) == identity != pool.identify(logins=other)
    assert pool.vend(identity, logins=again)["IdentityId"] == identity
    assert pool.logins_of(identity) == [login]


def test_a_provider_of_the_account_is_taken(pool, endpoint, sign_in, who):
    login = oidc_login(endpoint)
    logins = sign_in(who, login)
    identity = pool.identify(logins=logins)
    assert pool.identify(logins=sign_in(who, login)) == identity
    assert pool.role_of(identity, logins=logins) == pool.authenticated.rsplit("/", 1)[-1]


def test_providers_the_pool_does_not_name(endpoint, sign_in, who, oidc_provider):
    bare = Pool.create(endpoint, SupportedLoginProviders={GOOGLE: SOCIAL[GOOGLE]})
    for login in (FACEBOOK, AMAZON, APPLE, oidc_login(endpoint), "elsewhere.example"):
        token = sign_in(who, login if login in SOCIAL else oidc_login(endpoint))
        assert refused(bare.identify, logins={login: next(iter(token.values()))}) == UNSUPPORTED
    gone = Pool.create(endpoint, OpenIdConnectProviderARNs=[arn_of_provider("deleted.example")])
    assert refused(gone.identify, logins={"deleted.example": "x.y.z"}) == UNSUPPORTED


@pytest.mark.parametrize("login", SOCIAL)
def test_tokens_for_another_app(endpoint, sign_in, who, login):
    other = Pool.create(endpoint, SupportedLoginProviders={login: "another-app"})
    assert refused(other.identify, logins=sign_in(who, login)) == UNSUPPORTED


@pytest.mark.parametrize("login", SOCIAL)
def test_forged_and_foreign_tokens(pool, sign_in, who, login):
    token = sign_in(who, login)[login]
    assert refused_message(pool, login, token[:-8] + "AAAAAAAA").startswith("Invalid login token.")
    for nonsense in ("nonsense", "a.b.c", "Atza|nonsense", "EAAnonsense"):
        assert refused_message(pool, login, nonsense).startswith("Invalid login token.")
    for other in {*SOCIAL} - {login}:
        assert refused_message(pool, login, sign_in(who, other)[other]).startswith("Invalid login token.")


def test_what_is_said_of_a_token(pool, stack, signed_in, endpoint, who, sign_in):
    """In AWS's words."""
    google, dana = PROVIDERS["google"], Person.named(who)
    claims = {"iss": google.issuer, "aud": apps.GOOGLE.client_id, "sub": "1", "exp": int(time.time()) + 60}
    key = keys.signing_key("google")

    def signed(signing_key=key, kid=key.kid, **change):
        said = {name: value for name, value in {**claims, **change}.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": kid}, said, signing_key)

    assert pool.identify(logins={GOOGLE: signed()})
    assert refused_message(pool, GOOGLE, "x") == "Invalid login token. Not a valid OpenId Connect identity token."
    assert refused_message(pool, GOOGLE, signed(RSAKey.generate_key(2048))) \
        == "Invalid login token. Token signature invalid."
    assert refused_message(pool, GOOGLE, signed(kid="else")) == "Invalid login token. Couldn't verify signed token."
    assert refused_message(pool, GOOGLE, signed(aud=None)) == "Invalid login token. Missing a required claim: aud"
    assert refused_message(pool, GOOGLE, signed(aud="else")) == UNSUPPORTED[1]
    assert refused_message(pool, GOOGLE, signed(iss="https://appleid.apple.com")) \
        == "Invalid login token. Issuer doesn't match providerName"
    assert refused_message(pool, GOOGLE, signed_in.tokens["IdToken"]) \
        == "Invalid login token. Issuer doesn't match providerName"
    assert refused_message(pool, GOOGLE, google.id_token(apps.GOOGLE, dana, exp=int(time.time()) - 301)) \
        .startswith("Invalid login token. Token expired: ")
    late = google.id_token(apps.GOOGLE, dana, exp=int(time.time()) - 200)
    assert pool.identify(logins={GOOGLE: late}), "clocks differ"
    assert refused(stack.identity_pool.get_id, IdentityPoolId=stack.outputs["IdentityPoolId"],
                   Logins=sign_in(who, GOOGLE)) == UNSUPPORTED


def test_an_unsigned_token(pool):
    """A header that says how little it is signed convinces nobody."""
    claims = {"iss": "https://accounts.google.com", "aud": SOCIAL[GOOGLE], "sub": "1", "exp": int(time.time()) + 60}
    public = OctKey.import_key(keys.signing_key("google").as_bytes(private=False).hex())
    for token in (pyjwt.encode(claims, None, algorithm="none"), jwt.encode({"alg": "HS256"}, claims, public)):
        assert refused_message(pool, GOOGLE, token).startswith("Invalid login token.")


def test_access_tokens_that_ended(pool):
    dana = Person.named("Dana")
    ended = {FACEBOOK: facebook.access_token(apps.FACEBOOK, dana, seconds=-1),
             AMAZON: PROVIDERS["amazon"].access_token(apps.AMAZON, dana, seconds=-1)}
    for login, token in ended.items():
        assert refused_message(pool, login, token) == "Invalid login token."


def test_a_token_is_looked_at_wherever_it_comes(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    forged = {GOOGLE: sign_in(who, GOOGLE)[GOOGLE][:-8] + "AAAAAAAA"}
    assert refusal_code(pool.vend, identity, logins=forged) == "NotAuthorizedException"
    assert refusal_code(pool.page.get_open_id_token, IdentityId=identity, Logins=forged) == "NotAuthorizedException"
    assert refusal_code(pool.page.unlink_identity, IdentityId=identity, Logins=forged, LoginsToRemove=[GOOGLE]) \
        == "NotAuthorizedException"


# -- Whose identity somebody gets -------------------------------------------------------------------


def test_an_identity_is_its_users_alone(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    forbidden = ("NotAuthorizedException", f"Access to Identity '{identity}' is forbidden.")
    assert refused(pool.vend, identity) == forbidden
    assert refused(pool.vend, identity, logins=sign_in(f"not {who}", GOOGLE)) == MISMATCH
    assert refused(pool.vend, identity, logins=sign_in(f"not {who}", FACEBOOK)) == MISMATCH


@pytest.mark.parametrize("login", SOCIAL)
def test_a_guest_who_signs_in_keeps_the_identity(pool, sign_in, who, login):
    guest = pool.identify()
    assert pool.role_of(guest) == pool.unauthenticated.rsplit("/", 1)[-1]
    logins = sign_in(who, login)
    assert pool.vend(guest, logins=logins)["IdentityId"] == guest
    assert pool.identify(logins=sign_in(who, login)) == guest
    assert refusal_code(pool.vend, guest) == "NotAuthorizedException"


def test_a_guest_who_was_here_before_gets_the_identity_of_then(pool, sign_in, who):
    before, guest = pool.identify(logins=sign_in(who, GOOGLE)), pool.identify()
    assert pool.vend(guest, logins=sign_in(who, GOOGLE))["IdentityId"] == before
    assert pool.logins_of(guest) == sorted(["DISABLED", "us-east-1"])
    assert pool.vend(guest, logins=sign_in(who, GOOGLE))["IdentityId"] == before, "and from then on"
    assert refusal_code(pool.vend, guest) == "NotAuthorizedException"
    assert refused(pool.vend, guest, logins=sign_in(f"not {who}", GOOGLE)) == MISMATCH


def test_a_second_login_is_linked(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    assert pool.vend(identity, logins=sign_in(who, GOOGLE, FACEBOOK))["IdentityId"] == identity
    assert pool.logins_of(identity) == sorted([GOOGLE, FACEBOOK])
    assert pool.identify(logins=sign_in(who, FACEBOOK)) == identity
    assert pool.vend(identity, logins=sign_in(who, FACEBOOK))["IdentityId"] == identity


def test_two_logins_at_once_are_one_identity(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE, AMAZON))
    assert {pool.identify(logins=sign_in(who, login)) for login in (GOOGLE, AMAZON)} == {identity}


def test_a_user_of_the_user_pool_links_an_outside_login(endpoint, stack, signed_in, sign_in, who):
    both = Pool.create(endpoint, SupportedLoginProviders=SOCIAL, CognitoIdentityProviders=[
        {"ProviderName": stack.provider, "ClientId": stack.client_id}])
    identity = both.identify(logins=signed_in.logins)
    assert both.vend(identity, logins=signed_in.logins | sign_in(who, GOOGLE))["IdentityId"] == identity
    assert both.identify(logins=sign_in(who, GOOGLE)) == identity


def test_logins_of_two_identities_merge_them(pool, sign_in, who):
    first, second = (pool.identify(logins=sign_in(who, login)) for login in (GOOGLE, FACEBOOK))
    assert first != second
    assert pool.vend(first, logins=sign_in(who, GOOGLE, FACEBOOK))["IdentityId"] == first
    assert pool.identify(logins=sign_in(who, FACEBOOK)) == first
    assert pool.logins_of(second) == sorted(["DISABLED", "us-east-1"])
    assert pool.vend(second, logins=sign_in(who, FACEBOOK))["IdentityId"] == first
    shown = pool.owner.list_identities(IdentityPoolId=pool.pool_id, MaxResults=60, HideDisabled=True)["Identities"]
    assert second not in [identity["IdentityId"] for identity in shown]


def test_two_users_of_one_provider_are_never_one_identity(pool, sign_in, who):
    first = pool.identify(logins=sign_in(who, GOOGLE))
    other = pool.identify(logins=sign_in(f"other {who}", GOOGLE, FACEBOOK))
    linked = sign_in(who, GOOGLE) | sign_in(f"other {who}", FACEBOOK)
    for call in (lambda: pool.vend(first, logins=linked), lambda: pool.identify(logins=linked),
                 lambda: pool.page.get_open_id_token(IdentityId=first, Logins=linked)):
        assert refused(call) == ("ResourceConflictException", "Login is already linked to another account.")
    assert pool.logins_of(first) == [GOOGLE] and pool.logins_of(other) == sorted([GOOGLE, FACEBOOK])


# -- Unlinking --------------------------------------------------------------------------------------


def test_an_unlinked_login_is_somebody_new(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE, FACEBOOK))
    pool.page.unlink_identity(IdentityId=identity, Logins=sign_in(who, GOOGLE), LoginsToRemove=[FACEBOOK])
    assert pool.logins_of(identity) == [GOOGLE]
    assert refused(pool.vend, identity, logins=sign_in(who, FACEBOOK)) == MISMATCH
    assert pool.identify(logins=sign_in(who, FACEBOOK)) != identity
    assert pool.identify(logins=sign_in(who, GOOGLE)) == identity


def test_without_its_last_login_an_identity_is_out_of_reach(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    pool.page.unlink_identity(IdentityId=identity, Logins=sign_in(who, GOOGLE), LoginsToRemove=[GOOGLE])
    assert refused(pool.vend, identity)[1] == f"Access to Identity '{identity}' is forbidden.", "no guest takes it over"
    assert refused(pool.vend, identity, logins=sign_in(who, GOOGLE)) == MISMATCH
    assert pool.identify(logins=sign_in(who, GOOGLE)) != identity


def test_only_its_user_unlinks(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    unlink = pool.page.unlink_identity
    another = sign_in(f"not {who}", GOOGLE)
    assert refused(unlink, IdentityId=identity, Logins=another, LoginsToRemove=[GOOGLE]) == MISMATCH
    assert refusal_code(unlink, IdentityId=identity, Logins={}, LoginsToRemove=[GOOGLE]) == "NotAuthorizedException"
    assert refusal_code(unlink, IdentityId="us-east-1:00000000-0000-4000-8000-000000000000",
                        Logins=sign_in(who, GOOGLE), LoginsToRemove=[GOOGLE]) == "ResourceNotFoundException"
    assert pool.logins_of(identity) == [GOOGLE]


# -- The owner's view -------------------------------------------------------------------------------


def test_identities_are_listed_page_by_page(endpoint, sign_in, who):
    pool = Pool.create(endpoint, SupportedLoginProviders=SOCIAL)
    made = [pool.identify() for _ in range(4)] + [pool.identify(logins=sign_in(who, GOOGLE))]
    found, more = [], {}
    while True:
        page = pool.owner.list_identities(IdentityPoolId=pool.pool_id, MaxResults=2, **more)
        assert len(page["Identities"]) <= 2
        found += page["Identities"]
        if "NextToken" not in page:
            break
        more = {"NextToken": page["NextToken"]}
    assert [identity["IdentityId"] for identity in found] == made and found[-1]["Logins"] == [GOOGLE]
    assert refusal_code(pool.owner.list_identities, IdentityPoolId=pool.pool_id, MaxResults=60, NextToken="x") \
        == "InvalidParameterException"


def test_deleting_identities(pool, sign_in, who):
    identity = pool.identify(logins=sign_in(who, GOOGLE))
    unknown = "us-east-1:00000000-0000-4000-8000-000000000000"
    answer = pool.owner.delete_identities(IdentityIdsToDelete=[identity, unknown])
    assert answer["UnprocessedIdentityIds"] == [{"IdentityId": unknown, "ErrorCode": "AccessDenied"}]
    assert refusal_code(pool.vend, identity, logins=sign_in(who, GOOGLE)) == "ResourceNotFoundException"
    assert refusal_code(pool.owner.describe_identity, IdentityId=identity) == "ResourceNotFoundException"
    assert pool.identify(logins=sign_in(who, GOOGLE)) != identity


@pytest.mark.parametrize("call", ["list_identities", "describe_identity", "delete_identities"])
def test_the_owners_view_is_the_owners(pool, call):
    arguments = {"list_identities": {"IdentityPoolId": pool.pool_id, "MaxResults": 1},
                 "describe_identity": {"IdentityId": "us-east-1:x"},
                 "delete_identities": {"IdentityIdsToDelete": ["us-east-1:x"]}}[call]
    assert refusal_code(getattr(pool.page, call), **arguments) in (
        "MissingAuthenticationTokenException", "MissingAuthenticationToken")
