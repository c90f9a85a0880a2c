from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from ministries.models import Institution
from recommendations.enums import Kind, MechanismKind, Position, Status, TermKind
from recommendations.models import Assignment, Recommendation
from recommendations.queries.facets import facets
from recommendations.queries.filters import AssignmentFilter, RecommendationFilter
from tests.factories import AssignmentFactory, ClusterMemberFactory, DocumentFactory, MechanismFactory, RecommendationFactory, TagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted():
    """One recommendation that all filters below find, and one beside it that none does."""
    upr = MechanismFactory(code="UPR", name="UPR", kind=MechanismKind.UPR)
    document = DocumentFactory(mechanism=upr, symbol="A/HRC/59/15", session="48", cycle=4)
    RecommendationFactory()
    one = RecommendationFactory(document=document, text="Close the old prisons.", position=Position.NOTED, status=Status.PLANNED)
    for kind in (TermKind.THEME, TermKind.AFFECTED_PERSONS, TermKind.SDG):
        TagFactory(recommendation=one, term__kind=kind, term__label="Label")
    AssignmentFactory(recommendation=one, institution__slug="health", due_on=timezone.localdate() - timedelta(days=1))
    ClusterMemberFactory(recommendation=one, cluster__public_id="00000000-0000-4000-8000-000000000001")
    return one


def found(**chosen):
    return set(RecommendationFilter(chosen, Recommendation.objects.all()).qs)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "prison"),
        ("mechanism", "UPR"),
        ("document", "A/HRC/59/15"),
        ("session", "48"),
        ("cycle", "4"),
        ("theme", "label"),
        ("persons", "label"),
        ("sdg", "label"),
        ("position", "noted"),
        ("status", "planned"),
        ("institution", "health"),
        ("cluster", "00000000-0000-4000-8000-000000000001"),
        ("assigned", "true"),
        ("overdue", "true"),
    ],
)
def test_each_filter_finds_what_it_says(wanted, name, value):
    assert found(**{name: value}) == {wanted}


@pytest.mark.parametrize("name", ["assigned", "overdue"])
def test_the_opposite(wanted, name):
    assert found(**{name: "false"}) == set(Recommendation.objects.exclude(pk=wanted.pk))


def test_a_document_without_symbol_by_its_public_id(wanted):
    one = RecommendationFactory(document__symbol="", document__title="A decision")
    assert found(document=str(one.document.public_id)) == {one}


def test_an_answered_assignment_is_not_overdue(wanted):
    Assignment.objects.update(answered_at=timezone.now())
    assert found(overdue="true") == set()


def test_observations_and_other_states_only_when_asked():
    ours = RecommendationFactory()
    concern = RecommendationFactory(kind=Kind.OBSERVATION)
    foreign = RecommendationFactory(document__state__code="PER", document__state__name="Peru")
    assert found() == {ours}
    assert found(kind="observation") == {concern}
    assert found(kind="all") == {ours, concern}
    assert found(reference="true") == {foreign}


@pytest.mark.parametrize(
    "chosen", [{"cluster": "x"}, {"cycle": "99999999999999"}, {"cycle": "x"}, {"status": "x"}, {"mechanism": "\0"}, {"reference": "x"}]
)
def test_nonsense_is_no_error(wanted, chosen):
    assert len(found(**chosen)) in {0, 2}


def side(name, query=""):
    sides = {f.name: f for f in facets(Recommendation.objects.all(), QueryDict(query))}
    return [(o.value, o.count, o.is_chosen) for o in sides[name].options]


def test_counts_follow_the_other_filters(wanted):
    assert side("mechanism") == [("CEDAW", 1, False), ("UPR", 1, False)]
    assert side("mechanism", "status=planned") == [("UPR", 1, False)]
    assert side("mechanism", "mechanism=CEDAW") == [("CEDAW", 1, True), ("UPR", 1, False)]
    assert side("status", "mechanism=CEDAW") == [("no_information", 1, False)]
    for name, value in [("theme", "label"), ("persons", "label"), ("sdg", "label"), ("institution", "health"), ("session", "48"), ("cycle", "4")]:
        assert side(name) == [(value, 1, False)]
    assert ("A/HRC/59/15", 1, False) in side("document")


def test_a_choice_that_leaves_nothing_stays_visible(wanted):
    assert side("mechanism", "mechanism=UPR&status=no_information") == [("CEDAW", 1, False), ("UPR", 0, True)]
    sides = {f.name: f for f in facets(Recommendation.objects.all(), QueryDict(f"q=nothing&cluster={wanted.clusters.get().public_id}&theme=label"))}
    assert sides["cluster"].chosen[0].label == wanted.clusters.get().name
    assert sides["theme"].chosen[0].label == "Label"


class TestAssignments:
    @pytest.fixture(autouse=True)
    def _given(self, people, rf):
        self.request = rf.get("/")
        self.request.user = people.health
        today = timezone.localdate()
        self.mine = AssignmentFactory(institution=people.ministry_of_health, due_on=today - timedelta(days=2))
        self.other = AssignmentFactory(institution=people.ministry_of_justice, role="supporting", due_on=None, answered_at=timezone.now())

    def found(self, **chosen):
        return set(AssignmentFilter(chosen, Assignment.objects.all(), request=self.request).qs)

    @pytest.mark.parametrize(
        "chosen",
        [{"mine": "true"}, {"institution": "health"}, {"role": "lead"}, {"answered": "false"}, {"overdue": "true"}, {"due_before": str(date.max)}],
    )
    def test_filters(self, chosen):
        assert self.found(**chosen) == {self.mine}

    @pytest.mark.parametrize("chosen", [{"mine": "false"}, {"role": "supporting"}, {"answered": "true"}, {"overdue": "false"}])
    def test_opposites(self, chosen):
        assert self.found(**chosen) == {self.other}

    def test_of_one_recommendation(self):
        assert self.found(recommendation=str(self.other.recommendation.public_id)) == {self.other}
        assert Institution.objects.filter(assignments=self.other).get().slug == "justice"
