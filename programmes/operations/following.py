"""What follows when a fact of a programme changes: its last day, the deadline for it, and the duties of leave."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from participants.models import Deadline
from participants.operations.deadlines import Duty, close_deadlines, write_deadlines
from programmes.clocks import clock_of, store
from programmes.law.deadlines import DEADLINE_RULES
from programmes.law.enums import DeadlineKind
from programmes.law.limits_rows import KINDS
from programmes.law.working_days import working_days_between
from programmes.models import Absence, AbsenceKind, Participation
from programmes.operations.classes.following import follow_classes
from programmes.operations.duties import end_duties

LEAVE_END = "leave_end"
PARENTAL_FOLLOW_UP = "parental_follow_up"
SELF_CERTIFICATION_REVIEW = "self_certification_review"

_CARE = frozenset({AbsenceKind.PARENTAL, AbsenceKind.ADOPTION})
_WATCHED = _CARE | {AbsenceKind.LONG_SICKNESS, AbsenceKind.STOP}
"""Leave so long that somebody must see to it that the participant comes back."""


def follow_facts(participation: Participation) -> None:
    """Compute and store what the facts now give. The caller holds the lock of the case and has written the facts.

    The row is saved even when no date moves, so that its version tells that its facts are others. Raises
    ``RuleRefused`` when the moved last day would reach into the person's next programme.
    """
    result = clock_of(participation)
    if result.last_day is None:
        raise RuleRefused(*_without_dates())
    store(participation, result)
    try:
        with transaction.atomic():
            participation.save()
    except IntegrityError as error:
        if "one_programme_at_a_time" not in str(error):
            raise
        raise RuleRefused(_reaches_next(participation)) from error
    if participation.ended_on is None:
        write_deadlines(end_duties([participation]))
    write_leave_duties(participation)
    follow_classes(participation.participant)


def write_leave_duties(participation: Participation) -> None:
    """Write the duties of the leave that stands, and close those of leave that does not.

    Leave that goes on without a working day between is one leave, however many rows it was registered in.
    """
    rows = list(participation.absences.filter(kind__in=_WATCHED, hours__isnull=True))
    standing = [row for row in rows if row.is_standing]
    duties = [] if participation.ended_on else list(_duties(participation, standing))
    kept = {(duty.kind, duty.subject_id) for duty in duties}
    open_rows = Deadline.objects.filter(
        kind__in=(LEAVE_END, PARENTAL_FOLLOW_UP), subject_id__in=[row.pk for row in rows]
    ).open()
    for kind, subject_id in open_rows.order_by("id").values_list("kind", "subject_id"):
        if (kind, subject_id) not in kept:
            close_deadlines([kind], [subject_id], timezone.localdate())
    write_deadlines(duties)


def runs_of_leave(rows: Iterable[Absence]) -> list[list[Absence]]:
    """Leave of one kind that goes on without a working day between, in order."""
    runs: list[list[Absence]] = []
    for row in sorted(rows, key=lambda each: (each.kind, each.first_day)):
        previous = runs[-1][-1] if runs else None
        if previous and previous.kind == row.kind and not _works_between(previous, row):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _duties(participation: Participation, rows: Sequence[Absence]) -> Iterator[Duty]:
    person = participation.participant
    for run in runs_of_leave(rows):
        first, last = run[0], run[-1]
        yield Duty(LEAVE_END, person, first.pk, last.last_day, _paragraph(first))
        rule = DEADLINE_RULES[DeadlineKind.PARENTAL_LEAVE_FOLLOW_UP]
        follow_up = rule.due_on(first.first_day)
        if first.kind in _CARE and follow_up <= last.last_day:
            yield Duty(PARENTAL_FOLLOW_UP, person, first.pk, follow_up, rule.paragraph)


def _paragraph(row: Absence) -> str:
    return next(rule.paragraph for kind, rule in KINDS.items() if kind.value == row.kind)


def _works_between(earlier: Absence, later: Absence) -> bool:
    day = dt.timedelta(days=1)
    return working_days_between(earlier.last_day + day, later.first_day - day) > 0


def _without_dates() -> list[Refusal]:
    text = _("Sluttdatoen kan ikke regnes ut av disse opplysningene.")
    return [Refusal("no_last_day", text, "", "integreringsforskriften §§ 10, 19")]


def _reaches_next(participation: Participation) -> Refusal:
    text = _("Sluttdatoen blir %(day)s, og da har personen allerede et nytt program.")
    text %= {"day": f"{participation.last_day:%d.%m.%Y}"}
    return Refusal("programme_overlaps", text, "", "integreringsloven § 12")
