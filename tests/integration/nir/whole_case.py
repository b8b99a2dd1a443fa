"""One case that holds everything that NIR is told, made by the operations that a caseworker's pages call.

A programme under § 14 from 2 February to 21 September 2026, with what came before it and beside it.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, Role
from integration.models import NirEvent
from integration.operations.nir.deriving import derive_events
from participants.models import IdentityNumber, Participant
from participants.operations.reserving import reserve_against_research
from programmes.absence_facts import AbsenceFacts
from programmes.law.procedure_states import DecisionAct
from programmes.models import Participation
from programmes.operations.absences import register_absence
from programmes.operations.awarding import Award, award_programme
from programmes.operations.classes.enrolling import leave_class
from programmes.operations.classes.marking import Mark, mark_attendance
from programmes.operations.classes.results import grant_exemption, register_result
from programmes.operations.classes.training import register_earlier_training, register_training_right
from programmes.operations.decisions import Draft, draft_decision
from programmes.operations.ending import end_programme
from programmes.operations.extending import Extension, decide_extension
from programmes.operations.measures.contents import Load
from programmes.operations.measures.preparing import set_load
from programmes.operations.plan.basis import Signature, register_guidance, sign_plan
from programmes.operations.start.claiming import register_claim
from programmes.operations.start.offering import answer_offer, make_offer
from programmes.operations.stopping import resume_programme
from tests.programmes.classes.schools import make_class, make_school, make_session, make_teacher, put_in_class
from tests.programmes.decisions import step
from tests.programmes.measures.agreements import make_agreement, nav_adviser
from tests.programmes.plan.plans import make_final_plan
from tests.world import make_actor, make_municipality, make_person

FIRST_DAY = dt.date(2026, 2, 2)
ENDED_ON = dt.date(2026, 9, 21)
AWARD = Award(
    offer_date=dt.date(2026, 1, 5), protection="collective", education="below", goal="full_upper_secondary",
    first_day=FIRST_DAY, months=48, awarded_on=dt.date(2026, 1, 12), reason="Vil fullføre videregående.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WholeCase:
    """The case, and who works with it."""

    town: Agency
    person: Participant
    programme: Participation
    adviser: Actor
    leader: Actor

    def events(self) -> list[NirEvent]:
        """All events of the municipality, as they happened."""
        with acting_as(system_actor(self.town.pk)):
            return list(NirEvent.objects.filter(municipality=self.town).order_by("happened_on", "kind", "id"))


def make_whole_case() -> WholeCase:
    """The case with its events derived on the day the test runs."""
    town = make_municipality()
    person = make_person(town, settled_on=dt.date(2025, 12, 1))
    with acting_as(system_actor(town.pk)):
        IdentityNumber.objects.create(
            participant=person, municipality=town, kind="duf", value="209900000103", valid_from=dt.date(2025, 12, 1)
        )
    adviser, leader = make_actor(town, Role.PROGRAMME_ADVISER), make_actor(town, Role.TEAM_LEADER)
    reserve_against_research(adviser, person.pk, is_reserved=True)
    _start(adviser, person)
    programme = award_programme(adviser, person.pk, AWARD)
    case = WholeCase(town, person, programme, adviser, leader)
    _plan_and_measures(case)
    _training(case)
    _classes(case)
    _absences(case)
    _decisions(case)
    end_programme(
        adviser, programme.pk, ended_on=ENDED_ON, end_reason="goal_reached", main_activity="upper_secondary"
    )  # fmt: skip
    derive_events(town.pk, timezone.localdate())
    return case


def _start(adviser: Actor, person: Participant) -> None:
    register_claim(adviser, person.pk, claimed_on=dt.date(2025, 12, 15))
    offer = make_offer(adviser, person.pk, offered_on=AWARD.offer_date)
    answer_offer(adviser, offer.pk, answer="accepted", answered_on=dt.date(2026, 1, 7))
    register_earlier_training(
        adviser, person.pk, setting="before_settlement", kind="social_studies", topic="norway", language="uk",
        hours=25, meetings=8, place="Bergen mottak", first_day=dt.date(2025, 10, 1), through=dt.date(2025, 11, 1),
    )  # fmt: skip
    register_earlier_training(
        adviser, person.pk, setting="before_settlement", kind="other", measure="language_practice", hours=30,
        place="Bergen mottak", through=dt.date(2025, 11, 14),
    )  # fmt: skip


def _plan_and_measures(case: WholeCase) -> None:
    plan = make_final_plan(
        case.adviser, case.programme, schooling="below_primary", norwegian_listening="B1", norwegian_reading="A2",
        norwegian_writing="A2", norwegian_oral="B1",
    )  # fmt: skip
    signature = Signature(signed_on=dt.date(2026, 2, 2), way="paper")
    sign_plan(case.adviser, plan.pk, signature)
    register_guidance(case.adviser, case.person.pk, county="Vestland", held_on=dt.date(2026, 1, 20))
    nav = nav_adviser(case.person)
    measure = make_agreement(
        case.person, nav, first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 6, 30)
    )  # fmt: skip
    set_load(nav, measure.pk, Load(percent=Decimal(80), days_per_week=Decimal(4), valid_from=dt.date(2026, 5, 4)))


def _training(case: WholeCase) -> None:
    register_training_right(
        case.adviser, case.person.pk, offered_start_on=dt.date(2026, 1, 5), protection="ordinary", education="below",
        upper_secondary_from=dt.date(2026, 8, 17), upper_secondary_to=dt.date(2026, 9, 18),
    )  # fmt: skip
    grant_exemption(
        case.adviser, case.person.pk, exempt_from="norwegian_test", basis="grade", first_day=dt.date(2026, 6, 1),
        last_day=dt.date(2026, 12, 31),
    )  # fmt: skip
    register_result(
        case.adviser, case.person.pk, subject="norwegian", skill="oral", outcome="A2", taken_on=dt.date(2026, 5, 20)
    )


def _classes(case: WholeCase) -> None:
    school = make_school(case.town)
    studies = make_class(school, kind="social_studies", topic="norway", language="uk")
    put_in_class(case.person, studies, FIRST_DAY)
    teacher = make_teacher(studies)
    for day, mark in ((10, Mark("present")), (11, Mark("absent_valid")), (12, Mark("absent_invalid", 60))):
        session = make_session(studies, dt.date(2026, 3, day))
        mark_attendance(teacher, session.pk, {case.person.pk: mark}, reason="Ført etterpå")
    for kind, last_day in (("life_skills", dt.date(2026, 5, 29)), ("parental_guidance", dt.date(2026, 6, 5))):
        place = put_in_class(case.person, make_class(school, kind=kind), FIRST_DAY)
        leave_class(case.adviser, place.pk, last_day=last_day, reason="completed")


def _absences(case: WholeCase) -> None:
    for kind, first, last in (
        ("parental", dt.date(2026, 4, 6), dt.date(2026, 4, 17)),
        ("sick_doctor", dt.date(2026, 7, 1), dt.date(2026, 7, 3)),
    ):  # fmt: skip
        register_absence(case.adviser, case.programme.pk, AbsenceFacts(kind=kind, first_day=first, last_day=last))


def _decisions(case: WholeCase) -> None:
    extension = Extension(months=6, requested_on=dt.date(2026, 8, 3), reasons="Trenger mer tid.")
    decide_extension(case.adviser, case.programme.pk, extension, decided_on=dt.date(2026, 8, 10))
    stop = draft_decision(case.adviser, case.person.pk, Draft(
        decision_type="stop_temporary", participation_id=case.programme.pk, content={"first_day": "2026-08-24"},
        reasons="Langvarig fravær.",
    ))  # fmt: skip
    step(case.adviser, stop, DecisionAct.DECIDE, dt.date(2026, 8, 20), note="Har uttalt seg i et møte.")
    resume_programme(case.adviser, case.programme.pk, resumed_on=dt.date(2026, 8, 31))
    for decision_type, reason in (("award_programme", "in_work"), ("award_norwegian_training", "right_is_used")):
        refusal = draft_decision(case.adviser, case.person.pk, Draft(
            decision_type=decision_type, is_refusal=True, requested_on=dt.date(2025, 12, 15),
            content={"text": "Søknaden er avslått.", "refusal_reason": reason}, reasons="Vilkårene er ikke oppfylt.",
        ))  # fmt: skip
        step(case.adviser, refusal, DecisionAct.DECIDE, dt.date(2025, 12, 22))
    acts = {
        DecisionAct.NOTIFY: {"channel": "handed_over"}, DecisionAct.APPEAL: {"note": "Uenig."},
        DecisionAct.UPHOLD: {"note": "Ikke noe nytt."}, DecisionAct.FORWARD: {},
        DecisionAct.COUNTY_OUTCOME: {"outcome": "upheld"},
    }  # fmt: skip
    for day, (act, facts) in enumerate(acts.items(), start=5):
        step(case.adviser, refusal, act, dt.date(2026, 1, day), **facts)
