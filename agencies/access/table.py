"""The decision table's data: resources, actions, field groups, and which role has which of them.

Pure: no query is made here. A pair that is missing is refused to everybody; what the case itself forbids (protection,
kinship, place) stands in ``agencies.access.rules``, which is asked first. Law: law.md 7.2 (need to know, per
participant and task), nav-and-schools.md 4.
"""

from enum import IntEnum, StrEnum
from functools import cache

from agencies.access.actor import Actor
from agencies.models.staff import Role


class Resource(StrEnum):
    """What may be seen or changed."""

    PARTICIPANT = "participant"
    ASSIGNMENT = "assignment"
    OVERRIDE = "override"
    PARTICIPATION = "participation"
    START = "start"
    DECISION = "decision"
    HOUSEHOLD = "household"
    SAME_PERSON = "same_person"
    PLAN = "plan"
    SKILLS_MAPPING = "skills_mapping"
    PROPOSAL = "proposal"
    REVIEW = "review"
    JOURNAL = "journal"
    APPOINTMENT = "appointment"
    CASE_MESSAGE = "case_message"
    HANDOVER = "handover"
    DEADLINE = "deadline"
    FLAG = "flag"
    DOCUMENT = "document"
    IMPORT = "import"
    TRANSFER = "transfer"
    MEASURE = "measure"
    PLACEMENT = "placement"
    EMPLOYER = "employer"
    OFFERED_PLACE = "offered_place"
    SUGGESTION = "suggestion"
    TRACK = "track"
    TRACK_MEMBERSHIP = "track_membership"
    SCHOOL_CLASS = "school_class"
    CLASS_ENROLMENT = "class_enrolment"
    PUPIL = "pupil"
    ATTENDANCE = "attendance"
    ATTENDANCE_SUMMARY = "attendance_summary"
    ATTENDANCE_LOCK = "attendance_lock"
    TEST_RESULT = "test_result"
    TEST_ENTRY = "test_entry"
    EXEMPTION = "exemption"
    AGENCY = "agency"
    JOB = "job"
    STAFF = "staff"
    MACHINE = "machine"
    COOPERATION = "cooperation"
    TEAM = "team"
    CASELOAD = "caseload"
    ACCESS_LOG = "access_log"
    SCHOOL_SOURCE = "school_source"
    SCHOOL_REPORT = "school_report"
    OUTCOME = "outcome"
    SUBJECT_ACCESS = "subject_access"
    SUBJECT_COPY = "subject_copy"
    LIST_EXPORT = "list_export"
    NIR = "nir"
    NIR_SETUP = "nir_setup"
    RETENTION = "retention"
    STATEMENT = "statement"
    AGREEMENT = "agreement"


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
    LEVEL = "level"
    LEAVE_DATES = "leave_dates"
    ABSENCE_REASONS = "absence_reasons"
    HEALTH = "health"
    FAMILY = "family"
    DECISIONS = "decisions"
    APPEALS = "appeals"
    NOTES = "notes"
    DOCUMENTS = "documents"


ALL_FIELDS = frozenset(FieldGroup)
# Not health, family conflicts, reasons of absence, decisions or appeals (law.md 7.2).
NAV_FIELDS = frozenset(
    {
        FieldGroup.IDENTITY,
        FieldGroup.CONTACT,
        FieldGroup.PROGRAMME,
        FieldGroup.PLAN,
        FieldGroup.ATTENDANCE_SUMMARY,
        FieldGroup.LEVEL,
        FieldGroup.LEAVE_DATES,
        FieldGroup.WORK,
    }
)
# Of the pupils of the own classes; which those are is for the school's own querysets.
SCHOOL_FIELDS = frozenset(
    {FieldGroup.IDENTITY, FieldGroup.ATTENDANCE_SUMMARY, FieldGroup.LEVEL, FieldGroup.LEAVE_DATES}
)


_LINKED = frozenset({Role.EMPLOYER_CONTACT, Role.PARTICIPANT})
_STAFF = frozenset(Role) - _LINKED
_CASEWORK = frozenset({Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER})
_DECIDERS = frozenset({Role.PROGRAMME_ADVISER, Role.TEAM_LEADER})
_CASE_READERS = _CASEWORK | {Role.NAV_ADVISER}

# Which parts of a case a role opens. The privacy officer and the administrator open none; a contact at an employer and
# the participant come by a link of their own to one thing, which shows what stands on it.
FIELDS: dict[Role, frozenset[FieldGroup]] = {
    Role.ENROLMENT_OFFICER: ALL_FIELDS,
    Role.PROGRAMME_ADVISER: ALL_FIELDS,
    Role.TEAM_LEADER: ALL_FIELDS,
    Role.NAV_ADVISER: NAV_FIELDS,
    Role.TEACHER: SCHOOL_FIELDS,
    Role.SCHOOL_SYSTEM: frozenset(),
    Role.EMPLOYER_CONTACT: frozenset(),
    Role.PARTICIPANT: frozenset(),
    Role.LEADER: frozenset(),
    Role.PRIVACY_OFFICER: frozenset(),
    Role.ADMINISTRATOR: frozenset(),
}

# The whole table. A pair that is missing is refused to everybody.
ROLES: dict[tuple[Resource, Action], frozenset[Role]] = {
    (Resource.PARTICIPANT, Action.VIEW): _CASE_READERS,
    (Resource.PARTICIPANT, Action.CREATE): _CASEWORK,
    (Resource.PARTICIPANT, Action.CHANGE): _CASEWORK,
    # Who gives a case its staff need not work with it: it is how one comes to.
    (Resource.ASSIGNMENT, Action.CHANGE): _CASEWORK,
    # Giving oneself access with a reason, and seeing who did.
    (Resource.OVERRIDE, Action.VIEW): frozenset({Role.PRIVACY_OFFICER}),
    (Resource.OVERRIDE, Action.CREATE): _DECIDERS,
    # Family details are casework only: NAV does not get them.
    (Resource.HOUSEHOLD, Action.VIEW): _CASEWORK,
    (Resource.HOUSEHOLD, Action.CREATE): _CASEWORK,
    (Resource.HOUSEHOLD, Action.CHANGE): _CASEWORK,
    # That the same person was registered elsewhere; of a protected person only the privacy officer learns of it.
    (Resource.SAME_PERSON, Action.VIEW): _CASEWORK | {Role.PRIVACY_OFFICER},
    (Resource.SAME_PERSON, Action.CHANGE): _CASEWORK | {Role.PRIVACY_OFFICER},
    # Claims, offers of start and who has right and duty are the municipality's own.
    (Resource.START, Action.VIEW): _CASEWORK,
    (Resource.START, Action.CREATE): _CASEWORK,
    (Resource.START, Action.CHANGE): _CASEWORK,
    (Resource.START, Action.DECIDE): _DECIDERS,
    (Resource.PARTICIPATION, Action.VIEW): _CASE_READERS,
    (Resource.PARTICIPATION, Action.CREATE): _DECIDERS,
    (Resource.PARTICIPATION, Action.CHANGE): _DECIDERS,
    (Resource.PARTICIPATION, Action.DECIDE): _DECIDERS,
    # NAV sees plan and mapping (law.md 7.2) and proposes; the municipality writes and decides.
    (Resource.PLAN, Action.VIEW): _CASE_READERS,
    (Resource.PLAN, Action.CREATE): _DECIDERS,
    (Resource.PLAN, Action.CHANGE): _DECIDERS,
    (Resource.PLAN, Action.DECIDE): _DECIDERS,
    (Resource.SKILLS_MAPPING, Action.VIEW): _CASE_READERS,
    (Resource.SKILLS_MAPPING, Action.CREATE): _CASEWORK,
    (Resource.SKILLS_MAPPING, Action.CHANGE): _CASEWORK,
    (Resource.PROPOSAL, Action.VIEW): _CASE_READERS,
    (Resource.PROPOSAL, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.PROPOSAL, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    # Reviews of the plan: NAV sees the days and what was agreed. Journal and appointments are the municipality's own.
    (Resource.REVIEW, Action.VIEW): _CASE_READERS,
    (Resource.REVIEW, Action.CREATE): _DECIDERS,
    (Resource.REVIEW, Action.CHANGE): _DECIDERS,
    (Resource.JOURNAL, Action.VIEW): _CASEWORK,
    (Resource.JOURNAL, Action.CREATE): _CASEWORK,
    (Resource.JOURNAL, Action.CHANGE): _CASEWORK,
    (Resource.APPOINTMENT, Action.VIEW): _CASEWORK,
    (Resource.APPOINTMENT, Action.CREATE): _CASEWORK,
    (Resource.APPOINTMENT, Action.CHANGE): _CASEWORK,
    # Which of the two answers a proposal follows from what is proposed (``programmes.models.proposal``).
    (Resource.PROPOSAL, Action.DECIDE): _DECIDERS | {Role.NAV_ADVISER},
    # The thread of a case is between municipality and NAV; schools and employers have no part in it.
    (Resource.CASE_MESSAGE, Action.VIEW): _CASE_READERS,
    (Resource.CASE_MESSAGE, Action.CREATE): _CASE_READERS,
    # The municipality hands over; NAV alone can say that it has taken over.
    (Resource.HANDOVER, Action.VIEW): _CASE_READERS,
    (Resource.HANDOVER, Action.CREATE): _DECIDERS,
    (Resource.HANDOVER, Action.CHANGE): _DECIDERS,
    (Resource.HANDOVER, Action.DECIDE): frozenset({Role.NAV_ADVISER}),
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
    # Labour-market measures are NAV's to decide (tiltaksforskriften § 1-5); the municipality may prepare one.
    (Resource.MEASURE, Action.VIEW): _CASE_READERS,
    (Resource.MEASURE, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.MEASURE, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.MEASURE, Action.DECIDE): frozenset({Role.NAV_ADVISER}),
    (Resource.PLACEMENT, Action.VIEW): _CASE_READERS,
    (Resource.PLACEMENT, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.PLACEMENT, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.EMPLOYER, Action.VIEW): _CASE_READERS,
    (Resource.EMPLOYER, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.EMPLOYER, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    # Places are facts about employers; who fits them, and who goes through a track, is NAV's and the municipality's.
    (Resource.OFFERED_PLACE, Action.VIEW): _CASE_READERS,
    (Resource.OFFERED_PLACE, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.OFFERED_PLACE, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.SUGGESTION, Action.VIEW): _CASE_READERS,
    (Resource.SUGGESTION, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.SUGGESTION, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.TRACK, Action.VIEW): _CASE_READERS,
    (Resource.TRACK, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.TRACK, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.TRACK_MEMBERSHIP, Action.VIEW): _CASE_READERS,
    (Resource.TRACK_MEMBERSHIP, Action.CREATE): _DECIDERS | {Role.NAV_ADVISER},
    (Resource.TRACK_MEMBERSHIP, Action.CHANGE): _DECIDERS | {Role.NAV_ADVISER},
    # Classes: a teacher meets the own classes, and of their pupils name, level, attendance and days away (law.md 7.2);
    # which classes these are is for ``programmes.models.classes`` and for row-level security.
    (Resource.SCHOOL_CLASS, Action.VIEW): _CASEWORK | {Role.TEACHER},
    (Resource.SCHOOL_CLASS, Action.CREATE): _CASEWORK,
    (Resource.SCHOOL_CLASS, Action.CHANGE): _CASEWORK,
    (Resource.CLASS_ENROLMENT, Action.VIEW): _CASEWORK | {Role.TEACHER},
    (Resource.CLASS_ENROLMENT, Action.CREATE): _CASEWORK,
    (Resource.CLASS_ENROLMENT, Action.CHANGE): _CASEWORK,
    (Resource.PUPIL, Action.VIEW): _CASEWORK | {Role.TEACHER},
    (Resource.ATTENDANCE, Action.VIEW): _CASEWORK | {Role.TEACHER},
    (Resource.ATTENDANCE, Action.CREATE): _CASEWORK | {Role.TEACHER},
    (Resource.ATTENDANCE, Action.CHANGE): _CASEWORK | {Role.TEACHER},
    (Resource.ATTENDANCE, Action.DECIDE): _DECIDERS,
    (Resource.ATTENDANCE_SUMMARY, Action.VIEW): _CASE_READERS,
    (Resource.ATTENDANCE_LOCK, Action.VIEW): _CASEWORK,
    (Resource.ATTENDANCE_LOCK, Action.CREATE): _DECIDERS,
    (Resource.ATTENDANCE_LOCK, Action.CHANGE): _DECIDERS,
    (Resource.TEST_RESULT, Action.VIEW): _CASE_READERS,
    (Resource.TEST_RESULT, Action.CREATE): _CASEWORK,
    (Resource.TEST_RESULT, Action.CHANGE): _CASEWORK,
    (Resource.TEST_ENTRY, Action.VIEW): _CASEWORK | {Role.TEACHER},
    (Resource.TEST_ENTRY, Action.CREATE): _CASEWORK | {Role.TEACHER},
    (Resource.TEST_ENTRY, Action.CHANGE): _CASEWORK | {Role.TEACHER},
    (Resource.EXEMPTION, Action.VIEW): _CASEWORK,
    (Resource.EXEMPTION, Action.CREATE): _DECIDERS,
    (Resource.EXEMPTION, Action.CHANGE): _DECIDERS,
    (Resource.AGENCY, Action.VIEW): _STAFF,
    (Resource.JOB, Action.VIEW): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.STAFF, Action.VIEW): frozenset({Role.ADMINISTRATOR, Role.TEAM_LEADER}),
    # Who works here and as what is the administrator's; no data of participants comes with it.
    (Resource.STAFF, Action.CREATE): frozenset({Role.ADMINISTRATOR}),
    (Resource.STAFF, Action.CHANGE): frozenset({Role.ADMINISTRATOR}),
    # Which systems act for the agency, with which keys.
    (Resource.MACHINE, Action.VIEW): frozenset({Role.ADMINISTRATOR}),
    (Resource.MACHINE, Action.CREATE): frozenset({Role.ADMINISTRATOR}),
    (Resource.MACHINE, Action.CHANGE): frozenset({Role.ADMINISTRATOR}),
    (Resource.COOPERATION, Action.VIEW): frozenset({Role.ADMINISTRATOR, Role.TEAM_LEADER}),
    (Resource.COOPERATION, Action.CHANGE): frozenset({Role.ADMINISTRATOR, Role.TEAM_LEADER}),
    # The team: who has how much, cover, handing over many cases; and the caseload of the system before this one.
    (Resource.TEAM, Action.VIEW): frozenset({Role.TEAM_LEADER}),
    (Resource.TEAM, Action.CHANGE): frozenset({Role.TEAM_LEADER}),
    (Resource.CASELOAD, Action.VIEW): frozenset({Role.TEAM_LEADER}),
    (Resource.CASELOAD, Action.CREATE): frozenset({Role.TEAM_LEADER}),
    (Resource.CASELOAD, Action.CHANGE): frozenset({Role.TEAM_LEADER}),
    (Resource.ACCESS_LOG, Action.VIEW): frozenset({Role.PRIVACY_OFFICER}),
    # School systems: who looks after them. The system itself may only deliver attendance and see what became of it.
    (Resource.SCHOOL_SOURCE, Action.VIEW): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.SCHOOL_SOURCE, Action.CREATE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.SCHOOL_SOURCE, Action.CHANGE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    (Resource.SCHOOL_REPORT, Action.VIEW): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER, Role.SCHOOL_SYSTEM}),
    (Resource.SCHOOL_REPORT, Action.CREATE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER, Role.SCHOOL_SYSTEM}),
    (Resource.SCHOOL_REPORT, Action.CHANGE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER, Role.SCHOOL_SYSTEM}),
    # A copy of all about one person, for that person (GDPR art. 15): whoever takes the request asks for it, and only
    # those who open the whole case open the copy.
    (Resource.SUBJECT_ACCESS, Action.VIEW): _CASEWORK | {Role.PRIVACY_OFFICER},
    (Resource.SUBJECT_ACCESS, Action.CREATE): _CASEWORK | {Role.PRIVACY_OFFICER},
    (Resource.SUBJECT_COPY, Action.VIEW): _CASEWORK,
    # What the participant says of an entry that is contested, beside it.
    (Resource.STATEMENT, Action.VIEW): _CASEWORK,
    (Resource.STATEMENT, Action.CREATE): _CASEWORK,
    # One agreement, opened by a one-time link, for the party that it was made for.
    (Resource.AGREEMENT, Action.VIEW): _LINKED,
    (Resource.AGREEMENT, Action.DECIDE): _LINKED,
    # Cases whose time has come go out in two steps: somebody who answers for them confirms, and only then anything is
    # touched. Whoever is named on a protected case confirms that one.
    (Resource.RETENTION, Action.VIEW): frozenset({Role.TEAM_LEADER, Role.PRIVACY_OFFICER}),
    (Resource.RETENTION, Action.CHANGE): frozenset({Role.TEAM_LEADER, Role.PRIVACY_OFFICER}),
    # Figures without people in them: counts under five are not shown.
    (Resource.OUTCOME, Action.VIEW): frozenset({Role.LEADER, Role.TEAM_LEADER}),
    # Lists as files: what stands in one is asked of its own page's pair too, when it is made and when it is opened.
    (Resource.LIST_EXPORT, Action.VIEW): _STAFF,
    (Resource.LIST_EXPORT, Action.CREATE): _STAFF,
    # NIR: casework sees what lacks in its cases and what was registered by hand; files are for those who deliver them.
    (Resource.NIR, Action.VIEW): _CASEWORK,
    (Resource.NIR, Action.CHANGE): _CASEWORK,
    (Resource.NIR, Action.CREATE): frozenset({Role.ENROLMENT_OFFICER, Role.TEAM_LEADER}),
    # Codes, and the day from which the municipality delivers: no people are in them.
    (Resource.NIR_SETUP, Action.VIEW): frozenset({Role.ADMINISTRATOR, Role.TEAM_LEADER}),
    (Resource.NIR_SETUP, Action.CHANGE): frozenset({Role.ADMINISTRATOR}),
}


def may_meet_people(actor: Actor) -> bool:
    """Whether the actor may meet any person's data at all; without it the database shows no rows."""
    return actor.is_system or not actor.roles.isdisjoint(_CASE_READERS | {Role.PRIVACY_OFFICER, Role.SCHOOL_SYSTEM})


@cache
def _opened_to(roles: frozenset[Role]) -> frozenset[Resource]:
    return frozenset(
        resource for (resource, action), given in ROLES.items() if action is Action.VIEW and not roles.isdisjoint(given)
    )


def opened_to(actor: Actor) -> frozenset[Resource]:
    """The resources that the actor's roles open; the database shows no rows of the others' tables.

    A machine's token narrows what it may do, not what the acts that it may do must read.
    """
    return _opened_to(actor.roles) | {Resource(name) for name in actor.reads}


def scope_of(resource: Resource, action: Action) -> str:
    """The name of the permission that a machine's token must carry for this act: ``participant.view``."""
    return f"{resource}.{action}"


def may(actor: Actor, resource: Resource, action: Action) -> bool:
    """Whether role and token give ``action`` on ``resource`` somewhere; which rows is for ``visible_to``."""
    if actor.scopes is not None and scope_of(resource, action) not in actor.scopes:
        return False
    return actor.is_system or not actor.roles.isdisjoint(ROLES.get((resource, action), frozenset()))


def fields_for(actor: Actor) -> frozenset[FieldGroup]:
    """The field groups of a case that the actor's roles open (law.md 7.2)."""
    if actor.is_system:
        return ALL_FIELDS
    return frozenset().union(*(FIELDS[role] for role in actor.roles))
