"""Passkeys, with an authenticator in software: registering, signing in, and all that is not one of the pool's."""

import json

import pytest
from authenticator import ES384, Authenticator
from clients import User, refusal_code, refused
from test_challenges import SPENT
from test_choices import CHOOSING, INCORRECT, begin, factors
from test_second_factor import TOTP, prefer, register

ORIGIN = "http://localhost:8080"
PARTY = {"WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "preferred"}}


@pytest.fixture(scope="module")
def pool(new_pool):
    return new_pool(client=CHOOSING, Policies=factors("WEB_AUTHN"), mfa={
        "MfaConfiguration": "OPTIONAL", **TOTP, **PARTY})


@pytest.fixture
def member(pool) -> User:
    return pool.new_user().get_tokens()


def start(user: User) -> dict:
    return user.stack.user_pool.start_web_authn_registration(**user.access)["CredentialCreationOptions"]


def complete(user: User, credential: dict):
    return user.stack.user_pool.complete_web_authn_registration(**user.access, Credential=credential)


def enrol(user: User, authenticator: Authenticator | None = None) -> Authenticator:
    authenticator = authenticator or Authenticator(ORIGIN)
    complete(user, authenticator.create(start(user)))
    return authenticator


def options_of(posed: dict) -> dict:
    return json.loads(posed["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


# -- Registering ------------------------------------------------------------------------------------


def test_the_options(pool, member):
    options = start(member)
    assert options["rp"] == {"id": "localhost", "name": "localhost"}
    assert options["user"]["name"] == options["user"]["displayName"] == member.email
    assert options["pubKeyCredParams"] == [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257}]
    assert options["authenticatorSelection"] == {
        "requireResidentKey": True, "residentKey": "required", "userVerification": "preferred"}
    assert options["timeout"] == 60000 and options["excludeCredentials"] == []
    assert options["challenge"] != start(member)["challenge"]


def test_registering_listing_and_deleting(pool, member):
    first, second = enrol(member), enrol(member)
    assert len(start(member)["excludeCredentials"]) == 2
    page = pool.user_pool.list_web_authn_credentials(**member.access, MaxResults=1)
    rest = pool.user_pool.list_web_authn_credentials(**member.access, NextToken=page["NextToken"])
    listed = page["Credentials"] + rest["Credentials"]
    assert {key["RelyingPartyId"] for key in listed} == {"localhost"} and "NextToken" not in rest
    assert listed[0]["AuthenticatorAttachment"] == "platform" and listed[0]["AuthenticatorTransports"] == ["internal"]
    assert "WEB_AUTHN" in pool.user_pool.get_user_auth_factors(**member.access)["ConfiguredUserAuthFactors"]
    gone = {**member.access, "CredentialId": listed[0]["CredentialId"]}
    stranger = pool.new_user().get_tokens()
    assert refusal_code(pool.user_pool.delete_web_authn_credential, **{**gone, **stranger.access}) \
        == "ResourceNotFoundException"
    pool.user_pool.delete_web_authn_credential(**gone)
    assert refusal_code(pool.user_pool.delete_web_authn_credential, **gone) == "ResourceNotFoundException"
    posed = begin(member, "WEB_AUTHN")
    assert refused(member.answer, posed, CREDENTIAL=first.get(options_of(posed))) == INCORRECT
    assert member.answer(posed, CREDENTIAL=second.get(options_of(posed)))["AuthenticationResult"]


def test_a_challenge_is_good_once_and_for_a_while(pool, member):
    assert refusal_code(complete, member, Authenticator(ORIGIN).create(
        {**start(pool.new_user().get_tokens())})) == "WebAuthnChallengeNotFoundException", "somebody else's"
    authenticator = Authenticator(ORIGIN)
    options = start(member)
    complete(member, authenticator.create(options))
    assert refusal_code(complete, member, Authenticator(ORIGIN).create(options)) \
        == "WebAuthnChallengeNotFoundException"
    options = start(member)
    member.stored()["_passkey_registration"]["expires_at"] -= 3600
    assert refusal_code(complete, member, Authenticator(ORIGIN).create(options)) \
        == "WebAuthnChallengeNotFoundException"


@pytest.mark.parametrize("changes, refusal", [
    ({"origin": "https://evil.example"}, "WebAuthnOriginNotAllowedException"),
    ({"origin": "https://localhost.evil.example"}, "WebAuthnOriginNotAllowedException"),
    ({"origin": "https://evillocalhost"}, "WebAuthnOriginNotAllowedException"),
    ({"origin": "null"}, "WebAuthnOriginNotAllowedException"),
    ({"party": "evil.example"}, "WebAuthnRelyingPartyMismatchException"),
    ({"challenge": "AAAA"}, "WebAuthnChallengeNotFoundException")])
def test_a_credential_from_elsewhere(member, changes, refusal):
    assert refusal_code(complete, member, Authenticator(ORIGIN).create(start(member), **changes)) == refusal


def test_a_credential_that_is_not_supported(pool, member):
    unsupported = Authenticator(ORIGIN, algorithm=ES384)
    assert refusal_code(enrol, member, unsupported) == "WebAuthnCredentialNotSupportedException"
    known = enrol(member)
    assert refusal_code(enrol, member, known) == "WebAuthnCredentialNotSupportedException", "registered already"
    stranger = pool.new_user().get_tokens()
    assert refusal_code(enrol, stranger, known) == "WebAuthnCredentialNotSupportedException", "somebody's already"
    credential = Authenticator(ORIGIN).create(start(member))
    credential["response"]["attestationObject"] = "AAAA"
    assert refusal_code(complete, member, credential) == "WebAuthnCredentialNotSupportedException"
    for nonsense in ({}, {"response": {}}, {"response": {"clientDataJSON": "!"}}):
        assert refusal_code(complete, member, nonsense) == "InvalidParameterException"


def test_another_client_cannot_complete_it(pool, member):
    client_id = pool.new_client(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    tokens = pool.user_pool.initiate_auth(
        ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": member.email, "PASSWORD": member.password})["AuthenticationResult"]
    elsewhere = User(pool, member.email, tokens=tokens)
    assert refusal_code(complete, elsewhere, Authenticator(ORIGIN).create(start(member))) \
        == "WebAuthnClientMismatchException"


def test_pools_without_passkeys(stack, user, new_pool):
    assert refusal_code(start, user.get_tokens()) == "WebAuthnNotEnabledException"
    assert refusal_code(complete, user, {"id": "x"}) == "WebAuthnNotEnabledException"
    nameless = new_pool(Policies=factors("WEB_AUTHN")).new_user().get_tokens()
    assert refusal_code(start, nameless) == "WebAuthnConfigurationMissingException"


def test_only_so_many(member):
    enrol(member)
    member.stored()["_passkeys"] *= 20
    assert refusal_code(start, member) == "LimitExceededException"


# -- Signing in -------------------------------------------------------------------------------------


def test_signing_in(pool, member):
    passkey = enrol(member)
    assert begin(member)["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]
    for posed in (begin(member, "WEB_AUTHN"), member.answer(begin(member), ANSWER="WEB_AUTHN")):
        assert posed["ChallengeName"] == "WEB_AUTHN"
        options = options_of(posed)
        assert (options["rpId"], options["userVerification"], options["timeout"]) == ("localhost", "preferred", 180000)
        assert [key["type"] for key in options["allowCredentials"]] == ["public-key"]
        credential = passkey.get(options)
        member.tokens = member.answer(posed, CREDENTIAL=credential)["AuthenticationResult"]
        assert member.profile()
        assert refused(member.answer, posed, CREDENTIAL=credential) == SPENT
    again = begin(member, "WEB_AUTHN")
    assert refused(member.answer, again, CREDENTIAL=credential) == INCORRECT, "a challenge from before"
    assert refused(member.answer, again) == ("InvalidParameterException", "Missing required parameter CREDENTIAL")


@pytest.mark.parametrize("changes", [
    {"origin": "https://evil.example"}, {"party": "evil.example"}, {"challenge": "AAAA"}, {"handle": b"somebody"}])
def test_an_answer_from_elsewhere(member, changes):
    passkey = enrol(member)
    posed = begin(member, "WEB_AUTHN")
    assert refused(member.answer, posed, CREDENTIAL=passkey.get(options_of(posed), **changes)) == INCORRECT


def test_what_is_no_answer(pool, member):
    passkey, stranger = enrol(member), Authenticator(ORIGIN)
    posed = begin(member, "WEB_AUTHN")
    options = options_of(posed)
    stranger.id, stranger.handle = passkey.id, passkey.handle
    for credential in ("nonsense", "{}", "[]", json.dumps({"id": "x"}), stranger.get(options)):
        assert refused(member.answer, posed, CREDENTIAL=credential) == INCORRECT
    other = pool.new_user().get_tokens()
    theirs = enrol(other)
    assert refused(member.answer, posed, CREDENTIAL=theirs.get(options)) == INCORRECT


def test_a_copied_authenticator(member):
    passkey = enrol(member)
    passkey.count = 10
    posed = begin(member, "WEB_AUTHN")
    assert member.answer(posed, CREDENTIAL=passkey.get(options_of(posed)))["AuthenticationResult"]
    passkey.count = 5
    posed = begin(member, "WEB_AUTHN")
    assert refused(member.answer, posed, CREDENTIAL=passkey.get(options_of(posed))) == INCORRECT


def test_strangers_are_asked_too(pool):
    stranger = User(pool, "stranger@example.com")
    posed, again = begin(stranger, "WEB_AUTHN"), begin(stranger, "WEB_AUTHN")
    assert options_of(posed)["allowCredentials"] == options_of(again)["allowCredentials"] != []
    assert refused(stranger.answer, posed, CREDENTIAL=Authenticator(ORIGIN).get(options_of(posed))) == INCORRECT


def test_with_a_second_factor_a_passkey_does_not_sign_in(pool, member):
    enrol(member)
    register(member)
    prefer(member, "SoftwareToken")
    assert begin(member, "WEB_AUTHN")["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]


# -- User verification ------------------------------------------------------------------------------


def test_a_pool_that_requires_verification(new_pool):
    strict = new_pool(client=CHOOSING, Policies=factors("WEB_AUTHN"), mfa={
        "WebAuthnConfiguration": {"RelyingPartyId": "localhost", "UserVerification": "required"}})
    user = strict.new_user().get_tokens()
    assert start(user)["authenticatorSelection"]["userVerification"] == "required"
    assert refusal_code(enrol, user, Authenticator(ORIGIN, verifies=False)) == "WebAuthnCredentialNotSupportedException"
    passkey = enrol(user)
    posed = begin(user, "WEB_AUTHN")
    passkey.flags = 0x01
    assert refused(user.answer, posed, CREDENTIAL=passkey.get(options_of(posed))) == INCORRECT


def test_a_passkey_that_stands_for_both_factors(pool, new_pool):
    strict = new_pool(client=CHOOSING, Policies=factors("WEB_AUTHN"), mfa={"WebAuthnConfiguration": {
        "RelyingPartyId": "localhost", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}})
    strict.configure(MfaConfiguration="OPTIONAL", **TOTP)
    user = strict.new_user().get_tokens()
    register(user)

    def stand_for_both(user, **settings):
        user.stack.user_pool.set_user_mfa_preference(**user.access, WebAuthnMfaSettings={"Enabled": True}, **settings)

    totp = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    assert refused(stand_for_both, user) == (
        "InvalidParameterException", "WebAuthn MFA requires enabling an additional MFA setting.")
    assert refused(stand_for_both, user, **totp) == (
        "InvalidParameterException", "User does not have applicable WebAuthn credentials to enable WebAuthn MFA.")
    assert refusal_code(stand_for_both, pool.new_user().get_tokens(), **totp) == "InvalidParameterException"
    passkey = enrol(user)
    prefer(user, "SoftwareToken")
    strict.configure(MfaConfiguration="ON", **TOTP)
    assert "WEB_AUTHN" not in begin(user)["AvailableChallenges"], "the user has not said so yet"
    stand_for_both(user, **totp)
    assert user.prove_password()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    posed = begin(user, "WEB_AUTHN")
    assert options_of(posed)["userVerification"] == "required"
    passkey.flags = 0x01
    assert refused(user.answer, posed, CREDENTIAL=passkey.get(options_of(posed))) == INCORRECT
    passkey.flags = 0x05
    assert user.answer(posed, CREDENTIAL=passkey.get(options_of(posed)))["AuthenticationResult"]
