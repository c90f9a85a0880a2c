import pytest

from recommendations.importing.language import language_of

TEXTS = {
    "en": [
        "Ratify CEDAW",
        "End child marriage",
        "Cooperate with Côte d'Ivoire on São Tomé",
        "Adopt a national strategy on combating domestic violence",
        "Accelerate steps towards framing a new Constitution",
        "",
        "1503 (2)",
    ],
    "fr": [
        "Ratifier la Convention",
        "Poursuivre la réforme judiciaire",
        "Abolir la peine de mort",
        "Lutter contre la traite",
        "Renforcer l’accès à l’éducation",
        "Le Comité recommande à l’État partie de prendre des mesures",
    ],
    "es": [
        "Ratificar la Convención",
        "Abolir la pena de muerte",
        "Combatir la trata de personas",
        "Proseguir los esfuerzos",
        "El Comité recomienda al Estado parte que adopte medidas",
    ],
    "ar": ["التصديق على البروتوكول الاختياري (CEDAW)"],
    "ru": ["Ратифицировать МКЗПТМ (ICRMW)"],
    "zh": ["批准《任择议定书》(CEDAW)"],
}


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in TEXTS.items() for text in texts])
def test_of_the_six(language, text):
    assert language_of(text) == language
