"""What the providers sign with: a key of each, kept beside those of the user pools; so tokens outlive a restart."""

import base64
import hashlib
import hmac
import json
import os
from functools import cache
from pathlib import Path

from joserfc.jwk import RSAKey


@cache
def signing_key(provider: str) -> RSAKey:
    """The RSA key a provider signs its ID tokens with."""
    file = Path(os.environ["STATE_DIR"]) / "provider-keys" / f"{provider}.pem"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(RSAKey.generate_key(2048, private=True).as_pem(private=True))
    pem = file.read_bytes()
    return RSAKey.import_key(pem, {"use": "sig", "alg": "RS256", "kid": hashlib.sha256(pem).hexdigest()[:16]})


def public_keys(provider: str) -> dict:
    """The key set a provider publishes."""
    return {"keys": [signing_key(provider).as_dict(private=False)]}


def seal(provider: str, prefix: str, said: dict) -> str:
    """An opaque access token: what it says can be read back by its provider alone."""
    plain = json.dumps(said).encode()
    return prefix + base64.urlsafe_b64encode(_seal_of(provider, plain) + plain).decode().rstrip("=")


def unseal(provider: str, prefix: str, token) -> dict | None:
    """What an access token says, or None when this provider did not issue it."""
    if not isinstance(token, str) or not token.startswith(prefix):
        return None
    text = token.removeprefix(prefix)
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return json.loads(sealed[32:]) if hmac.compare_digest(sealed[:32], _seal_of(provider, sealed[32:])) else None


def _seal_of(provider: str, plain: bytes) -> bytes:
    return hmac.digest(signing_key(provider).as_pem(private=True), plain, "sha256")
