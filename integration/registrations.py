"""What this floor registers when the project starts."""

from integration import (
    change_registrations,  # noqa: F401 - what the history of a case tells of this floor's tables
    list_registrations,  # noqa: F401 - the lists that can be fetched as files
    nir_registrations,  # noqa: F401 - NIR: its place and its duty
    outcome_registrations,  # noqa: F401 - the place of results
    privacy_registrations,  # noqa: F401 - what people may ask about themselves
    school_registrations,  # noqa: F401 - registers what school systems hand up
    subject_registrations,  # noqa: F401 - what of this floor goes into a person's copy
)
