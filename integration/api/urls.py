"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from integration.api.attendance import AttendanceBatchViewSet, AttendanceFaultViewSet
from integration.api.outcomes import OutcomeViewSet
from integration.api.school_systems import SchoolSourceViewSet, SourceRunViewSet
from integration.api.subject_access import SubjectExportViewSet

router = SimpleRouter(use_regex_path=False)
router.register("attendance/batches", AttendanceBatchViewSet, basename="api-attendance-batches")
router.register("attendance/faults", AttendanceFaultViewSet, basename="api-attendance-faults")
router.register("school-systems", SchoolSourceViewSet, basename="api-school-systems")
router.register("school-runs", SourceRunViewSet, basename="api-school-runs")
router.register("subject-access", SubjectExportViewSet, basename="api-subject-access")
router.register("outcomes", OutcomeViewSet, basename="api-outcomes")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
