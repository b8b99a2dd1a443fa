"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from programmes.api.clock import ProgrammeClockViewSet
from programmes.api.participations import ParticipationViewSet

router = SimpleRouter(use_regex_path=False)
router.register("participations", ParticipationViewSet, basename="api-participations")

urlpatterns: list[URLPattern | URLResolver] = [
    path("programme-clock/", ProgrammeClockViewSet.as_view({"post": "create"}), name="api-programme-clock"),
    *router.urls,
]
