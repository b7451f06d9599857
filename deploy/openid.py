"""Asks an OpenID Connect provider where it answers, so that nobody has to sign in there to find out that it does not work.

Usage: openid.py ISSUER code|id_token

Prints the address of its token endpoint, which the page is going to ask; nothing where it gives ID tokens by itself.
https://openid.net/specs/openid-connect-discovery-1_0.html
"""

from __future__ import annotations

import json
import re
import subprocess
import sys

from content_policy import Refused, source

LARGEST = 1_000_000


def fetched(url: str) -> str:
    """The document at `url`, by curl: it knows the system's certificates everywhere, which Python does not."""
    protocol = "=https" if url.startswith("https:") else "=http"
    try:
        done = subprocess.run(
            ["curl", "-fsSL", "--proto", protocol, "--max-time", "30", "--max-filesize", str(LARGEST), url], capture_output=True)
    except FileNotFoundError:
        raise Refused("curl is missing, which asks the OpenID Connect provider where it answers.") from None
    if done.returncode:
        raise Refused(f"The OpenID Connect provider does not say where it answers: {url}\n{said(done.stderr)}".rstrip())
    return done.stdout[:LARGEST + 1].decode("utf-8", "replace")


def said(output: bytes) -> str:
    """Another's words for this terminal: no control character of theirs gets there."""
    return re.sub(r"[^\x20-\x7e]+", " ", output.decode("utf-8", "replace")).strip()


def document(text: str, url: str) -> dict:
    """The provider's configuration."""
    try:
        found = json.loads(text) if len(text) <= LARGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(f"{url} is not an OpenID Connect provider's configuration: one JSON object is expected there.")
    return found


def token_endpoint(issuer: str, response_type: str, found: dict, url: str) -> str:
    """Where a code is traded, once everything that the page is going to read holds."""
    def address(name: str) -> str:
        value = found.get(name)
        if value is not None:
            if not isinstance(value, str):
                raise Refused(f"{url} names no address as its {name}.")
            try:
                source(value)
            except Refused as refused:
                raise Refused(f"The {name} that {url} names cannot be used. {refused}") from None
        return value or ""

    if found.get("issuer") != issuer:
        named = said(str(found.get("issuer", "")).encode())
        raise Refused(f"{url} names the issuer '{named}', and OidcIssuer '{issuer}'. They have to be the same to the letter.")
    if not address("authorization_endpoint"):
        raise Refused(f"{url} does not say where to sign in.")
    endpoint = address("token_endpoint")
    if response_type == "id_token":
        return ""
    if not endpoint:
        raise Refused(f"{url} names no token endpoint. If the provider gives ID tokens to pages: "
                      "--parameter OidcResponseType=id_token")
    return endpoint


def main() -> None:
    issuer, response_type = sys.argv[1:]
    url = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        source(issuer)
        endpoint = token_endpoint(issuer, response_type, document(fetched(url), url), url)
    except Refused as refused:
        sys.exit(str(refused))
    print(endpoint)


if __name__ == "__main__":
    main()
