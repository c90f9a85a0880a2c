import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from recommendations.enums import SuggestionKind, TermKind
from recommendations.models import Mandate
from recommendations.operations.mandates import NoMandate, set_mandates
from recommendations.themes.training import lesson
from tests.factories import AssignmentFactory, RecommendationFactory, TagFactory, TermFactory

pytestmark = pytest.mark.django_db


def held(institution):
    return set(Mandate.objects.filter(institution=institution).values_list("term__label", flat=True))


def test_all_of_them_are_set_at_once(people):
    prisons, health, goal = TermFactory(label="Prisons"), TermFactory(label="Health"), TermFactory(kind=TermKind.SDG, label="3")
    assert set_mandates(by=people.admin, institution=people.ministry_of_health, terms=[prisons, goal]) == 2
    assert set_mandates(by=people.secretariat, institution=people.ministry_of_health, terms=[health, goal]) == 2
    assert held(people.ministry_of_health) == {"Health", "3"}


def test_only_todays_themes_and_goals(people):
    merged = TermFactory(merged_into=TermFactory())
    for term in (TermFactory(kind=TermKind.AFFECTED_PERSONS), merged):
        with pytest.raises(NoMandate):
            set_mandates(by=people.admin, institution=people.ministry_of_health, terms=[term])
    for who in (people.health, people.nhri, people.cso):
        with pytest.raises(PermissionDenied):
            set_mandates(by=who, institution=people.ministry_of_health, terms=[TermFactory()])
    assert held(people.ministry_of_health) == set()


def suggested():
    learnt = lesson(SuggestionKind.INSTITUTION)
    return [(p.recommendation, p.label, p.words) for portion in learnt.propose(learnt.learn()) for p in portion]


def test_a_mandate_suggests_the_institution_as_lead_of_what_bears_its_term(people):
    theme = TermFactory(label="Conditions of detention")
    tagged, _other = TagFactory(term=theme, recommendation__text="Take all measures.").recommendation, RecommendationFactory(text="Do something.")
    assert suggested() == []
    set_mandates(by=people.admin, institution=people.ministry_of_justice, terms=[theme])
    assert suggested() == [(tagged.pk, people.ministry_of_justice.pk, ["Conditions of detention"])]
    AssignmentFactory(recommendation=tagged)
    assert suggested() == []


def test_and_of_what_holds_its_words(people):
    theme = TermFactory(label="Prisons", signal_words="prison\ninmate*")
    spoken = RecommendationFactory(text="Improve the food of inmates in prisons.")
    set_mandates(by=people.admin, institution=people.ministry_of_justice, terms=[theme])
    [(recommendation, institution, words)] = suggested()
    assert (recommendation, institution, set(words)) == (spoken.pk, people.ministry_of_justice.pk, {"inmates", "prisons"})


def test_the_page(people, sign_in):
    theme = TermFactory(label="Prisons")
    client = sign_in(people.admin)
    address = reverse("institution_mandates", args=["health"])
    assert address in client.get(reverse("institution", args=["health"])).text
    assert client.post(address, {"themes": [theme.pk]}).url == reverse("institution", args=["health"])
    assert "Prisons" in sign_in(people.cso).get(reverse("institution", args=["health"])).text
    client.post(address, {})
    assert held(people.ministry_of_health) == set()
