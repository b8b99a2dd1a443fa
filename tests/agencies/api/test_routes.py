"""What holds for every route: nobody meets what is not theirs, and a list has a constant number of queries."""

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.access import acting_as
from agencies.actors import system_actor
from agencies.api.viewsets import BaseViewSet
from agencies.models import Agency, AgencyKind, AgencyService, Role
from employers.models import Employer
from participants.models import Assignment, IdentityNumber, ImportRow, ResidencePermit
from tests.agencies.api.calling import Api, api_for
from tests.agencies.api.cases import FullCase, make_full_case
from tests.agencies.api.routes import Route, api_routes
from tests.subjects import subjects
from tests.world import LONG_AGO, make_municipality, make_nav_office, make_user

ROUTES = api_routes()
LISTS = [route for route in ROUTES if route.is_list]
# By default those who meet most, and somebody who is not logged in; tests/access asks the same of every row.
_SLICE = (Role.TEAM_LEADER, Role.NAV_ADVISER, None)
ROLES = [
    pytest.param(role, marks=() if role in _SLICE else pytest.mark.exhaustive, id=role or "nobody")
    for role in (*Role, None)
]
# Organisations are public facts, shared by all who log placements; the clock stores and reads nothing.
_SHARED = {"EmployerViewSet", "ProgrammeClockViewSet", "TokenViewSet"}.union(
    *(each.shared_views for each in subjects())
)
_SHARED_ACTIONS = frozenset[tuple[str, str]]().union(*(each.shared_actions for each in subjects()))
_MANY = 8
"""Rows that are added to each list: one question for each of them would be seen."""


class Asked(NamedTuple):
    """How many questions a list put to the database, for how many rows."""

    questions: int
    rows: int


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_every_route_stands_on_the_one_base_and_says_its_act(route: Route):
    assert issubclass(route.view, BaseViewSet)
    assert route.action in {*route.view.acts, *route.view.open_actions, *route.view.staff_actions}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_nobody_meets_what_is_not_theirs(municipality: Agency, role: Role | None):
    stranger = _strangers_case()
    make_full_case(municipality)
    api = _somebody(municipality, role)
    for route in ROUTES:
        if is_shared(route):
            continue
        response = _call(api, route, stranger)
        # Under what is everybody's each finds the own people; the stranger's are looked for below.
        is_below_shared = route.view.__name__ in {view for view, _action in _SHARED_ACTIONS}
        allowed = {401, 403, 404} if route.ids and not is_below_shared else {200, 202, 400, 401, 403, 404, 422}
        assert response.status_code in allowed, f"{route}: {response.status_code} {response.content!r}"
        text = response.content.decode()
        assert not [secret for secret in _secrets(stranger) if secret in text], f"{route} shows a stranger"


@pytest.mark.django_db
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_one(municipality: Agency):
    case = make_full_case(municipality)
    api = api_for(municipality, Role.TEAM_LEADER)
    lists = {str(route): f"{route.path(pk=_row_behind(route, case).pk)}?page_size=100" for route in LISTS}
    for path in lists.values():
        api.get(path)
    few = {route: _queries(api, path) for route, path in lists.items()}
    for number in range(_MANY):
        _add_rows(case, number)
    many = {route: _queries(api, path) for route, path in lists.items()}
    grew = {route: many[route].rows - few[route].rows for route in lists}
    assert [route for route, rows in grew.items() if rows < _MANY - 1] == [], "the test made no rows for these lists"
    assert {route: many[route].questions for route in lists} == {route: few[route].questions for route in lists}


def _strangers_case() -> FullCase:
    return make_full_case(make_municipality("Voss"), given_name="Zoriana", family_name="Hemmeligsen")


def _somebody(municipality: Agency, role: Role | None) -> Api:
    if role is None:
        return Api()
    homes = {Role.NAV_ADVISER: lambda: make_nav_office(municipality), Role.TEACHER: lambda: _school(municipality)}
    return api_for(homes.get(role, lambda: municipality)(), role)


def _school(municipality: Agency) -> Agency:
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name="Skole", number="S1")
    AgencyService.objects.create(provider=school, municipality=municipality, first_day=LONG_AGO)
    return school


def _call(api: Api, route: Route, stranger: FullCase) -> Any:
    row = _row_behind(route, stranger)
    path = route.path(pk=row.pk)
    headers = {"If-Match": f'"{row.pk}-v1"'} if route.ids else {}
    if route.method == "get":
        return api.get(path)
    if route.method == "delete":
        return api.delete(path, **headers)
    return getattr(api, route.method)(path, body_for(route, stranger), **headers)


def _row_behind(route: Route, stranger: FullCase) -> Any:
    if "pk" not in route.ids:
        return stranger.person
    rows: dict[str, Any] = {
        "Participant": stranger.person,
        "Participation": stranger.participation,
        "Absence": stranger.absence,
        "Deadline": stranger.deadline,
        "Flag": stranger.flag,
        "Decision": stranger.decision,
        "Stop": stranger.stop,
        "TransferRequest": stranger.transfer,
        "Placement": stranger.placement,
        "Job": stranger.job,
        "Agency": stranger.municipality,
        "ImportBatch": stranger.batch,
        "ImportRow": stranger.row,
        **stranger.more,
    }
    return rows[route.view.model.__name__]


def is_shared(route: Route) -> bool:
    """Whether the route shows what is everybody's: no case hides it."""
    return route.view.__name__ in _SHARED or (route.view.__name__, route.action) in _SHARED_ACTIONS


def body_for(route: Route, stranger: FullCase) -> dict[str, Any]:
    """What an act is called with, when it is about the stranger's case."""
    person, day = str(stranger.person.pk), "2026-10-12"
    bodies: dict[tuple[str, str], dict[str, Any]] = {
        ("Participant", "create"): {
            "municipality_id": str(stranger.municipality.pk), "family_name": "A", "birth_date": "1990-01-01",
        },
        ("Participant", "search"): {"words": "Hemmeligsen"},
        ("Participant", "assign"): {"user_id": person, "kind": "adviser", "first_day": day},
        ("Participation", "create"): {
            "participant_id": person, "offer_date": "2026-10-05", "protection": "collective", "education": "below",
            "goal": "work", "first_day": day, "months": 6, "awarded_on": "2026-10-06",
        },
        ("Absence", "create"): {
            "participation_id": str(stranger.participation.pk), "kind": "welfare", "first_day": day, "last_day": day,
        },
        ("Absence", "preview"): {
            "participation_id": str(stranger.participation.pk), "kind": "welfare", "first_day": day, "last_day": day,
        },
        ("TransferRequest", "create"): {
            "participant_id": person, "to_municipality_id": str(stranger.transfer.to_municipality_id),
        },
        ("TransferRequest", "accept"): {"settled_on": day},
        ("TransferRequest", "decline"): {"reason": "Nei."},
        ("Decision", "create"): {
            "participant_id": person, "participation_id": str(stranger.participation.pk), "decision_type": "leave",
            "months": 1, "requested_on": day, "reasons": "A",
        },
        ("Stop", "create"): {
            "participation_id": str(stranger.participation.pk), "first_day": day, "reasons": "A",
        },
        ("Placement", "create"): {
            "participant_id": person, "employer_id": str(stranger.employer.pk), "occupation_code": "5131",
            "form": "permanent", "percent": "50", "first_day": day,
        },
    }  # fmt: skip
    for subject in subjects():
        bodies |= subject.bodies(stranger)
    return bodies.get((route.view.model.__name__, route.action), {})


def _secrets(stranger: FullCase) -> list[str]:
    rows = (
        stranger.person,
        stranger.participation,
        stranger.absence,
        stranger.decision,
        stranger.stop,
        stranger.flag,
        stranger.transfer,
        stranger.placement,
        stranger.job,
        stranger.batch,
        stranger.row,
        *stranger.more.values(),
    )
    # A key that is a whole number stands in every text; only those that are nobody else's tell.
    return ["Hemmeligsen", "Zoriana", *[str(row.pk) for row in rows if isinstance(row.pk, UUID)]]


def _queries(api: Api, path: str) -> Asked:
    with CaptureQueriesContext(connection) as captured:
        response = api.get(path)
    assert response.status_code == 200, response.content
    return Asked(len(captured), len(response.json()["results"]))


def _add_rows(case: FullCase, number: int) -> None:
    """One row more of everything."""
    make_full_case(case.municipality)
    office = Agency.objects.create(kind=AgencyKind.NAV_OFFICE, name=f"NAV {number}", number=f"{7000 + number}")
    AgencyService.objects.create(provider=office, municipality=case.municipality, first_day=LONG_AGO)
    Employer.objects.create(organisation_number=f"3000000{number:02d}", name=f"Arbeidsgiver {number}")
    day = dt.date(2020, 1, 1) + dt.timedelta(days=number)
    mine: dict[str, Any] = {"participant": case.person, "municipality": case.municipality}
    with acting_as(system_actor(case.municipality.pk)):
        IdentityNumber.objects.create(**mine, kind="duf", value=f"2099000000{number:02d}", valid_from=day)
        ResidencePermit.objects.create(**mine, basis="collective", granted_on=day)
        ImportRow.objects.create(batch=case.batch, municipality=case.municipality, line=10 + number, category="faulty")
        user = make_user(case.municipality, Role.PROGRAMME_ADVISER)
        Assignment.objects.create(**mine, user=user, kind="adviser", first_day=day, last_day=day)
    for subject in subjects():
        with acting_as(system_actor(case.municipality.pk)):
            subject.one_more(case, number)
