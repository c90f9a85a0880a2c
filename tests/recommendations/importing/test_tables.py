"""The three formats that are tables, read through the child process."""

from datetime import date, datetime

import openpyxl
import pytest

from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Problem, Row

from .files import (
    UHRI_HEADERS,
    UPR_INFO_HEADERS,
    annotation_id,
    inline,
    uhri_object,
    uhri_row,
    upr_info_row,
    write_csv,
    write_json,
    write_sheet,
    write_uhri,
    write_workbook,
)

EXPECTED = Row(
    line=2,
    text="Strengthen the ombudsman's office, measure 1",
    annotation_id=annotation_id(1),
    mechanism="UPR",
    symbol="A/HRC/59/15",
    paragraph="140.1",
    published_on=date(2025, 3, 24),
    states=("Samoa",),
    recommending_states=("Portugal",),
    position="supported",
    position_source="Supported",
    session="48",
    cycle=4,
    themes=("Equality & non-discrimination", "Right to health"),
    affected_persons=("Women & girls",),
    sdgs=("10",),
    extra={"Regions Concerned": "Asia-Pacific", "Date of publication on UHRI": "2025-05-23"},
)


def refusal(path, **options):
    with pytest.raises(FileRefused) as refused, read(path, **options) as reading:
        list(reading)
    return refused.value.code


def test_a_row_of_the_uhri_workbook_in_full(tmp_path, rows_and_problems):
    path = write_uhri(tmp_path / "a.xlsx", [uhri_row()])
    assert rows_and_problems(path) == ([EXPECTED], [])
    with read(path) as reading:
        assert (reading.format, reading.columns) == ("uhri_xlsx", UHRI_HEADERS)


def test_the_same_row_of_the_uhri_json(tmp_path, rows_and_problems):
    rows, problems = rows_and_problems(write_json(tmp_path / "a.json", [uhri_object()]))
    assert problems == []
    (row,) = rows
    assert row.extra == {
        "Regions Concerned": "Asia-Pacific",
        "Recommending Regions": "Western Europe & Others",
        "Date of publication on UHRI": "2025-05-23T00:00:00",
        "DocumentId": "d-1",
    }
    assert [getattr(row, name) for name in Row.__slots__ if name not in ("line", "extra")] == [
        getattr(EXPECTED, name) for name in Row.__slots__ if name not in ("line", "extra")
    ]


def test_json_with_a_mark_missing_keys_and_html(tmp_path, rows_and_problems):
    objects = [{"Text": "<p>Ratify &amp; report</p>", "Body": "- CEDAW", "Symbol": "CEDAW/C/WSM/CO/6", "Countries": None}, uhri_object(2, Text=None)]
    rows, problems = rows_and_problems(write_json(tmp_path / "a.json", objects, mark=b"\xef\xbb\xbf"))
    assert [(row.text, row.mechanism, row.states, row.line) for row in rows] == [("Ratify & report", "CEDAW", ("WSM",), 1)]
    assert problems == [Problem(2, "Text", "text_missing")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "no_rows"),
        ("{}", "json_unknown"),
        ('[{"a": 1}]', "json_unknown"),
        ('[[{"a": 1}]]', "json_unknown"),
        ('[{"Text": "a", "Body": "UP', "json_broken"),
    ],
)
def test_json_that_is_no_export_is_refused(tmp_path, content, code):
    path = tmp_path / "a.json"
    path.write_text(content)
    assert refusal(path) == code


def test_json_cut_in_the_middle_is_refused_after_its_first_rows(tmp_path):
    path = write_json(tmp_path / "a.json", [uhri_object(n) for n in range(1, 50)])
    path.write_bytes(path.read_bytes()[:-100])
    with read(path) as reading:
        rows = iter(reading)
        assert next(rows).paragraph == "140.1"
        with pytest.raises(FileRefused, match="json_broken"):
            list(rows)


@pytest.mark.parametrize("layout", [{"title": "UHRI export"}, {"above": [["Republic of Samoa"], ["Printed on", 45800.0], [], []]}])
def test_a_header_further_down(tmp_path, rows_and_problems, layout):
    rows, problems = rows_and_problems(write_uhri(tmp_path / "a.xlsx", [uhri_row(n) for n in (1, 2, 3)], **layout))
    assert problems == []
    assert [row.paragraph for row in rows] == ["140.1", "140.2", "140.3"]
    assert [row.line for row in rows] == ([3, 4, 5] if "title" in layout else [6, 7, 8])


def test_a_table_that_does_not_begin_in_the_first_column(tmp_path, rows_and_problems):
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D4"], book.active["C6"], book.active["D6"] = "Text", "Country", "Adopt a law", "Samoa"
    book.save(tmp_path / "a.xlsx")
    rows, _problems = rows_and_problems(tmp_path / "a.xlsx")
    assert [(row.line, row.text, row.states) for row in rows] == [(6, "Adopt a law", ("Samoa",))]


def test_the_spelling_recommending_is_known_too(tmp_path, rows_and_problems):
    row = uhri_row()
    headers = [header.replace("Reccomending", "Recommending") for header in UHRI_HEADERS]
    rows, problems = rows_and_problems(write_sheet(tmp_path / "a.xlsx", headers, [list(row.values())]))
    assert (rows, problems) == ([EXPECTED], [])


def test_values_of_the_uhri_that_need_care(tmp_path, rows_and_problems):
    rows, problems = rows_and_problems(
        write_uhri(
            tmp_path / "a.xlsx",
            [
                uhri_row(1, Reccomending_Body="- IE  Albinism; - Special Procedures", UPR_Reccomending_States="", UPR_Position="", UPR_Session="- "),
                uhri_row(2, Countries_Concerned="- State of Palestine*\n- PK", UPR_Position="- Supported/Noted"),
                uhri_row(3, Reccomending_Body="", Document_Symbol="CEDAW/C/WSM/CO/6", Countries_Concerned="", Type="- Concerns/Observations"),
                uhri_row(4, Themes="- A12 Acceptance of international norms\n- Reservations\n-  Budget &resources\n\n- "),
                uhri_row(5, Reccomending_Body="- CRC\n- CEDAW", Sdgs="- 16.3\n- something"),
            ],
        )
    )
    assert (rows[0].mechanism, rows[0].session, rows[0].cycle) == ("IE Albinism", "", None)
    assert (rows[1].states, rows[1].position, rows[1].position_source) == (("State of Palestine", "PK"), "", "Supported/Noted")
    assert (rows[2].mechanism, rows[2].states, rows[2].kind) == ("CEDAW", ("WSM",), "observation")
    assert rows[3].themes == ("Acceptance of international norms", "Budget &resources")
    assert rows[3].extra["Theme codes"] == "A12"
    assert (rows[4].mechanism, rows[4].sdgs) == ("CRC", ("16.3",))
    assert problems == [
        Problem(3, "UPR Position", "position_mixed", {"value": "- Supported/Noted"}, is_fatal=False),
        Problem(6, "Reccomending Body", "several_mechanisms", {"taken": "CRC", "others": "CEDAW"}, is_fatal=False),
        Problem(6, "Sdgs", "sdg_unknown", {"value": "something"}, is_fatal=False),
    ]


def test_the_same_row_twice_is_taken_once(tmp_path, rows_and_problems):
    path = write_uhri(
        tmp_path / "a.xlsx",
        [
            uhri_row(1),
            uhri_row(1),
            uhri_row(1, Text="140.1 STRENGTHEN  the ombudsman's office, measure 1 (Portugal) ; "),
            uhri_row(1, Text="140.1 Do something else (Portugal);"),
            uhri_row(2, OHCHR_Annotation_Id=""),
            uhri_row(2, OHCHR_Annotation_Id=""),
            uhri_row(2, OHCHR_Annotation_Id="", Document_Symbol="A/HRC/60/1"),
        ],
    )
    rows, problems = rows_and_problems(path)
    assert [(row.line, row.symbol) for row in rows] == [(2, "A/HRC/59/15"), (6, "A/HRC/59/15"), (8, "A/HRC/60/1")]
    assert problems == [
        Problem(3, "", "duplicate_row", {"line": "2"}, is_fatal=False),
        Problem(4, "", "duplicate_row", {"line": "2"}, is_fatal=False),
        Problem(5, "", "id_taken", {"id": annotation_id(1), "line": "2"}),
        Problem(7, "", "duplicate_row", {"line": "6"}, is_fatal=False),
    ]


def test_bad_texts_are_refused_with_their_column(tmp_path, rows_and_problems):
    path = write_uhri(tmp_path / "a.xlsx", [uhri_row(1, Text=" "), uhri_row(2, Text=0), uhri_row(3, Text="12.5"), uhri_row(4)])
    rows, problems = rows_and_problems(path)
    assert [row.line for row in rows] == [5]
    assert problems == [
        Problem(2, "Text", "text_missing"),
        Problem(3, "Text", "text_without_words", {"value": "0"}),
        Problem(4, "Text", "text_without_words", {"value": "12.5"}),
    ]


def test_huge_cells_and_control_characters(tmp_path, rows_and_problems):
    cells = f'<row r="1">{inline("A1", "Text")}{inline("B1", "Themes")}</row>'
    for line, text, theme in ((2, "w " * 20_000, "a"), (3, "Adopt a law", "t " * 20_000), (4, "Adopt_x0007_ another", "a"), (5, "x" * 32_767, "a")):
        cells += f'<row r="{line}">{inline(f"A{line}", text)}{inline(f"B{line}", theme)}</row>'
    rows, problems = rows_and_problems(write_workbook(tmp_path / "a.xlsx", cells))
    assert [(row.line, row.text[:20], row.themes) for row in rows] == [(3, "Adopt a law", ()), (4, "Adopt another", ("a",)), (5, "x" * 20, ("a",))]
    assert [(p.line, p.column, p.code, p.is_fatal) for p in problems if p.line > 1] == [
        (2, "Text", "cell_too_long", True),
        (3, "Themes", "cell_too_long", False),
        (4, "Text", "control_characters", False),
    ]


def test_formulas_are_never_worked_out(tmp_path, rows_and_problems):
    header = "".join(inline(f"{letter}1", name) for letter, name in zip("AB", ("Text", "Country"), strict=True))
    cells = (
        f'<row r="1">{header}</row>'
        f'<row r="2"><c r="A2"><f>1+1</f><v>0</v></c>{inline("B2", "Samoa")}</row>'
        f'<row r="3"><c r="A3" t="str"><f>C3&amp;D3</f><v>Adopt a law</v></c>{inline("B3", "Samoa")}</row>'
        f'<row r="4">{inline("A4", "=cmd|/C calc!A0")}{inline("B4", "Samoa")}</row>'
    )
    rows, problems = rows_and_problems(write_workbook(tmp_path / "a.xlsx", cells, **{"xl/externalLinks/externalLink1.xml": "<x/>"}))
    assert [(row.line, row.text) for row in rows] == [(3, "Adopt a law"), (4, "=cmd|/C calc!A0")]
    assert [(p.line, p.code, p.is_fatal) for p in problems if p.code != "no_mechanism_column"] == [
        (1, "external_link", False),
        (2, "formula", True),
        (3, "formula_value", False),
    ]


def test_bad_dates_are_reported_and_good_ones_kept(tmp_path, rows_and_problems):
    values = ["31/02/2024", "04/05/2025", "24 mars 2025", 60, datetime(2025, 3, 24)]
    path = write_uhri(tmp_path / "a.xlsx", [uhri_row(n, Document_Publication_Date=value) for n, value in enumerate(values, 1)])
    rows, problems = rows_and_problems(path)
    assert [row.published_on for row in rows] == [None, None, date(2025, 3, 24), None, date(2025, 3, 24)]
    assert [(p.line, p.column, p.code, p.params, p.is_fatal) for p in problems] == [
        (2, "Document Publication Date", "date_impossible", {"value": "31/02/2024"}, False),
        (3, "Document Publication Date", "date_ambiguous", {"value": "04/05/2025"}, False),
        (5, "Document Publication Date", "date_implausible", {"value": "60"}, False),
    ]


# --- UPR Info ---


def test_upr_info_rows_that_differ_in_the_state_are_one(tmp_path, rows_and_problems):
    path = write_csv(
        tmp_path / "a.csv",
        [
            upr_info_row(sender="Chile"),
            upr_info_row("Another", sender="Chile"),
            upr_info_row(sender="Côte d’Ivoire", **{"From-Rgrp": "Africa", "From-Org": "AU"}),
            upr_info_row("Ratify the Optional Protocol", sender="Chile"),
            upr_info_row(sender="Peru", Response="Noted"),
        ],
    )
    rows, problems = rows_and_problems(path)
    assert [(row.text, row.recommending_states, row.position) for row in rows] == [
        ("Ratify the Optional Protocol", ("Chile", "Côte d’Ivoire"), "supported"),
        ("Another", ("Chile",), "supported"),
        ("Ratify the Optional Protocol", ("Peru",), "noted"),
    ]
    assert problems == [Problem(5, "", "duplicate_row", {"line": "2"}, is_fatal=False)]
    first = rows[0]
    assert (first.mechanism, first.states, first.session, first.cycle, first.action_category) == ("UPR", ("Samoa",), "11", 1, 5)
    assert first.issues == ("International instruments", "Minorities")
    assert first.extra == {"To-Rgrp": "Asia", "To-Org": "PIF, Commonwealth", "From-Rgrp": "GRULAC; Africa", "From-Org": "OAS; AU"}


def test_upr_info_workbooks_name_two_columns_twice(tmp_path, rows_and_problems):
    headers = ("SuR", "Rgrp", "Org", "Recommendation", "RS", "Rgrp", "Org", "Response", "Action", "Issue", "Session")
    values = list(upr_info_row().values())
    path = write_sheet(tmp_path / "a.xlsx", headers, [[*values[:-1], 11.0]])
    rows, problems = rows_and_problems(path)
    assert problems == []
    assert [(row.states, row.recommending_states, row.session) for row in rows] == [(("Samoa",), ("Chile",), "11")]
    assert rows[0].extra == {"To-Rgrp": "Asia", "To-Org": "PIF, Commonwealth", "From-Rgrp": "GRULAC", "From-Org": "OAS"}


@pytest.mark.parametrize(
    ("encoding", "line_end", "delimiter"),
    [
        ("mac_roman", "\r", ","),
        ("cp1252", "\r\n", ";"),
        ("utf-8", "\n", ","),
        ("utf-8-sig", "\r\n", ";"),
        ("utf-16", "\r\n", "\t"),
        ("utf-16-le", "\r\n", "\t"),
        ("utf-16-be", "\n", ","),
    ],
)
def test_every_spelling_of_a_csv_file(tmp_path, rows_and_problems, encoding, line_end, delimiter):
    filler = [upr_info_row(f"Plain text, number {n}; one") for n in range(30)]
    accents = upr_info_row("Protéger les droits de l’enfant, à l’égalité – sans délai", sender="Côte d’Ivoire")
    path = write_csv(tmp_path / "a.csv", [*filler, accents], headers=UPR_INFO_HEADERS, encoding=encoding, line_end=line_end, delimiter=delimiter)
    rows, problems = rows_and_problems(path)
    assert problems == []
    assert len(rows) == 31
    assert (rows[-1].line, rows[-1].text, rows[-1].recommending_states) == (32, accents["Text"], ("Côte d’Ivoire",))


def test_central_european_windows(tmp_path, rows_and_problems):
    path = write_csv(
        tmp_path / "a.csv", [upr_info_row("Sprejmi zakon o človekovih pravicah, še posebej žensk")], encoding="cp1250", line_end="\r\n", delimiter=";"
    )
    assert rows_and_problems(path)[0][0].text == "Sprejmi zakon o človekovih pravicah, še posebej žensk"


@pytest.mark.parametrize(("text", "encoding"), [("Принять закон", "cp1251"), ("اعتماد قانون", "cp1256"), ("采取一切必要措施", "gb18030")])
def test_old_alphabets_are_refused_and_not_garbled(tmp_path, text, encoding):
    assert refusal(write_csv(tmp_path / "a.csv", [upr_info_row(text)], encoding=encoding)) == "encoding_unknown"


def test_ragged_and_damaged_csv_lines_are_reported(tmp_path, rows_and_problems):
    path = tmp_path / "a.csv"
    path.write_bytes(
        b"Text,To,From,Response,Session\n"
        b"Too few,Kenya\n"
        b"Too many,Kenya,Mali,Noted,8,extra\n"
        b'A "bare" quote,Kenya,Mali,Noted,8\n'
        b"Prot\xe9ger \xc3\xa9galit\xc3\xa9,Kenya,Mali,Noted,8\n"
        b'"Never closed,Kenya,Mali,Noted,8\nswallowed,Kenya,Mali,Noted,8\n'
    )
    rows, problems = rows_and_problems(path)
    assert [(row.line, row.text) for row in rows] == [(2, "Too few"), (4, 'A "bare" quote')]
    assert problems == [
        Problem(2, "", "too_few_fields", {"fields": "2", "expected": "5"}, is_fatal=False),
        Problem(3, "", "too_many_fields", {"fields": "6", "expected": "5"}),
        Problem(5, "", "bytes_unreadable"),
        Problem(6, "", "quote_not_closed"),
    ]


def test_a_quote_that_swallows_the_file_refuses_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Text,To,From,Response,Session\n"Never closed,Kenya,Mali,Noted,8\n' + "swallowed,Kenya,Mali,Noted,8\n" * 50_000)
    assert refusal(path) == "csv_broken"


def test_markup_in_a_table_is_kept_as_it_is(tmp_path, rows_and_problems):
    texts = ["<img src=x onerror=alert(1)> Ratify", "'); DROP TABLE x; --", "{{7*7}} {% raw %}", "&#40;Unknown&#41; text"]
    rows, problems = rows_and_problems(write_csv(tmp_path / "=cmd calc' OR 1=1 --.csv", [upr_info_row(text) for text in texts]))
    assert problems == []
    assert [row.text for row in rows] == texts


# --- people's own sheets ---


def test_a_home_made_sheet(tmp_path, rows_and_problems):
    headers = ("No.", "Recommendation", "State", "Mechanism", "Document", "Theme(s)", "Lead ministry", "Supporting ministries", "Due", "Our priority")
    path = write_sheet(
        tmp_path / "a.xlsx",
        headers,
        [
            [
                "12 (a)",
                "Adopt a law",
                "Samoa",
                "CEDAW",
                "CEDAW/C/WSM/CO/6",
                "Housing; Health",
                "Ministry of Justice",
                "MoH\nPolice",
                datetime(2026, 6, 30),
                "high",
            ],
            ["13", "Fund shelters", "Samoa", "Human Rights Committee", "", "", "", "", "", ""],
            [None] * 10,
        ],
    )
    rows, problems = rows_and_problems(path)
    assert problems == [Problem(1, "Our priority", "column_unknown", {"column": "Our priority"}, is_fatal=False)]
    assert [(row.paragraph, row.text, row.mechanism) for row in rows] == [
        ("12 (a)", "Adopt a law", "CEDAW"),
        ("13", "Fund shelters", "Human Rights Committee"),
    ]
    first = rows[0]
    assert (first.symbol, first.themes) == ("CEDAW/C/WSM/CO/6", ("Housing", "Health"))
    assert first.institutions == ("Ministry of Justice", "MoH", "Police")
    assert first.extra == {
        "Lead ministry": "Ministry of Justice",
        "Supporting ministries": "MoH; Police",
        "Due": "2026-06-30",
        "Our priority": "high",
    }


def test_missing_columns_are_told_once(tmp_path, rows_and_problems):
    path = write_sheet(
        tmp_path / "a.xlsx", ("Text", "Document Symbol"), [["140.1 Adopt (Portugal);", "A/HRC/59/15"], ["140.2 Fund (Peru);", "A/HRC/59/15"]]
    )
    rows, problems = rows_and_problems(path)
    assert [(row.paragraph, row.text, row.recommending_states) for row in rows] == [("140.1", "Adopt", ("Portugal",)), ("140.2", "Fund", ("Peru",))]
    assert problems == [Problem(1, "", "no_states_column", is_fatal=False), Problem(1, "", "no_mechanism_column", is_fatal=False)]


def test_a_row_for_each_state_in_a_sheet_is_merged_too(tmp_path, rows_and_problems):
    rows = [
        {"text": "92.1   Ratify (Brazil);", "to": "samoa", "decision": "support", "From": sender, "year": "2009"} for sender in ("Brazil", "Peru")
    ]
    found, problems = rows_and_problems(write_csv(tmp_path / "a.csv", rows))
    assert [(row.text, row.mechanism, row.states, row.recommending_states, row.position) for row in found] == [
        ("Ratify", "UPR", ("samoa",), ("Brazil", "Peru"), "supported")
    ]
    assert [problem.code for problem in problems] == ["no_mechanism_column"]


def test_only_the_first_sheet_with_recommendations_is_read_and_the_others_are_named(tmp_path, rows_and_problems):
    book = openpyxl.Workbook()
    book.active.append(["Please read these instructions first"])
    for title in ("Recommendations", "Older"):
        sheet = book.create_sheet(title)
        sheet.append(["Text", "Country", "Body"])
        sheet.append([f"Adopt a law of {title}", "Samoa", "CAT"])
    hidden = book.create_sheet("Lists")
    hidden.append(["Text", "Country"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    rows, problems = rows_and_problems(tmp_path / "a.xlsx")
    assert [row.text for row in rows] == ["Adopt a law of Recommendations"]
    assert problems == [Problem(1, "", "sheet_left_out", {"sheet": "Older"}, is_fatal=False)]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (("Countries Concerned", "Document Symbol", "Themes"), "no_text_column"),
        (("Texte", "Pays concernés", "Organe", "Date", "Position"), "headers_unknown"),
        (("a", "b", "c"), "no_header"),
    ],
)
def test_tables_without_a_text_are_refused(tmp_path, headers, code):
    assert refusal(write_sheet(tmp_path / "a.xlsx", headers, [["x"] * len(headers)])) == code


def test_the_headers_nobody_knows_are_named(tmp_path):
    path = write_sheet(tmp_path / "a.xlsx", ("Texte", "Pays concernés", "Date", "Position"), [["x"] * 4])
    with pytest.raises(FileRefused) as refused:
        read(path)
    assert refused.value.params == {"headers": "Texte, Pays concernés"}


def test_a_table_without_rows_is_refused(tmp_path):
    assert refusal(write_uhri(tmp_path / "a.xlsx", [])) == "no_rows"
    (tmp_path / "a.csv").write_text("Text,To,From,Response,Session\n")
    assert refusal(tmp_path / "a.csv") == "no_rows"


def test_a_file_in_another_format_than_asked_for_is_refused(tmp_path):
    path = write_uhri(tmp_path / "a.xlsx", [uhri_row()])
    assert refusal(path, format="upr_info") == "other_format"
    with read(path, format="uhri_xlsx") as reading:
        assert len(list(reading)) == 1
