"""Messages between municipality and NAV: sent once for all, read by each, told of without content."""

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import CooperationAgreement, Role
from agencies.operations.outbox import sweep_outbox
from participants.models import Participant
from programmes.models.shared_case import CaseMessage
from programmes.operations.shared_case.joining import merge_shared_case
from programmes.operations.shared_case.messages import NOTICE, read_thread, send_message
from programmes.web.shared_case.messages import threads_to_read
from tests.programmes.shared_case.cases import make_shared_case
from tests.queues import messages
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db


def unread(actor: Actor) -> int:
    with acting_as(actor):
        return CaseMessage.objects.visible_to(actor).unread_by(actor).count()


def test_the_other_side_has_it_unread_until_it_is_on_the_screen_of_each() -> None:
    case = make_shared_case()
    colleague = make_actor(case.office, Role.NAV_ADVISER)
    send_message(case.adviser, case.programme.participant_id, "  Kan dere komme på møte 3.12.?  ")
    assert (unread(case.adviser), unread(case.nav), unread(colleague)) == (0, 1, 1)
    read_thread(case.nav, case.programme.participant_id)
    assert (unread(case.nav), unread(colleague)) == (0, 1)
    send_message(case.nav, case.programme.participant_id, "Ja.")
    assert (unread(case.adviser), unread(case.nav)) == (1, 0)


def test_the_counter_of_the_own_people_leaves_others_out() -> None:
    case = make_shared_case()
    colleague = make_actor(case.office, Role.NAV_ADVISER)
    send_message(case.adviser, case.programme.participant_id, "En.")
    send_message(case.adviser, case.programme.participant_id, "To.")
    counts = []
    for actor in (case.nav, colleague):
        with acting_as(actor):
            counts.append([threads_to_read(actor, mine, timezone.localdate()) for mine in (True, False)])
    assert counts == [[1, 1], [0, 1]]


def test_one_e_mail_tells_of_unread_messages_and_of_nobody() -> None:
    case = make_shared_case()
    for text in ("Hun trenger praksis.", "Og mer norsk."):
        send_message(case.adviser, case.programme.participant_id, text)
    assert len(messages(kind=NOTICE)) == 1
    sweep_outbox()
    (letter,) = [each for each in mail.outbox if "melding" in each.subject]
    with acting_as(case.adviser):
        person = Participant.objects.get(pk=case.programme.participant_id)
    assert letter.to == [case.contact.email]
    told = (person.family_name, person.given_name, "praksis", str(person.pk))
    assert not [word for word in told if word in letter.body]
    read_thread(case.nav, case.programme.participant_id)
    send_message(case.adviser, case.programme.participant_id, "Svar, takk.")
    assert len(messages(kind=NOTICE)) == 2


def test_a_message_stays_as_it_was_sent() -> None:
    case = make_shared_case()
    row = send_message(case.adviser, case.programme.participant_id, "Slik.")
    for change in ("UPDATE programmes_casemessage SET text = 'Ikke slik' WHERE id = %s",
                   "DELETE FROM programmes_casemessage WHERE id = %s"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(case.adviser), connection.cursor() as cursor:
            cursor.execute(change, [row.pk])


@pytest.mark.parametrize(
    ("text", "code"), [(" ", "message_empty"), ("a" * 5001, "message_too_long")], ids=["empty", "endless"],
)  # fmt: skip
def test_an_empty_or_endless_message_is_refused(text: str, code: str) -> None:
    case = make_shared_case()
    with pytest.raises(RuleRefused) as refused:
        send_message(case.adviser, case.programme.participant_id, text)
    assert [each.code for each in refused.value.refusals] == [code]


def test_without_an_agreement_there_is_nobody_to_write_to() -> None:
    case = make_shared_case()
    CooperationAgreement.objects.all().delete()
    with pytest.raises(RuleRefused) as refused:
        send_message(case.adviser, case.programme.participant_id, "Hei.")
    assert [each.code for each in refused.value.refusals] == ["no_agreement"]


def test_schools_and_other_offices_have_no_part_in_the_thread() -> None:
    case = make_shared_case()
    send_message(case.adviser, case.programme.participant_id, "Hei.")
    elsewhere = make_municipality("Voss")
    make_person(elsewhere)
    other = make_actor(make_nav_office(elsewhere), Role.NAV_ADVISER)
    teacher = make_actor(case.programme.municipality, Role.TEACHER)
    assert (unread(other), unread(teacher)) == (0, 0)
    with pytest.raises(Participant.DoesNotExist):
        send_message(other, case.programme.participant_id, "Hei.")
    with pytest.raises(NotPermitted):
        send_message(teacher, case.programme.participant_id, "Hei.")


def test_threads_of_one_person_become_one_thread() -> None:
    case = make_shared_case()
    send_message(case.adviser, case.programme.participant_id, "Hei.")
    read_thread(case.nav, case.programme.participant_id)
    double = make_person(case.programme.municipality)
    send_message(make_actor(case.programme.municipality, Role.TEAM_LEADER), double.pk, "Hei igjen.")
    read_thread(case.nav, double.pk)
    with acting_as(case.adviser):
        merge_shared_case(case.adviser, case.programme.participant, double)
        assert CaseMessage.objects.filter(participant=case.programme.participant).count() == 2
    assert unread(case.nav) == 2
