"""A column that keeps the keyed hash of an identity number, for the rule on own case and close family."""

from typing import TYPE_CHECKING, Any

from django.db import models

from agencies.kinship import kinship_digest

if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class KinshipDigestField(Text):
    """The hash of the row's ``value``; ``pre_save`` runs for ``save`` and ``bulk_create`` alike."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's signature
        """Compute the hash of the number."""
        digest = kinship_digest(getattr(model_instance, "value", ""))
        setattr(model_instance, self.attname, digest)
        return digest
