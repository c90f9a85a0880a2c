"""Made-up rows in UHRI's form, any number of them, the same each time: 267,500 are shaped like the world's export.

Some 195 States, 90 bodies, a document for every 65 rows, 1-8 themes, 0-4 groups of persons, 0-4 goals, texts of 250-300
characters from some 8,000 words of uneven frequency; half of them the UPR's, with position and recommending States.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from typing import Any

import pycountry
import xlsxwriter

from recommendations.enums import MechanismKind
from recommendations.seed.mechanisms import MECHANISMS
from recommendations.seed.taxonomy import GOALS, PERSONS, THEMES
from tests.recommendations.importing.files import UHRI_HEADERS, annotation_id

WORLD = 267_500
OF_A_DOCUMENT = 65
SMALL_WORDS = "the of and to for in with that all its on by a into against from without under as their those who"
COMMON_WORDS = """
rights human law laws women children persons measures ensure adopt strengthen implement national access protection education health violence
discrimination convention international continue efforts legislation policies promote prevent effective justice detention prison conditions torture
freedom expression police training judges public services plan action resources disabilities minorities indigenous migrants trafficking poverty
housing land water employment labour equality gender girls schools hospitals courts ratify optional protocol committee independent institution
investigate prosecute victims reparation data awareness families marriage adoption juvenile age death penalty media defenders assembly religion
climate environment corruption participation elections parliament budget rural areas refugees asylum stateless birth registration nutrition mental
"""
REGIONS = ("Africa", "Asia-Pacific", "Eastern Europe", "Latin America & Caribbean", "Western Europe & Others")
TREATY_BODIES = {"CERD": "CERD/C", "CESCR": "E/C.12", "CCPR": "CCPR/C", "CEDAW": "CEDAW/C", "CAT": "CAT/C", "CRC": "CRC/C", "CRPD": "CRPD/C"}


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """(words, cumulative weights): small words, words of the field, and 7,700 rare ones, as Zipf has them."""
    syllables = ("ba", "cor", "den", "fi", "gal", "hu", "lim", "mo", "ner", "pri", "qua", "ros", "sta", "tur", "ven", "wes", "yor", "zan", "el", "ti")
    rare = ["".join(parts) for parts in product(syllables, repeat=3)][:7_700]
    random.Random(1).shuffle(rare)
    words = [*SMALL_WORDS.split(), *COMMON_WORDS.split(), *rare]
    return words, list(accumulate(1 / (n + 10) for n in range(len(words))))


@cache
def states() -> list[str]:
    return [getattr(country, "common_name", country.name) for country in list(pycountry.countries)[:195]]


@cache
def procedures() -> list[str]:
    return [code for code, (_name, kind) in MECHANISMS.items() if kind == MechanismKind.SPECIAL_PROCEDURE]


def rows(count: int) -> Iterator[dict[str, Any]]:
    """By UHRI's headers, as its workbook has them."""
    chance = random.Random(3)
    document: dict[str, Any] = {}
    for number in range(count):
        if number % OF_A_DOCUMENT == 0:
            document = _document(number // OF_A_DOCUMENT, chance)
        yield _row(number, document, chance)


def _document(number: int, chance: random.Random) -> dict[str, Any]:
    state, year = number % 195, 2006 + number * 20 // (WORLD // OF_A_DOCUMENT + 1)
    code = pycountry.countries.lookup(states()[state]).alpha_3
    same = {
        "Countries Concerned": f"- {states()[state]}",
        "Regions Concerned": f"- {REGIONS[state % 5]}",
        "Document Publication Date": 38_718 + (year - 2006) * 365 + chance.randrange(365) + 0.5,
    }
    if number % 2 == 0:
        session = 1 + number * 45 // (WORLD // OF_A_DOCUMENT + 1)
        return same | {"Reccomending Body": "- UPR", "Document Symbol": f"A/HRC/{session}/{number}", "UPR Session": f"- {session}th Session"}
    if number % 3 == 0:
        body = procedures()[number // 3 % len(procedures())]
        return same | {"Reccomending Body": f"- {body}\n- Special Procedures", "Document Symbol": f"A/HRC/{number % 60}/{number}/Add.1"}
    body = list(TREATY_BODIES)[number // 2 % 7]
    return same | {"Reccomending Body": f"- {body}", "Document Symbol": f"{TREATY_BODIES[body]}/{code}/CO/{1 + number // 390}-{number}"}


def _row(number: int, document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    words, weights = vocabulary()
    text = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(27, 37))).capitalize()
    place, of_upr = number % OF_A_DOCUMENT + 1, "UPR Session" in document
    row = dict.fromkeys(UHRI_HEADERS, "") | document
    row |= {
        "Themes": _lines(chance.sample(THEMES, chance.randint(1, 8))),
        "Affected Persons": _lines(chance.sample(PERSONS, chance.randint(0, 4))),
        "Sdgs": _lines(f"{goal} - GOAL" for goal in sorted(chance.sample(range(1, len(GOALS) + 1), chance.randint(0, 4)))),
        "OHCHR Annotation Id": annotation_id(number),
        "Date of publication on UHRI": row["Document Publication Date"] + 60,
        "Type": "- Recommendations" if number % 4 else "- Concerns/Observations",
    }
    if of_upr:
        recommending = chance.sample(states(), 1 if chance.random() < 0.85 else 3)
        return row | {
            "Text": f"- 1{document['UPR Session'][2:4].strip('t')}.{place} {text} ({', '.join(recommending)});",
            "UPR Reccomending States": _lines(recommending),
            "UPR Position": "- Supported" if chance.random() < 0.75 else "- Noted",
            "Recommending Regions": f"- {REGIONS[number % 5]}",
            "Type": "- Recommendations",
        }
    return row | {"Text": f"{place}.{text}."}


def _lines(values: Any) -> str:
    return "\n".join(f"- {value}" for value in values)


def workbook(folder: Path, count: int) -> Path:
    """The rows as UHRI's xlsx, written once: the name changes with this file."""
    path = folder / f"uhri-{count}-{_edition()}.xlsx"
    if not path.exists():
        partial = path.with_suffix(".partial")
        with xlsxwriter.Workbook(partial, {"constant_memory": True, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            for column, header in enumerate(UHRI_HEADERS):
                sheet.write_string(0, column, header)
            for line, row in enumerate(rows(count), start=1):
                for column, header in enumerate(UHRI_HEADERS):
                    value = row[header]
                    if isinstance(value, str):
                        if value:
                            sheet.write_string(line, column, value)
                    else:
                        sheet.write_number(line, column, value)
        partial.rename(path)
    return path


def json_file(folder: Path, count: int) -> Path:
    """The rows as UHRI's json."""
    path = folder / f"uhri-{count}-{_edition()}.json"
    if not path.exists():
        partial = path.with_suffix(".partial")
        with partial.open("w") as file:
            for number, row in enumerate(rows(count)):
                file.write(",\n" if number else "[\n")
                json.dump(_object(row), file)
            file.write("\n]\n")
        partial.rename(path)
    return path


def _object(row: dict[str, Any]) -> dict[str, Any]:
    def listed(header: str) -> list[str]:
        return [line.removeprefix("- ") for line in row[header].split("\n") if line]

    return {
        "AnnotationId": row["OHCHR Annotation Id"],
        "AnnotationType": row["Type"].removeprefix("- "),
        "Body": row["Reccomending Body"],
        "Countries": listed("Countries Concerned"),
        "Regions": listed("Regions Concerned"),
        "Themes": listed("Themes"),
        "AffectedPersons": listed("Affected Persons"),
        "Sdgs": listed("Sdgs"),
        "Symbol": row["Document Symbol"],
        "Text": row["Text"],
        "PublicationDate": f"{2006 + int(row['Document Publication Date'] - 38_718) // 366}-03-01T00:00:00",
        "UprSession": listed("UPR Session"),
        "UprPositions": listed("UPR Position"),
        "UprRecommendingCountry": listed("UPR Reccomending States"),
        "UprRecommendingRegions": listed("Recommending Regions"),
    }


def _edition() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
