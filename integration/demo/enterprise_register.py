"""A small register of organisations in the format of the real one, over real HTTP, with nothing but made-up units.

The demonstration and the tests run it, so that searching for employers works where nobody may ask the real register.
Beside the demonstration's workplaces it has what goes wrong: a deleted unit, a main unit, one whose main unit is
bankrupt.
"""

import json
import re
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from employers.organisation_number import has_valid_check_digit
from integration.demo.numbers import organisation_numbers
from integration.demo.workplaces import WORKPLACES

BASE_PATH = "/enhetsregisteret/api"
Unit = dict[str, Any]
_PATH = re.compile(rf"^{BASE_PATH}/(enheter|underenheter)(?:/(\d+))?$")
_TOWNS = {"4601": ("BERGEN", "5003"), "0301": ("OSLO", "0150"), "1806": ("NARVIK", "8514")}
_ONLY_IN_REGISTER = (
    ("BRYGGEN KAFFEHUS AS AVD TORGET", "4601", "56.101", 14),
    ("FLØYEN RENHOLD AS AVD SENTRUM", "4601", "81.210", 33),
    ("SOLHEIM SYKEHJEM", "4601", "87.101", 120),
    ("GRÜNERLØKKA BAKERI AS AVD BIRKELUNDEN", "0301", "10.710", 9),
    ("OFOTEN HOTELLDRIFT AS AVD NARVIK", "1806", "55.101", None),
)
FIRST_OF_REGISTER = 320_000_000
FIRST_OF_MAIN_UNITS = 330_000_000


class Register:
    """The units by number: sub-units, and the main units above them."""

    def __init__(self, sub_units: Mapping[str, Unit], main_units: Mapping[str, Unit]) -> None:
        self.sub_units, self.main_units = dict(sub_units), dict(main_units)

    def answer(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        """Status and body of one request, as the register has them."""
        found = _PATH.match(path)
        if found is None:
            return 404, {"status": 404, "error": "Not Found", "path": path}
        units = self.main_units if found[1] == "enheter" else self.sub_units
        if found[2] is None:
            return 200, self._search(units, found[1], query)
        if not has_valid_check_digit(found[2]):
            return 400, {"status": 400, "error": "Bad Request", "feilmelding": "Feilaktig forespørsel"}
        unit = units.get(found[2])
        return (200, unit) if unit else (404, {"status": 404, "error": "Not Found", "path": path})

    def _search(self, units: Mapping[str, Unit], kind: str, query: Mapping[str, list[str]]) -> Any:
        words = " ".join(query.get("navn", [])).upper().split()
        numbers = ",".join(query.get("organisasjonsnummer", [])).split(",")
        size = int((query.get("size") or ["20"])[0])
        hits = [
            unit
            for number, unit in units.items()
            if not unit.get("slettedato")
            and (number in numbers or (words and all(w in unit["navn"].upper() for w in words)))
        ]
        page = {"size": size, "totalElements": len(hits), "totalPages": -(-len(hits) // size), "number": 0}
        answer: dict[str, Any] = {"_links": {"self": {"href": BASE_PATH}}, "page": page}
        # An empty search has no «_embedded» at all.
        return answer | {"_embedded": {kind: hits[:size]}} if hits else answer


def demo_register() -> Register:
    """The demonstration's workplaces, some that nobody has registered yet, and the units that must be refused."""
    numbers = organisation_numbers(len(WORKPLACES))
    subs = [
        sub_unit(number, place.name, place.municipality_number, "47.110", 12)
        for number, place in zip(numbers, WORKPLACES, strict=True)
    ]
    more = _numbers_from(FIRST_OF_REGISTER, len(_ONLY_IN_REGISTER) + 2)
    subs += [sub_unit(number, *facts) for number, facts in zip(more, _ONLY_IN_REGISTER, strict=False)]
    closed = deleted(more[-2], "NEDLAGT GATEKJØKKEN AS", "2025-03-31")
    bankrupt = sub_unit(more[-1], "FALLITT VERKSTED AS AVD BERGEN", "4601", "45.200", 4)
    mains = {}
    for unit, main_number in zip([*subs, bankrupt], _numbers_from(FIRST_OF_MAIN_UNITS, len(subs) + 1), strict=True):
        unit["overordnetEnhet"] = main_number
        mains[main_number] = main_unit(main_number, unit["navn"].partition(" AVD ")[0], konkurs=unit is bankrupt)
    return Register({unit["organisasjonsnummer"]: unit for unit in [*subs, closed, bankrupt]}, mains)


def sub_unit(number: str, name: str, municipality: str, industry: str, employees: int | None) -> Unit:
    """A workplace as the register writes it; without a published number of employees the member is absent."""
    town, postal_code = _TOWNS.get(municipality, ("BERGEN", "5003"))
    unit: Unit = {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet til næringsdrivende og offentlig forvaltning"},
        "registreringsdatoEnhetsregisteret": "2019-12-16",
        "registrertIMvaregisteret": False,
        "naeringskode1": {"kode": industry, "beskrivelse": ""},
        "harRegistrertAntallAnsatte": True,
        "oppstartsdato": "2020-01-01",
        "beliggenhetsadresse": {
            "land": "Norge", "landkode": "NO", "postnummer": postal_code, "poststed": town,
            "adresse": [f"Strandgaten {int(number) % 190 + 1}"], "kommune": town, "kommunenummer": municipality,
        },
        "_links": {"self": {"href": f"{BASE_PATH}/underenheter/{number}"}},
    }  # fmt: skip
    return unit if employees is None else unit | {"antallAnsatte": employees}


def main_unit(number: str, name: str, *, konkurs: bool = False, under_avvikling: bool = False) -> Unit:
    """A legal person as the register writes it."""
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
        "konkurs": konkurs,
        "underAvvikling": under_avvikling,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "registrertIForetaksregisteret": True,
        "_links": {"self": {"href": f"{BASE_PATH}/enheter/{number}"}},
    } | ({"konkursdato": "2026-10-01"} if konkurs else {})


def deleted(number: str, name: str, on: str) -> Unit:
    """A unit that is gone: 200, and little more than that it is gone."""
    return {
        "organisasjonsnummer": number,
        "navn": name,
        "organisasjonsform": {"kode": "BEDR", "beskrivelse": "Underenhet til næringsdrivende og offentlig forvaltning"},
        "slettedato": on,
        "nedleggelsesdato": on,
    }


def serve(register: Register, host: str, port: int) -> ThreadingHTTPServer:
    """A server that answers for the register; the caller runs and closes it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            status, answer = register.answer(address.path, parse_qs(address.query))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing: what people search for is nobody's business."""

    return ThreadingHTTPServer((host, port), Handler)


def _numbers_from(first: int, count: int) -> list[str]:
    found: list[str] = []
    number = first
    while len(found) < count:
        if has_valid_check_digit(str(number)):
            found.append(str(number))
        number += 1
    return found
