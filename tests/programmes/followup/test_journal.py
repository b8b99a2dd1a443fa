"""The journal: drafts that only the author sees, entries that everybody in casework sees, attachments, follow-up."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, ChangeRecord, Role, User
from participants.models import Deadline, Participant
from participants.operations.merging import merge_people
from programmes.models.followup import JournalAttachment, JournalDraft, JournalEntry
from programmes.operations.followup.journal import (
    Attachment,
    Note,
    attach,
    follow_up_entry,
    publish_entry,
    save_draft,
    void_entry,
)
from tests.world import actor_of, make_actor, make_municipality, make_nav_office, make_person, make_user

pytestmark = pytest.mark.django_db
SECRET = "Fortalte noe bare jeg skal se."


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality)


@pytest.fixture
def author(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER, name="Ada Forfatter")


def _note(text: str = "Ringte om barnehage.", **facts: object) -> Note:
    known: dict[str, object] = {"kind": "phone", "happened_on": timezone.localdate(), "text": text}
    return Note(**(known | facts))  # type: ignore[arg-type]


def _raw_drafts(actor: Actor) -> int:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM programmes_journaldraft")
        return int(cursor.fetchone()[0])


def test_a_draft_is_its_authors_alone_also_in_a_raw_select(
    municipality: Agency, person: Participant, author: User
) -> None:
    save_draft(actor_of(author), person.pk, _note(SECRET))
    leader = make_actor(municipality, Role.TEAM_LEADER)
    assert (_raw_drafts(actor_of(author)), _raw_drafts(leader)) == (1, 0)
    with acting_as(leader):
        assert not JournalDraft.objects.visible_to(leader).exists()


def test_no_log_remembers_what_a_draft_said(municipality: Agency, person: Participant, author: User) -> None:
    draft = save_draft(actor_of(author), person.pk, _note(SECRET))
    save_draft(actor_of(author), person.pk, _note("Mindre."), draft_id=draft.pk, expected_version=draft.version)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    with acting_as(leader):
        assert not ChangeRecord.objects.filter(table_name="programmes_journaldraft").exists()


def test_publishing_makes_the_entry_and_leaves_no_draft(
    municipality: Agency, person: Participant, author: User
) -> None:
    actor = actor_of(author)
    draft = save_draft(actor, person.pk, _note())
    publish_entry(actor, person.pk, _note("Ferdig."), draft_id=draft.pk)
    colleague = make_actor(municipality, Role.ENROLMENT_OFFICER)
    with acting_as(colleague):
        assert [entry.text for entry in JournalEntry.objects.visible_to(colleague)] == ["Ferdig."]
    assert _raw_drafts(actor) == 0


def test_nobody_publishes_the_draft_of_another(municipality: Agency, person: Participant, author: User) -> None:
    draft = save_draft(actor_of(author), person.pk, _note())
    with pytest.raises(JournalDraft.DoesNotExist):
        publish_entry(make_actor(municipality, Role.TEAM_LEADER), person.pk, _note(), draft_id=draft.pk)


def test_nav_neither_reads_nor_writes_the_journal(municipality: Agency, person: Participant, author: User) -> None:
    publish_entry(actor_of(author), person.pk, _note())
    nav = make_actor(make_nav_office(municipality), Role.NAV_ADVISER)
    with acting_as(nav):
        assert not JournalEntry.objects.visible_to(nav).exists()
    with pytest.raises(NotPermitted):
        publish_entry(nav, person.pk, _note())


def test_another_municipality_with_cases_of_its_own_does_not_find_the_person(person: Participant, author: User) -> None:
    voss = make_municipality("Voss")
    stranger = make_actor(voss, Role.TEAM_LEADER)
    publish_entry(stranger, make_person(voss).pk, _note())
    with pytest.raises(Participant.DoesNotExist):
        publish_entry(stranger, person.pk, _note())


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"text": "  "}, "text_missing"),
        ({"happened_on": dt.date(2100, 1, 1)}, "in_future"),
        ({"follow_up_on": dt.date(2020, 1, 1)}, "follow_up_too_early"),
        ({"kind": "gossip"}, "kind_unknown"),
    ],
)
def test_an_entry_is_judged_when_it_is_published(
    person: Participant, author: User, facts: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleRefused) as refused:
        publish_entry(actor_of(author), person.pk, _note(**facts))  # type: ignore[arg-type]
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_a_follow_up_is_a_deadline_until_it_is_met(person: Participant, author: User) -> None:
    actor, day = actor_of(author), timezone.localdate() + dt.timedelta(days=7)
    entry = publish_entry(actor, person.pk, _note(follow_up_on=day))
    with acting_as(actor):
        assert Deadline.objects.get(kind="note_follow_up", subject_id=entry.pk).due_on == day
    follow_up_entry(actor, entry.pk, followed_up_on=timezone.localdate())
    with acting_as(actor):
        assert not Deadline.objects.get(kind="note_follow_up").is_open


def test_an_entry_taken_back_keeps_its_text_and_says_why(person: Participant, author: User) -> None:
    actor = actor_of(author)
    entry = publish_entry(actor, person.pk, _note(follow_up_on=timezone.localdate()))
    done = void_entry(actor, entry.pk, why="Gjaldt en annen.")
    assert (done.text, done.void_reason) == ("Ringte om barnehage.", "Gjaldt en annen.")
    with acting_as(actor):
        assert not Deadline.objects.get(kind="note_follow_up").is_open
    with pytest.raises(RuleRefused):
        follow_up_entry(actor, entry.pk, followed_up_on=timezone.localdate())


def test_an_attachment_is_judged_by_its_content_and_kept_as_a_document(person: Participant, author: User) -> None:
    actor = actor_of(author)
    entry = publish_entry(
        actor, person.pk, _note(), attachments=[Attachment(filename="cv.exe", content=io.BytesIO(b"%PDF-1.7 cv"))]
    )
    with acting_as(actor):
        document = JournalAttachment.objects.get(entry=entry).document
    assert (document.filename, document.content_type) == ("cv.pdf", "application/pdf")
    assert len(document.checksum) == 64
    with pytest.raises(RuleRefused) as refused:
        attach(actor, entry.pk, Attachment(filename="cv.pdf", content=io.BytesIO(b"MZ\x90\x00")))
    assert refused.value.refusals[0].code == "file_type"


def test_a_merge_takes_entries_and_drafts_of_everybody_along(
    municipality: Agency, person: Participant, author: User
) -> None:
    double = make_person(municipality)
    publish_entry(actor_of(author), double.pk, _note())
    save_draft(actor_of(author), double.pk, _note(SECRET))
    merge_people(make_actor(municipality, Role.TEAM_LEADER), person.pk, double.pk, reason="Samme person.")
    actor = actor_of(author)
    with acting_as(actor):
        assert JournalEntry.objects.get().participant_id == person.pk
        assert JournalDraft.objects.get().participant_id == person.pk


def test_the_page_keeps_a_draft_and_publishes_it(person: Participant, author: User, client: Client) -> None:
    client.force_login(author)
    page = reverse("programmes:write-note", args=[person.pk])
    written = {"kind": "note", "happened_on": f"{timezone.localdate():%d.%m.%Y}", "text": SECRET}
    assert client.post(page, written | {"act": "draft"}).status_code == 302
    tab = client.get(reverse("participants:case-tab", args=[person.pk, "notater"]))
    assert "Utkast som bare du ser" in tab.content.decode()
    actor = actor_of(author)
    with acting_as(actor):
        draft = JournalDraft.objects.get()
    form = client.get(f"{page}?utkast={draft.pk}").content.decode()
    assert SECRET in form
    client.post(page, written | {"act": "publish", "draft": draft.pk, "version": draft.version})
    with acting_as(actor):
        assert (JournalDraft.objects.count(), JournalEntry.objects.get().text) == (0, SECRET)


def test_a_file_waits_for_the_publishing(person: Participant, author: User, client: Client) -> None:
    client.force_login(author)
    file = io.BytesIO(b"hei")
    file.name = "brev.txt"
    written = {"kind": "note", "happened_on": f"{timezone.localdate():%d.%m.%Y}", "text": "x", "file": file}
    answer = client.post(reverse("programmes:write-note", args=[person.pk]), written | {"act": "draft"})
    assert answer.status_code == 422
    assert "Et utkast har bare tekst" in answer.content.decode()


def test_the_draft_of_another_is_not_there(municipality: Agency, person: Participant, author: User) -> None:
    draft = save_draft(actor_of(author), person.pk, _note(SECRET))
    leader = Client()
    leader.force_login(make_user(municipality, Role.TEAM_LEADER))
    assert leader.get(f"{reverse('programmes:write-note', args=[person.pk])}?utkast={draft.pk}").status_code == 404
    assert leader.post(reverse("programmes:discard-draft", args=[draft.pk])).status_code == 404
    tab = leader.get(reverse("participants:case-tab", args=[person.pk, "notater"]))
    assert SECRET not in tab.content.decode()
