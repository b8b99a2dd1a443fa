"""The page of one measure: its content, who has approved, what can be done, and how it came to be as it is."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Resource, may
from agencies.operations.access_log import log_read
from agencies.web.pages import Page, show
from employers.models import Employer, Occupation
from employers.web.measures.rows import PartyRow, longest, status_tone
from participants.web.documents import download
from programmes.measure_words import CONDITION_WORDS, load_in_words, missing_in_words, period_in_words
from programmes.models import AgreementParty, MeasureApproval, MeasureStatus, OnBehalfReason, WorkMeasure
from programmes.operations.measures.approving import parties_of

_MADE = (MeasureStatus.READY, MeasureStatus.RUNNING, MeasureStatus.ENDED)
_TEXTS = (
    ("purpose", gettext_lazy("Formål")),
    ("tasks", gettext_lazy("Innhold og oppgaver")),
    ("training_plan", gettext_lazy("Opplæringsplan")),
    ("adaptation", gettext_lazy("Tilrettelegging")),
    ("support", gettext_lazy("Oppfølging")),
    ("family_tie_note", gettext_lazy("Familietilknytning")),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Something that can be done with the measure, as a link into the side panel."""

    label: str
    url: str


class MeasurePage(Page):
    """One measure."""

    needs = (Resource.MEASURE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponse:
        """Everything of it that the actor may see."""
        actor, today = self.request.actor, timezone.localdate()
        rows = WorkMeasure.objects.visible_to(actor).select_related("participant", "decided_by", "registered_by")
        measure = rows.get(pk=pk)
        log_read(actor, Resource.MEASURE, participant_id=measure.participant_id,
                 municipality_id=measure.municipality_id)  # fmt: skip
        return show(self.request, "employers/measures/detail.html", self._context(measure, today))

    def _context(self, measure: WorkMeasure, today: dt.date) -> dict[str, Any]:
        actor = self.request.actor
        status = measure.status_on(today)
        is_open = status in (MeasureStatus.DRAFT, MeasureStatus.AWAITING_APPROVAL)
        may_change = may(actor, Resource.MEASURE, Action.CHANGE) and measure.participant.moved_on is None
        parties = _parties(measure)
        waiting = [row.party for row in parties if row.approval is None]
        employers = Employer.objects.visible_to(actor).select_related("merged_into")
        employer = employers.filter(organisation_number=measure.organisation_number).first()
        may_decide = may_change and may(actor, Resource.MEASURE, Action.DECIDE)
        return {
            "measure": measure,
            "person": measure.participant,
            "status": status.label,
            "tone": status_tone(status),
            "period": period_in_words(measure),
            "longest": longest(measure),
            "employer": (employer.merged_into or employer) if employer else None,
            "occupation": Occupation.objects.filter(pk=measure.occupation_code).first(),
            "conditions": ", ".join(str(CONDITION_WORDS[each]) for each in sorted(measure.facts_conditions)),
            "texts": [(label, getattr(measure, name)) for name, label in _TEXTS if getattr(measure, name)],
            "loads": [
                (row.valid_from, load_in_words(row.percent, row.hours_per_week), row.days_per_week)
                for row in measure.loads.standing().order_by("valid_from")
            ],
            "versions": _versions(measure),
            "parties": parties,
            "missing": missing_in_words(measure) if status == MeasureStatus.DRAFT else [],
            "is_open": is_open,
            "may_change": may_change,
            "may_approve": may_decide and status == MeasureStatus.AWAITING_APPROVAL
            and waiting == [AgreementParty.ADVISER],
            "may_collect": may_change and status == MeasureStatus.AWAITING_APPROVAL
            and waiting != [AgreementParty.ADVISER],
            "may_decide": may_decide,
            "has_approvals": any(row.approval for row in parties),
            "acts": _acts(measure, status, may_decide=may_decide) if may_change else [],
            "back_url": reverse("participants:case-tab", args=[measure.participant_id, "arbeid"]),
        }  # fmt: skip


class SignedPaperPage(Page):
    """The paper that a party signed; NAV has no right to the case's other documents."""

    needs = (Resource.MEASURE, Action.VIEW)

    def get(self, _request: object, pk: UUID) -> HttpResponseBase:
        """The file, as it was attached."""
        actor = self.request.actor
        approval = MeasureApproval.objects.visible_to(actor).filter(document__isnull=False).get(pk=pk)
        assert approval.document_id is not None  # noqa: S101 - the filter says so
        # As whoever opens it: what the system reads alerts nobody.
        log_read(
            actor, Resource.MEASURE, participant_id=approval.participant_id, municipality_id=approval.municipality_id
        )  # fmt: skip
        return download(self.request, actor.as_system(), approval.document_id)


def _parties(measure: WorkMeasure) -> list[PartyRow]:
    standing = {row.party: row for row in MeasureApproval.objects.filter(measure=measure).standing()}
    linked = set(measure.links.usable(timezone.now()).values_list("party", flat=True))
    return [
        PartyRow(
            party=party,
            approval=standing.get(party),
            has_link=party in linked,
            reasons=_reasons(standing.get(party)),
        )
        for party in parties_of(measure)
    ]


def _reasons(approval: MeasureApproval | None) -> str:
    return ", ".join(str(OnBehalfReason(reason).label) for reason in approval.reasons) if approval else ""


def _versions(measure: WorkMeasure) -> list[dict[str, Any]]:
    rows = measure.versions.select_related("made_by").order_by("-number")
    return [
        {
            "number": row.number,
            "kind": capfirst(str(row.get_kind_display())),
            "period": _period(row.content),
            "who": row.made_by,
            "when": row.created_at,
        }
        for row in rows
    ]


def _period(content: dict[str, Any]) -> str:
    days = [dt.date.fromisoformat(content[name]) for name in ("first_day", "last_day") if content.get(name)]
    return " – ".join(f"{day:%d.%m.%Y}" for day in days)


def _acts(measure: WorkMeasure, status: MeasureStatus, *, may_decide: bool) -> list[Link]:
    made = status in _MADE
    wanted: list[tuple[bool, str | Promise, str]] = [
        (made and may_decide and measure.last_day is not None, _("Forleng"), "extend-measure"),
        (made, _("Forkort"), "shorten-measure"),
        (made and status != MeasureStatus.ENDED, _("Endre omfang"), "measure-load"),
        (made and status != MeasureStatus.READY, _("Registrer gjennomgang"), "review-measure"),
        (made and status != MeasureStatus.READY, _("Registrer resultat"), "conclude-measure"),
        (status != MeasureStatus.CANCELLED, _("Annuller"), "cancel-measure"),
    ]
    return [Link(str(label), reverse(f"employers:{name}", args=[measure.pk])) for is_so, label, name in wanted if is_so]
