"""Which role an identity gets: the pool's own, or one chosen by the claims of its token.

https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html

- Rules: "evaluated in order. The first one to match specifies the role".
- Token: `cognito:preferred_role`, or the one of `cognito:roles` that `CustomRoleArn` names.
- Neither: `AmbiguousRoleResolution` says whether it is the pool's role or a refusal.

MiniStack stores mappings and does not read them; nor do its ID tokens carry the two claims (see `cognito_idp.group_roles`). What
SetIdentityPoolRoles says of a provider the pool has not is recorded in https://github.com/aws/aws-cdk/issues/22951, how
the refusal of an ambiguous role begins and ends in https://github.com/aws-amplify/amplify-js/issues/8644; whom it names
in between is not, and the refusal of a custom role is ours.
"""

from ministack.services import cognito

from ..pinned import replaces
from . import provider_tokens
from .operations import invalid_parameter, not_authorized

AMBIGUOUS = "The ambiguous role mapping rules for: cognito-identity.amazonaws.com denied this request."
MOST_RULES = 25
MATCHES = {
    "Equals": lambda found, wanted: found == wanted,
    "NotEqual": lambda found, wanted: found != wanted,
    "StartsWith": lambda found, wanted: found.startswith(wanted),
    "Contains": lambda found, wanted: wanted in found,
}


# -- Choosing ---------------------------------------------------------------------------------------


def role_for(pool: dict, logins: dict, custom: str | None) -> tuple[str, tuple | None]:
    """(the ARN of the role for these logins, None), or ("", the refusal)."""
    own = (pool.get("_roles") or {}).get("authenticated" if logins else "unauthenticated") or ""
    said = {login: provider_tokens.claims_for_rules(login, token) for login, token in logins.items()}
    if custom:
        if any(custom in roles_of(claims) for claims in said.values()):
            return custom, None
        return "", not_authorized("Custom role is not among the roles of the login token.")
    for login, claims in said.items():
        mapping = mapping_for(pool, login, claims)
        if mapping is None:
            continue
        chosen = claims.get("cognito:preferred_role") if mapping["Type"] == "Token" else first_match(mapping, claims)
        if chosen:
            return chosen, None
        if mapping.get("AmbiguousRoleResolution") == "Deny":
            return "", not_authorized(AMBIGUOUS)
    return own, None


def mapping_for(pool: dict, login: str, claims: dict) -> dict | None:
    """The mapping for a login: of a user pool, for the app client its token is for."""
    mappings = pool.get("_role_mappings") or {}
    return mappings.get(f"{login}:{claims.get('aud')}") or mappings.get(login)


def roles_of(claims: dict) -> list[str]:
    roles = claims.get("cognito:roles") or []
    return roles if isinstance(roles, list) else [roles]


def first_match(mapping: dict, claims: dict) -> str | None:
    """The role of the first rule that holds. A claim "must be present in the token", for NotEqual too."""
    for rule in (mapping.get("RulesConfiguration") or {}).get("Rules") or []:
        values = claims.get(rule["Claim"])
        found = [text(value) for value in (values if isinstance(values, list) else [values]) if value is not None]
        combine = all if rule["MatchType"] == "NotEqual" else any
        if found and combine(MATCHES[rule["MatchType"]](value, rule["Value"]) for value in found):
            return rule["RoleARN"]
    return None


def text(value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# -- Setting ----------------------------------------------------------------------------------------


@replaces(cognito, "_set_identity_pool_roles", "4c4de7020af4")
def set_identity_pool_roles(original, data):
    """Refuses what could never choose a role."""
    pool = cognito._identity_pools.get(data.get("IdentityPoolId"))
    for provider, mapping in (data.get("RoleMappings") or {}).items() if pool else ():
        if refusal := mapping_error(pool, provider, mapping):
            return refusal
    if pool and isinstance(data.get("RoleMappings"), dict):
        # A template names a mapping as it likes, and the provider within.
        data = {**data, "RoleMappings": {named(key, mapping): {name: part for name, part in mapping.items()
                                                               if name != "IdentityProvider"}
                                         for key, mapping in data["RoleMappings"].items()}}
    return original(data)


def named(key: str, mapping: dict) -> str:
    """The provider of a mapping."""
    return mapping.get("IdentityProvider") or key


def mapping_error(pool: dict, key: str, mapping: dict):
    provider = named(key, mapping)
    if provider not in configured(pool):
        return invalid_parameter(
            f"({provider}) is not a valid RoleMapping ProviderName or is not a configured provider.")
    rules = (mapping.get("RulesConfiguration") or {}).get("Rules") or []
    if mapping.get("Type") not in ("Token", "Rules"):
        return invalid_parameter("Invalid RoleMapping type.")
    if mapping.get("AmbiguousRoleResolution") not in ("AuthenticatedRole", "Deny"):
        return invalid_parameter("AmbiguousRoleResolution is required for a RoleMapping of this type.")
    if mapping["Type"] == "Rules" and not 1 <= len(rules) <= MOST_RULES:
        return invalid_parameter(f"Between 1 and {MOST_RULES} rules are required for a RoleMapping of this type.")
    if any(rule.get("MatchType") not in MATCHES or not rule.get("Claim") or not rule.get("RoleARN") for rule in rules):
        return invalid_parameter("Invalid RoleMapping rule.")
    return None


def configured(pool: dict) -> set[str]:
    """The names role mappings know a pool's providers by."""
    providers = set(pool.get("SupportedLoginProviders") or {}) | set(pool.get("SamlProviderARNs") or [])
    arns = set(pool.get("OpenIdConnectProviderARNs") or [])
    return (providers | arns | {arn.partition(provider_tokens.OIDC_ARN)[2] for arn in arns}
            | {f"{provider['ProviderName']}:{provider['ClientId']}"
               for provider in pool.get("CognitoIdentityProviders") or []})
