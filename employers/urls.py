"""The pages of employers and placements."""

from django.urls import URLPattern, URLResolver, path

from employers.web.choices import FindEmployersPage, FindOccupationsPage
from employers.web.employers import EmployerListPage, EmployerPage, RegisterEmployerPage
from employers.web.ending import EndPlacementPage
from employers.web.job_here import JobHerePage
from employers.web.placement import LogPlacementPage, PlacementMeaningPage
from employers.work_urls import WORK_PAGES

app_name = "employers"
urlpatterns: list[URLPattern | URLResolver] = [
    path("arbeidsgivere/", EmployerListPage.as_view(), name="list"),
    path("arbeidsgivere/ny/", RegisterEmployerPage.as_view(), name="register"),
    path("arbeidsgivere/finn/", FindEmployersPage.as_view(), name="find"),
    path("arbeidsgivere/<uuid:pk>/", EmployerPage.as_view(), name="detail"),
    path("arbeidsgivere/<uuid:pk>/jobb/", JobHerePage.as_view(), name="job-here"),
    path("yrker/finn/", FindOccupationsPage.as_view(), name="find-occupations"),
    path("deltakere/<uuid:pk>/jobb/ny/", LogPlacementPage.as_view(), name="log-placement"),
    path("deltakere/<uuid:pk>/jobb/betyr/", PlacementMeaningPage.as_view(), name="placement-meaning"),
    *WORK_PAGES,
    path("jobb/<uuid:pk>/avslutt/", EndPlacementPage.as_view(), name="end-placement"),
]
