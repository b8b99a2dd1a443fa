"""The addresses of what is taken back or corrected, and of the same person elsewhere."""

from django.urls import URLPattern, path

from participants.web.elsewhere import NoticePage, NoticesPage
from participants.web.mistakes import (
    IdentityPage,
    MistakesPage,
    NumberPage,
    RegisteredInErrorPage,
    RestorePage,
    SplitPage,
    UndoMergePage,
)

urlpatterns: list[URLPattern] = [
    path("deltakere/registrert-ved-en-feil/", MistakesPage.as_view(), name="mistakes"),
    path("deltakere/<uuid:pk>/registrert-ved-en-feil/", RegisteredInErrorPage.as_view(), name="in-error"),
    path("deltakere/<uuid:pk>/gjenopprett/", RestorePage.as_view(), name="restore"),
    path("deltakere/<uuid:pk>/del/", SplitPage.as_view(), name="split"),
    path("deltakere/<uuid:pk>/identitet/", IdentityPage.as_view(), name="identity"),
    path("deltakere/<uuid:pk>/nytt-nummer/", NumberPage.as_view(), name="new-number"),
    path("sammenslaing/<uuid:pk>/angre/", UndoMergePage.as_view(), name="undo-merge"),
    path("samme-person/", NoticesPage.as_view(), name="same-person-list"),
    path("samme-person/<uuid:pk>/", NoticePage.as_view(), name="same-person"),
]
