"""Asks for pages as a browser does, with the bodies that their own forms give; tells whether anything was written."""

from typing import Any

from django.db import connection, transaction
from django.http import Http404
from django.urls import resolve

from agencies.access import may
from agencies.models import Role
from tests.access.forms import forms_of
from tests.access.rows import OTHER_IDS, PageRow, page_rows
from tests.access.world import NAMES, Onlooker, Situation, World

Body = dict[str, list[str]]
# Together they open every page that anybody opens.
_READERS = (
    Role.TEAM_LEADER, Role.NAV_ADVISER, Role.ADMINISTRATOR, Role.TEACHER, Role.PRIVACY_OFFICER, Role.SCHOOL_SYSTEM,
)  # fmt: skip
# What every request may write, whatever it is answered: who asked, when they were last here, what alarms it.
_NOTED = "accesslog|session|idempotency|apitoken|agencies_job|outbox|agencies_user|throttle"
_WRITTEN = f"""
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables WHERE relname !~ '{_NOTED}'
"""


def address(world: World, row: PageRow, situation: Situation) -> str:
    """The page's address for the case's row; whatever else stands in it is the case's too."""
    others = {model: world.row(situation, model).pk for model in OTHER_IDS.values()}
    return row.address(world.row(situation, row.model).pk if row.model else "", others)


def get(world: World, who: Onlooker, row: PageRow, situation: Situation = Situation.OWN) -> Any:
    """The page; what it leaves behind is taken back."""
    with transaction.atomic():
        response = closed(world.clients[who].get(address(world, row, situation)))
        transaction.set_rollback(True)
    return response


def post(world: World, who: Onlooker, row: PageRow, situation: Situation) -> tuple[Any, int]:
    """What is answered to the page's own form about the case, and how many rows were written; all is taken back."""
    body = translated(world, bodies(world).get(row.template, {}), situation)
    if who.is_stranger:
        # What they write themselves is said back to them; it tells nothing of the case that the form was read from.
        own, theirs = NAMES[Situation.OWN], NAMES[Situation.ELSEWHERE]
        body = {name: [value.replace(own, theirs) for value in values] for name, values in body.items()}
    with transaction.atomic():
        before = written()
        response = world.clients[who].post(address(world, row, situation), body)
        changes = written() - before
        transaction.set_rollback(True)
    return response, changes


def written() -> int:
    """How many rows this transaction has written so far, also in parts of it that were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        return int(cursor.fetchone()[0])


def closed(response: Any) -> Any:
    """The answer, with its file closed: nobody reads it."""
    # Not the answer itself: closing it would close the connection to the database too.
    for close in response._resource_closers if response.streaming else ():
        close()
    return response


def text_of(response: Any) -> str:
    """What is written in an answer; a file's bytes as far as they are text."""
    return "" if response.streaming else str(response.content.decode(errors="replace"))


def bodies(world: World) -> dict[str, Body]:
    """What is sent to each page about the own case, read from the forms that stand on the pages."""
    if "bodies" not in world.kept:
        world.kept["bodies"] = _read_bodies(world)
    found: dict[str, Body] = world.kept["bodies"]
    return found


def translated(world: World, body: Body, situation: Situation) -> Body:
    """The body about the same things of another case."""
    ids = {str(own.pk): str(world.row(situation, name).pk) for name, own in world.rows(Situation.OWN).items()}
    return {name: [ids.get(value, value) for value in values] for name, values in body.items()}


def _read_bodies(world: World) -> dict[str, Body]:
    found: dict[str, Body] = {}
    for who in map(Onlooker, _READERS):
        for row in page_rows():
            if not _may_have_forms(world, who, row) or (row.writes and row.template in found):
                continue
            response = get(world, who, row)
            if response.status_code != 200 or response.streaming:
                continue
            for form in forms_of(text_of(response)):
                template = _template_of(form.action.partition("?")[0] or address(world, row, Situation.OWN))
                if template and len(form.fields) > len(found.get(template, {})):
                    found[template] = form.fields
    return found


def _may_have_forms(world: World, who: Onlooker, row: PageRow) -> bool:
    is_there = row.reads and not row.is_open and not (row.model and world.row(Situation.OWN, row.model) is None)
    return is_there and row.pair is not None and may(world.actor(who), *row.pair)


def _template_of(path: str) -> str:
    try:
        return resolve(path).route
    except Http404:
        return ""
