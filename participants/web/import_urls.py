"""The pages of arrival lists."""

from django.urls import URLPattern, path

from participants.web.import_columns import ColumnsPage
from participants.web.import_lists import ListsPage, UploadPage
from participants.web.imports import BatchPage, CheckAgainPage, DecideRowPage, FaultyRowsPage, ProgressPage

urlpatterns: list[URLPattern] = [
    path("", ListsPage.as_view(), name="import-list"),
    path("ny/", UploadPage.as_view(), name="import-upload"),
    path("<uuid:pk>/", BatchPage.as_view(), name="import-batch"),
    path("<uuid:pk>/framdrift/", ProgressPage.as_view(), name="import-progress"),
    path("<uuid:pk>/kolonner/", ColumnsPage.as_view(), name="import-columns"),
    path("<uuid:pk>/kontroller/", CheckAgainPage.as_view(), name="import-check-again"),
    path("<uuid:pk>/feilrader/", FaultyRowsPage.as_view(), name="import-faulty-rows"),
    path("rader/<uuid:pk>/avgjor/", DecideRowPage.as_view(), name="import-decide-row"),
]
