"""Narrows what the deployed page may connect to: `connect-src` in the Content-Security-Policy of index.html, and
`frame-src`, since downloads are asked for in a frame. PDF documents are shown in one, as blobs of the page's own. Sound and
films are played from the buckets: `media-src`.

Usage: content_policy.py INDEX CONFIG NARROWED [--s3-region REGION]... [--also URL]...

INDEX is the built page, CONFIG its config.json, NARROWED where the page with its policy goes. Prints these directives.

Whatever becomes part of the policy passes `source`, and nothing of it but what `source` gives.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

SERVICES = ("cognito-idp", "cognito-identity", "sts", "dynamodb")
AMAZON_TOKENS = "https://api.amazon.com/auth/o2/token"

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
# An address (RFC 3986) without user information and fragment. Its host is a name or an IPv4 address, which is what a policy
# can name; `*` in front stands for every bucket of a region.
ADDRESS = re.compile(
    rf"(?P<scheme>https?)://(?P<host>(?:\*\.(?=s3\.))?(?:{LABEL}\.)*{LABEL})(?::(?P<port>[0-9]{{1,5}}))?"
    r"(?:[/?][A-Za-z0-9._~:/?@!$&'()*+,;=%\[\]-]*)?", re.ASCII | re.IGNORECASE)
LOOPBACK = re.compile(r"http://(?:(?:[^:]+\.)?localhost|127\.0\.0\.1)(?::|$)")
POLICY = re.compile(r"<meta[^>]*\bhttp-equiv=[\"']?Content-Security-Policy\b[^>]*>", re.IGNORECASE)


class Refused(Exception):
    """What cannot be part of the page's policy, in words for its owner."""


def origin(address: object) -> str:
    """The scheme, host and port of an address: what a policy may hold of it."""
    found = isinstance(address, str) and ADDRESS.fullmatch(address)
    if not found or found["port"] and not 0 < int(found["port"]) < 65536:
        raise Refused(f"This is no address that the page may connect to: {address!r}")
    port = f":{found['port']}" if found["port"] else ""
    return f"{found['scheme']}://{found['host']}{port}".lower()


def source(address: str, local: str = "") -> str:
    """The origin of an address that may be part of the policy: it is HTTPS, or on this machine, or the `local` AWS."""
    found = origin(address)
    if found.startswith("http:") and not LOOPBACK.match(found) and not (local and found == origin(local)):
        raise Refused(f"The page connects to addresses that begin with https:// only, not to {address!r}")
    return found


def domain(region: str) -> str:
    """The domain of AWS in the region's partition."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def buckets(config: dict, s3_regions: list[str]) -> list[str]:
    """Where buckets are: at the local AWS, or in the regions of the places and of `s3_regions`."""
    if "s3" in config.get("endpoints", {}):
        return [config["endpoints"]["s3"]]
    region, storage = config["region"], config.get("storage", {})
    regions = [region, storage.get("region", region), *(place.get("region", region) for place in storage.get("places", []))]
    hosts = [f"s3.{s3_region}.{domain(s3_region)}" for s3_region in dict.fromkeys([*regions, *s3_regions])]
    # "Open bucket" reaches any bucket of these regions; buckets with dots in their names by path.
    return [address for host in hosts for address in (f"https://{host}", f"https://*.{host}")]


def connections(config: dict, s3_regions: list[str], also: list[str]) -> list[str]:
    """The addresses that the page connects to by its `config`, and `also`."""
    region, endpoints = config["region"], config.get("endpoints", {})
    api = config.get("api", {})
    addresses = [found["url"] for found in [api, *api.get("endpoints", [])] if "url" in found]
    addresses += endpoints.values() or [f"https://{service}.{region}.{domain(region)}" for service in SERVICES]
    addresses += buckets(config, s3_regions)
    providers = config.get("providers", {})
    if "amazon" in providers:
        addresses.append(providers["amazon"].get("token_endpoint", AMAZON_TOKENS))
    for provider in providers.get("oidc", []):
        addresses += [provider["issuer"], *filter(None, [provider.get("token_endpoint")])]
    addresses += also
    if "developer_login" in config:
        addresses.append(config["developer_login"]["url"])
    if "managed_login" in config.get("user_pool", {}):
        addresses.append(config["user_pool"]["managed_login"]["url"])
    return addresses


def directives(config: dict, s3_regions: list[str], also: list[str]) -> dict[str, list[str]]:
    """What is narrowed, and to which sources, each once."""
    local = next(iter(config.get("endpoints", {}).values()), "")

    def sources(addresses: list[str]) -> list[str]:
        return list(dict.fromkeys(source(address, local) for address in addresses))

    return {"connect-src": ["'self'", *sources(connections(config, s3_regions, also))],
            "media-src": sources(buckets(config, s3_regions)),
            "frame-src": ["blob:", *sources(buckets(config, s3_regions))]}


def narrowed(page: str, allowed: dict[str, list[str]]) -> str:
    """`page` with these sources in the directives of its policy; the rest is the page's own business. The policy is looked
    for in its element, whose attributes a minifier may have put in another order and stripped of their quotes."""
    policies = list(POLICY.finditer(page))
    if len(policies) != 1:
        raise Refused(f"index.html has {len(policies)} Content-Security-Policies, not one.")
    policy = policies[0][0]
    for directive, sources in allowed.items():
        found = re.findall(rf"\b{directive}\s[^;\">]*", policy)
        if len(found) != 1:
            raise Refused(f"index.html has no Content-Security-Policy with one {directive} directive.")
        policy = policy.replace(found[0], f"{directive} {' '.join(sources)}")
    return page[:policies[0].start()] + policy + page[policies[0].end():]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("index", "config", "narrowed"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--s3-region", action="append", default=[])
    parser.add_argument("--also", action="append", default=[])
    options = parser.parse_args()
    try:
        allowed = directives(json.loads(options.config.read_text(encoding="utf-8")), options.s3_region, options.also)
        page = narrowed(options.index.read_bytes().decode("utf-8"), allowed)
    except Refused as refused:
        sys.exit(str(refused))
    options.narrowed.write_bytes(page.encode("utf-8"))
    for directive, sources in allowed.items():
        print("   ", directive, *sources)


if __name__ == "__main__":
    main()
