"""Reviews of the plan: planned as deadlines, held with what was agreed, followed by the next (Act § 15)."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import acting_as
from agencies.errors import RuleRefused
from agencies.models import Agency, Role, User
from participants.models import Deadline, Participant
from programmes.models import Participation
from programmes.models.followup import JournalEntry, Review
from programmes.operations.ending import end_programme
from programmes.operations.followup.moving import REVIEW_AGREEMENTS
from programmes.operations.followup.reviews import Held, cancel_review, hold_review, plan_review
from tests.programmes.awards import make_programme
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(municipality: Agency) -> Participant:
    return make_person(municipality)


@pytest.fixture
def adviser(municipality: Agency) -> User:
    return make_user(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(person: Participant) -> Participation:
    return make_programme(person)


def _deadlines(user: User) -> list[Deadline]:
    actor = actor_of(user)
    with acting_as(actor):
        return list(Deadline.objects.filter(kind="plan_review").open())


def test_a_planned_review_is_a_deadline_that_moves_with_it(programme: Participation, adviser: User) -> None:
    first, later = programme.first_day + dt.timedelta(days=60), programme.first_day + dt.timedelta(days=90)
    plan_review(actor_of(adviser), programme.pk, planned_on=first)
    plan_review(actor_of(adviser), programme.pk, planned_on=later)
    (deadline,) = _deadlines(adviser)
    assert (deadline.due_on, deadline.paragraph) == (later, "integreringsloven § 15")


@pytest.mark.parametrize("shift", [-1, 10_000])
def test_a_review_is_on_a_day_of_the_programme(programme: Participation, adviser: User, shift: int) -> None:
    day = programme.first_day + dt.timedelta(days=min(shift, (programme.last_day - programme.first_day).days + 1))
    with pytest.raises(RuleRefused) as refused:
        plan_review(actor_of(adviser), programme.pk, planned_on=day)
    assert refused.value.refusals[0].code == "outside_programme"


def test_a_held_review_meets_its_deadline_and_brings_the_next(programme: Participation, adviser: User) -> None:
    actor = actor_of(adviser)
    review = plan_review(actor, programme.pk, planned_on=programme.first_day + dt.timedelta(days=10))
    following = programme.last_day
    hold_review(actor, review.pk, Held(programme.first_day, "Praksis.", "Snakket lenge.", following))
    (deadline,) = _deadlines(adviser)
    assert deadline.due_on == following
    with pytest.raises(RuleRefused):
        cancel_review(actor, review.pk)


@pytest.mark.parametrize(("next_shift", "code"), [(0, "next_too_early"), (10_000, "outside_programme")])
def test_the_next_review_is_after_this_and_within_the_programme(
    programme: Participation, adviser: User, next_shift: int, code: str
) -> None:
    actor = actor_of(adviser)
    review = plan_review(actor, programme.pk, planned_on=programme.first_day)
    held = Held(programme.first_day, "Praksis.", next_on=programme.first_day + dt.timedelta(days=next_shift))
    with pytest.raises(RuleRefused) as refused:
        hold_review(actor, review.pk, held)
    assert [refusal.code for refusal in refused.value.refusals] == [code]
    with pytest.raises(RuleRefused) as refused:
        hold_review(actor, review.pk, Held(programme.first_day, " "))
    assert [refusal.code for refusal in refused.value.refusals] == ["agreed_missing"]


def test_the_end_of_the_programme_calls_off_what_is_planned(programme: Participation, adviser: User) -> None:
    actor = actor_of(adviser)
    plan_review(actor, programme.pk, planned_on=programme.last_day)
    end_programme(
        actor, programme.pk, ended_on=programme.first_day, end_reason="goal_reached", main_activity="not_registered"
    )
    assert _deadlines(adviser) == []
    with pytest.raises(RuleRefused):
        plan_review(actor, programme.pk, planned_on=programme.last_day)


def test_agreements_follow_the_person_and_minutes_do_not(
    person: Participant, programme: Participation, adviser: User
) -> None:
    actor = actor_of(adviser)
    review = plan_review(actor, programme.pk, planned_on=programme.first_day)
    hold_review(actor, review.pk, Held(programme.first_day, "Praksis på kjøkken.", "Hemmelig referat."))
    with acting_as(actor):
        packed = REVIEW_AGREEMENTS.pack(actor, person, timezone.localdate())
        assert "Praksis på kjøkken." in str(packed)
        assert "Hemmelig" not in str(packed)
        REVIEW_AGREEMENTS.unpack(actor, person, packed)
        assert "Praksis på kjøkken." in JournalEntry.objects.get().text


def test_a_called_off_review_leaves_no_deadline(programme: Participation, adviser: User) -> None:
    review = plan_review(actor_of(adviser), programme.pk, planned_on=programme.last_day)
    assert cancel_review(actor_of(adviser), review.pk).cancelled_on == timezone.localdate()
    assert _deadlines(adviser) == []


def test_the_pages_plan_hold_and_show_the_review(
    person: Participant, programme: Participation, adviser: User, client: Client
) -> None:
    client.force_login(adviser)
    day = f"{programme.last_day:%d.%m.%Y}"
    client.post(reverse("programmes:plan-review", args=[programme.pk]), {"planned_on": day})
    with acting_as(actor_of(adviser)):
        review = Review.objects.get()
    held = {
        "held_on": f"{programme.first_day:%d.%m.%Y}", "agreed": "Praksis fra mandag.", "minutes": "Hemmelig.",
        "next_on": day, "version": review.version,
    }  # fmt: skip
    assert client.post(reverse("programmes:hold-review", args=[review.pk]), held).status_code == 302
    tab = client.get(reverse("participants:case-tab", args=[person.pk, "plan"])).content.decode()
    assert "Praksis fra mandag." in tab
    assert f"Neste gjennomgang: {day}" in tab
