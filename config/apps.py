"""Sets what holds for the whole project before its first table is made."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class ProjectConfig(AppConfig):
    """The project itself as a Django app; it has no tables."""

    name = "config"
    verbose_name = "Fotfeste"

    def ready(self) -> None:
        """Connect the grants to migrations."""
        pre_migrate.connect(_grant_before_tables, dispatch_uid="config.grants")


def _grant_before_tables(sender: AppConfig, using: str, **_: Any) -> None:
    # Django sends the signal once for each app that has models; contenttypes always has.
    if sender.label == "contenttypes":
        from config.grants import grant_default_privileges

        grant_default_privileges(using)
