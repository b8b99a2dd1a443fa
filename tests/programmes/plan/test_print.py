"""The participant's own copy: every language has every word, every sign has a glyph, and right-to-left runs right."""

import datetime as dt
import io
from typing import Any

import pytest

from programmes.law.plan_words import ElementKind
from programmes.letters.plan_sheet import PlanSheet, plan_sheet
from programmes.letters.plan_words import BOKMAAL, PLAN_WORDS
from programmes.letters.typesetting import UnprintableSignError, typeset
from programmes.models import Goal, ProviderKind
from programmes.plan_content import PLAN_FIELDS, Content, empty_element

DAY = dt.date(2026, 10, 12)


def everything() -> Content:
    """A plan that prints every word: all kinds, all providers, a lesson each day."""
    providers = [*ProviderKind.values] * 4
    elements = [
        empty_element(
            kind.value, id=str(number), provider=providers[number], provider_name="Ærlig & Åpen ‹AS›",
            hours_a_week="7.5",
            reason="Fordi #dette @er *viktig* $5$ \\ «ja».", benefit="Hjelper.",
            timetable=[{"day": number % 7 + 1, "from": "09:00", "to": "11:30"}] if number % 2 else [],
        )
        for number, kind in enumerate(ElementKind)
    ]  # fmt: skip
    fields = dict.fromkeys(PLAN_FIELDS, "") | {
        "long_term_goal": "Stati kokk – стати кухарем.", "norwegian_listening": "B1", "norwegian_oral": "B2",
        "norwegian_hours": "400", "social_studies_hours": "75", "involvement": "Samtale.", "dissent": "Mer norsk.",
    }  # fmt: skip
    return {"programme": {}, "fields": fields, "elements": elements}


def sheet(language: str, **facts: Any) -> PlanSheet:
    known: dict[str, Any] = {
        "language": language, "is_large": False, "name": "Olena Kovalenko", "municipality": "Bergen",
        "adviser": "Marte", "goal": "work", "first_day": DAY,
        "last_day": DAY.replace(year=2027), "day": DAY, "finalised_on": None,
    }  # fmt: skip
    return PlanSheet(**(known | facts))


@pytest.mark.parametrize("language", PLAN_WORDS)
def test_every_language_has_every_word(language: str) -> None:
    words = PLAN_WORDS[language]
    for name in ("texts", "kinds", "goals", "providers"):
        assert getattr(words, name).keys() == getattr(BOKMAAL, name).keys()
        assert all(text.strip() for text in getattr(words, name).values())
    assert words.kinds.keys() == {kind.value for kind in ElementKind}
    assert words.goals.keys() == set(Goal.values)
    assert words.providers.keys() == set(ProviderKind.values)
    assert len(set(words.weekdays)) == 7
    if language != "nb":
        assert not set(words.texts.values()) & (set(BOKMAAL.texts.values()) - {"Adviser"})


@pytest.mark.parametrize("language", PLAN_WORDS)
@pytest.mark.parametrize("is_large", [False, True])
def test_every_word_of_every_language_has_its_glyphs_and_the_pdf_is_for_the_archive(
    language: str, is_large: bool
) -> None:
    words = PLAN_WORDS[language]
    data = plan_sheet(sheet(language, is_large=is_large), everything())
    data["texts"] |= {f"goal {code}": text for code, text in words.goals.items()}
    data["involvement"] = " ".join([*words.goals.values(), *words.texts.values(), *words.weekdays])
    pdf = typeset("plan", data, all_scripts=True)
    assert pdf.startswith(b"%PDF")
    assert b"pdfaid" in pdf
    assert b"pdfuaid" in pdf


def test_a_sign_without_a_glyph_is_refused_and_not_printed_as_a_box() -> None:
    content = everything()
    content["fields"]["dissent"] = "漢"
    with pytest.raises(UnprintableSignError) as refused:
        typeset("plan", plan_sheet(sheet("nb"), content), all_scripts=True)
    assert refused.value.signs == ["漢"]


def test_only_arabic_runs_from_the_right() -> None:
    assert {code for code, words in PLAN_WORDS.items() if words.is_rtl} == {"ar"}
    assert plan_sheet(sheet("ar"), everything())["is_rtl"] is True


def test_the_week_has_the_lessons_in_order_and_what_has_no_fixed_time_last() -> None:
    content = everything()
    content["elements"] = [
        empty_element("norwegian", id="1", timetable=[{"day": 3, "from": "09:00", "to": "11:00"}]),
        empty_element("work_practice", id="2", title="Kjøkken", timetable=[{"day": 1, "from": "12:00", "to": "14:00"}]),
        empty_element("life_skills", id="3", hours_a_week="2.5"),
        empty_element("counselling", id="4", hours_a_week="1", last_day="2026-10-11"),
    ]
    assert plan_sheet(sheet("nb"), content)["week"] == [
        ["Mandag", "12:00–14:00", "Kjøkken"],
        ["Onsdag", "09:00–11:00", "Norskopplæring"],
        ["Uten faste tider", "2,5", "Livsmestring"],
    ]


def test_a_draft_says_so_and_a_final_plan_its_day() -> None:
    assert plan_sheet(sheet("nb"), everything())["is_draft"] is True
    made = plan_sheet(sheet("nb", finalised_on=DAY), everything())
    assert (made["is_draft"], made["made"]) == (False, "12.10.2026")
    assert io.BytesIO(typeset("plan", made, all_scripts=True)).read(4) == b"%PDF"
