"""Prepares measures: registers one, changes its content, and sets how much of a week it takes."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require, require_version
from participants.models import Participant
from participants.operations.cases import lock_case, note_event
from programmes.models import (
    AgreementParty,
    ApprovalLink,
    MeasureApproval,
    MeasureLoad,
    Participation,
    VersionKind,
    WorkMeasure,
)
from programmes.operations.measures.contents import (
    Load,
    MeasureContent,
    content_of,
    faults_of_content,
    faults_of_load,
    is_detail_only,
    keep_version,
)
from programmes.operations.measures.statuses import follow_measure


@operation
def register_measure(actor: Actor, participant_id: UUID, content: MeasureContent, load: Load) -> WorkMeasure:
    """Register a measure as a draft; ``RuleRefused`` when the regulations do not allow its kind, days or rate."""
    require(actor, Action.CREATE, Resource.MEASURE)
    person = lock_case(actor, participant_id)
    refusals = [*faults_of_content(person, content), *faults_of_load(load), *_known(person, content)]
    if refusals:
        raise RuleRefused(*refusals)
    measure = WorkMeasure.objects.create(
        participant=person,
        municipality_id=person.municipality_id,
        participation=_programme_of(person, content.first_day),
        registered_by_id=actor.user_id,
        **content.values,
    )
    _add_load(actor, measure, load)
    note_event(actor, person, "measure_registered", content.first_day, measure=content.kind,
               organisation=content.organisation_name)  # fmt: skip
    follow_measure(actor, measure)
    return measure


@operation
def change_measure(
    actor: Actor, measure_id: UUID, content: MeasureContent, load: Load | None = None, *,
    expected_version: int | None = None,
) -> WorkMeasure:  # fmt: skip
    """Change the content. Before the agreement is made this clears every approval; afterwards only details change.

    Days of an agreement that is made are changed by ``extend_measure`` and ``shorten_measure`` alone.
    """
    measure = lock_measure(actor, measure_id, expected_version)
    refuse_cancelled(measure)
    refusals = faults_of_content(measure.participant, content, is_extended=measure.is_extended)
    before = content_of(measure)
    is_entered = measure.entered_at is not None
    if is_entered and (load is not None or not is_detail_only(before, content)):
        text = _("Avtalen er inngått. Forleng, forkort eller annuller den, eller endre omfanget for seg.")
        refusals.append(Refusal("agreement_made", text))
    if load is not None:
        refusals.extend(faults_of_load(load))
    if refusals:
        raise RuleRefused(*refusals)
    for name, value in content.values.items():
        setattr(measure, name, value)
    if load is not None:
        _add_load(actor, measure, load)
    if is_entered:
        keep_version(actor, measure, VersionKind.CHANGED)
    elif before != content or load is not None:
        clear_approvals(actor, measure)
    follow_measure(actor, measure)
    return measure


@operation
def set_load(actor: Actor, measure_id: UUID, load: Load, *, expected_version: int | None = None) -> MeasureLoad | None:
    """Say how much of a week the measure takes from a day on; later rows are cancelled (nav-and-schools.md 1.2).

    Answers the row, or None when it says what the row before it says already.
    """
    measure = lock_measure(actor, measure_id, expected_version)
    refuse_cancelled(measure)
    refusals = faults_of_load(load)
    if load.valid_from and measure.last_day and load.valid_from > measure.last_day:
        text = _("Dagen er etter at tiltaket er over.")
        refusals.append(Refusal("after_last_day", text, "valid_from"))
    if refusals:
        raise RuleRefused(*refusals)
    row = _add_load(actor, measure, load)
    if measure.entered_at is None:
        clear_approvals(actor, measure)
    follow_measure(actor, measure)
    if row is not None:
        note_event(actor, measure.participant, "measure_load", row.valid_from, measure=measure.kind,
                   percent=str(row.percent), hours=str(row.hours_per_week))  # fmt: skip
    return row


def lock_measure(actor: Actor, measure_id: UUID, expected_version: int | None) -> WorkMeasure:
    """The measure under the lock of its case, for those who may change it."""
    require(actor, Action.CHANGE, Resource.MEASURE)
    found = WorkMeasure.objects.visible_to(actor).get(pk=measure_id)
    person = lock_case(actor, found.participant_id)
    measure = WorkMeasure.objects.select_for_update(of=("self",)).get(pk=measure_id)
    measure.participant = person
    require_version(measure, expected_version)
    return measure


def refuse_cancelled(measure: WorkMeasure) -> None:
    """Raise ``RuleRefused`` when the measure is cancelled: what is taken back is not changed."""
    if measure.cancelled_on is not None:
        raise RuleRefused(Refusal("measure_cancelled", _("Tiltaket er annullert og kan ikke endres.")))


def clear_approvals(actor: Actor, measure: WorkMeasure) -> list[AgreementParty]:
    """Take every approval away and withdraw the links; answers who lost one, and notes it in the case's history."""
    now = timezone.now()
    standing = MeasureApproval.objects.filter(measure=measure).standing()
    lost = [AgreementParty(party) for party in standing.order_by("created_at").values_list("party", flat=True)]
    standing.update(cleared_at=now)
    ApprovalLink.objects.filter(measure=measure).usable(now).update(withdrawn_at=now)
    if lost:
        note_event(actor, measure.participant, "measure_approvals_cleared", timezone.localdate(now),
                   measure=measure.kind, parties=[party.value for party in lost])  # fmt: skip
    return lost


def load_on(rows: Sequence[MeasureLoad], day: dt.date) -> MeasureLoad | None:
    """The load that is valid on ``day`` among the standing rows of one measure."""
    begun = [row for row in rows if row.cancelled_at is None and row.valid_from <= day]
    return max(begun, key=lambda row: row.valid_from, default=None)


def _add_load(actor: Actor, measure: WorkMeasure, load: Load) -> MeasureLoad | None:
    whole = load.whole
    if whole is None:
        return None
    percent, hours = whole
    standing = MeasureLoad.objects.filter(measure=measure).standing()
    is_first = not standing.exists()
    wanted = measure.first_day if is_first or load.valid_from is None else load.valid_from
    valid_from = max(wanted, measure.first_day)
    standing.filter(valid_from__gte=valid_from).update(cancelled_at=timezone.now())
    earlier = standing.order_by("-valid_from").first()
    if earlier and (earlier.percent, earlier.hours_per_week, earlier.days_per_week) == (
        percent, hours, load.days_per_week,
    ):  # fmt: skip
        return None
    return MeasureLoad.objects.create(
        measure=measure,
        participant_id=measure.participant_id,
        municipality_id=measure.municipality_id,
        percent=percent,
        hours_per_week=hours,
        days_per_week=load.days_per_week,
        valid_from=valid_from,
        registered_by_id=actor.user_id,
    )


def _programme_of(person: Participant, day: dt.date) -> Participation | None:
    standing = Participation.objects.filter(participant=person).standing()
    return standing.filter(first_day__lte=day).order_by("-first_day").first() or standing.order_by("first_day").first()


def _known(person: Participant, content: MeasureContent) -> list[Refusal]:
    """The same measure twice: by a second press of the button, or by somebody else."""
    same = WorkMeasure.objects.filter(
        participant=person, kind=content.kind, organisation_number=content.organisation_number,
        first_day=content.first_day, cancelled_on__isnull=True,
    )  # fmt: skip
    if not same.exists():
        return []
    return [Refusal("measure_known", _("Dette tiltaket er allerede registrert."), "kind")]
