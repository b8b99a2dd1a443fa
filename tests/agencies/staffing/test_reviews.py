"""The yearly look at who has access."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Actor
from agencies.actors import workplaces_of
from agencies.errors import NotPermitted, RuleRefused
from agencies.models import AccessReview, Agency, Role, User
from agencies.operations.staffing.reviews import confirm_access, lines_of, open_review, review_due
from tests.world import make_actor, make_municipality, make_user

pytestmark = pytest.mark.django_db


def test_every_role_is_confirmed_or_ended_and_it_is_kept_who_said_so_and_when(
    municipality: Agency, admin: Actor
) -> None:
    kept, ended = make_user(municipality, Role.TEAM_LEADER), make_user(municipality, Role.PROGRAMME_ADVISER)
    review = open_review(admin)
    assert review.due_on == timezone.localdate() + dt.timedelta(days=30)
    lines = {line.membership.user: line.membership for line in lines_of(review)}
    assert kept in lines
    confirm_access(admin, review.pk, lines[ended].pk, keep=False)
    assert workplaces_of(ended) == []
    own = lines.pop(User.objects.get(pk=str(admin.user_id)))
    confirm_access(admin, review.pk, lines[kept].pk, keep=True)
    assert AccessReview.objects.get().closed_at is None
    done = confirm_access(admin, review.pk, own.pk, keep=True)
    assert done.closed_at
    said = {line.membership.user: line.confirmation for line in lines_of(done)}
    assert [(each.is_kept, each.confirmed_by_id) for each in (said[kept], said[ended]) if each] == [
        (True, admin.user_id),
        (False, admin.user_id),
    ]


def test_a_review_is_due_a_year_after_the_last_finished_one(municipality: Agency, admin: Actor) -> None:
    today = timezone.localdate()
    assert review_due(municipality.pk, today)
    review = open_review(admin)
    assert review_due(municipality.pk, today)
    confirm_access(admin, review.pk, lines_of(review)[0].membership.pk, keep=True)
    assert [review_due(municipality.pk, today + dt.timedelta(days=n)) for n in (0, 364, 366)] == [False, False, True]


def test_there_is_one_review_at_a_time_and_none_of_another_agencys(municipality: Agency, admin: Actor) -> None:
    review = open_review(admin)
    with pytest.raises(RuleRefused):
        open_review(admin)
    stranger = make_actor(make_municipality("Voss"), Role.ADMINISTRATOR)
    with pytest.raises(AccessReview.DoesNotExist):
        confirm_access(stranger, review.pk, lines_of(review)[0].membership.pk, keep=True)
    with pytest.raises(NotPermitted):
        open_review(make_actor(municipality, Role.TEAM_LEADER))


def test_the_page_leads_through_the_review(municipality: Agency, administrator: User) -> None:
    make_user(municipality, Role.PROGRAMME_ADVISER, name="Marte Solheim")
    client = Client()
    client.force_login(administrator)
    address = reverse("agencies:access-review")
    assert client.post(address, {"due_on": "01.01.2020"}).status_code == 422
    due = f"{timezone.localdate() + dt.timedelta(days=10):%d.%m.%Y}"
    assert client.post(address, {"due_on": due}).status_code == 302
    page = client.get(address).content.decode()
    assert "2 roller gjenstår" in page
    for line in lines_of(AccessReview.objects.get()):
        client.post(
            reverse("agencies:confirm-access", args=[AccessReview.objects.get().pk, line.membership.pk]), {"keep": "ja"}
        )
    assert "Tidligere gjennomganger" in client.get(address).content.decode()
