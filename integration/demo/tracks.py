"""Places that the demonstration's employers offer, who is suggested for them, and a cohort of a track in each town."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from agencies.access import Actor, acting_as
from agencies.models import Municipality
from employers.models import Employer, Occupation, OfferedPlace, PlaceSource, QualificationTrack, TrackCohort
from employers.operations.matching.candidates import candidates_for
from employers.operations.matching.deciding import decide_suggestion
from employers.operations.matching.places import PlaceContent, offer_place
from employers.operations.tracks import drop_out, finish_track, join_cohort, move_member, open_cohort
from employers.seed_tracks import load_seed_tracks
from integration.demo.cast import BERGEN, NARVIK, OSLO
from integration.demo.telling import Scene
from integration.demo.workplaces import WORKPLACES, Workplace
from participants.models import Confidentiality, Participant, Sex
from programmes.models import Participation

_DAY = dt.timedelta(days=1)
_WEEK = 7 * _DAY
_OFFERS = 6
"""Employers in each municipality that offer a place."""
_TITLES = {
    "9112": ("Renholder", "A2", ()),
    "9313": ("Hjelpearbeider på byggeplass", "A2", ("hse_card",)),
    "5321": ("Helsefagarbeider", "B1", ("trade_certificate",)),
    "5311": ("Assistent i barnehage", "B1", ()),
    "5223": ("Butikkmedarbeider", "A2", ()),
    "7512": ("Bakersvenn", "A2", ("food_hygiene",)),
    "5120": ("Kokk", "A2", ("food_hygiene",)),
    "7212": ("Sveiser", "A2", ("welding", "hot_work")),
    "4321": ("Lagermedarbeider", "A2", ("forklift",)),
    "8331": ("Bussjåfør", "B1", ("licence_d", "driver_card")),
    "9329": ("Produksjonsmedarbeider", "A1", ()),
}
"""What a place in an occupation is called, the spoken Norwegian it asks for, and its certificates."""
_ADVERTISED = (
    ("Sjåfør av varebil", "Budbilen Frakt AS", "8322", "licence_b"),
    ("Kjøkkenassistent", "Suppegjengen Kantine AS", "9412", "food_hygiene"),
)


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The track of a town: its code, the name of the cohort, and the occupation of the partner employers."""

    track: str
    name: str
    occupation: str


_COHORTS = {
    BERGEN: _Cohort("welders", "Verftskullet", "7212"),
    OSLO: _Cohort("men_in_health", "Helsekullet", "5321"),
    NARVIK: _Cohort("language_and_certificate", "Hotellkullet", "9112"),
}
_SEATS = 10
_STEPS_TAKEN = (0, 0, 1, 1, 2, 2, 3)
"""How many steps each of the first members has gone on; after them one drops out and one comes through."""


def write_tracks_and_places(scene: Scene) -> None:
    """Offer places and decide on people for some, then fill the cohort; all as the NAV adviser does it."""
    load_seed_tracks()
    nav = scene.staff.acting(scene.nav_advisers[0], scene.nav_number)
    near = [
        (place, scene.employers[number])
        for number, place in enumerate(WORKPLACES)
        if place.municipality_number == scene.number
    ]
    chosen = [(employer, code) for place, employer in near if (code := _code(place))]
    offered = [_offer(nav, scene, employer, code) for employer, code in chosen[:_OFFERS]]
    _advertise(scene)
    for place in offered[::2]:
        _decide(nav, place, scene.today)
    partners = [employer for workplace, employer in near if _COHORTS[scene.number].occupation in workplace.occupations]
    _fill(nav, scene, _open(nav, scene, partners))


def _code(place: Workplace) -> str:
    """The occupation of a place there; empty when no place is told of any."""
    return next((code for code in place.occupations if code in _TITLES), "")


def _offer(nav: Actor, scene: Scene, employer: Employer, code: str) -> OfferedPlace:
    title, level, certificates = _TITLES[code]
    content = PlaceContent(
        title=title, occupation_code=code, number=1 + len(title) % 3, oral=level, certificates=certificates,
        starts_on=scene.today + 21 * _DAY, apply_by=scene.today + 60 * _DAY,
        description="Fast vakt, opplæring av en kollega, og norsk på arbeidsplassen.",
    )  # fmt: skip
    return offer_place(nav, employer.pk, content)


def _advertise(scene: Scene) -> None:
    """Two advertisements of employers whom nobody has registered, as the job feed brings them."""
    here = Municipality.objects.filter(pk=scene.number).first()
    OfferedPlace.objects.bulk_create(
        OfferedPlace(
            title=title,
            employer_name=employer,
            occupation=Occupation.objects.filter(pk=code).first(),
            certificates=[certificate],
            work_in=here,
            source=PlaceSource.FEED,
            feed_id=uuid5(NAMESPACE_URL, f"fotfeste-demo/{scene.number}/{code}"),
            apply_by=scene.today + 30 * _DAY,
        )
        for title, employer, code, certificate in _ADVERTISED
    )


def _decide(nav: Actor, place: OfferedPlace, today: dt.date) -> None:
    """The best is suggested, the next is not relevant yet."""
    with acting_as(nav):
        found = OfferedPlace.objects.visible_to(nav).with_facts().get(pk=place.pk)
        matches, _compared = candidates_for(nav, found, today)
    for match, verdict, reason in zip(matches, ("suggested", "not_relevant"), ("", "norwegian"), strict=False):
        decide_suggestion(
            nav, match.person.pk, place_id=place.pk, verdict=verdict, not_relevant_reason=reason
        )  # fmt: skip


def _open(nav: Actor, scene: Scene, partners: Sequence[Employer]) -> TrackCohort:
    chosen = _COHORTS[scene.number]
    track = QualificationTrack.objects.get(code=chosen.track)
    return open_cohort(
        nav, track_id=track.pk, owner_id=scene.staff.agencies[scene.number].pk, name=chosen.name,
        starts_on=scene.today - 40 * _WEEK, seats=_SEATS, partner_ids=[employer.pk for employer in partners],
    )  # fmt: skip


def _fill(nav: Actor, scene: Scene, cohort: TrackCohort) -> None:
    """Members on the steps from first to last; one who left, and one who came through."""
    with acting_as(nav):
        steps = list(cohort.track.steps.all())
    is_for_men = _COHORTS[scene.number].track == "men_in_health"
    people = _people(nav, scene, len(_STEPS_TAKEN) + 2, [Sex.MAN] if is_for_men else Sex.values)
    taken = [*_STEPS_TAKEN, 1, len(steps) - 1]
    for place, (person, count) in enumerate(zip(people, taken, strict=False)):
        joined_on = scene.today - (4 + 9 * count + place) * _WEEK
        row = join_cohort(nav, person.pk, cohort_id=cohort.pk, joined_on=joined_on)
        for number, step in enumerate(steps[1 : count + 1], 1):
            row = move_member(nav, row.pk, step_id=step.pk, on=joined_on + number * 9 * _WEEK)
        if place == len(_STEPS_TAKEN):
            drop_out(nav, row.pk, reason="other_education", on=scene.today - 2 * _WEEK)
        elif place > len(_STEPS_TAKEN):
            finish_track(nav, row.pk, result="certificate_and_job", on=scene.today - _WEEK)


def _people(nav: Actor, scene: Scene, count: int, sexes: Sequence[str]) -> list[Participant]:
    """People in the programme whom everybody at NAV may meet, those who began first."""
    with acting_as(nav):
        running = Participation.objects.visible_to(nav).filter(
            municipality=scene.staff.agencies[scene.number], ended_on__isnull=True,
            first_day__lte=scene.today - 30 * _DAY, participant__confidentiality=Confidentiality.OPEN,
            participant__is_shielded=False, participant__moved_on__isnull=True, participant__sex__in=sexes,
        )  # fmt: skip
        rows = running.select_related("participant").order_by("first_day", "participant__sort_key", "id")
        return [row.participant for row in rows[:count]]
