"""What this floor registers when the project starts."""

from integration import (
    outcome_registrations,  # noqa: F401 - the place of results
    school_registrations,  # noqa: F401 - registers what school systems hand up
)
