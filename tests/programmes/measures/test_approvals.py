"""Who approves, in which order, what clears approvals, and what is kept of it."""

import io
from dataclasses import replace

import pytest

from agencies.access import acting_as
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import Agency, Role
from participants.models import CaseEvent, Deadline, Document
from programmes.models import MeasureApproval, MeasureStatus, MeasureVersion, WorkMeasure
from programmes.operations.measures.approving import (
    approve_as_adviser,
    approve_on_behalf,
    approve_on_paper,
    parties_waiting,
    withdraw_approvals,
)
from programmes.operations.measures.changing import cancel_measure, extend_measure
from programmes.operations.measures.preparing import change_measure
from tests.programmes.measures.agreements import (
    LAST_DAY,
    TRAINING,
    enter,
    make_agreement,
    make_measure,
    nav_adviser,
)
from tests.world import make_actor, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_november")]


def _codes(refused: pytest.ExceptionInfo[RuleRefused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


@pytest.mark.parametrize("order", [("employer", "participant"), ("participant", "employer")])
def test_employer_and_participant_approve_in_any_order_and_the_adviser_last(
    municipality: Agency, order: tuple[str, str]
) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    assert measure.status == MeasureStatus.AWAITING_APPROVAL
    reasons = {"employer": ["cannot_give_access"], "participant": ["no_bankid"]}
    for party in order:
        with pytest.raises(RuleRefused) as refused:
            approve_as_adviser(nav, measure.pk)
        assert _codes(refused) == ["adviser_approves_last"]
        approve_on_behalf(nav, measure.pk, party=party, reasons=reasons[party])
    made = approve_as_adviser(nav, measure.pk)
    with acting_as(nav):
        assert made.status == MeasureStatus.READY
        assert made.decided_by_id == nav.agency_id
        (version,) = MeasureVersion.objects.filter(measure=made)
        assert (version.number, version.kind, version.content["purpose"]) == (1, "entered", "Norsk på arbeidsplassen")


def test_an_edit_before_the_agreement_is_made_clears_approvals_and_says_who_lost_one(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    approve_on_behalf(nav, measure.pk, party="employer", reasons=["privacy"])
    change_measure(nav, measure.pk, replace(TRAINING, tasks="Bare lager"))
    with acting_as(nav):
        assert [party.value for party in parties_waiting(measure)] == ["employer", "participant", "adviser"]
        event = CaseEvent.objects.filter(kind="measure_approvals_cleared").get()
        assert event.facts["parties"] == ["employer"]
        assert MeasureApproval.objects.filter(measure=measure, cleared_at__isnull=False).count() == 1


def test_saving_the_same_again_clears_nothing(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav, counts_towards_hours=True)
    approve_on_behalf(nav, measure.pk, party="employer", reasons=["privacy"])
    change_measure(nav, measure.pk, replace(TRAINING, counts_towards_hours=True))
    with acting_as(nav):
        assert [party.value for party in parties_waiting(measure)] == ["participant", "adviser"]


def test_what_was_agreed_is_not_edited_but_details_are_and_become_a_version(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_agreement(person, nav)
    with pytest.raises(RuleRefused) as refused:
        change_measure(nav, measure.pk, replace(TRAINING, tasks="Noe annet", counts_towards_hours=True))
    assert _codes(refused) == ["agreement_made"]
    change_measure(nav, measure.pk, replace(TRAINING, contact_phone="55 55 55 55", counts_towards_hours=True))
    with acting_as(nav):
        kinds = list(MeasureVersion.objects.filter(measure=measure).values_list("number", "kind"))
    assert kinds == [(1, "entered"), (2, "changed")]


@pytest.mark.parametrize(
    ("party", "reasons"), [("participant", []), ("participant", ["privacy"]), ("employer", ["no_bankid", "privacy"])]
)
def test_on_behalf_needs_a_coded_reason_of_that_party(municipality: Agency, party: str, reasons: list[str]) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    with pytest.raises(RuleRefused) as refused:
        approve_on_behalf(nav, measure.pk, party=party, reasons=reasons)
    assert _codes(refused) == ["on_behalf_reason_missing"]


def test_the_municipality_prepares_and_attaches_paper_but_nav_decides(municipality: Agency) -> None:
    person = make_person(municipality)
    adviser = make_actor(municipality, Role.PROGRAMME_ADVISER)
    measure = make_measure(person, adviser)
    paper = io.BytesIO(b"%PDF-1.4 signert")
    approve_on_paper(adviser, measure.pk, party="employer", name="Kari Nes", filename="a.pdf", content=paper)
    for act in (
        lambda: approve_as_adviser(adviser, measure.pk),
        lambda: approve_on_behalf(adviser, measure.pk, party="participant", reasons=["no_bankid"]),
        lambda: extend_measure(adviser, measure.pk, last_day=LAST_DAY),
    ):
        with pytest.raises(NotPermitted):
            act()
    with acting_as(adviser):
        approval = MeasureApproval.objects.get(measure=measure)
        assert (approval.way, approval.name) == ("paper", "Kari Nes")
        assert approval.document == Document.objects.get()


def test_a_content_that_lacks_something_cannot_be_approved_and_says_what(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav, training_plan="", contact_name="")
    assert measure.status == MeasureStatus.DRAFT
    with pytest.raises(RuleRefused) as refused:
        approve_on_behalf(nav, measure.pk, party="employer", reasons=["privacy"])
    assert [refusal.field for refusal in refused.value.refusals] == ["contact_name", "training_plan"]


def test_approvals_are_taken_back_before_but_not_after_the_agreement_is_made(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    approve_on_behalf(nav, measure.pk, party="employer", reasons=["privacy"])
    withdraw_approvals(nav, measure.pk)
    enter(nav, measure)
    with pytest.raises(RuleRefused) as refused:
        withdraw_approvals(nav, measure.pk)
    assert _codes(refused) == ["agreement_made"]


def test_a_cancelled_measure_is_not_changed_and_owes_nothing(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_agreement(person, nav)
    with acting_as(nav):
        assert Deadline.objects.filter(subject_id=measure.pk).open().count() == 2
    cancel_measure(nav, measure.pk, reason="other_measure")
    with pytest.raises(RuleRefused) as refused:
        extend_measure(nav, measure.pk, last_day=LAST_DAY)
    assert _codes(refused) == ["measure_cancelled"]
    with acting_as(nav):
        assert WorkMeasure.objects.get(pk=measure.pk).status == MeasureStatus.CANCELLED
        assert Deadline.objects.filter(subject_id=measure.pk).open().count() == 0


def test_a_version_of_an_agreement_is_never_changed(municipality: Agency) -> None:
    from django.db import ProgrammingError, transaction

    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_agreement(person, nav)
    with acting_as(nav):
        rows = MeasureVersion.objects.filter(measure=measure)
        for act in (lambda: rows.update(content={}), rows.delete):
            with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
                act()
