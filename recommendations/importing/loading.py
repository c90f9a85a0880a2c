"""From staged rows to the register: documents, recommendations, their States and tags, in statements for all rows at once.

National work (status, assignments, clusters, tags added here) is never touched. Run twice, the second run finds nothing
to do, because rows are matched again with what is there now.
"""

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from nmirf.jobs.kinds import Progress
from recommendations.importing.matching import match
from recommendations.importing.meaning import add_terms
from recommendations.importing.reading import Reading
from recommendations.importing.resolving import Resolver, new_mechanism, state_name
from recommendations.importing.set_aside import indexes_set_aside
from recommendations.importing.staging import DONE, count, receive, receive_again
from recommendations.importing.translating import WRITE as ADD_TRANSLATIONS
from recommendations.importing.undoing import KEEP
from recommendations.importing.vanishing import find_missing, mark_missing
from recommendations.models import ImportBatch, Mechanism, State

MANY = 1000  # new rows, from which the planner should know of them before autovacuum comes round: pages are opened at once
KNOW = "ANALYZE recommendations_document, recommendations_recommendation, recommendations_tag, recommendations_term"
LOCK = 7_276_419  # any number, the same for all imports: two never interleave

ADD_DOCUMENTS = """
INSERT INTO recommendations_document (public_id, mechanism_id, state_id, symbol, title, published_on, session, cycle)
SELECT gen_random_uuid(), m.id, d.state, d.symbol, d.title, d.published_on, d.session, d.cycle
FROM incoming_document d JOIN recommendations_mechanism m ON m.code = d.mechanism
WHERE d.document_id IS NULL AND EXISTS (SELECT 1 FROM incoming i WHERE i.document_n = d.document_n)
ORDER BY d.document_n
"""
FIND_DOCUMENTS = """
UPDATE incoming_document d SET document_id = e.id
FROM recommendations_document e JOIN recommendations_mechanism m ON m.id = e.mechanism_id
WHERE d.document_id IS NULL AND m.code = d.mechanism AND e.state_id = d.state AND e.symbol = d.symbol
  AND (d.symbol <> '' OR (e.session = d.key_session AND e.published_on IS NOT DISTINCT FROM d.key_date))
"""
CHANGE_DOCUMENTS = """
UPDATE recommendations_document e SET
  title = coalesce(nullif(d.title, ''), e.title), session = coalesce(nullif(d.session, ''), e.session),
  published_on = coalesce(d.published_on, e.published_on), cycle = coalesce(d.cycle, e.cycle)
FROM incoming_document d
WHERE d.document_id = e.id AND d.document_n IN (
  SELECT i.document_n FROM incoming i JOIN outcome o USING (n)
  WHERE o.outcome = 'changed' AND o.changes ?| '{title,session,published_on,cycle}')
"""

NUMBER_NEW = """
UPDATE outcome o SET recommendation_id = fresh.id
FROM (
  SELECT n, nextval(pg_get_serial_sequence('recommendations_recommendation', 'id')) AS id
  FROM (SELECT n FROM outcome WHERE outcome = 'new' ORDER BY n) new
) fresh WHERE fresh.n = o.n
"""
ADD_RECOMMENDATIONS = """
INSERT INTO recommendations_recommendation (
  id, public_id, document_id, paragraph, paragraph_key, kind, text, text_key, language, annotation_id, "position", position_source,
  action_category, source, is_follow_up, status, created_at)
SELECT o.recommendation_id, gen_random_uuid(), d.document_id, i.paragraph, i.paragraph_key, i.kind, i.text, i.text_key, i.language,
  nullif(i.annotation_id, ''), i.position, i.position_source, i.action_category, i.source, coalesce(i.is_follow_up, false), 'no_information', now()
FROM incoming i JOIN outcome o USING (n) JOIN incoming_document d USING (document_n)
WHERE o.outcome = 'new' ORDER BY i.n
"""
CHANGE_RECOMMENDATIONS = """
UPDATE recommendations_recommendation r SET
  document_id = coalesce(d.document_id, r.document_id), kind = coalesce(nullif(i.kind, ''), r.kind),
  text = CASE WHEN i.is_translation THEN r.text ELSE i.text END, text_key = CASE WHEN i.is_translation THEN r.text_key ELSE i.text_key END,
  language = CASE WHEN i.is_translation THEN r.language ELSE i.language END, vanished_at = NULL,
  paragraph = CASE WHEN i.paragraph = '' THEN r.paragraph ELSE i.paragraph END,
  paragraph_key = CASE WHEN i.paragraph = '' THEN r.paragraph_key ELSE i.paragraph_key END,
  annotation_id = coalesce(nullif(i.annotation_id, ''), r.annotation_id),
  "position" = coalesce(nullif(i.position, ''), r.position), position_source = coalesce(nullif(i.position_source, ''), r.position_source),
  action_category = coalesce(i.action_category, r.action_category), source = r.source || i.source,
  is_follow_up = r.is_follow_up OR coalesce(i.is_follow_up, false)
FROM incoming i JOIN outcome o USING (n) LEFT JOIN incoming_document d USING (document_n)
WHERE o.outcome = 'changed' AND r.id = i.recommendation_id AND o.changes
  ?| '{document,kind,text,paragraph,annotation_id,position,position_source,action_category,is_follow_up,vanished_at,source}'
"""

REMOVE_TAGS = """
DELETE FROM recommendations_tag g USING outcome o, recommendations_term t
WHERE o.outcome = 'changed' AND g.recommendation_id = o.recommendation_id AND t.id = g.term_id AND g.origin = 'source'
  AND o.changes ? t.kind
  AND NOT EXISTS (SELECT 1 FROM incoming_term i JOIN incoming_label l USING (number) WHERE i.n = o.n AND l.term_id = t.id)
"""
ADD_TAGS = """
INSERT INTO recommendations_tag (recommendation_id, term_id, origin)
SELECT o.recommendation_id, l.term_id, 'source'
FROM incoming_term i JOIN incoming_label l USING (number) JOIN outcome o USING (n)
WHERE o.outcome = 'new' OR (o.outcome = 'changed' AND o.changes ? l.kind)
ORDER BY o.recommendation_id, l.term_id
ON CONFLICT DO NOTHING
"""
REMOVE_STATES = """
DELETE FROM recommendations_recommendation_recommending_states s USING outcome o
WHERE o.outcome = 'changed' AND o.changes ? 'recommending_states' AND s.recommendation_id = o.recommendation_id
  AND NOT EXISTS (SELECT 1 FROM incoming_state i WHERE i.n = o.n AND i.state = s.state_id)
"""
ADD_STATES = """
INSERT INTO recommendations_recommendation_recommending_states (recommendation_id, state_id)
SELECT o.recommendation_id, s.state FROM incoming_state s JOIN outcome o USING (n)
WHERE o.outcome = 'new' OR (o.outcome = 'changed' AND o.changes ? 'recommending_states')
ORDER BY o.recommendation_id, s.state
ON CONFLICT DO NOTHING
"""
# What a row brings is in the register now; what it changes is kept with it.
NOTE_OUTCOME = """
UPDATE recommendations_stagedrow s SET outcome = o.outcome, changes = o.changes, recommendation_id = o.recommendation_id, former = o.former,
  data = CASE WHEN o.outcome = 'changed' THEN s.data ELSE '{}' END
FROM outcome o WHERE s.id = o.n
"""
# What a preview says of a row after a person changed it.
NOTE_MATCH = """
UPDATE recommendations_stagedrow s SET outcome = o.outcome, changes = o.changes, recommendation_id = o.recommendation_id
FROM outcome o WHERE s.id = o.n
"""

WRITES = (
    ADD_DOCUMENTS, FIND_DOCUMENTS, CHANGE_DOCUMENTS, NUMBER_NEW, ADD_RECOMMENDATIONS, CHANGE_RECOMMENDATIONS, REMOVE_TAGS, ADD_TAGS,
    REMOVE_STATES, ADD_STATES, ADD_TRANSLATIONS,
)  # fmt: skip
STEPS = len(WRITES) + 1


def load(*, batch: ImportBatch, progress: Progress | None = None) -> None:
    """Bring the batch's staged rows into the register; set (not save) its counts. Needs an open transaction."""
    wait_for_others()
    with connection.cursor() as cursor:
        receive_again(cursor, batch)
        _write(cursor, batch, progress)
        cursor.execute(NOTE_OUTCOME)
    _finish(batch, progress)


def stage_and_load(*, batch: ImportBatch, items: Reading, resolver: Resolver, progress: Progress | None = None) -> None:
    """The same with a reader's rows, at once: no preview is kept that nobody would see."""
    batch.applied_at = timezone.now()
    with connection.cursor() as cursor:
        receive(cursor, batch, items, resolver, progress)
        wait_for_others()
        _write(cursor, batch, progress)
        cursor.execute(DONE, [batch.pk])
    _finish(batch, progress)


def _write(cursor: CursorWrapper, batch: ImportBatch, progress: Progress | None) -> None:
    match(cursor)
    find_missing(cursor, batch)
    _add_names(cursor)
    add_terms(cursor, batch.format)
    cursor.execute(KEEP)
    with indexes_set_aside(cursor):
        for done, statement in enumerate(WRITES, start=1):
            cursor.execute(statement)
            if progress is not None:
                progress.at(done, STEPS)


def _finish(batch: ImportBatch, progress: Progress | None) -> None:
    if batch.marks_missing:
        mark_missing(batch)
    count(batch)
    if batch.created >= MANY:
        with connection.cursor() as cursor:
            cursor.execute(KNOW)
    if progress is not None:
        progress.at(STEPS, STEPS)


def wait_for_others() -> None:
    """Until this transaction ends no other import writes to the register, nor is undone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def match_again(batch: ImportBatch) -> None:
    """Compare the batch's staged rows with the register anew, after a person changed them; set (not save) its counts."""
    with connection.cursor() as cursor:
        receive_again(cursor, batch)
        match(cursor)
        cursor.execute(NOTE_MATCH)
        find_missing(cursor, batch)
    count(batch)


def _add_names(cursor: CursorWrapper) -> None:
    """States and mechanisms that the register doesn't have yet."""
    cursor.execute(
        "SELECT state FROM incoming_document UNION SELECT state FROM incoming_state EXCEPT SELECT code FROM recommendations_state ORDER BY 1"
    )
    State.objects.bulk_create(State(code=code, name=state_name(code)) for (code,) in cursor.fetchall())
    cursor.execute("SELECT mechanism, max(mechanism_name) FROM incoming_document WHERE mechanism_id IS NULL GROUP BY mechanism ORDER BY mechanism")
    Mechanism.objects.bulk_create(new_mechanism(code, name) for code, name in cursor.fetchall())
