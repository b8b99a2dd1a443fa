"""The two roles and the database of an embedded cluster.

``fotfeste_owner`` owns the database and everything in it and may make test databases; ``fotfeste_app`` owns nothing,
so that row-level security holds for it. Neither is a superuser. The owner is a member of the application's role, so
that tests can log in as the first and become the second.
"""

import psycopg
from psycopg import sql

from config.embedded.places import DATABASE_NAME

OWNER_ROLE = "fotfeste_owner"
APP_ROLE = "fotfeste_app"

_MAKE_ROLES = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{app}') THEN
        CREATE ROLE {app} LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{owner}') THEN
        CREATE ROLE {owner} LOGIN CREATEDB IN ROLE {app};
    END IF;
END $$
"""


def ensure_roles_and_database(superuser_url: str) -> None:
    """Make what is missing; harmless when all is there."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        roles = sql.SQL(_MAKE_ROLES).format(app=sql.SQL(APP_ROLE), owner=sql.SQL(OWNER_ROLE))
        connection.execute(roles)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not found:
            name, owner = sql.Identifier(DATABASE_NAME), sql.Identifier(OWNER_ROLE)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner))
