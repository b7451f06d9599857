"""Identity pools with roles of their own, for what the product's template does not ask for."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass

from clients import client, root

ACCOUNT = "000000000000"
FEDERATED = "cognito-identity.amazonaws.com"


def trust(pool_id: str, amr: str = "authenticated") -> str:
    """The trust policy of a pool's role."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": FEDERATED}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{FEDERATED}:aud": pool_id},
                      "ForAnyValue:StringLike": {f"{FEDERATED}:amr": amr}}}]})


def new_role(endpoint: str, trust_policy: str) -> str:
    """The ARN of a role that allows nothing yet."""
    return root(endpoint, "iam").create_role(
        RoleName=f"role-{secrets.token_hex(4)}", AssumeRolePolicyDocument=trust_policy)["Role"]["Arn"]


@dataclass
class Pool:
    endpoint: str
    pool_id: str
    authenticated: str
    unauthenticated: str

    @staticmethod
    def create(endpoint: str, **settings) -> Pool:
        owner = root(endpoint, "cognito-identity")
        pool_id = owner.create_identity_pool(**{
            "IdentityPoolName": "outside", "AllowUnauthenticatedIdentities": True, **settings})["IdentityPoolId"]
        pool = Pool(endpoint, pool_id, new_role(endpoint, trust(pool_id)),
                    new_role(endpoint, trust(pool_id, "unauthenticated")))
        pool.set_roles()
        return pool

    def __post_init__(self):
        self.owner = root(self.endpoint, "cognito-identity")
        self.page = client(self.endpoint, "cognito-identity")

    def set_roles(self, **mappings) -> None:
        self.owner.set_identity_pool_roles(
            IdentityPoolId=self.pool_id, RoleMappings=mappings.get("mappings", {}),
            Roles={"authenticated": self.authenticated, "unauthenticated": self.unauthenticated})

    def identify(self, **logins) -> str:
        return self.page.get_id(IdentityPoolId=self.pool_id, **logged_in(logins))["IdentityId"]

    def vend(self, identity_id: str, custom_role: str | None = None, **logins) -> dict:
        return self.page.get_credentials_for_identity(
            IdentityId=identity_id, **logged_in(logins), **({"CustomRoleArn": custom_role} if custom_role else {}))

    def role_of(self, identity_id: str, custom_role: str | None = None, **logins) -> str:
        """The name of the role whose credentials are vended."""
        keys = self.vend(identity_id, custom_role, **logins)["Credentials"]
        return client(self.endpoint, "sts", keys).get_caller_identity()["Arn"].split("/")[1]

    def logins_of(self, identity_id: str) -> list[str]:
        return sorted(self.owner.describe_identity(IdentityId=identity_id).get("Logins", []))


def logged_in(logins: dict) -> dict:
    return {"Logins": logins["logins"]} if logins.get("logins") else {}


def arn_of_provider(login: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{login}"


def name_of(role_arn: str) -> str:
    return role_arn.rsplit("/", 1)[-1]
