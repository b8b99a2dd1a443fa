"""Sectors in need of people, by the beginnings of the codes of occupations (STYRK-08) and industries (SN2007)."""

from enum import StrEnum


class Sector(StrEnum):
    """A sector that asks for people."""

    HEALTH_AND_CARE = "health_and_care"
    CONSTRUCTION = "construction"
    INDUSTRY = "industry"
    TRANSPORT = "transport"
    IT = "it"


# sector, STYRK-08, SN2007
_ROWS: tuple[tuple[Sector, str, str], ...] = (
    (Sector.HEALTH_AND_CARE, "22 32 532 3412", "86 87 88.1"),
    (Sector.CONSTRUCTION, "71 7411 931 8342 3123", "41 42 43"),
    (Sector.INDUSTRY, "721 722 723 7412 75 81 82 932 3122", "05 06 07 08 09 1 2 30 31 32 33"),
    (Sector.TRANSPORT, "832 833 8331 8332 8343 8344 933 4321 4323", "49 50 51 52 53"),
    (Sector.IT, "25 35 133", "61 62 63"),
)


def sector_of(occupation_code: str, industry_code: str) -> Sector | None:
    """The sector of an occupation; of the employer's industry only where the occupation is not known."""
    for sector, occupations, industries in _ROWS:
        code, prefixes = (occupation_code, occupations) if occupation_code else (industry_code, industries)
        if code and code.startswith(tuple(prefixes.split())):
            return sector
    return None


def occupation_prefixes(sector: str) -> tuple[str, ...]:
    """The beginnings of the codes of a sector's occupations; none for an unknown sector."""
    return tuple(prefix for row, codes, _industries in _ROWS if row == sector for prefix in codes.split())


def industry_prefixes(sector: str) -> tuple[str, ...]:
    """The beginnings of the codes of a sector's industries; none for an unknown sector."""
    return tuple(prefix for row, _codes, industries in _ROWS if row == sector for prefix in industries.split())
