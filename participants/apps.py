"""Django's entry to the app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ParticipantsConfig(AppConfig):
    """Registers what this floor hands up when the project starts."""

    name = "participants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register this floor's duties; seed thresholds after every migration, when all floors have registered."""
        from participants import registrations  # noqa: F401

        post_migrate.connect(_seed_thresholds, sender=self)


def _seed_thresholds(**_signal: Any) -> None:
    from participants.operations.flagging import seed_thresholds

    seed_thresholds()
