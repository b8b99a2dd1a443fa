"""No machine is named on a case: what lists that machines sent had written is taken away."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_UNNAME = "DELETE FROM participants_namedaccess n USING agencies_machineaccess m WHERE m.user_id = n.user_id"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("participants", "0019_names_that_begin"),
        ("agencies", "0013_machines"),
    ]

    operations: ClassVar[list[Operation]] = [migrations.RunSQL(_UNNAME, migrations.RunSQL.noop)]
