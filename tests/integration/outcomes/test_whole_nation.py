"""Only the system with every municipality in view counts without looking up whose a row is."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, Role
from integration.models import OutcomePerson
from integration.operations.outcomes.moves import municipalities
from integration.operations.outcomes.refreshing import refresh_everywhere
from tests.world import make_actor, make_municipality, make_person

pytestmark = pytest.mark.django_db


def _counts_the_nation(actor: Actor) -> bool:
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("SELECT fot_counts_the_nation()")
        return bool(cursor.fetchone()[0])


def test_whoever_lacks_one_municipality_or_district_does_not_count_the_nation():
    homes = [make_municipality("Bergen"), make_municipality("Voss")]
    Agency.objects.filter(pk=homes[1].pk).update(kind=AgencyKind.DISTRICT)
    everywhere = replace(system_actor(homes[0].pk), municipality_ids=frozenset(municipalities()))
    assert _counts_the_nation(everywhere)
    assert not any(
        _counts_the_nation(replace(everywhere, municipality_ids=everywhere.municipality_ids - {home.pk}))
        for home in homes
    )
    assert not _counts_the_nation(system_actor(homes[0].pk))


def test_nobody_but_the_system_counts_the_nation():
    directorate = Agency.objects.create(kind=AgencyKind.DIRECTORATE, name="Direktoratet")
    make_municipality("Bergen")
    leader = make_actor(directorate, Role.LEADER)
    assert _counts_the_nation(leader.as_system())
    assert not _counts_the_nation(leader)


def test_a_municipality_sees_its_own_people_alone_and_the_nation_all():
    bergen, voss = make_municipality("Bergen"), make_municipality("Voss")
    for home, number in ((bergen, 2), (voss, 3)):
        for _one in range(number):
            make_person(home, settled_on=dt.date(2026, 1, 1))
    refresh_everywhere(dt.date(2026, 11, 1))
    everywhere = replace(system_actor(bergen.pk), municipality_ids=frozenset((bergen.pk, voss.pk)))
    seen = []
    for actor in (everywhere, system_actor(bergen.pk), system_actor(voss.pk)):
        with acting_as(actor):
            seen.append(OutcomePerson.objects.count())
    assert seen == [5, 2, 3]
