"""How the states and acts of decisions are called on pages."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from programmes.law.procedure_states import DecisionAct, DecisionState
from programmes.models import LetterLanguage

Text = str | Promise
LANGUAGES: Final[list[tuple[str, Text]]] = [(value, capfirst(label)) for value, label in LetterLanguage.choices]
"""The languages that a letter can be written in."""

STATE_LABELS: Final[Mapping[DecisionState, Text]] = {
    DecisionState.DRAFT: _("Utkast"),
    DecisionState.NOTICE_GIVEN: _("Varslet, venter på svar"),
    DecisionState.ANSWERED: _("Deltakeren har svart"),
    DecisionState.SUBMITTED: _("Til godkjenning"),
    DecisionState.APPROVED: _("Godkjent"),
    DecisionState.ABANDONED: _("Lagt bort"),
    DecisionState.DECIDED: _("Vedtatt, ikke sendt"),
    DecisionState.NOTIFIED: _("Sendt"),
    DecisionState.UNDELIVERED: _("Kom ikke fram"),
    DecisionState.RECEIVED: _("Mottatt, kan påklages"),
    DecisionState.APPEALED: _("Påklaget"),
    DecisionState.UPHELD: _("Opprettholdt, skal sendes"),
    DecisionState.AT_COUNTY_GOVERNOR: _("Hos Statsforvalteren"),
    DecisionState.CHANGED: _("Omgjort av kommunen"),
    DecisionState.FINAL: _("Endelig"),
}
STATE_TONES: Final[Mapping[DecisionState, str]] = {
    DecisionState.DRAFT: "info",
    DecisionState.NOTICE_GIVEN: "info",
    DecisionState.ANSWERED: "info",
    DecisionState.SUBMITTED: "info",
    DecisionState.APPROVED: "info",
    DecisionState.ABANDONED: "neutral",
    DecisionState.DECIDED: "warning",
    DecisionState.NOTIFIED: "accent",
    DecisionState.UNDELIVERED: "danger",
    DecisionState.RECEIVED: "accent",
    DecisionState.APPEALED: "warning",
    DecisionState.UPHELD: "warning",
    DecisionState.AT_COUNTY_GOVERNOR: "warning",
    DecisionState.CHANGED: "neutral",
    DecisionState.FINAL: "success",
}
ACT_LABELS: Final[Mapping[DecisionAct, Text]] = {
    DecisionAct.ADVANCE_NOTICE: _("Send forhåndsvarsel"),
    DecisionAct.ANSWER: _("Registrer svar"),
    DecisionAct.SUBMIT: _("Send til godkjenning"),
    DecisionAct.APPROVE: _("Godkjenn"),
    DecisionAct.RETURN: _("Send tilbake"),
    DecisionAct.ABANDON: _("Legg bort utkastet"),
    DecisionAct.DECIDE: _("Fatt vedtak"),
    DecisionAct.NOTIFY: _("Send vedtaket"),
    DecisionAct.DELIVERY_FAILED: _("Kom ikke fram"),
    DecisionAct.RECEIVE: _("Registrer mottak"),
    DecisionAct.EXTEND_APPEAL: _("Forleng klagefristen"),
    DecisionAct.APPEAL: _("Registrer klage"),
    DecisionAct.WITHDRAW_APPEAL: _("Klagen er trukket"),
    DecisionAct.DISMISS_APPEAL: _("Avvis klagen"),
    DecisionAct.REVERSE: _("Omgjør vedtaket"),
    DecisionAct.UPHOLD: _("Oppretthold vedtaket"),
    DecisionAct.FORWARD: _("Send til Statsforvalteren"),
    DecisionAct.COUNTY_OUTCOME: _("Registrer Statsforvalterens svar"),
}
ACT_SAID: Final[Mapping[DecisionAct, Text]] = {
    DecisionAct.ADVANCE_NOTICE: _("forhåndsvarsel sendt."),
    DecisionAct.ANSWER: _("deltakeren svarte."),
    DecisionAct.SUBMIT: _("sendt til godkjenning."),
    DecisionAct.APPROVE: _("godkjent av teamleder."),
    DecisionAct.RETURN: _("sendt tilbake av teamleder."),
    DecisionAct.ABANDON: _("utkastet ble lagt bort."),
    DecisionAct.DECIDE: _("vedtatt."),
    DecisionAct.NOTIFY: _("sendt deltakeren."),
    DecisionAct.DELIVERY_FAILED: _("kom ikke fram."),
    DecisionAct.RECEIVE: _("mottatt av deltakeren."),
    DecisionAct.EXTEND_APPEAL: _("klagefristen ble forlenget."),
    DecisionAct.APPEAL: _("klage kom inn."),
    DecisionAct.WITHDRAW_APPEAL: _("klagen ble trukket."),
    DecisionAct.DISMISS_APPEAL: _("klagen ble avvist."),
    DecisionAct.REVERSE: _("omgjort av kommunen."),
    DecisionAct.UPHOLD: _("opprettholdt av kommunen."),
    DecisionAct.FORWARD: _("klagen ble sendt til Statsforvalteren."),
    DecisionAct.COUNTY_OUTCOME: _("Statsforvalteren har avgjort klagen."),
}
