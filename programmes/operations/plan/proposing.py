"""«Element i planen» as a kind of proposal: NAV proposes, the municipality takes it into the plan or says why not."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, FieldGroup, Resource
from agencies.errors import Refusal, RuleRefused
from participants.models import Participant
from programmes.law.plan_elements import usually_counts_as_work
from programmes.law.plan_words import ElementKind as LawKind
from programmes.models import ChangeKind, ElementKind, Plan, Proposal, ProviderKind
from programmes.operations.plan.opening import own_row_id, standing_elements
from programmes.operations.plan.saving import PlanChange, change_is_material, faults_of, save_plan
from programmes.plan_content import ELEMENT_FIELDS, PLAN_FIELDS, Values, content_of, empty_element
from programmes.plan_merging import changes_between
from programmes.proposals import Payload, ProposalKind

PLAN_ELEMENT = "plan_element"
_READ = tuple(name for name in ELEMENT_FIELDS if name not in {"timetable", "link_kind", "link_id"})


def read_element(_actor: Actor, _person: Participant, sent: Mapping[str, Any]) -> Payload:
    """The values of an element; ``RuleRefused`` for what cannot be one."""
    values = empty_element(str(sent.get("kind", "")), id=str(uuid4()))
    for name in _READ:
        if name in sent and sent[name] is not None:
            values[name] = sent[name] if isinstance(sent[name], bool) else str(sent[name])
    if values["kind"] not in ElementKind.values:
        raise RuleRefused(Refusal("unknown_choice", _("Velg hva elementet er."), "kind"))
    if "counts_as_work" not in sent:
        values["counts_as_work"] = usually_counts_as_work(LawKind(values["kind"]))
    faults = _unreadable(values) or _faults(values)
    if faults:
        raise RuleRefused(*faults)
    del values["id"]
    return values


def element_lines(payload: Payload) -> Sequence[tuple[str, str]]:
    """The proposed element in words."""
    provider = " – ".join(
        part
        for part in (
            str(ProviderKind(payload["provider"]).label) if payload["provider"] else "",
            payload["provider_name"],
        )
        if part
    )
    lines = (
        (_("Hva"), capfirst(str(ElementKind(payload["kind"]).label))),
        (_("Navn"), payload["title"]),
        (_("Hvem tilbyr det"), capfirst(provider)),
        (_("Dager"), _days_in_words(payload)),
        (_("Timer i uken"), payload["hours_a_week"].replace(".", ",")),
        (_("Hvorfor"), payload["reason"]),
        (_("Hvordan det hjelper"), payload["benefit"]),
    )
    return [(label, str(value)) for label, value in lines if value]


def accept_element(actor: Actor, proposal: Proposal, reason: str) -> UUID:
    """Take the element into the plan of the person's programme. In a final plan the reason becomes the change's."""
    plan = _plan_of(proposal.participant)
    if plan is None:
        raise RuleRefused(_no_plan())
    was = content_of(plan, standing_elements(plan))
    values: Values = {**proposal.payload, "id": str(uuid4())}
    content = {**was, "elements": [*was["elements"], values]}
    kind = ChangeKind.MATERIAL if change_is_material(changes_between(was, content)) else ChangeKind.MINOR
    said = reason or proposal.note or values["reason"]
    save_plan(actor, plan.pk, content, base=plan.number, change=PlanChange(kind=kind.value, reason=said))
    return own_row_id(plan.pk, values["id"])


def _needs_plan(person: Participant) -> list[Refusal]:
    return [] if _plan_of(person) is not None else [_no_plan()]


def _no_plan() -> Refusal:
    text = _("Personen har ingen integreringsplan som elementet kan settes inn i.")
    return Refusal("plan_missing", text, "participant_id", "integreringsloven § 15")


def _plan_of(person: Participant) -> Plan | None:
    plans = Plan.objects.filter(participant=person, participation__ended_on__isnull=True)
    return plans.select_related("participation").order_by("-participation__first_day").first()


def _unreadable(values: Values) -> list[Refusal]:
    faults = []
    for name in ("first_day", "last_day"):
        try:
            values[name] = dt.date.fromisoformat(values[name]).isoformat() if values[name] else ""
        except ValueError:
            faults.append(Refusal("invalid", _("Skriv en dato som finnes."), name))
    try:
        hours = Decimal(values["hours_a_week"]) if values["hours_a_week"] else None
        values["hours_a_week"] = "" if hours is None or not hours.is_finite() else f"{hours.normalize():f}"
    except InvalidOperation:
        faults.append(Refusal("invalid", _("Skriv timer som et tall."), "hours_a_week"))
    return faults


def _faults(values: Values) -> list[Refusal]:
    alone = {"programme": {}, "fields": dict.fromkeys(PLAN_FIELDS, ""), "elements": [values]}
    prefix = f"{values['id']}-"
    return [
        Refusal(fault.code, fault.detail, fault.field.removeprefix(prefix), fault.paragraph)
        for fault in faults_of(alone)
    ]


def _days_in_words(payload: Payload) -> str:
    days = [
        f"{dt.date.fromisoformat(payload[name]):%d.%m.%Y}" if payload[name] else ""
        for name in ("first_day", "last_day")
    ]
    return " – ".join(days) if any(days) else ""


ELEMENT_PROPOSAL = ProposalKind(
    code=PLAN_ELEMENT,
    label=gettext_lazy("Nytt element i planen"),
    fields=FieldGroup.PLAN,
    resource=Resource.PLAN,
    action=Action.CHANGE,
    read=read_element,
    lines=element_lines,
    accept=accept_element,
    replaces=lambda new, old: (new["kind"], new["title"]) == (old["kind"], old["title"]),
    faults=_needs_plan,
)
