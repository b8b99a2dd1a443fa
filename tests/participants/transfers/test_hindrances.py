"""What must be finished before a case can move: nothing can be decided on it afterwards."""

import datetime as dt

import pytest

from agencies.errors import RuleRefused
from participants.models import Participant
from participants.operations.transferring import accept_transfer
from programmes.law.procedure_states import DecisionAct
from tests.participants.transfers.moves import ask, make_mover, make_town, rows_of
from tests.programmes.decisions import decided, drafted, step

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_a_decision_under_work_is_made_or_put_away_first() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    draft = drafted(bergen.leader, programme)
    with pytest.raises(RuleRefused) as refused:
        ask(bergen, voss, person)
    assert _codes(refused) == {"decision_under_work"}
    step(bergen.leader, draft, DecisionAct.ABANDON, note="Flytter.")
    assert ask(bergen, voss, person).pk


def test_an_appeal_is_treated_first() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    step(bergen.leader, decided(bergen.leader, programme), DecisionAct.APPEAL, note="Jeg klager.")
    with pytest.raises(RuleRefused) as refused:
        ask(bergen, voss, person)
    assert _codes(refused) == {"appeal_under_work"}


def test_what_the_sender_began_meanwhile_stops_the_receiver_without_telling_what_it_is() -> None:
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, programme = make_mover(bergen)
    transfer = ask(bergen, voss, person)
    drafted(bergen.leader, programme)
    with pytest.raises(RuleRefused) as refused:
        accept_transfer(voss.leader, transfer.pk, settled_on=DAY)
    assert _codes(refused) == {"sender_not_ready"}
    assert "vedtak" not in str(refused.value).lower()
    assert rows_of(Participant, voss.home) == []
