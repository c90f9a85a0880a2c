"""Old codes, former labels and other lists' labels in the register's filters."""

import pytest
from django.http import QueryDict

from recommendations.enums import Scheme, TermKind
from recommendations.models import Concordance, Recommendation, TermAlias
from recommendations.queries.facets import facets
from recommendations.queries.filters import RecommendationFilter
from tests.factories import RecommendationFactory, TagFactory, TermFactory

pytestmark = pytest.mark.django_db


def found(**chosen):
    return set(RecommendationFilter(chosen, Recommendation.objects.all()).qs)


def test_an_old_code_a_former_label_and_a_merged_term_find_todays():
    theme = TermFactory(code="ratification", label="Ratification")
    one = TagFactory(term=theme).recommendation
    RecommendationFactory()
    TermAlias.objects.create(
        kind=TermKind.THEME, code="a12 acceptance of norms", label="A12 Acceptance of norms", term=theme, scheme=Scheme.UHRI_CODES
    )
    TermAlias.objects.create(kind=TermKind.THEME, code="acceptance of norms", label="Acceptance of norms", term=theme)
    TermFactory(code="acceptance", label="Acceptance", merged_into=theme)
    for value in ("ratification", "a12 acceptance of norms", "A12", "Acceptance of Norms", "acceptance"):
        assert found(theme=value) == {one}, value
    assert found(theme="A1") == set()
    [option] = next(f for f in facets(Recommendation.objects.all(), QueryDict("theme=A12")) if f.name == "theme").options
    assert (option.value, option.count, option.is_chosen) == ("ratification", 1, True)


def test_labels_of_other_lists_count_when_asked_for():
    theme = TermFactory(code="prisons", label="Prisons")
    issue = TermFactory(kind=TermKind.ISSUE, code="detention", label="Detention")
    Concordance.objects.create(source=issue, target=theme)
    one, other = TagFactory(term=theme).recommendation, TagFactory(term=issue).recommendation
    assert found(theme="prisons") == {one}
    assert found(theme="prisons", concordance="true") == {one, other}
    assert found(concordance="true") == {one, other}
    TagFactory(term=issue, recommendation=one)
    for asked, counted in {"": 1, "concordance=true": 2, "theme=prisons&concordance=true": 2}.items():
        [side] = [f for f in facets(Recommendation.objects.all(), QueryDict(asked)) if f.name == "theme"]
        assert [(o.value, o.count) for o in side.options] == [("prisons", counted)], asked


def test_goals_stand_in_their_order():
    for number in ("10", "2", "1"):
        TagFactory(term=TermFactory(kind=TermKind.SDG, code=f"sdg {number}", label=f"SDG {number} Name"))
    [side] = [f for f in facets(Recommendation.objects.all(), QueryDict()) if f.name == "sdg"]
    assert [o.label for o in side.options] == ["SDG 1 Name", "SDG 2 Name", "SDG 10 Name"]
