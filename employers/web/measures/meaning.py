"""What a measure would mean, said while it is written; nothing is stored and nothing is decided."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from agencies.access import Actor
from employers.operations.meaning import Meaning
from participants.models import Participant
from programmes.law.measures import MeasureRule, initial_limit, last_lawful_day, review_days, rule_for
from programmes.law.measures.maximum import MeasureFacts, faults_of, rate_limit
from programmes.law.measures.rules import Condition, MeasureKind
from programmes.measure_words import load_in_words, refusals_of
from programmes.models import AgreementParty, WorkMeasure
from programmes.operations.measures.contents import Load


def meaning_of_measure(actor: Actor, person: Participant, facts: dict[str, Any]) -> list[Meaning]:
    """The consequences of what is written so far, in the order in which they matter."""
    kind, first_day = facts.get("kind"), facts.get("first_day")
    if not kind or not first_day:
        return []
    rule = rule_for(kind, first_day)
    conditions = frozenset(Condition(value) for value in facts.get("conditions") or ())
    return [
        *_faults(person, facts, conditions),
        *(_limits(rule, first_day, conditions) if rule else ()),
        *_load(facts, rule),
        *(_review(facts) if rule else ()),
        *_earlier(actor, person, kind),
        *(_parties(rule) if rule else ()),
    ]


def _faults(person: Participant, facts: dict[str, Any], conditions: frozenset[Condition]) -> Iterator[Meaning]:
    measure = MeasureFacts(
        kind=MeasureKind(facts["kind"]),
        first_day=facts["first_day"],
        last_day=facts.get("last_day") or facts["first_day"],
        birth_date=person.birth_date,
        conditions=conditions,
        rate_percent=facts.get("rate_percent"),
    )
    for refusal in refusals_of(faults_of(measure)):
        yield Meaning(refusal.detail, "danger", refusal.paragraph)


def _limits(rule: MeasureRule, first_day: dt.date, conditions: frozenset[Condition]) -> Iterator[Meaning]:
    first, whole = (limit(rule.kind, first_day, conditions) for limit in (initial_limit, last_lawful_day))
    if first is None or whole is None:
        yield Meaning(_("Tiltaket har ingen lengste varighet i forskriften."), "info", rule.paragraph)
    elif first == whole:
        text = _("Kan vare til og med %(day)s.") % {"day": f"{whole:%d.%m.%Y}"}
        yield Meaning(text, "info", rule.paragraph)
    else:
        values = {"first": f"{first:%d.%m.%Y}", "whole": f"{whole:%d.%m.%Y}"}
        text = _("Kan avtales til og med %(first)s, og forlenges til og med %(whole)s.") % values
        yield Meaning(text, "info", rule.paragraph)
    limit = rate_limit(rule, conditions)
    if limit is not None:
        yield Meaning(_("Tilskuddet kan være høyst %(limit)s prosent.") % {"limit": f"{limit:f}"})
    if not rule.is_employment:
        yield Meaning(_("Deltakeren er ikke ansatt og har ikke lønn fra arbeidsgiveren."))


def _load(facts: dict[str, Any], rule: MeasureRule | None) -> Iterator[Meaning]:
    whole = Load(percent=facts.get("percent"), hours_per_week=facts.get("hours_per_week")).whole
    if whole is None:
        return
    words = load_in_words(*whole)
    if rule is not None and rule.counts_towards_hours:
        text = _("%(load)s. Timene teller i de 15 timene med arbeids- eller utdanningsrettet innhold.")
        yield Meaning(text % {"load": words}, "success", "integreringsloven § 14")
    else:
        yield Meaning(_("%(load)s. Timene teller ikke i de 15 timene.") % {"load": words})


def _review(facts: dict[str, Any]) -> Iterator[Meaning]:
    due = review_days(facts["kind"], facts["first_day"], facts.get("last_day"), None)
    if due is not None:
        text = _("Tiltaket skal gås gjennom første gang innen %(day)s.")
        yield Meaning(text % {"day": f"{due:%d.%m.%Y}"})


def _earlier(actor: Actor, person: Participant, kind: str) -> Iterator[Meaning]:
    earlier = WorkMeasure.objects.visible_to(actor).entered().filter(participant=person, kind=kind)
    last = earlier.order_by("-first_day").first()
    if last is not None:
        text = _("Deltakeren har hatt dette tiltaket før, fra %(day)s hos %(employer)s. Vurder samlet varighet.")
        values = {"day": f"{last.first_day:%d.%m.%Y}", "employer": last.organisation_name}
        yield Meaning(text % values, "warning")


def _parties(rule: MeasureRule) -> Iterator[Meaning]:
    names = ", ".join(str(AgreementParty(party.value).label) for party in rule.parties)
    yield Meaning(_("Godkjennes av: %(parties)s. Veilederen godkjenner sist.") % {"parties": names})
