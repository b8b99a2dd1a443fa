"""Django's entry to the app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AgenciesConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "agencies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the code lists after every migration; note each log-in, by whatever door; hand up the lists."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from agencies import registrations  # noqa: F401
        from agencies.code_lists import load_municipalities
        from agencies.operations.login_sessions import note_log_in, note_log_out

        post_migrate.connect(load_municipalities, sender=self)
        user_logged_in.connect(note_log_in, dispatch_uid="agencies.note_log_in")
        user_logged_out.connect(note_log_out, dispatch_uid="agencies.note_log_out")
