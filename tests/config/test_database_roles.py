"""The test database is made by the owner and used as the application."""

import pytest
from django.conf import settings
from django.db import connection

from config.embedded.roles import APP_ROLE, OWNER_ROLE


@pytest.mark.django_db
def test_tests_run_as_the_role_that_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (APP_ROLE, OWNER_ROLE)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [APP_ROLE])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_neither_role_is_a_superuser_or_passes_row_level_security():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s) AND (rolsuper OR rolbypassrls OR rolcreaterole)",
            [APP_ROLE, OWNER_ROLE],
        )
        assert cursor.fetchall() == []


# Declared kin is for the rule alone; a month of the access log is reached through the log.
NOT_READ = ("agencies_declaredkin", "agencies_accesslogentry_")


@pytest.mark.django_db
def test_every_table_may_be_read_by_the_application():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND NOT has_table_privilege(%s, oid, 'SELECT')",
            [APP_ROLE],
        )
        assert [name for (name,) in cursor.fetchall() if not name.startswith(NOT_READ)] == []


@pytest.mark.django_db
def test_the_database_knows_the_case_of_norwegian_letters():
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper('æøå'), 'ÆØÅ' ILIKE 'æøå', pg_encoding_to_char(encoding) FROM pg_database")
        assert cursor.fetchone() == ("ÆØÅ", True, "UTF8")


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_may_empty_the_tables_afterwards():
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    Session.objects.create(session_key="x", session_data="", expire_date=timezone.now())
    assert Session.objects.count() == 1


def test_the_application_role_is_the_one_in_the_address():
    assert settings.DATABASE_APP_ROLE == APP_ROLE
    assert settings.DATABASE_OWNER_USER == OWNER_ROLE
