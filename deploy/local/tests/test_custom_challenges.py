"""CUSTOM_AUTH with Lambda functions: their challenges, the password before them, and what strangers are told."""

import io
import json
import secrets
import zipfile

import pytest
from clients import PASSWORD, User, refusal_code, refused
from pycognito.aws_srp import AWSSRP
from test_challenges import INVALID, SPENT

INCORRECT = ("NotAuthorizedException", "Incorrect username or password.")
FUNCTIONS = {
    # Two questions, three wrong answers at most; with SRP, the password first.
    "DefineAuthChallenge": """
        rounds = request["session"]
        asked = [one for one in rounds if one["challengeName"] == "CUSTOM_CHALLENGE"]
        right = [one["challengeMetadata"] for one in asked if one["challengeResult"]]
        if rounds and rounds[-1]["challengeName"] == "SRP_A":
            response["challengeName"] = "PASSWORD_VERIFIER"
        elif request.get("clientMetadata", {}).get("break"):
            raise ValueError("broken")
        elif right == ["colour", "animal"]:
            response["issueTokens"] = True
        elif len(asked) - len(right) >= 3:
            response["failAuthentication"] = True
        else:
            response["challengeName"] = "CUSTOM_CHALLENGE"
    """,
    "CreateAuthChallenge": """
        right = [one for one in request["session"]
                 if one["challengeName"] == "CUSTOM_CHALLENGE" and one["challengeResult"]]
        kind, reply = [("colour", "blue"), ("animal", "otter")][len(right)]
        response["publicChallengeParameters"] = {"question": f"Favourite {kind}?"}
        response["privateChallengeParameters"] = {"reply": reply, "nobody": str(request.get("userNotFound", False))}
        response["challengeMetadata"] = kind
    """,
    "VerifyAuthChallengeResponse": """
        private = request["privateChallengeParameters"]
        response["answerCorrect"] = request["challengeAnswer"] == private["reply"]
    """,
}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
HANDLER = """def handler(event, context):
    request, response = event["request"], event["response"]
{body}
    return event
"""


def function(stack, code: str) -> str:
    """A Lambda function of these lines; its ARN."""
    lines = [line.removeprefix("    ") for line in code.strip("\n").splitlines()]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", HANDLER.format(body="\n".join(lines)))
    role = stack.root("iam").create_role(RoleName=secrets.token_hex(6), AssumeRolePolicyDocument=TRUST)["Role"]
    return stack.root("lambda").create_function(
        FunctionName=secrets.token_hex(6), Runtime="python3.11", Role=role["Arn"],
        Handler="index.handler", Code={"ZipFile": archive.getvalue()})["FunctionArn"]


@pytest.fixture(scope="module")
def pool(new_pool, stack):
    triggers = {name: function(stack, code) for name, code in FUNCTIONS.items()}
    return new_pool(LambdaConfig=triggers, client={
        "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"], "PreventUserExistenceErrors": "ENABLED"})


def begin(user: User, **parameters):
    return user.stack.user_pool.initiate_auth(ClientId=user.stack.client_id, AuthFlow="CUSTOM_AUTH",
                                              AuthParameters={"USERNAME": user.email, **parameters})


def test_questions_until_the_functions_are_content(pool):
    user = pool.new_user()
    first = begin(user)
    assert first["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert first["ChallengeParameters"]["question"] == "Favourite colour?"
    assert "reply" not in first["ChallengeParameters"]
    assert refused(user.answer, first) == ("InvalidParameterException", "Missing required parameter ANSWER")
    second = user.answer(first, ANSWER="blue")
    assert second["ChallengeParameters"]["question"] == "Favourite animal?" and second["Session"] != first["Session"]
    assert refused(user.answer, first, ANSWER="blue") == SPENT
    again = user.answer(second, ANSWER="cat")
    assert again["ChallengeParameters"]["question"] == "Favourite animal?"
    user.tokens = user.answer(again, ANSWER="otter")["AuthenticationResult"]
    assert user.attributes()["email"] == user.email


def test_the_functions_end_it(pool):
    user = pool.new_user()
    posed = begin(user)
    for _ in range(2):
        posed = user.answer(posed, ANSWER="red")
    assert refused(user.answer, posed, ANSWER="red") == INCORRECT
    assert refused(user.answer, posed, ANSWER="blue") == SPENT


def test_whose_session_it_is(pool):
    user, other = pool.new_user(), pool.new_user()
    posed = begin(user)
    assert refused(other.answer, posed, ANSWER="blue") == INVALID
    assert refused(user.answer, {**posed, "Session": "x" * 40}, ANSWER="blue") == INVALID


def srp_of(user: User, password: str = PASSWORD) -> AWSSRP:
    return AWSSRP(username=user.email, password=password, pool_id=user.stack.pool_id, client_id=user.stack.client_id,
                  client=user.stack.user_pool)


def prove(user: User, password: str = PASSWORD):
    srp = srp_of(user, password)
    parameters = srp.get_auth_params()
    posed = begin(user, CHALLENGE_NAME="SRP_A", SRP_A=parameters["SRP_A"])
    assert posed["ChallengeName"] == "PASSWORD_VERIFIER" and posed["Session"]
    return user.answer(posed, **srp.process_challenge(posed["ChallengeParameters"], parameters))


def test_the_password_first(pool):
    user = pool.new_user()
    assert refused(prove, user, "wrong") == INCORRECT
    posed = prove(user)
    assert posed["ChallengeParameters"]["question"] == "Favourite colour?"
    assert user.answer(user.answer(posed, ANSWER="blue"), ANSWER="otter")["AuthenticationResult"]


def test_five_wrong_passwords_lock_the_user_out_here_too(pool):
    user = pool.new_user()
    for _ in range(5):
        assert refused(prove, user, "wrong") == INCORRECT
    assert refused(prove, user) == ("NotAuthorizedException", "Password attempts exceeded")


def test_strangers_are_asked_and_never_let_in(pool):
    stranger = User(pool, "stranger@example.com")
    posed = begin(stranger)
    assert posed["ChallengeParameters"]["question"] == "Favourite colour?"
    posed = stranger.answer(posed, ANSWER="blue")
    assert refused(stranger.answer, posed, ANSWER="otter") == INCORRECT
    assert refused(prove, stranger) == INCORRECT


def test_a_function_that_fails_is_named(pool):
    user = pool.new_user()
    posed = begin(user)
    code, message = refused(
        pool.user_pool.respond_to_auth_challenge, ClientId=pool.client_id, ChallengeName="CUSTOM_CHALLENGE",
        Session=posed["Session"], ClientMetadata={"break": "yes"},
        ChallengeResponses={"USERNAME": user.email, "ANSWER": "blue"})
    assert code == "UserLambdaValidationException" and message == "DefineAuthChallenge failed with error broken."


def test_pools_and_clients_without_it(pool, stack, new_pool, user):
    assert refused(begin, user) == ("InvalidParameterException", "CUSTOM_AUTH is not enabled for the client.")
    plain = new_pool(client={"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"]})
    assert refused(begin, plain.new_user()) == (
        "InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool.")
    assert refused(begin, User(plain, "stranger@example.com"))[0] == "UserNotFoundException"
    assert refusal_code(begin, pool.sign_up()) == "UserNotConfirmedException"
