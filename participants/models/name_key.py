"""A column that keeps the searchable form of a name."""

from typing import TYPE_CHECKING, Any

from django.db import models

from participants.names.search import search_key

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class NameKeyField(Text):
    """The normalised form of the row's names, computed by the one function that also normalises what people type.

    ``pre_save`` runs for ``save`` and ``bulk_create`` alike, so no path that writes a name can forget it.
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's signature
        """Compute the key from the given and family name of the row."""
        key = search_key(f"{getattr(model_instance, 'given_name', '')} {getattr(model_instance, 'family_name', '')}")
        setattr(model_instance, self.attname, key)
        return key
