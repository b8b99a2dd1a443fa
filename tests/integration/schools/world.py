"""A municipality with a school, its system, and pupils who are participants, or not."""

import io
import zipfile
from typing import Any

from agencies.access import Actor, acting_as
from agencies.actors import system_actor
from agencies.models import Agency, AgencyKind, AgencyService, Role
from agencies.operations.jobs import run_job
from integration.models import SchoolSource, SourceRun
from integration.operations.schools.running import request_run, upload_package
from integration.operations.schools.sources import SourceFacts, add_source
from participants.models import Participant
from tests.integration.schools.server import CLIENT, SECRET, School
from tests.participants.identity_numbers import a_duf_number
from tests.queues import job_row
from tests.world import LONG_AGO, make_actor, make_person

MOMENT = "2026-08-20T16:53:49.731Z"


def make_school(municipality: Agency, number: str = "NO1", name: str = "Nygård skole") -> Agency:
    """A school that serves the municipality."""
    school = Agency.objects.create(kind=AgencyKind.SCHOOL, name=name, number=f"{number}-{str(municipality.pk)[-6:]}")
    AgencyService.objects.create(provider=school, municipality=municipality, first_day=LONG_AGO)
    return school


def make_owner(municipality: Agency) -> Actor:
    """Who looks after school systems."""
    return make_actor(municipality, Role.TEAM_LEADER)


def make_source(owner: Actor, school: Agency, served: School | None = None, **facts: Any) -> SchoolSource:
    """A source that is read from the server, or from files where there is none."""
    told: dict[str, Any] = {"name": "Skolens system", "school_id": school.pk, "kind": "csv"}
    if served:
        told |= {
            "kind": "rest", "oneroster_version": served.version, "base_url": served.base_url,
            "token_url": served.token_url, "client_id": CLIENT, "client_secret": SECRET,
        }  # fmt: skip
    municipality = next(iter(owner.municipality_ids))
    return add_source(owner, municipality, SourceFacts(**(told | facts)))


def make_pupil(municipality: Agency, number: int, **facts: Any) -> tuple[Participant, str]:
    """A participant with a synthetic DUF number, which is answered too."""
    value = a_duf_number(number)
    return make_person(municipality, numbers=(("duf", value),), **facts), value


def read(owner: Actor, source: SchoolSource, kind: str = "full") -> SourceRun:
    """Read the source now, as a worker does."""
    return _run(owner, request_run(owner, source.pk, kind=kind))


def take(owner: Actor, source: SchoolSource, package: bytes) -> SourceRun:
    """Upload a package and have it read."""
    return _run(owner, upload_package(owner, source.pk, filename="pakke.zip", chunks=iter([package])))


def again(owner: Actor, run: SourceRun) -> SourceRun:
    """Do the job that a run waits for, and read the run anew."""
    return _run(owner, run)


def _run(owner: Actor, run: SourceRun) -> SourceRun:
    assert run.job_id
    run_job(run.job_id)
    assert job_row(run.job_id).state == "succeeded", job_row(run.job_id).error
    with acting_as(owner):
        return SourceRun.objects.get(pk=run.pk)


def seen(owner: Actor) -> Any:
    """A block that sees what the owner sees."""
    return acting_as(owner)


def as_system(municipality: Agency) -> Any:
    """A block that sees everything of the municipality."""
    return acting_as(system_actor(municipality.pk))


def package(files: dict[str, str | bytes], modes: dict[str, str] | None = None, version: str = "1.2") -> bytes:
    """A zip of CSV files, with a manifest unless ``modes`` is empty."""
    if modes is None:
        modes = {name.removesuffix(".csv"): "bulk" for name in files}
    rows = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    rows += [f"file.{name},{mode}" for name, mode in modes.items()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if modes:
            archive.writestr("manifest.csv", "\n".join(rows) + "\n")
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def collections_of(pupils: list[tuple[str, str]], version: str = "1.2", modified: str = MOMENT) -> dict[str, Any]:
    """One school with one class of these pupils (id, identity number), as REST tells it."""

    def entity(sourced_id: str, **members: Any) -> dict[str, Any]:
        return {"sourcedId": sourced_id, "status": "active", "dateLastModified": modified, **members}

    def ref(sourced_id: str, kind: str) -> dict[str, str]:
        return {"href": f"https://x.test/{kind}s/{sourced_id}", "sourcedId": sourced_id, "type": kind}

    truth: Any = True if version == "1.1" else "true"

    def user(sourced_id: str, number: str) -> dict[str, Any]:
        members: dict[str, Any] = {
            "enabledUser": truth, "username": sourced_id, "givenName": "Amina", "familyName": "H", "identifier": number,
            "userIds": [{"type": "Feide", "identifier": f"{sourced_id}@eksempel.test"}],
        }  # fmt: skip
        if version == "1.1":
            members |= {"role": "student", "orgs": [ref("s1", "org")]}
        else:
            members["roles"] = [{"roleType": "primary", "role": "student", "org": ref("s1", "org")}]
        return entity(sourced_id, **members)

    return {
        "orgs": [entity("s1", name="Nygård skole", type="school", identifier="312345676")],
        "academicSessions": [
            entity("t1", title="Høst", type="term", startDate="2026-08-17", endDate="2026-12-18", schoolYear="2027")
        ],
        "courses": [entity("k1", title="Norsk A2", courseCode="NOR-A2", org=ref("s1", "org"))],
        "classes": [
            entity(
                "c1", title="A2 dag", classCode="A2D", classType="scheduled", course=ref("k1", "course"),
                school=ref("s1", "org"), terms=[ref("t1", "term")],
            )
        ],
        "users": [
            *(user(sourced_id, number) for sourced_id, number in pupils),
            entity("t9", enabledUser=truth, username="l", givenName="Kari", familyName="Lærer", role="teacher",
                   roles=[{"roleType": "primary", "role": "teacher", "org": ref("s1", "org")}]),
        ],
        "enrollments": [
            entity(
                f"e-{sourced_id}", user=ref(sourced_id, "user"), role="student", primary=truth,
                school=ref("s1", "org"), beginDate="2026-08-17", endDate="2026-12-18", **{"class": ref("c1", "class")},
            )
            for sourced_id, _number in pupils
        ],
    }  # fmt: skip
