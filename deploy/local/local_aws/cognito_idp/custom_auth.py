"""CUSTOM_AUTH: three Lambda functions of the owner define, create and verify the challenges of a sign-in.

MiniStack runs the functions, but keeps one session for all rounds and asks nobody whose it is, makes a challenge up
where no function is configured, and tells who is a user. On AWS each round has a session for one answer, a stranger is
asked as a user is, with `userNotFound` told to the functions, and a function that fails is named:
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html

With SRP_A the functions see `SRP_A` as passed, and may ask for PASSWORD_VERIFIER first:
https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
"""

import base64
import json
import secrets

from ministack.core.responses import error_response_json, json_response
from ministack.services import cognito, lambda_svc

from ..pinned import replaces
from . import sign_in_steps as steps
from .auth_flows import auth_flow
from .challenge_sessions import answers, challenge
from .operations import invalid_parameter, missing, not_authorized

FLOW, NAME, SRP, VERIFIER = "CUSTOM_AUTH", "CUSTOM_CHALLENGE", "SRP_A", "PASSWORD_VERIFIER"
DEFINE, CREATE, VERIFY = "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"


# -- Beginning ----------------------------------------------------------------------------------------


@auth_flow(FLOW)
def begin(original, pool, data):
    client_id, given = data["ClientId"], data.get("AuthParameters") or {}
    flows = pool["_clients"][client_id].get("ExplicitAuthFlows") or []
    if not {"ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH_FLOW_ONLY"} & set(flows):
        return invalid_parameter("CUSTOM_AUTH is not enabled for the client.")
    name, srp_a = given.get("USERNAME"), given.get(SRP)
    if not name:
        return missing("USERNAME")
    if given.get("CHALLENGE_NAME") == SRP and not srp_a:
        return missing(SRP)
    if srp_a and not cognito._SRP_A_RE.match(srp_a):
        return invalid_parameter("SRP_A is no public key.")
    user, unknown = cognito._resolve_user(pool, name)
    if user is None and not cognito._hides_user_existence(pool, client_id):
        return unknown
    if user and not user.get("Enabled", True):
        return not_authorized("User is disabled.")
    if user and user["UserStatus"] == "UNCONFIRMED":
        return error_response_json("UserNotConfirmedException", "User is not confirmed.", 400)
    rounds = [{"challengeName": SRP, "challengeResult": True, "challengeMetadata": None}] if srp_a else []
    return define(pool, client_id, user, name, {"rounds": rounds, "srp_a": srp_a, **steps.begun(data)}, {})


# -- Asking the functions -----------------------------------------------------------------------------


def define(pool: dict, client_id: str, user: dict | None, name: str, sign_in: dict, metadata: dict):
    """What DefineAuthChallenge makes of the rounds so far: tokens, a refusal, or the next challenge."""
    said, refusal = invoke(pool, client_id, user, name, DEFINE, metadata, {"session": told(sign_in)})
    if refusal:
        return refusal
    if said.get("failAuthentication") or said.get("issueTokens") and user is None:
        return not_authorized("Incorrect username or password.")
    if said.get("issueTokens"):
        return steps.tokens(pool, client_id, user, sign_in)
    asked = said.get("challengeName")
    if asked == NAME:
        return create(pool, client_id, user, name, sign_in, metadata)
    if asked in (VERIFIER, SRP) and sign_in["srp_a"]:
        return ask_for_password(pool, client_id, user, name, sign_in)
    return error_response_json("InvalidLambdaResponseException", "DefineAuthChallenge response invalid", 400)


def create(pool: dict, client_id: str, user: dict | None, name: str, sign_in: dict, metadata: dict):
    said, refusal = invoke(pool, client_id, user, name, CREATE, metadata,
                           {"challengeName": NAME, "session": told(sign_in)})
    if refusal:
        return refusal
    public, private = said.get("publicChallengeParameters") or {}, said.get("privateChallengeParameters") or {}
    posed = {"challengeName": NAME, "challengeResult": None, "challengeMetadata": said.get("challengeMetadata"),
             "private": private}
    someone = user or {"Username": name}
    return challenge(pool, client_id, someone, NAME, {"USERNAME": someone["Username"], **public}, nobody=user is None,
                     sign_in={**sign_in, "rounds": [*sign_in["rounds"], posed]})


def told(sign_in: dict) -> list[dict]:
    """The rounds as the functions are told of them."""
    return [{name: value for name, value in one.items() if name != "private"} for one in sign_in["rounds"]]


def invoke(pool: dict, client_id: str, user: dict | None, name: str, trigger: str, metadata: dict, request: dict):
    """(what the function answered, None), or (None, the refusal)."""
    arn = (pool.get("LambdaConfig") or {}).get(trigger)
    if not arn:
        return None, invalid_parameter("Custom auth lambda trigger is not configured for the user pool.")
    event = {
        "version": "1", "region": cognito._pool_region(pool["Id"]), "userPoolId": pool["Id"],
        "userName": user["Username"] if user else name, "triggerSource": f"{trigger}_Authentication",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client_id},
        "request": {"userAttributes": cognito._attr_list_to_dict(user["Attributes"]) if user else {}, **request,
                    **({"clientMetadata": metadata} if metadata else {}),
                    **({"userNotFound": True} if user is None else {})},
        "response": {},
    }
    function, qualifier = lambda_svc._resolve_name_and_qualifier(arn)
    record, _ = lambda_svc._get_func_record_for_qualifier(function, qualifier)
    if record is None:
        return None, error_response_json("UnexpectedLambdaException", f"{trigger} failed: no such function.", 400)
    result = lambda_svc._execute_function(record, event)
    body = parsed(result.get("body"))
    if result.get("error"):
        reason = body.get("errorMessage") if isinstance(body, dict) else body
        return None, error_response_json("UserLambdaValidationException", f"{trigger} failed with error {reason}.", 400)
    if not isinstance(body, dict) or not isinstance(body.get("response"), dict):
        return None, error_response_json("InvalidLambdaResponseException", f"{trigger} response invalid", 400)
    return body["response"], None


def parsed(body):
    if not isinstance(body, (str, bytes)):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return body


# -- Answering ----------------------------------------------------------------------------------------


@answers(NAME)
def answer(pool, user, data, responses, session):
    """One answer a round: whether there is another is the functions' business."""
    if responses.get("ANSWER") is None:
        return missing("ANSWER")
    session["ended"] = True
    sign_in, metadata = session["sign_in"], data.get("ClientMetadata") or {}
    *before, posed = sign_in["rounds"]
    said, refusal = invoke(pool, session["client_id"], user, session["username"], VERIFY, metadata, {
        "privateChallengeParameters": posed["private"], "challengeAnswer": responses["ANSWER"]})
    if refusal:
        return refusal
    rounds = [*before, {**posed, "challengeResult": said.get("answerCorrect") is True}]
    return define(pool, session["client_id"], user, session["username"], {**sign_in, "rounds": rounds}, metadata)


# -- The password as one of the rounds ----------------------------------------------------------------


def ask_for_password(pool: dict, client_id: str, user: dict | None, name: str, sign_in: dict):
    """PASSWORD_VERIFIER, whose proof MiniStack checks by this session."""
    name = user["Username"] if user else name
    token, session = cognito._create_challenge_session(pool["Id"], client_id, name)
    block = base64.b64encode(secrets.token_bytes(32)).decode()
    parameters, state = cognito._srp_challenge(pool["Id"], user, name, sign_in["srp_a"], block)
    session |= {"srp": state, "pending_builtin_challenge": VERIFIER, "sign_in": sign_in}
    return json_response({"ChallengeName": VERIFIER, "Session": token, "ChallengeParameters": parameters})


@replaces(cognito, "_invoke_define_auth_challenge_trigger", "c1d19ea955b4")
def invoke_define_auth_challenge_trigger(original, *_):
    """Left to what follows, below."""
    return None, None


@replaces(cognito, "_continue_custom_auth_after_define", "389ef20fcf74")
def continue_custom_auth_after_define(original, token, session, user, user_attributes, metadata, defined):
    """MiniStack comes here once the password was proven."""
    del session["srp"]
    sign_in = session["sign_in"]
    proven = {"challengeName": VERIFIER, "challengeResult": True, "challengeMetadata": None}
    return define(cognito._user_pools[session["pool_id"]], session["client_id"], user, session["username"],
                  {**sign_in, "rounds": [*sign_in["rounds"], proven]}, metadata or {})
