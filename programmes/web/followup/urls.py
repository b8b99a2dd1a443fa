"""The addresses of follow-up."""

from django.urls import URLPattern, URLResolver, path

from programmes.web.followup.appointments import ChangeAppointmentPage, MakeAppointmentPage, OutcomePage
from programmes.web.followup.calendar import CalendarFeed, CalendarLinkPage
from programmes.web.followup.notes import DiscardDraftPage, FollowUpNotePage, NotePage, VoidNotePage
from programmes.web.followup.reviews import CancelReviewPage, HoldReviewPage, PlanReviewPage
from programmes.web.followup.work import UnpublishedPage

urlpatterns: list[URLPattern | URLResolver] = [
    path("deltakere/<uuid:pk>/notater/skriv/", NotePage.as_view(), name="write-note"),
    path("notater/upublisert/", UnpublishedPage.as_view(), name="unpublished"),
    path("notater/utkast/<uuid:pk>/forkast/", DiscardDraftPage.as_view(), name="discard-draft"),
    path("notater/<uuid:pk>/fulgt-opp/", FollowUpNotePage.as_view(), name="follow-up-note"),
    path("notater/<uuid:pk>/trekk-tilbake/", VoidNotePage.as_view(), name="void-note"),
    path("deltakere/<uuid:pk>/samtale/avtal/", MakeAppointmentPage.as_view(), name="make-appointment"),
    path("avtaler/<uuid:pk>/", ChangeAppointmentPage.as_view(), name="change-appointment"),
    path("avtaler/<uuid:pk>/utfall/", OutcomePage.as_view(), name="appointment-outcome"),
    path("program/<uuid:pk>/gjennomgang/", PlanReviewPage.as_view(), name="plan-review"),
    path("gjennomgang/<uuid:pk>/", HoldReviewPage.as_view(), name="hold-review"),
    path("gjennomgang/<uuid:pk>/avlys/", CancelReviewPage.as_view(), name="cancel-review"),
    path("kalender/", CalendarLinkPage.as_view(), name="calendar-link"),
    path("kalender/fotfeste.ics", CalendarFeed.as_view(), name="calendar"),
]
