"""Who of a school's pupils is a participant: by identity number, by the id we know already, else a person says so.

A name alone never matches anybody. People who are protected or shielded are never matched and never suggested by the
system (law.md 7.3): for it they are as unknown as those who are no participants.
"""

import datetime as dt
import hmac
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from integration.models import MatchKind, SchoolPerson, SchoolSource, UnmatchedPerson
from integration.oneroster.entities import Entity
from participants.models import Confidentiality, IdentityNumber, Participant
from participants.names.likeness import Name, likeness
from participants.operations.importing.raw_input import seal, unseal

MATERIAL_KEPT = dt.timedelta(days=30)
_SEPARATORS = re.compile(r"[\s.\-]")
_LENGTHS = (11, 12)


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of the pupils of a page: how many are participants, new or known, and how many wait for a person."""

    known: int
    new: int
    waiting: int
    others: int


def match_pupils(source: SchoolSource, pupils: Sequence[Entity], birth_dates: Mapping[str, dt.date | None]) -> Matched:
    """Link the pupils that are participants, and keep sealed what a person needs to link those that may be."""
    known = set(
        SchoolPerson.objects.filter(source=source, sourced_id__in=[one.sourced_id for one in pupils]).values_list(
            "sourced_id", flat=True
        )
    )
    unknown = [one for one in pupils if one.sourced_id not in known and not one.is_deleted]
    by_number = _people_by_number(source.municipality_id, {n for one in unknown for n in numbers_of(one)})
    links, rest = [], []
    for one in unknown:
        owners = {by_number[number] for number in numbers_of(one) if number in by_number}
        if len(owners) == 1:
            links.append((one, owners.pop()))
        else:
            rest.append(one)
    SchoolPerson.objects.bulk_create(
        [
            SchoolPerson(
                participant_id=person,
                municipality_id=source.municipality_id,
                source=source,
                sourced_id=one.sourced_id,
                matched_as=MatchKind.IDENTITY_NUMBER,
            )
            for one, person in links
        ],
        ignore_conflicts=True,
    )
    _settle(source, [one.sourced_id for one, _person in links])
    waiting = _keep_material(source, rest, birth_dates)
    return Matched(len(known), len(links), waiting, len(pupils) - len(known) - len(links) - waiting)


def numbers_of(pupil: Entity) -> set[str]:
    """What may be the pupil's identity number, wherever the sender has put it."""
    told = [pupil["identifier"], pupil["userMasterIdentifier"], *(pupil["userIds"] or {}).values()]
    plain = [_SEPARATORS.sub("", str(one or "")) for one in told]
    return {one for one in plain if one.isascii() and one.isdigit() and len(one) in _LENGTHS}


def digest_of(source_id: UUID, sourced_id: str) -> str:
    """Knows a pupil again without telling who it is."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"school-person:{source_id}:{sourced_id}".encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Material:
    """What a person is shown to say who a pupil is."""

    sourced_id: str
    given_name: str
    family_name: str
    birth_date: dt.date | None


def material_of(row: UnmatchedPerson) -> Material | None:
    """The material, while it is kept."""
    if row.material is None:
        return None
    told = json.loads(unseal(row.material))
    born = dt.date.fromisoformat(told["born"]) if told["born"] else None
    return Material(told["id"], told["given"], told["family"], born)


def _people_by_number(municipality_id: UUID, numbers: set[str]) -> dict[str, UUID]:
    if not numbers:
        return {}
    here = Participant.objects.still_here().filter(confidentiality=Confidentiality.OPEN, is_shielded=False)
    rows = IdentityNumber.objects.filter(municipality=municipality_id, value__in=numbers, participant__in=here)
    return dict(rows.values_list("value", "participant_id"))


def _keep_material(source: SchoolSource, pupils: Sequence[Entity], birth_dates: Mapping[str, dt.date | None]) -> int:
    """Keep those who may be somebody; answers how many wait. Whoever cannot be anybody is not kept."""
    candidates = _candidates(source.municipality_id, pupils, birth_dates)
    rows = [
        UnmatchedPerson(
            municipality_id=source.municipality_id,
            source=source,
            digest=digest_of(source.pk, one.sourced_id),
            material=_sealed(one, birth_dates.get(one.sourced_id)),
            candidate_ids=candidates[one.sourced_id],
            expires_at=timezone.now() + MATERIAL_KEPT,
        )
        for one in pupils
        if candidates.get(one.sourced_id)
    ]
    settled = set(
        UnmatchedPerson.objects.filter(
            source=source, digest__in=[row.digest for row in rows], settled_at__isnull=False
        ).values_list("digest", flat=True)
    )
    rows = [row for row in rows if row.digest not in settled]
    UnmatchedPerson.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["source", "digest"],
        update_fields=["material", "candidate_ids", "expires_at"],
    )
    return len(rows)


def _candidates(
    municipality_id: UUID, pupils: Sequence[Entity], birth_dates: Mapping[str, dt.date | None]
) -> dict[str, list[UUID]]:
    """The participants that each pupil may be: an alike name and the same birth date."""
    if not pupils:
        return {}
    taken = SchoolPerson.objects.filter(municipality=municipality_id).values("participant")
    people = list(
        Participant.objects.still_here()
        .filter(municipality=municipality_id, confidentiality=Confidentiality.OPEN, is_shielded=False)
        .exclude(pk__in=taken)
        .values_list("pk", "given_name", "family_name", "birth_date")
    )
    born: dict[dt.date, list[tuple[UUID, Name]]] = defaultdict(list)
    named: dict[frozenset[str], list[UUID]] = defaultdict(list)
    for pk, given, family, birth_date in people:
        born[birth_date].append((pk, Name(given, family)))
        named[_letters(given, family)].append(pk)
    found: dict[str, list[UUID]] = {}
    for one in pupils:
        name = Name(one["givenName"], one["familyName"])
        day = birth_dates.get(one.sourced_id)
        if day is not None:
            found[one.sourced_id] = [pk for pk, other in born[day] if likeness(name, other).is_possible_duplicate]
        else:
            found[one.sourced_id] = named[_letters(one["givenName"], one["familyName"])]
    return found


def _letters(given: str, family: str) -> frozenset[str]:
    return frozenset(f"{given} {family}".casefold().split())


def _sealed(pupil: Entity, birth_date: dt.date | None) -> bytes:
    told = {
        "id": pupil.sourced_id,
        "given": pupil["givenName"],
        "family": pupil["familyName"],
        "born": birth_date.isoformat() if birth_date else "",
    }
    return seal(json.dumps(told, ensure_ascii=False).encode())


def _settle(source: SchoolSource, sourced_ids: Iterable[str]) -> None:
    digests = [digest_of(source.pk, sourced_id) for sourced_id in sourced_ids]
    waiting = UnmatchedPerson.objects.filter(source=source, digest__in=digests, settled_at__isnull=True)
    waiting.update(settled_at=timezone.now(), material=None)
