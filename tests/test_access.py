"""The access table: every address, and what each kind of person gets there (rows in tests/access.py).

A test walks all URL patterns and fails on one without a row.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import ROLES, ROWS, Row
from tests.world import World


def names(patterns: Any = None) -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)


def test_every_address_has_its_row():
    assert sorted(set(names()) - {row.name for row in ROWS}) == []
    assert sorted({row.name for row in ROWS} - set(names())) == []


class Undo(Exception):
    pass


def status(client: Client, row: Row, world: World) -> str:
    """What one person gets; whatever it did is undone."""
    address = reverse(row.name, kwargs=row.thing(world))
    as_json = {"content_type": "application/json"} if row.name.startswith("api-") and row.method != "get" else {}
    try:
        with transaction.atomic():
            answer = getattr(client, row.method)(address, row.data(world), **as_json)
            request_finished.disconnect(close_old_connections)  # as the test client does: closing a file must not end the test's transaction
            answer.close()
            request_finished.connect(close_old_connections)
            raise Undo
    except Undo:
        return str(answer.status_code)


SHARES = 8  # each share of the rows walks a world of its own, so that making worlds takes little of the time


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(SHARES))
def test_access(share: int, people, sign_in):
    world = World.make(people)
    users = [people.health, people.justice, people.nhri, people.cso, people.secretariat, people.admin]
    clients = [Client(), *(sign_in(user) for user in users)]
    wrong = []
    for row in ROWS[share::SHARES]:
        got, expected = " ".join(status(client, row, world) for client in clients), " ".join(row.statuses.split())
        if got != expected:
            wrong.append(f"{row}: {got} instead of {expected}")
    assert wrong == [], " ".join(ROLES)
