"""The database and services of every test, and the traps that turn silent faults into failures.

A bare ``pytest`` works: when no test services answer, they are started and left running for the next time
(``bin/services stop --test`` stops them). Each run has its own database (``TEST_DATABASE_NAME``) and its own numbered
Valkey database, so that several runs do not meet.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from config.embedded.roles import APP_ROLE, OWNER_ROLE
from config.embedded.services import services
from tests.reclaiming import vacuum

pytest_plugins = ["tests.log_watch"]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
RUN_EVERYTHING = os.environ.get("FOTFESTE_TEST_ALL") == "1"
_VALKEY_DATABASES = 1024
_NOT_TRUNCATED_BY_THE_APPLICATION = "django_migrations"

hypothesis_settings.register_profile(
    "ci", derandomize=True, deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "all",
    derandomize=True,
    deadline=None,
    max_examples=1000,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "all" if RUN_EVERYTHING else "ci"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what only ``bin/test --all`` has time for."""
    too_long = pytest.mark.skip(reason="exhaustive: run by bin/test --all")
    for item in items:
        if item.get_closest_marker("exhaustive") and not RUN_EVERYTHING:
            item.add_marker(too_long)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a browser when there is none; in CI that is a failure, lest it pass for tested."""
    if item.get_closest_marker("browser") and shutil.which(CHROMIUM) is None:
        message = f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-core"
        if os.environ.get("CI") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)


@pytest.fixture(scope="session", autouse=True)
def _embedded_services() -> Iterator[None]:
    """The test services, unless the environment names others; in use until the last test is done."""
    if not (settings.DATABASE_IS_EMBEDDED or settings.REDIS_IS_EMBEDDED):
        yield
        return
    embedded = services(settings.DATA_DIR, "test")
    with embedded.in_use():
        embedded.start_detached()
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    _embedded_services: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_use_migrations: bool,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Generator[None]:
    """Make the test database as its owner, then run every test as the application's role.

    So tests meet the same privileges and row-level policies as the application does. The owner logs in and takes the
    other role, because only an owner may make and drop the database.
    """
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        configuration = setup_databases(
            verbosity=request.config.option.verbose,
            interactive=False,
            aliases=dict.fromkeys(["default"], False),
            keepdb=django_db_keepdb and not django_db_createdb,
        )
        _allow_truncate()
        _log_in_again(role=APP_ROLE)
    yield
    with django_db_blocker.unblock():
        _log_in_again(role=None)
        if not django_db_keepdb:
            teardown_databases(configuration, verbosity=request.config.option.verbose)
        else:
            connections.close_all()


def _allow_truncate() -> None:
    # Transactional tests empty the tables they may have filled, as whoever is logged in.
    with connections["default"].cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"REVOKE TRUNCATE ON {_NOT_TRUNCATED_BY_THE_APPLICATION} FROM {APP_ROLE}")


@pytest.fixture(scope="session", autouse=True)
def _empty_only_what_was_filled() -> Iterator[None]:
    """After a transactional test, delete from the tables that have rows; the code lists stay while nobody touched them.

    Django truncates every table and fills the code lists anew, which costs more than most of these tests do. The owner
    deletes, past policies and triggers. Where that does not go, Django's own way is taken.
    """
    from django.core.management.commands import flush
    from django.db.backends.postgresql.operations import DatabaseOperations

    truncate, fill_lists = DatabaseOperations.execute_sql_flush, flush.emit_post_migrate_signal  # type: ignore[attr-defined]
    lists_stand = [False]

    def delete(operations: Any, sql_list: list[str]) -> None:
        lists_stand[0] = _delete_everything(operations.connection)
        if not lists_stand[0]:
            truncate(operations, sql_list)

    def fill(*args: Any, **kwargs: Any) -> None:
        if not lists_stand[0]:
            fill_lists(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", delete)
        patch.setattr(flush, "emit_post_migrate_signal", fill)
        yield


_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'django_migrations'
"""
_LISTS = (
    "agencies_municipality", "auth_permission", "django_content_type", "employers_industry", "employers_occupation",
    "participants_deadlinethreshold",
)  # fmt: skip
# Foreign keys that cannot wait point at these.
_DELETED_LAST = ("participants_participant", "agencies_agency")
_RECLAIMED_EVERY = 20
_lists_as_filled: dict[str, str] = {}
_times_emptied = [0]


def _delete_everything(connection: Any) -> bool:
    """Empty what was filled; False, with nothing done, where a code list was changed or a row cannot be deleted."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {OWNER_ROLE}")
        try:
            if not _lists_are_untouched(cursor, connection.settings_dict["NAME"]):
                return False
            filled = _filled_tables(cursor)
            _alter(cursor, filled, "DISABLE")
            try:
                with transaction.atomic(using=connection.alias):
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
                    for table in filled:
                        cursor.execute(f"DELETE FROM {table}")
            except DatabaseError:
                return False
            finally:
                _alter(cursor, filled, "ENABLE")
            _times_emptied[0] += 1
            if _times_emptied[0] % _RECLAIMED_EVERY == 0:
                vacuum(cursor)
        finally:
            cursor.execute(f"SET ROLE {APP_ROLE}")
    return True


def _lists_are_untouched(cursor: Any, database: str) -> bool:
    """Whether the code lists are as they were when they were filled; after a refill they are remembered anew."""
    states = " UNION ALL ".join(f"SELECT count(*) || ':' || max(xmin::text::bigint) FROM {name}" for name in _LISTS)
    cursor.execute(f"SELECT string_agg(state, ' ') FROM ({states}) lists (state)")
    state = cursor.fetchone()[0]
    before = _lists_as_filled.setdefault(database, state)
    if before != state:
        del _lists_as_filled[database]
    return before == state


def _filled_tables(cursor: Any) -> list[str]:
    cursor.execute(_TABLES)
    tables = [name for (name,) in cursor.fetchall() if name not in _LISTS]
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
    return sorted((name for (name,) in cursor.fetchall()), key=lambda name: name in _DELETED_LAST)


def _alter(cursor: Any, tables: list[str], how: str) -> None:
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} {how} TRIGGER USER")


def _log_in_again(role: str | None) -> None:
    for connection in connections.all():
        connection.close()
        if role:
            connection.settings_dict["OPTIONS"]["options"] = f"-c role={role}"
        else:
            connection.settings_dict["OPTIONS"].pop("options", None)


def _valkey_number() -> int:
    """This run's database in Valkey: another for every test database and every parallel process."""
    name = os.environ.get("TEST_DATABASE_NAME", "") + os.environ.get("PYTEST_XDIST_WORKER", "")
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % _VALKEY_DATABASES


@pytest.fixture(scope="session")
def redis_url(_embedded_services: None) -> str:
    """An empty Redis database of this process's own."""
    url = f"{settings.REDIS_URL.partition('?')[0]}?db={_valkey_number()}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@pytest.fixture(scope="session", autouse=True)
def _own_cache(redis_url: str) -> Iterator[None]:
    """A cache of this process's own: what another one counts or empties changes nothing here."""
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "LOCATION": redis_url}}):
        yield


@pytest.fixture(scope="session")
def process_environment(django_db_setup: None, redis_url: str) -> dict[str, str]:
    """The environment of a process that a test starts (a worker, a command) on this test's database and queue.

    Such a process logs in as the application itself. Its test must be transactional, or it sees nothing.
    """
    database = connections["default"].settings_dict
    address = f"postgresql:///{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    return os.environ | {
        "ENVIRONMENT": "test",
        "DATABASE_ROLE": "app",
        "DATABASE_URL": f"{address}&user={APP_ROLE}",
        "REDIS_URL": redis_url,
        "PYTHONPATH": str(settings.BASE_DIR),
    }


class UndefinedTemplateVariableError(Exception):
    """A template of ours names something that its view does not give."""


class _Undefined(str):
    """What Django puts in the place of an undefined variable; ours do not get that far."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s" or super().__contains__(str(key))

    def __mod__(self, variable: Any) -> str:
        context = sys._getframe(1).f_locals.get("context")
        template = getattr(getattr(context, "render_context", None), "template", None)
        origin = Path(str(getattr(getattr(template, "origin", None), "name", "")))
        if origin.is_relative_to(settings.BASE_DIR) and ".venv" not in origin.parts:
            raise UndefinedTemplateVariableError(f"{variable} in {origin.relative_to(settings.BASE_DIR)}")
        return ""


@pytest.fixture(scope="session", autouse=True)
def _undefined_template_variables_fail() -> None:
    from django.template import engines

    engines["django"].engine.string_if_invalid = _Undefined("undefined")  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> None:
    """No test leaves documents in the installation's own folder."""
    folder = tmp_path_factory.getbasetemp() / "documents" / uuid4().hex
    settings.DOCUMENT_DIR = settings.MEDIA_ROOT = folder
    settings.ARCHIVE_DIR = folder / "archive"
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": str(folder)}}
    }
