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
from django.db import connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from config.embedded.roles import APP_ROLE
from config.embedded.services import services

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
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": str(folder)}}
    }
