"""Several values of a filter, how paragraphs are typed, other languages, and words that were mistyped."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from nmirf.accounts.models import User
from recommendations.models import Recommendation, Translation
from recommendations.operations.words import refresh_words
from recommendations.queries.filters import RecommendationFilter
from recommendations.queries.spelling import corrected
from tests.factories import DocumentFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def found(query):
    return {r.text for r in RecommendationFilter(QueryDict(query), Recommendation.objects.all()).qs}


def test_several_values_of_a_filter_any_of_which_will_do():
    for position in ("supported", "noted", ""):
        RecommendationFactory(position=position, text=position or "none")
    assert found("position=supported&position=noted") == {"supported", "noted"}
    assert found("position=supported&position=rubbish") == set()


@pytest.mark.parametrize("q", ["CEDAW/C/SVN/CO/6, 12(a)", "cedaw/c/svn/co/6 § 12 (A)", "CEDAW/C/SVN/CO/6, para. 12 (a)", "para 12(a)", "12 (a)"])
def test_ways_to_type_a_paragraph(q):
    document = DocumentFactory(symbol="CEDAW/C/SVN/CO/6")
    for paragraph, text in [("12 (a)", "The one asked for."), ("12 (b)", "Its neighbour."), ("121", "Another.")]:
        RecommendationFactory(document=document, paragraph=paragraph, text=text)
    query = QueryDict(mutable=True)
    query["q"] = q
    assert found(query.urlencode()) == {"The one asked for."}


def test_a_text_in_another_language_is_found_and_a_word_it_lacks_for_being_in_it_is_no_hit():
    one = RecommendationFactory(text="Close prisons for women.")
    Translation.objects.create(recommendation=one, language="fr", text="Fermer les prisons pour femmes.", text_key="x")
    assert found("q=fermer") == {one.text}
    assert found("q=prison+-women") == set()


def test_many_texts_in_another_language_are_found_too(monkeypatch):
    monkeypatch.setattr("recommendations.queries.search.AT_ONCE", 1)
    for n in range(3):
        one = RecommendationFactory(text=f"Close prison {n}.")
        Translation.objects.create(recommendation=one, language="fr", text=f"Fermer la prison {n}.", text_key="x")
    RecommendationFactory(text="Fermer", language="fr")
    assert found("q=fermer") == {"Close prison 0.", "Close prison 1.", "Close prison 2.", "Fermer"}
    assert found("q=fermer+-prison") == {"Fermer"}


def test_a_mistyped_word(people, sign_in):
    RecommendationFactory(text="Prohibit torture everywhere.")
    assert corrected("tortrue") == ""
    refresh_words(by=User.objects.system())
    assert (corrected("tortrue"), corrected("torture")) == ("torture", "")
    page = sign_in(people.cso).get(reverse("recommendations"), {"q": "tortrue"})
    assert 'Did you mean <a href="?q=torture">torture</a>' in page.text
    assert page.context["count"] == "1 recommendation"
