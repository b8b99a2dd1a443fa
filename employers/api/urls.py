"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from employers.api.code_lists import IndustryViewSet, OccupationViewSet
from employers.api.employers import EmployerViewSet
from employers.api.follow_up import FollowUpViewSet
from employers.api.matching.places import OfferedPlaceViewSet, SuggestionViewSet
from employers.api.matching.tracks import CohortViewSet, TrackMembershipViewSet, TrackViewSet
from employers.api.placements import PlacementViewSet

router = SimpleRouter(use_regex_path=False)
router.register("employers", EmployerViewSet, basename="api-employers")
router.register("follow-ups", FollowUpViewSet, basename="api-follow-ups")
router.register("industries", IndustryViewSet, basename="api-industries")
router.register("occupations", OccupationViewSet, basename="api-occupations")
router.register("placements", PlacementViewSet, basename="api-placements")
router.register("places", OfferedPlaceViewSet, basename="api-places")
router.register("suggestions", SuggestionViewSet, basename="api-suggestions")
router.register("tracks", TrackViewSet, basename="api-tracks")
router.register("cohorts", CohortViewSet, basename="api-cohorts")
router.register("track-memberships", TrackMembershipViewSet, basename="api-track-memberships")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
