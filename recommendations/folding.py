"""Keys by which texts and labels meet. Pure Python, no Django: readers use it in the child process, queries in the parent."""

import re
import unicodedata
from functools import lru_cache
from hashlib import md5

NOT_WORD = re.compile(r"[\W_]+")
ASCII_NOT_WORD = {code: " " for code in range(128) if not chr(code).isalnum()}


def normalise_text(text: str) -> str:
    """The key by which two texts are one: case, white space and punctuation off, accents and digits kept.

    Accents are kept because they tell words apart in most languages; composed and decomposed ones are equal.
    """
    if text.isascii():  # most are, and this way takes a tenth of the time
        return " ".join(text.lower().translate(ASCII_NOT_WORD).split())
    return " ".join(NOT_WORD.sub(" ", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())).split())


def text_key(text: str) -> str:
    """What tells the same text again in the database: MD5 of the normalised text, empty where no word is in it."""
    normalised = normalise_text(text)
    return md5(normalised.encode(), usedforsecurity=False).hexdigest() if normalised else ""


@lru_cache(maxsize=65_536)
def fold_name(name: str) -> str:
    """The key of a label (State, body, theme, institution): as `normalise_text`, accents off too, "&" is "and"."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(NOT_WORD.sub(" ", plain.replace("ı", "i")).split())
