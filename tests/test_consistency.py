"""Rules that hold everywhere, checked everywhere."""

import importlib
import inspect
import pkgutil

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.access import ROWS
from tests.world import World

APPS = ["reporting", "consultations", "recommendations", "ministries", "nmirf.accounts", "nmirf.jobs", "nmirf.notifications"]
# Tables that a page may touch while it is read: sessions live there, and sign-in's own bookkeeping.
BOOKKEEPING = ("django_session", "account_", "knox_")


def operations_modules():
    for app in APPS:
        module = importlib.import_module(f"{app}.operations")
        yield module
        for info in pkgutil.iter_modules(getattr(module, "__path__", []), f"{module.__name__}."):
            yield importlib.import_module(info.name)


def public_functions():
    for module in operations_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield pytest.param(function, id=f"{module.__name__}.{name}")


@pytest.mark.parametrize("function", [p for p in public_functions() if "by" in inspect.signature(p.values[0]).parameters])
def test_operations_take_keywords_only_and_are_marked(function):
    parameters = inspect.signature(function).parameters.values()
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters)
    assert getattr(function, "is_operation", False) or function.__module__ == "nmirf.jobs.operations", "a write without a history"
    assert function.__annotations__["by"] in ("User", importlib.import_module("nmirf.accounts.models").User)


@pytest.mark.django_db
def test_reading_a_page_writes_nothing(people, sign_in):
    world = World.make(people)
    client: Client = sign_in(people.secretariat)
    wrote = []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and not any(table in sql for table in BOOKKEEPING):
            wrote.append((row.name, sql[:80]))
        return execute(sql, params, many, context)

    pages = [row for row in ROWS if row.method == "get" and row.statuses.split()[5] == "200"]
    assert len(pages) > 40
    with connection.execute_wrapper(watch):
        for row in pages:
            answer = client.get(reverse(row.name, kwargs=row.thing(world)))
            assert answer.status_code == 200, row.name
            b"".join(answer)  # files are read to their end, which closes them
    assert wrote == []
