"""A case that is packed for the archive leaves the class lists too, as it has left everything else (law.md 7.5)."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_before = import_module("programmes.migrations.0015_guarded_pupils")
_OPENED = (
    "(NOT p.is_guarded OR (p.restricted_on IS NULL AND p.confidentiality = 0 AND NOT p.is_shielded "
    "AND fot_is_stranger(p.id)))"
)
_PROTECTED = _before._PROTECTED.replace(  # noqa: SLF001 - the same function
    "p.is_shielded OR", "p.is_shielded OR p.restricted_on IS NOT NULL OR"
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0016_shared_case"),
        ("participants", "0013_restriction"),
    ]

    operations: ClassVar[list[Operation]] = [
        RunSQL(_PROTECTED, _before._PROTECTED),  # noqa: SLF001 - the same function
        RunSQL(_before._views(_OPENED), _before._views(_before._OPENED)),  # noqa: SLF001 - the same views
    ]
