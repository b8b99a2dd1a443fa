"""The tracks that come with the system, written into the database after every migration."""

from typing import Any

from employers.models import Occupation, QualificationTrack
from employers.operations.tracks import write_steps

# Each has code, name, description, sector, occupation and steps; a step has kind, name and weeks.
_TRACKS: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str, int], ...]], ...] = (
    (
        "language_and_certificate", "Språk og fagbrev",
        "Norsk og fagopplæring side om side, fra nivå A2 til fagbrev i en bedrift.", "", "",
        (
            ("norwegian", "Norsk til A2", 26), ("practice", "Språkpraksis i yrket", 12),
            ("norwegian", "Yrkesrettet norsk til B1", 26), ("apprenticeship", "Læretid", 104),
            ("certificate", "Fagprøve", 6),
        ),
    ),
    (
        "men_in_health", "Menn i helse",
        "Helserekrutt i kommunen: praksis ved sykehjem, deretter fagbrev som helsefagarbeider.",
        "health_and_care", "5321",
        (
            ("norwegian", "Norsk til B1", 20), ("practice", "Helserekrutt i praksis", 12),
            ("measure", "Opplæring i helsearbeiderfag", 40), ("apprenticeship", "Læretid ved sykehjem", 52),
            ("certificate", "Fagprøve som helsefagarbeider", 6),
        ),
    ),
    (
        "welders", "Sveisere hos en stor arbeidsgiver",
        "Kurs, praksis og sertifikat sammen med verft og industri som trenger sveisere.", "industry", "7212",
        (
            ("norwegian", "Norsk og HMS-ord", 12), ("measure", "Sveisekurs", 16),
            ("practice", "Praksis i bedriften", 12),
            ("certificate", "Sveisesertifikat", 4),
        ),
    ),
)  # fmt: skip


def seed_track_names() -> dict[str, str]:
    """The names of the tracks that come with the system, by their codes."""
    return {code: name for code, name, *_rest in _TRACKS}


def load_seed_tracks(**_signal: Any) -> None:
    """Make the tracks that are missing; one that is there stays as it is, because people may stand on its steps.

    An occupation that the code list does not hold is left out.
    """
    known = set(QualificationTrack.objects.exclude(code="").values_list("code", flat=True))
    for code, name, description, sector, occupation, steps in _TRACKS:
        if code in known:
            continue
        track = QualificationTrack.objects.create(
            code=code, name=name, description=description, sector=sector,
            occupation=Occupation.objects.filter(pk=occupation).first(),
        )  # fmt: skip
        write_steps(track, [{"kind": kind, "name": title, "weeks": weeks} for kind, title, weeks in steps])
