"""Makes letters and stores them, once, with what they were made from."""

import datetime as dt
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from agencies.models import Agency
from participants.models import Participant
from participants.operations.documents import store_document
from programmes.law.procedure import DecisionType
from programmes.law.procedure_states import DecisionAct
from programmes.letters.typesetting import UnprintableSignError, typeset
from programmes.letters.writing import (
    CertificateText,
    DecisionText,
    NoticeText,
    Sheet,
    advance_notice,
    certificate,
    decision_letter,
)
from programmes.models import Decision, Letter, LetterKind, Participation
from programmes.operations.effects import foretold


def issue_decision_letter(actor: Actor, decision: Decision, decided_on: dt.date) -> Letter:
    """The letter of a decision that is being made; raises ``RuleRefused`` when its text cannot be printed."""
    steps = list(decision.steps.order_by("sequence"))
    notices = [step for step in steps if step.act == DecisionAct.ADVANCE_NOTICE]
    answers = [step.note for step in steps if step.act == DecisionAct.ANSWER]
    text = DecisionText(
        decision_type=DecisionType(decision.decision_type),
        is_refusal=decision.is_refusal,
        number=decision.number,
        content=decision.content,
        reasons=decision.reasons,
        paragraphs=decision.paragraphs,
        steps=decision.computed,
        answer=" ".join(answers),
        requested_on=decision.requested_on,
        notice_given_on=notices[-1].happened_on if notices else None,
        taken_back=_taken_back(decision),
    )
    data = decision_letter(_sheet(actor, decision.participant, decision.language, decided_on), text)
    letter = Letter(kind=LetterKind.DECISION, decision=decision, participation=decision.participation)
    return _store(actor, decision.participant, letter, "letter", data)


def issue_notice(actor: Actor, decision: Decision, given_on: dt.date, due_on: dt.date) -> Letter:
    """The advance notice of a decision (Public Administration Act § 16).

    What it would come to is told as of the day after the answer is due: before that it is not made unheard.
    """
    foretold_on = due_on + dt.timedelta(days=1)
    text = NoticeText(
        decision_type=DecisionType(decision.decision_type),
        number=decision.number,
        reasons=decision.reasons,
        due_on=due_on,
        content=foretold(decision, foretold_on),
        foretold_on=foretold_on,
        taken_back=_taken_back(decision),
    )
    data = advance_notice(_sheet(actor, decision.participant, decision.language, given_on), text)
    letter = Letter(kind=LetterKind.ADVANCE_NOTICE, decision=decision, participation=decision.participation)
    return _store(actor, decision.participant, letter, "letter", data)


def issue_certificate(actor: Actor, participation: Participation, issued_on: dt.date, language: str = "nb") -> Letter:
    """The participation certificate of a programme that ended (Act § 18 a)."""
    person = participation.participant
    last_day = participation.ended_on or participation.last_day
    text = CertificateText(first_day=participation.first_day, last_day=last_day, goal=participation.goal)
    data = certificate(_sheet(actor, person, language, issued_on), text)
    letter = Letter(kind=LetterKind.CERTIFICATE, participation=participation)
    return _store(actor, person, letter, "certificate", data)


def _taken_back(decision: Decision) -> tuple[int, dt.date] | None:
    granted = decision.taken_back
    return (granted.number, granted.decided_on) if granted is not None and granted.decided_on is not None else None


def _sheet(actor: Actor, person: Participant, language: str, issued_on: dt.date) -> Sheet:
    sender = Agency.objects.get(pk=person.municipality_id)
    return Sheet(
        language=language,
        issued_on=issued_on,
        sender=sender.name if "kommune" in sender.name.lower() else f"{sender.name} kommune",
        organisation_number=sender.organisation_number,
        recipient=person.full_name,
        born_on=person.birth_date,
        signed_by=actor.name,
    )


def _store(actor: Actor, person: Participant, letter: Letter, template: str, data: dict[str, Any]) -> Letter:
    """Set it and keep it, with the data that it was set from."""
    try:
        pdf = typeset(template, data)
    except UnprintableSignError as error:
        text = _("Brevet kan ikke skrives med disse tegnene: %(signs)s. Skriv dem på en annen måte.")
        raise RuleRefused(Refusal("unprintable_signs", text % {"signs": str(error)}, "reasons")) from error
    title = f"{data['reference']}: {data['title']}" if data["reference"] else data["title"]
    content = BytesIO(pdf)
    document = store_document(actor, person.pk, title=title[:200], filename=f"{data['title']}.pdf", content=content)
    letter.participant, letter.municipality_id = person, person.municipality_id
    letter.document, letter.data, letter.language = document, data, data["language"]
    letter.issued_on = dt.date.fromisoformat(data["issued_on"])
    letter.save()
    return letter
