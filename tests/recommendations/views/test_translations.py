import pytest
from django.urls import reverse

from recommendations.models import Translation
from recommendations.operations.translations import set_translation
from tests.factories import RecommendationFactory
from tests.recommendations.views.test_register import queries

pytestmark = pytest.mark.django_db


def page_of(one):
    return reverse("recommendation", args=[one.public_id])


def writing(one, language):
    return reverse("translation", args=[one.public_id, language])


def test_a_reader_reads_the_text_in_the_language_of_the_pages_and_the_others_below(people, sign_in):
    one = RecommendationFactory(text="Ratify it", language="en")
    for language, text in (("ar", "التصديق"), ("fr", "Le ratifier")):
        set_translation(by=people.secretariat, recommendation=one, language=language, text=text)
    client = sign_in(people.cso)
    client.cookies["django_language"] = "fr"
    text = client.get(page_of(one)).text
    first, arabic = (
        text.index('prose-large" lang="fr" dir="ltr"><p>Le ratifier</p>'),
        text.index('<div class="prose" lang="ar" dir="rtl"><p>التصديق</p>'),
    )
    own = text.index('<div class="prose" lang="en" dir="ltr"><p>Ratify it</p>')
    assert first < own < arabic
    assert '<summary lang="en">English</summary>' in text
    assert '<summary lang="ar">العربيّة</summary>' in text
    assert writing(one, "fr") not in text


def test_without_a_translation_the_records_own_text_stands_there(people, sign_in):
    one = RecommendationFactory(text="Le ratifier", language="fr")
    text = sign_in(people.nhri).get(page_of(one)).text
    assert 'prose-large" lang="fr" dir="ltr"><p>Le ratifier</p>' in text
    assert text.count("Le ratifier</p>") == 1


def test_the_secretariat_writes_and_corrects_a_translation(people, sign_in):
    one, client = RecommendationFactory(text="Ratify it", language="en"), sign_in(people.secretariat)
    Translation.objects.create(recommendation=one, language="fr", text="Le ratifer", text_key="k")
    text = client.get(page_of(one)).text
    assert all(writing(one, language) in text for language in ("fr", "ar", "es"))
    assert writing(one, "en") not in text
    form = client.get(writing(one, "fr")).text
    assert "Le ratifer</textarea>" in form
    assert "came from a source" in form
    assert client.post(writing(one, "fr"), {"text": "Le ratifier"}).url == page_of(one)
    assert list(one.translations.values_list("language", "text", "origin")) == [("fr", "Le ratifier", "national")]
    assert "The translation into French was saved." in client.get(page_of(one)).text


def test_what_the_operation_refuses_is_said_beside_what_was_typed(people, sign_in):
    one, client = RecommendationFactory(language="en"), sign_in(people.secretariat)
    answer = client.post(writing(one, "ar"), {"text": "..."})
    assert (answer.status_code, Translation.objects.count()) == (200, 0)
    assert "There is no word in the translation. Write its text." in answer.text
    assert 'dir="rtl"' in answer.text.split("<textarea")[1].split(">")[0]
    assert "...</textarea>" in answer.text


@pytest.mark.parametrize("language", ["en", "xx"])
def test_there_is_no_page_for_the_own_language_or_an_unknown_one(people, sign_in, language):
    assert sign_in(people.secretariat).get(writing(RecommendationFactory(language="en"), language)).status_code == 404


def test_languages_take_no_more_queries(people, sign_in):
    one, client = RecommendationFactory(), sign_in(people.secretariat)
    before = queries(client, page_of(one))
    for language in ("ar", "fr", "es"):
        Translation.objects.create(recommendation=one, language=language, text="x", text_key="k")
    assert queries(client, page_of(one)) == before
