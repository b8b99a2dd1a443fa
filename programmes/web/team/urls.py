"""The addresses of the team leader's pages."""

from django.urls import URLPattern, path

from programmes.web.team.covers import ArrangeCoverPage, EndCover
from programmes.web.team.handover import HandoverPage, HandoverProgressPage
from programmes.web.team.overview import TeamPage

urlpatterns: list[URLPattern] = [
    path("teamet/", TeamPage.as_view(), name="team"),
    path("teamet/vikar/", ArrangeCoverPage.as_view(), name="arrange-cover"),
    path("teamet/vikar/<uuid:pk>/avslutt/", EndCover.as_view(), name="end-cover"),
    path("teamet/fordel/", HandoverPage.as_view(), name="hand-over"),
    path("teamet/fordel/<uuid:pk>/", HandoverProgressPage.as_view(), name="hand-over-progress"),
]
