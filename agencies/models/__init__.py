"""The tables of the ground floor."""

from agencies.models.administration import AccessConfirmation, AccessReview, CooperationAgreement, Invitation
from agencies.models.agency import Agency, AgencyKind, AgencyService, Municipality
from agencies.models.audit import AccessLogEntry, ChangeRecord
from agencies.models.base import TimestampedModel, UuidModel, VersionedModel
from agencies.models.kinship import DeclaredKin, Kinship
from agencies.models.login import LoginSession, Passkey, Proof, RecoveryCode, TotpDevice
from agencies.models.machines import ApiToken, MachineAccess
from agencies.models.oidc import ClaimMapping, OidcIdentity
from agencies.models.staff import Membership, Role, User
from agencies.models.work import IdempotencyRecord, Job, JobState, OutboxEvent, OutboxState

__all__ = [
    "AccessConfirmation",
    "AccessLogEntry",
    "AccessReview",
    "Agency",
    "AgencyKind",
    "AgencyService",
    "ApiToken",
    "ChangeRecord",
    "ClaimMapping",
    "CooperationAgreement",
    "DeclaredKin",
    "IdempotencyRecord",
    "Invitation",
    "Job",
    "JobState",
    "Kinship",
    "LoginSession",
    "MachineAccess",
    "Membership",
    "Municipality",
    "OidcIdentity",
    "OutboxEvent",
    "OutboxState",
    "Passkey",
    "Proof",
    "RecoveryCode",
    "Role",
    "TimestampedModel",
    "TotpDevice",
    "User",
    "UuidModel",
    "VersionedModel",
]
