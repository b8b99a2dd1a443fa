"""The pages of results."""

from django.urls import URLPattern, path

from integration.web.outcomes import after_programme, employment, lasting, people, shares, yearly

urlpatterns: list[URLPattern] = [
    path("", employment.EmploymentPage.as_view(), name="outcomes"),
    path("personer/", people.OutcomePeoplePage.as_view(), name="outcome-people"),
    path("varig/", lasting.LastingPage.as_view(), name="outcomes-lasting"),
    path("etter-programmet/", after_programme.AfterProgrammePage.as_view(), name="outcomes-after"),
    path("programmet/", shares.ProgrammePage.as_view(), name="outcomes-programme"),
    path("kvalifisering/", shares.QualificationPage.as_view(), name="outcomes-qualification"),
    path("arsrapport/", yearly.YearlyReportPage.as_view(), name="outcomes-yearly"),
]
