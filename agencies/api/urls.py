"""The ground floor's part of the API."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from agencies.api.agencies import AgencyViewSet
from agencies.api.jobs import JobViewSet
from agencies.api.tokens import TokenViewSet

router = SimpleRouter(use_regex_path=False)
router.register("agencies", AgencyViewSet, basename="api-agencies")
router.register("jobs", JobViewSet, basename="api-jobs")

urlpatterns: list[URLPattern | URLResolver] = [
    path("token/", TokenViewSet.as_view({"post": "create", "delete": "destroy"}), name="api-token"),
    *router.urls,
]
