"""Which role an identity gets: by rules, by the roles of the user's groups, or the pool's own."""

import json

import jwt
import pytest
from clients import refusal_code, refused, root
from outside import SOCIAL, facebook, google, oidc, oidc_login
from pools import Pool, arn_of_provider, name_of, new_role, trust

GOOGLE, FACEBOOK = "accounts.google.com", "graph.facebook.com"
AMBIGUOUS = ("NotAuthorizedException",
             "The ambiguous role mapping rules for: cognito-identity.amazonaws.com denied this request.")


@pytest.fixture
def pool(endpoint, stack) -> Pool:
    return Pool.create(endpoint, SupportedLoginProviders=SOCIAL, CognitoIdentityProviders=[
        {"ProviderName": stack.provider, "ClientId": stack.client_id}])


def rule(match, value, role, claim="email"):
    return {"Claim": claim, "MatchType": match, "Value": value, "RoleARN": role}


def rules(*all_rules, otherwise="AuthenticatedRole"):
    return {"Type": "Rules", "AmbiguousRoleResolution": otherwise, "RulesConfiguration": {"Rules": list(all_rules)}}


def role_of(pool, endpoint, name):
    logins = {GOOGLE: google(endpoint, name)}
    return pool.role_of(pool.identify(logins=logins), logins=logins)


# -- Rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("match, value, holds, fails", [
    ("Equals", "dana@example.org", "dana@example.org", "dana@example.orga"),
    ("Contains", "@example.org", "dana@example.org", "dana@example.com"),
    ("StartsWith", "dana", "dana@example.org", "fox@example.org"),
    ("NotEqual", "dana@example.org", "fox@example.org", "dana@example.org"),
])
def test_a_rule_chooses_the_role(pool, endpoint, match, value, holds, fails):
    special = new_role(endpoint, trust(pool.pool_id))
    pool.set_roles(mappings={GOOGLE: rules(rule(match, value, special))})
    assert role_of(pool, endpoint, holds) == name_of(special)
    assert role_of(pool, endpoint, fails) == name_of(pool.authenticated)


def test_the_first_rule_that_holds(pool, endpoint):
    first, second = (new_role(endpoint, trust(pool.pool_id)) for _ in range(2))
    pool.set_roles(mappings={GOOGLE: rules(rule("StartsWith", "dana", first), rule("Contains", "example", second))})
    assert role_of(pool, endpoint, "dana@example.org") == name_of(first)
    assert role_of(pool, endpoint, "fox@example.org") == name_of(second)


def test_no_rule_holds_and_that_is_a_refusal(pool, endpoint):
    special = new_role(endpoint, trust(pool.pool_id))
    pool.set_roles(mappings={GOOGLE: rules(rule("Equals", "x", special), rule("NotEqual", "x", special, "absent"),
                                           otherwise="Deny")})
    assert refused(role_of, pool, endpoint, "dana@example.org") == AMBIGUOUS


def test_other_providers_are_not_asked(pool, endpoint):
    pool.set_roles(mappings={GOOGLE: rules(rule("Equals", "x", pool.authenticated), otherwise="Deny")})
    logins = {FACEBOOK: facebook(endpoint, "Dana")}
    assert pool.role_of(pool.identify(logins=logins), logins=logins) == name_of(pool.authenticated)
    assert pool.role_of(pool.identify()) == name_of(pool.unauthenticated)


def test_a_chosen_role_must_trust_the_pool(pool, endpoint):
    foreign = new_role(endpoint, trust("us-east-1:another-pool"))
    pool.set_roles(mappings={GOOGLE: rules(rule("Contains", "@", foreign))})
    assert refused(role_of, pool, endpoint, "dana@example.org") == (
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.")


def test_a_role_may_trust_one_provider_alone(pool, endpoint):
    """Trust policies see the providers in `amr`."""
    special = new_role(endpoint, trust(pool.pool_id, amr=FACEBOOK))
    pool.authenticated = special
    pool.set_roles()
    logins = {FACEBOOK: facebook(endpoint, "Dana")}
    assert pool.role_of(pool.identify(logins=logins), logins=logins) == name_of(special)
    assert refusal_code(role_of, pool, endpoint, "dana@example.org") == "InvalidIdentityPoolConfigurationException"


# -- The roles of groups ----------------------------------------------------------------------------


@pytest.fixture
def grouped(stack, pool, endpoint):
    """A user in groups with roles; `grouped(precedence, ...)` gives the user and the roles."""
    def make(*precedences):
        owner, user, roles = stack.root("cognito-idp"), stack.new_user(), []
        for precedence in precedences:
            roles.append(new_role(endpoint, trust(pool.pool_id)))
            name = name_of(roles[-1])
            owner.create_group(UserPoolId=stack.pool_id, GroupName=name, RoleArn=roles[-1], Precedence=precedence)
            owner.admin_add_user_to_group(UserPoolId=stack.pool_id, GroupName=name, Username=user.email)
        user.tokens = user.prove_password()["AuthenticationResult"]
        return user, roles
    return make


def by_token(stack, otherwise="AuthenticatedRole"):
    return {f"{stack.provider}:{stack.client_id}": {"Type": "Token", "AmbiguousRoleResolution": otherwise}}


def test_the_claims_of_the_id_token(grouped):
    user, roles = grouped(5, 1, 9)
    claims = jwt.decode(user.tokens["IdToken"], options={"verify_signature": False})
    assert sorted(claims["cognito:roles"]) == sorted(roles) and claims["cognito:preferred_role"] == roles[1]
    user, roles = grouped(1, 1)
    claims = jwt.decode(user.tokens["IdToken"], options={"verify_signature": False})
    assert sorted(claims["cognito:roles"]) == sorted(roles) and "cognito:preferred_role" not in claims
    assert not {"cognito:roles", "cognito:preferred_role"} & set(
        jwt.decode(user.tokens["AccessToken"], options={"verify_signature": False}))


def test_the_preferred_role(stack, pool, grouped):
    pool.set_roles(mappings=by_token(stack, "Deny"))
    user, roles = grouped(5, 1)
    assert pool.role_of(pool.identify(logins=user.logins), logins=user.logins) == name_of(roles[1])


def test_no_preferred_role(stack, pool, grouped):
    user, _ = grouped(1, 1)
    identity = pool.identify(logins=user.logins)
    pool.set_roles(mappings=by_token(stack))
    assert pool.role_of(identity, logins=user.logins) == name_of(pool.authenticated)
    pool.set_roles(mappings=by_token(stack, "Deny"))
    assert refused(pool.vend, identity, logins=user.logins) == AMBIGUOUS
    nobody, _ = grouped()
    assert refused(pool.vend, pool.identify(logins=nobody.logins), logins=nobody.logins) == AMBIGUOUS


def test_a_custom_role_is_one_of_the_tokens(stack, pool, grouped):
    pool.set_roles(mappings=by_token(stack, "Deny"))
    user, roles = grouped(5, 1)
    identity = pool.identify(logins=user.logins)
    assert pool.role_of(identity, roles[0], logins=user.logins) == name_of(roles[0])
    for foreign in (pool.authenticated, new_role(stack.endpoint, trust(pool.pool_id))):
        assert refusal_code(pool.vend, identity, foreign, logins=user.logins) == "NotAuthorizedException"
    assert refusal_code(pool.vend, pool.identify(), roles[0]) == "NotAuthorizedException"


# -- Setting them -----------------------------------------------------------------------------------


def test_what_is_set_is_told(pool):
    mappings = {GOOGLE: rules(rule("Equals", "x", pool.authenticated))}
    pool.set_roles(mappings=mappings)
    said = pool.owner.get_identity_pool_roles(IdentityPoolId=pool.pool_id)
    assert said["RoleMappings"] == mappings
    assert said["Roles"] == {"authenticated": pool.authenticated, "unauthenticated": pool.unauthenticated}


@pytest.mark.parametrize("mapping", [
    {"Type": "Token"}, {"Type": "Rules", "AmbiguousRoleResolution": "Deny"},
    {"Type": "Rules", "AmbiguousRoleResolution": "Deny", "RulesConfiguration": {"Rules": [
        rule("Equals", "x", "arn:aws:iam::000000000000:role/x")] * 26}}])
def test_mappings_that_could_choose_nothing(pool, mapping):
    assert refusal_code(pool.set_roles, mappings={GOOGLE: mapping}) == "InvalidParameterException"


def test_mappings_for_a_provider_the_pool_has_not(pool, stack):
    for provider in ("elsewhere.example", stack.provider, f"{stack.provider}:else"):
        assert refused(pool.set_roles, mappings={provider: {"Type": "Token", "AmbiguousRoleResolution": "Deny"}}) == (
            "InvalidParameterException",
            f"({provider}) is not a valid RoleMapping ProviderName or is not a configured provider.")


# -- The classic flow -------------------------------------------------------------------------------


def test_the_classic_flow_and_role_mappings_exclude_each_other(pool, endpoint):
    logins = {GOOGLE: google(endpoint, "dana@example.org")}
    identity = pool.identify(logins=logins)
    assert pool.page.get_open_id_token(IdentityId=identity, Logins=logins)["Token"]
    pool.set_roles(mappings={GOOGLE: rules(rule("Contains", "@", pool.authenticated))})
    assert refused(pool.page.get_open_id_token, IdentityId=identity, Logins=logins) == (
        "InvalidParameterException",
        "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.")


def test_the_classic_flow_can_be_forbidden(endpoint):
    forbidden = ("InvalidParameterException", "Basic (classic) flow is not enabled, please use enhanced flow.")
    pool = Pool.create(endpoint, AllowClassicFlow=False)
    guest = pool.identify()
    assert refused(pool.page.get_open_id_token, IdentityId=guest) == forbidden
    assert pool.vend(guest)
    pool.owner.update_identity_pool(IdentityPoolId=pool.pool_id, IdentityPoolName="x",
                                    AllowUnauthenticatedIdentities=True, AllowClassicFlow=True)
    assert pool.page.get_open_id_token(IdentityId=guest)["Token"]


# -- CloudFormation ---------------------------------------------------------------------------------


TEMPLATE = {
    "Parameters": {"Match": {"Type": "String", "Default": "Contains"}},
    "Resources": {
        "Provider": {"Type": "AWS::IAM::OIDCProvider", "Properties": {
            "Url": "PROVIDER", "ClientIdList": ["satchel-web"], "ThumbprintList": ["0" * 40]}},
        "Pool": {"Type": "AWS::Cognito::IdentityPool", "Properties": {
            "AllowUnauthenticatedIdentities": False, "AllowClassicFlow": False,
            "OpenIdConnectProviderARNs": [{"Ref": "Provider"}]}},
        **{name: {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
            "Version": "2012-10-17", "Statement": [{
                "Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": {"Ref": "Pool"}}}}]}}}
           for name in ("Everybody", "Special")},
        "Roles": {"Type": "AWS::Cognito::IdentityPoolRoleAttachment", "Properties": {
            "IdentityPoolId": {"Ref": "Pool"}, "Roles": {"authenticated": {"Fn::GetAtt": ["Everybody", "Arn"]}},
            "RoleMappings": {"outside": {
                "IdentityProvider": "LOGIN", "Type": "Rules", "AmbiguousRoleResolution": "AuthenticatedRole",
                "RulesConfiguration": {"Rules": [{"Claim": "email", "MatchType": {"Ref": "Match"}, "Value": "dana",
                                                  "RoleARN": {"Fn::GetAtt": ["Special", "Arn"]}}]}}}}},
    },
    "Outputs": {"Pool": {"Value": {"Ref": "Pool"}}, "Special": {"Value": {"Ref": "Special"}},
                "Everybody": {"Value": {"Ref": "Everybody"}},
                "Provider": {"Value": {"Fn::GetAtt": ["Provider", "Arn"]}}},
}


def test_cloudformation(endpoint):
    login, formation = oidc_login(endpoint), root(endpoint, "cloudformation")
    body = json.dumps(TEMPLATE).replace("PROVIDER", f"{endpoint}/_providers/oidc").replace("LOGIN", login)
    for arn in root(endpoint, "iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        root(endpoint, "iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=arn["Arn"])
    formation.create_stack(StackName="mapped", TemplateBody=body, Capabilities=["CAPABILITY_IAM"])
    formation.get_waiter("stack_create_complete").wait(StackName="mapped", WaiterConfig={"Delay": 0.1})
    outputs = {output["OutputKey"]: output["OutputValue"]
               for output in formation.describe_stacks(StackName="mapped")["Stacks"][0]["Outputs"]}
    assert outputs["Provider"] == arn_of_provider(login)
    pool = Pool(endpoint, outputs["Pool"], "", "")

    def role(name):
        logins = {login: oidc(endpoint, name)}
        return pool.role_of(pool.identify(logins=logins), logins=logins)

    assert (role("dana@example.org"), role("fox@example.org")) == (outputs["Special"], outputs["Everybody"])
    assert refused(pool.page.get_open_id_token, IdentityId=pool.identify(logins={login: oidc(endpoint, "fox")}),
                   Logins={login: oidc(endpoint, "fox")})[1].startswith("Basic (classic) flow is not enabled")
    formation.update_stack(StackName="mapped", TemplateBody=body, Capabilities=["CAPABILITY_IAM"],
                           Parameters=[{"ParameterKey": "Match", "ParameterValue": "NotEqual"}])
    formation.get_waiter("stack_update_complete").wait(StackName="mapped", WaiterConfig={"Delay": 0.1})
    assert role("fox@example.org") == outputs["Special"]
    formation.delete_stack(StackName="mapped")
    formation.get_waiter("stack_delete_complete").wait(StackName="mapped", WaiterConfig={"Delay": 0.1})
    assert root(endpoint, "iam").list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def test_iam_wants_an_https_address(endpoint):
    create = root(endpoint, "iam").create_open_id_connect_provider
    for url in ("http://login.example.com", "https://login.example.com:8443", "login.example.com",
                "https://login.example.com?x=1"):
        assert refusal_code(create, Url=url, ClientIDList=["x"]) == "ValidationError"
    arn = create(Url="https://login.example.com", ClientIDList=["x"])["OpenIDConnectProviderArn"]
    root(endpoint, "iam").delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
