"""Django's entry to the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgenciesConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the code lists after every migration."""
        from agencies.code_lists import load_municipalities

        post_migrate.connect(load_municipalities, sender=self)
