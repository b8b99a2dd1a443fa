"""Every page that shows a list can be fetched as a file, or says here why not."""

import inspect
import re
from pathlib import Path
from typing import Any

from django.conf import settings

from agencies.lists import list_files
from tests.access.rows import page_rows, pair_of

# What makes a page a list: rows that are paged, or a table or another of the site's lists in its markup.
_MARKS = re.compile(r'<c-data-table\b|<c-pager\b|class="(?:hits|matches|pupils)"')
_TEMPLATE = re.compile(r'"([a-z0-9_/]+\.html)"')
_INCLUDED = re.compile(r'{% (?:include|extends) "([a-z0-9_/]+\.html)"')

_FORM = "a form, with the rows that it asks about or the steps it has computed"
_ONE_CASE = "what belongs to one case, which is fetched whole as a copy of the case"
WITHOUT: dict[str, str] = {
    "agencies.web.access_print.AccessPrintPage": "is made to be printed",
    "agencies.web.machines.MachinePage": "the keys of one system",
    "agencies.web.my_login.sessions.MyLoginPage": "one's own log-ins",
    "agencies.web.staffing.members.ColleaguePage": "the roles of one colleague",
    "agencies.web.style_guide.StyleGuidePage": "the site's components, with made-up rows",
    "employers.web.measures.detail.MeasurePage": _ONE_CASE,
    "employers.web.placement_file.PlacementFilePage": "the preview of a file that somebody has just sent in",
    "integration.web.listings.pages.ListsAsFilesPage": "the files themselves",
    "integration.web.nir.case.NirCasePage": _ONE_CASE,
    "integration.web.outcomes.after_programme.AfterProgrammePage": "figures, with files of their own",
    "integration.web.outcomes.employment.EmploymentPage": "figures, with files of their own",
    "integration.web.outcomes.lasting.LastingPage": "figures, with files of their own",
    "integration.web.outcomes.shares.ProgrammePage": "figures, with files of their own",
    "integration.web.outcomes.shares.QualificationPage": "figures, with files of their own",
    "integration.web.privacy.subject_access.SubjectAccessPage": _ONE_CASE,
    "participants.web.changes.ChangesPage": _ONE_CASE,
    "participants.web.enrol.EnrolPage": _FORM,
    "participants.web.events.EventsPage": _ONE_CASE,
    "participants.web.import_columns.ColumnsPage": _FORM,
    "participants.web.merge.MergePage": _FORM,
    "participants.web.search.SearchPage": "the few best hits for a word",
    "programmes.web.absence_acts.WithdrawSelfCertificationPage": _FORM,
    "programmes.web.decision_acts.DecisionActPage": _FORM,
    "programmes.web.decisions.DecisionPage": _ONE_CASE,
    "programmes.web.extending.ExtendPage": _FORM,
    "programmes.web.plan.page.PlanPage": _FORM,
    "programmes.web.plan.versions.PlanVersionsPage": _ONE_CASE,
    "programmes.web.reentry.AwardAgainPage": _FORM,
    "programmes.web.stopping.DraftPage": _FORM,
    "programmes.web.stopping.StopPage": _FORM,
    "programmes.web.stopping.WriteDraftPage": _FORM,
    "programmes.web.taking_back.TakeExtensionBackPage": _FORM,
    "programmes.web.team.handover.HandoverPage": _FORM,
}
"""Pages with a table that are no list to fetch, and why."""


def _templates() -> Path:
    return Path(settings.BASE_DIR) / "templates"


def _source_of(view: Any) -> str:
    """The source of the view and of its bases here: what they call, and which templates they name."""
    ours = [each for each in view.__mro__ if each.__module__.split(".")[0] not in {"django", "builtins"}]
    return "\n".join(inspect.getsource(each) for each in ours)


def _markup_of(names: list[str], seen: set[str]) -> str:
    text = ""
    for name in names:
        path = _templates() / name
        if name in seen or name == "base.html" or not path.exists():
            continue
        seen.add(name)
        markup = path.read_text()
        text += markup + _markup_of(_INCLUDED.findall(markup), seen)
    return text


def _shows_a_list(view: Any) -> bool:
    source = _source_of(view)
    return "page_of(" in source or bool(_MARKS.search(_markup_of(_TEMPLATE.findall(source), set())))


def _name(view: Any) -> str:
    return f"{view.__module__}.{view.__name__}"


def _list_pages() -> dict[str, Any]:
    return {_name(row.view): row.view for row in page_rows() if not row.writes_only and _shows_a_list(row.view)}


def test_every_page_that_shows_a_list_has_its_file() -> None:
    registered = {_name(each.page) for each in list_files().values() if each.page}
    pages = _list_pages()
    assert sorted(set(pages) - registered - set(WITHOUT)) == []
    assert len(pages) > 40


def test_no_exception_is_left_for_a_page_that_is_gone_or_has_its_file() -> None:
    registered = {_name(each.page) for each in list_files().values() if each.page}
    assert sorted(set(WITHOUT) - set(_list_pages())) == []
    assert sorted(set(WITHOUT) & registered) == []


def test_every_file_stands_on_its_page_and_the_page_leads_to_it() -> None:
    for code, each in list_files().items():
        assert len(code) <= 20, code
        if each.page is None:
            continue
        markup = _markup_of(_TEMPLATE.findall(_source_of(each.page)), set())
        assert f'{{% list_file "{code}"' in markup, code
        own = [one for one in list_files().values() if one.page is each.page]
        assert pair_of(each.page) in {(one.resource, one.action) for one in own}, code
