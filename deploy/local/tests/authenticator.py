"""A passkey authenticator in software, as far as a relying party sees it. No browser: it claims any origin it is told.

https://www.w3.org/TR/webauthn-3/
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256, ES384 = -7, -35


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    def __init__(self, origin: str, verifies: bool = True, algorithm: int = ES256):
        self.origin = origin
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.algorithm = algorithm
        curve = ec.SECP256R1() if algorithm == ES256 else ec.SECP384R1()
        self.key = ec.generate_private_key(curve)
        self.id = secrets.token_bytes(32)
        self.count = 0
        self.handle = b""

    def create(self, options: dict, **changes) -> dict:
        """The RegistrationResponseJSON for the options; `changes` are what a page or authenticator does wrong."""
        self.handle = decoded(options["user"]["id"])
        numbers, size = self.key.public_key().public_numbers(), self.key.curve.key_size // 8
        public = {1: 2, 3: self.algorithm, -1: 1 if size == 32 else 2, -2: numbers.x.to_bytes(size, "big"),
                  -3: numbers.y.to_bytes(size, "big")}
        data = self.data(changes.get("party", options["rp"]["id"]), ATTESTED) + bytes(16) \
            + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        return {"id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key",
                "authenticatorAttachment": "platform", "clientExtensionResults": {}, "response": {
                    "clientDataJSON": encoded(self.client_data("webauthn.create", options, **changes)),
                    "attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
                    "transports": ["internal"]}}

    def get(self, options: dict, **changes) -> str:
        """The AuthenticationResponseJSON for the options, as text."""
        self.count += 1
        client_data = self.client_data("webauthn.get", options, **changes)
        data = self.data(changes.get("party", options["rpId"]))
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return json.dumps({
            "id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key", "clientExtensionResults": {},
            "response": {"clientDataJSON": encoded(client_data), "authenticatorData": encoded(data),
                         "signature": encoded(signature), "userHandle": encoded(changes.get("handle", self.handle))}})

    def data(self, party: str, flags: int = 0) -> bytes:
        return hashlib.sha256(party.encode()).digest() + bytes([self.flags | flags]) + self.count.to_bytes(4, "big")

    def client_data(self, kind: str, options: dict, **changes) -> bytes:
        return json.dumps({"type": kind, "challenge": changes.get("challenge", options["challenge"]),
                           "origin": changes.get("origin", self.origin), "crossOrigin": False}).encode()
