"""What programmes hand up for moves between municipalities: their part of the package, and what came along here."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from agencies.access import Actor, FieldGroup
from participants.hooks import on_merge
from participants.models import Participant
from participants.panels import CasePanel, PanelSpot, register_panel
from participants.transfers import register_transfer_part
from programmes.earlier_time import time_in_words
from programmes.law.net_time import total
from programmes.models import EarlierProgramme
from programmes.operations.transfer_part import PROGRAMMES


def _move_earlier(_actor: Actor, kept: Participant, merged: Participant) -> None:
    EarlierProgramme.objects.filter(participant=merged).update(participant=kept)


def _earlier(actor: Actor, person: Participant, _today: dt.date) -> Mapping[str, Any] | None:
    rows = list(EarlierProgramme.objects.visible_to(actor).filter(participant=person).select_related("held_in"))
    if not rows:
        return None
    programmes = [{"row": row, "used": time_in_words(row.used)} for row in rows]
    return {"programmes": programmes, "used": time_in_words(total(row.used for row in rows))}


on_merge(_move_earlier)
register_transfer_part(PROGRAMMES)
register_panel(
    CasePanel(
        code="earlier-programmes",
        title=_("Program i andre kommuner"),
        spot=PanelSpot.OVERVIEW,
        order=25,
        template="programmes/panels/earlier.html",
        fields=FieldGroup.PROGRAMME,
        context=_earlier,
    )
)
