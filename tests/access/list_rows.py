"""Rows for the lists that a full case leaves empty: one of each situation, so that what is hidden could be shown."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.models import Role
from integration.models import RosterClient
from participants.models import AccessOverride, Deadline, Participant
from participants.operations.importing.raw_input import seal
from programmes.models import CaseloadImport, CaseloadRow, Decision, DecisionStep, EndDraft
from programmes.models.classes import Attendance, ClassTeacher
from programmes.models.followup import JournalDraft
from programmes.operations.duties import PROGRAMME_START
from tests.access.world import NAMES, Situation, World
from tests.world import LONG_AGO, make_person

AUTHORS = (Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)


def fill_lists(world: World) -> None:
    """Add to every case what the lists show; the addresses of single things are in ``world.cases[…].more``."""
    for situation, case in world.cases.items():
        with acting_as(system_actor(case.municipality.pk)):
            _fill(world, situation, case)
    _take_access(world)


def _take_access(world: World) -> None:
    case, today = world.cases[Situation.COLLEAGUES], timezone.localdate()
    with acting_as(world.actor(Role.PROGRAMME_ADVISER)):
        AccessOverride.objects.create(
            participant=case.person, municipality=world.home, user=world.staff[Role.PROGRAMME_ADVISER],
            rule="not_assigned", reason="Kollegaen er syk", first_day=today, last_day=today,
        )  # fmt: skip


def _fill(world: World, situation: Situation, case: Any) -> None:
    home, person, today = case.municipality, case.person, timezone.localdate()
    own = {"participant": person, "municipality": home}
    starts = Deadline.objects.filter(participant=person, kind=PROGRAMME_START)
    assert starts.update(met_on=None, closed_on=None, due_on=today)
    EndDraft.objects.create(**own, participation=case.participation, ended_on=today)
    decision = Decision.objects.create(
        **own, case_key=person.pk, number=90, decision_type="extension", participation=case.participation
    )
    DecisionStep.objects.create(decision=decision, **own, sequence=1, act="submit", happened_on=today)
    for role in AUTHORS:
        JournalDraft.objects.create(**own, author=world.staff[role], happened_on=today)
    session = case.more["ClassSession"]
    Attendance.objects.filter(participant=person, session=session).update(
        category="absent_invalid", counted_as="absent_invalid"
    )
    _mistake(situation, home)
    _imports(situation, case, own)
    case.more["SourceRun"].findings = [{"code": "bad_date", "where": "users.csv", "count": 2, "line": 7}]
    case.more["SourceRun"].save()
    RosterClient.objects.create(municipality=home, name="Læringsplattform", client_id=str(person.pk), secret_digest="0")
    material = {"id": "u9", "given": "Olena", "family": "Ukjent", "born": "1991-03-14"}
    case.more["UnmatchedPerson"].material = seal(json.dumps(material).encode())
    case.more["UnmatchedPerson"].expires_at = timezone.now() + dt.timedelta(days=1)
    case.more["UnmatchedPerson"].save()
    if home == world.home:
        _teach(world, case)


def _teach(world: World, case: Any) -> None:
    """Everybody is a pupil of the teacher who looks; who is hidden is in no class list all the same."""
    school_class = case.more["SchoolClass"]
    school_class.school_id = world.actor(Role.TEACHER).agency_id
    school_class.save()
    ClassTeacher.objects.get_or_create(
        school_class=school_class, user=world.staff[Role.TEACHER], defaults={"first_day": LONG_AGO}
    )


def _mistake(situation: Situation, home: Any) -> None:
    double = make_person(home, family_name=f"Feil{NAMES[situation]}" if situation is Situation.ELSEWHERE else "Feil")
    Participant.objects.filter(pk=double.pk).update(registered_in_error_on=dt.date(2026, 11, 1))


def _imports(situation: Situation, case: Any, own: dict[str, Any]) -> None:
    name = {"given_name": "Olena", "family_name": NAMES[situation]}
    is_protected = situation in {Situation.PROTECTED, Situation.SHIELDED}
    case.batch.state, case.batch.counts = "preview", {"faulty": 1, "new": 0, "known": 0, "possible_duplicate": 0}
    case.batch.save()
    case.row.parsed, case.row.participant, case.row.is_protected = name, case.person, is_protected
    case.row.save()
    batch = CaseloadImport.objects.create(
        municipality=case.municipality, uploaded_by=case.batch.uploaded_by, source="Det gamle", filename="saker.csv",
        checksum="0", state="preview",
    )  # fmt: skip
    CaseloadRow.objects.create(batch=batch, **own, line=1, state="ready", person=name)
    case.more["CaseloadImport"] = batch
