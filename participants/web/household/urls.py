"""The addresses of a household."""

from django.urls import URLPattern, path

from participants.web.household.pages import (
    ChangeMemberPage,
    ChooseKinPage,
    CorrectMemberPage,
    EndMemberPage,
    LinkMemberPage,
    NewMemberPage,
    RemoveMemberPage,
    UndoMemberPage,
)

urlpatterns: list[URLPattern] = [
    path("deltakere/<uuid:pk>/familie/ny/", ChooseKinPage.as_view(), name="family-new"),
    path("deltakere/<uuid:pk>/familie/ny/<slug:kind>/", NewMemberPage.as_view(), name="family-add"),
    path("familie/<uuid:pk>/endre/", ChangeMemberPage.as_view(), name="family-change"),
    path("familie/<uuid:pk>/slutt/", EndMemberPage.as_view(), name="family-end"),
    path("familie/<uuid:pk>/rett/", CorrectMemberPage.as_view(), name="family-correct"),
    path("familie/<uuid:pk>/knytt/", LinkMemberPage.as_view(), name="family-link"),
    path("familie/<uuid:pk>/fjern/", RemoveMemberPage.as_view(), name="family-remove"),
    path("familie/<uuid:pk>/angre/", UndoMemberPage.as_view(), name="family-undo"),
]
