"""PostgreSQL killed and back: whoever comes next gets a connection that works."""

import psycopg
import pytest
from django.db import close_old_connections, connection

from nmirf.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def end_all_connections() -> int:
    """As a restart does; from outside, through a connection of its own. How many were ended."""
    known = connection.get_connection_params()
    names = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**names, autocommit=True) as other:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        ended = other.execute(f"SELECT pg_terminate_backend(pid) {others}")
        return len(ended.fetchall())


def test_the_next_task_or_page_works(people):
    before = User.objects.count()
    assert end_all_connections() >= 1
    close_old_connections()  # what Django does before each page, and Celery before each task
    assert User.objects.count() == before
