"""Agreements in every status, and answers of follow-up, on cases of the demonstration that run."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from agencies.access import Actor, acting_as
from employers.models import Employer, FollowUp
from employers.operations.follow_up import answer_follow_up
from integration.demo.telling import Scene
from participants.models import Confidentiality, Participant
from programmes.models import Participation, WorkMeasure
from programmes.operations.measures.approving import approve_as_adviser, approve_on_behalf
from programmes.operations.measures.changing import cancel_measure, conclude_measure, extend_measure, shorten_measure
from programmes.operations.measures.contents import Load, MeasureContent
from programmes.operations.measures.preparing import register_measure

_DAY = dt.timedelta(days=1)
_ANSWERS = ("same_job", "same_job", "other_job", "not_reached")


def tell_measures(scene: Scene) -> int:
    """One agreement of each kind of story, each on a case of its own; answers how many."""
    nav = scene.staff.acting(scene.nav_advisers[0], scene.nav_number)
    stories: Sequence[Callable[[Actor, Scene, Participant, Employer], object]] = (
        _draft, _waiting, _half_approved, _ready, _running, _running, _extended, _ended, _shortened, _cancelled,
        _mentor, _wage_subsidy,
    )  # fmt: skip
    people = _people(scene, len(stories))
    near = [employer for employer in scene.employers if employer.municipality_number == scene.number]
    for place, (story, person) in enumerate(zip(stories, people, strict=False)):
        story(nav, scene, person, near[place % len(near)])
    _answer_some(nav, scene)
    return len(people)


def _people(scene: Scene, count: int) -> list[Participant]:
    municipality = scene.staff.agencies[scene.number]
    with acting_as(scene.leader):
        running = Participation.objects.filter(
            municipality=municipality, ended_on__isnull=True, first_day__lte=scene.today - 30 * _DAY,
            participant__confidentiality=Confidentiality.OPEN, participant__moved_on__isnull=True,
        )  # fmt: skip
        rows = running.select_related("participant").order_by("first_day", "participant__sort_key", "id")
        return [row.participant for row in rows[:count]]


def _register(
    nav: Actor, scene: Scene, person: Participant, employer: Employer, begins: int, days: int, **facts: object
) -> WorkMeasure:
    first_day = scene.today + begins * _DAY
    known: dict[str, object] = {
        "kind": "work_training",
        "first_day": first_day,
        "last_day": first_day + days * _DAY,
        "organisation_number": employer.organisation_number,
        "organisation_name": employer.name,
        "contact_name": "Kari Nordnes",
        "contact_phone": "+47 000 99 001",
        "purpose": "Norsk på arbeidsplassen og erfaring fra yrket.",
        "tasks": "Følger en fast kollega i vanlige oppgaver, med mer ansvar etter hvert.",
        "training_plan": "Uke 1–2 opplæring, deretter egne oppgaver. Samtale hver fredag.",
    }
    content = MeasureContent(**(known | facts))  # type: ignore[arg-type]
    return register_measure(nav, person.pk, content, Load(percent=Decimal(60), days_per_week=Decimal(3)))


def _agreed(
    nav: Actor, scene: Scene, person: Participant, employer: Employer, begins: int, days: int, **facts: object
) -> WorkMeasure:
    measure = _register(nav, scene, person, employer, begins, days, **facts)
    approve_on_behalf(nav, measure.pk, party="employer", reasons=["cannot_give_access"])
    approve_on_behalf(nav, measure.pk, party="participant", reasons=["no_bankid"])
    return approve_as_adviser(nav, measure.pk)


def _draft(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _register(nav, scene, person, employer, 14, 90, training_plan="", contact_name="")


def _waiting(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _register(nav, scene, person, employer, 7, 120)


def _half_approved(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    measure = _register(nav, scene, person, employer, 5, 150)
    approve_on_behalf(nav, measure.pk, party="employer", reasons=["unknown_access"])


def _ready(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _agreed(nav, scene, person, employer, 10, 180)


def _running(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _agreed(nav, scene, person, employer, -85, 180)


def _extended(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    measure = _agreed(nav, scene, person, employer, -60, 70)
    extend_measure(nav, measure.pk, last_day=scene.today + 100 * _DAY)


def _ended(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    measure = _agreed(nav, scene, person, employer, -100, 90)
    conclude_measure(nav, measure.pk, result="still_in_programme", note="Klar for mer ansvar. Muntlig norsk er bedre.")


def _shortened(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    measure = _agreed(nav, scene, person, employer, -40, 180)
    shorten_measure(nav, measure.pk, last_day=scene.today - 5 * _DAY, reason="started_work")


def _cancelled(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    measure = _register(nav, scene, person, employer, 20, 90)
    cancel_measure(nav, measure.pk, reason="other_measure")


def _mentor(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _agreed(nav, scene, person, employer, -20, 150, kind="mentor")


def _wage_subsidy(nav: Actor, scene: Scene, person: Participant, employer: Employer) -> None:
    _agreed(nav, scene, person, employer, -30, 300, kind="temporary_wage_subsidy", rate_percent=Decimal(40))


def _answer_some(nav: Actor, scene: Scene) -> None:
    """Every other question that was due is answered."""
    with acting_as(nav):
        rows = FollowUp.objects.visible_to(nav).open().filter(
            due_on__lte=scene.today, placement__isnull=False,
            municipality=scene.staff.agencies[scene.number],
        )  # fmt: skip
        due = list(rows.order_by("due_on", "id").values_list("pk", flat=True))
    for place, pk in enumerate(due[::2]):
        answer_follow_up(nav, pk, standing=_ANSWERS[place % len(_ANSWERS)])
