"""Which pair of the decision table each page stands on, and what the id in its address is.

Most pages say it themselves (``needs``, or ``resource`` and ``action``). The rest have a row here, or in the ``pages``
of their subject in ``tests.subjects``; a page without a row fails the matrix.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from agencies.access import Action, Resource
from tests.subjects import subjects

V, C, W, D = Action.VIEW, Action.CREATE, Action.CHANGE, Action.DECIDE
Pair = tuple[Resource, Action]

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
    "FindOccupationsPage": (Resource.EMPLOYER, V),
}


NOT_PEOPLE = frozenset({"Employer", "ImportBatch", "ImportRow", "ListExport", "NirExport"})
"""Models whose rows are the agency's or everybody's: a case cannot hide them."""


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
    def writes_only(self) -> bool:
        """Whether the page answers no GET."""
        return "get" not in self.view.http_method_names or not hasattr(self.view, "get")


def page_rows() -> list[PageRow]:
    """Every page, in the order of the resolver."""
    return [_row(template, view) for template, view in _walk(get_resolver().url_patterns, "")]


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
    for pattern in patterns:
        template = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, template)
        elif isinstance(pattern, URLPattern) and not template.startswith(("api/", "^api/")):
            view = getattr(pattern.callback, "view_class", None)
            if view is not None:
                yield template, view
