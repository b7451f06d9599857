"""Every change to MiniStack, in the order they are made, and what stands around it: the service, and the module in its folder.

Where two replace the same function, the later one names the earlier (`wraps=`, see `pinned`): no other order gives another
result.
"""

from importlib import import_module

CHANGES = (
    "iam.policy_variables",
    "iam.identity_keys",
    "iam.secure_transport",
    "iam.oidc_providers",
    "sts.assume_role_with_web_identity",
    "sts.sessions",

    "cloudformation.property_types",
    "cloudformation.template_conditions",

    "cognito_identity.operations",
    "cognito_identity.guests",
    "cognito_identity.logins",
    "cognito_identity.server_side_token_check",
    "cognito_identity.role_mappings",
    "cognito_identity.credentials",
    "cognito_identity.classic_flow",
    "cognito_identity.developer_identities",
    "cognito_identity.identities",

    "cognito_idp.operations",
    "cognito_idp.user_pools",
    "cognito_idp.group_roles",
    # Signing up, and one's own account.
    "cognito_idp.user_names",
    "cognito_idp.passwords",
    "cognito_idp.passwordless",
    "cognito_idp.confirmation_codes",
    "cognito_idp.sign_up",
    "cognito_idp.forgot_password",
    "cognito_idp.change_password",
    "cognito_idp.user_attributes",
    # Signing in, challenge by challenge.
    "cognito_idp.srp",
    "cognito_idp.auth_flows",
    "cognito_idp.challenge_sessions",
    "cognito_idp.sign_in_steps",
    "cognito_idp.user_existence_errors",
    "cognito_idp.new_password_required",
    "cognito_idp.mfa",
    "cognito_idp.software_tokens",
    "cognito_idp.message_codes",
    "cognito_idp.devices",
    "cognito_idp.device_srp_auth",
    "cognito_idp.passkeys",
    "cognito_idp.web_authn",
    "cognito_idp.user_auth",
    "cognito_idp.custom_auth",
    "cognito_idp.refresh_token_rotation",
    "cognito_idp.app_clients",
    "cognito_idp.managed_login",

    "s3.key_lengths",
    "s3.missing_objects",
    "s3.delete_objects",
    "s3.integrity",
    "s3.list_objects",
    "s3.object_versions",
    "s3.object_tags",
    "s3.large_bodies",
    "s3.copies",
    "s3.full_object_checksums",

    "dynamodb.leading_keys",

    "apigateway.mock_integrations",
    "apigateway.service_integrations",
    "apigateway.request_validators",
    "apigateway.gateway_responses",
    "apigateway.response_streaming",
    "apigateway.http_api_cors",

    "server.state",
)

# What `server.application` asks before MiniStack, or does to its answer, in the order in which a request comes to it.
AROUND = (
    ("server.inbox", "respond"),
    ("providers", "respond"),
    ("s3.website", "respond"),
    ("server.cors", "preflight"),
    ("s3.integrity", "too_large"),
    ("server.owner", "refused"),
    ("s3.delete_objects", "begin"),
    ("iam.secure_transport", "begin"),
    ("server.answers", "finished"),
)


def make(names: tuple[str, ...] = CHANGES) -> None:
    for name in names:
        import_module(f".{name}", __package__)
