import pytest
from django.core.exceptions import PermissionDenied

from recommendations.enums import TagOrigin
from recommendations.folding import text_key
from recommendations.models import Recommendation, Translation
from recommendations.operations.translations import NotALanguageOfTranslations, NoText, set_translation
from tests.factories import RecommendationFactory
from tests.recommendations.bringing import bring_in, counts, sheet

pytestmark = pytest.mark.django_db
FRENCH = "Ratifier le Protocole facultatif se rapportant à la Convention"
OURS = "Que l’État ratifie le Protocole facultatif"
UNCHANGED = (0, 0, 1, 0, 0)


def rows():
    return list(Translation.objects.values_list("language", "text", "text_key", "origin"))


def test_a_translation_is_added_and_then_corrected(people):
    one = RecommendationFactory()
    set_translation(by=people.secretariat, recommendation=one, language="ar", text="نص")
    set_translation(by=people.secretariat, recommendation=one, language="fr", text="Ratifer")
    set_translation(by=people.secretariat, recommendation=one, language="fr", text="  Ratifier\n")
    assert sorted(rows()) == [("ar", "نص", text_key("نص"), TagOrigin.NATIONAL), ("fr", "Ratifier", text_key("ratifier"), TagOrigin.NATIONAL)]


@pytest.mark.parametrize("who", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat_translates(people, who):
    with pytest.raises(PermissionDenied):
        set_translation(by=getattr(people, who), recommendation=RecommendationFactory(), language="fr", text="Ratifier")
    assert rows() == []


@pytest.mark.parametrize("text", ["", " \n ", "…", "\x00"])
def test_a_translation_has_words(people, text):
    with pytest.raises(NoText):
        set_translation(by=people.secretariat, recommendation=RecommendationFactory(), language="fr", text=text)
    assert rows() == []


@pytest.mark.parametrize(("language", "words"), [("en", "English is the language"), ("xx", "in these languages: English, French")])
def test_neither_the_sources_own_language_nor_an_unknown_one(people, language, words):
    with pytest.raises(NotALanguageOfTranslations, match=words):
        set_translation(by=people.secretariat, recommendation=RecommendationFactory(language="en"), language=language, text="Ratify")
    assert rows() == []


def test_no_import_overwrites_it_whether_it_came_before_or_after(people):
    bring_in(people.admin, sheet({}))
    one = Recommendation.objects.get()
    bring_in(people.admin, sheet({"Text": FRENCH}))
    assert rows() == [("fr", FRENCH, text_key(FRENCH), TagOrigin.SOURCE)]
    set_translation(by=people.secretariat, recommendation=one, language="fr", text=OURS)
    for text in (FRENCH, FRENCH + " sans plus attendre"):
        assert counts(bring_in(people.admin, sheet({"Text": text}))) == UNCHANGED
        assert rows() == [("fr", OURS, text_key(OURS), TagOrigin.NATIONAL)]
    assert counts(bring_in(people.admin, sheet({"Text": OURS, "Paragraph": ""}))) == UNCHANGED  # told by its text
    assert Recommendation.objects.get().text == one.text
