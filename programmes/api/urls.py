"""This floor's part of the API."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from programmes.api.absences import AbsenceViewSet
from programmes.api.benefit import BenefitBasisViewSet
from programmes.api.classes.urls import router as class_router
from programmes.api.clock import ProgrammeClockViewSet
from programmes.api.decisions import DecisionViewSet, ExtensionViewSet, StopViewSet
from programmes.api.followup.urls import register_followup
from programmes.api.measures.measures import MeasureViewSet
from programmes.api.participations import ParticipationViewSet
from programmes.api.plan.urls import register_plans
from programmes.api.shared_case.urls import register_shared_case
from programmes.api.start import ClaimViewSet, EarlyJobViewSet, RightAssessmentViewSet, StartOfferViewSet

router = SimpleRouter(use_regex_path=False)
router.register("absences", AbsenceViewSet, basename="api-absences")
router.register("measures", MeasureViewSet, basename="api-measures")
router.register("participations", ParticipationViewSet, basename="api-participations")
router.register("benefit-basis", BenefitBasisViewSet, basename="api-benefit-basis")
router.register("decisions", DecisionViewSet, basename="api-decisions")
router.register("extensions", ExtensionViewSet, basename="api-extensions")
router.register("claims", ClaimViewSet, basename="api-claims")
router.register("start-offers", StartOfferViewSet, basename="api-start-offers")
router.register("early-jobs", EarlyJobViewSet, basename="api-early-jobs")
router.register("right-assessments", RightAssessmentViewSet, basename="api-right-assessments")
router.register("stops", StopViewSet, basename="api-stops")
register_plans(router)
register_followup(router)
register_shared_case(router)

router.registry.extend(class_router.registry)

urlpatterns: list[URLPattern | URLResolver] = [
    path("programme-clock/", ProgrammeClockViewSet.as_view({"post": "create"}), name="api-programme-clock"),
    *router.urls,
]
