"""Files in and out of the API: a list as it is or as a form field, the faulty rows as CSV."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from agencies.api.renderers import OrjsonRenderer
from agencies.errors import Refusal, RuleRefused
from participants.operations.importing.uploading import refuse_size


class CsvParser(BaseParser):
    """The body is the file."""

    media_type = "text/csv"
    filename: ClassVar[str] = "ankomster.csv"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Its name and its bytes."""
        return self.filename, stream.read()


class XlsxParser(CsvParser):
    """The body is a workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    filename = "ankomster.xlsx"


FILE_PARSERS: tuple[type[BaseParser], ...] = (MultiPartParser, CsvParser, XlsxParser)


class CsvRenderer(BaseRenderer):
    """Bytes that are CSV already; a refusal is a problem document here too."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes of the answer."""
        return data if isinstance(data, bytes) else OrjsonRenderer().render(data)


def file_of(request: Request) -> tuple[str, bytes]:
    """The name and the bytes of the file that was sent; ``RuleRefused`` when there is none or it is too large."""
    body: Any = request.data
    if isinstance(body, tuple):
        filename, data = body
        refuse_size(len(data))
        return filename, data
    file = request.FILES.get("file")
    if file is None:
        raise RuleRefused(Refusal("file_missing", _("Send filen i feltet «file»."), "file"))
    refuse_size(file.size)
    return file.name or "", file.read()
