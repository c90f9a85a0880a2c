"""In which of the UN's six languages a text is, for the search's stems, for `lang` and for telling a translation from a change."""

import re

SCRIPTS = {"ar": re.compile(r"[\u0600-\u06ff]"), "ru": re.compile(r"[\u0400-\u04ff]"), "zh": re.compile(r"[\u4e00-\u9fff]")}
LETTERS = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
# Small words, those that one of the three has and the others don't counting double.
WORDS = {
    "en": "the of and to for with that is are by all its should in on an from their at as against ensure take measures women human rights law",
    "fr": "le la les de des du et dans pour aux une un sur est au ses afin par que qui en avec leur leurs l d à contre droits femmes loi mesures ou",
    "es": "el la los las de del y en para una un con por al sus que su se contra derechos mujeres ley medidas o e lo pena muerte personas trata",
}
SETS = {language: frozenset(words.split()) for language, words in WORDS.items()}
WEIGHTS = {
    language: {word: 1 if any(word in other for code, other in SETS.items() if code != language) else 2 for word in words}
    for language, words in SETS.items()
}
POINTS = {word: tuple(weights.get(word, 0) for weights in WEIGHTS.values()) for words in SETS.values() for word in words}
# How many of its words end: told by it are French and Spanish where small words are those of both ("Abolir la pena de muerte").
ENDINGS = {"fr": re.compile(r"(?:e|es|er|ion|eur|ment|té|ès)\b"), "es": re.compile(r"(?:[ao]s?|ar|ción|dad)\b")}
ACCENTS = {"fr": re.compile(r"[àâçèêëîïôœùû]"), "es": re.compile(r"[ñáíóú¿¡]")}  # é is in both


def language_of(text: str) -> str:
    """By the script, or else by the small words and accents of its beginning; English where nothing tells.

    Names and quoted words in Latin letters don't make a Russian or Arabic text English, nor a foreign name an English one.
    """
    start = text[:600].casefold()
    if not start.isascii():
        letters = len(LETTERS.findall(start))
        for language, script in SCRIPTS.items():
            if len(script.findall(start)) * 3 > letters:
                return language
    words = WORD.findall(start)
    telling = [POINTS[word] for word in words if word in POINTS]
    points = {language: sum(each[place] for each in telling) for place, language in enumerate(WEIGHTS)}
    if not start.isascii() and not points["en"]:  # "Poursuivre la réforme"; but a name with an accent says nothing in an English text
        for language, accents in ACCENTS.items():
            points[language] += len(accents.findall(start))
    if points["fr"] == points["es"] > points["en"]:
        points |= {language: points[language] + len(ends.findall(start)) for language, ends in ENDINGS.items()}
    return max(points, key=lambda language: points[language])
