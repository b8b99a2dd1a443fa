"""Takes over what a school system tells, a page at a time: the same page twice has one effect.

What was told later wins by the sender's own ``dateLastModified``. Classes and the like are kept as they were told; of
people only what concerns participants; and what they become in the tables of classes is for ``binding``.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from integration.models import (
    EnrolmentState,
    SchoolEnrolment,
    SchoolPerson,
    SchoolRecord,
    SchoolResult,
    SchoolSource,
    SourceRun,
)
from integration.oneroster.entities import Entity
from integration.oneroster.findings import Findings
from integration.operations.schools.matching import match_pupils

RECORD_KINDS = ("orgs", "academicSessions", "courses", "classes", "categories", "lineItems")


class Loading:
    """One run's taking over. ``counts`` says what happened to rows; ``told`` which ids a whole list held."""

    def __init__(self, run: SourceRun, source: SchoolSource, findings: Findings) -> None:
        self.run = run
        self.source = source
        self.findings = findings
        self.counts: Counter[str] = Counter()
        self.told: dict[str, set[str]] = {}
        self.births: dict[str, dt.date | None] = {}
        self.pupils: set[str] | None = None

    def take(self, kind: str, entities: Sequence[Entity]) -> None:
        """Take over one page of a collection."""
        page = list({one.sourced_id: one for one in entities}.values())
        self.told.setdefault(kind, set()).update(one.sourced_id for one in page if not one.is_deleted)
        self.counts[f"{kind}.read"] += len(page)
        if kind in RECORD_KINDS:
            self._records(kind, page)
        elif kind == "demographics":
            self.births.update({one.sourced_id: one["birthDate"] for one in page})
        elif kind == "roles":
            self._roles(page)
        elif kind == "users":
            self._users(page)
        elif kind == "enrollments":
            self._enrolments(page)
        elif kind == "results":
            self._results(page)

    def end_what_is_absent(self, kinds: Iterable[str]) -> None:
        """In a whole list absence means ended: what was there and was not told of, is over."""
        for kind in kinds:
            told = self.told.get(kind, set())
            if kind == "enrollments":
                self._end_places(told)
            elif kind in RECORD_KINDS:
                gone = SchoolRecord.objects.filter(source=self.source, kind=kind, is_deleted=False)
                self.counts[f"{kind}.ended"] += gone.exclude(sourced_id__in=told).update(is_deleted=True, run=self.run)

    def _records(self, kind: str, page: list[Entity]) -> None:
        known = {
            row.sourced_id: row
            for row in SchoolRecord.objects.filter(
                source=self.source, kind=kind, sourced_id__in=[one.sourced_id for one in page]
            )
        }
        changed = []
        for one in page:
            row = known.get(one.sourced_id)
            values = row.values if row and one.is_deleted else _plain(one.values)
            if row and not _is_news(one, row, (values, one.is_deleted), (row.values, row.is_deleted)):
                self.counts[f"{kind}.unchanged"] += 1
                continue
            if row is None and one.is_deleted:
                self.counts[f"{kind}.unchanged"] += 1
                continue
            self._count(kind, is_new=row is None, is_ended=one.is_deleted)
            changed.append(
                SchoolRecord(
                    municipality_id=self.source.municipality_id,
                    source=self.source,
                    kind=kind,
                    sourced_id=one.sourced_id,
                    is_deleted=one.is_deleted,
                    modified_at=one.modified,
                    values=values,
                    run=self.run,
                )
            )
        SchoolRecord.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["source", "kind", "sourced_id"],
            update_fields=["is_deleted", "modified_at", "values", "run"],
        )

    def _roles(self, page: list[Entity]) -> None:
        self.pupils = self.pupils or set()
        self.pupils.update(one["userSourcedId"] for one in page if one["role"] == "student" and not one.is_deleted)

    def _users(self, page: list[Entity]) -> None:
        pupils = [one for one in page if self._is_pupil(one)]
        left = [one.sourced_id for one in page if one.is_deleted]
        SchoolPerson.objects.filter(source=self.source, sourced_id__in=left).update(left_at=timezone.now())
        back = [one.sourced_id for one in page if not one.is_deleted]
        gone = SchoolPerson.objects.filter(source=self.source, sourced_id__in=back, left_at__isnull=False)
        gone.update(left_at=None)
        matched = match_pupils(self.source, pupils, self.births)
        self.counts["users.known"] += matched.known
        self.counts["users.linked"] += matched.new
        self.counts["users.waiting"] += matched.waiting
        self.counts["users.others"] += matched.others

    def _is_pupil(self, user: Entity) -> bool:
        roles = {role["role"] for role in user["roles"] or []}
        if roles:
            return "student" in roles
        return self.pupils is None or user.sourced_id in self.pupils

    def _enrolments(self, page: list[Entity]) -> None:
        pupils = [one for one in page if one["role"] == "student" or one.is_deleted]
        people = self._participants({one["userSourcedId"] for one in pupils})
        known = {
            row.sourced_id: row
            for row in SchoolEnrolment.objects.filter(
                source=self.source, sourced_id__in=[one.sourced_id for one in pupils]
            )
        }
        classes = self._schools_of_classes({one["classSourcedId"] for one in pupils})
        changed = []
        for one in pupils:
            row, person = known.get(one.sourced_id), people.get(one["userSourcedId"])
            if one.is_deleted and row is not None:
                changed += self._ended(one, row)
            elif person is None or one.is_deleted:
                self.counts["enrollments.others"] += 1
            elif one["classSourcedId"] not in classes:
                self.findings.note("unknown_reference", "enrollments.classSourcedId")
            else:
                changed += self._placed(one, row, person, classes[one["classSourcedId"]])
        SchoolEnrolment.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["source", "sourced_id"],
            update_fields=[
                "class_sourced_id", "school_sourced_id", "first_day", "last_day", "state", "ended_on", "modified_at",
                "run",
            ],
        )  # fmt: skip

    def _placed(self, one: Entity, row: SchoolEnrolment | None, person: Any, school: str) -> list[SchoolEnrolment]:
        first, last = one["beginDate"], one["endDate"]
        if first and last and last < first:
            last = first
        told = (one["classSourcedId"], first, last, EnrolmentState.ACTIVE)
        if row and not _is_news(one, row, told, (row.class_sourced_id, row.first_day, row.last_day, row.state)):
            self.counts["enrollments.unchanged"] += 1
            return []
        self._count("enrollments", is_new=row is None, is_ended=False)
        return [
            SchoolEnrolment(
                participant_id=person,
                municipality_id=self.source.municipality_id,
                source=self.source,
                sourced_id=one.sourced_id,
                class_sourced_id=one["classSourcedId"],
                school_sourced_id=one["schoolSourcedId"] or school,
                first_day=first,
                last_day=last,
                state=EnrolmentState.ACTIVE,
                modified_at=one.modified,
                run=self.run,
            )
        ]

    def _ended(self, one: Entity, row: SchoolEnrolment) -> list[SchoolEnrolment]:
        if row.state == EnrolmentState.ENDED or not _is_news(one, row, EnrolmentState.ENDED, row.state):
            self.counts["enrollments.unchanged"] += 1
            return []
        self._count("enrollments", is_new=False, is_ended=True)
        row.state, row.ended_on, row.modified_at, row.run = (
            EnrolmentState.ENDED, one["endDate"] or timezone.localdate(), one.modified, self.run,
        )  # fmt: skip
        return [row]

    def _end_places(self, told: set[str]) -> None:
        open_places = SchoolEnrolment.objects.filter(source=self.source, state=EnrolmentState.ACTIVE)
        ended = open_places.exclude(sourced_id__in=told).update(
            state=EnrolmentState.ENDED, ended_on=timezone.localdate(), run=self.run
        )
        self.counts["enrollments.ended"] += ended

    def _results(self, page: list[Entity]) -> None:
        people = self._participants({one["studentSourcedId"] for one in page})
        known = {
            row.sourced_id: row
            for row in SchoolResult.objects.filter(source=self.source, sourced_id__in=[one.sourced_id for one in page])
        }
        changed = []
        for one in page:
            row = known.get(one.sourced_id)
            person = row.participant_id if row else people.get(one["studentSourcedId"])
            if person is None or (row is None and one.is_deleted):
                self.counts["results.others"] += 1
                continue
            new = _result(self.source, one, row, person)
            if row and not _is_news(one, row, _compared(new), _compared(row)):
                self.counts["results.unchanged"] += 1
                continue
            self._count("results", is_new=row is None, is_ended=one.is_deleted)
            changed.append(new)
        SchoolResult.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["source", "sourced_id"],
            update_fields=[
                "line_item_sourced_id", "score_status", "score", "text_score", "scored_on", "is_deleted", "modified_at",
            ],
        )  # fmt: skip

    def _participants(self, sourced_ids: set[str]) -> dict[str, Any]:
        links = SchoolPerson.objects.filter(source=self.source, sourced_id__in=sourced_ids)
        return dict(links.values_list("sourced_id", "participant_id"))

    def _schools_of_classes(self, sourced_ids: set[str]) -> dict[str, str]:
        rows = SchoolRecord.objects.filter(
            source=self.source, kind="classes", sourced_id__in=sourced_ids, is_deleted=False
        )
        return {row.sourced_id: str(row.values.get("schoolSourcedId", "")) for row in rows}

    def _count(self, kind: str, *, is_new: bool, is_ended: bool) -> None:
        self.counts[f"{kind}.{'ended' if is_ended else 'new' if is_new else 'changed'}"] += 1


def _result(source: SchoolSource, one: Entity, row: SchoolResult | None, person: Any) -> SchoolResult:
    """The result as told; of one that is taken back only that it is."""
    kept = row if row is not None and one.is_deleted else None
    return SchoolResult(
        participant_id=person,
        municipality_id=source.municipality_id,
        source=source,
        sourced_id=one.sourced_id,
        line_item_sourced_id=kept.line_item_sourced_id if kept else one["lineItemSourcedId"],
        score_status=kept.score_status if kept else one["scoreStatus"],
        score=kept.score if kept else one["score"],
        text_score=kept.text_score if kept else one["textScore"][:80],
        scored_on=kept.scored_on if kept else one["scoreDate"],
        is_deleted=one.is_deleted,
        modified_at=one.modified,
    )


def _compared(row: SchoolResult) -> tuple[object, ...]:
    return (row.line_item_sourced_id, row.score_status, row.score, row.text_score, row.scored_on, row.is_deleted)


def _is_news(one: Entity, row: Any, told: object, kept: object) -> bool:
    """Whether what is told differs from what is kept, and was not told before it."""
    if told == kept:
        return False
    return one.modified is None or row.modified_at is None or one.modified >= row.modified_at


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as JSON keeps them."""
    return {
        name: value.isoformat() if isinstance(value, dt.date | dt.datetime) else value for name, value in values.items()
    }
