"""ChangePassword: only so many wrong guesses of the present password, and no password for users of a provider.

MiniStack lets whoever holds an access token guess without end. AWS answers LimitExceededException after some, as for
codes (see `confirmation_codes`). MiniStack takes a password, too, for users whom a provider alone vouches for; AWS
refuses it: https://github.com/aws-amplify/amplify-js/issues/2464
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html
"""

from ministack.services import cognito

from ..pinned import replaces
from . import confirmation_codes as codes
from .operations import for_caller, not_authorized
from .passwordless import has_password

PURPOSE = "change of password"


@replaces(cognito, "_change_password", "da157c06a910")
def change_password(original, data):
    def change(user, pool, data):
        if user["UserStatus"] == "EXTERNAL_PROVIDER":
            return not_authorized("User is not authorized to change password.")
        return judged(user, lambda: original(with_previous(user, data)))

    return for_caller(change)(data)


def with_previous(user: dict, data: dict) -> dict:
    """Who has no password yet chooses one without it."""
    return data if has_password(user) else {**data, "PreviousPassword": user["_password"]}


def judged(user: dict, change):
    if codes.over_limit(user, "_wrong_codes", PURPOSE, codes.WRONG_ENTRIES_PER_HOUR):
        return codes.limit_exceeded()
    answer = change()
    if b"Incorrect username or password." in answer[2]:
        codes.count(user, "_wrong_codes", PURPOSE)
    elif answer[0] == 200:
        codes.use_up(user, PURPOSE)
    return answer
