from datetime import date

import pytest

from recommendations.importing.about import follow_up, next_report, references, session_of, within
from recommendations.importing.paper_pdf import join_lines
from recommendations.importing.paragraphs import Numbered, Part


def said(*texts):
    return [Numbered(number, (), [Part("", text)]) for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("in paragraphs 12 (a) and 20 above", ["12 (a)", "20"]),
        ("paragraphs 12 (a) and (c), 20 and 31–33 (b)", ["12 (a)", "12 (c)", "20", "31", "32", "33 (b)"]),
        ("(see paras. 9, 13 (a)–(c) and 27)", ["9", "13 (a)", "13 (b)", "13 (c)", "27"]),
        ("paragraph 14, within one year", ["14"]),
        ("on three recommendations", []),
    ],
)
def test_references(text, numbers):
    assert references(text) == numbers


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("within one year", date(2025, 2, 28)),
        ("within two years of the adoption", date(2026, 2, 28)),
        ("within twenty-four months", date(2026, 2, 28)),
        ("within 18 months", date(2025, 8, 29)),
        ("soon", None),
    ],
)
def test_within_from_a_leap_day(text, day):
    assert within(text, date(2024, 2, 29)) == day


def test_next_report_is_the_day_after_the_words():
    paragraphs = said(
        "The Committee considered the fifth periodic report, submitted on 3 May 2023.",
        "Recalling its decision of 2 June 2025, the Committee requests the State party to submit its sixth periodic report by 15 March 2028.",
    )
    assert (next_report(paragraphs)["due_on"], next_report(paragraphs)["paragraph"]) == ("2028-03-15", "2")


def test_a_year_alone_is_no_day():
    assert next_report(said("The State party is requested to submit its next periodic report in 2031.")) == {}


def test_a_day_that_does_not_exist_is_none():
    assert next_report(said("The Committee asks for the sixth periodic report, to be submitted by 31 June 2028.")) == {}


def test_follow_up_by_a_day():
    found = follow_up(
        said("It requests the State party to provide, by 26 July 2026, information on follow-up to its recommendations (see paras. 13 (c), 17)."),
        None,
    )
    assert (found["due_on"], found["paragraphs"]) == ("2026-07-26", ["13 (c)", "17"])


@pytest.mark.parametrize(
    ("text", "session"),
    [
        ("at its eighty-first session", "81"),
        ("Ninetieth session", "90"),
        ("one hundred and forty-second session", "142"),
        ("112th session", "112"),
        ("twelfth session", "12"),
        ("the same session", ""),
    ],
)
def test_session(text, session):
    assert session_of([text]) == session


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["the imple-", "mentation of it"], "the implementation of it"),
        (["a long-", "term plan"], "a long-term plan"),
        (["the ill-", "treatment of"], "the ill-treatment of"),
        (["from 2023–", "2028 on"], "from 2023–2028 on"),
        (["one", "two"], "one two"),
    ],
)
def test_words_divided_at_the_end_of_a_line(lines, text):
    assert join_lines(lines, frozenset({"long", "term", "ill-treatment"})) == text
