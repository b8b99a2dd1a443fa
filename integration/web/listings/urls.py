"""The pages of lists as files."""

from django.urls import URLPattern, path

from integration.web.listings import pages

urlpatterns: list[URLPattern] = [
    path("", pages.ListsAsFilesPage.as_view(), name="lists"),
    path("framdrift/", pages.ListsProgressPage.as_view(), name="lists-progress"),
    path("<uuid:pk>/", pages.ListFilePage.as_view(), name="list-file"),
]
