"""Adds and changes the school systems that are read. A client secret goes in and never comes out again."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.access import Action, Actor, Resource
from agencies.errors import NotPermitted, Refusal, RuleRefused
from agencies.models import Agency, AgencyKind, AgencyService
from agencies.operations.base import operation, require, require_version
from integration.models import SchoolSource, SourceKind
from integration.oneroster.addresses import ForbiddenAddress, check_address
from integration.oneroster.rest import FAULT_TEXTS, Endpoint
from participants.operations.importing.raw_input import seal, unseal

_ADDRESSES = ("base_url", "token_url", "attendance_url")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What is told of a source; an empty secret leaves the one that is kept."""

    name: str
    school_id: UUID
    kind: str = SourceKind.REST
    oneroster_version: str = "1.2"
    base_url: str = ""
    token_url: str = ""
    attendance_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scopes: tuple[str, ...] = ()
    folder: str = ""
    owner_id: UUID | None = None
    is_active: bool = True


@operation
def add_source(actor: Actor, municipality_id: UUID, facts: SourceFacts) -> SchoolSource:
    """Add a source. ``RuleRefused`` for an address that may not be called, or a school that does not serve here."""
    require(actor, Action.CREATE, Resource.SCHOOL_SOURCE)
    if municipality_id not in actor.municipality_ids:
        raise NotPermitted("municipality")
    source = SchoolSource(municipality_id=municipality_id)
    _take_over(actor, source, facts)
    source.save()
    return source


@operation
def change_source(
    actor: Actor, source_id: UUID, facts: SourceFacts, *, expected_version: int | None = None
) -> SchoolSource:
    """Change a source; another address or school makes the next run read everything again."""
    require(actor, Action.CHANGE, Resource.SCHOOL_SOURCE)
    source = SchoolSource.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=source_id)
    require_version(source, expected_version)
    before = (source.base_url, source.school_id, source.oneroster_version)
    _take_over(actor, source, facts)
    if before != (source.base_url, source.school_id, source.oneroster_version):
        source.cursor = {}
    source.save()
    return source


def endpoint_of(source: SchoolSource) -> Endpoint:
    """Where the source is, with its secret; for whoever reads it, never for whoever shows it."""
    secret = unseal(source.client_secret).decode() if source.client_secret else ""
    return Endpoint(
        source.base_url, source.token_url, source.client_id, secret, source.oneroster_version, tuple(source.scopes)
    )


def schools_of(municipality_id: UUID) -> list[Agency]:
    """The schools that serve the municipality today."""
    today = timezone.localdate()
    serving = AgencyService.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=today), municipality=municipality_id, first_day__lte=today
    )
    schools = Agency.objects.filter(kind=AgencyKind.SCHOOL, pk__in=serving.values("provider"))
    return list(schools.order_by("name", "id"))


def _take_over(actor: Actor, source: SchoolSource, facts: SourceFacts) -> None:
    refusals = _refusals(source, facts)
    if refusals:
        raise RuleRefused(*refusals)
    for name in ("name", "kind", "oneroster_version", *_ADDRESSES, "client_id", "folder", "is_active"):
        setattr(source, name, getattr(facts, name))
    source.school_id = facts.school_id
    source.scopes = list(facts.scopes)
    if facts.client_secret:
        source.client_secret = seal(facts.client_secret.encode())
    if facts.owner_id or actor.user_id:
        source.owner_id = facts.owner_id or source.owner_id or actor.user_id  # type: ignore[assignment]


def _refusals(source: SchoolSource, facts: SourceFacts) -> list[Refusal]:
    found = []
    if facts.school_id not in {school.pk for school in schools_of(source.municipality_id)}:
        found.append(Refusal("school_elsewhere", _("Velg en skole som kommunen bruker."), "school"))
    same = SchoolSource.objects.filter(municipality=source.municipality_id, name=facts.name)
    if same.exclude(pk=source.pk).exists():
        found.append(Refusal("name_taken", _("Det finnes allerede et skolesystem med dette navnet."), "name"))
    for field in _ADDRESSES:
        found += _address_refusals(field, getattr(facts, field))
    if facts.kind == SourceKind.REST:
        wanted = {"base_url": facts.base_url, "token_url": facts.token_url, "client_id": facts.client_id}
        found += [Refusal("required", _("Fyll ut feltet."), field) for field, value in wanted.items() if not value]
        if not (facts.client_secret or source.client_secret):
            found.append(Refusal("required", _("Skriv hemmeligheten som leverandøren ga dere."), "client_secret"))
    if facts.folder and not _is_plain(facts.folder):
        text = _("Mappen kan bare ha bokstaver, sifre, bindestrek og understrek.")
        found.append(Refusal("folder_unusable", text, "folder"))
    return found


def _address_refusals(field: str, url: str) -> list[Refusal]:
    if not url:
        return []
    try:
        check_address(url)
    except ForbiddenAddress as forbidden:
        # A name that cannot be looked up just now is asked again when it is called.
        if forbidden.code == "host_unknown" and url.startswith("https://"):
            return []
        return [Refusal(forbidden.code, str(FAULT_TEXTS[forbidden.code]), field)]
    return []


def _is_plain(folder: str) -> bool:
    return bool(folder) and all(sign.isalnum() or sign in "-_" for sign in folder) and folder.isascii()


def drop_folder_of(source: SchoolSource) -> str:
    """Where the watched folder of a source is; empty when the installation or the source has none."""
    root = str(settings.SCHOOL_DROP_DIR or "")
    return f"{root}/{source.folder}" if root and source.folder else ""
