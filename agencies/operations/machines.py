"""Which systems act for an agency: let in, given keys, shut out; and found by the tokens that they come with."""

import datetime as dt
import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.actors import machine_actor, possible_roles
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.machines.claims import MachineToken
from agencies.machines.organisations import is_organisation_number
from agencies.machines.refusals import TokenFault, TokenRefused
from agencies.machines.scopes import permissions_of, scopes_for
from agencies.models import Agency, AgencyKind, ApiToken, MachineAccess, Role, User
from agencies.operations.base import operation, require
from agencies.operations.tokens import issue_key

logger = logging.getLogger(__name__)

LIFETIMES = (30, 90, 180, 365)
"""For how many days a key may live."""
_USE_GRAIN = dt.timedelta(hours=1)
# Roles that are a person's: looking after access and the logs, and meeting the classes that one teaches oneself.
_PEOPLES = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.TEACHER})


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineFacts:
    """A system that is to act for the agency."""

    name: str
    role: str
    organisation_number: str = ""


def roles_of_machines(kind: AgencyKind) -> list[Role]:
    """The roles that a system can have in a kind of agency, in the order of the roles."""
    return [role for role in Role if role in possible_roles(kind) - _PEOPLES]


def machines_of(actor: Actor) -> QuerySet[MachineAccess]:
    """The systems of the own agency, those that are shut out last."""
    require(actor, Action.VIEW, Resource.MACHINE)
    rows = MachineAccess.objects.of(actor.agency_id).select_related("user").prefetch_related("keys")
    return rows.order_by("ended_at", "name", "id")


@operation
def let_machine_in(actor: Actor, facts: MachineFacts) -> MachineAccess:
    """Let a system act for the agency; it comes with signed tokens of its organisation, or with keys."""
    require(actor, Action.CREATE, Resource.MACHINE)
    if actor.agency_id is None:
        raise NotPermitted("agency")
    agency = Agency.objects.get(pk=actor.agency_id)
    _refuse_faults(agency, facts)
    user = User.objects.create_user(f"system-{uuid4().hex}@system.invalid", name=facts.name.strip())
    machine = MachineAccess(
        agency=agency,
        user=user,
        name=facts.name.strip(),
        role=facts.role,
        organisation_number=facts.organisation_number,
        created_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            machine.save()
    except IntegrityError as error:
        if "one_machine_of_an_organisation" not in str(error):
            raise
        text = _("Organisasjonen har alt en tilgang her.")
        raise RuleRefused(Refusal("organisation_has_access", text, "organisation_number")) from error
    return machine


@operation
def shut_machine_out(actor: Actor, machine_id: UUID) -> MachineAccess:
    """End a system's access; from now on neither its tokens nor its keys open anything."""
    require(actor, Action.CHANGE, Resource.MACHINE)
    rows = MachineAccess.objects.of(actor.agency_id).standing().select_for_update()
    machine = rows.get(pk=machine_id)
    machine.ended_at = timezone.now()
    machine.save(update_fields=["ended_at"])
    ApiToken.objects.filter(machine=machine).delete()
    return machine


@operation
def make_key(actor: Actor, machine_id: UUID, *, scopes: list[str], days: int) -> tuple[ApiToken, str]:
    """A key for a system; its secret is answered this once."""
    require(actor, Action.CHANGE, Resource.MACHINE)
    machine = MachineAccess.objects.of(actor.agency_id).standing().select_for_update().get(pk=machine_id)
    chosen = [scope for scope in scopes_for(Role(machine.role)) if scope in scopes]
    if not chosen:
        raise RuleRefused(Refusal("no_scopes", _("Velg minst én rettighet."), "scopes"))
    if days not in LIFETIMES:
        raise RuleRefused(Refusal("lifetime", _("Velg en av varighetene i listen."), "days"))
    return issue_key(machine, chosen, dt.timedelta(days=days))


@operation
def withdraw_key(actor: Actor, key_id: UUID) -> MachineAccess:
    """Take a key back; it opens nothing from now on."""
    require(actor, Action.CHANGE, Resource.MACHINE)
    machine = MachineAccess.objects.of(actor.agency_id).get(keys=key_id)
    ApiToken.objects.filter(pk=key_id, machine=machine).delete()
    return machine


def actor_for_machine(token: MachineToken, wanted: str, request_id: str) -> Actor:
    """The actor behind a verified token: the access that its ``consumer`` has been given.

    An organisation with access in several agencies says which (``wanted``, an agency's id); without that it acts in
    its own. Raises ``TokenRefused`` when it has none.
    """
    rows = MachineAccess.objects.standing().select_related("agency", "user")
    machine = _chosen(list(rows.filter(organisation_number=token.consumer).order_by("created_at", "id")), wanted)
    logger.info(
        "machine_call consumer=%s supplier=%s delegation_source=%r client_id=%r jti=%r request=%s access=%s",
        token.consumer,
        token.supplier or "-",
        token.delegation_source,
        token.client_id,
        token.token_id,
        request_id,
        machine.pk if machine else "none",
    )
    if machine is None:
        raise TokenRefused(TokenFault.NO_ACCESS)
    _note_use(machine)
    return machine_actor(machine, permissions_of(token.scope.split()), token.caller, request_id)


def _chosen(machines: list[MachineAccess], wanted: str) -> MachineAccess | None:
    if wanted:
        return next((row for row in machines if str(row.agency_id) == wanted.lower()), None)
    own = [row for row in machines if row.agency.organisation_number == row.organisation_number]
    found = own or machines
    return found[0] if len(found) == 1 else None


def _note_use(machine: MachineAccess) -> None:
    now = timezone.now()
    if machine.last_used_at is None or now - machine.last_used_at > _USE_GRAIN:
        MachineAccess.objects.filter(pk=machine.pk).update(last_used_at=now)


def _refuse_faults(agency: Agency, facts: MachineFacts) -> None:
    faults = []
    if not facts.name.strip():
        faults.append(Refusal("required", _("Skriv navnet på systemet."), "name"))
    if facts.role not in roles_of_machines(AgencyKind(agency.kind)):
        faults.append(Refusal("role", _("Et system kan ikke ha denne rollen her."), "role"))
    if facts.organisation_number and not is_organisation_number(facts.organisation_number):
        text = _("Et organisasjonsnummer har ni sifre, og det siste er et kontrollsiffer.")
        faults.append(Refusal("organisation_number", text, "organisation_number"))
    if faults:
        raise RuleRefused(*faults)
