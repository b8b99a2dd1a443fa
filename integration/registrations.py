"""What this floor registers when the project starts."""

from integration import school_registrations  # noqa: F401 - registers what school systems hand up
