import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from recommendations.enums import Outcome
from recommendations.operations.imports import apply_import
from tests.factories import TermFactory
from tests.recommendations.bringing import read, sheet
from tests.recommendations.importing.issued import BODY, H, observations_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(people, tmp_path):
    TermFactory(label="Torture")
    return read(people.admin, observations_docx(tmp_path / "observations.docx").read_bytes(), name="observations.docx")


def page(batch):
    return reverse("import_paragraphs", args=[batch.public_id])


def sent(batch, paragraph, **changes):
    row = batch.staged_rows.get(data__paragraph=paragraph)
    said = {"becomes": row.data["kind"], "paragraph": paragraph, "text": row.data["text"], "theme_1": "", "theme_2": "", "theme_3": ""}
    return {"row": row.pk} | {f"row-{row.pk}-{name}": value for name, value in (said | changes).items()}


def test_the_document_stands_beside_what_becomes_of_it(people, sign_in, batch):
    client = sign_in(people.admin)
    assert page(batch) in client.get(reverse("import", args=[batch.public_id])).content.decode()
    text = client.get(page(batch)).content.decode()
    assert "Paragraph 6 (a)" in text
    assert text.count("<fieldset") == 11


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_no_page_for_others(people, sign_in, batch, who):
    client = sign_in(getattr(people, who))
    assert client.get(page(batch)).status_code == 403
    assert client.post(page(batch), sent(batch, "4", text="Changed")).status_code == 403
    assert not batch.staged_rows.filter(data__text="Changed").exists()


def test_corrections_are_kept(people, sign_in, batch):
    answer = sign_in(people.admin).post(page(batch), sent(batch, "4", text="The State party should act.", theme_1="torture"))
    assert answer.status_code == 302
    data = batch.staged_rows.get(data__paragraph="4").data
    assert (data["text"], [term["label"] for term in data["terms"]], data["is_follow_up"]) == ("The State party should act.", ["Torture"], False)


def test_left_out(people, sign_in, batch):
    sign_in(people.admin).post(page(batch), sent(batch, "2", becomes="left_out"))
    assert batch.staged_rows.get(data__paragraph="2").outcome == Outcome.LEFT_OUT


def test_a_theme_that_nobody_knows_is_said_beside_its_field(people, sign_in, batch):
    answer = sign_in(people.admin).post(page(batch), sent(batch, "4", theme_1="Tortoises"))
    assert answer.status_code == 200
    assert answer.content.decode().count("is not a theme of the taxonomy") == 2  # in the summary and beside the field
    assert not batch.staged_rows.filter(data__has_key="is_confirmed").exists()


def test_nothing_to_confirm_in_a_table_or_once_imported(people, sign_in, batch):
    client = sign_in(people.admin)
    table = read(people.admin, sheet({}))
    assert client.get(page(table)).url == reverse("import", args=[table.public_id])
    apply_import(by=people.admin, batch=batch)
    assert client.get(page(batch)).url == reverse("import", args=[batch.public_id])


def test_query_count(people, sign_in, batch, tmp_path):
    client = sign_in(people.admin)
    short = observations_docx(tmp_path / "short.docx", body=(*BODY[:4], (H, "Torture"), ("paragraph", "3. The State party should act.")))
    few = read(people.admin, short.read_bytes(), name="short.docx")
    client.get(page(few))
    counts = []
    for each in (few, batch):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(each)).status_code == 200
        counts.append(len(queries))
    assert few.staged_rows.count() < batch.staged_rows.count()
    assert counts[0] == counts[1]
