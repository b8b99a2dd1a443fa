"""The entities of OneRoster as tables of fields; one parser reads the CSV and the REST binding of both versions.

The names are those of the CSV binding. Of demographics only birth date, sex and country of birth are ever read: race
and place of birth are dropped before anything is kept.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integration.oneroster.findings import Findings
from integration.oneroster.values import Place, Reader, boolean, choice, day, moment, number, text, texts, word

ACTIVE, TO_BE_DELETED = "active", "tobedeleted"

ORG_TYPES = frozenset({"department", "school", "district", "local", "state", "national"})
SESSION_TYPES = frozenset({"gradingPeriod", "semester", "schoolYear", "term"})
CLASS_TYPES = frozenset({"homeroom", "scheduled"})
USER_ROLES = frozenset(
    {
        "administrator", "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
        "relative", "siteAdministrator", "student", "systemAdministrator", "teacher",
    }
)  # fmt: skip
ENROLLMENT_ROLES = frozenset({"administrator", "proctor", "student", "teacher"})
SEXES = frozenset({"male", "female", "unspecified", "other"})
SCORE_STATUSES = frozenset({"exempt", "fully graded", "not submitted", "partially graded", "submitted"})


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name in the CSV binding, how it is read, whether a row is worth nothing without it.

    ``ref`` is its name in the REST binding, where it is an object (or a list of objects) with a ``sourcedId``.
    """

    name: str
    read: Reader = text
    required: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity as it was understood. ``modified`` is none where the sender did not say."""

    kind: str
    sourced_id: str
    status: str
    modified: dt.datetime | None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def is_deleted(self) -> bool:
        """Whether the sender says that it ends."""
        return self.status == TO_BE_DELETED

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)


_STATUS = choice(frozenset({ACTIVE, TO_BE_DELETED, "inactive"}))

FIELDS: dict[str, tuple[Field, ...]] = {
    "orgs": (
        Field("name", required=True),
        Field("type", word(ORG_TYPES), required=True),
        Field("identifier"),
        Field("parentSourcedId", ref="parent"),
    ),
    "academicSessions": (
        Field("title", required=True),
        Field("type", word(SESSION_TYPES), required=True),
        Field("startDate", day, required=True),
        Field("endDate", day, required=True),
        Field("parentSourcedId", ref="parent"),
        Field("schoolYear"),
    ),
    "courses": (
        Field("schoolYearSourcedId", ref="schoolYear"),
        Field("title", required=True),
        Field("courseCode"),
        Field("grades", texts),
        Field("orgSourcedId", ref="org"),
        Field("subjects", texts),
        Field("subjectCodes", texts),
    ),
    "classes": (
        Field("title", required=True),
        Field("grades", texts),
        Field("courseSourcedId", ref="course"),
        Field("classCode"),
        Field("classType", word(CLASS_TYPES)),
        Field("location"),
        Field("schoolSourcedId", required=True, ref="school"),
        Field("termSourcedIds", texts, ref="terms"),
        Field("subjects", texts),
        Field("subjectCodes", texts),
        Field("periods", texts),
    ),
    "users": (
        Field("enabledUser", boolean),
        Field("orgSourcedIds", texts, ref="orgs"),
        Field("role", word(USER_ROLES)),
        Field("username"),
        Field("userIds"),
        Field("givenName", required=True),
        Field("familyName", required=True),
        Field("middleName"),
        Field("identifier"),
        Field("email"),
        Field("userMasterIdentifier"),
        Field("primaryOrgSourcedId", ref="primaryOrg"),
    ),
    "roles": (
        Field("userSourcedId", required=True, ref="user"),
        Field("roleType", choice(frozenset({"primary", "secondary"}))),
        Field("role", word(USER_ROLES), required=True),
        Field("beginDate", day),
        Field("endDate", day),
        Field("orgSourcedId", required=True, ref="org"),
    ),
    "enrollments": (
        Field("classSourcedId", required=True, ref="class"),
        Field("schoolSourcedId", ref="school"),
        Field("userSourcedId", required=True, ref="user"),
        Field("role", word(ENROLLMENT_ROLES), required=True),
        Field("primary", boolean),
        Field("beginDate", day),
        Field("endDate", day),
    ),
    "demographics": (
        Field("birthDate", day),
        Field("sex", choice(SEXES)),
        Field("countryOfBirthCode"),
    ),
    "categories": (Field("title", required=True), Field("weight", number)),
    "lineItems": (
        Field("title", required=True),
        Field("description"),
        Field("assignDate", moment),
        Field("dueDate", moment),
        Field("classSourcedId", required=True, ref="class"),
        Field("categorySourcedId", ref="category"),
        Field("academicSessionSourcedId", ref="academicSession"),
        Field("resultValueMin", number),
        Field("resultValueMax", number),
        Field("schoolSourcedId", ref="school"),
    ),
    "results": (
        Field("lineItemSourcedId", required=True, ref="lineItem"),
        Field("studentSourcedId", required=True, ref="student"),
        Field("scoreStatus", word(SCORE_STATUSES), required=True),
        Field("score", number),
        Field("scoreDate", day),
        Field("textScore"),
        Field("classSourcedId", ref="class"),
    ),
}

# Names that 1.1 uses for what 1.2 calls otherwise.
_OLDER_NAMES = {"gradingPeriodSourcedId": "academicSessionSourcedId", "gradingPeriod": "academicSession"}

DROPPED = frozenset(
    {
        "americanindianoralaskanative", "asian", "blackorafricanamerican", "nativehawaiianorotherpacificislander",
        "white", "demographicracetwoormoreraces", "hispanicorlatinoethnicity", "stateofbirthabbreviation",
        "cityofbirth", "publicschoolresidencestatus",
    }
)  # fmt: skip
"""Known columns that are never read, so that they are no «unknown column» either."""

IGNORED = frozenset(
    {
        "sms", "phone", "agentsourcedids", "agents", "password", "preferredgivenname", "preferredmiddlename",
        "preferredfamilyname", "preferredfirstname", "preferredlastname", "pronouns", "userprofiles", "metadata",
        "resources", "children", "comment", "inprogress", "incomplete", "late", "missing", "learningobjectiveset",
        "scorescale", "parentlineitem", "userprofilesourcedid", "roles", "courses", "classes",
    }
)  # fmt: skip
"""Known fields that Fotfeste has no use for (data minimisation)."""


def parse(kind: str, row: Mapping[str, Any], findings: Findings, line: int = 0) -> Entity | None:
    """The entity in a row of CSV or an object of JSON; none, with a finding, when it cannot be used."""
    given = {str(name).strip().lower(): value for name, value in row.items()}
    for older, newer in _OLDER_NAMES.items():
        if older.lower() in given:
            given.setdefault(newer.lower(), given[older.lower()])

    def place(name: str) -> Place:
        return Place(findings, f"{kind}.{name}", line)

    sourced_id = text(given.get("sourcedid"), place("sourcedId"))
    if not sourced_id:
        place("sourcedId").note("missing_id")
        return None
    status = _STATUS(given.get("status"), place("status")) or ACTIVE
    status = TO_BE_DELETED if status == "inactive" else status
    modified = moment(given.get("datelastmodified"), place("dateLastModified"))
    values = {one.name: _read(one, given, place(one.name)) for one in FIELDS[kind]}
    missing = [one.name for one in FIELDS[kind] if one.required and values[one.name] in ("", None, [])]
    if missing and status != TO_BE_DELETED:
        place(missing[0]).note("missing_required")
        return None
    if kind == "users":
        values["roles"] = _roles(given, values, findings, line)
        values["userIds"] = _user_ids(given.get("userids"))
    return Entity(kind, sourced_id, status, modified, values)


def _read(one: Field, given: Mapping[str, Any], place: Place) -> Any:
    value = given.get(one.name.lower())
    if value is None and one.ref:
        value = given.get(one.ref.lower())
    if isinstance(value, dict):
        value = value.get("sourcedId", value.get("sourcedid"))
    elif isinstance(value, list):
        value = [part.get("sourcedId", "") if isinstance(part, dict) else part for part in value]
    return one.read(value, place)


def _roles(given: Mapping[str, Any], values: dict[str, Any], findings: Findings, line: int) -> list[dict[str, Any]]:
    """The roles of a user: a list of objects in REST 1.2, one role and its orgs in 1.1, none in CSV 1.2."""
    told = given.get("roles")
    if isinstance(told, list):
        rows = [_role(row, findings, line) for row in told if isinstance(row, dict)]
        return [row for row in rows if row["role"]]
    if values.get("role"):
        return [
            {"roleType": "primary", "role": values["role"], "orgSourcedId": org, "beginDate": None, "endDate": None}
            for org in values["orgSourcedIds"] or [""]
        ]
    return []


def _role(row: Mapping[str, Any], findings: Findings, line: int) -> dict[str, Any]:
    given = {str(name).lower(): value for name, value in row.items()}
    fields = [one for one in FIELDS["roles"] if one.name != "userSourcedId"]
    return {one.name: _read(one, given, Place(findings, f"users.roles.{one.name}", line)) for one in fields}


def _user_ids(told: Any) -> dict[str, str]:
    """Other ids of the user by type: ``[{type, identifier}]`` in REST, ``{Type:Id},{Type:Id}`` in CSV."""
    if isinstance(told, list):
        return {str(one.get("type", "")): str(one.get("identifier", "")) for one in told if isinstance(one, dict)}
    pairs = [part.strip("{} ").partition(":") for part in str(told or "").split(",")]
    return {kind.strip(): value.strip() for kind, _colon, value in pairs if value}
