"""The endpoints of messages and hand-overs."""

from rest_framework.routers import SimpleRouter

from programmes.api.shared_case.views import CaseMessageViewSet, HandoverViewSet


def register_shared_case(router: SimpleRouter) -> None:
    """Add them to the floor's router."""
    router.register("case-messages", CaseMessageViewSet, basename="api-case-messages")
    router.register("handovers", HandoverViewSet, basename="api-handovers")
