import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from recommendations.enums import Scheme, TagOrigin, TermKind
from recommendations.models import Concordance, Suggestion, Tag, Term, TermAlias
from recommendations.operations.taxonomy import (
    AlreadyMerged,
    CannotMerge,
    NameInUse,
    NameTaken,
    NoName,
    NotAnotherTerm,
    add_name,
    add_term,
    change_term,
    confirm_term,
    merge_term,
    relate_term,
    remove_name,
    unrelate_term,
)
from recommendations.queries.taxonomy import meant
from tests.factories import RecommendationFactory, TagFactory, TermFactory

pytestmark = pytest.mark.django_db


def test_a_term_is_added_once(people):
    made = add_term(by=people.admin, kind=TermKind.THEME, label=" Water  & land ")
    assert (made.label, made.code, made.scheme, made.is_to_review) == ("Water & land", "water and land", Scheme.NATIONAL, False)
    with pytest.raises(NameTaken, match="“water and LAND” means the term “Water & land” already"):
        add_term(by=people.admin, kind=TermKind.THEME, label="water and LAND")
    assert add_term(by=people.admin, kind=TermKind.AFFECTED_PERSONS, label="Water and land").kind == TermKind.AFFECTED_PERSONS
    with pytest.raises(NoName):
        add_term(by=people.admin, kind=TermKind.THEME, label=" - ")


class TestRenaming:
    def test_old_and_new_label_mean_it_and_the_code_stays(self, people):
        term = change_term(by=people.admin, term=TermFactory(label="Prisons", code="prisons"), label="Places of detention", signal_words="")
        assert (term.code, term.label) == ("prisons", "Places of detention")
        assert meant(TermKind.THEME, "Prisons") == meant(TermKind.THEME, "places of detention") == term
        old = TermAlias.objects.get(code="prisons")
        assert (old.label, old.until, old.scheme) == ("Prisons", timezone.localdate(), Scheme.UHRI)
        assert TermAlias.objects.get(code="places of detention").until is None

    def test_there_and_back_and_on(self, people):
        term = TermFactory(label="Prisons", code="prisons")
        for label in ("Jails", "Prisons", "Gaols"):
            term = change_term(by=people.admin, term=term, label=label, signal_words="")
        assert {(a.label, a.until is None) for a in term.aliases.all()} == {("Jails", False), ("Prisons", False), ("Gaols", True)}
        assert {meant(TermKind.THEME, label) for label in ("jails", "prisons", "gaols")} == {term}

    def test_a_new_spelling_makes_no_name(self, people):
        assert change_term(
            by=people.admin, term=TermFactory(label="Law & order", code="law and order"), label="Law and Order", signal_words=""
        ).label == ("Law and Order")
        assert not TermAlias.objects.exists()

    def test_not_to_what_means_another_term(self, people):
        term, other = TermFactory(label="Prisons", code="prisons"), TermFactory(label="Courts", code="courts")
        add_name(by=people.admin, term=other, label="Tribunals")
        for label in ("COURTS", "tribunals"):
            with pytest.raises(NameTaken, match="means the term “Courts” already"):
                change_term(by=people.admin, term=term, label=label, signal_words="")
        term.refresh_from_db()
        assert term.label == "Prisons"

    def test_signal_words_one_a_line(self, people):
        term = TermFactory()
        assert change_term(by=people.admin, term=term, label=term.label, signal_words=" prison \n\ncell\nprison\r\n").signal_words == "prison\ncell"


def test_confirming(people):
    assert confirm_term(by=people.admin, term=TermFactory(is_to_review=True)).is_to_review is False


class TestMerging:
    def test_tags_move_and_none_doubles(self, people):
        term, into, (one, both) = TermFactory(is_to_review=True), TermFactory(), RecommendationFactory.create_batch(2)
        TagFactory(recommendation=one, term=term, origin=TagOrigin.NATIONAL)
        TagFactory(recommendation=both, term=term)
        TagFactory(recommendation=both, term=into, origin=TagOrigin.NATIONAL)
        merge_term(by=people.admin, term=term, into=into)
        assert set(Tag.objects.values_list("recommendation", "term", "origin")) == {(one.pk, into.pk, "national"), (both.pk, into.pk, "national")}
        term.refresh_from_db()
        assert (term.merged_into, term.is_to_review) == (into, False)

    def test_names_words_and_lists_go_along(self, people):
        term, into = TermFactory(label="Prisons", code="prisons", signal_words="cell\nprison"), TermFactory(label="Detention", signal_words="prison")
        issue, both, wider = TermFactory(kind=TermKind.ISSUE), TermFactory(kind=TermKind.ISSUE), TermFactory()
        for source, target in [(issue, term), (both, term), (both, into), (term, into), (term, wider)]:
            Concordance.objects.create(source=source, target=target)
        add_name(by=people.admin, term=term, label="Jails")
        merge_term(by=people.admin, term=term, into=into)
        into.refresh_from_db()
        assert into.signal_words == "prison\ncell"
        assert meant(TermKind.THEME, "jails") == meant(TermKind.THEME, "Prisons") == into
        assert set(Concordance.objects.values_list("source", "target")) == {(issue.pk, into.pk), (both.pk, into.pk), (into.pk, wider.pk)}

    def test_what_was_merged_before_points_to_the_last(self, people):
        first, second, third = TermFactory.create_batch(3)
        merge_term(by=people.admin, term=first, into=second)
        merge_term(by=people.admin, term=second, into=third)
        assert set(Term.objects.filter(merged_into=third)) == {first, second}

    def test_suggestions_follow(self, people):
        term, into, (one, both) = TermFactory(), TermFactory(), RecommendationFactory.create_batch(2)
        for recommendation, suggested in [(one, term), (both, term), (both, into)]:
            Suggestion.objects.create(recommendation=recommendation, term=suggested, kind="theme", confidence=0.5)
        merge_term(by=people.admin, term=term, into=into)
        assert set(Suggestion.objects.values_list("recommendation", "term")) == {(one.pk, into.pk), (both.pk, into.pk)}

    def test_not_into_itself_another_kind_or_its_own_descendant(self, people):
        term, descendant = TermFactory.create_batch(2)
        merge_term(by=people.admin, term=descendant, into=term)
        for into in (term, descendant, TermFactory(kind=TermKind.ISSUE)):
            with pytest.raises(CannotMerge):
                merge_term(by=people.admin, term=term, into=into)
        with pytest.raises(CannotMerge, match="merged already"):
            merge_term(by=people.admin, term=descendant, into=TermFactory())
        term.refresh_from_db()
        assert term.merged_into is None

    def test_a_merged_term_only_points(self, people):
        term, into = TermFactory(label="Old"), TermFactory(label="New")
        merge_term(by=people.admin, term=term, into=into)
        with pytest.raises(AlreadyMerged, match="“Old” was merged into “New”"):
            change_term(by=people.admin, term=term, label="Other", signal_words="")
        with pytest.raises(AlreadyMerged):
            add_name(by=people.admin, term=term, label="Other")

    def test_history_keeps_what_moved(self, people):
        tag, into = TagFactory(), TermFactory()
        merge_term(by=people.admin, term=tag.term, into=into)
        events = apps.get_model("recommendations", "TagEvent").objects.filter(pgh_obj_id=tag.pk).order_by("pgh_id")
        assert [e.term_id for e in events] == [tag.term_id, into.pk]
        assert events.last().pgh_context.metadata["operation"] == "recommendations.merge_term"


class TestNames:
    def test_a_name_is_added_and_taken_away(self, people):
        term = TermFactory()
        name = add_name(by=people.admin, term=term, label="Also called")
        assert meant(TermKind.THEME, "also called") == term
        with pytest.raises(NameTaken):
            add_name(by=people.admin, term=TermFactory(), label="ALSO called")
        remove_name(by=people.admin, name=name)
        assert meant(TermKind.THEME, "also called") is None

    def test_the_present_label_stays(self, people):
        term = change_term(by=people.admin, term=TermFactory(label="Prisons", code="prisons"), label="Jails", signal_words="")
        with pytest.raises(NameInUse):
            remove_name(by=people.admin, name=term.aliases.get(code="jails"))
        assert term.aliases.count() == 2

    def test_the_database_keeps_a_name_once(self, people):
        name = add_name(by=people.admin, term=TermFactory(), label="Once")
        with pytest.raises(IntegrityError), transaction.atomic():
            TermAlias.objects.create(kind=name.kind, code=name.code, label="Once", term=TermFactory())


def test_concordance_has_one_direction(people):
    issue, theme = TermFactory(kind=TermKind.ISSUE), TermFactory()
    for _ in range(2):
        relate_term(by=people.admin, term=issue, target=theme)
    assert Concordance.objects.count() == 1
    for source, target in [(theme, issue), (theme, theme)]:
        with pytest.raises(NotAnotherTerm):
            relate_term(by=people.admin, term=source, target=target)
    unrelate_term(by=people.admin, term=issue, target=theme)
    assert not Concordance.objects.exists()


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_only_administrators(people, who):
    by, term, other = getattr(people, who), TermFactory(is_to_review=True), TermFactory()
    name = TermAlias.objects.create(kind=term.kind, code="name", label="Name", term=term)
    attempts = [
        lambda: add_term(by=by, kind=TermKind.THEME, label="Mine"),
        lambda: change_term(by=by, term=term, label="Mine", signal_words=""),
        lambda: confirm_term(by=by, term=term),
        lambda: merge_term(by=by, term=term, into=other),
        lambda: add_name(by=by, term=term, label="Mine"),
        lambda: remove_name(by=by, name=name),
        lambda: relate_term(by=by, term=term, target=other),
        lambda: unrelate_term(by=by, term=term, target=other),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert (Term.objects.count(), TermAlias.objects.count(), Concordance.objects.count()) == (2, 1, 0)
