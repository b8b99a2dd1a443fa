"""A real worker process reaches the test's own database and queue."""

import subprocess
import sys

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_a_process_started_by_a_test_is_the_application_on_the_same_database(process_environment, settings):
    code = (
        "import django; django.setup();"
        "from django.db import connection; from config.celery import app;"
        "c = connection.cursor(); c.execute('SELECT current_database(), session_user'); print(*c.fetchone());"
        "app.connection_for_write().ensure_connection(max_retries=1); print('queue')"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=process_environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.splitlines() == [f"{connection.settings_dict['NAME']} fotfeste_app", "queue"]


def test_workers_keep_their_database_connection_between_tasks():
    from config.celery import app

    assert app.conf.get("CELERY_DB_REUSE_MAX") == 500
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert not app.conf.worker_cancel_long_running_tasks_on_connection_loss


@pytest.mark.django_db(transaction=True)
def test_a_task_after_a_restart_of_the_database_has_a_living_connection():
    from config.celery import renew_dead_connections

    connection.ensure_connection()
    connection.connection.close()
    renew_dead_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_living_connection_is_kept_for_the_next_task():
    from config.celery import renew_dead_connections

    connection.ensure_connection()
    before = connection.connection
    renew_dead_connections()
    assert connection.connection is before
