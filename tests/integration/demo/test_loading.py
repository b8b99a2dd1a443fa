"""The loaded demonstration. It is loaded once for this module, in a transaction that is taken back."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from agencies.access import Channel, acting_as
from agencies.actors import actor_for, system_actor, workplaces_of
from agencies.models import Agency, AgencyKind, Membership, Role, User
from agencies.web.demo import DEMO_DOMAIN
from employers.models import EmploymentForm, OfferedPlace, Placement, Suggestion, TrackCohort, TrackMembership
from integration.demo.loading import Loaded, RealPeopleHere, load_demo
from integration.models import NirDelivery, NirEvent, NirExport
from integration.operations.nir.completeness import Lack, counts
from participants.models import Confidentiality, Flag, FlagState, Participant
from participants.operations.flagging import flag_municipality
from programmes.models import Decision, DecisionType, EndReason, MainActivity, Participation, ParticipationState
from programmes.operations.recomputing import recompute_end_dates
from tests.reclaiming import taken_back

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), taken_back():
        yield load_demo(timezone.localdate(), lambda _text: None)


def municipalities() -> list[Agency]:
    return list(Agency.objects.filter(kind=AgencyKind.MUNICIPALITY))


def everywhere(model: type[Model]) -> list[Any]:
    found: list[Any] = []
    for municipality in municipalities():
        with acting_as(system_actor(municipality.pk)):
            found += list(model._default_manager.filter(municipality=municipality))
    return found


def test_the_agencies_are_there(demo):
    kinds = Counter(Agency.objects.values_list("kind", flat=True))
    assert kinds == {"municipality": 3, "nav_office": 2, "school": 2, "county": 1}
    assert {agency.number for agency in municipalities()} == {"0301", "1806", "4601"}


def test_every_role_has_somebody_to_log_in_as(demo):
    shown = Membership.objects.filter(user__email__endswith=DEMO_DOMAIN)
    without_page = {Role.EMPLOYER_CONTACT, Role.PARTICIPANT, Role.SCHOOL_SYSTEM}
    assert set(shown.values_list("role", flat=True)) == set(Role.values) - without_page


def test_one_adviser_has_two_agencies_to_choose_from(demo):
    choices = {len(workplaces_of(user)) for user in User.objects.filter(email__endswith=DEMO_DOMAIN)}
    assert 2 in choices


def test_400_people_are_enrolled(demo):
    assert demo.people == len(everywhere(Participant)) == 400


def test_programmes_stand_in_every_state(demo):
    states = Counter(row.state_on(timezone.localdate()) for row in everywhere(Participation))
    assert {"not_started", "running", "time_out", "ended"} <= set(states)
    assert states[ParticipationState.RUNNING] > 150


def test_each_town_has_an_extension_that_was_granted_and_one_that_is_drafted(demo):
    decisions = [row for row in everywhere(Decision) if row.decision_type == DecisionType.EXTENSION]
    found = Counter((row.municipality_id, row.decided_on is None) for row in decisions)
    assert found == {(town.pk, is_drafted): 1 for town in municipalities() for is_drafted in (False, True)}
    assert sum(row.extension_months > 0 for row in everywhere(Participation)) == len(municipalities())


def test_ends_have_reasons_and_activities_of_many_kinds(demo):
    ended = [row for row in everywhere(Participation) if row.ended_on]
    assert {EndReason.GOAL_REACHED, EndReason.DURATION_EXPIRED, EndReason.INTERRUPTED} <= {r.end_reason for r in ended}
    assert len({row.main_activity for row in ended} & set(MainActivity.values)) >= 8


def test_placements_have_many_forms_and_some_are_over(demo):
    placements = everywhere(Placement)
    assert len({row.form for row in placements} & set(EmploymentForm.values)) >= 4
    assert {row.last_day is None for row in placements} == {True, False}


def test_places_are_open_and_people_are_suggested_for_some_of_them(demo):
    places = OfferedPlace.objects.open_on(timezone.localdate())
    assert Counter(places.values_list("source", flat=True)) == {"employer": 17, "feed": 6}
    verdicts = Counter(row.verdict for row in everywhere(Suggestion))
    assert verdicts == {"suggested": 9, "not_relevant": 9}


def test_each_town_has_a_cohort_with_members_on_many_steps(demo):
    for cohort in TrackCohort.objects.prefetch_related("partners"):
        with acting_as(system_actor(cohort.owner_id)):
            rows = list(TrackMembership.objects.filter(cohort=cohort))
        assert len({row.step_id for row in rows if row.is_under_way}) >= 3
        assert (sum(bool(row.dropped_on) for row in rows), sum(bool(row.finished_on) for row in rows)) == (1, 1)
        assert cohort.partners.all()
    assert TrackCohort.objects.count() == 3


def test_flags_are_open_taken_dismissed_and_escalated(demo):
    flags = everywhere(Flag)
    assert {FlagState.OPEN, FlagState.TAKEN, FlagState.DISMISSED} <= {flag.state for flag in flags}
    assert any(flag.escalated_at for flag in flags)
    standing = Counter((flag.deadline_id, flag.state in {FlagState.OPEN, FlagState.TAKEN}) for flag in flags)
    assert max(count for (_deadline, stands), count in standing.items() if stands) == 1


def test_the_flags_of_today_are_raised_already(demo):
    assert [flag_municipality(place.pk, timezone.localdate()) for place in municipalities()] == [0, 0, 0]


def test_stored_end_dates_are_the_clocks(demo):
    assert [recompute_end_dates(place.pk, dry_run=True) for place in municipalities()] == [[], [], []]


def test_protected_people_are_seen_by_named_staff_only(demo):
    protected = [person for person in everywhere(Participant) if person.confidentiality]
    assert {person.confidentiality for person in protected} == {
        Confidentiality.CONFIDENTIAL, Confidentiality.STRICTLY_CONFIDENTIAL
    }  # fmt: skip
    strict = next(person for person in protected if person.confidentiality == Confidentiality.STRICTLY_CONFIDENTIAL)
    staff = User.objects.filter(memberships__agency=strict.municipality, memberships__role=Role.PROGRAMME_ADVISER)
    seen = []
    for user in staff:
        workplace = next(place for place in workplaces_of(user) if place.agency.pk == strict.municipality_id)
        actor = actor_for(user, workplace, Channel.COMMAND)
        with acting_as(actor):
            seen.append(Participant.objects.visible_to(actor).filter(pk=strict.pk).exists())
    assert len(staff) >= 2
    assert any(seen)


def test_nir_has_a_delivered_file_late_events_a_correction_and_what_is_registered_by_hand(demo):
    bergen, today = Agency.objects.get(number="4601"), timezone.localdate()
    with acting_as(system_actor(bergen.pk)):
        export = NirExport.objects.get(municipality=bergen)
        waiting = NirEvent.objects.filter(municipality=bergen).awaiting(today - dt.timedelta(days=120))
        late = set(waiting.filter(due_on__lt=today).values_list("kind", flat=True))
        corrected = waiting.filter(told_before__isnull=False).count()
        by_hand = NirDelivery.objects.filter(municipality=bergen, export=None).count()
    assert export.delivered_on == today
    assert export.events > 50
    assert "guidance" in late
    assert (corrected, by_hand) == (1, 2)
    user = User.objects.get(email=f"tone.lie{DEMO_DOMAIN}")
    leader = actor_for(user, next(place for place in workplaces_of(user) if place.agency == bergen), Channel.COMMAND)
    with acting_as(leader):
        found = counts(leader, today)
    assert all(found[lack] for lack in (Lack.LATE, Lack.NO_END, Lack.NO_MEASURES, Lack.BY_HAND))


def test_some_cases_have_no_adviser(demo):
    people = everywhere(Participant)
    with_adviser = 0
    for municipality in municipalities():
        with acting_as(system_actor(municipality.pk)):
            rows = Participant.objects.filter(municipality=municipality, assignments__kind="adviser")
            with_adviser += rows.distinct().count()
    assert 20 <= len(people) - with_adviser <= 60


def test_a_second_load_does_nothing(demo):
    said = io.StringIO()
    call_command("load_demo", stdout=said)
    assert "fra før" in said.getvalue()
    assert Agency.objects.count() == 8


def test_the_log_ins_are_printed_and_work(demo, settings):
    settings.ENVIRONMENT = "demo"
    said = io.StringIO()
    call_command("demo_logins", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0].split() == ["Rolle", "Navn", "Virksomhet", "E-post", "Passord"]
    assert len(lines) == 1 + User.objects.filter(email__endswith=DEMO_DOMAIN).count()
    assert Client().login(username=f"marte.solheim{DEMO_DOMAIN}", password=settings.DEMO_PASSWORD)


@pytest.mark.django_db
class TestRefusals:
    def test_it_refuses_where_people_are_real(self, settings):
        settings.SYNTHETIC_PEOPLE_ONLY = False
        with pytest.raises(RealPeopleHere):
            load_demo(timezone.localdate(), print)
        with pytest.raises(CommandError, match="virkelige"):
            call_command("load_demo")

    def test_force_does_not_help_in_production(self, settings):
        settings.ENVIRONMENT = "production"
        with pytest.raises(CommandError, match="virkelige"):
            call_command("load_demo", "--force")

    def test_it_does_not_mix_with_other_agencies_unasked(self, municipality):
        with pytest.raises(CommandError, match="--force"):
            call_command("load_demo")

    def test_nobody_is_offered_outside_a_demonstration(self, settings):
        settings.ENVIRONMENT = "production"
        said = io.StringIO()
        call_command("demo_logins", stdout=said)
        assert said.getvalue() == "Ingen demobrukere her.\n"
