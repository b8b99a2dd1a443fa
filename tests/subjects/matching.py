"""Places, suggestions and qualification tracks in the tests that hold for everything."""

import datetime as dt
from uuid import uuid4

from employers.models import OfferedPlace, QualificationTrack, Suggestion, TrackCohort, TrackMembership, TrackStep
from tests.agencies.api.cases import FullCase
from tests.subjects import Bodies, Rows, Subject

DAY = dt.date(2026, 11, 2)


def _place(case: FullCase, title: str) -> OfferedPlace:
    return OfferedPlace.objects.create(employer=case.employer, title=title)


def _suggestion(case: FullCase, place: OfferedPlace) -> Suggestion:
    return Suggestion.objects.create(
        participant=case.person, municipality=case.municipality, place=place, place_title=place.title,
        place_employer=place.at, verdict="suggested", decided_on=DAY,
    )  # fmt: skip


def _track(case: FullCase, name: str) -> QualificationTrack:
    track = QualificationTrack.objects.create(owner=case.municipality, name=name)
    TrackStep.objects.create(track=track, position=1, kind="norwegian", name="Norsk", weeks=10)
    return track


def _membership(case: FullCase, track: QualificationTrack, name: str) -> TrackMembership:
    cohort = TrackCohort.objects.create(track=track, owner=case.municipality, name=name, starts_on=DAY, seats=10)
    return TrackMembership.objects.create(
        participant=case.person, municipality=case.municipality, cohort=cohort, step=track.steps.get(),
        joined_on=DAY, step_since=DAY,
    )  # fmt: skip


def _rows(case: FullCase) -> Rows:
    place, track = _place(case, "Servitør"), _track(case, f"Sveis {uuid4()}")
    membership = _membership(case, track, "Kull 1")
    return {
        "OfferedPlace": place,
        "Suggestion": _suggestion(case, place),
        "QualificationTrack": track,
        "TrackCohort": membership.cohort,
        "TrackMembership": membership,
    }


def _bodies(case: FullCase) -> Bodies:
    place, track = case.more["OfferedPlace"], case.more["QualificationTrack"]
    membership = case.more["TrackMembership"]
    assert isinstance(membership, TrackMembership)
    person, home = str(case.person.pk), str(case.municipality.pk)
    return {
        ("OfferedPlace", "create"): {"employer_id": str(case.employer.pk), "title": "Kokk"},
        ("OfferedPlace", "partial_update"): {"number": 2},
        ("Suggestion", "create"): {"participant_id": person, "place_id": str(place.pk), "verdict": "suggested"},
        ("QualificationTrack", "create"): {
            "owner_id": home, "name": "Nytt løp", "steps": [{"kind": "norwegian", "name": "Norsk", "weeks": 8}],
        },
        ("TrackCohort", "create"): {
            "track_id": str(track.pk), "owner_id": home, "name": "Kull 2", "starts_on": "2026-12-01", "seats": 5,
        },
        ("TrackMembership", "create"): {
            "participant_id": person, "cohort_id": str(case.more["TrackCohort"].pk),
        },
        ("TrackMembership", "move"): {"step_id": str(membership.step_id)},
        ("TrackMembership", "drop_out"): {"reason": "got_job"},
        ("TrackMembership", "finish"): {"result": "job"},
    }  # fmt: skip


def _one_more(case: FullCase, number: int) -> None:
    _suggestion(case, _place(case, f"Plass {number}"))
    _membership(case, _track(case, f"Løp {uuid4()} {number}"), "Kull")


SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    # A place is a fact about an employer; who fits it, and what fits somebody, is not.
    shared_actions=frozenset(
        {("OfferedPlaceViewSet", action) for action in ("list", "retrieve", "create", "partial_update", "close")}
    ),
    addresses={
        "plasser": "OfferedPlace",
        "lop": "QualificationTrack",
        "kull": "TrackCohort",
        "lopsdeltaker": "TrackMembership",
    },
)
