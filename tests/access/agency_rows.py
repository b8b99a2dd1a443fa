"""What an agency's administrator looks after: people with their roles, agreements, machines, and a large handover."""

import datetime as dt
from typing import Any

from agencies.access import Action, Resource
from agencies.machines.scopes import scope_for
from agencies.models import (
    AccessReview,
    Agency,
    AgencyService,
    ApiToken,
    ClaimMapping,
    CooperationAgreement,
    MachineAccess,
    Membership,
    Role,
)
from participants.operations.team.handover import HAND_OVER
from programmes.models import CaseloadImport
from tests.queues import make_job
from tests.world import make_nav_office, make_user

_DAY = dt.date(2026, 12, 1)


def agency_rows(home: Agency) -> dict[str, Any]:
    """One of each, by the model's name; a handover is a job of its own kind."""
    colleague, account = make_user(home, Role.LEADER), make_user(home)
    office = make_nav_office(home, name="NAV Nabo")
    machine = MachineAccess.objects.create(agency=home, user=account, name="Fagsystem", role=Role.SCHOOL_SYSTEM)
    scope = scope_for(Resource.SCHOOL_REPORT, Action.VIEW)
    key = ApiToken.objects.create(
        user=account, agency=home, machine=machine, digest=f"maskin-{home.pk}", scopes=[scope],
        expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    review, _new = AccessReview.objects.get_or_create(agency=home, closed_at=None, defaults={"due_on": _DAY})
    mapping, _new = ClaimMapping.objects.get_or_create(
        agency=home, issuer="https://innlogging.example.test", value="gruppe", role=Role.LEADER, ended_at=None
    )
    caseload = CaseloadImport.objects.create(
        municipality=home, uploaded_by=colleague, source="Gammelt system", filename="saker.xlsx", checksum="0"
    )
    return {
        "User": colleague,
        "Membership": Membership.objects.get(user=colleague),
        "CooperationAgreement": CooperationAgreement.objects.get(provider=office),
        "AgencyService": AgencyService.objects.get(provider=office),
        "MachineAccess": machine,
        "ApiToken": key,
        "AccessReview": review,
        "ClaimMapping": mapping,
        "CaseloadImport": caseload,
        "handover": make_job(home, HAND_OVER),
    }
