"""Plans for everybody who has or had a programme: elements by goal and strategy, mapping, guidance, NAV proposals.

They are written as rows, as if they were made before this system came: what they hold is what the operations would
write, without a letter for each, so that a newcomer's first start stays short.
"""

import datetime as dt
from random import Random
from typing import Any
from uuid import uuid4

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from integration.demo.telling import Scene
from participants.household import has_child_under
from programmes.law.norwegian_goals import GUIDING_MINIMUM
from programmes.law.plan_words import ElementKind as K
from programmes.law.plan_words import Schooling, Strategy
from programmes.models import (
    CareerGuidance,
    ChangeKind,
    EducationLevel,
    Goal,
    Participation,
    Plan,
    PlanElement,
    PlanVersion,
    Proposal,
    Protection,
    SkillsMapping,
)
from programmes.operations.plan.opening import new_element
from programmes.plan_content import Values, content_of, empty_element
from programmes.plan_templates import BUILT_IN, Template, elements_from
from programmes.plan_timetables import read_timetable, rows_of

_DAY = dt.timedelta(days=1)
_WEEK_DAYS = ("ma–to 09–12", "ma–on 12:30–15:30", "ti+to 09–13", "ma–fr 09–11:30")
_WISHES = ("Vil arbeide med mat.", "Vil bli helsefagarbeider.", "Vil tilbake til verkstedet.", "Vil arbeide med barn.")
_WORKED = ("Kokk i sju år.", "Sykepleier.", "Sveiser i elleve år.", "Lærer.", "Butikkmedarbeider.", "Bonde.")
_LONG_TERM = {
    Goal.WORK: ("Fast jobb som kokk.", "Fast jobb på sykehjem.", "Fast jobb på verksted.", "Egen bedrift."),
    Goal.TERTIARY_PREPARATION: ("Studere til ingeniør.", "Få godkjent sykepleierutdanningen."),
}
_CHANGES = ("Praksisplassen ble flyttet en uke.", "Norskgruppen byttet dager.", "Kurset ble en time lengre.")
_SHARE_CHANGED, _SHARE_MAPPED_ONLY_REASON = 0.15, 0.04
_PROPOSALS = 3


def write_plans(chance: Random, scene: Scene) -> None:
    """Write the plans of one municipality, and a few proposals that wait."""
    home = scene.staff.agencies[scene.number]
    with acting_as(system_actor(home.pk)):
        rows = Participation.objects.filter(municipality=home).select_related("participant").order_by("id")
        programmes = list(rows.annotate(has_child=has_child_under(18, scene.today, "participant")))
        plans = [_plan(chance, scene, programme) for programme in programmes]
        both = zip(plans, programmes, strict=True)
        elements = {plan.pk: _elements(chance, plan, programme) for plan, programme in both}
        versions = [row for plan in plans for row in _versions(chance, plan, elements[plan.pk])]
        Plan.objects.bulk_create(plans)
        PlanElement.objects.bulk_create([row for each in elements.values() for row in each])
        PlanVersion.objects.bulk_create(versions)
        _write_basis(chance, programmes)
        Proposal.objects.bulk_create(_proposals(scene, programmes))


def _plan(chance: Random, scene: Scene, programme: Participation) -> Plan:
    has_schooling = programme.education != EducationLevel.BELOW
    schooling = Schooling.UPPER_SECONDARY if has_schooling else Schooling.PRIMARY
    is_collective = programme.protection == Protection.COLLECTIVE
    strategy = chance.choice([*Strategy]) if programme.goal == Goal.WORK else Strategy.QUALIFICATION
    adviser = chance.choice(scene.advisers)
    is_final = programme.plan_made_on is not None
    return Plan(
        participation=programme,
        participant=programme.participant,
        municipality_id=programme.municipality_id,
        long_term_goal=chance.choice(_LONG_TERM.get(Goal(programme.goal), ("Fagbrev og fast jobb.",))),
        schooling=schooling,
        strategy=strategy,
        strategy_reason="Valgt sammen med deltakeren etter kartleggingen.",
        norwegian_hours=chance.choice([300, 400, 550]),
        social_studies_hours=None if is_collective else 75,
        builds_on="Norsk i mottak." if not is_collective else "",
        involvement="Planen ble laget i to samtaler, med tolk.",
        appeal_informed=is_final,
        finalised_on=programme.plan_made_on,
        finalised_by=adviser if is_final else None,
        **{f"norwegian_{skill}": level.value for skill, level in GUIDING_MINIMUM[schooling].items()},
    )


def _elements(chance: Random, plan: Plan, programme: Any) -> list[PlanElement]:
    last_day = programme.ended_on or programme.last_day
    values = elements_from(_template(programme, plan.strategy), programme.first_day, programme.last_day)
    for row in values:
        if row["kind"] == K.NORWEGIAN:
            row["timetable"], row["hours_a_week"] = rows_of(read_timetable(chance.choice(_WEEK_DAYS))), ""
    values += [_short(kind, hours, programme) for kind, hours in _also(programme)]
    kept = [row for row in values if row["first_day"] <= last_day.isoformat()]
    return [new_element(plan, row, position) for position, row in enumerate(kept)]


def _template(programme: Participation, strategy: str) -> Template:
    by_strategy = {template.strategy: template for template in BUILT_IN}
    return by_strategy[Strategy.QUALIFICATION if programme.goal != Goal.WORK else Strategy(strategy)]


def _also(programme: Any) -> list[tuple[K, str]]:
    also = []
    if programme.protection == Protection.ORDINARY:
        also.append((K.SOCIAL_STUDIES, "3"))
    if programme.has_child:
        also.append((K.PARENTAL_GUIDANCE, "2"))
    return also


def _short(kind: K, hours: str, programme: Participation) -> Values:
    return empty_element(
        kind.value,
        id=str(uuid4()),
        provider="municipality",
        first_day=programme.first_day.isoformat(),
        last_day=min(programme.first_day + 180 * _DAY, programme.last_day).isoformat(),
        hours_a_week=hours,
    )


def _versions(chance: Random, plan: Plan, elements: list[PlanElement]) -> list[PlanVersion]:
    content = content_of(plan, elements)
    kinds = [(ChangeKind.DRAFT, "")]
    if plan.finalised_on:
        kinds.append((ChangeKind.FINALISED, ""))
        if chance.random() < _SHARE_CHANGED:
            kinds.append((ChangeKind.MINOR, chance.choice(_CHANGES)))
    plan.number = len(kinds)
    return [
        PlanVersion(
            plan=plan,
            participant_id=plan.participant_id,
            municipality_id=plan.municipality_id,
            number=number,
            change=kind.value,
            reason=reason,
            content=content,
            author_id=plan.finalised_by_id,
        )
        for number, (kind, reason) in enumerate(kinds, start=1)
    ]


def _write_basis(chance: Random, programmes: list[Participation]) -> None:
    people = {programme.participant_id: programme for programme in programmes}
    mappings, guidances = [], []
    for person, programme in people.items():
        mine = {"participant_id": person, "municipality_id": programme.municipality_id}
        if chance.random() < _SHARE_MAPPED_ONLY_REASON:
            mappings.append(SkillsMapping(**mine, not_done_reason="Venter på tolk."))
            continue
        mappings.append(
            SkillsMapping(
                **mine,
                work_experience=chance.choice(_WORKED),
                wishes=chance.choice(_WISHES),
                languages=[{"language": "engelsk", "level": chance.choice(["litt", "godt"])}],
                digital_skills=chance.choice(["basic", "good", "advanced"]),
                driving_licence=chance.choice(["", "B", "B, C"]),
                done_on=programme.awarded_on - 5 * _DAY,
                done_by="Programrådgiver",
            )
        )
        if programme.protection == Protection.ORDINARY:
            held_on = programme.awarded_on - 3 * _DAY
            guidances.append(CareerGuidance(**mine, county="Fylkeskommunen", held_on=held_on))
    SkillsMapping.objects.bulk_create(mappings)
    CareerGuidance.objects.bulk_create(guidances)


def _proposals(scene: Scene, programmes: list[Participation]) -> list[Proposal]:
    nav = scene.staff.with_role(scene.nav_number, Role.NAV_ADVISER)[0]
    running = [
        programme
        for programme in programmes
        if programme.ended_on is None and programme.first_day <= scene.today <= programme.last_day - 90 * _DAY
        and not programme.participant.confidentiality
    ]  # fmt: skip
    values = empty_element(
        K.NAV_MEASURE.value, title="Arbeidstrening i butikk", provider="nav", hours_a_week="18", counts_as_work=True,
        first_day=(scene.today + 14 * _DAY).isoformat(), last_day=(scene.today + 75 * _DAY).isoformat(),
        reason="Arbeidsgiveren tar imot i to uker.", benefit="Kan føre til lønnstilskudd.",
    )  # fmt: skip
    return [
        Proposal(
            participant=programme.participant,
            municipality_id=programme.municipality_id,
            kind="plan_element",
            payload=values,
            note="Plassen er ledig fra om to uker.",
            proposed_by=nav,
            proposed_from=scene.staff.agencies[scene.nav_number],
        )
        for programme in running[:_PROPOSALS]
    ]
