"""The rules of the decision table, in their order: actor x resource x action x the case's facts -> verdict.

Pure: no query is made here. The floors above hand in the facts of the case (``CaseFacts``); nothing is imported from
them. The first rule that refuses decides (nav-and-schools.md 4.1). Core rules come first and hold for everybody; of the
others some can be set aside for a time, with a reason (``participants.operations.overriding``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from agencies.access.actor import Actor
from agencies.access.table import Action, Confidentiality, FieldGroup, Resource, fields_for, may, scope_of
from agencies.models.staff import Role


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the rules must know of a case.

    ``is_named``: the actor stands on the case's list of named people. ``is_shielded``: the person, or close family,
    works for the municipality or NAV. ``is_own`` and ``is_family``: the case is the actor's own, or of somebody the
    actor has declared to be close. ``is_moved``: another municipality has taken the case over, so it is read only.
    ``is_anothers``: somebody else than the actor is the case's adviser. ``is_overridden``: the actor has given a reason
    for access, which still runs.
    """

    municipality_id: UUID
    participant_id: UUID | None = None
    confidentiality: Confidentiality = Confidentiality.OPEN
    is_named: bool = False
    is_shielded: bool = False
    is_own: bool = False
    is_family: bool = False
    is_moved: bool = False
    is_anothers: bool = False
    is_overridden: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: whether, which field groups, and the code of the rule that decided."""

    allowed: bool
    rule: str
    fields: frozenset[FieldGroup] = frozenset()
    can_be_overridden: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: may this actor do this to this case?"""

    actor: Actor
    resource: Resource
    action: Action
    facts: CaseFacts


@dataclass(frozen=True, slots=True)
class Rule:
    """A ground for refusal. A core rule is asked first, of every person, and can never be set aside."""

    code: str
    refuses: Callable[[Question], bool]
    is_core: bool = False
    can_be_overridden: bool = False


def _is_graded(grade: Confidentiality) -> Callable[[Question], bool]:
    return lambda ask: ask.facts.confidentiality is grade and not ask.facts.is_named


def _is_confidential(ask: Question) -> bool:
    return _is_graded(Confidentiality.CONFIDENTIAL)(ask) and not ask.actor.cleared_for_confidential


def _is_shielded(ask: Question) -> bool:
    return ask.facts.is_shielded and not (ask.facts.is_named or ask.actor.cleared_for_shielded)


def _lacks_scope(ask: Question) -> bool:
    return ask.actor.scopes is not None and scope_of(ask.resource, ask.action) not in ask.actor.scopes


def _waits_for_proof(ask: Question) -> bool:
    """Of a person only: a machine proves itself by each token and can give no second factor.

    So ``must_prove`` is never set for it. It is named on no case and cleared for nobody, so the core rules above keep
    every protected case from it.
    """
    is_protected = ask.facts.confidentiality is not Confidentiality.OPEN or ask.facts.is_shielded
    return is_protected and ask.actor.must_prove


def _is_read_only(ask: Question) -> bool:
    return ask.facts.is_moved and ask.action is not Action.VIEW


STEP_UP = "step_up"
NOT_ASSIGNED = "not_assigned"
# Acts that a colleague does on a case without working with it: giving it its staff, taking what is overdue, asking for
# access itself.
_FOR_COLLEAGUES = frozenset({Resource.ASSIGNMENT, Resource.FLAG, Resource.OVERRIDE})


def _is_anothers(ask: Question) -> bool:
    """Whether a programme adviser, and no more than that, would write on a colleague's case."""
    works_on_all = ask.actor.is_system or not ask.actor.has_role(Role.PROGRAMME_ADVISER)
    works_on_all = works_on_all or ask.actor.has_role(Role.TEAM_LEADER, Role.ENROLMENT_OFFICER)
    is_free = ask.action is Action.VIEW or ask.resource in _FOR_COLLEAGUES
    return ask.facts.is_anothers and not (works_on_all or is_free or ask.facts.is_overridden)


RULES: tuple[Rule, ...] = (
    Rule("strictly_confidential", _is_graded(Confidentiality.STRICTLY_CONFIDENTIAL), is_core=True),
    Rule("strictly_confidential_abroad", _is_graded(Confidentiality.STRICTLY_CONFIDENTIAL_ABROAD), is_core=True),
    Rule("confidential", _is_confidential, is_core=True),
    Rule("shielded", _is_shielded, is_core=True),
    Rule("own_case", lambda ask: ask.facts.is_own, is_core=True),
    Rule("close_family", lambda ask: ask.facts.is_family, is_core=True),
    Rule("scope", _lacks_scope),
    Rule("role", lambda ask: not may(ask.actor, ask.resource, ask.action)),
    Rule("municipality", lambda ask: ask.facts.municipality_id not in ask.actor.municipality_ids),
    Rule(STEP_UP, _waits_for_proof),
    Rule("moved", _is_read_only),
    Rule(NOT_ASSIGNED, _is_anothers, can_be_overridden=True),
)
OVERRIDABLE = frozenset(rule.code for rule in RULES if rule.can_be_overridden)


def is_closed_to(actor: Actor, facts: CaseFacts) -> bool:
    """Whether the case is a colleague's to write on, whatever is written; ``NOT_ASSIGNED`` is the rule."""
    return _is_anothers(Question(actor, Resource.PARTICIPANT, Action.CHANGE, facts))


def decide(actor: Actor, resource: Resource, action: Action, facts: CaseFacts | None = None) -> Verdict:
    """Evaluate the table for one resource, of one case when its facts are given; the first refusal wins.

    The system is above the core rules: it works for everybody in its municipality, and shows nobody anything.
    """
    if facts is None:
        return _without_case(actor, resource, action)
    asked = Question(actor, resource, action, facts)
    for rule in RULES:
        if not (rule.is_core and actor.is_system) and rule.refuses(asked):
            return Verdict(allowed=False, rule=rule.code, can_be_overridden=rule.can_be_overridden)
    return Verdict(allowed=True, rule=_ground(asked), fields=fields_for(actor))


def _without_case(actor: Actor, resource: Resource, action: Action) -> Verdict:
    if may(actor, resource, action):
        rule = "system" if actor.is_system else "need_to_know"
        return Verdict(allowed=True, rule=rule, fields=fields_for(actor))
    lacks_scope = actor.scopes is not None and scope_of(resource, action) not in actor.scopes
    return Verdict(allowed=False, rule="scope" if lacks_scope else "role")


def _ground(ask: Question) -> str:
    """Why it is allowed, for the log."""
    if ask.actor.is_system:
        return "system"
    if ask.facts.is_overridden and ask.facts.is_anothers:
        return "override"
    if ask.facts.confidentiality is not Confidentiality.OPEN or ask.facts.is_shielded:
        return "named" if ask.facts.is_named else "cleared"
    return "need_to_know"
