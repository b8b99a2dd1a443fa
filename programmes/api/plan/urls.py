"""The endpoints of plans, of what they stand on, and of proposals."""

from rest_framework.routers import SimpleRouter

from programmes.api.plan.basis import CareerGuidanceViewSet, SkillsMappingViewSet
from programmes.api.plan.plans import PlanElementViewSet, PlanVersionViewSet, PlanViewSet
from programmes.api.plan.proposals import ProposalViewSet


def register_plans(router: SimpleRouter) -> None:
    """Add them to the floor's router."""
    router.register("plans", PlanViewSet, basename="api-plans")
    router.register("plan-elements", PlanElementViewSet, basename="api-plan-elements")
    router.register("plan-versions", PlanVersionViewSet, basename="api-plan-versions")
    router.register("skills-mappings", SkillsMappingViewSet, basename="api-skills-mappings")
    router.register("career-guidances", CareerGuidanceViewSet, basename="api-career-guidances")
    router.register("proposals", ProposalViewSet, basename="api-proposals")
