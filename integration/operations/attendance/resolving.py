"""Whose row it is, and of which class: by the school's own ids, or by ours where the school has them from us."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from integration.attendance.rows import ReportedRow
from integration.models import SchoolPerson, SchoolRecord, SchoolSource
from participants.models import Participant
from programmes.models.classes import SchoolClass


class Resolver:
    """Knows the ids of one school in one municipality; looked up a page at a time, remembered after that."""

    def __init__(self, municipality_id: UUID, school_id: UUID) -> None:
        self._municipality_id = municipality_id
        self._school_id = school_id
        self._people: dict[str, UUID | None] = {}
        self._classes: dict[str, UUID | None] = {}

    def look_up(self, rows: Sequence[ReportedRow]) -> None:
        """Learn the ids in these rows, with a constant number of queries."""
        self._look_up_people({row.user_sourced_id for row in rows} - self._people.keys())
        self._look_up_classes({row.class_sourced_id for row in rows} - self._classes.keys())

    def person(self, sourced_id: str) -> UUID | None:
        """The participant; none when nobody has said who it is."""
        return self._people.get(sourced_id)

    def school_class(self, sourced_id: str) -> UUID | None:
        """The class; none when the school has not told of it."""
        return self._classes.get(sourced_id)

    def _look_up_people(self, wanted: set[str]) -> None:
        if not wanted:
            return
        own = Participant.objects.filter(municipality=self._municipality_id, pk__in=_uuids(wanted))
        found: dict[str, UUID] = {str(pk): pk for pk in own.values_list("pk", flat=True)}
        links = SchoolPerson.objects.filter(source__in=self._sources(), sourced_id__in=wanted)
        found |= dict(links.values_list("sourced_id", "participant_id"))
        self._people |= {one: found.get(one) for one in wanted}

    def _look_up_classes(self, wanted: set[str]) -> None:
        if not wanted:
            return
        own = SchoolClass.objects.filter(school=self._school_id, pk__in=_uuids(wanted))
        found: dict[str, UUID] = {str(pk): pk for pk in own.values_list("pk", flat=True)}
        records = SchoolRecord.objects.filter(source__in=self._sources(), kind="classes", sourced_id__in=wanted)
        told = records.values_list("sourced_id", "object_id")
        found |= {sourced_id: pk for sourced_id, pk in told if pk is not None}
        self._classes |= {one: found.get(one) for one in wanted}

    def _sources(self) -> list[UUID]:
        sources = SchoolSource.objects.filter(municipality=self._municipality_id, school=self._school_id)
        return list(sources.values_list("pk", flat=True))


def _uuids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
