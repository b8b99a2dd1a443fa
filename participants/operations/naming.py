"""Who may be named on the case of a person with a protected address (law.md 7.3)."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from agencies.models import MachineAccess, Membership, Role, User

FEWEST_NAMED = 2
"""Somebody must be able to take over when the one who works with the case is away: a named deputy."""
_CASEWORK = (Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)


def may_be_named(municipality_id: UUID) -> list[User]:
    """The municipality's staff who work with cases today, by name: those whom a protected case may be opened to."""
    members = Membership.objects.active_on(timezone.localdate()).filter(agency=municipality_id, role__in=_CASEWORK)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("name", "id"))


def refuse_others_than_staff(municipality_id: UUID, user_ids: Collection[UUID], field: str) -> None:
    """Raise ``RuleRefused`` at ``field`` unless all of ``user_ids`` work with the municipality's cases."""
    if user_ids and not {user.pk for user in may_be_named(municipality_id)}.issuperset(user_ids):
        text = _("Velg ansatte som arbeider med saker i kommunen.")
        raise RuleRefused(Refusal("not_available", text, field))


def without_machines(user_ids: Collection[UUID]) -> set[UUID]:
    """Those who are people: the account of a machine cannot prove the log-in before a case opens."""
    machines = MachineAccess.objects.filter(user__in=user_ids).values_list("user_id", flat=True)
    return set(user_ids) - set(machines)


def deputy_faults(municipality_id: UUID, user_ids: Collection[UUID], field: str) -> list[Refusal]:
    """What is wrong at ``field`` when only ``user_ids`` are named on a protected case: nobody follows its deadlines.

    Where fewer than two work with the municipality's cases, there is nobody to choose, and nothing is wrong.
    """
    if len(set(user_ids)) >= FEWEST_NAMED or len(may_be_named(municipality_id)) < FEWEST_NAMED:
        return []
    text = _("Velg minst én til, så noen kan følge fristene når du er borte.")
    return [Refusal("deputy_required", text, field)]


def refuse_without_deputy(municipality_id: UUID, user_ids: Collection[UUID], field: str) -> None:
    """Raise ``RuleRefused`` for what ``deputy_faults`` finds."""
    if faults := deputy_faults(municipality_id, user_ids, field):
        raise RuleRefused(*faults)
