"""What the household tells of an absence, so that the caseworker need not state it (law.md 5.1-5.3).

What is stated goes before what is known; what neither tells is not checked, and a notice says so.
"""

import datetime as dt
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.access import Actor
from participants.household import Household, Relative, household_on
from participants.models import Custody
from programmes.absence_facts import AbsenceFacts
from programmes.law.limits_rows import CONDITIONS
from programmes.law.limits_words import ConditionCode
from programmes.models import AbsenceKind, Participation

_IN_CARE = frozenset({Custody.TOGETHER, Custody.ALONE, Custody.SHARED})
_BIRTH = frozenset({AbsenceKind.BIRTH_MOTHER, AbsenceKind.BIRTH_FATHER, AbsenceKind.PARENTAL})
_SHARED_BY_PARENTS = frozenset({AbsenceKind.PARENTAL, AbsenceKind.ADOPTION})
_SICK_CHILD_AGE = next(rule.number for rule in CONDITIONS if rule.code is ConditionCode.CHILD_TOO_OLD)
_FIRST_YEAR = dt.timedelta(days=366)


def with_household(actor: Actor, participation: Participation, facts: AbsenceFacts) -> AbsenceFacts:
    """The facts with what the household tells filled in where nothing is stated."""
    if facts.kind not in {AbsenceKind.SICK_CHILD, *_BIRTH, *_SHARED_BY_PARENTS}:
        return facts
    household = household_on(participation.participant, facts.first_day)
    if not household.members:
        return facts
    if facts.kind == AbsenceKind.SICK_CHILD:
        return _with_children(facts, household)
    born = facts.child_born_on or _newborn(facts, household)
    other = facts.other_parent_id
    if other is None and facts.kind in _SHARED_BY_PARENTS:
        other = _programme_of_partner(actor, household)
    return replace(facts, child_born_on=born, other_parent_id=other)


def household_in_words(stated: AbsenceFacts, filled: AbsenceFacts) -> str:
    """What came from the household, as one line; empty where everything was stated or nothing is known."""
    said = []
    if filled.children is not None and stated.children is None:
        said.append(ngettext("%(n)d barn", "%(n)d barn", filled.children) % {"n": filled.children})
    if filled.sole_carer and not stated.sole_carer:
        said.append(_("alene om omsorgen"))
    if filled.child_born_on and not stated.child_born_on:
        said.append(_("barn født %(day)s") % {"day": f"{filled.child_born_on:%d.%m.%Y}"})
    if filled.other_parent_id and not stated.other_parent_id:
        said.append(_("den andre forelderen er også i program"))
    return _("Fra husstanden: %(what)s.") % {"what": ", ".join(said)} if said else ""


def _with_children(facts: AbsenceFacts, household: Household) -> AbsenceFacts:
    """The children that the person has the care of through the calendar year in which they are twelve (§ 6)."""
    year = facts.first_day.year
    young = [
        child
        for child in household.children
        if child.birth_date and child.birth_date.year + _SICK_CHILD_AGE >= year and _is_in_care(child)
    ]
    born = [child.birth_date for child in young if child.birth_date]
    return replace(
        facts,
        children=len(young) if facts.children is None and young else facts.children,
        sole_carer=facts.sole_carer or household.is_sole_carer,
        child_born_on=facts.child_born_on or (max(born) if born else None),
    )


def _newborn(facts: AbsenceFacts, household: Household) -> dt.date | None:
    """The birth of the youngest child, where it is so young that leave for it can be meant."""
    born = [child.birth_date for child in household.children if child.birth_date]
    youngest = max(born, default=None)
    if facts.kind not in _BIRTH or youngest is None or facts.first_day - youngest > _FIRST_YEAR:
        return None
    return youngest


def _programme_of_partner(actor: Actor, household: Household) -> UUID | None:
    partner = household.partner
    if partner is None or partner.participant_id is None:
        return None
    programmes = Participation.objects.visible_to(actor).filter(participant=partner.participant_id)
    return programmes.order_by("-first_day").values_list("pk", flat=True).first()


def _is_in_care(child: Relative) -> bool:
    return child.lives_here or child.custody in _IN_CARE
