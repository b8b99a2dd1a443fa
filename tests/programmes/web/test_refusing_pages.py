"""A programme or training is refused with a reason that NIR is told."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.models import Agency, Role, User
from participants.models import Participant
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionType, Letter
from programmes.operations.decisions import Draft, draft_decision
from tests.programmes.decisions import step
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return actor_of(make_user(municipality, Role.PROGRAMME_ADVISER))


@pytest.fixture
def browser(client: Client, actor: Actor) -> Client:
    """The adviser's browser."""
    client.force_login(User.objects.get(name=actor.name))
    return client


@pytest.fixture
def person(municipality: Agency) -> Participant:
    """Somebody who has applied."""
    return make_person(municipality)


def _facts(**facts: str) -> dict[str, str]:
    known = {
        "decision_type": DecisionType.AWARD_PROGRAMME, "is_refusal": "on", "text": "Søknaden er avslått.",
        "reasons": "Deltakeren er i fullt arbeid.", "language": "nb",
    }  # fmt: skip
    return {f"decision-{name}": value for name, value in (known | facts).items()}


def _refused(actor: Actor, person: Participant, decision_type: str, **content: str) -> Decision:
    draft = Draft(
        decision_type=decision_type, is_refusal=True, content={"text": "Avslått.", **content}, reasons="Vilkår mangler."
    )
    return draft_decision(actor, person.pk, draft)


def test_a_refusal_is_drafted_with_its_reason_and_the_letter_says_it(
    browser: Client, actor: Actor, person: Participant
) -> None:
    url = reverse("programmes:draft", args=[person.pk])
    assert browser.post(url, _facts(refusal_reason="in_work")).status_code == 302
    with acting_as(actor):
        draft = Decision.objects.get()
    assert draft.content["refusal_reason"] == "in_work"
    step(actor, draft, DecisionAct.DECIDE)
    assert "Grunn til avslaget" in browser.get(reverse("programmes:decision", args=[draft.pk])).text
    with acting_as(actor):
        assert "i arbeid eller har tilbud om arbeid" in str(Letter.objects.get(decision=draft).data)


def test_a_programme_is_only_refused_on_this_page(browser: Client, person: Participant) -> None:
    facts = _facts(refusal_reason="in_work")
    del facts["decision-is_refusal"]
    answer = browser.post(reverse("programmes:draft", args=[person.pk]), facts)
    assert answer.status_code == 422
    assert "bare avslås" in str(answer.context["form"].errors["is_refusal"])


@pytest.mark.parametrize("decision_type", [DecisionType.AWARD_PROGRAMME, DecisionType.AWARD_NORWEGIAN_TRAINING])
def test_a_refusal_without_a_reason_is_not_made(
    browser: Client, actor: Actor, person: Participant, decision_type: str
) -> None:
    draft = _refused(actor, person, decision_type)
    with pytest.raises(RuleRefused) as refused:
        step(actor, draft, DecisionAct.DECIDE)
    [fault] = refused.value.refusals
    assert (fault.code, fault.paragraph) == ("refusal_reason_missing", "integreringsforskriften §§ 46–55")
    url = reverse("programmes:write-draft", args=[draft.pk])
    assert "Hvorfor avslås søknaden?" in browser.get(url).text
    facts = _facts(refusal_reason="age", version=str(draft.version))
    assert browser.post(url, facts).status_code == 302
    with acting_as(actor):
        assert Decision.objects.get().content["refusal_reason"] == "age"
    assert step(actor, draft, DecisionAct.DECIDE).decided_on


def test_an_unknown_reason_is_refused_and_other_refusals_need_none(actor: Actor, person: Participant) -> None:
    with pytest.raises(RuleRefused):
        _refused(actor, person, DecisionType.AWARD_PROGRAMME, refusal_reason="weather")
    assert step(actor, _refused(actor, person, DecisionType.AWARD_BENEFIT), DecisionAct.DECIDE).decided_on
