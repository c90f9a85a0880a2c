"""Documents of the shared folder, as issued: how many paragraphs come out right."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Row
from tests.recommendations.importing.issued import H, P, observations_docx

pytestmark = pytest.mark.real_data


def take(path: Path) -> dict[str, Row]:
    with read(path) as reading:
        return {item.paragraph: item for item in reading if isinstance(item, Row)}


def as_printed(text: str) -> str:
    """The Word list spells some marks otherwise than the report: "women's" for "women’s", "custom - designed"."""
    return re.sub(r"\s*(['-])\s*", r"\1", text.replace("’", "'"))


def test_the_upr_report_holds_what_the_word_list_of_cycle_4_holds(shared_data):
    original = shared_data / "open" / "original"
    report, expected = take(original / "g2502644.pdf"), take(original / "upr48-slovenia-thematic-list-of-recommendatio.docx")
    found = report.keys() & expected.keys()
    right = {
        "number": len(found),
        "text": sum(as_printed(report[n].text) == as_printed(expected[n].text) for n in found),
        "text to the letter": sum(report[n].text == expected[n].text for n in found),
        "States": sum(set(report[n].recommending_states) == set(expected[n].recommending_states) for n in found),
    }
    print(f"of {len(expected)} recommendations right: {right}")
    assert len(report) == len(expected) == 254
    assert right == {"number": 254, "text": 254, "text to the letter": 235, "States": 254}
    assert {(row.symbol, row.session, row.cycle, row.states) for row in report.values()} == {("A/HRC/59/15", "48", 4, ("Slovenia",))}
    assert {row.position for row in report.values()} == {""}  # "will be examined": the position is in the addendum


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("g2505828.pdf", "upr_addendum"),
        ("g2419943.pdf", "no_document"),  # OHCHR's compilation
        ("Slovenia_Add.pdf", "no_document"),
        ("Database_Issues_explanation.pdf", "no_document"),
        ("g0917123.pdf", "no_document"),  # its table of parts is broken: mended first
    ],
)
def test_other_documents_are_refused(shared_data, name, code):
    with pytest.raises(FileRefused) as refused:
        take(shared_data / "open" / "original" / name)
    assert refused.value.code == code


def letters_of(texts: Iterable[str]) -> str:
    """All but white space; the file writes "(a)The" and a hyphen that doesn't break."""
    return "".join("".join(texts).replace("‑", "-").split())


# What a person reads in the 30 paragraphs: R asks for something, O is praise or concern.
KINDS = "RROROR RRRRRO ORORRO OOORRR OOOROR".replace(" ", "")


def test_treaty_body_paragraphs(shared_data, tmp_path):
    """The 30 of rule-of-law.json as one document, numbered anew: "J.Special measures (art. 3) 43. The Committee ... (a) ..."."""
    texts = [one["text"] for one in json.loads((shared_data / "open" / "original" / "rule-of-law.json").read_text())["examples"]]
    body, wanted = [], []
    for number, text in enumerate(texts, start=1):
        heading, words = re.fullmatch(r"(.*?)\b\d{1,3}\.\s*(?=The |Recalling|While)(.*)", text, re.S).groups()
        parts = re.split(r"(?<=[:;.])\s*(?=\([a-z]\)\s*[A-Z])", " ".join(words.split()))
        body += ([(H, " ".join(heading.split()))] if heading else []) + [(P, f"{number}. {parts[0]}"), *((P, part) for part in parts[1:])]
        wanted.append([f"{number}. {parts[0]}", *parts[1:]])
    path = observations_docx(tmp_path / "a.docx", body=tuple(body))
    rows = list(take(path).values())
    right = {"whole and in order": 0, "kind": 0, "letters": 0}
    for number, (parts, kind) in enumerate(zip(wanted, KINDS, strict=True), start=1):
        mine = [row for row in rows if re.match(rf"{number}\b", row.paragraph)]
        right["whole and in order"] += letters_of(row.original for row in mine) == letters_of(parts)
        right["kind"] += {row.kind[0].upper() for row in mine} == {"R" if kind == "R" else "O"}
        right["letters"] += len(mine) == (max(1, len(parts) - 1) if kind == "R" else 1)
    print(f"of {len(texts)} paragraphs right: {right}")
    assert right == {"whole and in order": 30, "kind": 30, "letters": 30}
