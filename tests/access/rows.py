"""Which pair of the decision table each page stands on, and what the id in its address is.

Most pages say it themselves (``needs``, or ``resource`` and ``action``). The rest have a row here, or in the ``pages``
of their subject in ``tests.subjects``; a page without a row fails the matrix.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from agencies.access import Action, Resource
from tests.subjects import subjects

V, C, W, D = Action.VIEW, Action.CREATE, Action.CHANGE, Action.DECIDE
Pair = tuple[Resource, Action]
_SLUG = re.compile(r"<slug:\w+>")

OPEN = frozenset(
    {"LoginPage", "LogoutPage", "ChooseAgencyPage", "AcceptInvitationPage", "StyleGuidePage", "NothingHerePage",
     "KinPage", "AgreementPage", "MyLoginPage", "EndSession", "EndOtherSessions", "ProvePage",
     "SecondStepPage", "StartAtProvider", "BackFromProvider",
     "AskForPasskey", "AskForNewPasskey", "NewPasskeyPage", "RemovePasskey",
     "AppPage", "RemoveApp", "NewRecoveryCodes", "ChangePasswordPage"}
)  # fmt: skip
"""Pages for whoever is logged in, or not even that: they show nobody's data, or the one agreement of a secret link."""

# What the id in an address is, by the part of the address before it.
MODELS = {
    "deltakere": "Participant",
    "dokumenter": "Document",
    "varsler": "Flag",
    "flytting": "TransferRequest",
    "import": "ImportBatch",
    "import/rader": "ImportRow",
    "program": "Participation",
    "vedtak": "Decision",
    "fravaer": "Absence",
    "egenmelding": "Participation",
    "jobb": "Placement",
    "familie": "FamilyMember",
    "forslag": "Proposal",
    "arbeidsgivere": "Employer",
    "ansatte": "User",
    "ansatte/roller": "Membership",
    "ansatte/roller-fra-innlogging": "ClaimMapping",
    "ansatte/gjennomgang": "AccessReview",
    "samarbeid/avtaler": "CooperationAgreement",
    "samarbeid/betjening": "AgencyService",
    "systemer": "MachineAccess",
    "systemer/nokler": "ApiToken",
    "teamet/overta": "CaseloadImport",
    "teamet/fordel": "handover",
    "innsynslogg": "Participant",
}

PAGES: dict[str, Pair] = {
    "MyWorkPage": (Resource.DEADLINE, V),
    "ListsPage": (Resource.IMPORT, V),
    "UploadPage": (Resource.IMPORT, C),
    "participants.web.imports.BatchPage": (Resource.IMPORT, V),
    "participants.web.imports.ProgressPage": (Resource.IMPORT, V),
    "ColumnsPage": (Resource.IMPORT, W),
    "CheckAgainPage": (Resource.IMPORT, W),
    "FaultyRowsPage": (Resource.IMPORT, V),
    "DecideRowPage": (Resource.IMPORT, W),
    "SearchPage": (Resource.PARTICIPANT, V),
    "PortfolioPage": (Resource.PARTICIPANT, V),
    "CasePage": (Resource.PARTICIPANT, V),
    "ChangesPage": (Resource.PARTICIPANT, V),
    "participants.web.enrol.EnrolPage": (Resource.PARTICIPANT, C),
    "programmes.web.classes.case_forms.EnrolPage": (Resource.CLASS_ENROLMENT, C),
    "MergePage": (Resource.PARTICIPANT, W),
    "ChooseKinPage": (Resource.HOUSEHOLD, C),
    "NewMemberPage": (Resource.HOUSEHOLD, C),
    "ChangeMemberPage": (Resource.HOUSEHOLD, W),
    "LinkMemberPage": (Resource.HOUSEHOLD, W),
    "EndMemberPage": (Resource.HOUSEHOLD, W),
    "CorrectMemberPage": (Resource.HOUSEHOLD, W),
    "RemoveMemberPage": (Resource.HOUSEHOLD, W),
    "UndoMemberPage": (Resource.HOUSEHOLD, W),
    "UndoMergePage": (Resource.PARTICIPANT, W),
    "MappingPage": (Resource.SKILLS_MAPPING, W),
    "GuidancePage": (Resource.SKILLS_MAPPING, W),
    "ProposeElementPage": (Resource.PROPOSAL, C),
    "ProposalPage": (Resource.PROPOSAL, V),
    "RequestTransferPage": (Resource.TRANSFER, C),
    "DocumentPage": (Resource.DOCUMENT, V),
    "TakeFlag": (Resource.FLAG, W),
    "ActOnFlag": (Resource.FLAG, W),
    "DismissFlag": (Resource.FLAG, W),
    "TransfersPage": (Resource.TRANSFER, V),
    "TransferPage": (Resource.TRANSFER, V),
    "AcceptTransferPage": (Resource.TRANSFER, D),
    "DeclineTransferPage": (Resource.TRANSFER, D),
    "WithdrawTransferPage": (Resource.TRANSFER, W),
    "AwardPage": (Resource.PARTICIPATION, D),
    "AwardPreviewPage": (Resource.PARTICIPATION, D),
    "ExtendPage": (Resource.DECISION, C),
    "programmes.web.stopping.StopPage": (Resource.DECISION, C),
    "AwardAgainPage": (Resource.PARTICIPATION, D),
    "ResumePage": (Resource.DECISION, C),
    "DraftPage": (Resource.DECISION, C),
    "DecisionPage": (Resource.DECISION, V),
    "TakeExtensionBackPage": (Resource.DECISION, D),
    "WriteDraftPage": (Resource.DECISION, C),
    "DecisionActPage": (Resource.DECISION, W),
    "ApprovalsPage": (Resource.DECISION, D),
    "RegisterAbsencePage": (Resource.PARTICIPATION, W),
    "AbsencePreviewPage": (Resource.PARTICIPATION, W),
    "ComparePage": (Resource.PARTICIPATION, D),
    "EndPage": (Resource.PARTICIPATION, D),
    "CertificatePage": (Resource.PARTICIPATION, D),
    "VoidAbsencePage": (Resource.PARTICIPATION, W),
    "DocumentAbsencePage": (Resource.PARTICIPATION, W),
    "LeaveFollowUpPage": (Resource.PARTICIPATION, W),
    "LeaveEndPage": (Resource.PARTICIPATION, W),
    "WithdrawSelfCertificationPage": (Resource.PARTICIPATION, D),
    "ReviewSelfCertificationPage": (Resource.PARTICIPATION, D),
    "PlanPage": (Resource.PLAN, W),
    "PlanChecksPage": (Resource.PLAN, W),
    "PlanVersionsPage": (Resource.PLAN, V),
    "PlanPrintPage": (Resource.PLAN, V),
    "PlanPdfPage": (Resource.PLAN, V),
    "SignPage": (Resource.PLAN, W),
    "TemplatePage": (Resource.PLAN, W),
    "CorrectAbsencePage": (Resource.PARTICIPATION, W),
    "AbsenceCorrectionPreviewPage": (Resource.PARTICIPATION, W),
    "LogPlacementPage": (Resource.PLACEMENT, C),
    "PlacementMeaningPage": (Resource.PLACEMENT, C),
    "EndPlacementPage": (Resource.PLACEMENT, W),
    "EmployerListPage": (Resource.EMPLOYER, V),
    "EmployerPage": (Resource.EMPLOYER, V),
    "RegisterEmployerPage": (Resource.EMPLOYER, C),
    "FindEmployersPage": (Resource.EMPLOYER, V),
}


PAIRS_TO_SEND: dict[str, Pair] = {
    "nir/person/<uuid:pk>/": (Resource.NIR, W),
    "forslag/<uuid:pk>/": (Resource.PROPOSAL, W),
    "deltakere/<uuid:pk>/overlevering/nav/": (Resource.HANDOVER, W),
}
"""What the form of a page asks for, where the page itself asks for less; by the address."""

EVERYBODYS = frozenset({"Employer", "EmployerContact", "OfferedPlace"})
"""Models whose rows are facts about employers, which all who work with them share."""

AGENCYS = frozenset(
    {
        "ImportBatch", "ImportRow", "NirExport", "SchoolClass", "ClassSession", "QualificationTrack", "TrackCohort",
        "SchoolSource", "SourceRun", "AttendanceBatch", "AttendanceFault", "UnmatchedPerson", "RosterClient", "Cover",
        "User", "Membership", "CooperationAgreement", "AgencyService", "MachineAccess", "ApiToken", "AccessReview",
        "ClaimMapping", "CaseloadImport", "handover", "Job", "Agency",
    }
)  # fmt: skip
"""Models whose rows are an agency's own: no case in it hides them, and another agency meets none of them."""

WITHOUT_ROW = {
    "ListExport": "a list as a file is its maker's own; test_hidden has another's",
    "filter": "a saved filter is its maker's own; test_hidden has another's",
}
"""What the id in an address is, of which the world has none, with the reason."""

OTHER_IDS = {"place": "OfferedPlace", "membership": "Membership"}
"""The models of a second id in an address."""

SLUGS = {
    "deltakere/<uuid:pk>/<slug:tab>/": "historikk",
    "deltakere/<uuid:pk>/familie/ny/<slug:kind>/": "barn",
    "deltakere/<uuid:pk>/forslag/<slug:kind>/": "end_programme",
    "vedtak/<uuid:pk>/<slug:act>/": "notify",
    "tiltak/<uuid:pk>/avtale/<slug:act>/": "godkjenn",
    "innsynskopier/<uuid:pk>/<slug:kind>/": "json",
}
"""What stands for the word in an address that has one."""

NO_MATRIX = {
    "agencies.api.error_pages.unknown_address": "says that the API has no such address",
    "agencies.api.error_pages.explain_problem": "explains a code of the API",
    "drf_spectacular.views.SpectacularAPIView": "the document of the API",
    "agencies.api.browse.ApiDocumentation": "the document of the API, to read",
    "agencies.web.health.health": "whether the service is up",
    "django.views.i18n.set_language": "the language of a session",
    "integration.provider.tokens.token_endpoint": "asks for the client's secret; tests.integration.provider",
    "integration.provider.views.unknown": "says that the standard has no such address",
}
"""Views that ask for no right to anybody's data, with the reason; any other stands in one of the matrices."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page of the site: its address, its view, its pair, and the model of the id in the address ("" for none)."""

    template: str
    view: Any
    pair: Pair | None
    model: str

    def __str__(self) -> str:
        return self.template or "/"

    @property
    def reads(self) -> bool:
        """Whether the page answers GET."""
        return "get" in self.view.http_method_names and hasattr(self.view, "get")

    @property
    def writes(self) -> bool:
        """Whether the page answers POST."""
        return "post" in self.view.http_method_names and hasattr(self.view, "post")

    @property
    def pair_to_send(self) -> Pair | None:
        """The pair that its form stands on."""
        return PAIRS_TO_SEND.get(self.template, self.pair)

    @property
    def writes_only(self) -> bool:
        """Whether the page answers no GET."""
        return not self.reads

    @property
    def is_open(self) -> bool:
        """Whether the page shows nobody's data."""
        return self.view.__name__ in OPEN

    def address(self, pk: object, others: dict[str, object] | None = None) -> str:
        """The address with the ids put in; ``others`` by the model."""
        address = self.template.replace("<uuid:pk>", str(pk))
        for name, model in OTHER_IDS.items():
            address = address.replace(f"<uuid:{name}>", str((others or {}).get(model, pk)))
        word = SLUGS.get(self.template)
        return f"/{_SLUG.sub(word, address) if word else address}"


def page_rows() -> list[PageRow]:
    """Every page, in the order of the resolver."""
    return [_row(template, view) for template, view in _walk(get_resolver().url_patterns, "")]


def outside_every_matrix(patterns: list[Any]) -> list[str]:
    """What the resolver answers with, and neither the pages, the API's routes nor the provider's routes meet."""
    found = []
    for template, callback in entries(patterns):
        view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
        name = f"{view.__module__}.{getattr(view, '__name__', type(view).__name__)}"
        is_page = hasattr(callback, "view_class") and not _is_api(template)
        is_api = template.startswith("api/v1/") and hasattr(callback, "actions")
        if not (is_page or is_api or is_of_provider(callback) or name in NO_MATRIX):
            found.append(f"{template} {name}")
    return found


def entries(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the resolver with what answers there."""
    for pattern in patterns:
        template = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from entries(pattern.url_patterns, template)
        elif isinstance(pattern, URLPattern):
            yield template, pattern.callback


def is_of_provider(callback: Any) -> bool:
    """Whether it is a route of the OneRoster provider, which asks for token and scope before anything else."""
    return (callback.__module__, callback.__qualname__) == ("integration.provider.views", "_guarded.<locals>.view")


def pair_of(view: Any) -> Pair | None:
    """The pair that a view says it stands on; none when neither it nor a row says so."""
    for rows in (PAGES, *(subject.pages for subject in subjects())):
        for name in (f"{view.__module__}.{view.__name__}", view.__name__):
            if name in rows:
                return rows[name]
    if isinstance(getattr(view, "act", None), tuple):
        act: Pair = view.act
        return act
    if getattr(view, "needs", None):
        needs: Pair = view.needs
        return needs
    if getattr(view, "resource", None) and getattr(view, "action", None):
        return view.resource, view.action
    return None


def _row(template: str, view: Any) -> PageRow:
    before, _id, _rest = template.partition("/<uuid:pk>")
    model = "" if before == template else MODELS.get(before, before)
    for subject in subjects():
        model = subject.addresses.get(before, model)
    return PageRow(template, view, pair_of(view), model)


def _walk(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for template, callback in entries(patterns, before):
        view = getattr(callback, "view_class", None)
        if view is not None and not _is_api(template):
            yield template, view


def _is_api(template: str) -> bool:
    return template.startswith(("api/", "^api/"))
