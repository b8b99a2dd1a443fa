"""What becomes of training when two registrations are one person, and when a case moves to another municipality."""

import datetime as dt
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Actor
from agencies.errors import Refusal, RuleRefused
from participants.models import Participant
from participants.transfers import Line, Packed, TransferPart
from programmes.models.classes import (
    Attendance,
    ClassEnrolment,
    EarlierSetting,
    EarlierTraining,
    EnrolmentState,
    Exemption,
    LeavingReason,
    TestEntry,
    TestResult,
    TrainingRight,
)
from programmes.operations.classes.deciding_duties import follow_reports
from programmes.operations.classes.summing import totals_by_course
from programmes.operations.classes.training import close_training, follow_leave, write_right

_RESULT = ("subject", "skill", "outcome", "taken_on", "registered_by_id", "system")
_EXEMPTION = ("exempt_from", "basis", "first_day", "last_day", "documented_on", "reason", "decided_by_id")
_EARLIER = (
    "setting", "kind", "topic", "measure", "language", "minutes", "meetings", "place", "first_day", "through",
    "registered_by_id",
)  # fmt: skip
_RIGHT = ("offered_start_on", "protection", "education", "upper_secondary_from", "upper_secondary_to")
_ROWS = (ClassEnrolment, Attendance, TestResult, TestEntry, Exemption, EarlierTraining)


def merge_training(_actor: Actor, kept: Participant, merged: Participant) -> None:
    """Move all rows of ``merged``; raises ``RuleRefused`` where both have a row for what can be only once."""
    try:
        with transaction.atomic():
            for model in _ROWS:
                model._default_manager.filter(participant=merged).update(participant=kept)  # noqa: SLF001
            TrainingRight.objects.filter(participant=merged).update(participant=kept)
    except IntegrityError as error:
        text = _("Begge har klasseplass, oppmøte, prøve eller rett til opplæring for samme tid. Rett den ene først.")
        raise RuleRefused(Refusal("both_have_training", text, "merged")) from error
    close_training(merged, timezone.localdate())
    follow_reports([kept.pk, merged.pk])
    follow_leave(kept)


def pack_training(_actor: Actor, person: Participant, _last_day: dt.date) -> Packed:
    """Right, results, exemptions, and what was attended of each kind of course."""
    right = TrainingRight.objects.filter(participant=person).values(*_RIGHT).first()
    return {
        "right": right,
        "results": list(TestResult.objects.filter(participant=person).standing().values(*_RESULT)),
        "exemptions": list(Exemption.objects.filter(participant=person).standing().values(*_EXEMPTION)),
        "earlier": [
            *EarlierTraining.objects.filter(participant=person).values(*_EARLIER),
            *(
                {"setting": EarlierSetting.OTHER_MUNICIPALITY, "kind": total.kind, "topic": total.topic,
                 "minutes": total.minutes, "meetings": total.meetings, "place": person.municipality.name,
                 "through": total.through, "registered_by_id": None}
                for total in totals_by_course(person.pk)
            ),
        ],
    }  # fmt: skip


def training_lines(packed: Packed) -> Iterator[Line]:
    """Since when training runs, and how many results there are; levels follow with the case."""
    if packed["right"]:
        yield Line(_("Tilbudt opplæring"), f"{packed['right']['offered_start_on']:%d.%m.%Y}")
    if packed["results"]:
        yield Line(_("Prøveresultater"), str(len(packed["results"])))


def unpack_training(_actor: Actor, person: Participant, packed: Packed) -> None:
    """Write what came along on the new case; the right runs on from the day of the first offer (Act § 32)."""
    mine = {"participant": person, "municipality_id": person.municipality_id}
    TestResult.objects.bulk_create([TestResult(**mine, **row) for row in packed["results"]])
    Exemption.objects.bulk_create([Exemption(**mine, **row) for row in packed["exemptions"]])
    EarlierTraining.objects.bulk_create([EarlierTraining(**mine, **row) for row in packed["earlier"]])
    if packed["right"]:
        write_right(TrainingRight(**mine, **packed["right"]))


def end_places(_actor: Actor, person: Participant, last_day: dt.date, _stated: str) -> None:
    """End the places in classes here on the last day, take the person off the lists, and close the deadlines."""
    open_rows = ClassEnrolment.objects.filter(participant=person, state=EnrolmentState.ENROLLED)
    begun = open_rows.filter(first_day__lte=last_day, last_day__isnull=True) | open_rows.filter(
        first_day__lte=last_day, last_day__gt=last_day
    )
    begun.update(last_day=last_day, leaving_reason=LeavingReason.MOVED_AWAY, changed_at=timezone.now())
    not_begun = open_rows.filter(first_day__gt=last_day)
    waiting = ClassEnrolment.objects.filter(participant=person, state=EnrolmentState.WAITING) | not_begun
    waiting.update(state=EnrolmentState.WITHDRAWN, changed_at=timezone.now())
    close_training(person, last_day)


TRAINING = TransferPart(
    code="training",
    title=gettext_lazy("Norsk og samfunnskunnskap"),
    order=30,
    pack=pack_training,
    lines=lambda packed: list(training_lines(packed)),
    unpack=unpack_training,
    leave=end_places,
)
