"""Stores files on a case, and opens them for those who may see them."""

import logging
import unicodedata
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from agencies.access import Action, Actor, Resource, acting_as
from agencies.actors import system_actor
from agencies.errors import Refusal, RuleRefused
from agencies.operations.access_log import log_read
from agencies.operations.base import operation, require
from agencies.upload_checks import ContentType, content_type_of
from participants.document_files import (
    StoredFile,
    TooLargeError,
    Upload,
    is_intact,
    move_to_its_place,
    open_stored,
    remove_incoming,
    settle,
    write_incoming,
)
from participants.models import Document, Participant
from participants.operations.cases import lock_case, note_event

logger = logging.getLogger(__name__)

_LONGEST_NAME = 200
_MEGABYTE = 1024 * 1024


class DamagedDocument(Exception):
    """The file is gone or is not what was stored; the row stands, and somebody must look for a backup."""


@operation
def store_document(actor: Actor, participant_id: UUID, *, title: str, filename: str, content: Upload) -> Document:
    """Store a file on the case; its type is told by its bytes, never by its name.

    Raises ``RuleRefused`` when it is empty, too large or of a type that is not kept. The file is written before the
    row and is taken back when the row is not written.
    """
    require(actor, Action.CREATE, Resource.DOCUMENT)
    person = lock_case(actor, participant_id)
    document_id = uuid7()
    try:
        stored = write_incoming(person.municipality_id, document_id, content, settings.DOCUMENT_MAX_BYTES)
    except TooLargeError as error:
        raise RuleRefused(_too_large()) from error
    try:
        document = _write_row(actor, person, document_id, stored, title=title, filename=filename)
    except BaseException:
        remove_incoming(person.municipality_id, document_id)
        raise
    transaction.on_commit(lambda: move_to_its_place(person.municipality_id, document_id))
    return document


@operation
def open_document(actor: Actor, document_id: UUID) -> tuple[Document, BinaryIO]:
    """The document and its bytes, checked against size and checksum; the reading is logged. The caller closes the file.

    Raises ``Document.DoesNotExist`` when the actor may not see it, ``DamagedDocument`` when the bytes are not right.
    """
    document = Document.objects.visible_to(actor).get(pk=document_id)
    try:
        file = open_stored(document.municipality_id, document.pk)
    except FileNotFoundError as error:
        logger.exception("document_missing", extra={"document_id": str(document_id)})
        raise DamagedDocument from error
    if not is_intact(file, document.size, document.checksum):
        file.close()
        logger.error("document_damaged", extra={"document_id": str(document_id)})
        raise DamagedDocument
    log_read(
        actor,
        Resource.DOCUMENT,
        participant_id=document.participant_id,
        municipality_id=document.municipality_id,
    )
    return document, file


def settle_incoming() -> int:
    """Keep the files of committed rows and remove those of failed transactions; answers how many."""
    return settle(_has_row)


def clean_filename(filename: str, content_type: ContentType) -> str:
    """A name that is safe in every folder and header, with the ending that belongs to the content."""
    base = unicodedata.normalize("NFC", filename.replace("\\", "/").rpartition("/")[2])
    letters = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in base)
    visible = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Cf", "Cs", "Co"))
    stem = PurePosixPath(visible.strip(". ")).stem if "." in visible.strip(". ") else visible.strip(". ")
    safe = " ".join("".join("_" if letter in '<>:"|?*' else letter for letter in stem).split())
    return (safe.strip(". ")[: _LONGEST_NAME - len(content_type.extension)] or "dokument") + content_type.extension


def _write_row(
    actor: Actor, person: Participant, document_id: UUID, stored: StoredFile, *, title: str, filename: str
) -> Document:
    content_type = _checked_type(stored, filename)
    name = clean_filename(filename, content_type)
    shown = " ".join(title.split()) or Path(name).stem
    if len(shown) > _LONGEST_NAME:
        raise RuleRefused(Refusal("title_too_long", _("Tittelen kan ha høyst 200 tegn."), "title"))
    document = Document.objects.create(
        pk=document_id,
        participant=person,
        municipality_id=person.municipality_id,
        uploaded_by_id=actor.user_id,
        title=shown,
        filename=name,
        content_type=content_type.mime,
        size=stored.size,
        checksum=stored.checksum,
    )
    note_event(actor, person, "document_stored", timezone.localdate(), document=str(document.pk))
    return document


def _checked_type(stored: StoredFile, filename: str) -> ContentType:
    if stored.size == 0:
        raise RuleRefused(Refusal("file_empty", _("Filen er tom."), "file"))
    content_type = content_type_of(stored.path, filename)
    if content_type is None:
        text = _("Filtypen kan ikke lagres. Bruk PDF, PNG, JPEG, Word (docx), Excel (xlsx) eller ren tekst.")
        raise RuleRefused(Refusal("file_type", text, "file"))
    return content_type


def _too_large() -> Refusal:
    text = _("Filen er for stor. Den kan være høyst %(megabytes)s MB.")
    return Refusal("file_too_large", text % {"megabytes": settings.DOCUMENT_MAX_BYTES // _MEGABYTE}, "file")


def _has_row(municipality_id: UUID, document_id: UUID) -> bool:
    with acting_as(system_actor(municipality_id)):
        return Document.objects.filter(pk=document_id).exists()
