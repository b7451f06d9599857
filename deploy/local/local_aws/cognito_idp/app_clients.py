"""An app client that does not exist is named as AWS names it; MiniStack says "Client ID not found." instead.

Recorded of AdminInitiateAuth in https://github.com/aws/aws-sdk-php/issues/2183, of SignUp in
https://github.com/aws-amplify/amplify-flutter/issues/740.
"""

from ministack.services import cognito

from ..pinned import replaces
from . import devices


@replaces(cognito, "_run_idp_handler", "85681acebd62", wraps=devices)
def run_idp_handler(original, handler, action, data):
    status, headers, body = original(handler, action, data)
    client = data.get("ClientId")
    return status, headers, body.replace(f"Client {client} not found.".encode(),
                                         f"User pool client {client} does not exist.".encode()) if status == 400 else body
