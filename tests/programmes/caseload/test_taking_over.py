"""Running programmes from another system: what is stopped, who is known, whose last day stands."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.errors import NotPermitted, RuleRefused, StaleVersion
from agencies.models import Agency, Role, User
from participants.models import Assignment, Deadline, IdentityNumber, Participant
from programmes.models import CaseloadImport, CaseloadRow, Participation, RowState, Takeover
from programmes.operations.caseload.comparing import confirm_end
from programmes.operations.caseload.corrections import faulty_caseload_file, purge_caseload_files
from programmes.operations.caseload.uploading import upload_caseload
from programmes.operations.recomputing import recompute_end_dates
from tests.participants.imports.lists import duf
from tests.programmes.awards import make_programme
from tests.programmes.caseload.files import HEADINGS, as_csv, codes, rows_of, running, step, take_over, upload
from tests.world import actor_of, make_actor, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def leading(municipality: Agency) -> User:
    return make_user(municipality, Role.TEAM_LEADER)


@pytest.fixture
def leader(leading: User) -> Actor:
    return actor_of(leading)


def _programmes(municipality: Agency) -> list[Participation]:
    with acting_as(system_actor(municipality.pk)):
        return list(Participation.objects.select_related("participant").order_by("created_at", "id"))


def _taken(leader: Actor, **changes: str) -> Participation:
    batch = take_over(leader, upload(leader, as_csv(running(0, **changes))))
    row = rows_of(leader, batch)[0]
    assert row.state == RowState.DONE, row.findings
    with acting_as(leader):
        return Participation.objects.get(participant=row.participant)


def test_a_row_becomes_a_person_with_a_running_programme_an_adviser_and_where_it_came_from(
    municipality: Agency, leader: Actor
) -> None:
    adviser = make_user(municipality, Role.PROGRAMME_ADVISER)
    programme = _taken(leader, adviser=adviser.email.upper(), plan="06.01.2026")
    assert (programme.first_day, programme.months) == (dt.date(2026, 1, 12), 12)
    assert programme.last_day == dt.date(2027, 1, 11)
    assert programme.goal == "work"
    assert programme.protection == "collective"
    with acting_as(leader):
        person = Participant.objects.get(pk=programme.participant_id)
        assert IdentityNumber.objects.filter(participant=person).count() == 1
        assert Assignment.objects.get(participant=person).user == adviser
        takeover = Takeover.objects.get(participation=programme)
        duties = {row.kind: row for row in Deadline.objects.filter(participant=person)}
    assert (takeover.source, takeover.waits) == ("Velferd 2000", False)
    assert duties["programme_end"].due_on == programme.last_day
    assert "programme_start" not in duties
    assert duties["plan"].met_on
    assert "takeover_end" not in duties


def test_the_decided_day_stands_until_a_caseworker_has_compared(municipality: Agency, leader: Actor) -> None:
    programme = _taken(leader, absences="permisjon 02.02.2026-31.05.2026")
    assert programme.last_day == dt.date(2027, 1, 11)
    assert recompute_end_dates(municipality.pk, dry_run=True) == []
    with acting_as(leader):
        duty = Deadline.objects.get(kind="takeover_end")
        assert duty.due_on == timezone.localdate() + dt.timedelta(days=30)
    with pytest.raises(StaleVersion):
        confirm_end(leader, programme.pk, keep_decided=False, expected_version=programme.version - 1)
    confirm_end(leader, programme.pk, keep_decided=False, expected_version=programme.version)
    with acting_as(leader):
        programme.refresh_from_db()
        duty.refresh_from_db()
        end = Deadline.objects.get(kind="programme_end")
    assert programme.last_day > dt.date(2027, 4, 1)
    assert end.due_on == programme.last_day
    assert duty.met_on == timezone.localdate()
    assert recompute_end_dates(municipality.pk, dry_run=True) == []
    with pytest.raises(RuleRefused):
        confirm_end(leader, programme.pk, keep_decided=True)


def test_the_decided_day_may_be_kept_for_good(municipality: Agency, leader: Actor) -> None:
    programme = _taken(leader, end="28.02.2027")
    confirm_end(leader, programme.pk, keep_decided=True)
    with acting_as(leader):
        programme.refresh_from_db()
        assert Takeover.objects.get().keeps_decided
    assert programme.last_day == dt.date(2027, 2, 28)
    assert recompute_end_dates(municipality.pk) == []
    with pytest.raises(NotPermitted):
        confirm_end(make_actor(municipality, Role.ENROLMENT_OFFICER), programme.pk, keep_decided=True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"born": ""}, "missing_birth_date"),
        ({"duf": "209900000199"}, None),
        ({"duf": "12345"}, "number_unreadable"),
        ({"start": "31.02.2026"}, "impossible_date"),
        ({"start": ""}, "missing"),
        ({"offer": ""}, "missing"),
        ({"offer": "20.01.2026"}, "invalid_dates"),
        ({"months": "ett år"}, "months_unreadable"),
        ({"months": "60"}, "duration_above_maximum"),
        ({"goal": "bli lykkelig"}, "unknown_goal"),
        ({"goal": "videregående"}, "goal_not_allowed"),
        ({"education": ""}, "missing_education"),
        ({"end": "01.01.2026"}, "ends_before"),
        ({"start": "12.01.2030", "offer": "05.01.2030"}, "not_begun"),
        ({"absences": "var borte litt"}, "absence_unreadable"),
        ({"absences": "permisjon 01.02.2025-01.03.2025"}, "absence_unreadable"),
        ({"absences": "stans 01.02.2026-01.03.2026"}, "absence_unreadable"),
        ({"basis": "", "protection": ""}, "unknown_protection_regime"),
    ],
)
def test_what_cannot_be_taken_over_says_why_beside_its_column(
    leader: Actor, changes: dict[str, str], code: str | None
) -> None:
    row = rows_of(leader, upload(leader, as_csv(running(0, **changes))))[0]
    if code is None:
        assert row.state == RowState.READY
    else:
        assert row.state == RowState.FAULTY
        assert code in codes(row)


def test_somebody_known_by_number_gets_the_programme_and_is_not_enrolled_twice(
    municipality: Agency, leader: Actor
) -> None:
    number = duf()
    known = make_person(
        municipality, numbers=(("duf", number),), birth_date=dt.date(1975, 1, 1), given_name="Nour",
        family_name="Haddad",
    )  # fmt: skip
    batch = take_over(leader, upload(leader, as_csv(running(0, duf=number))))
    assert rows_of(leader, batch)[0].participant_id == known.pk
    assert [each.participant for each in _programmes(municipality)] == [known]


def test_a_number_of_somebody_else_and_a_name_without_number_wait_for_a_person(
    municipality: Agency, leader: Actor
) -> None:
    number = duf()
    make_person(municipality, numbers=(("duf", number),))
    make_person(municipality, given_name="Nour", family_name="Haddad", birth_date=dt.date(1975, 1, 1))
    other, alike = rows_of(leader, upload(leader, as_csv(running(5, duf=number), running(0, duf=""))))
    assert "number_of_other_person" in codes(other)
    assert "possible_double" in codes(alike)


def test_a_person_with_another_programme_in_the_period_is_set_aside(municipality: Agency, leader: Actor) -> None:
    number = duf()
    known = make_person(municipality, numbers=(("duf", number),), birth_date=dt.date(1975, 1, 1))
    make_programme(known)
    row = rows_of(leader, upload(leader, as_csv(running(0, duf=number))))[0]
    assert "programme_overlaps" in codes(row)


def test_of_two_rows_about_one_person_the_second_is_known_when_its_turn_comes(
    municipality: Agency, leader: Actor
) -> None:
    row = running()
    batch = take_over(leader, upload(leader, as_csv(row, row)))
    assert [each.state for each in rows_of(leader, batch)] == [RowState.DONE, RowState.KNOWN]
    assert len(_programmes(municipality)) == 1


def test_absences_that_contradict_each_other_stop_their_row_alone(municipality: Agency, leader: Actor) -> None:
    twice = running(1, absences="ferie 02.03.2026-06.03.2026; sykmelding 04.03.2026-10.03.2026")
    batch = take_over(leader, upload(leader, as_csv(running(0), twice, running(2))))
    states = [row.state for row in rows_of(leader, batch)]
    assert states == [RowState.DONE, RowState.FAULTY, RowState.DONE]
    assert len(_programmes(municipality)) == 2


def test_the_faulty_rows_come_back_as_a_file_are_mended_and_taken_over(municipality: Agency, leader: Actor) -> None:
    batch = take_over(leader, upload(leader, as_csv(running(0), running(1, goal="?"))))
    sent = faulty_caseload_file(leader, batch.pk).decode("utf-8-sig")
    assert "Sluttmål" in sent.splitlines()[0]
    assert "Feil" in sent.splitlines()[0]
    again = take_over(leader, upload(leader, sent.replace(";?;", ";arbeid;").encode()))
    assert [row.state for row in rows_of(leader, again)] == [RowState.DONE]
    assert len(_programmes(municipality)) == 2


def test_a_spreadsheet_reads_as_a_text_file_does(leader: Actor) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    row = running()
    sheet.write_row(0, 0, list(HEADINGS.values()))
    sheet.write_row(1, 0, [row[key] for key in HEADINGS])
    book.close()
    assert [each.state for each in rows_of(leader, upload(leader, target.getvalue()))] == [RowState.READY]


def test_an_unknown_heading_asks_a_person_and_the_choice_is_used(leading: User, leader: Actor) -> None:
    data = as_csv(running()).replace("Sluttmål".encode(), b"Mening med livet")
    batch = upload(leader, data)
    client = Client()
    client.force_login(leading)
    address = reverse("programmes:caseload-columns", args=[batch.pk])
    page = client.get(reverse("programmes:caseload", args=[batch.pk]), follow=True).content.decode()
    assert "Mening med livet" in page
    form = client.get(address).context["form"]
    chosen = {name: field.initial or "-" for name, field in form.fields.items()}
    assert client.post(address, chosen).status_code == 422
    goal = next(name for name, field in form.fields.items() if field.label == "Mening med livet")
    assert client.post(address, chosen | {goal: "programme:goal"}).status_code == 302
    with acting_as(leader):
        batch = CaseloadImport.objects.get(pk=batch.pk)
    assert [row.state for row in rows_of(leader, step(leader, batch))] == [RowState.READY]


def test_the_pages_lead_from_the_file_to_the_compared_day(municipality: Agency, leading: User, leader: Actor) -> None:
    client = Client()
    client.force_login(leading)
    assert "Ingen filer" in client.get(reverse("programmes:caseload-list")).content.decode()
    assert client.post(reverse("programmes:caseload-upload"), {"source": ""}).status_code == 422
    batch = upload(leader, as_csv(running(end="28.02.2027"), running(1, goal="?")))
    page = client.get(reverse("programmes:caseload", args=[batch.pk])).content.decode()
    assert "Overta 1 sak" in page
    assert client.post(reverse("programmes:caseload", args=[batch.pk])).status_code == 302
    with acting_as(leader):
        batch = CaseloadImport.objects.get(pk=batch.pk)
    step(leader, batch)
    page = client.get(reverse("programmes:caseload", args=[batch.pk])).content.decode()
    assert "1 sak er overtatt" in page
    assert "feilrader" in page
    programme = _programmes(municipality)[0]
    case = client.get(reverse("participants:case", args=[programme.participant_id])).content.decode()
    assert "Overtatt fra Velferd 2000" in case
    address = reverse("programmes:compare-end", args=[programme.pk])
    assert address in case
    compare = client.get(address).content.decode()
    assert "28.02.2027" in compare
    assert "11.01.2027" in compare
    assert client.post(address, {"hold": "beregnet", "version": programme.version}).status_code == 302
    assert _programmes(municipality)[0].last_day == dt.date(2027, 1, 11)
    history = client.get(
        reverse("participants:case-tab", args=[programme.participant_id, "historikk"])
    ).content.decode()
    assert "Programmet ble overtatt fra Velferd 2000." in history


def test_strangers_find_neither_file_nor_programme(municipality: Agency, leader: Actor) -> None:
    batch = take_over(leader, upload(leader, as_csv(running(end="28.02.2027"))))
    programme = _programmes(municipality)[0]
    stranger = Client()
    stranger.force_login(make_user(make_municipality("Voss"), Role.TEAM_LEADER))
    for name, pk in (("caseload", batch.pk), ("caseload-columns", batch.pk), ("caseload-faulty", batch.pk),
                     ("caseload-progress", batch.pk), ("compare-end", programme.pk)):  # fmt: skip
        assert stranger.get(reverse(f"programmes:{name}", args=[pk])).status_code == 404, name
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    with pytest.raises(NotPermitted):
        upload_caseload(adviser, municipality.pk, source="x", filename="x", data=b"x")


def test_what_files_hold_about_people_is_gone_after_thirty_days(municipality: Agency, leader: Actor) -> None:
    batch = upload(leader, as_csv(running()))
    assert purge_caseload_files() == 0
    with acting_as(leader):
        CaseloadImport.objects.filter(pk=batch.pk).update(created_at=timezone.now() - dt.timedelta(days=31))
    assert purge_caseload_files() == 1
    with acting_as(leader):
        row = CaseloadRow.objects.get()
        assert CaseloadImport.objects.get().raw is None
    assert (row.raw, row.person, row.programme) == ({}, {}, {})
