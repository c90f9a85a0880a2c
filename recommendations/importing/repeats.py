"""The same recommendation twice in one file: told once, never taken twice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from .cells import once
from .names import fold_name, normalise_text
from .rows import Problem, Row


def without_repeats(items: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """Passes each recommendation once. A row that says what an earlier one said gives a `duplicate_row`, not fatal: nothing
    is lost. A row under an id (or number in its document) that another text has already is refused.

    Memory: some 200 bytes a row.
    """
    by_id: dict[Any, tuple[int, int]] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        content = hash((normalise_text(item.text), item.paragraph, item.symbol, item.recommending_states))
        identity = _identity(item, content)
        line, first = by_id.setdefault(identity, (item.line, content))
        if line == item.line:
            yield item
        elif item.annotation_id and first != content:
            yield Problem(item.line, "", "id_taken", {"id": item.annotation_id, "line": str(line)})
        else:
            yield Problem(item.line, "", "duplicate_row", {"line": str(line)}, is_fatal=False)


def _identity(row: Row, content: int) -> object:
    if row.annotation_id:
        return row.annotation_id.casefold()
    return hash((content, row.states, row.session, row.mechanism, row.published_on, row.kind))


def with_states_merged(items: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
    """Rows that differ in the recommending State only become one row with all of them, at the place of the first.

    Sources that give a row for each State need it, or counts are wrong. Holds all rows: they must all be seen first.
    """
    merged: dict[object, Row] = {}
    seen: dict[object, set[str]] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        key = _all_but_the_recommending_state(item)
        if key not in merged:
            merged[key] = item
            seen[key] = {fold_name(state) for state in item.recommending_states}
            continue
        first, names = merged[key], seen[key]
        fresh = [state for state in item.recommending_states if fold_name(state) not in names]
        if not fresh:
            yield Problem(item.line, "", "duplicate_row", {"line": str(first.line)}, is_fatal=False)
            continue
        names.update(fold_name(state) for state in fresh)
        extra = {name: "; ".join(once([*first.extra.get(name, "").split("; "), value])) for name, value in item.extra.items()}
        merged[key] = replace(first, recommending_states=(*first.recommending_states, *fresh), extra=first.extra | extra)
    yield from merged.values()


def _all_but_the_recommending_state(row: Row) -> object:
    extra = tuple((name, value) for name, value in row.extra.items() if not name.startswith("From-"))
    return (
        normalise_text(row.text), row.paragraph, row.symbol, row.states, row.mechanism, row.position, row.position_source, row.session, row.cycle,
        row.kind, row.published_on, row.themes, row.issues, row.action_category, row.institutions, extra,
    )  # fmt: skip
