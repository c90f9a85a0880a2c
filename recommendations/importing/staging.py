"""From a reader's rows to staged rows: what an import would do with each, and what is wrong with it.

Rows cross into PostgreSQL by COPY and are matched there. Nothing but the batch's own staged rows is written.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import connection

from nmirf.jobs.kinds import Progress
from recommendations.enums import Outcome
from recommendations.importing.matching import match
from recommendations.importing.resolving import Resolved, Resolver
from recommendations.importing.rows import Problem, Row
from recommendations.importing.vanishing import find_missing
from recommendations.models import ImportBatch

EVERY = 500  # rows between two signs of life
# Of one line of the file, though no row comes of it: it is taken with the line it repeats.
OF_A_LINE = frozenset({"duplicate_row"})

UNREAD = "SELECT data->>'symbol' AS symbol FROM staging WHERE outcome = 'rejected'"
STAGE = """
INSERT INTO recommendations_stagedrow (batch_id, line, outcome, data, changes, problems, recommendation_id)
SELECT %s, s.line, coalesce(o.outcome, s.outcome), s.data, coalesce(o.changes, '{}'), s.problems, o.recommendation_id
FROM staging s LEFT JOIN outcome o ON o.n = s.n ORDER BY s.line, s.n
"""


def stage(*, batch: ImportBatch, items: Iterable[Row | Problem], resolver: Resolver, progress: Progress | None = None) -> None:
    """Write the batch's staged rows; set (not save) its counts and notes. Needs an open transaction."""
    batch.notes = []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM recommendations_stagedrow WHERE batch_id = %s", [batch.pk])
        cursor.execute("DROP TABLE IF EXISTS staging")
        cursor.execute("CREATE TEMP TABLE staging (n int, line int, outcome text, data jsonb, problems jsonb) ON COMMIT DROP")
        with cursor.copy("COPY staging FROM STDIN") as copy:
            for n, row in enumerate(_resolved(batch, items, resolver), start=1):
                problems = [as_mapping(problem) for problem in row.problems]
                copy.write_row((n, row.line, row.outcome.value, _json(row.data), _json(problems)))
                if progress is not None and n % EVERY == 0:
                    progress.at(n)
        match(cursor, "SELECT n, data FROM staging WHERE outcome = 'new'", [])
        cursor.execute(STAGE, [batch.pk])
        find_missing(cursor, batch, UNREAD)
    count(batch)


def _resolved(batch: ImportBatch, items: Iterable[Row | Problem], resolver: Resolver) -> Iterator[Resolved]:
    """What is wrong with a line may come long before its row, or have no row at all."""
    pending: dict[int, list[Problem]] = {}
    for item in items:
        if isinstance(item, Problem):
            if item.code == "no_states_column":
                resolver.is_about_home = True
            pending.setdefault(item.line, []).append(item)
            continue
        _note_other_header(batch, item, resolver)
        row = resolver.resolve(item)
        problems = pending.pop(item.line, [])
        if row.outcome != Outcome.ELSEWHERE:
            row.problems = problems + row.problems
        yield row
    for line, problems in pending.items():
        if any(problem.is_fatal for problem in problems):
            yield Resolved(line, Outcome.REJECTED, {}, problems)
        elif any(problem.code in OF_A_LINE for problem in problems):
            yield Resolved(line, Outcome.UNCHANGED, {}, problems)
        else:
            batch.notes += [as_mapping(problem) | {"line": problem.line} for problem in problems]


def _note_other_header(batch: ImportBatch, row: Row, resolver: Resolver) -> None:
    """A list of recommendations that says it is about another State than the one it is imported for."""
    named = row.extra.get("State in the page header", "")
    if named and not batch.notes and resolver.state(named) != resolver.home:
        taken = settings.NMIRF_STATE_NAME if resolver.home == settings.NMIRF_STATE else resolver.home
        note = Problem(0, "", "header_names_other_state", {"value": named[:200], "taken": taken}, is_fatal=False)
        batch.notes.append(as_mapping(note) | {"line": 0})


def as_mapping(problem: Problem) -> dict[str, Any]:
    """How a problem is kept: without its line, which the staged row has."""
    mapping = asdict(problem)
    del mapping["line"]
    return mapping


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("\\u0000", "")


def count(batch: ImportBatch) -> None:
    """Set the batch's counts from its staged rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT outcome, count(*) FROM recommendations_stagedrow WHERE batch_id = %s GROUP BY outcome", [batch.pk])
        counts: dict[str, int] = dict(cursor.fetchall())
    batch.missing = counts.pop(Outcome.MISSING, 0)  # of the register, not of the file
    batch.rows = sum(counts.values())
    batch.created = counts.get(Outcome.NEW, 0)
    batch.updated = counts.get(Outcome.CHANGED, 0)
    batch.unchanged = counts.get(Outcome.UNCHANGED, 0)
    batch.rejected = counts.get(Outcome.REJECTED, 0)
    batch.elsewhere = counts.get(Outcome.ELSEWHERE, 0)
