"""A passkey in software: makes the answers that a browser brings from a real key, and wrong ones (WebAuthn § 6)."""

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData, CollectedClientData

from agencies.models import Passkey, User

ORIGIN = "http://localhost:8000"
UNVERIFIED = AuthenticatorData.FLAG.UP
VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    """One key of one user; ``count`` is what it will sign next."""

    def __init__(self, user: User, *, count: int = 0) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count = os.urandom(16), count
        public = ES256.from_cryptography_key(self._private.public_key())
        kept = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        self.row = Passkey.objects.create(
            user=user, name="Myk", credential_id=self.id, credential=bytes(kept), sign_count=count
        )

    def answer(self, question: dict[str, Any], *, origin: str = ORIGIN, flags: int = VERIFIED, **changed: Any) -> str:
        """What the browser sends for a question, as JSON; the count has risen by one, unless ``count`` says another."""
        self.count = changed.pop("count", self.count + 1)
        signer = changed.pop("signer", self)
        site = hashlib.sha256(changed.pop("site", question["rpId"]).encode()).digest()
        challenge = changed.pop("challenge", question["challenge"])
        client = CollectedClientData.create(changed.pop("type", "webauthn.get"), challenge, origin)
        shown = AuthenticatorData.create(site, AuthenticatorData.FLAG(flags), self.count)
        signature = signer._private.sign(shown + client.hash, ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": shown, "signature": signature}
        encoded = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        known = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}
        return json.dumps(known | {"response": encoded, "clientExtensionResults": {}})
