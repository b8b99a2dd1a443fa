"""A municipality with one of everything that the API shows, and the addresses of it."""

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import Model

from agencies.access import acting_as
from agencies.access.table import NAV_FIELDS
from agencies.actors import system_actor
from agencies.models import Agency, Job, Role
from employers.models import Employer, Placement
from employers.operations.placements import log_placement
from participants.duties import kinds_hidden_from
from participants.models import Deadline, Flag, ImportBatch, ImportRow, Participant, TransferRequest
from participants.operations.flagging import flag_municipality
from programmes.absence_facts import AbsenceFacts
from programmes.models import Absence, Decision, Participation, Stop
from programmes.operations.absences import register_absence
from programmes.operations.awarding import Award, award_programme
from tests.queues import make_job
from tests.subjects import subjects
from tests.world import make_municipality, make_person, make_user

AWARD = Award(
    offer_date=dt.date(2026, 10, 5),
    protection="collective",
    education="below",
    goal="work",
    first_day=dt.date(2026, 10, 12),
    months=6,
    awarded_on=dt.date(2026, 10, 6),
)


@dataclass(frozen=True, slots=True)
class FullCase:
    """One person with a programme, a flag and a job; ``more`` holds what each subject adds, by the model's name."""

    municipality: Agency
    person: Participant
    participation: Participation
    deadline: Deadline
    flag: Flag
    employer: Employer
    placement: Placement
    job: Job
    batch: ImportBatch
    row: ImportRow
    absence: Absence
    decision: Decision
    stop: Stop
    more: dict[str, Model] = field(default_factory=dict)

    @property
    def transfer(self) -> TransferRequest:
        """The request that the case moves to another municipality."""
        with acting_as(system_actor(self.municipality.pk)):
            return TransferRequest.objects.get(participant=self.person)

    @property
    def paths(self) -> dict[str, str]:
        """The address of each single row."""
        return {
            "participants": f"/api/v1/participants/{self.person.pk}/",
            "participations": f"/api/v1/participations/{self.participation.pk}/",
            "absences": f"/api/v1/absences/{self.absence.pk}/",
            "decisions": f"/api/v1/decisions/{self.decision.pk}/",
            "stops": f"/api/v1/stops/{self.stop.pk}/",
            "deadlines": f"/api/v1/deadlines/{self.deadline.pk}/",
            "flags": f"/api/v1/flags/{self.flag.pk}/",
            "transfers": f"/api/v1/transfers/{self.transfer.pk}/",
            "placements": f"/api/v1/placements/{self.placement.pk}/",
            "jobs": f"/api/v1/jobs/{self.job.pk}/",
            "agencies": f"/api/v1/agencies/{self.municipality.pk}/",
            "employers": f"/api/v1/employers/{self.employer.pk}/",
        }


def make_full_case(municipality: Agency | None = None, **facts: object) -> FullCase:
    """A case of the municipality's, or of a new one."""
    home = municipality or make_municipality()
    person = make_person(home, **facts)
    actor = system_actor(home.pk)
    with acting_as(actor):
        participation = award_programme(actor, person.pk, AWARD)
        leave = AbsenceFacts(kind="welfare", first_day=dt.date(2026, 10, 14), last_day=dt.date(2026, 10, 14))
        absence = register_absence(actor, participation.pk, leave)
        name = {"name": "Kaffebrenneriet"}
        employer, _new = Employer.objects.get_or_create(organisation_number="312345676", defaults=name)
        placement = log_placement(
            actor,
            person.pk,
            employer_id=employer.pk,
            occupation_code="5131",
            form="permanent",
            percent=Decimal(50),
            first_day=dt.date(2026, 11, 2),
        )
        TransferRequest.objects.create(
            participant=person, municipality=home, to_municipality=make_municipality("Odda"),
            is_protected=bool(person.confidentiality), requested_on=dt.date(2026, 11, 3),
        )  # fmt: skip
        flag_municipality(home.pk, dt.date(2027, 9, 1))
        job = make_job(home)
        batch = ImportBatch.objects.create(
            municipality=home, uploaded_by=make_user(home, Role.ENROLMENT_OFFICER), filename="liste.csv", checksum="0"
        )
        row = ImportRow.objects.create(batch=batch, municipality=home, line=2, category="faulty")
        flag = Flag.objects.filter(participant=person).standing().select_related("deadline").order_by("due_on")[0]
        decision = Decision.objects.get(participation=participation, decision_type="award_programme")
        stop = Stop.objects.create(
            participant=person,
            municipality=home,
            participation=participation,
            decision=decision,
            first_day=dt.date(2026, 10, 20),
            last_day=dt.date(2026, 10, 21),
        )
        case = FullCase(
            home, person, participation, flag.deadline, flag, employer, placement, job, batch, row, absence, decision,
            stop,
        )  # fmt: skip
        for subject in subjects():
            case.more.update(subject.rows(case))
        # What the subjects did may have met a duty; the flag is one that still stands, and that NAV sees.
        flags = Flag.objects.filter(participant=person).standing().select_related("deadline").order_by("due_on")
        standing = flags.exclude(deadline__kind__in=kinds_hidden_from(NAV_FIELDS))[0]
        return replace(case, flag=standing, deadline=standing.deadline)
