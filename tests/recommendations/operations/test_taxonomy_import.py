import pytest
from django.core.exceptions import PermissionDenied

from recommendations.enums import Scheme
from recommendations.models import Tag, Term, TermAlias
from recommendations.operations.row_outcomes import OtherOutcome, RowOutcome
from recommendations.operations.taxonomy_import import import_terms, preview_terms
from tests.factories import TagFactory, TermFactory

pytestmark = pytest.mark.django_db


def row(number=2, **cells):
    return {"row": str(number), "Kind": "theme", **{name.replace("_", " ").capitalize(): value for name, value in cells.items()}}


@pytest.fixture
def water():
    return TermFactory(kind="theme", code="water", label="Water", signal_words="well")


def test_a_new_term_with_all_it_says(people):
    [done] = import_terms(by=people.admin, rows=[row(label="Clean  water", signal_words="well\n\nriver", other_names="Drinking water")])
    term = Term.objects.get()
    assert (term.kind, term.code, term.label, term.scheme, term.signal_words) == (
        "theme",
        "clean water",
        "Clean water",
        Scheme.NATIONAL,
        "well\nriver",
    )
    assert TermAlias.objects.get().label == "Drinking water"
    assert done == RowOutcome(2, "Clean water", True, [("Signal words", "", "well; river"), ("Other names", "", "Drinking water")])


def test_a_term_is_changed_by_its_code(people, water):
    [done] = import_terms(by=people.admin, rows=[row(code="water", label="Water and rivers", signal_words="river")])
    water.refresh_from_db()
    assert (water.code, water.label, water.signal_words) == ("water", "Water and rivers", "river")
    assert done.changes == [("Label", "Water", "Water and rivers"), ("Signal words", "well", "river")]


def test_what_is_left_out_or_empty_stays(people, water):
    other = TermFactory(kind="theme")
    TermAlias.objects.create(kind="theme", code="lakes", label="Lakes", term=water)
    rows = [row(code="water", label="", signal_words="", other_names="", merged_into=""), row(code="water", label="Water", other_names="Lakes")]
    assert [one.does_nothing for one in import_terms(by=people.admin, rows=rows)] == [True, True]
    water.refresh_from_db()
    assert (water.label, water.signal_words, [name.label for name in water.aliases.all()]) == ("Water", "well", ["Lakes"])
    assert Term.objects.filter(pk=other.pk).exists()


def test_a_term_is_merged_into_one_that_stands_below_it(people, water):
    tag = TagFactory(term=water)
    first, _second = import_terms(by=people.admin, rows=[row(code="water", label="Water", merged_into="Clean water"), row(3, label="Clean water")])
    assert first.changes == [("Merged into", "", "Clean water")]
    water.refresh_from_db()
    assert water.merged_into == Tag.objects.get(pk=tag.pk).term == Term.objects.get(code="clean water")
    again = import_terms(by=people.admin, rows=[row(code="water", label="Other", merged_into="clean water")])
    assert again[0].does_nothing  # a merged term only points to another


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"kind": "colour", "label": "Red"}, "Kind", "“colour” is no kind. Write one of: theme, affected_persons, sdg, issue."),
        ({"code": "air", "label": "Air"}, "Code", "There is no term with the code “air”. Leave the code empty to add a new term."),
        ({"label": "…"}, "Label", "Write a name with letters in it."),
        ({"label": "x" * 251}, "Label", "A label has at most 250 characters."),
        ({"label": "Water"}, "Label", "“Water” means the term “Water” already. Merge the two, or choose another name."),
        ({"code": "water", "label": "Water", "merged_into": "nowhere"}, "Merged into", "There is no term “nowhere” of this kind."),
        ({"code": "water", "label": "Water", "merged_into": "water"}, "Merged into", "Choose another term: this one can't be merged into itself."),
        ({"code": "water", "label": "Water", "other_names": "x" * 251}, "Other names", "A name has at most 250 characters."),
    ],
)
def test_errors_stand_with_their_cell_and_what_is_right_is_done(people, water, cells, column, sentence):
    wrong, right = import_terms(by=people.admin, rows=[row(**cells), row(3, label="Soil")])
    assert (wrong.errors, wrong.changes, wrong.is_new) == ([(column, sentence)], [], False)
    assert right.is_new
    assert set(Term.objects.values_list("code", flat=True)) == {"water", "soil"}


def test_a_preview_says_what_would_happen_and_does_nothing(people, water):
    rows = [row(code="water", label="Waters"), row(3, label="Soil")]
    seen = preview_terms(by=people.admin, rows=rows)
    assert [(one.is_new, one.changes) for one in seen] == [(False, [("Label", "Water", "Waters")]), (True, [])]
    assert list(Term.objects.values_list("label", flat=True)) == ["Water"]
    assert import_terms(by=people.admin, rows=rows, expected=seen) == seen


def test_another_outcome_than_was_seen_is_refused(people, water):
    rows = [row(code="water", label="Waters"), row(3, label="Soil")]
    seen = preview_terms(by=people.admin, rows=rows)
    TermFactory(kind="theme", code="soil", label="Soil")
    with pytest.raises(OtherOutcome):
        import_terms(by=people.admin, rows=rows, expected=seen)
    water.refresh_from_db()
    assert water.label == "Water"


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_administrators_only(people, water, who):
    for run in (import_terms, preview_terms):
        with pytest.raises(PermissionDenied):
            run(by=getattr(people, who), rows=[row(label="Soil")])
    assert Term.objects.count() == 1
