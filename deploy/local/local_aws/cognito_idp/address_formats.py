"""What AWS takes for an address: something on both sides of an @, and of phone numbers the form of E.164 alone.

"Phone numbers must follow these formatting rules: A phone number must start with a plus (+) sign, followed immediately by
the country code. A phone number can only contain the + sign and digits."
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
"""

from ministack.services import cognito

from .operations import invalid_parameter

FORMATS = {"phone_number": (cognito._USERNAME_PHONE_RE, "Invalid phone number format."),
           "email": (cognito._USERNAME_EMAIL_RE, "Invalid email address format.")}


def malformed(attributes: dict[str, str]):
    """The refusal of the first address among the attributes that is none; an empty one is none that is there."""
    for name, (form, message) in FORMATS.items():
        if attributes.get(name) and not form.fullmatch(attributes[name]):
            return invalid_parameter(message)
    return None
