"""Who may be named on the case of a person with a protected address (law.md 7.3)."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Refusal, RuleRefused
from agencies.models import Membership, Role, User

_CASEWORK = (Role.ENROLMENT_OFFICER, Role.PROGRAMME_ADVISER, Role.TEAM_LEADER)


def may_be_named(municipality_id: UUID) -> list[User]:
    """The municipality's staff who work with cases today, by name: those whom a protected case may be opened to."""
    members = Membership.objects.active_on(timezone.localdate()).filter(agency=municipality_id, role__in=_CASEWORK)
    return list(User.objects.filter(pk__in=members.values("user")).order_by("name", "id"))


def refuse_others_than_staff(municipality_id: UUID, user_ids: Collection[UUID], field: str) -> None:
    """Raise ``RuleRefused`` at ``field`` unless all of ``user_ids`` work with the municipality's cases."""
    if user_ids and not {user.pk for user in may_be_named(municipality_id)}.issuperset(user_ids):
        text = _("Velg ansatte som arbeider med saker i kommunen.")
        raise RuleRefused(Refusal("not_available", text, field))
