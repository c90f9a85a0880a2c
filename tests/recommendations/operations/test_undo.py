"""An import taken back: everything as before, or a sentence that says what stands in the way."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from nmirf.jobs.models import Job
from recommendations.enums import BatchState, Outcome, Status, TagOrigin
from recommendations.models import Recommendation, Term, Translation
from recommendations.operations.imports import NotUndoable, apply_import, start_undoing, undo_import
from recommendations.operations.taxonomy import confirm_term
from recommendations.queries.undo import obstacles
from tests.factories import AssignmentFactory, ClusterMemberFactory, ContributionFactory, TagFactory
from tests.recommendations.bringing import bring_in, counts, read, sheet

pytestmark = pytest.mark.django_db

FIRST = {"Annotation Id": "a", "Themes": "Old; Kept", "Recommending States": "France", "Notes": "one"}
FRENCH = "Ratifier le Protocole facultatif dans les meilleurs délais"
TABLES = {
    "recommendations_recommendation": "*",
    "recommendations_document": "*",
    "recommendations_mechanism": "*",
    "recommendations_term": "*",
    "recommendations_tag": "recommendation_id, term_id, origin",
    "recommendations_translation": "recommendation_id, language, text, text_key, origin",
    "recommendations_recommendation_recommending_states": "recommendation_id, state_id",
}


def register():
    """All an import writes, but for the States that files have named, which stay."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
            found[table] = cursor.fetchall()
    return found


def codes(batch):
    return [obstacle.code for obstacle in obstacles(batch)]


def test_what_it_made_goes_with_all_that_only_it_used(people):
    before = register()
    batch = undo_import(by=people.admin, batch=bring_in(people.admin, sheet(FIRST, {"Mechanism": "Envoy on Lakes", "Symbol": "L/1"})))
    assert register() == before
    assert (batch.state, batch.undone_by, counts(batch)) == (BatchState.UNDONE, people.admin, (2, 0, 0, 0, 0))
    assert batch.undone_at is not None
    assert [row.recommendation for row in batch.staged_rows.all()] == [None, None]
    assert Recommendation.pgh_event_model.objects.filter(pgh_label="delete").count() == 2  # history keeps everything


def test_what_was_there_before_stays(people):
    bring_in(people.admin, sheet(FIRST))
    before = register()
    undo_import(by=people.admin, batch=bring_in(people.admin, sheet({"Paragraph": "13", "Text": "Another", "Themes": "Kept; New", "Title": "CO"})))
    assert register() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"Text": "Ratify it now", "Paragraph": "14", "Position": "Noted", "Notes": "two", "Type": "Concerns/Observations"},
        {"Symbol": "CEDAW/C/XVM/CO/9"},
        {"Date": "2025-01-01", "Title": "Concluding observations"},
        {"Themes": "Kept; New", "SDGs": "5", "Affected persons": "Women"},
        {"Recommending States": "Peru; Kenya"},
        {"Text": FRENCH},
    ],
)
def test_changed_values_come_back(people, changed):
    bring_in(people.admin, sheet(FIRST))
    before = register()
    batch = bring_in(people.admin, sheet(FIRST | changed))
    assert batch.updated == 1
    assert register() != before
    undo_import(by=people.admin, batch=batch)
    assert register() == before
    assert counts(read(people.admin, sheet(FIRST | changed))) == (0, 1, 0, 0, 0)


def test_a_translation_gets_its_former_text_back(people):
    bring_in(people.admin, sheet(FIRST))
    bring_in(people.admin, sheet(FIRST | {"Text": FRENCH}))
    before = register()
    undo_import(by=people.admin, batch=bring_in(people.admin, sheet(FIRST | {"Text": f"{FRENCH} et sans réserve"})))
    assert register() == before
    assert Translation.objects.get().text == FRENCH


def test_marks_go_and_come_back(people):
    second = {"Annotation Id": "b", "Paragraph": "13", "Text": "Second"}
    bring_in(people.admin, sheet(FIRST, second))
    unmarked = register()
    batch = read(people.admin, sheet(FIRST))
    batch.marks_missing = True
    batch.save()
    batch = apply_import(by=people.admin, batch=batch)
    marked = register()
    assert marked != unmarked
    back = bring_in(people.admin, sheet(FIRST, second))
    assert register() == unmarked
    undo_import(by=people.admin, batch=back)
    assert register() == marked
    undo_import(by=people.admin, batch=batch)
    assert register() == unmarked


class TestObstacles:
    def test_each_kind_of_work_is_named_with_its_recommendation(self, people):
        batch = bring_in(people.admin, sheet(FIRST, {"Paragraph": "13", "Text": "Second"}))
        one = Recommendation.objects.get(annotation_id="a")
        assert codes(batch) == []
        AssignmentFactory(recommendation=one)
        ClusterMemberFactory(recommendation=one)
        TagFactory(recommendation=one, origin=TagOrigin.NATIONAL)
        Translation.objects.create(recommendation=one, language="fr", text="À nous", text_key="k", origin=TagOrigin.NATIONAL)
        Recommendation.objects.filter(pk=one.pk).update(status=Status.PLANNED)
        ContributionFactory(recommendation=one)
        assert codes(batch) == ["assigned", "clustered", "tagged", "translated", "status", "used"]
        assert {obstacle.examples[0] for obstacle in obstacles(batch)} == {one}
        before = register()
        with pytest.raises(NotUndoable, match="1 is assigned to an institution; 1 is in a cluster"):
            undo_import(by=people.admin, batch=batch)
        assert register() == before
        batch.refresh_from_db()
        assert batch.state == BatchState.APPLIED

    def test_a_comment_alone_is_enough(self, people):
        batch = bring_in(people.admin, sheet(FIRST))
        ContributionFactory(recommendation=Recommendation.objects.get())
        with pytest.raises(NotUndoable, match="1 is used in"):
            undo_import(by=people.admin, batch=batch)

    def test_work_from_before_a_change_does_not_hinder(self, people):
        bring_in(people.admin, sheet(FIRST))
        AssignmentFactory(recommendation=Recommendation.objects.get())
        before = register()
        batch = bring_in(people.admin, sheet(FIRST | {"Text": "Ratify it now"}))
        assert codes(batch) == []
        undo_import(by=people.admin, batch=batch)
        assert register() == before

    def test_a_later_import_first(self, people):
        first = bring_in(people.admin, sheet(FIRST))
        later = bring_in(people.admin, sheet(FIRST))
        assert codes(first) == ["imported"]
        assert codes(later) == []
        with pytest.raises(NotUndoable, match="1 is in a later import too"):
            undo_import(by=people.admin, batch=first)
        undo_import(by=people.admin, batch=later)
        assert Recommendation.objects.count() == 1
        undo_import(by=people.admin, batch=first)
        assert not Recommendation.objects.exists()

    def test_a_term_somebody_confirmed_stays(self, people):
        batch = bring_in(people.admin, sheet(FIRST))
        confirm_term(by=people.admin, term=Term.objects.get(code="old"))
        undo_import(by=people.admin, batch=batch)
        assert list(Term.objects.values_list("code", flat=True)) == ["old"]


class TestWhoAndWhen:
    @pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
    def test_only_administrators(self, people, who):
        batch = bring_in(people.admin, sheet(FIRST))
        for operation in (start_undoing, undo_import):
            with pytest.raises(PermissionDenied):
                operation(by=getattr(people, who), batch=batch)
        assert Recommendation.objects.count() == 1

    def test_not_before_it_was_imported(self, people):
        for operation in (start_undoing, undo_import):
            with pytest.raises(NotUndoable, match="Only what was imported"):
                operation(by=people.admin, batch=read(people.admin, sheet(FIRST)))

    def test_twice_does_nothing_more(self, people):
        batch = undo_import(by=people.admin, batch=bring_in(people.admin, sheet(FIRST)))
        bring_in(people.admin, sheet(FIRST))
        before = register()
        assert undo_import(by=people.admin, batch=batch).undone_at == batch.undone_at
        assert register() == before
        with pytest.raises(NotUndoable, match="undone already"):
            start_undoing(by=people.admin, batch=batch)

    def test_is_promised_once(self, people):
        batch = start_undoing(by=people.admin, batch=bring_in(people.admin, sheet(FIRST)))
        assert (batch.state, batch.job.kind) == (BatchState.APPLIED, "import.undo")
        with pytest.raises(NotUndoable, match="being undone already"):
            start_undoing(by=people.admin, batch=batch)
        Job.objects.update(state=Job.State.FAILED)
        assert start_undoing(by=people.admin, batch=batch).job_id != batch.job_id

    def test_imported_again_it_is_new(self, people):
        undo_import(by=people.admin, batch=bring_in(people.admin, sheet(FIRST)))
        assert counts(bring_in(people.admin, sheet(FIRST))) == (1, 0, 0, 0, 0)
        assert Recommendation.objects.get().staged_rows.get().outcome == Outcome.NEW
