"""Why a machine's token opens nothing."""

from enum import StrEnum


class TokenFault(StrEnum):
    """What is wrong, told to whoever called; nothing of it is a secret."""

    UNREADABLE = "unreadable token"
    ISSUER_UNKNOWN = "no issuer is trusted here"
    WRONG_ALGORITHM = "algorithm not allowed"
    UNKNOWN_KEY = "unknown key"
    WRONG_SIGNATURE = "wrong signature"
    WRONG_CLAIMS = "claims missing or wrong"
    WRONG_ISSUER = "wrong issuer"
    WRONG_AUDIENCE = "made for another service"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    FOR_ONE_PERSON = "restricted to one person"
    WRONG_ORGANISATION = "consumer or supplier is no Norwegian organisation"
    NO_ACCESS = "the organisation has no access here"


class TokenRefused(Exception):
    """A token that is not taken."""

    def __init__(self, fault: TokenFault) -> None:
        super().__init__(fault.value)
        self.fault = fault

    @property
    def is_known_caller(self) -> bool:
        """Whether the token itself is good, and its organisation alone has no access."""
        return self.fault is TokenFault.NO_ACCESS
