"""The pages of NIR."""

from django.urls import URLPattern, path

from integration.web.nir import case, overview, setup

urlpatterns: list[URLPattern] = [
    path("", overview.NirPage.as_view(), name="nir"),
    path("ny/", overview.MakeExportPage.as_view(), name="nir-make"),
    path("skjema/", overview.SchemaPage.as_view(), name="nir-schema"),
    path("filer/<uuid:pk>/", overview.NirFilePage.as_view(), name="nir-file"),
    path("filer/<uuid:pk>/levert/", overview.DeliveredPage.as_view(), name="nir-delivered"),
    path("filer/<uuid:pk>/forkast/", overview.DiscardExportPage.as_view(), name="nir-discard"),
    path("person/<uuid:pk>/", case.NirCasePage.as_view(), name="nir-case"),
    path("oppsett/", setup.NirCodesPage.as_view(), name="nir-codes"),
    path("oppsett/dag/", setup.ReportsFromPage.as_view(), name="nir-reports-from"),
]
