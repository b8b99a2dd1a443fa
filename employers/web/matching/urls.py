"""The pages of places, matching and qualification tracks."""

from django.urls import URLPattern, path

from employers.web.matching.deciding import FittingPlacesPage, NotRelevantPage, SuggestPage
from employers.web.matching.place_writing import EditPlacePage, OfferPlacePage, OfferPlaceSomewherePage
from employers.web.matching.places import ClosePlacePage, PlaceListPage, PlacePage
from employers.web.matching.track_acts import (
    DropOutPage,
    FinishPage,
    JoinPage,
    MoveMemberPage,
    OpenCohortPage,
    RetireTrackPage,
    SetUpTrackPage,
)
from employers.web.matching.tracks import BoardPage, TrackListPage, TrackPage

MATCHING_PAGES: list[URLPattern] = [
    path("plasser/", PlaceListPage.as_view(), name="places"),
    path("plasser/ny/", OfferPlaceSomewherePage.as_view(), name="offer-place-somewhere"),
    path("plasser/<uuid:pk>/", PlacePage.as_view(), name="place"),
    path("plasser/<uuid:pk>/endre/", EditPlacePage.as_view(), name="edit-place"),
    path("plasser/<uuid:pk>/lukk/", ClosePlacePage.as_view(), name="close-place"),
    path("arbeidsgivere/<uuid:pk>/plass/", OfferPlacePage.as_view(), name="offer-place"),
    path("deltakere/<uuid:pk>/jobb/plasser/", FittingPlacesPage.as_view(), name="fitting-places"),
    path("deltakere/<uuid:pk>/plasser/<uuid:place>/foreslaa/", SuggestPage.as_view(), name="suggest"),
    path("deltakere/<uuid:pk>/plasser/<uuid:place>/ikke-aktuell/", NotRelevantPage.as_view(), name="not-relevant"),
    path("deltakere/<uuid:pk>/jobb/lop/", JoinPage.as_view(), name="join-track"),
    path("lop/", TrackListPage.as_view(), name="tracks"),
    path("lop/nytt/", SetUpTrackPage.as_view(), name="set-up-track"),
    path("lop/<uuid:pk>/", TrackPage.as_view(), name="track"),
    path("lop/<uuid:pk>/kull/", OpenCohortPage.as_view(), name="open-cohort"),
    path("lop/<uuid:pk>/ta-ut-av-bruk/", RetireTrackPage.as_view(), name="retire-track"),
    path("kull/<uuid:pk>/", BoardPage.as_view(), name="board"),
    path("lopsdeltaker/<uuid:pk>/flytt/", MoveMemberPage.as_view(), name="move-member"),
    path("lopsdeltaker/<uuid:pk>/slutt/", DropOutPage.as_view(), name="drop-out"),
    path("lopsdeltaker/<uuid:pk>/fullfort/", FinishPage.as_view(), name="finish-track"),
]
