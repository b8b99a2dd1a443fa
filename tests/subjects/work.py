"""Measures, employers' notes and follow-up in the tests that hold for everything."""

import datetime as dt
from decimal import Decimal
from io import BytesIO

from agencies.access import Action, Resource
from agencies.actors import system_actor
from employers.models import EmployerContact, EmployerNote, FollowUp
from participants.operations.documents import store_document
from programmes.models import MeasureApproval, MeasureLoad, WorkMeasure
from tests.agencies.api.cases import FullCase
from tests.subjects import Bodies, Rows, Subject

PAPER = b"%PDF-1.4\n%%EOF\n"
FIRST_DAY, LAST_DAY = dt.date(2026, 11, 2), dt.date(2027, 4, 30)


def _measure(case: FullCase, first_day: dt.date = FIRST_DAY) -> WorkMeasure:
    home = {"participant": case.person, "municipality": case.municipality}
    measure = WorkMeasure.objects.create(
        **home, kind="work_training", organisation_number=case.employer.organisation_number,
        organisation_name=case.employer.name, contact_name="Kari", purpose="Norsk på jobb", tasks="Kafé",
        training_plan="Opplæring", first_day=first_day, last_day=LAST_DAY,
    )  # fmt: skip
    MeasureLoad.objects.create(
        **home, measure=measure, percent=Decimal(60), hours_per_week=Decimal("22.5"), valid_from=first_day
    )
    return measure


def _rows(case: FullCase) -> Rows:
    note = EmployerNote.objects.create(employer=case.employer, municipality=case.municipality, text="Ringt.")
    measure = _measure(case)
    paper = store_document(
        system_actor(case.municipality.pk), case.person.pk, title="Avtale", filename="avtale.pdf",
        content=BytesIO(PAPER),
    )  # fmt: skip
    approval = MeasureApproval.objects.create(
        participant=case.person, municipality=case.municipality, measure=measure, party="employer", way="paper",
        document=paper,
    )  # fmt: skip
    contact = EmployerContact.objects.create(employer=case.employer, name="Kari Nes")
    return {
        "WorkMeasure": measure, "EmployerNote": note, "FollowUp": _follow_up(case, 3), "Document": paper,
        "MeasureApproval": approval, "EmployerContact": contact,
    }  # fmt: skip


def _follow_up(case: FullCase, months: int) -> FollowUp:
    return FollowUp.objects.create(
        participant=case.person, municipality=case.municipality, participation=case.participation,
        participation_months=months, due_on=dt.date(2027, 7, 1),
    )  # fmt: skip


def _bodies(case: FullCase) -> Bodies:
    return {
        ("WorkMeasure", "create"): {
            "participant_id": str(case.person.pk), "kind": "work_training", "first_day": "2026-12-01",
            "last_day": "2027-03-01", "percent": "60",
        },
        ("WorkMeasure", "partial_update"): {"tasks": "Lager"},
        ("WorkMeasure", "load"): {"percent": "40", "valid_from": "2027-01-01"},
        ("WorkMeasure", "link"): {"party": "employer"},
        ("WorkMeasure", "approve_on_behalf"): {"party": "employer", "reasons": ["privacy"]},
        ("WorkMeasure", "approve_on_paper"): {
            "party": "employer", "name": "Kari Nes", "filename": "avtale.pdf", "content": "JVBERi0xLjQK",
        },
        ("WorkMeasure", "extend"): {"last_day": "2027-06-01"},
        ("WorkMeasure", "shorten"): {"last_day": "2027-01-01", "reason": "ill"},
        ("WorkMeasure", "cancel"): {"reason": "ill"},
        ("WorkMeasure", "review"): {"reviewed_on": "2026-11-20"},
        ("WorkMeasure", "conclude"): {"result": "work"},
        ("FollowUp", "answer"): {"standing": "other_job"},
    }  # fmt: skip


def _one_more(case: FullCase, number: int) -> None:
    _measure(case, FIRST_DAY + dt.timedelta(days=number + 1))
    _follow_up(case, 100 + number)


_CREATE, _CHANGE = (Resource.MEASURE, Action.CREATE), (Resource.MEASURE, Action.CHANGE)
_ANSWER = (Resource.PLACEMENT, Action.CHANGE)

SUBJECT = Subject(
    rows=_rows,
    bodies=_bodies,
    one_more=_one_more,
    shared_views=frozenset({"OccupationViewSet", "IndustryViewSet"}),
    pages={
        "RegisterMeasurePage": _CREATE, "MeasureMeaningPage": _CREATE, "EditMeasurePage": _CHANGE,
        "ExtendMeasurePage": (Resource.MEASURE, Action.DECIDE), "ShortenMeasurePage": _CHANGE,
        "CancelMeasurePage": _CHANGE, "ReviewMeasurePage": _CHANGE, "ConcludeMeasurePage": _CHANGE,
        "MeasureLoadPage": _CHANGE, "ApproveOnBehalfPage": (Resource.MEASURE, Action.DECIDE),
        "ApproveOnPaperPage": _CHANGE, "MakeLinkPage": _CHANGE, "ApproveMeasurePage": _CHANGE,
        "FollowUpPage": _ANSWER, "QuickAnswerPage": _ANSWER, "EmployerTroublePage": _ANSWER,
    },
    addresses={
        "godkjenninger": "MeasureApproval", "kontakter": "EmployerContact", "tiltak": "WorkMeasure",
        "oppfolging": "FollowUp", "frister": "Deadline",
    },
)  # fmt: skip
