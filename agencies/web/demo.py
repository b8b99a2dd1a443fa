"""The log-ins that a demonstration offers on its log-in page."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst

from agencies.models import Membership, Role

DEMO_DOMAIN = "@demo.fotfeste.example"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A synthetic member of staff whom anybody may log in as."""

    role: str
    person: str
    agency: str
    email: str
    password: str


def demo_logins() -> list[DemoLogin]:
    """One line for each role and demo user, in the order of the roles; nothing outside a demonstration."""
    if settings.ENVIRONMENT != "demo":
        return []
    members = Membership.objects.active_on(timezone.localdate())
    rows = members.filter(user__email__endswith=DEMO_DOMAIN).select_related("user", "agency")
    order = list(Role)
    seen: dict[str, Membership] = {}
    for row in sorted(rows, key=lambda row: (order.index(Role(row.role)), row.user.email)):
        seen.setdefault(row.user.email, row)
    return [
        DemoLogin(
            role=capfirst(str(Role(row.role).label)),
            person=row.user.name,
            agency=row.agency.name,
            email=row.user.email,
            password=settings.DEMO_PASSWORD,
        )
        for row in seen.values()
    ]
