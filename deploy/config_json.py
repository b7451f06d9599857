"""Makes config.json of the stack's outputs.

Usage: config_json.py OUTPUTS CONFIG [--endpoint-url URL] [--https-url URL] [--api-endpoints FILE] [--config-additions FILE]
       config_json.py OUTPUTS --output NAME

OUTPUTS is what `aws cloudformation describe-stacks --query 'Stacks[0].Outputs'` says, CONFIG where the configuration goes.
The first FILE has further endpoints of APIs, as `api.endpoints` lists them; the second what the configuration says that the
stack does not know of. With --output, prints the value of one output instead; nothing where the stack has no such output.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from content_policy import Refused, origin, source

# What tells the entries of a list from each other, such as of `storage.places`, `tables` and `providers.oidc`.
ENTRY_NAMES = ("slug", "name", "url")
SERVICES = ("cognito-idp", "cognito-identity", "sts", "s3", "dynamodb")
# What visitors call the user pool's providers whose names there are others.
CALLED = {"LoginWithAmazon": "Amazon", "SignInWithApple": "Apple"}


class Outputs:
    """The outputs of a stack, by name."""

    def __init__(self, listed: list[dict[str, str]]):
        self.values = {output["OutputKey"]: output["OutputValue"] for output in listed}

    def __getitem__(self, name: str) -> str:
        """An output that every stack has."""
        if name not in self.values:
            raise Refused(f"The stack has no output {name}; it was deployed from another template.")
        return self.values[name]

    def get(self, name: str) -> str:
        """An output that some stacks have, or nothing."""
        return self.values.get(name, "")

    def list(self, name: str) -> list[str]:
        """Names separated by commas."""
        return [part for part in self.get(name).split(",") if part]

    def flag(self, name: str) -> bool:
        """`true` or `false`."""
        return self[name] == "true"


def configuration(stack: Outputs, endpoint: str, https_url: str) -> dict:
    """The page's configuration; `endpoint` is where a local AWS answers."""
    config = {
        "region": stack["Region"],
        "user_pool": user_pool(stack, endpoint),
        "identity_pool": identity_pool(stack),
        "storage": {"places": places(stack)},
        "tables": [{"name": stack["TableName"], "partition_key": "IdentityId", "sort_key": "ItemId"}],
        # What the API takes is in a file beside this one.
        "api": {"url": at(endpoint, stack["ApiUrl"]), "openapi": "api.json"},
    }
    # Every deployment is reached by HTTPS at S3's own address as well; a local AWS is not.
    https_url = https_url or ("" if endpoint else stack["HttpsUrl"])
    if https_url:
        source(https_url)
        config["https_url"] = https_url
    if stack["IdleTimeoutMinutes"] != "0":
        config["session"] = {"idle_timeout_minutes": int(stack["IdleTimeoutMinutes"])}
    outside = providers(stack, endpoint)
    if outside:
        config["providers"] = outside
    login_url = stack.get("DeveloperLoginUrl")
    if login_url:
        brought = stack.get("LoginUsersTableName")
        config["developer_login"] = {
            "name": stack["DeveloperLoginName"], "url": at(endpoint, login_url) if brought else login_url}
    if endpoint:
        origin(endpoint)
        config["endpoints"] = {service: endpoint for service in SERVICES}
    return config


def read_json(file: Path):
    """What a file of the owner's says."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{file} cannot be read as JSON: {error}") from error


def with_additions(config: dict, additions: dict, path: str = "") -> dict:
    """`config` with what its owner adds: objects are merged member by member, entries of a list go behind those that are there
    or, by their name, into one of them, and anything else takes the place of what is there."""
    merged = dict(config)
    for name, added in additions.items():
        there, member = config.get(name), f"{path}{name}"
        if there is not None and kind(there) != kind(added):
            raise Refused(f"`{member}` has to be {kind(there)}.")
        if isinstance(there, dict):
            merged[name] = with_additions(there, added, f"{member}.")
        elif isinstance(there, list) and are_objects(there) and are_objects(added):
            merged[name] = with_entries(there, added, member)
        else:
            merged[name] = added
    return merged


def kind(value) -> str:
    """What a value is, in words for the owner."""
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def are_objects(listed: list) -> bool:
    return all(isinstance(entry, dict) for entry in listed)


def with_entries(there: list[dict], added: list[dict], path: str) -> list[dict]:
    entries = list(there)
    for entry in added:
        names = {(name, entry[name]) for name in ENTRY_NAMES if isinstance(entry.get(name), str)}
        at = next((at for at, known in enumerate(there) if any(known.get(name) == value for name, value in names)), None)
        if at is None:
            entries.append(entry)
        else:
            entries[at] = with_additions(there[at], entry, f"{path}[{at}].")
    return entries


def additions_in(file: Path) -> dict:
    """What the owner adds to the configuration. What is right, the page checks; here, what its policy is made of."""
    additions = read_json(file)
    if not isinstance(additions, dict):
        raise Refused(f'{file} has to be an object such as {{"storage": {{"places": [...]}}}}.')
    for parent, name, needed in (("storage", "places", ()), ("providers", "oidc", ("issuer",))):
        members = additions.get(parent, {})
        entries = members.get(name, []) if isinstance(members, dict) else None
        if not isinstance(entries, list) or not are_objects(entries) or any(
                not isinstance(entry.get(member), str) for entry in entries for member in needed):
            raise Refused(f"`{parent}.{name}` has to be a list of objects{''.join(f' with `{member}`' for member in needed)}.")
        for path, entry in ((parent, members), *((f"{parent}.{name}[{at}]", entry) for at, entry in enumerate(entries))):
            if not isinstance(entry.get("region", ""), str):
                raise Refused(f"`{path}.region` has to be a text.")
    return additions


def api_endpoints(file: Path) -> list[dict]:
    """The further endpoints of APIs that the owner lists. What else they say of each, the page checks."""
    listed = read_json(file)
    is_endpoint = isinstance(listed, list) and all(
        isinstance(endpoint, dict) and isinstance(endpoint.get("url"), str) for endpoint in listed)
    if not is_endpoint:
        raise Refused(f'{file} has to be a list of endpoints such as [{{"label": "Orders", "url": "https://orders.example.com"}}].')
    for endpoint in listed:
        source(endpoint["url"])
    return listed


def places(stack: Outputs) -> list[dict]:
    """Where files are, and who may do what there: as the roles in template.yaml say."""
    def place(label: str, prefix: str, **access: list[str]) -> dict:
        where = {"bucket": stack["DataBucketName"], "region": stack["Region"]}
        # Links call the place by its slug, whatever label its owner gives it.
        named = {"label": label, "slug": label.lower()} if label else {}
        return {**named, **where, "prefix": prefix, "access": access}

    return [
        # Visitors call it "My files", each in their language.
        place("", "private/{identity_id}/", authenticated=["get", "list", "write", "delete"]),
        place("Shared", "shared/", guest=["get", "list"], authenticated=["get", "list"]),
    ]


def at(endpoint: str, api_url: str) -> str:
    """The address of an API: a local AWS serves it under a path of its own."""
    if not endpoint:
        return api_url
    host, _, path = api_url.partition("://")[2].partition("/")
    return f"{endpoint}/_aws/execute-api/{host.split('.')[0]}/{path}"


def user_pool(stack: Outputs, endpoint: str) -> dict:
    pool = {
        "id": stack["UserPoolId"],
        "client_id": stack["UserPoolClientId"],
        "password_policy": {
            "min_length": int(stack["PasswordMinLength"]),
            "require_lowercase": stack.flag("PasswordRequireLowercase"),
            "require_uppercase": stack.flag("PasswordRequireUppercase"),
            "require_numbers": stack.flag("PasswordRequireNumbers"),
            "require_symbols": stack.flag("PasswordRequireSymbols"),
        },
        "username_attributes": stack.list("UsernameAttributes"),
        "alias_attributes": stack.list("AliasAttributes"),
        "standard_required_attributes": stack.list("RequiredAttributes"),
        "first_factors": stack["FirstFactors"].split(","),
        "mfa": stack["Mfa"],
        "mfa_factors": stack.list("MfaFactors"),
        "remember_devices": stack["RememberDevices"].lower(),
    }
    login_url = stack.get("ManagedLoginUrl")
    if login_url:
        # A local AWS serves the user pool's domain at its own address.
        login = {"url": endpoint or login_url}
        if stack.get("ManagedLoginPage"):
            login["page"] = stack["ManagedLoginPage"]
        login["providers"] = [
            {"name": CALLED.get(name, name), "identity_provider": name} for name in stack.list("ManagedLoginProviders")]
        pool["managed_login"] = login
    return pool


def identity_pool(stack: Outputs) -> dict:
    pool = {"id": stack["IdentityPoolId"], "allow_guests": stack.flag("AllowGuests")}
    if stack.flag("ClassicFlow"):
        pool |= {"flow": "classic", "role_arn": stack["AuthenticatedRoleArn"]}
        if stack.get("GuestRoleArn"):
            pool["guest_role_arn"] = stack["GuestRoleArn"]
    return pool


def providers(stack: Outputs, endpoint: str) -> dict:
    """The providers outside that are set. A local AWS has stand-ins for them."""
    found = {}

    def add(name: str, member: str, output: str, authorization: str, token: str = "") -> None:
        if stack.get(output):
            found[name] = {member: stack[output]}
            if endpoint:
                found[name]["authorization_endpoint"] = f"{endpoint}/_providers/{authorization}"
            if endpoint and token:
                found[name]["token_endpoint"] = f"{endpoint}/_providers/{token}"

    add("facebook", "app_id", "FacebookAppId", "facebook/v23.0/dialog/oauth")
    add("google", "client_id", "GoogleClientId", "google/authorize")
    add("amazon", "client_id", "AmazonClientId", "amazon/authorize", "amazon/token")
    add("apple", "services_id", "AppleServicesId", "apple/authorize")
    if stack.get("OidcIssuer"):
        provider = {"name": stack["OidcName"], "issuer": stack["OidcIssuer"], "client_id": stack["OidcClientId"]}
        # `code` is what the page takes it for anyway.
        if stack["OidcResponseType"] != "code":
            provider["response_type"] = stack["OidcResponseType"]
        found["oidc"] = [provider]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument("config", type=Path, nargs="?")
    parser.add_argument("--endpoint-url", default="")
    parser.add_argument("--https-url", default="")
    parser.add_argument("--api-endpoints", type=Path)
    parser.add_argument("--config-additions", type=Path)
    parser.add_argument("--output")
    options = parser.parse_args()
    stack = Outputs(json.loads(options.outputs.read_text(encoding="utf-8")) or [])
    if options.output:
        print(stack.get(options.output))
        return
    try:
        config = configuration(stack, options.endpoint_url, options.https_url)
        if options.api_endpoints:
            config["api"]["endpoints"] = api_endpoints(options.api_endpoints)
        if options.config_additions:
            config = with_additions(config, additions_in(options.config_additions))
    except Refused as refused:
        sys.exit(str(refused))
    options.config.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
