"""Journal, appointments and reviews in the tests that hold for everything."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from agencies.access import Action, Resource
from agencies.models import Role
from programmes.models.followup import Appointment, JournalDraft, JournalEntry, Review
from tests.subjects import Bodies, Rows, Subject
from tests.world import make_user

if TYPE_CHECKING:
    from tests.agencies.api.cases import FullCase

DAY = dt.date(2026, 10, 20)
AT = dt.datetime(2026, 10, 20, 9, 0, tzinfo=dt.UTC)


def _rows(case: "FullCase") -> Rows:
    home: dict[str, Any] = {"participant": case.person, "municipality": case.municipality}
    user = make_user(case.municipality, Role.PROGRAMME_ADVISER)
    return {
        # Nobody but its author meets a draft; here the author is none of those who look.
        "JournalDraft": JournalDraft.objects.create(**home, author=user, happened_on=DAY, text="Utkast."),
        "Appointment": Appointment.objects.create(**home, user=user, starts_at=AT, place="Rådhuset"),
        "JournalEntry": JournalEntry.objects.create(
            **home, author=user, happened_on=DAY, text="Ringte.", follow_up_on=dt.date(2026, 11, 2)
        ),
        "Review": Review.objects.create(**home, participation=case.participation, planned_on=DAY),
    }


def _bodies(case: "FullCase") -> Bodies:
    at = {"kind": "conversation", "starts_at": "2026-10-21T10:00:00+02:00", "place": "Kantina"}
    user = {"user_id": str(case.more["Appointment"].user_id)}  # type: ignore[attr-defined]
    entry = {"kind": "note", "happened_on": "2026-10-20", "text": "Møtte."}
    return {
        ("Appointment", "create"): {"participant_id": str(case.person.pk), **at, **user},
        ("Appointment", "partial_update"): {"place": "Biblioteket", **user},
        ("Appointment", "outcome"): {"state": "attended"},
        ("JournalEntry", "create"): {"participant_id": str(case.person.pk), **entry},
        ("JournalEntry", "follow_up"): {"followed_up_on": "2026-10-20"},
        ("JournalEntry", "void"): {"why": "Feil person."},
        ("Review", "create"): {"participation_id": str(case.participation.pk), "planned_on": "2026-11-20"},
        ("Review", "hold"): {"held_on": "2026-10-20", "agreed": "Praksis fra mandag.", "next_on": "2027-01-20"},
    }


def _one_more(case: "FullCase", number: int) -> None:
    home: dict[str, Any] = {"participant": case.person, "municipality": case.municipality}
    user_id = case.more["Appointment"].user_id  # type: ignore[attr-defined]
    Appointment.objects.create(**home, user_id=user_id, starts_at=AT, place=f"Rom {number}")
    JournalEntry.objects.create(**home, happened_on=DAY, text=f"Notat {number}")
    Review.objects.create(
        **home, participation=case.participation, planned_on=DAY, held_on=DAY, agreed=f"Avtale {number}"
    )


SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    pages={
        "NotePage": (Resource.JOURNAL, Action.CREATE),
        "DiscardDraftPage": (Resource.JOURNAL, Action.CHANGE),
        "CalendarFeed": (Resource.APPOINTMENT, Action.VIEW),
    },
    addresses={
        "notater": "JournalEntry",
        "notater/utkast": "JournalDraft",
        "avtaler": "Appointment",
        "gjennomgang": "Review",
    },
)
