"""The pages of programmes: award, plan, end, and decisions."""

from django.urls import URLPattern, URLResolver, include, path

from programmes import class_urls
from programmes.web.absence_acts import (
    DocumentAbsencePage,
    LeaveEndPage,
    LeaveFollowUpPage,
    ReviewSelfCertificationPage,
    VoidAbsencePage,
    WithdrawSelfCertificationPage,
)
from programmes.web.absences import (
    AbsenceCorrectionPreviewPage,
    AbsencePreviewPage,
    CorrectAbsencePage,
    RegisterAbsencePage,
)
from programmes.web.approvals import ApprovalsPage
from programmes.web.award import AwardPage, AwardPreviewPage
from programmes.web.caseload.urls import urlpatterns as caseload
from programmes.web.certificates import CertificatePage
from programmes.web.decision_acts import DecisionActPage
from programmes.web.decisions import DecisionPage
from programmes.web.extending import ExtendPage
from programmes.web.followup.urls import urlpatterns as followup_urlpatterns
from programmes.web.plan.urls import urlpatterns as plan_urlpatterns
from programmes.web.reentry import AwardAgainPage
from programmes.web.running import EndPage
from programmes.web.shared_case.urls import urlpatterns as shared_case
from programmes.web.stopping import DraftPage, ResumePage, StopPage, WriteDraftPage
from programmes.web.taking_back import TakeExtensionBackPage
from programmes.web.team.urls import urlpatterns as team

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [
    *team,
    *caseload,
    *class_urls.urlpatterns,
    path("deltakere/<uuid:pk>/program/tildel/", AwardPage.as_view(), name="award"),
    path("deltakere/<uuid:pk>/program/tildel/beregn/", AwardPreviewPage.as_view(), name="award-preview"),
    path("deltakere/<uuid:pk>/program/nytt/", AwardAgainPage.as_view(), name="award-again"),
    *plan_urlpatterns,
    *followup_urlpatterns,
    *shared_case,
    path("program/<uuid:pk>/avslutt/", EndPage.as_view(), name="end"),
    path("program/<uuid:pk>/deltakerbevis/", CertificatePage.as_view(), name="certificate"),
    path("deltakere/<uuid:pk>/program/forlengelse/", ExtendPage.as_view(), name="extend"),
    path("deltakere/<uuid:pk>/program/stans/", StopPage.as_view(), name="stop"),
    path("deltakere/<uuid:pk>/program/stans/slutt/", ResumePage.as_view(), name="resume"),
    path("deltakere/<uuid:pk>/vedtak/nytt/", DraftPage.as_view(), name="draft"),
    path("godkjenning/", ApprovalsPage.as_view(), name="approvals"),
    path("vedtak/<uuid:pk>/", DecisionPage.as_view(), name="decision"),
    path("vedtak/<uuid:pk>/skriv/", WriteDraftPage.as_view(), name="write-draft"),
    path("vedtak/<uuid:pk>/ta-tilbake/", TakeExtensionBackPage.as_view(), name="take-back-extension"),
    path("vedtak/<uuid:pk>/<slug:act>/", DecisionActPage.as_view(), name="decision-act"),
    path("deltakere/<uuid:pk>/fravaer/registrer/", RegisterAbsencePage.as_view(), name="register-absence"),
    path("deltakere/<uuid:pk>/fravaer/beregn/", AbsencePreviewPage.as_view(), name="absence-preview"),
    path("fravaer/<uuid:pk>/rett/", CorrectAbsencePage.as_view(), name="correct-absence"),
    path("fravaer/<uuid:pk>/rett/beregn/", AbsenceCorrectionPreviewPage.as_view(), name="absence-correction-preview"),
    path("fravaer/<uuid:pk>/annuller/", VoidAbsencePage.as_view(), name="void-absence"),
    path("fravaer/<uuid:pk>/dokumentasjon/", DocumentAbsencePage.as_view(), name="document-absence"),
    path("fravaer/<uuid:pk>/oppfolging/", LeaveFollowUpPage.as_view(), name="leave-follow-up"),
    path("fravaer/<uuid:pk>/tilbake/", LeaveEndPage.as_view(), name="leave-end"),
    path("program/<uuid:pk>/egenmelding/", WithdrawSelfCertificationPage.as_view(), name="withdraw-self-certification"),
    path("egenmelding/<uuid:pk>/vurder/", ReviewSelfCertificationPage.as_view(), name="review-self-certification"),
    path("", include("programmes.start_urls")),
]
