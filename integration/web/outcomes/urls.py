"""The pages of results."""

from django.urls import URLPattern, path

from integration.web.outcomes import employment

urlpatterns: list[URLPattern] = [
    path("", employment.EmploymentPage.as_view(), name="outcomes"),
    path("personer/", employment.OutcomePeoplePage.as_view(), name="outcome-people"),
]
