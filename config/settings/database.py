"""Two roles on one database: the application's, which owns nothing, and the owner's, which migrates.

``DATABASE_ROLE=owner`` chooses the second; ``manage.py`` sets it for the commands that change the schema.
"""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from config.embedded.places import embedded_database_url
from config.settings.environment import DATA_DIR, ENVIRONMENT, env

DATABASE_IS_EMBEDDED = not env.str("DATABASE_URL", default="")

_app_url = env.str("DATABASE_URL", default="") or embedded_database_url(DATA_DIR, ENVIRONMENT, "fotfeste_app")
_owner_url = env.str("DATABASE_OWNER_URL", default="") or (
    embedded_database_url(DATA_DIR, ENVIRONMENT, "fotfeste_owner") if DATABASE_IS_EMBEDDED else _app_url
)
_replica_url = env.str("DATABASE_REPLICA_URL", default="")
_pool_size = env.int("DATABASE_POOL", default=0)
# Tests log in as the owner, who may make the test database, and then become the application (conftest.py).
_role = env.str("DATABASE_ROLE", default="owner" if ENVIRONMENT == "test" else "app")


def _user(url: str) -> str:
    return str(conninfo_to_dict(url).get("user") or "")


def _database(url: str, pool_size: int = 0) -> dict[str, Any]:
    # libpq reads the address, so whatever it understands (sockets, sslmode, service files) may be written there.
    parts: dict[str, Any] = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    options: dict[str, Any] = {}
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": 0,
        # A pool asks each connection before it lends it: after a restart of the database no request meets a dead one.
        "CONN_HEALTH_CHECKS": True,
    }
    return database | {"OPTIONS": options | parts}


DATABASE_APP_ROLE = _user(_app_url)
DATABASE_OWNER_USER = _user(_owner_url)

DATABASES: dict[str, dict[str, Any]] = {
    "default": _database(_owner_url) if _role == "owner" else _database(_app_url, _pool_size)
}
DATABASES["default"]["TEST"] = {"NAME": env.str("TEST_DATABASE_NAME", default="test_fotfeste")}
if _replica_url:
    DATABASES["replica"] = _database(_replica_url) | {"TEST": {"MIRROR": "default"}}
