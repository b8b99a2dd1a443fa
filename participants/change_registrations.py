"""What of this floor's tables the change history of a case tells."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup, Resource, fields_for
from participants import subject_registrations  # noqa: F401 - what is copied is told
from participants.change_tables import Values, tell_changes
from participants.countries import country_name
from participants.duties import duty, kinds_hidden_from
from participants.languages import language_name
from participants.models import (
    AccessOverride,
    Assignment,
    CaseReversal,
    Deadline,
    Document,
    FamilyMember,
    FamilyPeriod,
    Flag,
    IdentityNumber,
    NamedAccess,
    Participant,
    ResidencePermit,
    SamePersonNotice,
    Statement,
    TransferRequest,
)


def _country(code: str) -> str:
    return country_name(code, get_language() or "nb")


def _duty(code: str) -> str:
    return str(duty(code).label)


def _tells_of_a_closed_part(actor: Actor, row: Values) -> bool:
    return row.get("kind") in kinds_hidden_from(fields_for(actor))


def _is_a_warning_for_casework(actor: Actor, _row: Values) -> bool:
    # What it warned of stood on the deadline, which may be gone too.
    return FieldGroup.NOTES not in fields_for(actor)


def _is_somebodys_own_case(_actor: Actor, row: Values) -> bool:
    # Whether that person may be known of cannot be asked of a row that is gone.
    return row.get("related_id") is not None


def _is_of_a_hidden_member(actor: Actor, row: Values) -> bool:
    return not FamilyMember.objects.visible_to(actor).filter(pk=str(row["member_id"])).exists()


def _is_the_privacy_officers(_actor: Actor, row: Values) -> bool:
    return bool(row.get("is_protected"))


tell_changes(
    Participant,
    {
        FieldGroup.IDENTITY: "given_name family_name birth_date sex citizenship confidentiality",
        FieldGroup.CONTACT: "phone email",
        FieldGroup.PROGRAMME: "mother_tongue interpreter_language education",
        FieldGroup.SETTLEMENT: "arrived_on settled_on claimed_on intake",
    },
    path="pk",
    words={"citizenship": _country, "mother_tongue": language_name, "interpreter_language": language_name},
)
tell_changes(IdentityNumber, {FieldGroup.NOTES: "left_on"}, rest=FieldGroup.IDENTITY, called="kind")
tell_changes(ResidencePermit, rest=FieldGroup.IDENTITY, called="granted_on")
tell_changes(Assignment, rest=FieldGroup.PROGRAMME, called="kind")
tell_changes(
    Deadline, rest=FieldGroup.PROGRAMME, words={"kind": _duty}, conceals=_tells_of_a_closed_part, called="kind"
)
tell_changes(Flag, {FieldGroup.NOTES: "reason"}, rest=FieldGroup.PROGRAMME, conceals=_is_a_warning_for_casework)
tell_changes(Document, rest=FieldGroup.DOCUMENTS, never="content_type size checksum", called="title")
tell_changes(FamilyMember, rest=FieldGroup.FAMILY, conceals=_is_somebodys_own_case, called="kinship")
tell_changes(FamilyPeriod, rest=FieldGroup.FAMILY, never="is_partner", conceals=_is_of_a_hidden_member)
tell_changes(NamedAccess, also="user", resource=Resource.PARTICIPANT)
tell_changes(CaseReversal, title=_("sammenslåing eller deling"))
tell_changes(AccessOverride, never="rule")
tell_changes(Statement, never="event")
tell_changes(TransferRequest, rest=FieldGroup.DECISIONS, never="stated")
tell_changes(SamePersonNotice, rest=FieldGroup.SETTLEMENT, conceals=_is_the_privacy_officers)
