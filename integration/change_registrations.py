"""What of this floor's tables the change history of a case tells."""

from integration import subject_registrations  # noqa: F401 - what is copied is told
from integration.models import (
    GradebookResult,
    NirDelivery,
    NirEvent,
    RetentionCase,
    SchoolEnrolment,
    SchoolPerson,
    SchoolResult,
    SubjectExport,
)
from participants.change_tables import tell_changes

tell_changes(SchoolPerson, never="sourced_id")
tell_changes(SchoolEnrolment, never="class_sourced_id school_sourced_id modified_at")
tell_changes(SchoolResult, never="modified_at")
tell_changes(GradebookResult, never="values modified_at")
tell_changes(SubjectExport)
tell_changes(NirEvent, never="content")
tell_changes(NirDelivery)
tell_changes(RetentionCase, never="reasons")
