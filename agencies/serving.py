"""Who serves a municipality, and who of them may see its people.

A NAV office meets the people of a municipality while it serves it *and* a written agreement on cooperation is in force
between the two (law.md 7.1); schools and counties act on the municipality's own tasks and need none.
"""

import datetime as dt
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Agency, AgencyKind, AgencyService, CooperationAgreement


def serving(day: dt.date) -> QuerySet[AgencyService]:
    """The services in force on ``day`` under which the provider may meet the municipality's people."""
    in_force = Q(last_day__isnull=True) | Q(last_day__gte=day)
    agreed = CooperationAgreement.objects.on(day).filter(
        provider=OuterRef("provider"), municipality=OuterRef("municipality")
    )
    services = AgencyService.objects.filter(in_force, first_day__lte=day)
    return services.filter(~Q(provider__kind=AgencyKind.NAV_OFFICE) | Exists(agreed))


def served_by(provider: Agency, day: dt.date) -> frozenset[UUID]:
    """The municipalities whose people the provider's staff may meet on ``day``."""
    return frozenset(serving(day).filter(provider=provider).values_list("municipality_id", flat=True))
