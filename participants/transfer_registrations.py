"""What moving between municipalities hands up: its place, its act, its panel, how its history reads, its first part."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Actor, FieldGroup, Resource
from participants.history import Facts, register_event
from participants.models import Participant, TransferRequest
from participants.operations.transfer_part import PERSON, pack_person, person_lines, unpack_person
from participants.panels import (
    Act,
    CasePanel,
    PanelSpot,
    Place,
    register_act,
    register_panel,
    register_place,
)
from participants.transfers import TransferPart, register_transfer_part
from participants.whereabouts import place_hidden_from


def _may_ask(person: Participant) -> bool:
    return not TransferRequest.objects.waiting().filter(participant=person).exists()


def _panel(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    """Whether the case has moved or is about to; a request is for those who see requests."""
    if person.moved_on is not None:
        to = None if place_hidden_from(actor, person) else person.moved_to
        return {"transfer": None, "sees_request": False, "moved_to": to}
    rows = TransferRequest.objects.sent_by(actor).waiting().filter(participant=person)
    transfer = rows.select_related("to_municipality").first()
    return {"transfer": transfer, "sees_request": True} if transfer else None


def _to(text: Any) -> Any:
    return lambda facts: capfirst(str(text) % {"to": facts["to"]})


def _declined(facts: Facts) -> str:
    values = {"to": capfirst(facts["to"]), "reason": facts["reason"]}
    return gettext("%(to)s tar ikke over saken: %(reason)s") % values


def _joined(facts: Facts) -> str:
    text = gettext("Saken fra %(sender)s ble tatt over og slått sammen med den som var her.")
    return text % {"sender": facts["sender"]}


def _received(facts: Facts) -> str:
    before = parse_date(facts.get("settled_before") or "")
    if before is None:
        return gettext("Saken ble tatt over fra %(sender)s.") % {"sender": facts["sender"]}
    return gettext("Saken ble tatt over fra %(sender)s. Bosatt der %(day)s.") % {
        "sender": facts["sender"],
        "day": f"{before:%d.%m.%Y}",
    }


register_place(
    Place(_("Flytting"), "participants:transfers", Resource.TRANSFER, 30, rows=TransferRequest.objects.visible_to)
)
register_act(Act(_("Flytting"), "participants:request-transfer", Resource.TRANSFER, Action.CREATE, 95, _may_ask))
register_panel(
    CasePanel(
        "transfer", _("Flytting"), PanelSpot.OVERVIEW, 1, "participants/transfers/panel.html",
        FieldGroup.PROGRAMME, _panel,
    )
)  # fmt: skip
register_event("transfer_requested", _to(_("%(to)s ble bedt om å ta over saken.")))
register_event("transfer_withdrawn", _to(_("Forespørselen til %(to)s om å ta over saken ble trukket tilbake.")))
register_event("transfer_declined", _declined)
register_event("case_moved", _to(_("Saken ble flyttet til %(to)s.")))
register_event("case_received", _received)
register_event("case_joined", _joined)
register_transfer_part(
    TransferPart(
        code=PERSON,
        title=_("Personen"),
        order=10,
        pack=pack_person,
        lines=lambda packed: list(person_lines(packed)),
        unpack=unpack_person,
    )
)
