"""What other systems call how somebody met, and the fields of a row. New words are new lines here, not new code."""

CATEGORIES = ("present", "late", "absent_valid", "absent_invalid", "leave", "holiday", "cancelled")

_EDFI = "uri://ed-fi.org/AttendanceEventCategoryDescriptor#"

WORDS: dict[str, str] = {
    # Ed-Fi: the part of the descriptor after «#».
    "in attendance": "present",
    "present": "present",
    "tardy": "late",
    "late": "late",
    "early departure": "late",
    "excused absence": "absent_valid",
    "excused": "absent_valid",
    "unexcused absence": "absent_invalid",
    "unexcused": "absent_invalid",
    "truant": "absent_invalid",
    "no contact": "absent_invalid",
    # FINT and the words of Norwegian school systems.
    "tilstede": "present",
    "til stede": "present",
    "møtt": "present",
    "forsentkomming": "late",
    "for sent": "late",
    "kom for sent": "late",
    "sent": "late",
    "dokumentert": "absent_valid",
    "dokumentert fravær": "absent_valid",
    "gyldig": "absent_valid",
    "gyldig fravær": "absent_valid",
    "d": "absent_valid",
    "udokumentert": "absent_invalid",
    "udokumentert fravær": "absent_invalid",
    "ugyldig": "absent_invalid",
    "ugyldig fravær": "absent_invalid",
    "fravær": "absent_invalid",
    "ikke møtt": "absent_invalid",
    "u": "absent_invalid",
    "permisjon": "leave",
    "permittert": "leave",
    "r": "leave",
    "ferie": "holiday",
    "fri": "holiday",
    "avlyst": "cancelled",
    "utgått": "cancelled",
}
"""Other systems' words, in lower case, and ours."""

FIELDS: dict[str, str] = {
    # Ed-Fi.
    "id": "sourcedId",
    "eventdate": "date",
    "attendanceeventcategorydescriptor": "category",
    "attendanceeventreason": "comment",
    "studentuniqueid": "userSourcedId",
    "sectionidentifier": "classSourcedId",
    "arrivaltime": "startTime",
    "departuretime": "endTime",
    "sectionattendanceduration": "plannedMinutes",
    "_lastmodifieddate": "dateLastModified",
    # FINT.
    "systemid": "sourcedId",
    "dato": "date",
    "minutter": "absentMinutes",
    "fravarstype": "category",
    "undervisningsgruppe": "classSourcedId",
    "elevforhold": "userSourcedId",
    "elevfravar": "userSourcedId",
    "kommentar": "comment",
    "undervisningstimer": "plannedMinutes",
    # Ours, in the manner of the rest of the API.
    "sourced_id": "sourcedId",
    "date_last_modified": "dateLastModified",
    "class_sourced_id": "classSourcedId",
    "user_sourced_id": "userSourcedId",
    "start_time": "startTime",
    "end_time": "endTime",
    "planned_minutes": "plannedMinutes",
    "absent_minutes": "absentMinutes",
    "reason_code": "reasonCode",
    "registered_by_sourced_id": "registeredBySourcedId",
}
"""Other systems' names of fields, in lower case, and ours."""

OWN_FIELDS = (
    "sourcedId", "status", "dateLastModified", "classSourcedId", "userSourcedId", "date", "startTime", "endTime",
    "plannedMinutes", "absentMinutes", "category", "reasonCode", "comment", "registeredBySourcedId",
)  # fmt: skip


def category_of(word: str) -> str:
    """Our word for theirs; empty when it is not known."""
    plain = " ".join(word.strip().rpartition("#")[2].replace("_", " ").split()).casefold()
    squeezed = plain.replace(" ", "_")
    return squeezed if squeezed in CATEGORIES else WORDS.get(plain, "")
