"""Whoever holds a one-time link is an actor of one role, bound to one agreement, by the table and by the database."""

import pytest
from django.db import ProgrammingError, connection, transaction

from agencies.access import Action, Resource, acting_as, decide, may
from agencies.actors import link_actor, system_actor
from agencies.models import AccessLogEntry, Agency, Role
from participants.models import Participant
from programmes.models import MeasureApproval, WorkMeasure
from programmes.operations.measures.links import link_holder, make_link
from tests.agencies.api.cases import make_full_case
from tests.programmes.measures.agreements import make_measure, nav_adviser
from tests.world import make_person

pytestmark = pytest.mark.django_db
PARTIES = [("employer", Role.EMPLOYER_CONTACT), ("participant", Role.PARTICIPANT)]
_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
  AND a.attname = 'participant_id' AND NOT a.attisdropped
"""


def _rows() -> dict[str, int]:
    """How many rows of people a raw SELECT finds, table by table, without the empty ones."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for table in ["participants_participant", *(row[0] for row in cursor.fetchall())]:
            cursor.execute(f"SELECT count(*) FROM {table}")
            (number,) = cursor.fetchone()
            if number:
                found[table] = number
    return found


@pytest.mark.parametrize(("party", "role"), PARTIES)
def test_the_holder_meets_the_one_agreement_and_nothing_else(municipality: Agency, party: str, role: Role) -> None:
    make_full_case(municipality)
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    make_measure(person, nav, organisation_number="310000019", organisation_name="En annen arbeidsgiver")
    secret = make_link(nav, measure.pk, party=party).secret
    with link_holder(municipality.pk, secret) as link:
        assert link.actor.roles == {role}
        assert not link.actor.is_system
        assert link.measure == measure
        assert link.person_name == person.full_name
        assert _rows() == {"programmes_workmeasure": 1, "programmes_measureload": 1}
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            MeasureApproval.objects.create(
                measure=measure, participant=person, municipality=municipality, party=party, way="link"
            )
        assert WorkMeasure.objects.update(tasks="Noe annet") == 0
    with acting_as(system_actor(municipality.pk)):
        (entry,) = AccessLogEntry.objects.filter(participant_id=person.pk, resource="agreement")
    assert (entry.user_id, entry.role, entry.client, entry.rule) == (None, role, f"link {role}", "link")


def test_a_link_of_somebody_who_is_protected_by_now_shows_nothing_in_the_database_either(municipality: Agency) -> None:
    person = make_person(municipality)
    nav = nav_adviser(person)
    measure = make_measure(person, nav)
    actor = link_actor(municipality.pk, measure.pk, Role.EMPLOYER_CONTACT)
    with acting_as(actor):
        assert _rows() == {"programmes_workmeasure": 1, "programmes_measureload": 1}
    with acting_as(system_actor(municipality.pk)):
        Participant.objects.filter(pk=person.pk).update(is_shielded=True)
    with acting_as(actor):
        assert _rows() == {}
    with acting_as(system_actor(municipality.pk)):
        person.refresh_from_db()
    for action in (Action.VIEW, Action.DECIDE):
        assert decide(actor, Resource.AGREEMENT, action, person.facts_for(actor)).rule == "shielded"


def test_the_roles_of_links_open_agreements_alone(municipality: Agency) -> None:
    for _party, role in PARTIES:
        actor = link_actor(municipality.pk, municipality.pk, role)
        opened = {(resource, action) for resource in Resource for action in Action if may(actor, resource, action)}
        assert opened == {(Resource.AGREEMENT, Action.VIEW), (Resource.AGREEMENT, Action.DECIDE)}
