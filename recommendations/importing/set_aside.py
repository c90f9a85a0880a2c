"""The first rows of an empty register: its indexes and foreign keys are built when they are there, in one piece, not row by row.

That takes a fifth of the time, but until the import ends nobody can read these tables. So it is done only while there is
nothing to read: not one recommendation, and with that no national work. It happens inside the import's transaction: when that is
rolled back, or its worker killed, indexes and keys are as they were.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction
from django.db.backends.utils import CursorWrapper

MANY = 5_000  # rows; with fewer it would cost more than it saves
TABLES = [
    "recommendations_recommendation",
    "recommendations_recommendationevent",
    "recommendations_recommendation_recommending_states",
    "recommendations_tag",
    "recommendations_tagevent",
]
IS_WORTH_IT = """
SELECT NOT EXISTS (SELECT 1 FROM recommendations_recommendation) AND (SELECT count(*) >= %s FROM outcome WHERE outcome = 'new')
"""
# (what takes it away, what puts it back); what another table's foreign key rests on stays.
CONSTRAINTS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
  format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(c.oid))
FROM pg_constraint c
WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('p', 'u', 'f')
  AND (contype = 'f' OR NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.contype = 'f' AND k.conindid = c.conindid))
ORDER BY contype = 'f', c.oid
"""
INDEXES = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index i
WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY indexrelid
"""


@contextmanager
def indexes_set_aside(cursor: CursorWrapper) -> Iterator[None]:
    """Where that is worth it, and nobody is reading just now. Needs `outcome`, and an open transaction."""
    cursor.execute(IS_WORTH_IT, [MANY])
    if cursor.fetchone() != (True,) or not _locked(cursor):
        yield
        return
    found = []
    for query in (INDEXES, CONSTRAINTS):
        cursor.execute(query, [TABLES])
        found += cursor.fetchall()
    _check_what_waits(cursor)
    for drop, _restore in found:
        cursor.execute(drop)
    yield
    _check_what_waits(cursor)
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    for _drop, restore in found:
        cursor.execute(restore)


def _check_what_waits(cursor: CursorWrapper) -> None:
    """Foreign keys are checked at the end of a transaction; a table of which some still wait for it can't be altered."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _locked(cursor: CursorWrapper) -> bool:
    """Whether the tables are ours alone now. Who waits for long readers makes all others wait too."""
    try:
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute(f"LOCK TABLE {', '.join(TABLES)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError:
        return False
    return True
