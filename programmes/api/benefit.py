"""The basis of the introduction benefit at the API, for systems that pay it. This one pays nothing."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.access import Action, FieldGroup, Resource, fields_for
from agencies.api.viewsets import BaseViewSet
from agencies.errors import NotPermitted
from programmes.benefit_basis import benefit_of
from programmes.law.benefit import BenefitReason, BenefitRow
from programmes.models import Participation


class BenefitRowSerializer(serializers.Serializer[BenefitRow]):
    """The basis in a period of inclusive days. Amounts are kroner, before what was not attended is taken off."""

    first_day = serializers.DateField()
    last_day = serializers.DateField()
    fraction = serializers.CharField(help_text=_("Andel av 2 G, for eksempel «5/6»."))
    reason = serializers.ChoiceField(choices=[(each.value, each.value) for each in BenefitReason])
    paragraph = serializers.CharField()
    basic_amount = serializers.DecimalField(
        source="basic_amount.kroner", max_digits=10, decimal_places=2, default=None, allow_null=True, help_text=_("G.")
    )
    a_year = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    a_month = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    a_day = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    an_hour = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    is_verified = serializers.SerializerMethodField(help_text=_("Om G er kontrollert mot forskriften."))

    def get_is_verified(self, row: BenefitRow) -> bool:
        """Whether G of the period was read in its regulation."""
        return row.basic_amount is not None and row.basic_amount.is_verified


class BenefitBasisViewSet(BaseViewSet):
    """Grunnlaget for introduksjonsstønad: andel av 2 G fra dag til dag, med paragraf."""

    model = Participation
    resource = Resource.PARTICIPATION
    serializer_class = BenefitRowSerializer
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {"retrieve": (Resource.HOUSEHOLD, Action.VIEW)}

    @extend_schema(summary=_("Grunnlaget for introduksjonsstønad"), responses={200: BenefitRowSerializer(many=True)})
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """Radene følger av alder, husstand og grunnbeløp slik de er registrert nå. Systemet utbetaler ingenting."""
        if FieldGroup.FAMILY not in fields_for(self.actor):
            raise NotPermitted("fields")
        row: Any = self.get_queryset().select_related("participant").get(pk=pk)
        self.log(row)
        rows: Any = benefit_of(row)
        return Response(BenefitRowSerializer(rows, many=True).data)
