"""What the application's role may do with the owner's tables.

Default privileges are set before the first table is made, so that every table of every migration is granted in the
same way and a migration takes away what an append-only table must not allow. Tables that are there already are left
as they are: to grant them again would give that back.
"""

from django.conf import settings
from django.db import connections

_ROLE_EXISTS = "SELECT rolname <> current_user FROM pg_roles WHERE rolname = %s"

_GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {role};
"""


def grant_default_privileges(using: str = "default") -> None:
    """Let the application's role use whatever the connected owner creates from now on.

    Does nothing when there is no second role, as on a developer's own single-role database.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_ROLE_EXISTS, [settings.DATABASE_APP_ROLE])
        row = cursor.fetchone()
        if row and row[0]:
            cursor.execute(_GRANTS.format(role=connection.ops.quote_name(settings.DATABASE_APP_ROLE)))
