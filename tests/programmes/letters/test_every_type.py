"""The letter of every type of decision, from the draft to the PDF that the caseworker opens."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from agencies.access import Actor, acting_as
from agencies.models import Agency, Role, User
from programmes.law import procedure
from programmes.law.procedure_states import DecisionAct
from programmes.letters.writing import WORDS
from programmes.models import DecisionType, Letter, Participation
from programmes.operations.procedure import StepFacts
from programmes.operations.steps import take_step
from tests.programmes.awards import make_programme
from tests.programmes.decisions import EXTENDABLE, drafted, today
from tests.world import actor_of, make_person, make_user

pytestmark = pytest.mark.django_db
NEEDS_CONTENT: dict[str, dict[str, Any]] = {
    "stop_temporary": {"first_day": "first_day", "expected_last_day": "2026-12-01"},
    "stop_permanent": {"first_day": "first_day", "main_activity": "other"},
    "benefit_deduction": {"text": "Trekk for ugyldig fravær.", "deduction_nok": "12000.50", "payment_nok": "22758.17"},
    "self_cert_right_withdrawn": {"self_cert_from": "first_day"},
    "extension": {"extension_months": 12},
    "award_programme": {"text": "Søknaden er avslått.", "refusal_reason": "in_work"},
}
ONLY_REFUSED = frozenset({"leave", "award_programme"})
"""Granted on pages of their own, where their letters are tested with the programme and the leave."""


@pytest.fixture
def actor(municipality: Agency) -> Actor:
    """A programme adviser of the municipality."""
    return actor_of(make_user(municipality, Role.PROGRAMME_ADVISER))


@pytest.fixture
def programme(municipality: Agency, actor: Actor) -> Participation:
    """A programme that runs and may be extended."""
    return make_programme(make_person(municipality), actor, **EXTENDABLE)


def _content(decision_type: str, programme: Participation) -> dict[str, Any]:
    known = NEEDS_CONTENT.get(decision_type, {"text": "Dette er bestemt."})
    started = (programme.first_day + dt.timedelta(days=1)).isoformat()
    return {name: started if value == "first_day" else value for name, value in known.items()}


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("decision_type", DecisionType.values)
def test_every_decision_is_made_and_its_letter_opens_as_an_archive_pdf(
    client: Client, actor: Actor, programme: Participation, decision_type: str, language: str
) -> None:
    draft = drafted(
        actor, programme, decision_type=decision_type, language=language, is_refusal=decision_type in ONLY_REFUSED,
        requested_on=today() if decision_type == "extension" else None,
        content=_content(decision_type, programme), reasons="Dette er begrunnelsen.",
    )  # fmt: skip
    facts = StepFacts(happened_on=today(), note="Deltakeren har uttalt seg i et møte.")
    take_step(actor, draft.pk, DecisionAct.DECIDE, facts)
    with acting_as(actor):
        letter = Letter.objects.get(decision=draft)
    client.force_login(User.objects.get(name=actor.name))
    assert reverse("participants:document", args=[letter.document_id]) in (
        client.get(reverse("programmes:decision", args=[draft.pk])).content.decode()
    )
    response: Any = client.get(reverse("participants:document", args=[letter.document_id]))
    pdf = PdfReader(BytesIO(b"".join(response)))
    root: Any = pdf.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert root["/Lang"] == language
    said = " ".join("".join(page.extract_text() for page in pdf.pages).replace("-\n", "").split())
    words = WORDS[language]
    what = words.types[procedure.DecisionType(decision_type)]
    opening = words.texts["refused" if draft.is_refusal else "granted"].format(what=what)
    for text in (opening, "Dette er begrunnelsen.", draft.paragraphs[0], words.texts["appeal"]):
        assert text in said, text
