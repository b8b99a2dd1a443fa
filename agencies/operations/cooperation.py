"""Who serves the municipality, and the agreements under which NAV offices see its people (law.md 7.1)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, AgencyService, CooperationAgreement
from agencies.operations.base import operation, require, require_version

_PROVIDERS = (AgencyKind.NAV_OFFICE, AgencyKind.SCHOOL, AgencyKind.COUNTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFacts:
    """What stands in an agreement; both days are inclusive."""

    provider_id: UUID
    signed_on: dt.date
    first_day: dt.date
    last_day: dt.date | None = None
    reference: str = ""


@operation
def register_agreement(actor: Actor, facts: AgreementFacts) -> CooperationAgreement:
    """Register an agreement; sharing opens on its first day. The office serves the municipality from then on too."""
    municipality = _own_municipality(actor)
    office = _provider(facts.provider_id)
    refusals = _faults(office, facts)
    if refusals:
        raise RuleRefused(*refusals)
    agreement = CooperationAgreement(
        municipality=municipality,
        provider=office,
        signed_on=facts.signed_on,
        first_day=facts.first_day,
        last_day=facts.last_day,
        reference=facts.reference.strip(),
        registered_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        if "one_agreement_at_a_time" not in str(error):
            raise
        text = _("Det gjelder allerede en avtale med kontoret i perioden. Avslutt den først.")
        raise RuleRefused(Refusal("agreement_overlaps", text, "first_day")) from error
    _serve_from(municipality, office, facts.first_day)
    return agreement


@operation
def end_agreement(
    actor: Actor, agreement_id: UUID, *, last_day: dt.date, expected_version: int | None = None
) -> CooperationAgreement:
    """Set the last day; from the day after the office sees nothing. Yesterday closes it at once."""
    municipality = _own_municipality(actor)
    rows = CooperationAgreement.objects.select_for_update(of=("self",)).filter(municipality=municipality)
    agreement = rows.select_related("provider").get(pk=agreement_id)
    require_version(agreement, expected_version)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if last_day < agreement.first_day:
        text = _("Avtalen kan ikke slutte før den begynner.")
        raise RuleRefused(Refusal("ends_before_it_begins", text, "last_day"))
    if last_day < yesterday:
        text = _("Delingen kan ikke lukkes bakover i tid. Velg i går eller senere.")
        raise RuleRefused(Refusal("in_the_past", text, "last_day"))
    agreement.last_day = last_day
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        text = _("Da ville avtalen gjelde samtidig med en annen.")
        raise RuleRefused(Refusal("agreement_overlaps", text, "last_day")) from error
    return agreement


@operation
def start_service(actor: Actor, provider_id: UUID, *, first_day: dt.date) -> AgencyService:
    """Note that an office, school or county serves the municipality from a day."""
    municipality = _own_municipality(actor)
    provider = _provider(provider_id)
    return _serve_from(municipality, provider, first_day)


@operation
def end_service(actor: Actor, service_id: UUID, *, last_day: dt.date) -> AgencyService:
    """Note the last day on which a provider serves the municipality."""
    municipality = _own_municipality(actor)
    service = AgencyService.objects.select_related("provider").get(pk=service_id, municipality=municipality)
    if last_day < service.first_day:
        text = _("Siste dag kan ikke være før første dag.")
        raise RuleRefused(Refusal("ends_before_it_begins", text, "last_day"))
    service.last_day = last_day
    service.save(update_fields=["last_day"])
    return service


def providers() -> QuerySet[Agency]:
    """All who may serve a municipality, by name."""
    return Agency.objects.filter(kind__in=_PROVIDERS).order_by("kind", "name", "id")


def agreements_of(actor: Actor) -> QuerySet[CooperationAgreement]:
    """The agreements of the own agency, as municipality or as office."""
    own = Q(municipality=actor.agency_id) | Q(provider=actor.agency_id)
    rows = CooperationAgreement.objects.filter(own).select_related("municipality", "provider")
    return rows.order_by("provider__name", "-first_day", "id")


def services_of(actor: Actor) -> QuerySet[AgencyService]:
    """Who serves the own municipality, or whom the own office serves."""
    own = Q(municipality=actor.agency_id) | Q(provider=actor.agency_id)
    rows = AgencyService.objects.filter(own).select_related("municipality", "provider")
    return rows.order_by("provider__kind", "provider__name", "-first_day", "id")


def _own_municipality(actor: Actor) -> Agency:
    """The municipality decides whom it shares with; its office can read the agreement, not write it."""
    require(actor, Action.CHANGE, Resource.COOPERATION)
    agency = Agency.objects.filter(pk=actor.agency_id).first() if actor.agency_id else None
    if agency is None or agency.kind not in (AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT):
        raise NotPermitted("municipality_decides")
    return agency


def _provider(provider_id: UUID) -> Agency:
    found = providers().filter(pk=provider_id).first()
    if found is None:
        raise RuleRefused(Refusal("unknown_provider", _("Velg en av virksomhetene i listen."), "provider"))
    return found


def _faults(office: Agency, facts: AgreementFacts) -> list[Refusal]:
    faults = []
    if office.kind != AgencyKind.NAV_OFFICE:
        text = _("Bare samarbeidet med et NAV-kontor trenger en avtale.")
        faults.append(Refusal("not_a_nav_office", text, "provider"))
    if facts.last_day and facts.last_day < facts.first_day:
        faults.append(Refusal("ends_before_it_begins", _("Avtalen kan ikke slutte før den begynner."), "last_day"))
    if facts.signed_on > timezone.localdate():
        faults.append(Refusal("in_future", _("Datoen er fram i tid."), "signed_on"))
    if facts.first_day < facts.signed_on:
        text = _("Avtalen kan ikke gjelde før den er undertegnet.")
        faults.append(Refusal("before_signed", text, "first_day"))
    return faults


def _serve_from(municipality: Agency, provider: Agency, first_day: dt.date) -> AgencyService:
    rows = AgencyService.objects.filter(municipality=municipality, provider=provider)
    through = rows.filter(Q(last_day__isnull=True) | Q(last_day__gte=first_day)).order_by("first_day").first()
    if through is None:
        return AgencyService.objects.create(municipality=municipality, provider=provider, first_day=first_day)
    if first_day < through.first_day:
        through.first_day = first_day
        through.save(update_fields=["first_day"])
    return through
