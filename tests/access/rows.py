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
     "KinPage"}
)  # fmt: skip
"""Pages that show nobody's data: for whoever is logged in, or not even that."""

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
    "BatchPage": (Resource.IMPORT, V),
    "ProgressPage": (Resource.IMPORT, V),
    "ColumnsPage": (Resource.IMPORT, W),
    "CheckAgainPage": (Resource.IMPORT, W),
    "FaultyRowsPage": (Resource.IMPORT, V),
    "DecideRowPage": (Resource.IMPORT, W),
    "SearchPage": (Resource.PARTICIPANT, V),
    "PortfolioPage": (Resource.PARTICIPANT, V),
    "CasePage": (Resource.PARTICIPANT, V),
    "EnrolPage": (Resource.PARTICIPANT, C),
    "MergePage": (Resource.PARTICIPANT, W),
    "ChooseKinPage": (Resource.HOUSEHOLD, C),
    "NewMemberPage": (Resource.HOUSEHOLD, C),
    "ChangeMemberPage": (Resource.HOUSEHOLD, W),
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
    "StopPage": (Resource.DECISION, C),
    "ResumePage": (Resource.DECISION, C),
    "DraftPage": (Resource.DECISION, C),
    "DecisionPage": (Resource.DECISION, V),
    "WriteDraftPage": (Resource.DECISION, W),
    "DecisionActPage": (Resource.DECISION, W),
    "ApprovalsPage": (Resource.DECISION, D),
    "RegisterAbsencePage": (Resource.PARTICIPATION, W),
    "AbsencePreviewPage": (Resource.PARTICIPATION, W),
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


NOT_PEOPLE = frozenset({"Employer", "ImportBatch", "ImportRow"})
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
        if view.__name__ in rows:
            return rows[view.__name__]
    if getattr(view, "needs", None):
        needs: Pair = view.needs
        return needs
    if getattr(view, "resource", None) and getattr(view, "action", None):
        return view.resource, view.action
    if getattr(view, "action", None):
        return Resource.PARTICIPATION, view.action
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
