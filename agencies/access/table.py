"""The decision table: actor x resource x action x confidentiality -> allowed, fields, rule.

Pure: no query is made here. The floors above hand the evaluator the facts of the case (``CaseFacts``); the evaluator
never imports them. Default is refusal. Law: law.md 7.2 (need to know, per participant and task), nav-and-schools.md 4.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID

from agencies.access.actor import Actor
from agencies.models.staff import Role


class Resource(StrEnum):
    """What may be seen or changed."""

    PARTICIPANT = "participant"
    PARTICIPATION = "participation"
    DECISION = "decision"
    DEADLINE = "deadline"
    FLAG = "flag"
    DOCUMENT = "document"
    IMPORT = "import"
    TRANSFER = "transfer"
    PLACEMENT = "placement"
    EMPLOYER = "employer"
    AGENCY = "agency"
    JOB = "job"
    STAFF = "staff"
    ACCESS_LOG = "access_log"


class Action(StrEnum):
    """What is done."""

    VIEW = "view"
    CREATE = "create"
    CHANGE = "change"
    DECIDE = "decide"


class Confidentiality(IntEnum):
    """Address protection by the population register's codes; «abroad» is the Immigration-side § 19 (law.md 7.3)."""

    OPEN = 0
    CONFIDENTIAL = 7
    STRICTLY_CONFIDENTIAL = 6
    STRICTLY_CONFIDENTIAL_ABROAD = 19


class FieldGroup(StrEnum):
    """Parts of a case that are opened together."""

    IDENTITY = "identity"
    CONTACT = "contact"
    SETTLEMENT = "settlement"
    PROGRAMME = "programme"
    PLAN = "plan"
    ATTENDANCE_SUMMARY = "attendance_summary"
    WORK = "work"
    ABSENCE_REASONS = "absence_reasons"
    DECISIONS = "decisions"
    NOTES = "notes"
    DOCUMENTS = "documents"


ALL_FIELDS = frozenset(FieldGroup)
NAV_FIELDS = frozenset(
    {
        FieldGroup.IDENTITY,
        FieldGroup.CONTACT,
        FieldGroup.PROGRAMME,
        FieldGroup.PLAN,
        FieldGroup.ATTENDANCE_SUMMARY,
        FieldGroup.WORK,
    }
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the evaluator must know of a case.

    ``is_named`` says that the actor stands on the case's list of named people (strictly confidential cases);
    ``is_moved`` that another municipality has taken the case over, so that it is read only.
    """

    municipality_id: UUID
    confidentiality: Confidentiality = Confidentiality.OPEN
    is_named: bool = False
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: whether, which field groups, and the code of the rule that decided."""

    allowed: bool
    rule: str
    fields: frozenset[FieldGroup] = frozenset()


_CASEWORK = frozenset({Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER})
_DECIDERS = frozenset({Role.PROGRAMME_ADVISER, Role.TEAM_LEADER})
_CASE_READERS = _CASEWORK | {Role.NAV_ADVISER}

# The whole table. A pair that is missing is refused to everybody.
ROLES: dict[tuple[Resource, Action], frozenset[Role]] = {
    (Resource.PARTICIPANT, Action.VIEW): _CASE_READERS,
    (Resource.PARTICIPANT, Action.CREATE): _CASEWORK,
    (Resource.PARTICIPANT, Action.CHANGE): _CASEWORK,
    (Resource.PARTICIPATION, Action.VIEW): _CASE_READERS,
    (Resource.PARTICIPATION, Action.CREATE): _DECIDERS,
    (Resource.PARTICIPATION, Action.CHANGE): _DECIDERS,
    (Resource.PARTICIPATION, Action.DECIDE): _DECIDERS,
    # Decisions, their reasons and appeals are the municipality's own; who may do which act of the procedure stands in
    # ``programmes.law.procedure_states``.
    (Resource.DECISION, Action.VIEW): _CASEWORK,
    (Resource.DECISION, Action.CREATE): _DECIDERS,
    (Resource.DECISION, Action.CHANGE): _CASEWORK,
    (Resource.DECISION, Action.DECIDE): _DECIDERS,
    (Resource.DEADLINE, Action.VIEW): _CASE_READERS,
    (Resource.FLAG, Action.VIEW): _CASE_READERS,
    (Resource.FLAG, Action.CHANGE): _CASE_READERS,
    (Resource.DOCUMENT, Action.VIEW): _CASEWORK,
    (Resource.DOCUMENT, Action.CREATE): _CASEWORK,
    (Resource.IMPORT, Action.VIEW): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.IMPORT, Action.CREATE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.IMPORT, Action.CHANGE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    # Moving between municipalities: the sender asks and withdraws, the receiver answers. Which side somebody stands on,
    # and which requests they meet there, is for ``participants.models.transfer``.
    (Resource.TRANSFER, Action.VIEW): _CASEWORK,
    (Resource.TRANSFER, Action.CREATE): _DECIDERS,
    (Resource.TRANSFER, Action.CHANGE): _DECIDERS,
    (Resource.TRANSFER, Action.DECIDE): _CASEWORK,
    (Resource.PLACEMENT, Action.VIEW): _CASE_READERS,
    (Resource.PLACEMENT, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.PLACEMENT, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.EMPLOYER, Action.VIEW): _CASE_READERS,
    (Resource.EMPLOYER, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.AGENCY, Action.VIEW): frozenset(Role),
    (Resource.JOB, Action.VIEW): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.STAFF, Action.VIEW): frozenset({Role.ADMINISTRATOR, Role.TEAM_LEADER}),
    (Resource.ACCESS_LOG, Action.VIEW): frozenset({Role.PRIVACY_OFFICER}),
}


def may_meet_people(actor: Actor) -> bool:
    """Whether the actor may meet any person's data at all; without it the database shows no rows."""
    return actor.is_system or not actor.roles.isdisjoint(_CASE_READERS | {Role.PRIVACY_OFFICER})


def may(actor: Actor, resource: Resource, action: Action) -> bool:
    """Whether the actor's role gives ``action`` on ``resource`` somewhere; which rows is for ``visible_to``."""
    return actor.is_system or not actor.roles.isdisjoint(ROLES.get((resource, action), frozenset()))


def decide(actor: Actor, resource: Resource, action: Action, facts: CaseFacts | None = None) -> Verdict:
    """Evaluate the table for one resource of one case; the first refusal wins.

    The order is that of nav-and-schools.md 4.1: the core rules on protected people come before role and place.
    """
    if facts is not None and not actor.is_system:
        refusal = _protection_refusal(actor, facts)
        if refusal:
            return Verdict(allowed=False, rule=refusal)
    if not may(actor, resource, action):
        return Verdict(allowed=False, rule="role")
    if facts is not None and facts.municipality_id not in actor.municipality_ids:
        return Verdict(allowed=False, rule="municipality")
    if facts is not None and facts.is_moved and action is not Action.VIEW:
        return Verdict(allowed=False, rule="moved")
    return Verdict(allowed=True, rule="system" if actor.is_system else "need_to_know", fields=fields_for(actor))


def fields_for(actor: Actor) -> frozenset[FieldGroup]:
    """The field groups of a case that the actor's roles open (law.md 7.2)."""
    if actor.is_system or actor.has_role(*_CASEWORK):
        return ALL_FIELDS
    return NAV_FIELDS if actor.has_role(Role.NAV_ADVISER) else frozenset()


def _protection_refusal(actor: Actor, facts: CaseFacts) -> str:
    if facts.confidentiality is Confidentiality.OPEN or facts.is_named:
        return ""
    if facts.confidentiality is Confidentiality.CONFIDENTIAL:
        return "" if actor.cleared_for_confidential else "confidential"
    return "strictly_confidential"
