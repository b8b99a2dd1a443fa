"""The addresses of taking over running programmes."""

from django.urls import URLPattern, path

from programmes.web.caseload.comparing import ComparePage
from programmes.web.caseload.imports import (
    CaseloadColumnsPage,
    CaseloadListPage,
    CaseloadPage,
    CaseloadProgressPage,
    FaultyCaseloadFile,
    UploadCaseloadPage,
)

urlpatterns: list[URLPattern] = [
    path("teamet/overta/", CaseloadListPage.as_view(), name="caseload-list"),
    path("teamet/overta/ny/", UploadCaseloadPage.as_view(), name="caseload-upload"),
    path("teamet/overta/<uuid:pk>/", CaseloadPage.as_view(), name="caseload"),
    path("teamet/overta/<uuid:pk>/framdrift/", CaseloadProgressPage.as_view(), name="caseload-progress"),
    path("teamet/overta/<uuid:pk>/kolonner/", CaseloadColumnsPage.as_view(), name="caseload-columns"),
    path("teamet/overta/<uuid:pk>/feilrader/", FaultyCaseloadFile.as_view(), name="caseload-faulty"),
    path("program/<uuid:pk>/sluttdato/", ComparePage.as_view(), name="compare-end"),
]
