import ast
import re
import string
from pathlib import Path

import pytest
from django.utils import translation

import recommendations.importing
from recommendations.importing.problems import PROBLEMS, REFUSALS, message

ROOT = Path(recommendations.importing.__file__).parent
PREFIXES = {"really_": ("xlsx", "xls", "docx", "json", "csv", "html", "pdf", "rtf", "image", "binary", "doc"), "no_": ("states", "mechanism")}


def strings_in_the_readers() -> set[str]:
    """Every string literal of the readers and of the operations on imports, but those of problems.py: codes among them."""
    paths = [*ROOT.rglob("*.py"), *(ROOT.parent / "operations").glob("*.py")]
    trees = [ast.parse(path.read_text()) for path in paths if path.name != "problems.py"]
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def codes_in_the_readers() -> set[str]:
    """First arguments of FileRefused and NotADate, third of Problem, second of note() and refuse(), codes of positions."""
    places = {"FileRefused": 0, "NotADate": 0, "Problem": 2, "note": 1, "refuse": 1}
    codes: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and (place := places.get(getattr(node.func, "id", getattr(node.func, "attr", "")))) is not None:
                for argument in node.args[place : place + 1]:
                    either = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    codes |= {part.value for part in either if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return codes


def test_every_code_has_words():
    codes = {code for code in codes_in_the_readers() if re.fullmatch(r"[a-z]+(_[a-z]+)*", code)}
    assert {"macros", "id_taken", "date_ambiguous", "text_missing", "duplicate_row"} <= codes, "the search finds what it should"
    assert codes - REFUSALS.keys() - PROBLEMS.keys() == set()


def test_every_word_is_used():
    made = {f"{prefix}{rest}" for prefix, rests in PREFIXES.items() for rest in rests} | {f"no_{field}_column" for field in PREFIXES["no_"]}
    assert (REFUSALS.keys() | PROBLEMS.keys()) - strings_in_the_readers() - made == set()


@pytest.mark.parametrize("code", sorted(REFUSALS | PROBLEMS))
def test_words_are_sentences_with_named_places(code):
    words = (REFUSALS | PROBLEMS)[code]
    assert words[0] in string.ascii_uppercase + "“"
    assert words.endswith(".")
    places = dict.fromkeys(re.findall(r"%\((\w+)\)s", words), "7")
    assert "%" not in message(code, places)


def test_the_password_is_named_and_the_language_followed():
    assert "password" in message("password", {})
    with translation.override("fr"):
        assert message("text_missing", {})


def test_a_code_without_words_is_an_error():
    with pytest.raises(KeyError):
        message("never_heard_of", {})
