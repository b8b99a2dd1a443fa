"""The demonstration's employers, in trades where participants find work; every name is made up."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Workplace:
    """An employer with the occupations (STYRK-08) it takes people into."""

    name: str
    municipality_number: str
    occupations: tuple[str, ...]


def _of(name: str, municipality_number: str, occupations: str) -> Workplace:
    return Workplace(name, municipality_number, tuple(occupations.split()))


WORKPLACES = (
    _of("Vågen Renhold AS", "4601", "9112"),
    _of("Puddefjord Byggdrift AS", "4601", "9112 9313"),
    _of("Løvstien sykehjem", "4601", "5321 5329"),
    _of("Nordnes Helsehus", "4601", "5321 5329 2223"),
    _of("Skuteviken barnehage", "4601", "5311"),
    _of("Fjellsiden barnehage SA", "4601", "5311"),
    _of("Dagligvaren Danmarksplass", "4601", "5223 4321"),
    _of("Krinkelkroken Bakeri AS", "4601", "7512 5246"),
    _of("Sandviken Kjøkken og Bar", "4601", "5120 9412"),
    _of("Hotell Syvfjell", "4601", "9112 4224 9412"),
    _of("Laksevåg Verft og Sveis AS", "4601", "7212 8211"),
    _of("Vestland Lager og Logistikk AS", "4601", "4321 8332"),
    _of("Åsane Bilverksted AS", "4601", "7231"),
    _of("Byfjorden Sjømat AS", "4601", "9329 9216"),
    _of("Minde Regnskap AS", "4601", "4311 3313"),
    _of("Koden Utvikling Bergen AS", "4601", "2512 2519"),
    _of("Akerselva Eiendomsservice AS", "0301", "9112"),
    _of("Grorud Rent Bygg AS", "0301", "9112 9111"),
    _of("Ekeberglia sykehjem", "0301", "5321 5329"),
    _of("Tøyen Omsorgssenter", "0301", "5321 5329 2223"),
    _of("Kværnerdalen barnehage", "0301", "5311"),
    _of("Torshov Aktivitetsskole", "0301", "5311 5312"),
    _of("Markveien Mat AS", "0301", "5223"),
    _of("Grønland Frukt og Grønt", "0301", "5223 4321"),
    _of("Vulkan Kantinedrift AS", "0301", "9412 5120"),
    _of("Hotell Bjørvika Brygge", "0301", "4224 9112 5131"),
    _of("Alnabru Terminaldrift AS", "0301", "4321 8332"),
    _of("Hovedstaden Buss AS", "0301", "8331"),
    _of("Groruddalen Elektro AS", "0301", "7411"),
    _of("Østkanten Tømrer og Maler AS", "0301", "7115 7131 9313"),
    _of("Frogner Tannhelse AS", "0301", "3251"),
    _of("Majorstuen Salong", "0301", "5141"),
    _of("Data og Design Oslo AS", "0301", "2512 2166"),
    _of("Ofoten Malmservice AS", "1806", "9311 7233"),
    _of("Hotell Nordlys Narvik", "1806", "9112 4224 9412"),
    _of("Fagernes Fiskemottak AS", "1806", "9329 6222"),
    _of("Ankenes bo- og servicesenter", "1806", "5321 5329"),
    _of("Beisfjord barnehage", "1806", "5311"),
    _of("Ofotfjord Oppdrett AS", "1806", "9216"),
    _of("Narvik Varehus AS", "1806", "5223 4321"),
)
