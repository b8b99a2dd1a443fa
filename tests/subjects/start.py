"""The start of a case: a claim, an offer, work before it, and an assessment on every case."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Model

from agencies.access import Action, Resource
from agencies.actors import system_actor
from programmes.models import Claim, EarlyJob, RightAssessment, StartOffer
from programmes.operations.start.assessing import confirm_assessment
from programmes.operations.start.claiming import register_claim
from programmes.start_facts import Stated
from tests.agencies.api.cases import FullCase
from tests.subjects import Subject

_DAY = dt.date(2026, 10, 20)


def _home(case: FullCase) -> dict[str, Any]:
    return {"participant": case.person, "municipality": case.municipality}


def _rows(case: FullCase) -> dict[str, Model]:
    actor = system_actor(case.municipality.pk)
    claim = register_claim(actor, case.person.pk, claimed_on=_DAY)
    assessment = confirm_assessment(
        actor, case.person.pk, stated=Stated(settled_by_agreement=True), outcome="right_and_duty", reason="Bekreftet."
    )
    offer = StartOffer.objects.create(**_home(case), offered_on=dt.date(2026, 10, 5), answer_by=_DAY)
    job = EarlyJob.objects.create(**_home(case), hours_a_week=Decimal(10), first_day=dt.date(2026, 9, 1))
    return {"Claim": claim, "StartOffer": offer, "EarlyJob": job, "RightAssessment": assessment}


def _bodies(case: FullCase) -> dict[tuple[str, str], dict[str, Any]]:
    person = str(case.person.pk)
    taken_back = {"withdrawn_on": "2026-11-20", "reason": "Feil."}
    return {
        ("Claim", "create"): {"participant_id": person, "claimed_on": "2026-11-02"},
        ("Claim", "withdraw"): taken_back,
        ("StartOffer", "create"): {"participant_id": person, "offered_on": "2026-11-02"},
        ("StartOffer", "answer"): {"answer": "accepted", "answered_on": "2026-11-02"},
        ("StartOffer", "withdraw"): taken_back,
        ("EarlyJob", "create"): {"participant_id": person, "hours_a_week": "20", "first_day": "2026-11-02"},
        ("EarlyJob", "end"): {"ended_on": "2026-11-20"},
        ("RightAssessment", "create"): {"participant_id": person, "outcome": "right_and_duty"},
        ("RightAssessment", "preview"): {"participant_id": person},
    }


def _one_more(case: FullCase, number: int) -> None:
    home, day = _home(case), dt.date(2026, 9, 1) + dt.timedelta(days=number % 28)
    Claim.objects.create(**home, claimed_on=day)
    StartOffer.objects.create(**home, offered_on=day, withdrawn_on=day, withdrawn_reason="Feil.")
    EarlyJob.objects.create(**home, hours_a_week=Decimal(10), first_day=day)
    RightAssessment.objects.create(
        **home, number=1000 + number, assessed_on=day, computed="outside", outcome="outside", facts={}, steps=[]
    )


_CREATE, _CHANGE = (Resource.START, Action.CREATE), (Resource.START, Action.CHANGE)

SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    pages={
        "RegisterClaimPage": _CREATE, "MakeOfferPage": _CREATE, "RegisterEarlyJobPage": _CREATE,
        "WithdrawClaimPage": _CHANGE, "AnswerOfferPage": _CHANGE, "WithdrawOfferPage": _CHANGE,
        "EndEarlyJobPage": _CHANGE, "AssessPage": (Resource.START, Action.DECIDE),
    },
    addresses={"krav": "Claim", "tilbud": "StartOffer", "arbeid-for-oppstart": "EarlyJob"},
)  # fmt: skip
