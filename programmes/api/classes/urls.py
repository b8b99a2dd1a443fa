"""The addresses of classes at the API."""

from rest_framework.routers import SimpleRouter

from programmes.api.classes.attendance import AttendanceViewSet
from programmes.api.classes.results import ExemptionViewSet, TestResultViewSet
from programmes.api.classes.school_classes import ClassEnrolmentViewSet, ClassSessionViewSet, SchoolClassViewSet

router = SimpleRouter(use_regex_path=False)
router.register("classes", SchoolClassViewSet, basename="api-classes")
router.register("class-sessions", ClassSessionViewSet, basename="api-class-sessions")
router.register("class-enrolments", ClassEnrolmentViewSet, basename="api-class-enrolments")
router.register("attendance", AttendanceViewSet, basename="api-attendance")
router.register("test-results", TestResultViewSet, basename="api-test-results")
router.register("exemptions", ExemptionViewSet, basename="api-exemptions")
