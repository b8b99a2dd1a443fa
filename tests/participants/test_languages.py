"""Languages and countries are named in the language of the page."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.translation import override

from agencies.models import Agency, Role
from participants.arrivals.languages import NORWEGIAN_LANGUAGES
from participants.countries import country_name
from participants.languages import language_choices, language_name, language_names
from tests.world import make_nav_office, make_person, make_user


@pytest.mark.parametrize(
    ("code", "norwegian", "english"),
    [
        ("uk", "ukrainsk", "Ukrainian"), ("ti", "tigrinja", "Tigrinya"), ("prs", "dari", "Dari"),
        ("ckb", "sorani", "Sorani"), ("fa", "farsi", "Persian (Farsi)"), ("kmr", "kurmanji", "Kurmanji"),
        # Outside the list of those that most people speak.
        ("ca", "katalansk", "Catalan"), ("is", "islandsk", "Icelandic"), ("rhg", "rohingya", "Rohingya"),
        ("qqq", "qqq", "qqq"), ("", "", ""),
    ],
)  # fmt: skip
def test_a_language_is_named_in_the_language_of_the_page(code: str, norwegian: str, english: str) -> None:
    with override("nb"):
        assert language_name(code) == norwegian
    with override("en"):
        assert language_name(code) == english


def test_every_language_has_a_name_of_its_own_in_both() -> None:
    codes = set(NORWEGIAN_LANGUAGES.values())
    for language in ("nb", "en"):
        names = language_names(language)
        assert set(names) == codes
        assert len(set(names.values())) == len(codes)
        assert [name.lower() for _code, name in language_choices(language)] == sorted(map(str.lower, names.values()))
    alike = {code for code in codes if language_names("nb")[code] == language_names("en")[code]}
    assert alike == set()


def test_what_stands_instead_of_a_country_is_named_in_the_language_of_the_page() -> None:
    for code, norwegian, english in (
        ("XXX", "Statsløs", "Stateless"), ("XXB", "Flyktning", "Refugee"), ("XXK", "Kosovo", "Kosovo"),
        ("SYR", "Syria", "Syria"), ("DEU", "Tyskland", "Germany"), ("QQQ", "QQQ", "QQQ"),
    ):  # fmt: skip
        assert (country_name(code, "nb"), country_name(code, "en")) == (norwegian, english)


@pytest.mark.django_db
def test_forms_and_cases_offer_the_languages_in_the_language_of_the_page(municipality: Agency) -> None:
    make_nav_office(municipality)
    person = make_person(municipality, mother_tongue="uk", interpreter_language="ca", birth_date=dt.date(1991, 3, 14))
    user = make_user(municipality, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER, Role.ADMINISTRATOR)
    for spoken, words, others in (
        ("en", ("Ukrainian", "Catalan"), ("ukrainsk", "katalansk")),
        ("nb", ("krainsk", "atalansk"), ("Ukrainian", "Catalan")),
    ):
        client = Client(headers={"accept-language": spoken})
        client.force_login(user)
        for path in ("", "samtale/avtal/"):
            page = client.get(f"/deltakere/{person.pk}/{path}")
            text = page.content.decode()
            assert page.status_code == 200
            assert [word for word in words if word not in text] == []
            assert [word for word in others if word in text] == []
    nir = Client(headers={"accept-language": "en"})
    nir.force_login(user)
    text = nir.get("/nir/oppsett/?liste=language").content.decode()
    assert "Tigrinya" in text
    assert "tigrinja" not in text
