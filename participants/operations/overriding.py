"""Taking access, with a reason, to a case that an overridable rule keeps for colleagues."""

import datetime as dt
from uuid import UUID

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.access.rules import NOT_ASSIGNED, OVERRIDABLE
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.operations.access_log import log_access
from agencies.operations.base import operation, require
from participants.models import AccessOverride, Participant
from participants.models.override import LONGEST_REASON, SHORTEST_REASON
from participants.operations.cases import lock_case, note_event

MOST_MONTHS = 3


@operation
def take_access(
    actor: Actor, participant_id: UUID, *, reason: str, last_day: dt.date, rule: str = NOT_ASSIGNED
) -> AccessOverride:
    """Set ``rule`` aside for this actor and case from today to ``last_day``; the privacy officer sees it.

    The core rules are asked first: a case that they hide is not found at all. A machine takes no access for itself.
    ``RuleRefused`` when the reason or the period does not hold, or the rule is none that can be set aside.
    """
    if actor.scopes is not None or actor.user_id is None:
        raise NotPermitted("person_only")
    person = lock_case(actor, participant_id, even_anothers=True)
    require(actor, Action.CREATE, Resource.OVERRIDE, person.facts_for(actor))
    if refusals := _faults(rule, reason.strip(), last_day):
        raise RuleRefused(*refusals)
    override = _write(actor.user_id, person, rule, reason.strip(), last_day)
    log_access(
        actor, Resource.OVERRIDE, Action.CREATE, rule="override", participant_id=person.pk,
        municipality_id=person.municipality_id,
    )  # fmt: skip
    note_event(actor, person, "access_taken", override.first_day, until=override.last_day.isoformat())
    return override


def longest_until(day: dt.date) -> dt.date:
    """The last day that access taken on ``day`` may have."""
    return day + relativedelta(months=MOST_MONTHS)


def _write(user_id: UUID, person: Participant, rule: str, reason: str, last_day: dt.date) -> AccessOverride:
    try:
        with transaction.atomic():
            return AccessOverride.objects.create(
                participant=person,
                municipality_id=person.municipality_id,
                user_id=user_id,
                rule=rule,
                reason=reason,
                first_day=timezone.localdate(),
                last_day=last_day,
            )
    except IntegrityError as error:
        if "override_once_to_a_day" not in str(error):
            raise
        text = _("Du har alt tilgang til og med denne dagen.")
        raise RuleRefused(Refusal("already_taken", text, "last_day")) from error


def _faults(rule: str, reason: str, last_day: dt.date) -> list[Refusal]:
    today = timezone.localdate()
    faults: list[Refusal] = []
    if rule not in OVERRIDABLE:
        faults.append(Refusal("not_overridable", _("Denne regelen kan ikke settes til side."), "rule"))
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        text = _("Skriv en begrunnelse på mellom %(least)d og %(most)d tegn.")
        faults.append(Refusal("reason_length", text % {"least": SHORTEST_REASON, "most": LONGEST_REASON}, "reason"))
    if last_day < today:
        faults.append(Refusal("in_the_past", _("Velg i dag eller en senere dag."), "last_day"))
    elif last_day > longest_until(today):
        text = _("Tilgangen kan vare i høyst tre måneder, til %(date)s.") % {"date": f"{longest_until(today):%d.%m.%Y}"}
        faults.append(Refusal("too_long", text, "last_day"))
    return faults
