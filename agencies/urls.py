"""The pages of the ground floor: log-in, the agency one acts for, staff, the access log."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from agencies.web.access_log import AccessLogPage
from agencies.web.access_print import AccessPrintPage
from agencies.web.cooperation import (
    CooperationPage,
    EndAgreementPage,
    EndServicePage,
    NewAgreementPage,
    NewServicePage,
)
from agencies.web.health import health
from agencies.web.login import LoginPage, SecondStepPage, choose_agency, log_out
from agencies.web.machines import MachinePage, MachinesPage, NewMachinePage, ShutMachineOut, WithdrawKey
from agencies.web.my_login.passkeys import AskForPasskey
from agencies.web.my_login.urls import urlpatterns as my_login
from agencies.web.oidc import BackFromProvider, StartAtProvider
from agencies.web.staffing.urls import urlpatterns as staffing
from agencies.web.style_guide import StyleGuidePage

_pages = [
    path("logg-inn/", LoginPage.as_view(), name="login"),
    path("logg-inn/kode/", SecondStepPage.as_view(), name="second-step"),
    path("logg-inn/hos/<slug:provider>/", StartAtProvider.as_view(), name="start-at-provider"),
    path("logg-inn/hos/<slug:provider>/svar/", BackFromProvider.as_view(), name="back-from-provider"),
    path("logg-inn/passnokkel/", AskForPasskey.as_view(), name="ask-for-passkey"),
    path("logg-ut/", log_out, name="logout"),
    path("velg-virksomhet/", choose_agency, name="choose-agency"),
    *my_login,
    *staffing,
    path("samarbeid/", CooperationPage.as_view(), name="cooperation"),
    path("samarbeid/avtaler/ny/", NewAgreementPage.as_view(), name="new-agreement"),
    path("samarbeid/avtaler/<uuid:pk>/avslutt/", EndAgreementPage.as_view(), name="end-agreement"),
    path("samarbeid/betjening/ny/", NewServicePage.as_view(), name="new-service"),
    path("samarbeid/betjening/<uuid:pk>/avslutt/", EndServicePage.as_view(), name="end-service"),
    path("systemer/", MachinesPage.as_view(), name="machines"),
    path("systemer/nytt/", NewMachinePage.as_view(), name="new-machine"),
    path("systemer/<uuid:pk>/", MachinePage.as_view(), name="machine"),
    path("systemer/<uuid:pk>/avslutt/", ShutMachineOut.as_view(), name="shut-machine-out"),
    path("systemer/nokler/<uuid:pk>/trekk-tilbake/", WithdrawKey.as_view(), name="withdraw-key"),
    path("innsynslogg/", AccessLogPage.as_view(), name="access-log"),
    path("innsynslogg/<uuid:pk>/utskrift/", AccessPrintPage.as_view(), name="access-print"),
    path("stilguide/", StyleGuidePage.as_view(), name="style-guide"),
    path("helse/", health, name="health"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_pages, "agencies"))),
    # Django's own name, outside the namespace: templates of Django and ours reverse it as it is.
    path("sprak/", login_not_required(set_language), name="set_language"),
]
