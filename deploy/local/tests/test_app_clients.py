"""An app client that does not exist is refused in AWS's words, whoever asks for it."""

import pytest
from clients import PASSWORD, refused

UNKNOWN = "1example23456789"
SRP = {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"USERNAME": "alice", "SRP_A": "abc"}}
CODE = {"Username": "alice", "ConfirmationCode": "123456"}
BY_USERS = {
    "initiate_auth": SRP,
    "respond_to_auth_challenge": {"ChallengeName": "PASSWORD", "ChallengeResponses": {"USERNAME": "alice"}},
    "get_tokens_from_refresh_token": {"RefreshToken": "token"},
    "sign_up": {"Username": "alice", "Password": PASSWORD},
    "confirm_sign_up": CODE,
    "resend_confirmation_code": {"Username": "alice"},
    "forgot_password": {"Username": "alice"},
    "confirm_forgot_password": {**CODE, "Password": PASSWORD},
}
BY_THE_OWNER = {
    "admin_initiate_auth": SRP,
    "describe_user_pool_client": {},
    "delete_user_pool_client": {},
}
REFUSAL = "ResourceNotFoundException", f"User pool client {UNKNOWN} does not exist."


@pytest.mark.parametrize("operation", BY_USERS)
def test_users(stack, operation):
    assert refused(getattr(stack.user_pool, operation), ClientId=UNKNOWN, **BY_USERS[operation]) == REFUSAL


@pytest.mark.parametrize("operation", BY_THE_OWNER)
def test_the_owner(stack, operation):
    owner = stack.root("cognito-idp")
    assert refused(getattr(owner, operation), UserPoolId=stack.pool_id, ClientId=UNKNOWN,
                   **BY_THE_OWNER[operation]) == REFUSAL
