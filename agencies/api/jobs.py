"""Background jobs as the API shows them: how far they have come, live."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from agencies.access import Action, Resource
from agencies.api.serializers import FaceSerializer
from agencies.api.viewsets import BaseViewSet, ListMixin, RetrieveMixin
from agencies.models import Job, JobState
from agencies.operations.jobs import progress_of
from agencies.visibility import jobs_visible_to


class JobSerializer(FaceSerializer):
    """A job, with the live figures while it runs."""

    done = serializers.SerializerMethodField(help_text=_("Hvor mye som er gjort."))
    total = serializers.SerializerMethodField(help_text=_("Hvor mye det er i alt; 0 når det ikke er kjent ennå."))

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "done",
            "total",
            "attempts",
            "created_at",
            "started_at",
            "finished_at",
            "error",
        )
        read_only_fields = fields

    def get_done(self, job: Job) -> int:
        """The live figure."""
        return progress_of(job)[0]

    def get_total(self, job: Job) -> int:
        """The live figure."""
        return progress_of(job)[1]


class JobFilter(filters.FilterSet):
    """Which jobs."""

    state = filters.ChoiceFilter(choices=JobState.choices, label=_("Hvor langt jobben er kommet"))
    kind = filters.CharFilter(max_length=60, label=_("Type jobb"))

    class Meta:
        model = Job
        fields = ("state", "kind")


@extend_schema_view(list=extend_schema(summary=_("Bakgrunnsjobber")), retrieve=extend_schema(summary=_("En jobb")))
class JobViewSet(ListMixin, RetrieveMixin, BaseViewSet):
    """Bakgrunnsjobbene til virksomheten din."""

    model = Job
    resource = Resource.JOB
    holds_people = False
    faces = (JobSerializer,)
    filterset_class = JobFilter
    orderings: ClassVar[dict[str, str]] = {"-created_at": "created_at"}
    acts: ClassVar[dict[str, tuple[Resource, Action]]] = {
        "list": (Resource.JOB, Action.VIEW),
        "retrieve": (Resource.JOB, Action.VIEW),
    }

    def visible(self) -> QuerySet[Any]:
        """The jobs of the own agency."""
        return jobs_visible_to(self.actor)
