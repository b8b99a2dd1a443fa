"""Makes actors: from a log-in, from a token, for the system."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils import timezone

from agencies.access import Actor, Channel
from agencies.models import Agency, AgencyKind, MachineAccess, Membership, Role, User
from agencies.serving import served_by

_OWN_CASES = frozenset({AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT})

# What each kind of agency does by law (law.md 7.1). A municipal role given by mistake elsewhere counts
# for nothing, since it would open the whole cases of every municipality that the agency serves.
_LINKED = frozenset({Role.EMPLOYER_CONTACT, Role.PARTICIPANT})
_MUNICIPAL_ROLES = frozenset(Role) - {Role.NAV_ADVISER, Role.TEACHER, Role.SCHOOL_SYSTEM} - _LINKED
_ROLES_AT: dict[AgencyKind, frozenset[Role]] = {
    AgencyKind.MUNICIPALITY: _MUNICIPAL_ROLES,
    AgencyKind.DISTRICT: _MUNICIPAL_ROLES,
    AgencyKind.NAV_OFFICE: frozenset({Role.NAV_ADVISER, Role.LEADER, Role.ADMINISTRATOR}),
    AgencyKind.SCHOOL: frozenset({Role.TEACHER, Role.SCHOOL_SYSTEM, Role.ADMINISTRATOR}),
    AgencyKind.COUNTY: frozenset({Role.ADMINISTRATOR}),
    # The nation's figures, and nobody's case.
    AgencyKind.DIRECTORATE: frozenset({Role.LEADER, Role.ADMINISTRATOR}),
}


_ACROSS_DISTRICTS = frozenset({Role.LEADER, Role.TEAM_LEADER, Role.PRIVACY_OFFICER})


@dataclass(frozen=True, slots=True)
class Workplace:
    """An agency that a user works in, with the roles there."""

    agency: Agency
    roles: frozenset[Role]
    cleared_for_confidential: bool
    cleared_for_shielded: bool = False


def workplaces_of(user: User, day: dt.date | None = None) -> list[Workplace]:
    """The agencies in which the user has a role on ``day`` (today unless given), by name."""
    rows = Membership.objects.active_on(day or timezone.localdate()).filter(user=user).select_related("agency")
    found: dict[UUID, list[Membership]] = {}
    for row in rows.order_by("agency__name", "role", "id"):
        found.setdefault(row.agency_id, []).append(row)
    return [
        Workplace(
            members[0].agency,
            roles_at(members[0].agency, (Role(member.role) for member in members)),
            any(member.cleared_for_confidential for member in members),
            any(member.cleared_for_shielded for member in members),
        )
        for members in found.values()
    ]


def roles_at(agency: Agency, roles: Iterable[Role]) -> frozenset[Role]:
    """Those of ``roles`` that somebody can have in this kind of agency."""
    return possible_roles(AgencyKind(agency.kind)).intersection(roles)


def possible_roles(kind: AgencyKind) -> frozenset[Role]:
    """The roles that there are in a kind of agency."""
    return _ROLES_AT[kind]


def actor_for(
    user: User, workplace: Workplace, channel: Channel, request_id: str = "", *, must_prove: bool = False
) -> Actor:
    """The user acting for one workplace."""
    return Actor(
        user_id=user.pk,
        name=user.name,
        agency_id=workplace.agency.pk,
        agency_name=workplace.agency.name,
        agency_kind=AgencyKind(workplace.agency.kind),
        roles=workplace.roles,
        municipality_ids=municipalities_met_by(workplace.agency, roles=workplace.roles),
        cleared_for_confidential=workplace.cleared_for_confidential,
        cleared_for_shielded=workplace.cleared_for_shielded,
        must_prove=must_prove,
        channel=channel,
        request_id=request_id,
    )


def machine_actor(machine: MachineAccess, permissions: frozenset[str], client: str, request_id: str = "") -> Actor:
    """A machine acting for its agency with the permissions of its token; it is cleared for nobody who is protected."""
    agency = machine.agency
    workplace = Workplace(agency, roles_at(agency, [Role(machine.role)]), cleared_for_confidential=False)
    actor = actor_for(machine.user, workplace, Channel.API, request_id)
    return replace(actor, scopes=permissions, client=client[:100])


WORKER = Actor(name="Fotfeste", is_system=True, channel=Channel.WORKER)
"""Takes what waits in the queues and clears them: it meets jobs, messages and kept files, and no person's data."""


def system_actor(municipality_id: UUID, channel: Channel = Channel.WORKER) -> Actor:
    """The system working for one municipality: background work sees that municipality and no other."""
    return Actor(
        name="Fotfeste", agency_id=municipality_id, municipality_ids=frozenset({municipality_id}), is_system=True,
        channel=channel,
    )  # fmt: skip


def link_actor(municipality_id: UUID, link_id: UUID, role: Role) -> Actor:
    """Whoever holds a one-time link: the role of the party that it was made for, and the one agreement it opens.

    The database shows this actor that agreement and nothing else (``fot_link``).
    """
    return Actor(
        name=str(role.label),
        agency_id=municipality_id,
        roles=frozenset({role}),
        municipality_ids=frozenset({municipality_id}),
        client=f"link {role}",
        link_id=link_id,
        channel=Channel.WEB,
    )


def municipalities_met_by(
    agency: Agency, day: dt.date | None = None, *, roles: frozenset[Role] = frozenset()
) -> frozenset[UUID]:
    """The municipalities and districts whose cases the agency's staff may meet on ``day`` (today unless given).

    A city district has its cases for itself. Whoever leads or supervises the whole municipality (``roles``) meets those
    of its districts too; its other staff do not.
    """
    if agency.kind == AgencyKind.DIRECTORATE:
        return frozenset(Agency.objects.filter(kind__in=_OWN_CASES).values_list("pk", flat=True))
    if agency.kind not in _OWN_CASES:
        return served_by(agency, day or timezone.localdate())
    if agency.kind == AgencyKind.MUNICIPALITY and not roles.isdisjoint(_ACROSS_DISTRICTS):
        districts = Agency.objects.filter(parent=agency, kind=AgencyKind.DISTRICT)
        return frozenset({agency.pk, *districts.values_list("pk", flat=True)})
    return frozenset({agency.pk})
