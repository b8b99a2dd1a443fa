"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from participants.api.covers import CoverViewSet
from participants.api.deadlines import DeadlineViewSet, FlagViewSet
from participants.api.families import FamilyViewSet
from participants.api.household import FamilyMemberViewSet
from participants.api.imports import ImportBatchViewSet, ImportRowViewSet
from participants.api.mistakes import MergeActViewSet, MistakeViewSet, SamePersonViewSet
from participants.api.participants import ParticipantViewSet
from participants.api.transfers import TransferViewSet

router = SimpleRouter(use_regex_path=False)
router.register("participants", ParticipantViewSet, basename="api-participants")
router.register("families", FamilyViewSet, basename="api-families")
router.register("family-members", FamilyMemberViewSet, basename="api-family-members")
router.register("merges", MergeActViewSet, basename="api-merges")
router.register("case-mistakes", MistakeViewSet, basename="api-case-mistakes")
router.register("same-person-notices", SamePersonViewSet, basename="api-same-person-notices")
router.register("covers", CoverViewSet, basename="api-covers")
router.register("deadlines", DeadlineViewSet, basename="api-deadlines")
router.register("flags", FlagViewSet, basename="api-flags")
router.register("import-batches", ImportBatchViewSet, basename="api-import-batches")
router.register("import-rows", ImportRowViewSet, basename="api-import-rows")
router.register("transfers", TransferViewSet, basename="api-transfers")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
