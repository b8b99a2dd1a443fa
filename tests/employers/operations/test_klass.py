"""Code lists from the format of KLASS: new, changed and ended codes, none deleted."""

import datetime as dt

import pytest

from employers.code_lists import load_code_lists
from employers.models import Industry, Occupation
from employers.operations.klass import UnreadableCodes, read_codes

pytestmark = pytest.mark.django_db


def _code(code: str, name: str, level: str = "4", **days: str | None) -> dict[str, str | None]:
    return {"code": code, "parentCode": code[:3], "level": level, "name": name, "shortName": "",
            "presentationName": "", "validFrom": "2027-01-01", "validTo": None, "notes": "", **days}  # fmt: skip


def test_a_new_list_adds_renames_and_ends_and_deletes_nothing() -> None:
    load_code_lists()
    before = Occupation.objects.count()
    answer = {
        "codes": [_code("7512", "Bakere og konditorer mv."), _code("9999", "Nytt yrke"), _code("99", "Nivå", "2")]
    }
    result = read_codes("occupations", answer, valid_from=None)
    assert (result.new, result.changed, result.ended) == (1, 1, before - 1)
    assert Occupation.objects.count() == before + 1
    assert Occupation.objects.get(pk="5131").valid_to == dt.date(2026, 12, 31)
    assert Occupation.objects.get(pk="7512").valid_from == dt.date(2027, 1, 1)
    # What is read is not taken back when the application is installed again.
    load_code_lists()
    assert Occupation.objects.get(pk="5131").valid_to == dt.date(2026, 12, 31)


def test_valid_to_is_the_first_day_after_and_industries_keep_their_parent() -> None:
    read_codes("industries", {"codes": [_code("01.110", "Korn", validTo="2028-01-01")]}, valid_from=None)
    row = Industry.objects.get(pk="01.110")
    assert (row.valid_to, row.parent_code) == (dt.date(2027, 12, 31), "01.")


@pytest.mark.parametrize("answer", [[], {}, {"codes": []}, {"codes": [{"code": "1"}]}, {"codes": "x"}])
def test_what_is_no_answer_of_klass_is_refused(answer: object) -> None:
    with pytest.raises(UnreadableCodes):
        read_codes("industries", answer, valid_from=None)
