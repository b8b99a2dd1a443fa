"""Each municipality's school system: read for some weeks, with a history, and with something for somebody to see to."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Any

from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Role, User
from integration.demo.cast import BERGEN, NARVIK, NYGAARD, OSLO, ROSENHOF
from integration.demo.telling import Scene
from integration.models import (
    AttendanceBatch,
    AttendanceFault,
    BatchState,
    MatchKind,
    RunKind,
    RunState,
    SchoolPerson,
    SchoolSource,
    SourceKind,
    SourceRun,
)
from integration.oneroster.entities import parse
from integration.oneroster.findings import Findings
from integration.oneroster.rest import SCOPE
from integration.operations.attendance.applying import apply_rows, sealed_row
from integration.operations.attendance.resolving import Resolver
from integration.operations.schools.binding import bind
from integration.operations.schools.loading import Loading
from integration.operations.schools.matching import match_pupils
from integration.provider import scopes
from integration.provider.tokens import add_client
from participants.models import Confidentiality, Participant
from participants.operations.importing.raw_input import seal

_SCHOOLS = {BERGEN: NYGAARD, OSLO: ROSENHOF, NARVIK: ROSENHOF}
_CLASSES = (("k-a2", "Norsk A2 skolens system", "A2"), ("k-b1", "Norsk B1 skolens system", "B1"))
_PUPILS, _WAITING, _DAYS = 10, 2, 8


def load_school_system(chance: Random, scene: Scene) -> None:
    """Add the municipality's source and what has come from it up to today."""
    home = scene.staff.agencies[scene.number]
    owner = _owner(scene)
    with acting_as(system_actor(home.pk)):
        source = _source(scene, owner)
        actor = system_actor(home.pk)
        pupils = _pupils(scene)
        _read(scene, actor, source, pupils)
        _history(scene, source, owner)
        _attendance(chance, scene, actor, source, pupils[:_PUPILS])
    add_client(
        scene.staff.acting(owner, scene.number), home.pk, name="Læringsplattformen",
        scopes=[scopes.ROSTER_CORE, scopes.ROSTER, scopes.GRADEBOOK],
    )  # fmt: skip


def _owner(scene: Scene) -> User:
    found = scene.staff.with_role(scene.number, Role.ENROLMENT_OFFICER, Role.TEAM_LEADER)
    return found[0]


def _source(scene: Scene, owner: User) -> SchoolSource:
    """Bergen's is read over the network, and its secret has run out; the others send files."""
    home, school = scene.staff.agencies[scene.number], scene.staff.agencies[_SCHOOLS[scene.number]]
    over_network: dict[str, Any] = {
        "kind": SourceKind.REST,
        "base_url": "https://skole.example/ims/oneroster/rostering/v1p2",
        "token_url": "https://skole.example/connect/token",
        "client_id": "fotfeste-bergen",
        "client_secret": seal(b"utlopt"),
        "scopes": [f"{SCOPE}roster-core.readonly"],
        "failing_since": _at(scene.today, 1, 4),
        "last_error": "token_refused",
    }
    return SchoolSource.objects.create(
        municipality=home,
        school=school,
        name=f"Skolesystemet ved {school.name}",
        owner=owner,
        is_active=False,
        last_success_at=_at(scene.today, 2, 4),
        **(over_network if scene.number == BERGEN else {"kind": SourceKind.CSV}),
    )


def _pupils(scene: Scene) -> list[Participant]:
    people = Participant.objects.still_here().filter(
        municipality=scene.staff.agencies[scene.number], confidentiality=Confidentiality.OPEN
    )
    return list(people.order_by("settled_on", "pk")[: _PUPILS + _WAITING])


def _read(scene: Scene, actor: Actor, source: SchoolSource, pupils: Sequence[Participant]) -> None:
    run = SourceRun.objects.create(
        municipality_id=source.municipality_id, source=source, kind=RunKind.FULL, state=RunState.RUNNING
    )
    loading = Loading(run, source, Findings())
    for person in pupils[:_PUPILS]:
        SchoolPerson.objects.create(
            participant=person, municipality_id=source.municipality_id, source=source, sourced_id=_id(person),
            matched_as=MatchKind.IDENTITY_NUMBER,
        )  # fmt: skip
    start = _term_start(scene.today)
    told: dict[str, list[dict[str, Any]]] = {
        "orgs": [{"sourcedId": "s1", "name": source.school.name, "type": "School"}],
        "academicSessions": [
            {"sourcedId": "t1", "title": "Termin", "type": "term", "startDate": start.isoformat(),
             "endDate": (start + dt.timedelta(days=300)).isoformat()}
        ],
        "courses": [{"sourcedId": "n1", "title": "Norsk for voksne", "courseCode": "NOR", "orgSourcedId": "s1"}],
        "classes": [
            {"sourcedId": pk, "title": title, "courseSourcedId": "n1", "classCode": level, "classType": "scheduled",
             "schoolSourcedId": "s1", "termSourcedIds": ["t1"]}
            for pk, title, level in _CLASSES
        ],
        "enrollments": [
            {"sourcedId": f"e-{_id(person)}", "classSourcedId": _CLASSES[number % 2][0], "schoolSourcedId": "s1",
             "userSourcedId": _id(person), "role": "student", "beginDate": start.isoformat()}
            for number, person in enumerate(pupils[:_PUPILS])
        ],
    }  # fmt: skip
    for kind, rows in told.items():
        loading.take(kind, [one for row in rows if (one := parse(kind, row, loading.findings))])
    waiting = [parse("users", _user(person), loading.findings) for person in pupils[_PUPILS:]]
    births = {_id(person): person.birth_date for person in pupils}
    match_pupils(source, [one for one in waiting if one], births)
    bind(actor, loading)
    counts = dict(loading.counts) | {"users.linked": _PUPILS, "users.waiting": _WAITING, "users.others": 143}
    _finish(run, _at(scene.today, 30, 4), RunState.DONE, counts=counts, findings=loading.findings.as_json())


def _user(person: Participant) -> dict[str, Any]:
    return {"sourcedId": _id(person), "givenName": person.given_name, "familyName": person.family_name}


def _history(scene: Scene, source: SchoolSource, owner: User) -> None:
    quiet = {"enrollments.read": _PUPILS, "enrollments.unchanged": _PUPILS}
    rows: list[tuple[int, RunKind, RunState, dict[str, Any]]] = [
        (16, RunKind.DELTA, RunState.DONE, {"counts": quiet | {"enrollments.changed": 2}}),
        (9, RunKind.FILE, RunState.DISCARDED, {
            "held_back": [{"school": source.school.name, "ended": 7, "of": _PUPILS}], "filename": "halv-liste.zip",
        }),
        (2, RunKind.DELTA, RunState.DONE, {"counts": quiet}),
    ]  # fmt: skip
    if source.failing_since:
        rows.append((1, RunKind.DELTA, RunState.FAILED, {"error": "token_refused"}))
    for days, kind, state, told in rows:
        run = SourceRun.objects.create(
            municipality_id=source.municipality_id, source=source, kind=kind, state=state, requested_by=owner
        )
        _finish(run, _at(scene.today, days, 4), state, **told)


def _attendance(
    chance: Random, scene: Scene, actor: Actor, source: SchoolSource, pupils: Sequence[Participant]
) -> None:
    batch = AttendanceBatch.objects.create(
        municipality_id=source.municipality_id, school=source.school, filename="oppmote.csv", media_type="text/csv",
        checksum="", state=BatchState.DONE,
    )  # fmt: skip
    days = [scene.today - dt.timedelta(days=number) for number in range(1, 3 * _DAYS)]
    taught = [day for day in days if day.isoweekday() <= 5][:_DAYS]  # noqa: PLR2004 - Friday
    rows = [
        {"sourcedId": f"o-{_id(person)}-{day.isoformat()}", "classSourcedId": _CLASSES[number % 2][0],
         "userSourcedId": _id(person), "date": day.isoformat(), "startTime": "17:00", "endTime": "19:00",
         "plannedMinutes": 120, "category": chance.choices(("present", "late", "absent_valid"), (18, 1, 1))[0],
         "dateLastModified": f"{day.isoformat()}T19:05:00.000Z"}
        for number, person in enumerate(pupils) for day in taught
    ]  # fmt: skip
    rows += [
        {**rows[0], "sourcedId": "o-x1", "userSourcedId": "ukjent-elev"},
        {**rows[0], "sourcedId": "o-x2", "category": "borte"},
        {**rows[0], "sourcedId": "o-x3", "absentMinutes": 500},
    ]
    page = list(enumerate(rows, 2))
    resolver = Resolver(source.municipality_id, source.school_id)
    outcome = apply_rows(actor, batch, page, resolver, Findings())
    by_line = dict(page)
    AttendanceFault.objects.bulk_create(
        AttendanceFault(
            municipality_id=source.municipality_id, batch=batch, line=line, raw=sealed_row(by_line[line]),
            reasons=[reason.as_json() for reason in reasons],
        )
        for line, reasons in outcome.faults
    )  # fmt: skip
    reasons: dict[str, int] = {}
    for _line, found in outcome.faults:
        for reason in found:
            reasons[reason.code] = reasons.get(reason.code, 0) + 1
    AttendanceBatch.objects.filter(pk=batch.pk).update(
        received=len(rows), applied=outcome.applied, unchanged=outcome.unchanged, quarantined=len(outcome.faults),
        reasons=reasons, created_at=_at(scene.today, 0, 6), finished_at=_at(scene.today, 0, 6),
    )  # fmt: skip


def _finish(run: SourceRun, moment: dt.datetime, state: RunState, **told: Any) -> None:
    SourceRun.objects.filter(pk=run.pk).update(
        state=state, created_at=moment, finished_at=moment + dt.timedelta(minutes=2), **told
    )


def _term_start(today: dt.date) -> dt.date:
    return today - dt.timedelta(days=90)


def _at(today: dt.date, days_ago: int, hour: int) -> dt.datetime:
    day = today - dt.timedelta(days=days_ago)
    return dt.datetime.combine(day, dt.time(hour, 12), timezone.get_current_timezone())


def _id(person: Participant) -> str:
    return f"elev-{str(person.pk)[-12:]}"
