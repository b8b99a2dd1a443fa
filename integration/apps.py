"""Django's entry to the app."""

from django.apps import AppConfig


class IntegrationConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "integration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this floor's parts."""
        from integration import registrations  # noqa: F401
