"""Scores a person against a place. Every point has its reason, and what is not asked for counts as fitting.

The weights say what an adviser looks at first; they order a list and decide nothing. What is unknown gives half of the
points: a person whom nobody has mapped shall neither come first nor vanish.
"""

import datetime as dt
import re
from collections.abc import Iterator

from employers.matching.facts import LEVELS, Fit, Grade, Ground, PersonFacts, PlaceFacts, Reason

WEIGHTS = {
    Ground.EXPERIENCE: 35,
    Ground.NORWEGIAN: 30,
    Ground.CERTIFICATES: 15,
    Ground.DISTANCE: 12,
    Ground.AVAILABILITY: 8,
}
"""Points of each ground; 100 in all."""
SOON = dt.timedelta(days=92)
"""A programme that ends within so long of the start is nearly over: the rest may be practice at the place."""
FULL_TIME_HOURS = 30
"""Whoever works so many hours a week is not looking for work here."""
_SHORTEST_WORD, _SHORTEST_STEM = 4, 3
_GROUP, _FIELD = 3, 2
_WORD = re.compile(r"\w+")
_LICENCES = {"licence_b": "b", "licence_c": "c", "licence_d": "d"}
# Words of the skills mapping that tell of a certificate.
_CERTIFICATE_WORDS = {
    "driver_card": ("yrkessjåfør", "ysk"),
    "forklift": ("truckfører", "truckbevis", "gaffeltruck", "forklift"),
    "crane": ("kranfører", "kranbevis"),
    "hot_work": ("varme arbeider", "varme arbeid"),
    "welding": ("sveisesertifikat", "sveiser", "welder"),
    "hse_card": ("hms-kort", "hms kort", "byggekort"),
    "food_hygiene": ("mathygiene", "haccp"),
    "health_licence": ("autorisasjon", "autorisert"),
    "trade_certificate": ("fagbrev", "svennebrev"),
}


def is_free(person: PersonFacts) -> bool:
    """Whether the person is not in a full-time job now: who is, is no candidate."""
    return person.hours_at_work < FULL_TIME_HOURS


def fit_of(place: PlaceFacts, person: PersonFacts, day: dt.date) -> Fit:
    """How the person fits the place as of ``day``, with every reason."""
    return Fit(
        (
            _experience(place, person),
            _norwegian(place, person),
            _certificates(place, person),
            _distance(place, person),
            _availability(place, person, day),
        )
    )


def _reason(ground: Ground, grade: Grade, share: float, **detail: str) -> Reason:
    most = WEIGHTS[ground]
    return Reason(ground, grade, round(most * share), most, detail)


def _experience(place: PlaceFacts, person: PersonFacts) -> Reason:
    if not place.occupation:
        return _reason(Ground.EXPERIENCE, Grade.NOT_ASKED, 0.5)
    if place.occupation in person.occupations:
        return _reason(Ground.EXPERIENCE, Grade.FITS, 1, how="same")
    word = _told_word(place.occupation_name, person.told)
    if word:
        return _reason(Ground.EXPERIENCE, Grade.FITS, 0.9, how="told", word=word)
    for digits, share, how in ((_GROUP, 0.75, "near"), (_FIELD, 0.5, "field")):
        if any(code[:digits] == place.occupation[:digits] for code in person.occupations):
            return _reason(Ground.EXPERIENCE, Grade.PARTLY, share, how=how)
    if not person.is_mapped and not person.occupations:
        return _reason(Ground.EXPERIENCE, Grade.UNKNOWN, 0.4)
    return _reason(Ground.EXPERIENCE, Grade.NOT, 0)


def _told_word(name: str, told: str) -> str:
    """The word of the mapping that is a word of the occupation, in any form; empty when none is.

    The plural of an occupation («bakere») and the word that somebody uses («baker») begin alike.
    """
    stems = {_stem(word.casefold()) for word in _WORD.findall(name) if len(word) >= _SHORTEST_WORD}
    said = (word.casefold() for word in _WORD.findall(told) if len(word) >= _SHORTEST_WORD)
    return next((word for word in said if _stem(word) in stems), "")


def _stem(word: str) -> str:
    for ending in ("erne", "ene", "ere", "er", "re", "en", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _norwegian(place: PlaceFacts, person: PersonFacts) -> Reason:
    if not place.levels:
        return _reason(Ground.NORWEGIAN, Grade.NOT_ASKED, 1)
    shares = {skill: _share(asked, person.levels.get(skill, "")) for skill, asked in place.levels.items()}
    share = sum(0.5 if one is None else one for one in shares.values()) / len(shares)
    unknown = [skill for skill, one in shares.items() if one is None]
    missing = [skill for skill, one in shares.items() if one is not None and one < 1]
    grade = _grade_of(share, bool(unknown), bool(missing), bool(len(unknown) == len(shares)))
    return _reason(Ground.NORWEGIAN, grade, share, missing=" ".join(missing), unknown=" ".join(unknown))


def _share(asked: str, has: str) -> float | None:
    """1 where the level is reached, a half where one level is lacking, else 0; None where no result is known."""
    if has not in LEVELS:
        return None
    lacking = LEVELS.index(asked) - LEVELS.index(has)
    return 1.0 if lacking <= 0 else 0.5 if lacking == 1 else 0.0


def _grade_of(share: float, some_unknown: bool, some_missing: bool, all_unknown: bool) -> Grade:
    if all_unknown:
        return Grade.UNKNOWN
    if not some_missing and not some_unknown:
        return Grade.FITS
    return Grade.NOT if share == 0 else Grade.PARTLY


def _certificates(place: PlaceFacts, person: PersonFacts) -> Reason:
    asked = place.certificates
    if not asked:
        return _reason(Ground.CERTIFICATES, Grade.NOT_ASKED, 1)
    held = [code for code in asked if holds(person, code)]
    lacking = [code for code in asked if code not in held]
    detail = {"held": " ".join(held), "lacking": " ".join(lacking)}
    if not lacking:
        return _reason(Ground.CERTIFICATES, Grade.FITS, 1, **detail)
    if not person.is_mapped:
        return _reason(Ground.CERTIFICATES, Grade.UNKNOWN, 0.5, **detail)
    return _reason(Ground.CERTIFICATES, Grade.PARTLY if held else Grade.NOT, len(held) / len(asked), **detail)


def holds(person: PersonFacts, certificate: str) -> bool:
    """Whether a certificate is registered, or stands in the words of the skills mapping."""
    if certificate in person.certificates:
        return True
    licence = _LICENCES.get(certificate)
    if licence:
        return licence in set(_licence_classes(person.licence))
    told = person.told.casefold()
    return any(word in told for word in _CERTIFICATE_WORDS.get(certificate, ()))


def _licence_classes(licence: str) -> Iterator[str]:
    """The classes of a driving licence as people write them: «B, C1E», «klasse B og CE»."""
    for word in re.findall(r"\b([ABCDT][0-9]?E?)\b", licence.upper()):
        yield word[0].lower()


def _distance(place: PlaceFacts, person: PersonFacts) -> Reason:
    if not place.municipality or not person.municipality:
        return _reason(Ground.DISTANCE, Grade.UNKNOWN, 0.5)
    if place.municipality == person.municipality:
        return _reason(Ground.DISTANCE, Grade.FITS, 1, how="municipality")
    if place.county and place.county == person.county:
        return _reason(Ground.DISTANCE, Grade.PARTLY, 0.5, how="county")
    return _reason(Ground.DISTANCE, Grade.NOT, 0)


def _availability(place: PlaceFacts, person: PersonFacts, day: dt.date) -> Reason:
    start = max(place.starts_on or day, day)
    if person.hours_at_work > 0:
        return _reason(Ground.AVAILABILITY, Grade.PARTLY, 0.5, how="part_time_job")
    if person.programme_last_day is None or person.programme_last_day < start:
        return _reason(Ground.AVAILABILITY, Grade.FITS, 1, how="free")
    until = person.programme_last_day.isoformat()
    if person.programme_last_day - start <= SOON:
        return _reason(Ground.AVAILABILITY, Grade.PARTLY, 0.75, how="soon", until=until)
    return _reason(Ground.AVAILABILITY, Grade.NOT, 0.25, how="programme", until=until)
