"""An administrator says which value of a claim gives which role in the own agency, and takes it back."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, ClaimMapping, Membership, Role
from agencies.oidc.providers import provider_of
from agencies.operations.base import operation, require
from agencies.operations.identities import end_by_claim
from agencies.operations.staffing.members import roles_to_give


def roles_to_map(kind: AgencyKind) -> list[Role]:
    """The roles that a claim can give; who administers the agency is named by people."""
    return [role for role in roles_to_give(kind) if role is not Role.ADMINISTRATOR]


def mappings_of(agency_id: UUID | None) -> QuerySet[ClaimMapping]:
    """The agency's mappings that stand."""
    return ClaimMapping.objects.filter(agency=agency_id, ended_at__isnull=True)


@operation
def add_mapping(actor: Actor, *, issuer: str, value: str, role: str) -> ClaimMapping:
    """Let a value of the provider's claim give the role; it counts from each person's next log-in."""
    require(actor, Action.CHANGE, Resource.STAFF)
    if actor.agency_id is None:
        raise NotPermitted("role")
    agency = Agency.objects.get(pk=actor.agency_id)
    if provider_of(issuer) is None:
        raise RuleRefused(Refusal("unknown_issuer", _("Velg en innloggingstjeneste."), "issuer"))
    if not value.strip() or role not in roles_to_map(AgencyKind(agency.kind)):
        raise RuleRefused(Refusal("role_not_here", _("Denne rollen kan ikke gis slik."), "role"))
    try:
        with transaction.atomic():
            return ClaimMapping.objects.create(
                agency=agency, issuer=issuer, value=value.strip(), role=role, registered_by_id=actor.user_id
            )
    except IntegrityError as error:
        raise RuleRefused(Refusal("mapped_already", _("Verdien gir allerede denne rollen."), "value")) from error


@operation
def end_mapping(actor: Actor, mapping_id: UUID) -> ClaimMapping:
    """Take a mapping back; the roles that it gave end at once."""
    require(actor, Action.CHANGE, Resource.STAFF)
    mapping = mappings_of(actor.agency_id).select_for_update().get(pk=mapping_id)
    mapping.ended_at = timezone.now()
    mapping.save(update_fields=["ended_at"])
    for membership in Membership.objects.standing().filter(mapping=mapping).select_related("agency"):
        end_by_claim(membership)
    return mapping
