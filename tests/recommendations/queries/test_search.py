import pytest

from recommendations.models import Recommendation
from recommendations.queries.register import found, lines
from recommendations.queries.search import marked
from tests.factories import DocumentFactory, RecommendationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def search():
    user = UserFactory()
    return lambda q: [r.text for r in found(user, {"q": q})]


def test_stems_of_english(search):
    RecommendationFactory(text="Protect migrating children in detentions.")
    RecommendationFactory(text="Ratify the Convention.")
    assert search("migrate children detention") == ["Protect migrating children in detentions."]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("fr", "Garantir l’égalité devant la loi aux réfugiés.", "EGALITE réfugié"),
        ("es", "Proteger a las defensoras de los derechos indígenas.", "defensora indigena"),
        ("ar", "ضمان حقوق النساء في التعليم", "التعليم"),
        ("ru", "Обеспечить права беженцев.", "беженцами права"),
        ("pt", "Garantir a educação das crianças.", "educacao criancas"),
    ],
)
def test_each_text_by_the_stems_of_its_language_without_accents(search, language, text, words):
    RecommendationFactory(language=language, text=text)
    RecommendationFactory(text="Something else altogether.")
    assert search(words) == [text]


def test_an_english_text_with_an_accented_name(search):
    RecommendationFactory(text="Suspend the permits in the valley of the Río Claro.")
    assert search("rio claro permit") == ["Suspend the permits in the valley of the Río Claro."]


def test_and_or_not_and_phrases(search):
    both, one, other = "Prisons and courts for women.", "Build prisons.", "Open courts."
    for text in (both, one, other):
        RecommendationFactory(text=text)
    assert search("prison court") == [both]
    assert set(search("prison OR court")) == {both, one, other}
    assert search("prison -women") == [one]
    assert search('"courts for women"') == [both]


def test_not_holds_for_words_that_are_their_own_stem(search):
    RecommendationFactory(text="Rape of children.")
    RecommendationFactory(text="Rape of adults.")
    assert search("rape -children") == ["Rape of adults."]


def test_without_a_word_that_is_to_be_there_the_order_is_the_registers(search):
    for number, text in ((2, "Train judges, judges and judges."), (1, "Train the police."), (3, "Close a prison.")):
        RecommendationFactory(document=DocumentFactory(symbol=f"A/{number}", published_on=f"202{number}-01-01"), text=text)
    assert search("-prison") == ["Train judges, judges and judges.", "Train the police."]
    assert search("-prison -police") == ["Train judges, judges and judges."]


def test_the_best_comes_first(search):
    RecommendationFactory(text="Torture, and many other things that a State could do about prisons, police and courts.")
    RecommendationFactory(text="Prohibit torture; prevent torture; punish torture.")
    assert search("torture")[0] == "Prohibit torture; prevent torture; punish torture."


@pytest.mark.parametrize("q", ["&", "''", "!!!", "(", "the of", ":*", "a & | b", "\\", "-", '"'])
def test_signs_are_only_signs(search, q):
    RecommendationFactory(text="Ratify the Convention.")
    assert search(q) == []


@pytest.mark.parametrize("q", ["a\0b", "x" * 1001])
def test_what_cannot_be_searched_for_finds_nothing_and_is_no_error(search, q):
    RecommendationFactory(text="Ratify the Convention.")
    assert search(q) == []


class TestReference:
    @pytest.fixture(autouse=True)
    def _document(self):
        document, other = DocumentFactory(symbol="CRC/C/XVM/CO/6-7"), DocumentFactory(symbol="CRC/C/XVM/CO/5")
        for number in ("22", "22 (a)", "22(b)", "221", "138.2", "138.21"):
            RecommendationFactory(document=document, paragraph=number, text=f"New {number}.")
        RecommendationFactory(document=other, paragraph="22", text="Old 22.")

    @pytest.mark.parametrize(
        ("q", "texts"),
        [
            ("CRC/C/XVM/CO/6-7 para 22", {"New 22.", "New 22 (a).", "New 22(b)."}),
            ("crc/c/xvm/co/6-7, para. 22 (a)", {"New 22 (a)."}),
            ("CRC/C/XVM/CO/6-7 § 138.2", {"New 138.2."}),
            ("CRC/C/XVM/CO/6-7 paragraph 221", {"New 221."}),
            ("CRC/C/XVM/CO/5", {"Old 22."}),
            ("CRC/C/XVM/CO/9", set()),
        ],
    )
    def test_a_symbol_finds_its_document_and_paragraph(self, search, q, texts):
        assert set(search(q)) == texts

    def test_the_beginning_of_a_symbol_is_enough_and_paragraphs_keep_their_order(self, search):
        assert len(search("CRC/C/XVM")) == 7

    def test_words_with_one_slash_are_words(self, search):
        RecommendationFactory(text="Fight HIV/AIDS.")
        assert search("HIV/AIDS") == ["Fight HIV/AIDS."]


def test_what_was_found_is_marked_and_the_text_escaped():
    RecommendationFactory(text="Stop <script>alert(1)</script> & the torture of children.")
    line = lines(Recommendation.objects.all(), "torture script").get()
    assert marked(line.headline).endswith("&amp; the <mark>torture</mark> of children.")
    assert "<script" not in marked(line.headline)


def test_accents_are_marked_too():
    RecommendationFactory(language="fr", text="Garantir l’égalité des réfugiés.")
    assert "<mark>réfugiés</mark>" in marked(lines(Recommendation.objects.all(), "refugie").get().headline)
