"""Notice and appeal of a decision stay with the municipality that made it, also when the case has moved."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.errors import RuleRefused
from agencies.models import Role
from participants.operations.transferring import accept_transfer
from programmes.law.procedure_states import AFTER_DECISION, DecisionAct, DecisionState
from programmes.models import Decision
from programmes.operations.decision_duties import APPEAL_CASE
from tests.participants.transfers.moves import Town, ask, make_mover, make_town
from tests.programmes.decisions import deadline, drafted, state, step
from tests.world import make_user

pytestmark = pytest.mark.django_db


def _moved() -> tuple[Town, Decision]:
    """The town that made the award and then gave the case away, and the award."""
    bergen, voss = make_town("Bergen"), make_town("Voss")
    person, _programme = make_mover(bergen)
    accept_transfer(voss.leader, ask(bergen, voss, person).pk, settled_on=dt.date(2026, 11, 1))
    with acting_as(bergen.leader):
        return bergen, Decision.objects.select_related("participation", "participant").get(participant=person)


def test_the_sender_notifies_and_treats_an_appeal_to_its_end() -> None:
    bergen, decision = _moved()
    step(bergen.leader, decision, DecisionAct.NOTIFY, channel="handed_over")
    step(bergen.leader, decision, DecisionAct.APPEAL, note="Ville hatt lengre tid.")
    owed = deadline(decision, APPEAL_CASE)
    assert owed is not None
    assert owed.is_open
    step(bergen.leader, decision, DecisionAct.UPHOLD, note="Ingen nye opplysninger.")
    step(bergen.leader, decision, DecisionAct.FORWARD)
    step(bergen.leader, decision, DecisionAct.COUNTY_OUTCOME, outcome="upheld")
    assert state(decision) is DecisionState.FINAL
    done = deadline(decision, APPEAL_CASE)
    assert done is not None
    assert done.met_on == timezone.localdate()


def test_nothing_new_is_decided_on_a_case_that_moved() -> None:
    bergen, decision = _moved()
    assert decision.participation is not None
    with pytest.raises(RuleRefused) as refused:
        drafted(bergen.leader, decision.participation)
    assert [refusal.code for refusal in refused.value.refusals] == ["case_moved"]
    with pytest.raises(RuleRefused) as refused:
        step(bergen.leader, decision, DecisionAct.DECIDE)
    assert [refusal.code for refusal in refused.value.refusals] == ["case_moved"]
    assert DecisionAct.DECIDE not in AFTER_DECISION


def test_the_page_of_an_appeal_opens_and_saves(client: Client) -> None:
    bergen, decision = _moved()
    client.force_login(make_user(bergen.home, Role.TEAM_LEADER))
    path = reverse("programmes:decision-act", args=[decision.pk, "appeal"])
    assert client.get(path).status_code == 200
    today = f"{timezone.localdate():%d.%m.%Y}"
    facts = {"decision-happened_on": today, "decision-note": "Uenig.", "decision-version": str(decision.version)}
    assert client.post(path, facts).status_code == 302
    assert state(decision) is DecisionState.APPEALED
    assert client.get(reverse("programmes:decision-act", args=[decision.pk, "decide"])).status_code == 403
