"""An adviser begins to take a granted extension back: refusals, the notice before it, and what it comes to."""

import datetime as dt
from io import BytesIO

import pytest
from pypdf import PdfReader

from agencies.access import Actor, acting_as
from agencies.errors import Refusal, RuleRefused, StaleVersion
from agencies.models import Agency, Role
from participants.operations.documents import open_document
from programmes.law.procedure_states import DecisionAct
from programmes.models import Decision, DecisionType, Letter, LetterKind, Participation
from programmes.operations.decisions import Draft, draft_decision, require_approval
from programmes.operations.ending import end_programme
from programmes.operations.extending import Extension, decide_extension, preview_taking_back
from programmes.operations.taking_back import propose_taking_back
from tests.programmes.awards import make_programme, stored
from tests.programmes.decisions import EXTENDABLE, fresh, step, today
from tests.programmes.extensions import HEARD, ending_on, extended
from tests.world import make_actor, make_municipality, make_nav_office, make_person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WRONG = "Vedtaket bygde på feil opplysninger."


@pytest.fixture
def adviser(municipality: Agency) -> Actor:
    return make_actor(municipality, Role.PROGRAMME_ADVISER)


@pytest.fixture
def programme(municipality: Agency, adviser: Actor) -> Participation:
    return make_programme(make_person(municipality), adviser, **EXTENDABLE)


def _proposed(adviser: Actor, granted: Decision) -> Decision:
    return propose_taking_back(adviser, granted.pk, reasons=WRONG)


def _refused(adviser: Actor, decision: Decision, reasons: str = WRONG) -> Refusal:
    with pytest.raises(RuleRefused) as refused:
        propose_taking_back(adviser, decision.pk, reasons=reasons)
    [refusal] = refused.value.refusals
    return refusal


def test_a_draft_says_what_it_replaces_and_by_which_law(adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme, 12)
    draft = propose_taking_back(adviser, granted.pk, reasons=WRONG, language="en")
    assert (draft.replaces_id, draft.is_refusal, draft.decided_on, draft.language) == (granted.pk, True, None, "en")
    assert draft.paragraphs == [*fresh(granted).paragraphs, "forvaltningsloven § 35"]
    with acting_as(adviser):
        assert Decision.objects.get(pk=draft.pk).title == "Forlengelse tas tilbake"
    assert stored(programme).extension_months == 12


def test_the_paragraph_is_the_one_that_the_extension_was_granted_by(municipality: Agency, adviser: Actor) -> None:
    programme = ending_on(municipality, adviser, today() + 10 * DAY)
    draft = _proposed(adviser, extended(adviser, programme))
    assert draft.paragraphs == ["integreringsloven § 37 c (før 2026)", "forvaltningsloven § 35"]


def test_only_a_granted_extension_is_taken_back(adviser: Actor, programme: Participation) -> None:
    with acting_as(adviser):
        award = Decision.objects.get(participation=programme, decision_type=DecisionType.AWARD_PROGRAMME)
    facts = Extension(months=6, requested_on=today(), reasons="Målet er nådd.", is_refusal=True)
    no = decide_extension(adviser, programme.pk, facts)
    for decision in (award, no):
        refusal = _refused(adviser, decision)
        assert (refusal.code, refusal.paragraph) == ("not_a_granted_extension", "forvaltningsloven § 35")


def test_what_is_replaced_is_not_taken_back_again(adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme)
    step(adviser, _proposed(adviser, granted), DecisionAct.DECIDE, note=HEARD)
    refusal = _refused(adviser, granted)
    assert (refusal.code, refusal.paragraph) == ("already_replaced", "forvaltningsloven § 35")


def test_an_ended_programme_and_used_time_stand_against_it(municipality: Agency, adviser: Actor) -> None:
    programme = make_programme(make_person(municipality), adviser, **EXTENDABLE)
    granted = extended(adviser, programme)
    end_programme(adviser, programme.pk, ended_on=dt.date(2026, 11, 2), end_reason="interrupted", main_activity="other")
    refusal = _refused(adviser, granted)
    assert (refusal.code, refusal.paragraph) == ("already_ended", "integreringsloven § 18 a")
    programme = ending_on(municipality, adviser, today() - 40 * DAY)
    facts = Extension(months=1, requested_on=programme.last_day, reasons="Målet nås på den tiden.")
    granted = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day)
    refusal = _refused(adviser, granted)
    assert (refusal.code, refusal.paragraph) == ("extension_used", "forvaltningsloven § 35")


def test_the_newest_extension_goes_first(municipality: Agency, adviser: Actor) -> None:
    programme = ending_on(municipality, adviser, today() - 10 * DAY)
    facts = Extension(months=2, requested_on=programme.last_day, reasons="Målet nås på den tiden.")
    first = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day)
    second = extended(adviser, programme, 2)
    refusal = _refused(adviser, first)
    assert (refusal.code, refusal.paragraph) == ("newer_extension", "forvaltningsloven § 35")
    assert f"vedtak {second.number}" in refusal.detail
    step(adviser, _proposed(adviser, second), DecisionAct.DECIDE, note=HEARD)
    assert stored(programme).extension_months == 2
    assert _proposed(adviser, first).replaces_id == first.pk


def test_one_draft_at_a_time(adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme, 3)
    draft = _proposed(adviser, granted)
    refusal = _refused(adviser, granted)
    assert (refusal.code, refusal.paragraph) == ("extension_under_way", "forvaltningsloven § 35")
    step(adviser, draft, DecisionAct.ABANDON, note="Det var riktig likevel.")
    longer = Draft(
        decision_type=DecisionType.EXTENSION, participation_id=programme.pk, requested_on=today(),
        content={"extension_months": 6}, reasons="Mer tid.", replaces_id=granted.pk,
    )  # fmt: skip
    draft_decision(adviser, programme.participant_id, longer)
    assert _refused(adviser, granted).code == "extension_under_way"


def test_reasons_are_asked_for_and_a_stale_form_is_told(adviser: Actor, programme: Participation) -> None:
    granted = extended(adviser, programme)
    refusal = _refused(adviser, granted, reasons=" ")
    assert (refusal.code, refusal.field, refusal.paragraph) == ("reasons_missing", "reasons", "forvaltningsloven § 16")
    with pytest.raises(StaleVersion):
        propose_taking_back(adviser, granted.pk, reasons=WRONG, expected_version=99)


def test_neither_strangers_nor_nav_take_anything_back(
    municipality: Agency, adviser: Actor, programme: Participation
) -> None:
    granted = extended(adviser, programme)
    with pytest.raises(Decision.DoesNotExist):
        _proposed(make_actor(make_municipality("Voss"), Role.PROGRAMME_ADVISER), granted)
    with pytest.raises(Exception, match="role"):
        _proposed(make_actor(make_nav_office(municipality), Role.NAV_ADVISER), granted)
    assert stored(programme).extension_months == 6


def test_the_participant_is_told_and_heard_first(adviser: Actor, programme: Participation) -> None:
    draft = _proposed(adviser, extended(adviser, programme, 12))

    def refused() -> list[tuple[str, str, str]]:
        with pytest.raises(RuleRefused) as error:
            step(adviser, draft, DecisionAct.DECIDE)
        return [(each.code, each.field, each.paragraph) for each in error.value.refusals]

    assert refused() == [("advance_notice_missing", "note", "forvaltningsloven § 16")]
    step(adviser, draft, DecisionAct.ADVANCE_NOTICE, due_on=today() + 14 * DAY)
    assert refused() == [("answer_awaited", "happened_on", "forvaltningsloven § 16")]
    step(adviser, draft, DecisionAct.ANSWER, note="Jeg visste ikke at det var feil.")
    made = step(adviser, draft, DecisionAct.DECIDE)
    assert made.content["last_day"] == "2030-10-11"
    after = stored(programme)
    assert (after.extension_months, after.last_day) == (0, dt.date(2030, 10, 11))
    # The months may be granted again, up to what the law has.
    assert extended(adviser, programme, 12).content["last_day"] == "2031-10-11"


def test_it_goes_by_the_team_leader_where_the_municipality_says_so(
    municipality: Agency, adviser: Actor, programme: Participation
) -> None:
    granted = extended(adviser, programme)
    leader = make_actor(municipality, Role.TEAM_LEADER)
    require_approval(leader, DecisionType.EXTENSION, required=True)
    draft = _proposed(adviser, granted)
    with pytest.raises(RuleRefused) as refused:
        step(adviser, draft, DecisionAct.DECIDE, note=HEARD)
    assert [each.code for each in refused.value.refusals] == ["approval_needed"]
    step(adviser, draft, DecisionAct.SUBMIT)
    step(leader, draft, DecisionAct.APPROVE)
    step(adviser, draft, DecisionAct.DECIDE, note=HEARD)
    assert stored(programme).extension_months == 0


@pytest.mark.parametrize(("ends_in", "kept", "last_in"), [(1, 0, 1), (0, 0, 0), (-1, 1, 0), (-40, 2, 0)])
def test_the_preview_is_what_the_decision_comes_to(
    municipality: Agency, adviser: Actor, ends_in: int, kept: int, last_in: int
) -> None:
    programme = ending_on(municipality, adviser, today() + ends_in * DAY)
    facts = Extension(months=6, requested_on=programme.last_day - 30 * DAY, reasons="Målet nås på den tiden.")
    granted = decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day - 20 * DAY)
    with acting_as(adviser):
        clock, refusals = preview_taking_back(Decision.objects.get(pk=granted.pk), today())
    assert clock is not None
    assert (clock.last_day, refusals) == (today() + last_in * DAY, [])
    assert stored(programme).extension_months == 6
    made = step(adviser, _proposed(adviser, granted), DecisionAct.DECIDE, note=HEARD)
    assert (stored(programme).extension_months, stored(programme).last_day) == (kept, clock.last_day)
    assert [each["paragraph"] for each in made.computed] == [each.paragraph for each in clock.steps]


def _letter(adviser: Actor, decision: Decision, kind: LetterKind) -> str:
    with acting_as(adviser):
        letter = Letter.objects.get(decision=decision, kind=kind)
        _document, file = open_document(adviser, letter.document_id)
        with file:
            pages = PdfReader(BytesIO(file.read())).pages
    text = "".join(page.extract_text() for page in pages)
    return " ".join(text.replace("-\n", "").replace("\u00ad\n", "").split())


def test_a_notice_foretells_no_other_day_when_the_time_will_be_used(municipality: Agency, adviser: Actor) -> None:
    programme = ending_on(municipality, adviser, today() - 25 * DAY)
    facts = Extension(months=1, requested_on=programme.last_day, reasons="Målet nås på den tiden.")
    draft = _proposed(adviser, decide_extension(adviser, programme.pk, facts, decided_on=programme.last_day))
    step(adviser, draft, DecisionAct.ADVANCE_NOTICE, due_on=today() + 14 * DAY)
    notice = _letter(adviser, draft, LetterKind.ADVANCE_NOTICE)
    assert "Siste dag i programmet nå" in notice
    assert "Siste dag hvis den tas tilbake" not in notice
    assert "Slik blir det" not in notice


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_letters_speak_of_taking_back_and_of_no_application(
    municipality: Agency, adviser: Actor, language: str
) -> None:
    programme = ending_on(municipality, adviser, today() + 90 * DAY)
    granted, before = extended(adviser, programme), programme.last_day
    draft = propose_taking_back(adviser, granted.pk, reasons=WRONG, language=language)
    step(adviser, draft, DecisionAct.ADVANCE_NOTICE, due_on=today() + 14 * DAY)
    step(adviser, draft, DecisionAct.ANSWER, note="Jeg er uenig.")
    step(adviser, draft, DecisionAct.DECIDE)
    notice, letter = (_letter(adviser, draft, kind) for kind in (LetterKind.ADVANCE_NOTICE, LetterKind.DECISION))
    said = {
        "nb": (
            "Forhåndsvarsel om å ta tilbake forlengelse", "Kommunen vurderer å ta tilbake vedtak 2",
            "Siste dag hvis den tas tilbake", "Vedtak om å ta tilbake forlengelse",
            "Kommunen har tatt tilbake vedtak 2", "avslå", "Søknad",
        ),
        "en": (
            "Advance notice of taking back", "considers taking back decision 2", "Last day if it is taken back",
            "Decision to take back", "has taken back decision 2", "refuse", "pplication",
        ),
    }[language]  # fmt: skip
    for text in (*said[:3], str(before.year), WRONG, "§ 35"):
        assert text in notice, (text, notice)
    for text in (*said[3:5], WRONG, "Jeg er uenig.", "forvaltningsloven § 35"):
        assert text in letter, (text, letter)
    for text in said[5:]:
        assert text not in notice + letter
