"""Who somebody is to a provider: the same name is always the same person, whose id has the form that provider gives."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True)
class Person:
    name: str
    email: str

    @staticmethod
    def named(typed: str) -> Person:
        """The person somebody says they are, by a name or an e-mail address."""
        typed = " ".join(typed.split())
        if "@" in typed:
            return Person(typed.partition("@")[0].replace(".", " ").title(), typed.lower())
        return Person(typed, f"{typed.lower().replace(' ', '.')}@example.com")

    def id_at(self, provider: str) -> str:
        """The id a provider knows the person by."""
        digest = hashlib.sha256(f"{provider}/{self.email}".encode()).digest()
        digits = str(int.from_bytes(digest, "big"))
        match provider:
            case "google":
                return f"1{digits[:20]}"
            case "facebook":
                return f"1{digits[:16]}"
            case "amazon":
                return f"amzn1.account.{base64.b32encode(digest).decode()[:28]}"
            case "apple":
                return f"00{digits[:4]}.{digest.hex()[:32]}.{digits[4:8]}"
            case _:
                return str(uuid5(NAMESPACE_URL, self.email))
