"""Who acts: the one value that every operation, query and log line is given."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from agencies.models.agency import AgencyKind
from agencies.models.staff import Role


class Channel(StrEnum):
    """The door that an act came through."""

    WEB = "web"
    API = "api"
    WORKER = "worker"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Actor:
    """A user acting for one agency, or the system acting for one municipality.

    ``municipality_ids`` are the municipalities whose cases the agency may meet at all: its own for a municipality,
    those it serves for a NAV office. What of them the actor sees is decided by role in ``agencies.access.table``.
    ``scopes`` are the permissions of a machine's token (``table.scope_of``), ``None`` for a person; ``client`` is the
    machine's name in the log. No access is ever decided by it. ``must_prove``: the second factor is to be given again
    before a protected case opens (``agencies.operations.proving``). ``link_id`` is the one agreement that a one-time
    link opens to somebody without a log-in, who meets nothing else. ``reads`` are resources whose tables stand open in
    the database beside those of the roles, for a client whose routes are no acts of the table.
    """

    user_id: UUID | None = None
    name: str = ""
    agency_id: UUID | None = None
    agency_name: str = ""
    agency_kind: AgencyKind | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    municipality_ids: frozenset[UUID] = field(default_factory=frozenset)
    cleared_for_confidential: bool = False
    cleared_for_shielded: bool = False
    scopes: frozenset[str] | None = None
    client: str = ""
    is_system: bool = False
    must_prove: bool = False
    link_id: UUID | None = None
    reads: frozenset[str] = field(default_factory=frozenset)
    channel: Channel = Channel.WEB
    request_id: str = ""

    @property
    def sees_restricted(self) -> bool:
        """Whether the actor still meets cases that are packed for the archive and wait to be removed (law.md 7.5)."""
        return self.is_system or self.has_role(Role.PRIVACY_OFFICER)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is logged in, the system does not act, and no one-time link is held."""
        return self.user_id is None and not self.is_system and self.link_id is None

    @property
    def is_machine(self) -> bool:
        """Whether another system acts, with a token that has scopes."""
        return self.scopes is not None

    def has_role(self, *roles: Role) -> bool:
        """Whether the actor has one of ``roles`` in the agency acted for."""
        return not self.roles.isdisjoint(roles)

    def as_system(self) -> "Actor":
        """The same person's act, seen by the system: for what an operation must reach and the person may not see."""
        return replace(self, is_system=True)


NOBODY = Actor()
