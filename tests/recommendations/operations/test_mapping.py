import pytest
from django.core.exceptions import PermissionDenied

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations.enums import BatchState
from recommendations.importing.mapping import columns_of
from recommendations.models import HeaderMapping, ImportBatch, Recommendation, StagedRow
from recommendations.operations.imports import NotWaiting, WrongMapping, apply_import, map_columns
from tests.recommendations.bringing import bring_in, counts, read, sheet

FOREIGN = "Nº,Texte,Pays,Organe,Remarque,Interne\n12,Ratifier la Convention,Valmera,CEDAW,urgent,x1\n13,Adopter une loi,Kenya,CEDAW,,x2\n".encode()
SAID = {"Nº": "paragraph", "Texte": "text", "Pays": "states", "Organe": "mechanism", "Remarque": "", "Interne": "-"}


def mapped(by, content=FOREIGN, mapping=SAID, **more) -> ImportBatch:
    """Read, told, and read again by its job."""
    batch = map_columns(by=by, batch=read(by, content, **more), line=1, mapping=mapping)
    run_job(claim_job())
    batch.refresh_from_db()
    return batch


@pytest.mark.django_db
class TestAsking:
    def test_unknown_headers_wait_for_a_person(self, people):
        batch = read(people.admin, FOREIGN)
        assert (batch.state, batch.about["table"]["line"]) == (BatchState.MAPPING, 1)
        assert batch.refusal.startswith("None of the first 20 rows")
        assert not StagedRow.objects.exists()

    def test_known_headers_without_a_text_too(self, people):
        assert read(people.admin, b"State,Symbol,Was verlangt wird\nValmera,A/1,Tun\n").state == BatchState.MAPPING

    def test_where_another_format_was_asked_for_the_file_is_refused(self, people):
        assert read(people.admin, FOREIGN, format="uhri_xlsx").state == BatchState.REFUSED


@pytest.mark.django_db
class TestTelling:
    def test_only_administrators(self, people):
        batch = read(people.admin, FOREIGN)
        with pytest.raises(PermissionDenied):
            map_columns(by=people.secretariat, batch=batch, line=1, mapping=SAID)
        assert not HeaderMapping.objects.exists()

    @pytest.mark.parametrize(
        ("mapping", "line", "words"),
        [
            ({**SAID, "Texte": ""}, 1, "Say which column holds the text"),
            ({**SAID, "Remarque": "text"}, 1, "“Remarque” and “Texte” can't both have this meaning"),
            ({**SAID, "Remarque": "no_such_field"}, 1, "The columns are not those of row 1"),
            ({"Texte": "text"}, 1, "The columns are not those of row 1"),
            (SAID, 2, "The columns are not those of row 2"),
            (SAID, 77, "The columns are not those of row 77"),
        ],
    )
    def test_what_does_not_fit_changes_nothing(self, people, mapping, line, words):
        batch = read(people.admin, FOREIGN)
        with pytest.raises(WrongMapping, match=words):
            map_columns(by=people.admin, batch=batch, line=line, mapping=mapping)
        batch.refresh_from_db()
        assert batch.state == BatchState.MAPPING
        assert not HeaderMapping.objects.exists()
        assert not Job.objects.exists()

    def test_a_file_that_was_decided(self, people):
        with pytest.raises(NotWaiting):
            map_columns(by=people.admin, batch=bring_in(people.admin, sheet({})), line=1, mapping={})

    def test_a_file_that_is_no_table(self, people):
        batch = read(people.admin, sheet({}))
        ImportBatch.objects.update(about={})
        with pytest.raises(NotWaiting):
            map_columns(by=people.admin, batch=batch, line=1, mapping={})


@pytest.mark.django_db(transaction=True)
class TestReadByIt:
    def test_read_imported_and_remembered(self, people):
        batch = mapped(people.admin)
        assert (batch.state, batch.format, counts(batch), batch.mapping, batch.notes) == (BatchState.READY, "sheet", (1, 0, 0, 0, 1), SAID, [])
        apply_import(by=people.admin, batch=batch)
        one = Recommendation.objects.get()
        assert (one.text, one.paragraph, one.source) == ("Ratifier la Convention", "12", {"Remarque": "urgent"})
        told = HeaderMapping.objects.get()
        assert (told.columns, told.mapping, told.changed_by) == (list(SAID), SAID, people.admin)

    def test_the_next_file_is_not_asked_about(self, people):
        mapped(people.admin)
        other_order = "TEXTE,pays,Organe,Nº,Interne,remarque\nFermer la prison,Valmera,CAT,4,x3,\n".encode()
        batch = read(people.admin, other_order)
        assert (batch.state, counts(batch), batch.mapping) == (BatchState.READY, (1, 0, 0, 0, 0), SAID)

    def test_the_meaning_of_known_headers_can_be_changed(self, people):
        content = b"Text,State,Mechanism,Theme,Topic\nDo it,Valmera,CAT,Prisons,Reserved\n"
        assert read(people.admin, content).mapping == {}
        said = {"Text": "text", "State": "states", "Mechanism": "mechanism", "Theme": "themes", "Topic": ""}
        batch = mapped(people.admin, content, said)
        data = batch.staged_rows.get().data
        assert ([term["label"] for term in data["terms"]], data["source"]) == (["Prisons"], {"Topic": "Reserved"})

    def test_told_again_replaces(self, people):
        mapped(people.admin)
        batch = mapped(people.admin, mapping={**SAID, "Remarque": "themes"})
        assert HeaderMapping.objects.get().mapping["Remarque"] == "themes"
        assert [term["label"] for term in batch.staged_rows.get(outcome="new").data["terms"]] == ["urgent"]

    def test_what_is_wrong_names_the_column_of_the_file(self, people):
        batch = mapped(people.admin, FOREIGN.replace(b"Kenya", b"Atlantis"))
        assert [p["column"] for row in batch.staged_rows.filter(outcome="rejected") for p in row.problems] == ["Pays"]


# Of the hostile files, those a person can map, with how many rows then come in; their guesses are good enough for it.
@pytest.mark.real_data
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "text", "rows"), [("34_no_text_column.xlsx", 0, None), ("37_headers_french_spanish.xlsx", None, 10)])
def test_hostile_files_through_the_mapping(people, shared_data, name, text, rows):
    batch = read(people.admin, (shared_data / "hostile" / name).read_bytes(), name=name, country="all")
    assert batch.state == BatchState.MAPPING
    table = batch.about["table"]
    columns = columns_of(table, table["line"])
    mapping = {column.name: column.guess for column in columns}
    if text is not None:
        assert "text" not in mapping.values()
        mapping = {name: "" if meaning == "text" else meaning for name, meaning in mapping.items()} | {columns[text].name: "text"}
    map_columns(by=people.admin, batch=batch, line=table["line"], mapping=mapping)
    run_job(claim_job())
    batch.refresh_from_db()
    assert batch.state == BatchState.READY, batch.refusal
    assert rows is None or batch.rows == rows


@pytest.mark.real_data
@pytest.mark.django_db
def test_no_other_hostile_file_asks_for_a_mapping(people, shared_data):
    asks = set()
    for path in sorted((shared_data / "hostile").iterdir()):
        if path.suffix not in (".json", ".md"):
            batch = read(people.admin, path.read_bytes(), name=path.name, country="all")
            if batch.state == BatchState.MAPPING:
                asks.add(path.name)
    assert asks == {"34_no_text_column.xlsx", "37_headers_french_spanish.xlsx"}
