"""Django's entry to the app."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this floor's duties and what it does when people are enrolled."""
        from programmes import registrations  # noqa: F401
