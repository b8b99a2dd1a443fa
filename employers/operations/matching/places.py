"""Places that employers offer: registered, changed, closed. Advertisements come by the feed and are only closed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.models import Municipality
from agencies.operations.base import operation, require, require_version
from employers.models import Certificate, Employer, Occupation, OfferedPlace, PlaceSource
from programmes.models import NorwegianLevel

_SKILLS = ("listening", "reading", "writing", "oral")
MOST_PLACES = 500
"""Like places at one employer at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceContent:
    """What an employer offers. Without ``municipality_number`` the work is where the employer is."""

    title: str
    occupation_code: str = ""
    number: int = 1
    listening: str = ""
    reading: str = ""
    writing: str = ""
    oral: str = ""
    certificates: Sequence[str] = ()
    starts_on: dt.date | None = None
    apply_by: dt.date | None = None
    municipality_number: str = ""
    description: str = ""


@operation
def offer_place(actor: Actor, employer_id: UUID, content: PlaceContent) -> OfferedPlace:
    """Register that the employer offers a place."""
    require(actor, Action.CREATE, Resource.OFFERED_PLACE)
    employer = Employer.objects.visible_to(actor).get(pk=employer_id)
    place = OfferedPlace(employer=employer, registered_by_id=actor.user_id, registered_for_id=actor.agency_id)
    _write(place, content)
    return place


@operation
def change_place(
    actor: Actor, place_id: UUID, /, *, expected_version: int | None = None, **changes: object
) -> OfferedPlace:
    """Change what is offered; only the members of ``PlaceContent`` that are given."""
    place = _lock(actor, place_id, expected_version)
    if place.source == PlaceSource.FEED:
        text = _("En stillingsannonse endres av den som har lagt den ut.")
        raise RuleRefused(Refusal("place_from_feed", text))
    known = {field.name: getattr(place, field.name, "") for field in fields(PlaceContent)}
    known |= {"occupation_code": place.occupation_id or "", "municipality_number": place.work_in_id or ""}
    _write(place, PlaceContent(**(known | changes)))  # type: ignore[arg-type]
    return place


@operation
def close_place(
    actor: Actor, place_id: UUID, *, on: dt.date | None = None, expected_version: int | None = None
) -> OfferedPlace:
    """The place is filled or withdrawn; what was decided about it stays."""
    place = _lock(actor, place_id, expected_version)
    if place.closed_on is not None:
        raise RuleRefused(Refusal("place_closed", _("Plassen er lukket fra før.")))
    place.closed_on = on or timezone.localdate()
    place.save()
    return place


def _lock(actor: Actor, place_id: UUID, expected_version: int | None) -> OfferedPlace:
    require(actor, Action.CHANGE, Resource.OFFERED_PLACE)
    place = OfferedPlace.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=place_id)
    require_version(place, expected_version)
    return place


def _write(place: OfferedPlace, content: PlaceContent) -> None:
    employer = place.employer
    number = content.municipality_number or (employer.municipality_number if employer else "")
    work_in = Municipality.objects.filter(pk=number).first()
    refusals = _faults(content, employer, work_in)
    if refusals:
        raise RuleRefused(*refusals)
    for name in ("number", *_SKILLS, "starts_on", "apply_by"):
        setattr(place, name, getattr(content, name))
    place.title, place.description = content.title.strip(), content.description.strip()
    place.certificates = sorted(set(content.certificates))
    place.occupation_id = content.occupation_code or None
    place.work_in = work_in
    place.save()


def _faults(content: PlaceContent, employer: Employer | None, work_in: Municipality | None) -> list[Refusal]:
    """Everything that stops a place from being registered, each with its field."""
    faults: list[Refusal] = []
    if not content.title.strip():
        faults.append(Refusal("title_missing", _("Skriv hva slags arbeid det er."), "title"))
    if content.occupation_code and not Occupation.objects.filter(pk=content.occupation_code).exists():
        faults.append(Refusal("unknown_occupation", _("Velg et yrke fra listen (STYRK-08)."), "occupation_code"))
    if not 1 <= content.number <= MOST_PLACES:
        faults.append(Refusal("number_out_of_bounds", _("Antallet må være mellom 1 og 500."), "number"))
    if content.municipality_number and work_in is None:
        text = _("Kommunenummeret finnes ikke. Skriv fire sifre, med ledende null.")
        faults.append(Refusal("unknown_municipality", text, "municipality_number"))
    if employer is not None and employer.merged_into_id is not None:
        text = _("Arbeidsgiveren er slått sammen med en annen. Velg den som gjelder.")
        faults.append(Refusal("employer_merged", text))
    return [*faults, *_faulty_requirements(content)]


def _faulty_requirements(content: PlaceContent) -> list[Refusal]:
    faults = [
        Refusal("unknown_level", _("Velg et nivå fra A1 til C1."), skill)
        for skill in _SKILLS
        if getattr(content, skill) not in ("", *NorwegianLevel.values)
    ]
    if not set(content.certificates) <= set(Certificate.values):
        faults.append(Refusal("unknown_certificate", _("Velg krav fra listen."), "certificates"))
    return faults
