"""The pages of people and what is due for them."""

from django.urls import URLPattern, URLResolver, include, path

from participants.web.access import KinPage, ProtectPage, TakeAccessPage
from participants.web.acts import AssignPage, RenewPermitPage
from participants.web.case import CasePage
from participants.web.changes import ChangesPage
from participants.web.departing import DeparturePage
from participants.web.documents import DocumentPage, UploadDocumentPage
from participants.web.enrol import EnrolPage
from participants.web.enrol_family import EnrolFamilyPage
from participants.web.events import EventsPage
from participants.web.flags import ActOnFlag, DismissFlag, TakeFlag
from participants.web.merge import MergePage
from participants.web.portfolio import PortfolioPage
from participants.web.portfolio_settings import (
    MoveFilterPage,
    PortfolioColumnsPage,
    RemoveFilterPage,
    SaveFilterPage,
)
from participants.web.privacy import OverridesPage, PatternsPage
from participants.web.protected import ProtectedCasesPage
from participants.web.reserving import ReservationPage
from participants.web.search import SearchPage
from participants.web.stating import StatementPage
from participants.web.transfers import (
    AcceptTransferPage,
    DeclineTransferPage,
    RequestTransferPage,
    TransferPage,
    TransfersPage,
    WithdrawTransferPage,
)
from participants.web.work import MyWorkPage, NothingHerePage

app_name = "participants"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", MyWorkPage.as_view(), name="my-work"),
    path("ingen-oppgaver/", NothingHerePage.as_view(), name="nothing-here"),
    path("sok/", SearchPage.as_view(), name="search"),
    path("deltakere/", PortfolioPage.as_view(), name="list"),
    path("deltakere/kolonner/", PortfolioColumnsPage.as_view(), name="portfolio-columns"),
    path("deltakere/filter/", SaveFilterPage.as_view(), name="save-filter"),
    path("filter/<uuid:pk>/opp/", MoveFilterPage.as_view(), name="move-filter"),
    path("filter/<uuid:pk>/fjern/", RemoveFilterPage.as_view(), name="remove-filter"),
    path("deltakere/ny/", EnrolPage.as_view(), name="enrol"),
    path("deltakere/ny/familie/", EnrolFamilyPage.as_view(), name="enrol-family"),
    path("deltakere/skjermet/", ProtectedCasesPage.as_view(), name="protected"),
    path("deltakere/<uuid:pk>/", CasePage.as_view(), name="case"),
    path("deltakere/<uuid:pk>/tildel/", AssignPage.as_view(), name="assign"),
    path("deltakere/<uuid:pk>/ta-tilgang/", TakeAccessPage.as_view(), name="take-access"),
    path("deltakere/<uuid:pk>/adressesperre/", ProtectPage.as_view(), name="protect"),
    path("innsynslogg/uvanlig/", PatternsPage.as_view(), name="access-patterns"),
    path("innsynslogg/egne-tilganger/", OverridesPage.as_view(), name="access-overrides"),
    path("mine/naere-relasjoner/", KinPage.as_view(), name="close-family"),
    path("deltakere/<uuid:pk>/tillatelse/", RenewPermitPage.as_view(), name="renew-permit"),
    path("deltakere/<uuid:pk>/ute-av-norge/", DeparturePage.as_view(), name="departure"),
    path("deltakere/<uuid:pk>/forskning/", ReservationPage.as_view(), name="research-reservation"),
    path("deltakere/<uuid:pk>/forklaring/", StatementPage.as_view(), name="statement"),
    path("deltakere/<uuid:pk>/nytt-dokument/", UploadDocumentPage.as_view(), name="document-upload"),
    path("deltakere/<uuid:pk>/be-om-flytting/", RequestTransferPage.as_view(), name="request-transfer"),
    path("deltakere/<uuid:pk>/slaa-sammen/", MergePage.as_view(), name="merge"),
    path("", include("participants.web.household.urls")),
    path("", include("participants.web.mistake_urls")),
    path("deltakere/<uuid:pk>/hendelser/", EventsPage.as_view(), name="events"),
    path("deltakere/<uuid:pk>/endringer/", ChangesPage.as_view(), name="changes"),
    path("deltakere/<uuid:pk>/<slug:tab>/", CasePage.as_view(), name="case-tab"),
    path("dokumenter/<uuid:pk>/", DocumentPage.as_view(), name="document"),
    path("varsler/<uuid:pk>/ta/", TakeFlag.as_view(), name="flag-take"),
    path("varsler/<uuid:pk>/fulgt-opp/", ActOnFlag.as_view(), name="flag-act"),
    path("varsler/<uuid:pk>/avvis/", DismissFlag.as_view(), name="flag-dismiss"),
    path("flytting/", TransfersPage.as_view(), name="transfers"),
    path("flytting/<uuid:pk>/", TransferPage.as_view(), name="transfer"),
    path("flytting/<uuid:pk>/godta/", AcceptTransferPage.as_view(), name="accept-transfer"),
    path("flytting/<uuid:pk>/avsla/", DeclineTransferPage.as_view(), name="decline-transfer"),
    path("flytting/<uuid:pk>/trekk-tilbake/", WithdrawTransferPage.as_view(), name="withdraw-transfer"),
    path("import/", include("participants.web.import_urls")),
]
