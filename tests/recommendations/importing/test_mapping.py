from pathlib import Path

import pytest

from recommendations.importing.mapping import LEFT_OUT, NOTE, column_names, columns_of, guess, key_of, letters, mapped_header, twice
from recommendations.importing.reading import original_lines, read
from recommendations.importing.rows import FileRefused, Row
from tests.recommendations.importing.files import write_sheet

FOREIGN = ("Nº", "Texte", "Pays", "Organe", "Date")
ROWS = [
    (12, "Ratifier la Convention relative au statut des apatrides", "Samoa", "CEDAW", "2024-03-01"),
    (13, "Adopter une loi contre la discrimination envers les femmes", "Samoa", "CEDAW", "2024-03-01"),
]
SAID = {"Nº": "paragraph", "Texte": "text", "Pays": "states", "Organe": "mechanism", "Date": "published_on"}


def look(path: Path) -> dict:
    with pytest.raises(FileRefused) as caught, read(path):
        pass
    assert caught.value.table is not None
    return caught.value.table


class TestNames:
    def test_the_states_that_a_deployment_knows_are_states_too(self):
        values = [["Valmera", "Valmera; Samoa"]]
        assert guess(["Quoi"], values) == [NOTE]
        assert guess(["Quoi"], values, {"valmera"}) == ["states"]

    def test_no_two_alike(self):
        assert column_names(["Org", "", "org", None, "Org (2)"]) == ("Org", "(B)", "org (2)", "(D)", "Org (2) (2)")

    def test_letters(self):
        assert [letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]

    def test_the_key_is_of_the_headers_whatever_their_order_case_and_blanks(self):
        assert key_of(["Texte", "Pays concernés"]) == key_of([" PAYS  concernes", None, "texte"])
        assert key_of(["Texte", "Pays"]) != key_of(["Texte", "Pays", "Pays"])
        assert key_of(["", None]) == ""
        assert key_of(["نص", "#"]) != key_of(["نص", "*"])


class TestHeader:
    def test_what_is_said_counts(self):
        header = mapped_header(1, ["A", "Themes", "B", "C"], {"A": "text", "Themes": NOTE, "B": "themes", "C": LEFT_OUT})
        assert (header.fields, header.kept, header.unknown) == ({"text": (0,), "themes": (2,)}, {1: "Themes"}, ())

    def test_what_is_not_said_is_a_note(self):
        assert mapped_header(1, ["A", "New", ""], {"a": "text"}).kept == {1: "New"}

    def test_a_field_of_one_column_twice(self):
        assert twice({"A": "text", "B": "themes", "C": "themes", "D": "text", "E": NOTE, "F": NOTE}) == {"D": "A"}


class TestGuess:
    def test_by_what_the_values_look_like(self):
        values = [
            ["1", "2"],
            ["A long text that asks a State to do something at last", "Another long text that asks for the same thing"],
            ["Kenya", "Viet Nam"],
            ["FRA", "Peru; Chile"],
            ["2024-03-01", "1 mars 2024"],
            ["A/HRC/59/15", "CEDAW/C/XVM/CO/8"],
            ["CEDAW", "UPR"],
            ["Accepted", "Noted"],
            ["00000000-0000-4000-8000-000000000001"],
            ["SDG 5"],
            ["blue", "green"],
            [],
        ]
        expected = ["paragraph", "text", "states", "recommending_states", "published_on", "symbol", "mechanism", "position", "annotation_id", "sdgs"]
        assert guess([f"x{index}" for index in range(12)], values) == [*expected, NOTE, NOTE]

    def test_known_spellings_first(self):
        assert guess(["Topic", "Recommendation", "Text"], [["a"], ["b"], ["c"]]) == ["themes", "text", NOTE]


class TestLook:
    def test_a_file_of_unknown_headers(self, tmp_path):
        table = look(write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS))
        columns = columns_of(table, table["line"])
        assert [(c.name, c.letter, c.guess) for c in columns] == [
            ("Nº", "A", "paragraph"), ("Texte", "B", "text"), ("Pays", "C", "states"), ("Organe", "D", "mechanism"), ("Date", "E", "published_on"),
        ]  # fmt: skip
        assert columns[0].examples == ("12", "13")
        assert columns[3].examples == ("CEDAW",)

    def test_the_header_below_a_letterhead_and_a_merged_title(self, tmp_path):
        table = look(write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS, above=[("Ministère",), ("Genève", None, "2024")], title="Suivi"))
        assert table["line"] == 4

    def test_another_row_may_be_the_header(self, tmp_path):
        table = look(write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS))
        assert [c.header for c in columns_of(table, 2)] == ["12", ROWS[0][1], "Samoa", "CEDAW", "2024-03-01"]
        assert columns_of(table, 99) == []

    def test_semicolons_though_the_texts_are_full_of_commas(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("Nº;Texte;Pays\n1;Un, deux, trois, quatre;Samoa\n2;Cinq;Samoa\n3;Six, sept;Samoa\n")
        assert [c.header for c in columns_of(look(path), 1)] == ["Nº", "Texte", "Pays"]

    def test_the_sheet_that_looks_like_a_table(self, tmp_path):
        import openpyxl

        path = write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS)
        book = openpyxl.load_workbook(path)
        book.create_sheet("Lisez-moi", 0).append(["Ce classeur"])
        book.save(path)
        assert look(path)["sheet"] == "Sheet"

    @pytest.mark.parametrize("content", ["Only prose\nin lines\n", "1,2\n3,4\n", "a,b\n"])
    def test_what_no_person_could_map_is_refused(self, tmp_path, content):
        path = tmp_path / "a.csv"
        path.write_text(content)
        with pytest.raises(FileRefused) as caught, read(path):
            pass
        assert (caught.value.code, caught.value.table) == ("no_header", None)


class TestReadingByIt:
    def test_the_remembered_row_is_the_header(self, tmp_path):
        path = write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS, above=[("Text", "Country", "Symbol")])
        with read(path, remembered={key_of(FOREIGN): SAID}) as reading:
            rows = [item for item in reading if isinstance(item, Row)]
        assert reading.about["table"]["line"] == 2
        assert [(row.line, row.paragraph, row.text, row.states, row.mechanism) for row in rows] == [
            (3, "12", ROWS[0][1], ("Samoa",), "CEDAW"),
            (4, "13", ROWS[1][1], ("Samoa",), "CEDAW"),
        ]

    def test_lines_as_they_stand(self, tmp_path):
        path = write_sheet(tmp_path / "a.xlsx", FOREIGN, ROWS, title="Suivi")
        assert list(original_lines(path, [4], remembered={key_of(FOREIGN): SAID})) == [(2, list(FOREIGN)), (4, ["13", *ROWS[1][1:]])]
