"""The pages of measures, agreements and follow-up."""

from django.urls import URLPattern, path

from employers.web.employer_acts import (
    AddContactPage,
    MergeEmployerPage,
    RefreshEmployerPage,
    RemoveContactPage,
    WriteNotePage,
)
from employers.web.follow_up import EmployerTroublePage, FollowUpPage, QuickAnswerPage
from employers.web.matching.urls import MATCHING_PAGES
from employers.web.measures.acts import (
    ApproveMeasurePage,
    ApproveOnBehalfPage,
    ApproveOnPaperPage,
    CancelMeasurePage,
    ConcludeMeasurePage,
    ExtendMeasurePage,
    MakeLinkPage,
    MeasureLoadPage,
    ReviewMeasurePage,
    ShortenMeasurePage,
)
from employers.web.measures.agreement import AgreementPage
from employers.web.measures.detail import MeasurePage, SignedPaperPage
from employers.web.measures.registering import EditMeasurePage, MeasureMeaningPage, RegisterMeasurePage
from employers.web.placement_file import PlacementFilePage

WORK_PAGES: list[URLPattern] = [
    *MATCHING_PAGES,
    path("deltakere/<uuid:pk>/tiltak/nytt/", RegisterMeasurePage.as_view(), name="register-measure"),
    path("deltakere/<uuid:pk>/tiltak/betyr/", MeasureMeaningPage.as_view(), name="measure-meaning"),
    path("tiltak/<uuid:pk>/", MeasurePage.as_view(), name="measure"),
    path("tiltak/<uuid:pk>/endre/", EditMeasurePage.as_view(), name="edit-measure"),
    path("tiltak/<uuid:pk>/forleng/", ExtendMeasurePage.as_view(), name="extend-measure"),
    path("tiltak/<uuid:pk>/forkort/", ShortenMeasurePage.as_view(), name="shorten-measure"),
    path("tiltak/<uuid:pk>/annuller/", CancelMeasurePage.as_view(), name="cancel-measure"),
    path("tiltak/<uuid:pk>/gjennomgang/", ReviewMeasurePage.as_view(), name="review-measure"),
    path("tiltak/<uuid:pk>/resultat/", ConcludeMeasurePage.as_view(), name="conclude-measure"),
    path("tiltak/<uuid:pk>/omfang/", MeasureLoadPage.as_view(), name="measure-load"),
    path("tiltak/<uuid:pk>/paa-vegne-av/", ApproveOnBehalfPage.as_view(), name="approve-on-behalf"),
    path("tiltak/<uuid:pk>/papir/", ApproveOnPaperPage.as_view(), name="approve-on-paper"),
    path("tiltak/<uuid:pk>/lenke/", MakeLinkPage.as_view(), name="make-link"),
    path("tiltak/<uuid:pk>/avtale/<slug:act>/", ApproveMeasurePage.as_view(), name="approve-measure"),
    path("godkjenninger/<uuid:pk>/papir/", SignedPaperPage.as_view(), name="signed-paper"),
    path("avtale/<uuid:municipality>/", AgreementPage.as_view(), name="agreement"),
    path("arbeidsgivere/<uuid:pk>/hent/", RefreshEmployerPage.as_view(), name="refresh"),
    path("arbeidsgivere/<uuid:pk>/slaa-sammen/", MergeEmployerPage.as_view(), name="merge"),
    path("arbeidsgivere/<uuid:pk>/kontakt/", AddContactPage.as_view(), name="add-contact"),
    path("arbeidsgivere/<uuid:pk>/notat/", WriteNotePage.as_view(), name="write-note"),
    path("kontakter/<uuid:pk>/fjern/", RemoveContactPage.as_view(), name="remove-contact"),
    path("arbeidsgivere/jobber-fra-fil/", PlacementFilePage.as_view(), name="placement-file"),
    path("oppfolging/<uuid:pk>/", FollowUpPage.as_view(), name="follow-up"),
    path("oppfolging/<uuid:pk>/svar/", QuickAnswerPage.as_view(), name="quick-answer"),
    path("frister/<uuid:pk>/arbeidsgiver/", EmployerTroublePage.as_view(), name="employer-trouble"),
]
