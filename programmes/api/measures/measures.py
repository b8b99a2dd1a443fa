"""Measures at the API: the same verbs as on the pages, one action each."""

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, Actor, Resource
from agencies.api.conditions import version_read_by
from agencies.api.filters import DayFilter, TruthFilter
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from programmes.api.measures.faces import (
    CancelMeasureSerializer,
    ConcludeSerializer,
    LastDaySerializer,
    LinkRequestSerializer,
    LinkSerializer,
    LoadSerializer,
    MeasureContentSerializer,
    MeasureRegistrationSerializer,
    MeasureSerializer,
    OnBehalfSerializer,
    OnPaperSerializer,
    ReviewSerializer,
    ShortenSerializer,
)
from programmes.models import MeasureKind, MeasureStatus, WorkMeasure
from programmes.models.measure import MeasureQuerySet
from programmes.operations.measures.approving import (
    approve_as_adviser,
    approve_on_behalf,
    approve_on_paper,
    withdraw_approvals,
)
from programmes.operations.measures.changing import (
    cancel_measure,
    conclude_measure,
    extend_measure,
    review_measure,
    shorten_measure,
)
from programmes.operations.measures.contents import Load, MeasureContent, content_of
from programmes.operations.measures.links import make_link
from programmes.operations.measures.preparing import change_measure, register_measure, set_load

_LOAD = ("percent", "hours_per_week", "days_per_week")


class MeasureFilter(filters.FilterSet):
    """Which measures."""

    participant_id = filters.UUIDFilter(field_name="participant", label=_("Deltaker"))
    municipality_id = filters.UUIDFilter(field_name="municipality", label=_("Kommune"))
    participation_id = filters.UUIDFilter(field_name="participation", label=_("Program"))
    kind = filters.ChoiceFilter(choices=MeasureKind.choices, label=_("Tiltak"))
    status = filters.ChoiceFilter(choices=MeasureStatus.choices, label=_("Status"))
    organisation_number = filters.CharFilter(max_length=9, label=_("Organisasjonsnummer"))
    first_day_from = DayFilter(field_name="first_day", lookup_expr="gte", label=_("Første dag fra og med"))
    first_day_to = DayFilter(field_name="first_day", lookup_expr="lte", label=_("Første dag til og med"))
    current = TruthFilter(method="by_today", label=_("Varer i dag"))

    class Meta:
        model = WorkMeasure
        fields = ("kind", "status", "organisation_number")

    def by_today(self, rows: MeasureQuerySet, _name: str, value: bool) -> QuerySet[WorkMeasure]:
        """Those in force today, or the others."""
        current = rows.on(timezone.localdate())
        return current if value else rows.exclude(pk__in=current.values("pk"))


@extend_schema_view(list=extend_schema(summary=_("Tiltak")), retrieve=extend_schema(summary=_("Ett tiltak")))
class MeasureViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Arbeidsmarkedstiltak for deltakere, med avtale, omfang og versjoner."""

    model = WorkMeasure
    resource = Resource.MEASURE
    faces = (MeasureSerializer,)
    filterset_class = MeasureFilter
    orderings: ClassVar[dict[str, str]] = {"-first_day": "first_day", "created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.MEASURE, Action.VIEW),
        "retrieve": (Resource.MEASURE, Action.VIEW),
        "create": (Resource.MEASURE, Action.CREATE),
        "partial_update": (Resource.MEASURE, Action.CHANGE),
        "load": (Resource.MEASURE, Action.CHANGE),
        "link": (Resource.MEASURE, Action.CHANGE),
        "approve_on_behalf": (Resource.MEASURE, Action.DECIDE),
        "approve_on_paper": (Resource.MEASURE, Action.CHANGE),
        "approve": (Resource.MEASURE, Action.DECIDE),
        "withdraw_approvals": (Resource.MEASURE, Action.CHANGE),
        "extend": (Resource.MEASURE, Action.DECIDE),
        "shorten": (Resource.MEASURE, Action.CHANGE),
        "cancel": (Resource.MEASURE, Action.CHANGE),
        "review": (Resource.MEASURE, Action.CHANGE),
        "conclude": (Resource.MEASURE, Action.CHANGE),
    }
    changes_version = frozenset(
        {
            "partial_update", "load", "link", "approve_on_behalf", "approve_on_paper", "approve", "withdraw_approvals",
            "extend", "shorten", "cancel", "review", "conclude",
        }
    )  # fmt: skip

    def visible(self) -> QuerySet[Any]:
        """Measures with what belongs to them, in a constant number of queries."""
        return WorkMeasure.objects.visible_to(self.actor).prefetch_related("loads", "approvals", "versions")

    @extend_schema(
        summary=_("Registrer et tiltak"), request=MeasureRegistrationSerializer, responses={201: MeasureSerializer}
    )
    def create(self, request: Request) -> Response:
        """Registrer et tiltak som utkast. Varighet, alder og sesong prøves mot forskriften."""
        values = self.parse(MeasureRegistrationSerializer)
        participant_id = values.pop("participant_id")
        load = Load(**{name: values.pop(name, None) for name in _LOAD})
        return self.answer_created(register_measure(self.actor, participant_id, _content(values), load))

    @extend_schema(summary=_("Endre et tiltak"), request=MeasureContentSerializer, responses={200: MeasureSerializer})
    def partial_update(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Endre innholdet. Før avtalen er inngått, faller godkjenningene bort; etterpå kan bare kontaktinfo endres."""
        return self.change(_change, pk, MeasureContentSerializer)

    @extend_schema(summary=_("Endre omfanget"), request=LoadSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def load(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Prosent, dager eller timer i uken fra en dag; senere rader faller bort."""
        return self.change(_set_load, pk, LoadSerializer)

    @extend_schema(summary=_("Lag engangslenke"), request=LinkRequestSerializer, responses={201: LinkSerializer})
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: UUID) -> Response:
        """En lenke som åpner bare denne avtalen, for én part, i 14 dager. Adressen vises bare i dette svaret."""
        measure = self.get_queryset().get(pk=pk)
        version = version_read_by(request, pk)
        new = make_link(self.actor, pk, expected_version=version, **self.parse(LinkRequestSerializer))
        path = reverse("employers:agreement", args=[measure.municipality_id])
        url = f"{settings.PUBLIC_URL}{path}?{urlencode({'k': new.secret})}"
        answer = {"party": new.row.party, "expires_at": new.row.expires_at, "url": url}
        response = Response(LinkSerializer(answer).data, status=201)
        response.headers["Cache-Control"] = "no-store, private"
        return response

    @extend_schema(summary=_("Godkjenn på vegne av"), request=OnBehalfSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"], url_path="approve-on-behalf")
    def approve_on_behalf(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Godkjenn for arbeidsgiveren eller deltakeren, med kodet begrunnelse."""
        return self.change(approve_on_behalf, pk, OnBehalfSerializer)

    @extend_schema(
        summary=_("Legg ved en signert avtale"), request=OnPaperSerializer, responses={200: MeasureSerializer}
    )
    @action(detail=True, methods=["post"], url_path="approve-on-paper")
    def approve_on_paper(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Papiret som arbeidsgiveren eller deltakeren har signert; det legges i saken."""
        return self.change(approve_on_paper, pk, OnPaperSerializer)

    @extend_schema(summary=_("Godkjenn som veileder"), request=None, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Veilederen godkjenner sist, og avtalen er inngått."""
        return self.change(approve_as_adviser, pk)

    @extend_schema(summary=_("Ta tilbake godkjenningene"), request=None, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"], url_path="withdraw-approvals")
    def withdraw_approvals(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Alle må godkjenne på nytt."""
        return self.change(withdraw_approvals, pk)

    @extend_schema(summary=_("Forleng et tiltak"), request=LastDaySerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Senere siste dag; lengste varighet prøves på nytt."""
        return self.change(extend_measure, pk, LastDaySerializer)

    @extend_schema(summary=_("Forkort et tiltak"), request=ShortenSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def shorten(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Tidligere siste dag, med grunn."""
        return self.change(shorten_measure, pk, ShortenSerializer)

    @extend_schema(summary=_("Annuller et tiltak"), request=CancelMeasureSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Ta tilbake et tiltak som ikke ble noe av."""
        return self.change(cancel_measure, pk, CancelMeasureSerializer)

    @extend_schema(summary=_("Registrer gjennomgang"), request=ReviewSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Si når tiltaket ble gjennomgått; neste frist regnes derfra."""
        return self.change(review_measure, pk, ReviewSerializer)

    @extend_schema(summary=_("Registrer resultatet"), request=ConcludeSerializer, responses={200: MeasureSerializer})
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: UUID) -> HttpResponseBase:
        """Hva tiltaket førte til."""
        return self.change(conclude_measure, pk, ConcludeSerializer)


def _content(values: dict[str, Any]) -> MeasureContent:
    return MeasureContent(**(values | {"conditions": tuple(values.get("conditions", ()))}))


def _change(actor: Actor, pk: UUID, *, expected_version: int, **values: Any) -> WorkMeasure:
    """A change of some members: the others are as they stand."""
    stated = {name: values.pop(name) for name in _LOAD if name in values}
    if "conditions" in values:
        values["conditions"] = tuple(values["conditions"])
    standing = content_of(WorkMeasure.objects.visible_to(actor).get(pk=pk))
    content = MeasureContent(**({name: getattr(standing, name) for name in standing.__slots__} | values))
    load = Load(**stated) if stated else None
    return change_measure(actor, pk, content, load, expected_version=expected_version)


def _set_load(actor: Actor, pk: UUID, *, expected_version: int, **values: Any) -> Any:
    return set_load(actor, pk, Load(**values), expected_version=expected_version)
