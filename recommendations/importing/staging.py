"""From a reader's rows to staged rows: what an import would do with each, and what is wrong with it.

Rows cross into PostgreSQL by COPY, typed, into the temporary table `staging`, their labels as numbers of `staging_label`; there they
are matched. For a preview they are kept with all they say (StagedRow.data), and the import stages them again from there. What has
been imported says it in the register: its staged row keeps only what became of it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from nmirf.jobs.kinds import Progress
from recommendations.enums import Outcome
from recommendations.importing.detect import DOCUMENTS
from recommendations.importing.joining import as_in_register
from recommendations.importing.matching import match
from recommendations.importing.reading import Reading
from recommendations.importing.resolving import Resolved, Resolver
from recommendations.importing.rows import Problem, Row
from recommendations.importing.vanishing import find_missing
from recommendations.models import ImportBatch

EVERY = 500  # rows between two signs of life
# Of one line of the file, though no row comes of it: it is taken with the line it repeats.
OF_A_LINE = frozenset({"duplicate_row"})

COLUMNS = {
    "state": "text", "mechanism": "text", "mechanism_name": "text", "symbol": "text", "title": "text", "session": "text", "cycle": "smallint",
    "published_on": "date", "paragraph": "text", "paragraph_key": "text", "kind": "text", "text": "text", "text_key": "text", "language": "text",
    "annotation_id": "text", "position": "text", "position_source": "text", "action_category": "smallint", "is_follow_up": "boolean",
    "original": "text", "heading": "text", "recommending": "text[]", "terms": "int[]", "source": "jsonb", "proposed": "jsonb",
}  # fmt: skip
PLAIN = tuple(name for name in COLUMNS if name not in ("terms", "recommending", "source", "proposed"))
TYPED = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
OURS = "n bigint, line int, outcome text, problems jsonb"
LABEL = "number int, kind text, code text, label text"

# What a preview keeps of a row.
PREVIEW = """
INSERT INTO recommendations_stagedrow (batch_id, line, outcome, data, changes, problems, recommendation_id)
SELECT %s, s.line, coalesce(o.outcome, s.outcome), jsonb_strip_nulls(to_jsonb(s) - '{n,line,outcome,problems,terms}'::text[] ||
    CASE WHEN s.terms IS NULL THEN '{}' ELSE jsonb_build_object('terms', coalesce((
      SELECT jsonb_agg(jsonb_build_object('kind', l.kind, 'code', l.code, 'label', l.label) ORDER BY t.place)
      FROM unnest(s.terms) WITH ORDINALITY AS t(number, place) JOIN staging_label l USING (number)), '[]')) END),
  coalesce(o.changes, '{}'), s.problems, o.recommendation_id
FROM staging s LEFT JOIN outcome o ON o.n = s.n ORDER BY s.line, s.n
"""
# What is kept of a row that has been imported, or was never to be.
DONE = """
INSERT INTO recommendations_stagedrow (batch_id, line, outcome, data, changes, problems, recommendation_id, former)
SELECT %s, s.line, coalesce(o.outcome, s.outcome),
  CASE WHEN o.n IS NULL THEN jsonb_strip_nulls(jsonb_build_object('state', s.state, 'symbol', s.symbol, 'text', s.text)) ELSE '{}' END,
  coalesce(o.changes, '{}'), s.problems, o.recommendation_id, o.former
FROM staging s LEFT JOIN outcome o ON o.n = s.n ORDER BY s.line, s.n
"""
LABELS_AGAIN = """
INSERT INTO staging_label
SELECT row_number() OVER (ORDER BY min(s.id), kind, code), kind, code, (array_agg(label ORDER BY s.id))[1]
FROM recommendations_stagedrow s CROSS JOIN LATERAL jsonb_to_recordset(s.data->'terms') AS t(kind text, code text, label text)
WHERE s.batch_id = %s GROUP BY kind, code
"""
# Rows with nothing to match by (one that repeats another) have no part in it; of rejected ones the document counts, and what was
# left out is not missing.
AGAIN = f"""
INSERT INTO staging
SELECT s.id, s.line, CASE WHEN s.outcome IN ('rejected', 'left_out') THEN s.outcome ELSE 'new' END, s.problems,
  {", ".join("t.numbers" if name == "terms" else f'd."{name}"' for name in COLUMNS)}
FROM recommendations_stagedrow s
CROSS JOIN LATERAL jsonb_to_record(s.data - 'terms') AS d({TYPED})
LEFT JOIN (
  SELECT s.id, array_agg(l.number) AS numbers
  FROM recommendations_stagedrow s CROSS JOIN LATERAL jsonb_to_recordset(s.data->'terms') AS t(kind text, code text)
  JOIN staging_label l USING (kind, code) WHERE s.batch_id = %(batch)s GROUP BY s.id
) t ON t.id = s.id
WHERE s.batch_id = %(batch)s AND (s.outcome IN ('rejected', 'left_out') OR s.outcome IN ('new', 'changed', 'unchanged') AND s.data ? 'text_key')
"""  # noqa: S608 - constants of this module


def stage(*, batch: ImportBatch, items: Reading, resolver: Resolver, progress: Progress | None = None) -> None:
    """Write the batch's staged rows; set (not save) its counts and notes. Needs an open transaction."""
    with connection.cursor() as cursor:
        receive(cursor, batch, items, resolver, progress)
        match(cursor)
        cursor.execute("DELETE FROM recommendations_stagedrow WHERE batch_id = %s", [batch.pk])
        cursor.execute(PREVIEW, [batch.pk])
        find_missing(cursor, batch)
    count(batch)


def receive(cursor: CursorWrapper, batch: ImportBatch, items: Reading, resolver: Resolver, progress: Progress | None) -> None:
    """Fill `staging` and `staging_label` from a reader's rows; set (not save) the batch's notes."""
    batch.notes = []
    rows: Iterable[Row | Problem] = items
    if batch.format in DOCUMENTS:
        rows = list(as_in_register(items, batch.about))  # now: nothing else can be asked of the connection while COPY runs
        resolver.headings.load()
        _note_other_state(batch, resolver)
    _make_tables(cursor)
    with cursor.copy("COPY staging FROM STDIN") as copy:
        for n, row in enumerate(_resolved(batch, rows, resolver), start=1):
            problems = [as_mapping(problem) for problem in row.problems]
            get = row.data.get
            lists = (_array(get("recommending")), _array(get("terms")))
            objects = [None if get(name) is None else _json(get(name)) for name in ("source", "proposed")]
            copy.write_row((n, row.line, row.outcome.value, _json(problems), *map(get, PLAIN), *lists, *objects))
            if progress is not None and n % EVERY == 0:
                progress.at(*items.far)
    with cursor.copy("COPY staging_label FROM STDIN") as copy:
        for (kind, code), (number, label) in resolver.labels.items():
            copy.write_row((number, kind, code, label))


def receive_again(cursor: CursorWrapper, batch: ImportBatch) -> None:
    """Fill `staging` and `staging_label` from what a preview kept."""
    _make_tables(cursor)
    cursor.execute(LABELS_AGAIN, [batch.pk])
    cursor.execute(AGAIN, {"batch": batch.pk})


def _make_tables(cursor: CursorWrapper) -> None:
    cursor.execute("DROP TABLE IF EXISTS staging, staging_label")
    cursor.execute(f"CREATE TEMP TABLE staging ({OURS}, {TYPED}) ON COMMIT DROP")
    cursor.execute(f"CREATE TEMP TABLE staging_label ({LABEL}) ON COMMIT DROP")


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


def _note_other_state(batch: ImportBatch, resolver: Resolver) -> None:
    """A document as issued that is about another State than the one it is imported for: all of it is left out, or for reference."""
    named = batch.about.get("state", "")
    if named and resolver.state(named) != resolver.home:
        taken = settings.NMIRF_STATE_NAME if resolver.home == settings.NMIRF_STATE else resolver.home
        note = Problem(0, "", "document_of_other_state", {"value": named[:200], "taken": taken}, is_fatal=False)
        batch.notes.append(as_mapping(note) | {"line": 0})


def as_mapping(problem: Problem) -> dict[str, Any]:
    """How a problem is kept: without its line, which the staged row has."""
    mapping = asdict(problem)
    del mapping["line"]
    return mapping


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json(value: object) -> str:
    return _encode(value).replace("\\u0000", "")


def _array(values: list[Any] | None) -> str | None:
    """Numbers or codes of States as PostgreSQL writes an array."""
    return None if values is None else f"{{{','.join(map(str, values))}}}"


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
