"""The collections of the rostering service. Booleans are strings, moments have milliseconds and Z."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from agencies.models import Agency, AgencyKind
from integration.provider.sessions import sessions, term_id, terms_between
from integration.provider.sight import Sight
from participants.models import IdentityNumber, Participant, Sex
from programmes.models.classes import CourseKind

Row = dict[str, Any]
ADULT = "AdultESL"
"""The standard's grade for adults who learn the language of the country."""
_COMMON = frozenset({"sourcedId", "status", "dateLastModified", "metadata"})
FIELDS: dict[str, frozenset[str]] = {
    "orgs": _COMMON | {"name", "type", "identifier", "parent", "children"},
    "academicSessions": _COMMON
    | {"title", "type", "startDate", "endDate", "parent", "children", "schoolYear"},
    "courses": _COMMON
    | {"title", "schoolYear", "courseCode", "grades", "subjects", "org", "subjectCodes", "resources"},
    "classes": _COMMON
    | {
        "title", "classCode", "classType", "location", "grades", "subjects", "course", "school", "terms",
        "subjectCodes", "periods", "resources",
    },
    "users": _COMMON
    | {
        "userMasterIdentifier", "username", "userIds", "enabledUser", "givenName", "familyName", "middleName",
        "preferredFirstName", "preferredMiddleName", "preferredLastName", "pronouns", "roles", "userProfiles",
        "identifier", "email", "sms", "phone", "agents", "primaryOrg", "grades", "password", "resources",
    },
    "enrollments": _COMMON | {"user", "class", "school", "role", "primary", "beginDate", "endDate"},
    "demographics": _COMMON
    | {
        "birthDate", "sex", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth",
        "publicSchoolResidenceStatus",
    },
}  # fmt: skip


def moment(value: dt.datetime) -> str:
    """A moment as the standard writes it."""
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def base_of(sourced_id: object, modified: dt.datetime) -> Row:
    """The first three members of every entity."""
    return {"sourcedId": str(sourced_id), "status": "active", "dateLastModified": moment(modified)}


def orgs(sight: Sight) -> list[Row]:
    """The municipality and its schools."""
    home = sight.client.municipality
    whole = _org(home, "district") | {"children": [sight.ref("org", "orgs", one.pk) for one in sight.schools]}
    return [whole, *(_org(one, "school") | {"parent": sight.ref("org", "orgs", home.pk)} for one in sight.schools)]


def schools(sight: Sight) -> list[Row]:
    """The schools among the orgs."""
    return [row for row in orgs(sight) if row["type"] == "school"]


def academic_sessions(sight: Sight) -> list[Row]:
    """School years, terms and grading periods."""
    return sessions(sight)


def courses(sight: Sight) -> list[Row]:
    """What is taught."""
    return [
        base_of(one.pk, one.changed_at)
        | {
            "title": one.name,
            "courseCode": one.code,
            "grades": [ADULT],
            "subjects": [str(CourseKind(one.kind).label)],
            "subjectCodes": [],
            "org": sight.ref("org", "orgs", one.school_id),
        }
        for one in sight.courses
    ]


def classes(sight: Sight) -> list[Row]:
    """The classes with the terms that they run in."""
    return [
        base_of(one.pk, one.changed_at)
        | {
            "title": one.name,
            "classCode": one.course.code,
            "classType": "scheduled",
            "location": one.room,
            "grades": [ADULT],
            "subjects": [str(CourseKind(one.course.kind).label)],
            "subjectCodes": [],
            "periods": [],
            "course": sight.ref("course", "courses", one.course_id),
            "school": sight.ref("org", "orgs", one.school_id),
            "terms": [
                sight.ref("academicSession", "academicSessions", term_id(term))
                for term in terms_between(max(one.first_day, sight.since), one.last_day)
            ],
        }
        for one in sight.classes
    ]


def students(sight: Sight) -> list[Row]:
    """The participants in the classes: name, and the identity number where the client may have it. No contact data."""
    where: dict[UUID, list[UUID]] = defaultdict(list)
    people: dict[UUID, Participant] = {}
    for place in sight.enrolments_of_people_asked_for:
        people[place.participant_id] = place.participant
        school = sight.class_by_id[place.school_class_id].school_id
        if school not in where[place.participant_id]:
            where[place.participant_id].append(school)
    numbers = _identity_numbers(sight, list(people))
    return [_student(sight, person, where[pk], numbers.get(pk, "")) for pk, person in sorted(people.items())]


def teachers(sight: Sight) -> list[Row]:
    """The staff who teach the classes."""
    where: dict[UUID, list[UUID]] = defaultdict(list)
    staff = {}
    for one in sight.teachers_among_people_asked_for:
        staff[one.user_id] = one.user
        school = sight.class_by_id[one.school_class_id].school_id
        if school not in where[one.user_id]:
            where[one.user_id].append(school)
    rows = []
    for pk, user in sorted(staff.items()):
        given, _space, family = user.name.rpartition(" ")
        rows.append(
            base_of(pk, user.created_at)
            | {
                "enabledUser": "true" if user.is_active else "false",
                "username": user.email,
                "userIds": [],
                "givenName": given or family,
                "familyName": family,
                "email": user.email,
                "roles": _roles(sight, "teacher", where[pk]),
                "primaryOrg": sight.ref("org", "orgs", where[pk][0]),
                "grades": [],
            }
        )
    return rows


def users(sight: Sight) -> list[Row]:
    """Students and teachers."""
    return [*students(sight), *teachers(sight)]


def enrollments(sight: Sight) -> list[Row]:
    """Who is in which class, from when to when."""
    learning = [
        base_of(one.pk, one.changed_at)
        | _place(sight, one.school_class_id, one.participant_id, "student", one.first_day, one.last_day)
        | {"primary": "false"}
        for one in sight.enrolments_asked_for
    ]
    teaching = [
        base_of(one.pk, one.created_at)
        | _place(sight, one.school_class_id, one.user_id, "teacher", one.first_day, one.last_day)
        | {"primary": "false" if one.is_substitute else "true"}
        for one in sight.teachers_asked_for
    ]
    return [*learning, *teaching]


def demographics(sight: Sight) -> list[Row]:
    """Birth date and sex of the students, and nothing else."""
    people = {place.participant_id: place.participant for place in sight.enrolments_of_people_asked_for}
    words = {Sex.WOMAN: "female", Sex.MAN: "male"}
    return [
        base_of(pk, person.changed_at)
        | {"birthDate": person.birth_date.isoformat(), "sex": words.get(Sex(person.sex), "unspecified")}
        for pk, person in sorted(people.items())
    ]


def _org(agency: Agency, kind: str) -> Row:
    number = agency.organisation_number or (agency.number if agency.kind == AgencyKind.MUNICIPALITY else "")
    return base_of(agency.pk, agency.created_at) | {
        "name": agency.name,
        "type": kind,
        "identifier": number or agency.number,
        "children": [],
    }


def _student(sight: Sight, person: Participant, where: list[UUID], number: str) -> Row:
    row = base_of(person.pk, person.changed_at) | {
        "userMasterIdentifier": str(person.pk),
        "enabledUser": "true",
        "username": str(person.pk),
        "userIds": [],
        "givenName": person.given_name or person.family_name,
        "familyName": person.family_name or person.given_name,
        "email": "",
        "roles": _roles(sight, "student", where),
        "primaryOrg": sight.ref("org", "orgs", where[0]),
        "grades": [ADULT],
    }
    return row | {"identifier": number} if number else row


def _identity_numbers(sight: Sight, people: list[UUID]) -> dict[UUID, str]:
    """The newest number that the population register knows, where the client's agreement covers it."""
    if not sight.client.sends_identity_numbers:
        return {}
    rows = IdentityNumber.objects.filter(participant__in=people, valid_to__isnull=True).exclude(kind="duf")
    return dict(rows.order_by("valid_from").values_list("participant_id", "value"))


def _roles(sight: Sight, role: str, where: list[UUID]) -> list[Row]:
    return [
        {"roleType": "secondary" if number else "primary", "role": role, "org": sight.ref("org", "orgs", school)}
        for number, school in enumerate(where)
    ]


def _place(sight: Sight, class_id: UUID, user_id: UUID, role: str, first: dt.date | None, last: dt.date | None) -> Row:
    school = sight.class_by_id[class_id].school_id
    row: Row = {
        "user": sight.ref("user", "users", user_id),
        "class": sight.ref("class", "classes", class_id),
        "school": sight.ref("org", "orgs", school),
        "role": role,
    }
    # Both days are inclusive, as most systems read them.
    if first:
        row["beginDate"] = first.isoformat()
    if last:
        row["endDate"] = last.isoformat()
    return row
