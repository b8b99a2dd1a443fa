"""What a provider says of somebody, as far as it is believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agencies.oidc.providers import Provider


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody at a provider: issuer and subject together are for one person for ever; the rest may change.

    ``is_email_trusted``: the address is of a domain for which the provider is believed. ``values`` are those of the
    claim that roles are mapped from. ``proved_at``: when the person proved it (seconds since 1970), 0 when unsaid.
    ``number`` is the person's identity number, "" where the provider is not asked for it.
    """

    issuer: str
    subject: str
    email: str
    is_email_trusted: bool
    name: str
    values: frozenset[str]
    proved_at: float
    number: str = field(default="", repr=False)

    @classmethod
    def of(cls, provider: Provider, claims: Mapping[str, Any]) -> "Identity":
        """The identity in verified claims."""
        email = _text(claims.get("email")).strip().lower()
        domain = email.rpartition("@")[2]
        is_own = domain in {each.lower() for each in provider.email_domains}
        return cls(
            issuer=provider.issuer,
            subject=_text(claims["sub"]),
            email=email,
            is_email_trusted=is_own and claims.get("email_verified") is not False,
            name=_text(claims.get("name")) or email,
            values=_values(claims.get(provider.claim)),
            proved_at=float(claims.get("auth_time") or 0),
            number=_text(claims.get(provider.number_claim)) if provider.number_claim else "",
        )


def _values(claim: Any) -> frozenset[str]:
    listed = claim if isinstance(claim, list) else [claim]
    return frozenset(each for each in listed if isinstance(each, str) and each)


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""
