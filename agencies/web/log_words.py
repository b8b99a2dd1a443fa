"""What the logs say, in words for people."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.access import Action
from agencies.models import AccessLogEntry, Agency, Role, User

ACTIONS = {
    Action.VIEW: _("lest"),
    Action.CREATE: _("registrert"),
    Action.CHANGE: _("endret"),
    Action.DECIDE: _("avgjort"),
}
RULES = {
    "need_to_know": _("arbeider med saker i kommunen"),
    "named": _("navngitt på saken"),
    "protected_list": _("sto på lista over egne skjermede saker"),
    "cleared": _("klarert for skjermede opplysninger"),
    "override": _("tok tilgang med begrunnelse"),
    "search": _("søk"),
    "link": _("hadde engangslenken"),
    "system": _("systemets eget arbeid"),
    "hidden": _("finnes ikke for den som spurte"),
    "role": _("rollen gir ikke tilgang"),
    "scope": _("nøkkelen gir ikke tilgang"),
    "municipality": _("saken er en annen kommunes"),
    "step_up": _("innloggingen måtte bekreftes først"),
    "moved": _("saken er flyttet"),
    "not_assigned": _("en kollega har saken"),
    "fields": _("rollen åpner ikke denne delen"),
}


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which ``day`` begins here; ranges of moments keep the log's indexes and months."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def roles_in_words(codes: str) -> str:
    """The roles of a log entry by name."""
    return ", ".join(str(role.label) for role in Role if role in codes.split(","))


def entries_in_words(entries: Iterable[AccessLogEntry], resources: dict[str, Any], channels: dict[str, Any]) -> Any:
    """Entries of the access log as rows of a table, with a constant number of queries."""
    rows = list(entries)
    users: dict[UUID | None, str] = dict(
        User.objects.filter(pk__in={entry.user_id for entry in rows}).values_list("pk", "name")
    )
    agencies: dict[UUID | None, str] = dict(
        Agency.objects.filter(pk__in={entry.agency_id for entry in rows}).values_list("pk", "name")
    )
    return [
        {
            "when": entry.created_at,
            "user": users.get(entry.user_id) or entry.client or _("systemet"),
            "agency": agencies.get(entry.agency_id, ""),
            "roles": roles_in_words(entry.role),
            "what": resources.get(entry.resource, entry.resource),
            "done": ACTIONS.get(Action(entry.action), entry.action),
            "why": RULES.get(entry.rule, entry.rule.replace("_", " ")),
            "participant_id": entry.participant_id,
            "row_count": entry.row_count,
            "granted": entry.granted,
            "channel": channels.get(entry.channel, entry.channel),
        }
        for entry in rows
    ]
