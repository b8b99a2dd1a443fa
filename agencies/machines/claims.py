"""What a token must hold to be taken (api-conventions.md 2a), and what is read from it.

The same token may come many times while it lives. Nothing is decided by ``client_id`` or ``client_orgno``, in the
issuer's own words; the organisation that acts is ``consumer``.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError, MissingClaimError

from agencies.machines.keys import key_store
from agencies.machines.organisations import organisation_in
from agencies.machines.refusals import TokenFault, TokenRefused

ALGORITHMS = ("RS256", "RS384", "RS512")
LEEWAY_SECONDS = 10
_MOST_CHARACTERS = 8192
_DOTS = 2
# Tokens of these kinds are for one person's, or one consent's, data; here they would open an agency's.
_NARROWER = ("pid", "authorization_details")


@dataclass(frozen=True, slots=True)
class MachineToken:
    """What a verified token says.

    ``consumer`` and ``supplier`` are organisation numbers; the second is empty unless somebody acts for the consumer
    by a delegation that ``delegation_source`` has registered.
    """

    consumer: str
    supplier: str
    delegation_source: str
    scope: str
    client_id: str
    token_id: str

    @property
    def caller(self) -> str:
        """The caller in the log: the consumer, and the supplier that acts for it."""
        return f"0192:{self.consumer}" + (f" via 0192:{self.supplier}" if self.supplier else "")


def looks_like_jwt(bearer: str) -> bool:
    """Whether a bearer token is a signed one; the opaque ones have no dots."""
    return bearer.count(".") == _DOTS


def verify(bearer: str) -> MachineToken:
    """Read a token after everything about it has been checked; ``TokenRefused`` says what is wrong."""
    if not settings.MACHINE_TOKEN_ISSUER:
        raise TokenRefused(TokenFault.ISSUER_UNKNOWN)
    claims = _signed_claims(bearer)
    _check(claims)
    consumer, supplier = organisation_in(claims.get("consumer")), organisation_in(claims.get("supplier"))
    source = claims.get("delegation_source")
    # A supplier comes with the register that knows of the delegation; the one without the other is no delegation.
    if not consumer or bool(claims.get("supplier")) != bool(supplier) or bool(supplier) != bool(source):
        raise TokenRefused(TokenFault.WRONG_ORGANISATION)
    scope = claims.get("scope")
    return MachineToken(
        consumer=consumer,
        supplier=supplier,
        delegation_source=_text(source),
        scope=scope if isinstance(scope, str) else "",
        client_id=_text(claims.get("client_id")),
        token_id=_text(claims.get("jti")),
    )


def _signed_claims(bearer: str) -> dict[str, Any]:
    if len(bearer) > _MOST_CHARACTERS:
        raise TokenRefused(TokenFault.UNREADABLE)
    try:
        header = jws.extract_compact(bearer.encode()).headers()
    except (JoseError, ValueError) as error:
        raise TokenRefused(TokenFault.UNREADABLE) from error
    if header.get("alg") not in ALGORITHMS:
        raise TokenRefused(TokenFault.WRONG_ALGORITHM)
    kid = header.get("kid")
    # The key is the issuer's, found by its id; whatever keys and addresses the header holds are not looked at.
    key = key_store().key(kid) if isinstance(kid, str) and kid else None
    if key is None:
        raise TokenRefused(TokenFault.UNKNOWN_KEY)
    try:
        return dict(jwt.decode(bearer, key, algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError) as error:
        raise TokenRefused(TokenFault.WRONG_SIGNATURE) from error


def _check(claims: dict[str, Any]) -> None:
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.MACHINE_TOKEN_ISSUER},
        aud={"essential": True, "value": settings.MACHINE_TOKEN_AUDIENCE},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        registry.validate(claims)
    except ClaimError as error:
        raise TokenRefused(_fault_of(error)) from error
    if any(claims.get(name) for name in _NARROWER):
        raise TokenRefused(TokenFault.FOR_ONE_PERSON)


def _fault_of(error: ClaimError) -> TokenFault:
    if isinstance(error, ExpiredTokenError):
        return TokenFault.EXPIRED
    # A token that names no audience was made for nobody in particular, and so not for us.
    if isinstance(error, MissingClaimError) and error.claim != "aud":
        return TokenFault.WRONG_CLAIMS
    faults = {
        "iss": TokenFault.WRONG_ISSUER,
        "aud": TokenFault.WRONG_AUDIENCE,
        "nbf": TokenFault.NOT_YET_VALID,
        "iat": TokenFault.NOT_YET_VALID,
    }
    return faults.get(error.claim, TokenFault.WRONG_CLAIMS)


def _text(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""
