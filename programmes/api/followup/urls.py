"""The addresses of follow-up at the API."""

from rest_framework.routers import SimpleRouter

from programmes.api.followup.appointments import AppointmentViewSet
from programmes.api.followup.journal import JournalViewSet
from programmes.api.followup.reviews import ReviewViewSet


def register_followup(router: SimpleRouter) -> None:
    """Add reviews, journal and appointments."""
    router.register("reviews", ReviewViewSet, basename="api-reviews")
    router.register("journal", JournalViewSet, basename="api-journal")
    router.register("appointments", AppointmentViewSet, basename="api-appointments")
