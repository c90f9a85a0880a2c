import io
import json

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from nmirf.accounts.models import User
from recommendations.importing.mapping import key_of
from recommendations.models import HeaderMapping, ImportBatch, Recommendation
from recommendations.operations.imports import undo_import
from tests.recommendations.bringing import bring_in, counts, sheet

pytestmark = pytest.mark.django_db


def run(path, *options):
    """(exit code, what was printed as JSON or None, standard error)."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("import_recommendations", str(path), "--json", *options, stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue()) if out.getvalue() else None, err.getvalue()


def everything():
    """How many rows every table has."""
    with connection.cursor() as cursor:
        return {table: cursor.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in connection.introspection.table_names(cursor)}


def files():
    return [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(sheet({}, {"State": "Atlantis"}, {"State": "Kenya"}))
    return path


def test_one_object(path):
    assert run(path) == (
        0,
        {
            "format": "sheet",
            "rows": 3,
            "created": 1,
            "updated": 0,
            "unchanged": 0,
            "rejected": 1,
            "elsewhere": 1,
            "errors": [{"row": 3, "column": "State", "message": "“Atlantis” is not a State that is known."}],
        },
        "",
    )
    batch = ImportBatch.objects.get()
    assert batch.started_by == User.objects.system()
    assert Recommendation.objects.get().document.state_id == "XVM"
    assert len(files()) == 1


def test_again_nothing_changes(path):
    run(path)
    _code, report, _err = run(path)
    assert (report["created"], report["updated"], report["unchanged"]) == (0, 0, 1)
    assert Recommendation.objects.count() == 1


def test_what_vanished_is_marked_only_when_asked(path):
    path.write_bytes(sheet({"Text": "Stay"}, {"Text": "Go", "Paragraph": "13"}))
    run(path)
    path.write_bytes(sheet({"Text": "Stay"}))

    def marked():
        return list(Recommendation.objects.exclude(vanished_at=None).values_list("text", flat=True))

    run(path)
    assert (ImportBatch.objects.latest("pk").missing, marked()) == (1, [])
    run(path, "--missing", "--dry-run")
    assert marked() == []
    run(path, "--missing")
    assert (ImportBatch.objects.latest("pk").missing, marked()) == (1, ["Go"])


def test_ends_in_the_same_rows_as_a_preview_that_was_confirmed(path, people):
    path.write_bytes(sheet({"Themes": "Prisons\nWater"}, {"Paragraph": "13", "Text": "Do"}, {"State": "Atlantis"}, {"Paragraph": "13", "Text": "Do"}))
    run(path)

    def taken(batch):
        rows = batch.staged_rows.order_by("line").values_list("line", "outcome", "data", "changes", "problems")
        tags = Recommendation.objects.order_by("paragraph").values_list("paragraph", "text", "tags__term__label")
        return counts(batch), list(rows), list(tags)

    at_once = ImportBatch.objects.get()
    wanted = taken(at_once)
    undo_import(by=people.admin, batch=at_once)
    assert not Recommendation.objects.exists()
    assert [row.data for row in at_once.staged_rows.filter(outcome="new").order_by("line")] == [
        {"text": "Ratify the Optional Protocol"}, {"text": "Do"},
    ]  # fmt: skip
    assert taken(bring_in(people.admin, path.read_bytes())) == wanted


def test_for_another_state_or_all(path):
    assert run(path, "--country", "ken")[1]["created"] == 1
    assert run(path, "--country", "all")[1]["created"] == 1
    assert set(Recommendation.objects.values_list("document__state_id", flat=True)) == {"KEN", "XVM"}


def test_a_dry_run_says_the_same_and_writes_nothing(path):
    before = everything()
    code, report, _err = run(path, "--dry-run")
    assert (code, report["created"], report["rejected"]) == (0, 1, 1)
    assert everything() == before
    assert files() == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "The file is empty."), (b"a\n1\n", "None of the first 20 rows has headers that are known")],
)
def test_a_refused_file_writes_nothing(tmp_path, content, reason):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    before = everything()
    code, report, err = run(path)
    assert (code, report) == (2, None)
    assert err.startswith(reason)
    assert err.count("\n") == 1
    assert everything() == before
    assert files() == []


def test_no_such_file_and_no_such_state(path, tmp_path):
    assert run(tmp_path / "none.csv")[0] == 2
    code, _report, err = run(path, "--country", "QQQ")
    assert (code, "QQQ" in err) == (2, True)
    assert not ImportBatch.objects.exists()


def test_in_words(path):
    out = io.StringIO()
    call_command("import_recommendations", str(path), "--dry-run", stdout=out)
    assert "1 created" in out.getvalue()
    assert "row 3 State: “Atlantis” is not a State that is known." in out.getvalue()
    assert "Nothing was written." in out.getvalue()


def test_a_table_of_unknown_headers_names_the_page_and_is_read_once_somebody_told(tmp_path, django_user_model):
    path = tmp_path / "list.csv"
    path.write_text("Nr,Was,Wer\n1,Fight corruption,CCPR\n")
    code, _report, err = run(path)
    assert (code, "/imports/new/" in err, ImportBatch.objects.exists(), files()) == (2, True, False, [])
    said = {"Nr": "paragraph", "Was": "text", "Wer": "mechanism"}
    HeaderMapping.objects.create(key=key_of(list(said)), columns=list(said), mapping=said, changed_by=django_user_model.objects.system())
    code, report, _err = run(path)
    assert (code, report["created"], Recommendation.objects.get().text) == (0, 1, "Fight corruption")
