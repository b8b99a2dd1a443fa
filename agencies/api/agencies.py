"""Agencies as the API shows them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from agencies.access import Action, Resource
from agencies.api.serializers import FaceSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.models import Agency, AgencyKind
from agencies.visibility import agencies_visible_to


class AgencySerializer(FaceSerializer):
    """A public body: what it is, and its number with the leading zero."""

    class Meta:
        model = Agency
        fields = ("id", "kind", "number", "name", "organisation_number", "parent_id")
        read_only_fields = fields


class AgencyFilter(filters.FilterSet):
    """Which agencies."""

    kind = filters.ChoiceFilter(choices=AgencyKind.choices, label=_("Type virksomhet"))
    number = filters.CharFilter(max_length=12, label=_("Nummer, med ledende null"))

    class Meta:
        model = Agency
        fields = ("kind", "number")


@extend_schema_view(list=extend_schema(summary=_("Virksomheter")), retrieve=extend_schema(summary=_("En virksomhet")))
class AgencyViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Virksomheten din, kommunene den møter, og de som betjener disse."""

    model = Agency
    resource = Resource.AGENCY
    holds_people = False
    faces = (AgencySerializer,)
    filterset_class = AgencyFilter
    orderings: ClassVar[dict[str, str]] = {"name": "name", "number": "number"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.AGENCY, Action.VIEW),
        "retrieve": (Resource.AGENCY, Action.VIEW),
    }

    def visible(self) -> QuerySet[Any]:
        """The agencies around the actor's own."""
        return agencies_visible_to(self.actor)
