"""What a municipality has told NIR, and what it has not: a file that was delivered, and what came to light after it."""

import datetime as dt

from agencies.access import Actor, acting_as
from integration.demo.telling import Scene
from integration.models import NirEvent
from integration.nir.kinds import NirKind
from integration.operations.nir.deriving import derive_events
from integration.operations.nir.exporting import make_export, mark_delivered, register_by_hand
from integration.operations.nir.setup import set_codes, set_reports_from
from participants.models import Participant
from programmes.models import Participation
from programmes.models.plan_basis import SkillsMapping
from programmes.operations.classes.training import register_earlier_training
from programmes.operations.plan.basis import MAPPED, Mapping, register_guidance, save_mapping

_DELIVERS_SINCE = dt.timedelta(days=120)
_FORGOTTEN = dt.timedelta(days=75)
_CASES = 3
_GOALS = {"work": "01", "tertiary_preparation": "02", "full_upper_secondary": "03"}


def report_to_nir(scene: Scene, administrator: Actor) -> None:
    """Deliver a file from the day that the administrator chose; then write what had been forgotten, and a correction.

    What was forgotten is more than two months old, so it is late; a protected case is registered by hand.
    """
    municipality, leader, today = scene.staff.agencies[scene.number], scene.leader, scene.today
    set_reports_from(administrator, today - _DELIVERS_SINCE)
    set_codes(administrator, "goal", _GOALS)
    set_codes(administrator, "kind", {NirKind.START: "10", NirKind.END: "20"})
    mark_delivered(leader, make_export(leader, "xml").pk, delivered_on=today)
    for person in _in_programmes(leader, today):
        register_guidance(leader, person.pk, county="Vestland", held_on=today - _FORGOTTEN)
        register_earlier_training(
            leader, person.pk, setting="before_settlement", kind="social_studies", topic="norway",
            language=person.mother_tongue, hours=25, place="Bergen akuttmottak",
        )  # fmt: skip
    _correct_a_mapping(leader)
    derive_events(municipality.pk, today)
    _register_a_protected_case(leader, today)


def _in_programmes(leader: Actor, today: dt.date) -> list[Participant]:
    with acting_as(leader):
        rows = Participation.objects.visible_to(leader).filter(
            participant__confidentiality=0, participant__is_shielded=False, first_day__lte=today - _FORGOTTEN,
            last_day__gte=today, ended_on=None,
        )  # fmt: skip
        return [row.participant for row in rows.select_related("participant").order_by("-first_day", "pk")[:_CASES]]


def _correct_a_mapping(leader: Actor) -> None:
    """The day of a mapping was wrong by one: what was delivered is corrected."""
    with acting_as(leader):
        told = NirEvent.objects.visible_to(leader).filter(kind=NirKind.MAPPING, deliveries__isnull=False)
        row = SkillsMapping.objects.filter(participant__in=told.values("participant")).order_by("pk").first()
    if row is not None and row.done_on is not None:
        known = {name: getattr(row, name) for name in MAPPED}
        languages = tuple((each["language"], each["level"]) for each in row.languages)
        right = known | {"languages": languages, "done_on": row.done_on - dt.timedelta(days=1)}
        save_mapping(leader, row.participant_id, Mapping(**right))


def _register_a_protected_case(leader: Actor, today: dt.date) -> None:
    with acting_as(leader):
        events = NirEvent.objects.visible_to(leader).filter(participant__confidentiality__gt=0).newest()
        newest = list(events.order_by("-happened_on", "pk").values_list("participant_id", "pk")[:2])
    for person_id, event_id in newest:
        register_by_hand(leader, person_id, event_ids=[event_id], on=today)
