"""The addresses of the own log-in; whoever is logged in may open them, also before an agency is chosen."""

from django.urls import URLPattern, path

from agencies.web.gate import agency_not_required
from agencies.web.my_login.factors import AppPage, ChangePasswordPage, NewRecoveryCodes, RemoveApp
from agencies.web.my_login.passkeys import AskForNewPasskey, NewPasskeyPage, RemovePasskey
from agencies.web.my_login.proving import ProvePage
from agencies.web.my_login.sessions import EndOtherSessions, EndSession, MyLoginPage

urlpatterns: list[URLPattern] = [
    path("min-innlogging/", agency_not_required(MyLoginPage.as_view()), name="my-login"),
    path(
        "min-innlogging/okter/avslutt-andre/",
        agency_not_required(EndOtherSessions.as_view()),
        name="end-other-sessions",
    ),
    path("min-innlogging/okter/<uuid:pk>/avslutt/", agency_not_required(EndSession.as_view()), name="end-session"),
    path("min-innlogging/bekreft/", agency_not_required(ProvePage.as_view()), name="prove"),
    path("min-innlogging/passord/", agency_not_required(ChangePasswordPage.as_view()), name="change-password"),
    path("min-innlogging/kodeapp/", agency_not_required(AppPage.as_view()), name="add-app"),
    path("min-innlogging/kodeapp/ta-bort/", agency_not_required(RemoveApp.as_view()), name="remove-app"),
    path(
        "min-innlogging/gjenopprettingskoder/", agency_not_required(NewRecoveryCodes.as_view()), name="recovery-codes"
    ),
    path("min-innlogging/passnokkel/", agency_not_required(NewPasskeyPage.as_view()), name="add-passkey"),
    path(
        "min-innlogging/passnokkel/sporsmal/",
        agency_not_required(AskForNewPasskey.as_view()),
        name="ask-for-new-passkey",
    ),
    path(
        "min-innlogging/passnokkel/<uuid:pk>/ta-bort/",
        agency_not_required(RemovePasskey.as_view()),
        name="remove-passkey",
    ),
]
