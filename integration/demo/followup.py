"""Appointments, notes and reviews of the demonstration, around today, for those who are in the programme.

They are written as rows, with their own source of chance: what the other parts tell stays as it is.
"""

import datetime as dt
from random import Random

from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import User
from integration.demo.telling import Scene
from participants.models import Assignment, AssignmentKind
from programmes.models import Participation
from programmes.models.followup import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    EntryKind,
    JournalDraft,
    JournalEntry,
    Review,
)
from programmes.operations.followup.duties import owe_follow_up, owe_review

_DAY = dt.timedelta(days=1)
_PLACES = ("Rådhuset, rom 204", "Voksenopplæringen", "Biblioteket", "Frivilligsentralen")
_NOTES = (
    (EntryKind.CONVERSATION, "Snakket om praksisplassen. Trives, og vil ha flere timer på kjøkkenet."),
    (EntryKind.PHONE, "Ringte om oppmøtet forrige uke. Bussen går for sent; prøver å bytte gruppe."),
    (EntryKind.MEETING, "Møte med arbeidsgiver. Enige om fire uker til, så tar vi stilling til lønnstilskudd."),
    (EntryKind.NOTE, "Vitnemålet er sendt til godkjenning. Svar ventes om seks til åtte uker."),
    (EntryKind.HOME_VISIT, "Hjemmebesøk. Viste hvordan barnehagesøknaden fylles ut."),
)
_AGREED = ("Mer norsk i ettermiddagsgruppen og praksis fra neste måned.", "Planen fortsetter; jobbsøkerkurs i tillegg.")
_TODAY_EACH, _WITH_NOTES = 2, 0.5
_HOURS = (9, 10, 12, 14)


def write_follow_up(scene: Scene) -> None:
    """Write what happened and is planned in one municipality."""
    chance = Random(f"follow-up {scene.number}")  # noqa: S311 - stories, not secrets
    home = scene.staff.agencies[scene.number]
    with acting_as(system_actor(home.pk)):
        advisers = _advisers(scene)
        running = Participation.objects.filter(
            municipality=home, ended_on__isnull=True, first_day__lte=scene.today, last_day__gt=scene.today
        )
        programmes = list(running.select_related("participant").order_by("id"))
        mine = [(programme, advisers[programme.participant_id]) for programme in programmes
                if programme.participant_id in advisers]  # fmt: skip
        Appointment.objects.bulk_create(_appointments(chance, scene, mine))
        _write_notes(chance, scene, mine)
        _write_reviews(chance, scene, mine)


def _advisers(scene: Scene) -> dict[object, User]:
    rows = Assignment.objects.on(scene.today).filter(
        municipality=scene.staff.agencies[scene.number], kind=AssignmentKind.ADVISER
    )
    return {row.participant_id: row.user for row in rows.select_related("user")}


def _appointments(chance: Random, scene: Scene, mine: list[tuple[Participation, User]]) -> list[Appointment]:
    """Two for each adviser today, some to come, and some that are over."""
    rows: list[Appointment] = []
    busy: dict[object, int] = {}
    for place, (programme, user) in enumerate(mine):
        today_already = busy.get(user.pk, 0)
        if today_already < _TODAY_EACH:
            busy[user.pk] = today_already + 1
            offset = 0
        elif place % 3:
            continue
        else:
            offset = chance.choice((-12, -5, 2, 6))
        rows.append(_appointment(chance, scene, programme, user, offset))
    return rows


def _appointment(chance: Random, scene: Scene, programme: Participation, user: User, offset: int) -> Appointment:
    day = scene.today + offset * _DAY
    language = programme.participant.interpreter_language
    ordered = day - 10 * _DAY if language and chance.random() > 0.2 else None  # noqa: PLR2004 - one in five forgotten
    state = AppointmentState.PLANNED
    if offset < 0:
        state = chance.choice((AppointmentState.ATTENDED, AppointmentState.ATTENDED, AppointmentState.NO_SHOW))
    return Appointment(
        participant=programme.participant,
        municipality_id=programme.municipality_id,
        user=user,
        kind=chance.choice((AppointmentKind.CONVERSATION, AppointmentKind.CONVERSATION, AppointmentKind.MEETING)),
        starts_at=timezone.make_aware(dt.datetime.combine(day, dt.time(chance.choice(_HOURS)))),
        place=chance.choice(_PLACES),
        interpreter_language=language,
        interpreter_ordered_on=ordered,
        interpreter_confirmed_on=day - 3 * _DAY if ordered and chance.random() > 0.4 else None,  # noqa: PLR2004
        state=state,
    )


def _write_notes(chance: Random, scene: Scene, mine: list[tuple[Participation, User]]) -> None:
    entries: list[JournalEntry] = []
    for programme, user in mine:
        if chance.random() > _WITH_NOTES:
            continue
        for kind, text in chance.sample(_NOTES, chance.randint(1, 3)):
            day = max(programme.first_day, scene.today - chance.randint(1, 70) * _DAY)
            entries.append(
                JournalEntry(
                    participant=programme.participant,
                    municipality_id=programme.municipality_id,
                    author=user,
                    kind=kind,
                    happened_on=day,
                    text=text,
                    follow_up_on=scene.today + chance.randint(3, 30) * _DAY if kind == EntryKind.NOTE else None,
                )
            )
    JournalEntry.objects.bulk_create(entries)
    for entry in entries:
        owe_follow_up(entry)
    drafts = {user.pk: (programme, user) for programme, user in mine}
    JournalDraft.objects.bulk_create(
        [
            JournalDraft(
                participant=programme.participant, municipality_id=programme.municipality_id, author=user,
                kind=EntryKind.CONVERSATION, happened_on=scene.today, text="Snakket om ",
            )
            for programme, user in drafts.values()
        ]
    )  # fmt: skip


def _write_reviews(chance: Random, scene: Scene, mine: list[tuple[Participation, User]]) -> None:
    held, planned = [], []
    for programme, user in mine:
        home = {"participation": programme, "participant": programme.participant,
                "municipality_id": programme.municipality_id}  # fmt: skip
        last = scene.today - chance.randint(30, 80) * _DAY
        if last > programme.first_day:
            held.append(Review(**home, planned_on=last, held_on=last, held_by=user, agreed=chance.choice(_AGREED)))
        planned.append(Review(**home, planned_on=min(scene.today + chance.randint(-4, 85) * _DAY, programme.last_day)))
    Review.objects.bulk_create(held + planned)
    for review in planned:
        owe_review(review)
