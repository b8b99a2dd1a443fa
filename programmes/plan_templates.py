"""Templates for plans: those that come along, as data; a municipality keeps its own beside them.

The days of an element are counted in weeks from the first day of the programme; ``weeks`` None lasts as long as it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from programmes.law.plan_elements import usually_counts_as_work
from programmes.law.plan_words import ElementKind as K
from programmes.law.plan_words import Strategy
from programmes.models import PlanTemplate
from programmes.plan_content import Values, empty_element

_WEEK: Final = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateElement:
    """One element of a template."""

    kind: str
    title: str = ""
    provider: str = ""
    from_week: int = 0
    weeks: int | None = None
    hours_a_week: str = ""
    reason: str = ""
    benefit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template; ``code`` is a word for those that come along and an id for a municipality's own."""

    code: str
    name: str
    strategy: str
    elements: Sequence[TemplateElement]
    is_own: bool = False


def _element(kind: K, **facts: Any) -> TemplateElement:
    return TemplateElement(kind=kind.value, **facts)


_JOB: Final = "Arbeidsgivere her trenger folk, og deltakeren vil dit."
_LANGUAGE: Final = "Norsk læres raskest når det brukes hver dag, og norskmålet gjelder både skole og arbeid."
_LIFE: Final = _element(K.LIFE_SKILLS, provider="municipality", weeks=8, hours_a_week="3")

BUILT_IN: Final = (
    Template(
        code="hurtigspor-kokk",
        name="Hurtigspor: kokk på 6 måneder",
        strategy=Strategy.RAPID_ENTRY,
        elements=(
            _element(K.NORWEGIAN, provider="school", weeks=26, hours_a_week="12"),
            _LIFE,
            _element(
                K.INDUSTRY_COURSE, title="Matfag og hygiene", provider="nav", weeks=6, hours_a_week="15",
                reason=_JOB, benefit="Gir hygienebevis og fagord som kjøkkenet bruker.",
            ),
            _element(
                K.WORK_PRACTICE, title="Praksis på kjøkken", provider="employer", from_week=6, weeks=12,
                hours_a_week="18", reason=_JOB, benefit="Prøver yrket hos en arbeidsgiver som ansetter. " + _LANGUAGE,
            ),
            _element(
                K.FAST_TRACK, title="Lønnstilskudd som kokk", provider="nav", from_week=18, weeks=8,
                hours_a_week="22.5", reason=_JOB, benefit="Arbeidsgiver får støtte til den første tiden i jobb.",
            ),
        ),
    ),
    Template(
        code="helsefagarbeider",
        name="Helsefagarbeider: språk + fagbrev",
        strategy=Strategy.QUALIFICATION,
        elements=(
            _element(K.NORWEGIAN, provider="school", weeks=52, hours_a_week="15"),
            _LIFE,
            _element(
                K.LANGUAGE_PRACTICE, title="Språkpraksis på sykehjem", provider="municipality", from_week=8, weeks=40,
                hours_a_week="15", reason="Helse og omsorg mangler fagfolk, og deltakeren vil arbeide med mennesker.",
                benefit="Gir norsk i arbeidet og en plass å søke læretid. " + _LANGUAGE,
            ),
            _element(
                K.UPPER_SECONDARY, title="Helsearbeiderfag, modulstrukturert", provider="county", from_week=52,
                hours_a_week="20", reason="Fagbrev gir fast arbeid.", benefit="Leder til fagbrev som helsefagarbeider.",
            ),
            _element(
                K.VOCATIONAL_TRAINING, title="Læretid i kommunen", provider="employer", from_week=52,
                hours_a_week="15", reason="Læretiden er en del av fagbrevet.",
                benefit="Lønnet praksis fram mot fagprøven.",
            ),
        ),
    ),
    Template(
        code="sveiser",
        name="Sveiser med arbeidsgiver",
        strategy=Strategy.BOTH,
        elements=(
            _element(K.NORWEGIAN, provider="school", weeks=40, hours_a_week="12"),
            _LIFE,
            _element(
                K.VALIDATION, title="Realkompetansevurdering i sveisefaget", provider="county", weeks=4,
                hours_a_week="4",
            ),
            _element(
                K.INDUSTRY_COURSE, title="Sveisesertifikat", provider="nav", from_week=4, weeks=10, hours_a_week="18",
                reason="Verkstedene krever sertifikat etter norsk standard.",
                benefit="Gjør erfaringen fra hjemlandet gyldig her.",
            ),
            _element(
                K.PART_TIME_WORK, title="Sveiser på verksted", provider="employer", from_week=14, hours_a_week="20",
                reason=_JOB, benefit="Fast stilling er avtalt når sertifikatet er bestått. " + _LANGUAGE,
            ),
        ),
    ),
)  # fmt: skip


def templates_of(municipality_id: UUID) -> list[Template]:
    """The municipality's own templates by name, then those that come along; one query."""
    own = PlanTemplate.objects.filter(municipality=municipality_id, retired_on__isnull=True).order_by("name", "id")
    return [*(_own(row) for row in own), *BUILT_IN]


def elements_from(template: Template, first_day: dt.date, last_day: dt.date) -> list[Values]:
    """The elements of the template in a programme with these days; those that would begin after it are left out."""
    made = []
    for element in template.elements:
        begins = first_day + element.from_week * _WEEK
        if begins > last_day:
            continue
        ends = None if element.weeks is None else min(begins + element.weeks * _WEEK - dt.timedelta(days=1), last_day)
        made.append(
            empty_element(
                element.kind,
                id=str(uuid4()),
                title=element.title,
                provider=element.provider,
                first_day=begins.isoformat(),
                last_day=ends.isoformat() if ends else "",
                hours_a_week=element.hours_a_week,
                reason=element.reason,
                benefit=element.benefit,
                counts_as_work=usually_counts_as_work(K(element.kind)),
            )
        )
    return made


def template_elements_of(elements: Sequence[Values], first_day: dt.date) -> list[dict[str, Any]]:
    """The elements of a plan as a template keeps them: without days of the calendar."""
    return [_kept(values, first_day) for values in elements]


def _kept(values: Values, first_day: dt.date) -> dict[str, Any]:
    begins = dt.date.fromisoformat(values["first_day"]) if values["first_day"] else first_day
    ends = dt.date.fromisoformat(values["last_day"]) if values["last_day"] else None
    weeks = None if ends is None else max(1, -(-((ends - begins).days + 1) // 7))
    return {
        "kind": values["kind"],
        "title": values["title"],
        "provider": values["provider"],
        "from_week": max(0, (begins - first_day).days // 7),
        "weeks": weeks,
        "hours_a_week": values["hours_a_week"],
        "reason": values["reason"],
        "benefit": values["benefit"],
    }


def _own(row: PlanTemplate) -> Template:
    elements = [TemplateElement(**element) for element in row.elements]
    return Template(code=str(row.pk), name=row.name, strategy=row.strategy, elements=elements, is_own=True)
