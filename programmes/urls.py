"""The pages of programmes: award, plan, end."""

from django.urls import URLPattern, URLResolver, path

from programmes.web.award import AwardPage, AwardPreviewPage
from programmes.web.running import EndPage, PlanPage

app_name = "programmes"
urlpatterns: list[URLPattern | URLResolver] = [
    path("deltakere/<uuid:pk>/program/tildel/", AwardPage.as_view(), name="award"),
    path("deltakere/<uuid:pk>/program/tildel/beregn/", AwardPreviewPage.as_view(), name="award-preview"),
    path("program/<uuid:pk>/plan/", PlanPage.as_view(), name="register-plan"),
    path("program/<uuid:pk>/avslutt/", EndPage.as_view(), name="end"),
]
