"""The portfolio as each arranges it: columns, filters under a name in their order, nobody else's."""

import pytest
from django.db import connection
from django.test import Client

from agencies.access import Actor, acting_as
from agencies.errors import RuleRefused
from agencies.models import Role
from participants.models.portfolio import SavedFilter
from participants.operations.portfolio_settings import choose_columns, move_filter_up, remove_filter, save_filter
from participants.web.portfolio_settings import kept_query
from tests.world import actor_of, make_municipality, make_person, make_user

pytestmark = pytest.mark.django_db


def names(actor: Actor) -> list[str]:
    with acting_as(actor):
        return [row.name for row in SavedFilter.objects.own(actor).order_by("position", "id")]


def test_a_column_that_is_left_out_stays_away_for_the_one_who_chose() -> None:
    home = make_municipality()
    make_person(home)
    user, colleague = make_user(home, Role.TEAM_LEADER), make_user(home, Role.TEAM_LEADER)
    choose_columns(actor_of(user), ["adviser"])
    pages = []
    for each in (user, colleague):
        client = Client()
        client.force_login(each)
        pages.append(client.get("/deltakere/").content.decode())
    shown = [[f'<th scope="col">{title}</th>' in page for title in ("Rådgiver", "Fase")] for page in pages]
    assert shown == [[True, False], [True, True]]


def test_filters_are_kept_in_the_order_that_one_gives_them() -> None:
    actor = actor_of(make_user(make_municipality(), Role.PROGRAMME_ADVISER))
    first, second, third = (save_filter(actor, name, "fase=running") for name in ("A", "B", "C"))
    move_filter_up(actor, third.pk)
    move_filter_up(actor, first.pk)
    assert names(actor) == ["A", "C", "B"]
    assert save_filter(actor, " C ", "fase=ended").pk == third.pk
    remove_filter(actor, second.pk)
    assert names(actor) == ["A", "C"]


def test_nobody_meets_the_filters_of_somebody_else() -> None:
    home = make_municipality()
    mine, theirs = (actor_of(make_user(home, Role.PROGRAMME_ADVISER)) for _ in range(2))
    row = save_filter(mine, "Mitt", "fase=running")
    save_filter(theirs, "Deres", "fase=running")
    for act in (remove_filter, move_filter_up):
        with pytest.raises(SavedFilter.DoesNotExist):
            act(theirs, row.pk)
    with acting_as(theirs), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM participants_savedfilter")
        assert cursor.fetchall() == [("Deres",)]


@pytest.mark.parametrize(("name", "query"), [(" ", "fase=running"), ("Tomt", "")])
def test_a_filter_has_a_name_and_something_to_filter_on(name: str, query: str) -> None:
    actor = actor_of(make_user(make_municipality(), Role.PROGRAMME_ADVISER))
    with pytest.raises(RuleRefused):
        save_filter(actor, name, query)


def test_a_name_that_was_looked_for_is_never_kept() -> None:
    assert kept_query("navn=Kovalenko&fase=running&etter=abc&radgiver=meg") == "fase=running&radgiver=meg"


def test_the_page_saves_orders_and_forgets() -> None:
    user = make_user(make_municipality(), Role.PROGRAMME_ADVISER)
    client, actor = Client(), actor_of(user)
    client.force_login(user)
    kept = client.post("/deltakere/filter/", {"name": "Mine", "query": "radgiver=meg&navn=Olena"})
    assert kept.headers["Location"] == "/deltakere/?radgiver=meg"
    assert 'href="?radgiver=meg"' in client.get("/deltakere/").content.decode()
    with acting_as(actor):
        row = SavedFilter.objects.own(actor).get()
    client.post(f"/filter/{row.pk}/fjern/", {"query": ""})
    assert names(actor) == []
