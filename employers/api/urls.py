"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from employers.api.employers import EmployerViewSet
from employers.api.placements import PlacementViewSet

router = SimpleRouter(use_regex_path=False)
router.register("employers", EmployerViewSet, basename="api-employers")
router.register("placements", PlacementViewSet, basename="api-placements")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
