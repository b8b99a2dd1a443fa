"""Django's entry to the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EmployersConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "employers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this floor's parts, and load the code lists and tracks after every migration."""
        from employers import registrations  # noqa: F401
        from employers.code_lists import load_code_lists
        from employers.seed_tracks import load_seed_tracks

        post_migrate.connect(load_code_lists, sender=self)
        post_migrate.connect(load_seed_tracks, sender=self)
