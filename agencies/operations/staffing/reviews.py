"""The yearly look at who has access (law.md 7.4): every role is confirmed or ended, by whom and when is kept."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import AccessConfirmation, AccessReview, Membership
from agencies.operations.base import operation, require
from agencies.operations.staffing.members import end_role

DAYS_TO_DO_IT = 30
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One role in a review: whose, and what was said of it; ``confirmation`` is empty until somebody has."""

    membership: Membership
    confirmation: AccessConfirmation | None


@operation
def open_review(actor: Actor, *, due_on: dt.date | None = None) -> AccessReview:
    """Begin a round; there is one at a time. ``due_on`` is ``DAYS_TO_DO_IT`` ahead unless given."""
    require(actor, Action.CHANGE, Resource.STAFF)
    if actor.agency_id is None:
        raise NotPermitted("role")
    today = timezone.localdate()
    day = due_on or today + dt.timedelta(days=DAYS_TO_DO_IT)
    if day < today:
        raise RuleRefused(Refusal("in_the_past", _("Fristen kan ikke være i fortiden."), "due_on"))
    try:
        with transaction.atomic():
            return AccessReview.objects.create(agency_id=actor.agency_id, opened_by_id=actor.user_id, due_on=day)
    except IntegrityError as error:
        text = _("En gjennomgang er allerede i gang.")
        raise RuleRefused(Refusal("review_open", text)) from error


@operation
def confirm_access(actor: Actor, review_id: UUID, membership_id: UUID, *, keep: bool) -> AccessReview:
    """Say that a role is still needed, or end it at once; the round is done when nothing is left to say."""
    require(actor, Action.CHANGE, Resource.STAFF)
    review = AccessReview.objects.select_for_update().get(pk=review_id, agency=actor.agency_id, closed_at__isnull=True)
    membership = _reviewed(review).get(pk=membership_id)
    if not keep:
        end_role(actor, membership.pk)
    AccessConfirmation.objects.update_or_create(
        review=review, membership=membership, defaults={"is_kept": keep, "confirmed_by_id": actor.user_id}
    )
    if all(line.confirmation for line in lines_of(review)):
        review.closed_at = timezone.now()
        review.save(update_fields=["closed_at"])
    return review


def lines_of(review: AccessReview) -> list[ReviewLine]:
    """Every role that is in force or was spoken of, by name; two queries."""
    said = {row.membership_id: row for row in review.confirmations.select_related("confirmed_by")}
    spoken_of = Membership.objects.filter(pk__in=said).select_related("user")
    found = {row.pk: row for row in [*_reviewed(review), *spoken_of]}
    rows = sorted(found.values(), key=lambda row: (row.user.name, str(row.user_id), row.role))
    return [ReviewLine(row, said.get(row.pk)) for row in rows]


def review_due(agency_id: UUID | None, today: dt.date) -> bool:
    """Whether a year has passed since the last finished round, or there never was one."""
    done = AccessReview.objects.filter(agency=agency_id, closed_at__isnull=False)
    return not done.filter(closed_at__date__gt=today - YEAR).exists()


def _reviewed(review: AccessReview) -> QuerySet[Membership]:
    here = Membership.objects.present_or_coming(timezone.localdate()).filter(agency=review.agency_id)
    return here.filter(user__is_active=True).select_related("user")
