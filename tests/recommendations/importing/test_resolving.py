import pytest

from recommendations.importing.language import language_of
from recommendations.importing.resolving import known_state, new_mechanism, paragraph_key, state_name


def test_paragraphs_sort_as_people_count():
    paragraphs = ["115.22", "12 (b)", "115.3", "12 (a)", "9", "12"]
    assert sorted(paragraphs, key=paragraph_key) == ["9", "12", "12 (a)", "12 (b)", "115.3", "115.22"]
    assert len(paragraph_key("1." * 20)) == 80


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ratify the Optional Protocol to the Convention", "en"),
        ("Assurer le respect des droits de tous les enfants dans le pays", "fr"),
        ("Garantizar la participación de las mujeres en el Parlamento", "es"),
        ("التصديق على البروتوكول الاختياري", "ar"),
        ("Ратифицировать Факультативный протокол", "ru"),
        ("批准任择议定书", "zh"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text(text, language):
    assert language_of(text) == language


def test_names_of_states(settings):
    settings.NMIRF_STATE, settings.NMIRF_STATE_NAME = "XVM", "Valmera"
    assert [state_name(code) for code in ("XVM", "XKX", "KEN", "FSM", "QQQ")] == [
        "Valmera",
        "Kosovo",
        "Kenya",
        "Micronesia (Federated States of)",
        "QQQ",
    ]


@pytest.mark.django_db
def test_which_states_a_deployment_knows():
    assert [known_state(code) for code in ("XVM", "KEN", "QQQ", "Kenya")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("CAT", "", "treaty_body"),
        ("ACHPR", "African Commission on Human and Peoples' Rights", "regional"),
        ("ENVOY", "Envoy on Lakes", "special_procedure"),
    ],
)
def test_what_kind_a_new_mechanism_is(code, name, kind):
    mechanism = new_mechanism(code, name)
    assert mechanism.kind == kind
    assert mechanism.name
