"""The proposals about the programme itself, to the municipality, and those to NAV; accepting one does it.

An end is registered, an extension begins as a draft of a decision, hours are changed in the plan, a measure is
registered with NAV. The assessment of needs is NAV's own work (the NAV Act § 14 a): accepting it takes an answer.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.errors import Refusal, RuleRefused
from participants.models import Participant
from programmes.models import (
    ChangeKind,
    DecisionType,
    EndReason,
    MainActivity,
    MeasureKind,
    Participation,
    Plan,
    PlanElement,
    Proposal,
    ProposalAddressee,
)
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.ending import end_programme
from programmes.operations.extending import extension_refusals
from programmes.operations.measures.contents import Load, MeasureContent, faults_of_content, faults_of_load
from programmes.operations.measures.preparing import register_measure
from programmes.operations.plan.opening import standing_elements
from programmes.operations.plan.saving import PlanChange, change_is_material, save_plan
from programmes.plan_content import content_of
from programmes.plan_merging import changes_between
from programmes.proposals import Payload, ProposalKind

END, EXTENSION, HOURS = "end_programme", "extend_programme", "change_hours"
NEEDS, MEASURE = "needs_assessment", "nav_measure"
_MOST_HOURS = 60


def _read_end(_actor: Actor, person: Participant, sent: Mapping[str, Any]) -> Payload:
    programme, faults = _programme_of(person), _Faults()
    day = faults.day(sent, "ended_on")
    reason = faults.choice(sent, "end_reason", EndReason.values)
    activity = faults.choice(sent, "main_activity", MainActivity.values)
    if day and not programme.first_day <= day <= programme.last_day:
        faults.add("outside_programme", _("Velg en dag i programmet."), "ended_on", "integreringsloven § 18 a")
    faults.refuse()
    return {"ended_on": _iso(day), "end_reason": reason, "main_activity": activity}


def _end_lines(payload: Payload) -> Sequence[tuple[str, str]]:
    return [
        (_("Siste dag"), _day(payload["ended_on"])),
        (_("Grunn"), capfirst(str(EndReason(payload["end_reason"]).label))),
        (_("Hovedaktivitet etterpå"), capfirst(str(MainActivity(payload["main_activity"]).label))),
    ]


def _accept_end(actor: Actor, proposal: Proposal, _reason: str) -> UUID:
    programme = _programme_of(proposal.participant)
    facts = proposal.payload
    ended_on = dt.date.fromisoformat(facts["ended_on"])
    end_programme(
        actor, programme.pk, ended_on=ended_on, end_reason=facts["end_reason"], main_activity=facts["main_activity"]
    )
    return programme.pk


def _read_extension(_actor: Actor, person: Participant, sent: Mapping[str, Any]) -> Payload:
    programme, faults = _programme_of(person), _Faults()
    months = faults.number(sent, "months")
    asked_on = faults.day(sent, "requested_on") if sent.get("requested_on") else timezone.localdate()
    faults.refuse()
    whole = int(months) if months is not None and months == months.to_integral_value() else 0
    refusals = extension_refusals(programme, whole, asked_on or timezone.localdate())
    if refusals:
        raise RuleRefused(*refusals)
    return {"months": whole, "requested_on": _iso(asked_on)}


def _extension_lines(payload: Payload) -> Sequence[tuple[str, str]]:
    return [(_("Måneder mer"), str(payload["months"])), (_("Søkt om"), _day(payload["requested_on"]))]


def _accept_extension(actor: Actor, proposal: Proposal, reason: str) -> UUID:
    """Begin the decision; what is accepted is the proposal, and the extension is decided as every other."""
    programme = _programme_of(proposal.participant)
    draft = Draft(
        decision_type=DecisionType.EXTENSION,
        participation_id=programme.pk,
        requested_on=dt.date.fromisoformat(proposal.payload["requested_on"]),
        content={"extension_months": proposal.payload["months"]},
        reasons=reason or proposal.note,
    )
    return draft_decision(actor, programme.participant_id, draft).pk


def _read_hours(_actor: Actor, person: Participant, sent: Mapping[str, Any]) -> Payload:
    faults = _Faults()
    hours = faults.number(sent, "hours_a_week")
    if hours is not None and not 0 < hours <= _MOST_HOURS:
        faults.add("hours_out_of_bounds", _("Skriv timer mellom 0 og 60."), "hours_a_week")
    element = _element_of(person, str(sent.get("element_id", "")))
    if element is None:
        faults.add("unknown_element", _("Velg et element i planen."), "element_id")
    faults.refuse()
    assert element is not None and hours is not None  # noqa: PT018, S101 - refused above
    return {"element_id": str(element.pk), "title": _title(element), "hours_a_week": f"{hours.normalize():f}"}


def _hours_lines(payload: Payload) -> Sequence[tuple[str, str]]:
    return [(_("Element"), payload["title"]), (_("Timer i uken"), payload["hours_a_week"].replace(".", ","))]


def _accept_hours(actor: Actor, proposal: Proposal, reason: str) -> UUID:
    facts = proposal.payload
    element = _element_of(proposal.participant, facts["element_id"])
    if element is None:
        text = _("Elementet står ikke lenger i planen.")
        raise RuleRefused(Refusal("unknown_element", text, "", "integreringsloven § 15"))
    plan = Plan.objects.select_related("participation").get(pk=element.plan_id)
    was = content_of(plan, standing_elements(plan))
    changed = {"hours_a_week": facts["hours_a_week"], "timetable": []}
    elements = [row | changed if row["id"] == str(element.pk) else row for row in was["elements"]]
    content = {**was, "elements": elements}
    kind = ChangeKind.MATERIAL if change_is_material(changes_between(was, content)) else ChangeKind.MINOR
    said = reason or proposal.note
    save_plan(actor, plan.pk, content, base=plan.number, change=PlanChange(kind=kind.value, reason=said))
    return element.pk


def _read_needs(_actor: Actor, _person: Participant, sent: Mapping[str, Any]) -> Payload:
    faults, question = _Faults(), str(sent.get("question", "")).strip()
    if not question:
        faults.add("question_missing", _("Skriv hva NAV skal vurdere."), "question")
    faults.refuse()
    return {"question": question}


def _accept_needs(_actor: Actor, _proposal: Proposal, reason: str) -> None:
    if not reason:
        text = _("Skriv når og hvordan NAV vurderer behovet, så kommunen vet det.")
        raise RuleRefused(Refusal("reason_required", text, "reason", "NAV-loven § 14 a"))


def _read_measure(_actor: Actor, person: Participant, sent: Mapping[str, Any]) -> Payload:
    faults = _Faults()
    kind = faults.choice(sent, "kind", MeasureKind.values)
    first_day, last_day = faults.day(sent, "first_day"), faults.day(sent, "last_day")
    percent = faults.number(sent, "percent")
    faults.refuse()
    payload = {
        "kind": kind,
        "first_day": _iso(first_day),
        "last_day": _iso(last_day),
        "percent": f"{percent.normalize():f}" if percent is not None else "",
        "purpose": str(sent.get("purpose", "")).strip(),
    }
    content, load = _measure_of(payload)
    refusals = [*faults_of_content(person, content), *faults_of_load(load)]
    if refusals:
        raise RuleRefused(*refusals)
    return payload


def _measure_lines(payload: Payload) -> Sequence[tuple[str, str]]:
    return [
        (_("Tiltak"), capfirst(str(MeasureKind(payload["kind"]).label))),
        (_("Dager"), f"{_day(payload['first_day'])} – {_day(payload['last_day'])}"),
        (_("Prosent"), payload["percent"].replace(".", ",")),
        (_("Formål"), payload["purpose"]),
    ]


def _accept_measure(actor: Actor, proposal: Proposal, _reason: str) -> UUID:
    content, load = _measure_of(proposal.payload)
    return register_measure(actor, proposal.participant_id, content, load).pk


def _measure_of(payload: Payload) -> tuple[MeasureContent, Load]:
    content = MeasureContent(
        kind=payload["kind"],
        first_day=dt.date.fromisoformat(payload["first_day"]),
        last_day=dt.date.fromisoformat(payload["last_day"]),
        purpose=payload["purpose"],
    )
    return content, Load(percent=Decimal(payload["percent"]))


class _Faults:
    """Reads what was sent, field by field, and keeps everything that cannot be read."""

    def __init__(self) -> None:
        self._found: list[Refusal] = []

    def add(self, code: str, detail: str, field: str, paragraph: str = "") -> None:
        self._found.append(Refusal(code, detail, field, paragraph))

    def day(self, sent: Mapping[str, Any], field: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(str(sent.get(field, "")))
        except ValueError:
            self.add("invalid", _("Skriv en dato som finnes."), field)
            return None

    def choice(self, sent: Mapping[str, Any], field: str, known: Iterable[str]) -> str:
        value = str(sent.get(field, ""))
        if value not in set(known):
            self.add("unknown_choice", _("Velg fra listen."), field)
        return value

    def number(self, sent: Mapping[str, Any], field: str) -> Decimal | None:
        try:
            value = Decimal(str(sent.get(field, "")))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.add("invalid", _("Skriv et tall."), field)
            return None
        return value

    def refuse(self) -> None:
        if self._found:
            raise RuleRefused(*self._found)


def _programme_of(person: Participant) -> Participation:
    found = _standing(person)
    if found is None:
        raise RuleRefused(*_needs_programme(person))
    return found


def _standing(person: Participant) -> Participation | None:
    rows = Participation.objects.filter(participant=person).standing().order_by("first_day")
    found = rows.first()
    if found is not None:
        found.participant = person
    return found


def _needs_programme(person: Participant) -> list[Refusal]:
    if _standing(person) is not None:
        return []
    return [Refusal("no_programme", _("Personen har ikke noe program nå."), "participant_id")]


def elements_of(person: Participant) -> list[PlanElement]:
    """The elements of the plan that stands, for whoever proposes other hours."""
    plan = Plan.objects.filter(participant=person, participation__ended_on__isnull=True)
    newest = plan.order_by("-participation__first_day").first()
    return standing_elements(newest) if newest is not None else []


def _element_of(person: Participant, pk: str) -> PlanElement | None:
    return next((row for row in elements_of(person) if str(row.pk) == pk), None)


def _title(element: PlanElement) -> str:
    return element.title or capfirst(str(element.get_kind_display()))


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(iso: str) -> str:
    return f"{dt.date.fromisoformat(iso):%d.%m.%Y}"


def _result(name: str) -> Any:
    return lambda proposal: reverse(name, args=[proposal.result_id])


KINDS = (
    ProposalKind(
        code=END, label=gettext_lazy("Avslutt programmet"), fields=FieldGroup.PROGRAMME,
        resource=Resource.PARTICIPATION, action=Action.DECIDE, read=_read_end, lines=_end_lines, accept=_accept_end,
        replaces=lambda _new, _old: True, faults=_needs_programme,
    ),
    ProposalKind(
        code=EXTENSION, label=gettext_lazy("Forleng programmet"), fields=FieldGroup.PROGRAMME,
        resource=Resource.DECISION, action=Action.CREATE, read=_read_extension, lines=_extension_lines,
        accept=_accept_extension, replaces=lambda _new, _old: True, faults=_needs_programme,
        result_url=_result("programmes:decision"),
    ),
    ProposalKind(
        code=HOURS, label=gettext_lazy("Andre timer i et element av planen"), fields=FieldGroup.PLAN,
        resource=Resource.PLAN, action=Action.CHANGE, read=_read_hours, lines=_hours_lines, accept=_accept_hours,
        replaces=lambda new, old: bool(new["element_id"] == old["element_id"]), faults=_needs_programme,
    ),
    ProposalKind(
        code=NEEDS, label=gettext_lazy("Behovsvurdering hos NAV"), fields=FieldGroup.WORK,
        resource=Resource.PROPOSAL, action=Action.DECIDE, read=_read_needs,
        lines=lambda payload: [(_("Hva skal vurderes"), payload["question"])], accept=_accept_needs,
        replaces=lambda _new, _old: True, addressee=ProposalAddressee.NAV,
    ),
    ProposalKind(
        code=MEASURE, label=gettext_lazy("Tiltak hos NAV"), fields=FieldGroup.WORK,
        resource=Resource.MEASURE, action=Action.CREATE, read=_read_measure, lines=_measure_lines,
        accept=_accept_measure, replaces=lambda new, old: bool(new["kind"] == old["kind"]),
        addressee=ProposalAddressee.NAV, result_url=_result("employers:measure"),
    ),
)  # fmt: skip
