"""USER_AUTH: choosing how to sign in, the codes it sends, and what strangers are told."""

import time
from uuid import UUID

import pytest
from clients import PASSWORD, User, refusal_code, refused
from pycognito.aws_srp import AWSSRP
from test_challenges import EXPIRED, INVALID, SPENT, invite, stored
from test_second_factor import SMS, TOTP, prefer, register, with_phone

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
MISMATCH = ("CodeMismatchException", "Invalid code or auth state for the user.")
CHOOSING = {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "ENABLED"}


def factors(*names: str) -> dict:
    return {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *names]}}


@pytest.fixture(scope="module")
def pool(new_pool):
    return new_pool(client=CHOOSING, Policies=factors("EMAIL_OTP", "SMS_OTP"), mfa={
        "MfaConfiguration": "OPTIONAL", **TOTP, **SMS})


@pytest.fixture
def chooser(pool) -> User:
    return pool.new_user()


def begin(user: User, preferred: str | None = None, **parameters):
    given = {"PREFERRED_CHALLENGE": preferred} if preferred else {}
    return user.stack.user_pool.initiate_auth(
        ClientId=user.stack.client_id, AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": user.email, **given, **parameters})


def srp_of(user: User) -> AWSSRP:
    return AWSSRP(username=user.email, password=PASSWORD, pool_id=user.stack.pool_id,
                  client_id=user.stack.client_id, client=user.stack.user_pool)


# -- The choice -------------------------------------------------------------------------------------


def test_what_there_is_to_choose(pool, chooser):
    posed = begin(chooser)
    assert posed["ChallengeName"] == "SELECT_CHALLENGE" and posed["Session"]
    assert posed["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]
    assert begin(with_phone(chooser))["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    answer = chooser.answer(posed, ANSWER="PASSWORD", PASSWORD=PASSWORD)["AuthenticationResult"]
    chooser.tokens = answer
    found = pool.user_pool.get_user_auth_factors(**chooser.access)
    assert found["ConfiguredUserAuthFactors"] == ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    assert UUID(found["Username"]) and "PreferredMfaSetting" not in found


def test_a_client_that_does_not_let_choose(pool, stack, user):
    assert refused(begin, user) == ("InvalidParameterException", "USER_AUTH is not enabled for the client.")
    assert refusal_code(pool.user_pool.initiate_auth, ClientId=pool.client_id, AuthFlow="USER_AUTH",
                        AuthParameters={}) == "InvalidParameterException"


def test_what_cannot_be_chosen(chooser):
    posed = begin(chooser)
    for answer in ("SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN_MFA"):
        assert refusal_code(chooser.answer, posed, ANSWER=answer) == "InvalidParameterException"
    assert refused(chooser.answer, posed) == ("InvalidParameterException", "Missing required parameter ANSWER")
    assert begin(chooser, "WEB_AUTHN")["ChallengeName"] == "SELECT_CHALLENGE"
    other = User(chooser.stack, chooser.stack.new_user().email)
    assert refused(other.answer, posed, ANSWER="PASSWORD") == INVALID


# -- The password -----------------------------------------------------------------------------------


def test_the_password_at_once_or_after(chooser):
    assert begin(chooser, "PASSWORD", PASSWORD=PASSWORD)["AuthenticationResult"]
    for posed in (begin(chooser, "PASSWORD"), chooser.answer(begin(chooser), ANSWER="PASSWORD")):
        assert posed["ChallengeName"] == "PASSWORD"
        assert refused(chooser.answer, posed, PASSWORD="wrong") == INCORRECT
        assert chooser.answer(posed, PASSWORD=PASSWORD)["AuthenticationResult"]
        assert refused(chooser.answer, posed, PASSWORD=PASSWORD) == SPENT
    assert refused(begin, chooser, "PASSWORD", PASSWORD="wrong") == INCORRECT


def test_five_wrong_passwords_lock_the_user_out(chooser):
    posed = begin(chooser, "PASSWORD")
    for _ in range(5):
        assert refused(chooser.answer, posed, PASSWORD="wrong") == INCORRECT
    assert refused(chooser.answer, posed, PASSWORD=PASSWORD) == ("NotAuthorizedException", "Password attempts exceeded")


@pytest.mark.parametrize("way", ["at once", "challenged", "selected"])
def test_the_password_by_srp(chooser, way):
    srp = srp_of(chooser)
    srp_a = {"SRP_A": srp.get_auth_params()["SRP_A"]}
    if way == "at once":
        posed = begin(chooser, "PASSWORD_SRP", **srp_a)
    elif way == "challenged":
        first = begin(chooser, "PASSWORD_SRP")
        assert first["ChallengeName"] == "PASSWORD_SRP"
        posed = chooser.answer(first, **srp_a)
    else:
        posed = chooser.answer(begin(chooser), ANSWER="PASSWORD_SRP", **srp_a)
    assert posed["ChallengeName"] == "PASSWORD_VERIFIER" and posed["Session"]
    proof = srp.process_challenge(posed["ChallengeParameters"], srp.get_auth_params())
    assert refused(chooser.answer, posed, **{**proof, "PASSWORD_CLAIM_SIGNATURE": "AAAA"}) == INCORRECT
    assert chooser.answer(posed, **proof)["AuthenticationResult"]


def test_the_second_factor_follows_the_password(pool, chooser):
    secret = register(chooser.get_tokens())
    prefer(chooser, "SoftwareToken")
    assert begin(chooser)["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"], "with a second factor, no codes"
    posed = begin(chooser, "EMAIL_OTP")
    assert posed["ChallengeName"] == "SELECT_CHALLENGE"
    assert refused(chooser.answer, posed, ANSWER="EMAIL_OTP") == (
        "InvalidParameterException", "Password Challenge is Required to SignIn")
    posed = begin(chooser, "PASSWORD", PASSWORD=PASSWORD)
    assert posed["ChallengeName"] == "SOFTWARE_TOKEN_MFA" and secret


def test_a_temporary_password_is_the_only_way(pool):
    invited = invite(pool)
    assert begin(invited, "EMAIL_OTP")["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]
    assert begin(invited, "PASSWORD", PASSWORD=PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


# -- Codes ------------------------------------------------------------------------------------------


def test_a_code_by_mail(pool, chooser):
    for pose in (lambda: begin(chooser, "EMAIL_OTP"), lambda: chooser.answer(begin(chooser), ANSWER="EMAIL_OTP")):
        posed = pose()
        assert posed["ChallengeName"] == "EMAIL_OTP"
        assert posed["ChallengeParameters"] == {"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
                                                "CODE_DELIVERY_DESTINATION": f"{chooser.email[0]}***@e***"}
        code = chooser.code()
        assert len(code) == 8
        for _ in range(6):
            assert refused(chooser.answer, posed, EMAIL_OTP_CODE="wrong") == MISMATCH
        assert chooser.answer(posed, EMAIL_OTP_CODE=code)["AuthenticationResult"]
        assert refused(chooser.answer, posed, EMAIL_OTP_CODE=code) == SPENT
    assert "EMAIL_OTP" in begin(chooser, "EMAIL_OTP")["AvailableChallenges"]


def test_a_code_by_sms(pool, chooser):
    posed = begin(with_phone(chooser), "SMS_OTP")
    assert posed["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
    code = pool.inbox("+4917012345678")[0]["code"]
    chooser.tokens = chooser.answer(posed, SMS_OTP_CODE=code)["AuthenticationResult"]
    assert chooser.attributes()["phone_number_verified"] == "true"


def test_a_code_belongs_to_its_session(pool, chooser):
    first = begin(chooser, "EMAIL_OTP")
    code = chooser.code()
    second = begin(chooser, "EMAIL_OTP")
    assert refused(chooser.answer, second, EMAIL_OTP_CODE=code) == MISMATCH
    stored(first["Session"])["expires_at"] = time.time() - 1
    assert refused(chooser.answer, first, EMAIL_OTP_CODE=code) == EXPIRED
    other = pool.new_user()
    assert refused(other.answer, second, EMAIL_OTP_CODE=chooser.code()) == INVALID


# -- Without a password -----------------------------------------------------------------------------


@pytest.mark.parametrize("by_owner", [False, True])
def test_a_user_without_a_password(pool, by_owner):
    user = User(pool, f"passwordless-{time.time_ns()}@example.com")
    attributes = [{"Name": "email", "Value": user.email}]
    if by_owner:
        created = pool.root("cognito-idp").admin_create_user(
            UserPoolId=pool.pool_id, Username=user.email,
            UserAttributes=[*attributes, {"Name": "email_verified", "Value": "true"}])
        assert created["User"]["UserStatus"] == "CONFIRMED" and pool.inbox(user.email) == []
    else:
        pool.user_pool.sign_up(ClientId=pool.client_id, Username=user.email, UserAttributes=attributes)
        pool.user_pool.confirm_sign_up(ClientId=pool.client_id, Username=user.email, ConfirmationCode=user.code())
    posed = begin(user)
    assert posed["AvailableChallenges"] == ["EMAIL_OTP"]
    assert refusal_code(user.answer, posed, ANSWER="PASSWORD", PASSWORD="") == "InvalidParameterException"
    for guess in ("", "None", PASSWORD):
        assert refused(user.prove_password, guess or " ") == INCORRECT
    posed = begin(user, "EMAIL_OTP")
    user.tokens = user.answer(posed, EMAIL_OTP_CODE=user.code())["AuthenticationResult"]
    pool.user_pool.change_password(**user.access, ProposedPassword=PASSWORD)
    assert user.prove_password()["AuthenticationResult"]
    assert "PASSWORD" in begin(user)["AvailableChallenges"]
    assert refusal_code(pool.user_pool.change_password, **user.access, ProposedPassword="Satchel-test-2") \
        == "InvalidParameterException", "without the one before"


def test_where_there_are_passwords_alone_they_are_needed(stack):
    assert refusal_code(stack.user_pool.sign_up, ClientId=stack.client_id, Username="nobody@example.com") \
        == "InvalidPasswordException"


# -- Strangers --------------------------------------------------------------------------------------


def test_a_stranger_is_challenged_too(pool):
    stranger = User(pool, "stranger@example.com")
    posed = begin(stranger, "EMAIL_OTP")
    assert posed["ChallengeName"] == "EMAIL_OTP" and pool.inbox(stranger.email) == []
    assert posed["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "s***@e***"
    assert refused(stranger.answer, posed, EMAIL_OTP_CODE="12345678") == MISMATCH
    posed = begin(stranger, "PASSWORD")
    assert refused(stranger.answer, posed, PASSWORD=PASSWORD) == INCORRECT
    assert refused(begin, stranger, "PASSWORD", PASSWORD=PASSWORD) == INCORRECT
    srp = srp_of(stranger)
    posed = begin(stranger, "PASSWORD_SRP", SRP_A=srp.get_auth_params()["SRP_A"])
    proof = srp.process_challenge(posed["ChallengeParameters"], srp.get_auth_params())
    assert refused(stranger.answer, posed, **proof) == INCORRECT
    assert begin(stranger)["ChallengeName"] in ("PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP")


def test_where_strangers_are_told(pool):
    client_id = pool.new_client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    assert refusal_code(pool.user_pool.initiate_auth, ClientId=client_id, AuthFlow="USER_AUTH",
                        AuthParameters={"USERNAME": "stranger@example.com"}) == "UserNotFoundException"


def test_who_may_not_sign_in(pool, chooser):
    assert refused(begin, pool.sign_up()) == ("UserNotConfirmedException", "User is not confirmed.")
    pool.root("cognito-idp").admin_disable_user(UserPoolId=pool.pool_id, Username=chooser.email)
    assert refused(begin, chooser) == ("NotAuthorizedException", "User is disabled.")


# -- Right after signing up -------------------------------------------------------------------------


def test_the_code_of_the_sign_up_signs_in_once(pool):
    def sign_up() -> tuple[User, str]:
        user = User(pool, f"new-{time.time_ns()}@example.com")
        return user, pool.user_pool.sign_up(ClientId=pool.client_id, Username=user.email, Password=PASSWORD)["Session"]

    def confirm(user, session):
        return pool.user_pool.confirm_sign_up(ClientId=pool.client_id, Username=user.email, Session=session,
                                              ConfirmationCode=user.code()).get("Session")

    def sign_in(user, session):
        return pool.user_pool.initiate_auth(ClientId=pool.client_id, AuthFlow="USER_AUTH", Session=session,
                                            AuthParameters={"USERNAME": user.email})

    (user, first), (other, second), (third, _) = sign_up(), sign_up(), sign_up()
    assert confirm(third, "x" * 40) is None
    session, others = confirm(user, first), confirm(other, second)
    assert refused(sign_in, user, others) == INVALID
    assert refused(sign_in, user, begin(user, "EMAIL_OTP")["Session"]) == INVALID, "not one of a confirmation"
    assert sign_in(user, session)["AuthenticationResult"]
    assert refused(sign_in, user, session) == SPENT


# -- The pool's policy ------------------------------------------------------------------------------


def test_policies_that_do_not_go_together(new_pool):
    for factor in ("EMAIL_OTP", "SMS_OTP"):
        assert refusal_code(new_pool, Policies=factors(factor), MfaConfiguration="ON") == "InvalidParameterException"
    assert refusal_code(new_pool, Policies={"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}) \
        == "InvalidParameterException"
    passwordless = new_pool(Policies=factors("WEB_AUTHN"))
    assert refusal_code(passwordless.configure, MfaConfiguration="ON", **TOTP) == "InvalidParameterException"
    passwordless.configure(MfaConfiguration="ON", **TOTP, WebAuthnConfiguration={
        "RelyingPartyId": "localhost", "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"})
    assert refused(passwordless.configure, MfaConfiguration="OFF", **TOTP) == (
        "InvalidParameterException",
        "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
    assert refused(new_pool().configure, MfaConfiguration="OPTIONAL") == (
        "InvalidParameterException",
        "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")


def test_without_a_policy_there_are_passwords(new_pool):
    user = new_pool(client=CHOOSING).new_user()
    assert begin(user)["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]
