"""How the cases of the demonstration begin: assessments, offers and their answers, work before the start."""

import datetime as dt
from decimal import Decimal
from random import Random

from agencies.access import Actor, acting_as
from integration.demo.chance import happens
from integration.demo.stages import Stage
from integration.demo.stories import Story
from participants.models import Participant
from programmes.models import TargetOutcome
from programmes.operations.start.assessing import confirm_assessment, preview_assessment
from programmes.operations.start.early_jobs import register_early_job
from programmes.operations.start.offering import answer_offer, make_offer
from programmes.start_facts import Stated

_DAY = dt.timedelta(days=1)
_AGREED = Stated(settled_by_agreement=True)
_WITH_OFFER = frozenset({Stage.AWARDED, Stage.RUNNING_EARLY})
_EMPLOYERS = ("Bryggen Bakeri", "Sentrum Renhold", "Fjordfisk")


def begin_case(chance: Random, adviser: Actor, person: Participant, story: Story, today: dt.date) -> None:
    """What comes before the decision, up to today."""
    if story.stage in _WITH_OFFER and story.award:
        make_offer(adviser, person.pk, offered_on=story.award.offer_date)
    elif story.stage is Stage.START_NEAR:
        _before_decision(chance, adviser, person, today)


def _before_decision(chance: Random, adviser: Actor, person: Participant, today: dt.date) -> None:
    if happens(chance, 0.6):
        _assess(adviser, person)
    if happens(chance, 0.4):
        make_offer(adviser, person.pk, offered_on=today - chance.randint(1, 9) * _DAY)
    elif happens(chance, 0.15):
        offer = make_offer(adviser, person.pk, offered_on=today - 12 * _DAY)
        said = "Vil heller lete etter arbeid på egen hånd. Følgene er forklart med tolk."
        answer_offer(adviser, offer.pk, answer="rejected", answered_on=today - 5 * _DAY, note=said)
    elif happens(chance, 0.15):
        register_early_job(
            adviser,
            person.pk,
            hours_a_week=Decimal("37.5"),
            first_day=today - 20 * _DAY,
            employer_name=chance.choice(_EMPLOYERS),
        )


def _assess(adviser: Actor, person: Participant) -> None:
    with acting_as(adviser):
        outcome = preview_assessment(person, _AGREED).outcome.value
    if outcome in TargetOutcome.values:
        confirm_assessment(adviser, person.pk, stated=_AGREED, outcome=outcome)
