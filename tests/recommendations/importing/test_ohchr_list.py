import docx
import pytest

from recommendations.importing.reading import read
from recommendations.importing.rows import FileRefused, Problem, Row

from .files import SESSIONS, write_list


def one(text, position="Supported", *, source="A/HRC/59/15/Add.1 - Para.3", themes=("Right to health",), persons=("Children",), sdgs=()):
    return {"text": text, "position": position, "source": source, "themes": themes, "persons": persons, "sdgs": sdgs}


def test_cycle_2(tmp_path, rows_and_problems):
    themes = ("A12 Acceptance of international norms", "G1 Members of minorities")
    path = write_list(
        tmp_path / "a.docx",
        2,
        {
            "A12 Acceptance of international norms": [
                one("115.1 Ratify (Portugal, Slovakia);", source="A/HRC/28/15/Add.1 - Para. 3", themes=themes, persons=("general", "women")),
                one(
                    "115.8 Sign (Senegal, Venezuela (Bolivarian Republic of),Peru);",
                    "Noted",
                    source="A/HRC/28/15/Add.1, para. 3 - Para. 3",
                    persons=(),
                ),
            ]
        },
    )
    rows, problems = rows_and_problems(path)
    assert problems == []
    assert rows == [
        Row(
            line=3,
            text="Ratify",
            mechanism="UPR",
            symbol="A/HRC/28/15",
            paragraph="115.1",
            recommending_states=("Portugal", "Slovakia"),
            position="supported",
            position_source="A/HRC/28/15/Add.1 - Para. 3",
            session="20",
            cycle=2,
            themes=("Acceptance of international norms", "Members of minorities"),
            affected_persons=("general", "women"),
            extra={
                "Theme heading": "A12 Acceptance of international norms",
                "Theme codes": "A12, G1",
                "Position": "Supported",
                "State in the page header": "Samoa",
            },
        ),
        Row(
            line=4,
            text="Sign",
            mechanism="UPR",
            symbol="A/HRC/28/15",
            paragraph="115.8",
            recommending_states=("Senegal", "Venezuela (Bolivarian Republic of)", "Peru"),
            position="noted",
            position_source="A/HRC/28/15/Add.1, para. 3 - Para. 3",
            session="20",
            cycle=2,
            themes=("Right to health",),
            extra={"Theme heading": "A12 Acceptance of international norms", "Position": "Noted", "State in the page header": "Samoa"},
        ),
    ]


@pytest.mark.parametrize("cycle", [3, 4])
def test_cycles_3_and_4_differ_in_columns_and_agree_in_what_they_say(tmp_path, rows_and_problems, cycle):
    goals = ("3 - GOOD HEALTH AND WELL-BEING", "16 - PEACE, JUSTICE AND STRONG INSTITUTIONS")
    headings = {
        "Right to health": [
            one(
                "140.7 Build clinics (Maldives) (Portugal);",
                themes=("Right to health", "Budget & resources"),
                persons=("Children", "Public officials"),
                sdgs=goals,
            )
        ],
        "Right to education": [
            one("140.201 Build schools (Iran (Islamic Republic of)).", "Noted", sdgs=goals[:1], source="A/HRC/59/15/Add.1 - Para.3vv")
        ],
    }
    rows, problems = rows_and_problems(write_list(tmp_path / "a.docx", cycle, headings))
    assert problems == []
    first, second = rows
    assert (first.text, first.paragraph, first.recommending_states) == ("Build clinics", "140.7", ("Maldives", "Portugal"))
    assert (first.themes, first.affected_persons, first.sdgs) == (
        ("Right to health", "Budget & resources"),
        ("Children", "Public officials"),
        ("3", "16"),
    )
    assert (first.position, first.symbol, first.session, first.cycle) == ("supported", "A/HRC/59/15", str(SESSIONS[cycle]), cycle)
    assert (second.recommending_states, second.position, second.sdgs) == (("Iran (Islamic Republic of)",), "noted", ("3",))
    assert second.extra["Theme heading"] == "Right to education"


def test_a_recommendation_under_two_headings_is_one(tmp_path, rows_and_problems):
    path = write_list(
        tmp_path / "a.docx",
        4,
        {
            "Health": [one("140.7 Build clinics (Peru);", themes=("Health",), persons=("Children",), sdgs=("3 - HEALTH",))],
            "Women": [
                one("140.7 Build clinics (Peru);", themes=("Women", "Health"), persons=("Women",), sdgs=("5 - EQUALITY",)),
                one("140.7 Build roads (Peru);", themes=("Women",)),
            ],
        },
    )
    rows, problems = rows_and_problems(path)
    assert [(row.line, row.themes, row.affected_persons, row.sdgs, row.extra["Theme heading"]) for row in rows] == [
        (3, ("Health", "Women"), ("Children", "Women"), ("3", "5"), "Health; Women")
    ]
    assert problems == [Problem(6, "Recommendation", "paragraph_taken", {"paragraph": "140.7", "line": "3"})]


def test_states_inside_the_text_are_kept_in_it_and_counted(tmp_path, rows_and_problems):
    rows, _ = rows_and_problems(
        write_list(tmp_path / "a.docx", 2, {"A1 x": [one("115.38 Act (Egypt); plan (2009–2014) (Peru); report (Azerbaijan);")]})
    )
    assert rows[0].text == "Act (Egypt); plan (2009–2014) (Peru); report"
    assert rows[0].recommending_states == ("Egypt", "Peru", "Azerbaijan")


def test_a_filled_assessment_column_and_tracked_changes(tmp_path, rows_and_problems):
    path = write_list(tmp_path / "a.docx", 2, {"A1 x": [one("115.1 Ratify (Peru);")]})
    document = docx.Document(path)
    cells = document.tables[0].rows[2].cells
    cells[3].text = "Done in 2024.\nLaw 12."
    paragraph = cells[0].paragraphs[0]
    paragraph._p.insert(
        0, docx.oxml.parse_xml('<w:del xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:t>gone </w:t></w:r></w:del>')
    )
    paragraph._p.insert(
        1,
        docx.oxml.parse_xml(
            '<w:ins xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:t>115.9 New. </w:t></w:r></w:ins>'
        ),
    )
    document.save(path)
    rows, _ = rows_and_problems(path)
    assert rows[0].extra["Assessment"] == "Done in 2024. Law 12."
    assert (rows[0].paragraph, rows[0].text) == ("115.9", "New. 115.1 Ratify")


def test_the_table_may_go_on_in_a_second_one_with_its_header_again(tmp_path, rows_and_problems):
    path = write_list(tmp_path / "a.docx", 4, {"Health": [one("140.1 Build clinics (Peru);")]})
    document = docx.Document(path)
    again = write_list(tmp_path / "b.docx", 4, {"Health": [one("140.2 Build more (Peru);")]})
    other = document.add_table(rows=1, cols=2)
    other.rows[0].cells[0].text, other.rows[0].cells[1].text = "Signed", "Date"
    document.element.body.append(docx.Document(again).tables[0]._tbl)
    document.save(path)
    rows, problems = rows_and_problems(path)
    assert problems == []
    assert [(row.line, row.paragraph) for row in rows] == [(3, "140.1"), (7, "140.2")]


def test_goals_among_the_themes_are_goals_without_a_label_too(tmp_path, rows_and_problems):
    themes = ("Right to health", "16 - PEACE, JUSTICE AND STRONG INSTITUTIONS", "S05 SDG 5 - gender equality", "1325 agenda")
    rows, problems = rows_and_problems(write_list(tmp_path / "a.docx", 3, {"Health": [one("121.1 Build (Peru);", themes=themes)]}))
    assert problems == []
    assert (rows[0].themes, rows[0].sdgs) == (("Right to health", "1325 agenda"), ("16", "5"))


def test_a_title_above_the_header_and_rows_in_content_controls(tmp_path, rows_and_problems):
    path = write_list(tmp_path / "a.docx", 4, {"Health": [one("140.1 Build (Peru);"), one("140.2 Fund (Peru);")]})
    document = docx.Document(path)
    table = document.tables[0]
    title = table.add_row()
    title.cells[0].merge(title.cells[3]).text = "Recommendations of the fourth cycle"
    table._tbl.insert(2, title._tr)
    control = docx.oxml.parse_xml('<w:sdt xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:sdtContent/></w:sdt>')
    last = table.rows[-1]._tr
    last.addprevious(control)
    control[0].append(last)
    document.save(path)
    rows, problems = rows_and_problems(path)
    assert problems == []
    assert [(row.line, row.paragraph) for row in rows] == [(4, "140.1"), (5, "140.2")]


def test_a_source_on_two_lines_stays_out_of_the_text(tmp_path, rows_and_problems):
    source = "A/HRC/59/15/Add.1\n- Para. 7"
    rows, _ = rows_and_problems(write_list(tmp_path / "a.docx", 4, {"Health": [one("140.1 Build (Peru);", source=source)]}))
    assert (rows[0].text, rows[0].position_source) == ("Build", "A/HRC/59/15/Add.1 - Para. 7")


def test_problems_name_the_column(tmp_path, rows_and_problems):
    headings = {"Health": [one("140.1 Build (Peru);", "Perhaps"), one("140.2 Fund (Peru);", sdgs=("no goal",)), one("")]}
    rows, problems = rows_and_problems(write_list(tmp_path / "a.docx", 4, headings))
    assert [row.paragraph for row in rows] == ["140.1", "140.2"]
    assert problems == [
        Problem(3, "Position", "position_unknown", {"value": "Perhaps"}, is_fatal=False),
        Problem(4, "SDGs", "sdg_unknown", {"value": "no goal"}, is_fatal=False),
        Problem(5, "Recommendation", "text_missing"),
    ]


def test_documents_without_the_table_are_refused(tmp_path):
    document = docx.Document()
    document.add_paragraph("Minutes of a meeting")
    document.add_table(rows=2, cols=2)
    document.save(tmp_path / "a.docx")
    with pytest.raises(FileRefused, match="no_list"):
        read(tmp_path / "a.docx")
    with pytest.raises(FileRefused, match="no_rows"):
        read(write_list(tmp_path / "b.docx", 4, {"Health": []}))
