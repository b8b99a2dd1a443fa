"""Files on a case; the bytes lie outside the web root and are read through an access check only."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from agencies.models import Agency, TimestampedModel, User
from participants.models.participant import CaseQuerySet, Participant


class DocumentQuerySet(CaseQuerySet["Document"]):
    """Questions about documents."""

    resource = Resource.DOCUMENT


class Document(TimestampedModel):
    """A file: its name for people, its type by content, its size in bytes and its SHA-256."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="documents")
    municipality = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("tittel"), max_length=200)
    filename = models.CharField(_("filnavn"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("størrelse"))
    checksum = models.CharField(max_length=64)

    objects: ClassVar[DocumentQuerySet] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenter")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title
