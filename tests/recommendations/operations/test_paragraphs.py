import pytest
from django.core.exceptions import PermissionDenied
from pghistory.models import Context

from recommendations.models import Recommendation, Tag
from recommendations.operations.imports import NotWaiting, apply_import
from recommendations.operations.paragraphs import LEFT_OUT, Confirmed, UnknownParagraph, UnknownTheme, confirm_paragraphs
from tests.factories import DocumentFactory, MechanismFactory, RecommendationFactory, TermFactory
from tests.recommendations.bringing import bring_in, counts, read, sheet
from tests.recommendations.importing.issued import BODY, SYMBOL, TITLE, observations_docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(tmp_path):
    return observations_docx(tmp_path / "observations.docx").read_bytes()


@pytest.fixture
def batch(people, content):
    TermFactory(label="Torture")
    return read(people.admin, content, name="observations.docx")


def said(batch, paragraph, /, **changes):
    row = batch.staged_rows.get(data__paragraph=paragraph)
    was = {"row": row.pk, "becomes": row.data["kind"], "paragraph": paragraph, "text": row.data["text"], "is_follow_up": row.data["is_follow_up"]}
    return Confirmed(**(was | changes))


def test_read_and_imported_as_it_is(people, batch):
    assert (batch.format, batch.rows, counts(batch)) == ("observations", 11, (7, 0, 0, 0, 0))
    apply_import(by=people.admin, batch=batch)
    found = Recommendation.objects.in_order().values_list("paragraph", "kind", "is_follow_up")
    assert list(found) == [
        ("2", "observation", False), ("3", "observation", False), ("4", "recommendation", True), ("5", "observation", False),
        ("6 (a)", "recommendation", True), ("6 (b)", "recommendation", False), ("6 (c)", "recommendation", True),
    ]  # fmt: skip
    assert not Tag.objects.exists()
    document = Recommendation.objects.first().document
    assert (document.symbol, document.mechanism.code, document.state_id, document.session) == (SYMBOL, "CAT", "XVM", "82")
    assert document.title == TITLE.rstrip("*")


def test_what_is_confirmed_is_imported(people, batch):
    changes = [
        said(batch, "4", themes=("Torture",), is_follow_up=False, text="The State party should act."),
        said(batch, "2", becomes=LEFT_OUT),
        said(batch, "8", becomes="recommendation", paragraph="8 bis"),
    ]
    batch = confirm_paragraphs(by=people.admin, batch=batch, confirmed=changes)
    assert (batch.rows, counts(batch), batch.about["looked_at"]) == (11, (7, 0, 0, 0, 0), 3)
    assert Context.objects.filter(metadata__operation="recommendations.confirm_paragraphs").exists()
    apply_import(by=people.admin, batch=batch)
    assert sorted(Recommendation.objects.values_list("paragraph", flat=True)) == ["3", "4", "5", "6 (a)", "6 (b)", "6 (c)", "8 bis"]
    fourth = Recommendation.objects.get(paragraph="4")
    assert (fourth.text, fourth.is_follow_up, fourth.terms.get().label) == ("The State party should act.", False, "Torture")


def test_only_administrators(people, batch):
    with pytest.raises(PermissionDenied):
        confirm_paragraphs(by=people.secretariat, batch=batch, confirmed=[said(batch, "4")])


def test_not_of_a_table_and_not_once_imported(people, batch):
    with pytest.raises(NotWaiting):
        confirm_paragraphs(by=people.admin, batch=read(people.admin, sheet({})), confirmed=[])
    confirmed = [said(batch, "4")]
    apply_import(by=people.admin, batch=batch)
    with pytest.raises(NotWaiting):
        confirm_paragraphs(by=people.admin, batch=batch, confirmed=confirmed)


def test_what_nobody_knows_is_refused_and_nothing_kept(people, batch):
    with pytest.raises(UnknownTheme):
        confirm_paragraphs(by=people.admin, batch=batch, confirmed=[said(batch, "4", themes=("Tortoises",))])
    with pytest.raises(UnknownParagraph):
        confirm_paragraphs(by=people.admin, batch=batch, confirmed=[said(batch, "4", row=0)])
    assert not batch.staged_rows.filter(data__has_key="is_confirmed").exists()


def test_the_same_document_twice_changes_nothing(people, batch, content):
    apply_import(by=people.admin, batch=batch)
    again = read(people.admin, content, name="observations.docx")
    assert counts(again) == (0, 0, 7, 0, 0)


def test_what_a_person_leaves_out_has_not_vanished(people, batch, tmp_path):
    """The document brought in again without paragraph 3, and paragraph 2 left out by hand: only the third is missing from it."""
    apply_import(by=people.admin, batch=batch)
    path = observations_docx(tmp_path / "again.docx", body=tuple(one for one in BODY if not one[1].startswith("3. ")))
    again = read(people.admin, path.read_bytes(), name="again.docx")
    assert again.missing == 1
    again = confirm_paragraphs(by=people.admin, batch=again, confirmed=[said(again, "2", becomes=LEFT_OUT)])
    assert again.missing == 1
    again.marks_missing = True
    again.save()
    apply_import(by=people.admin, batch=again)
    assert list(Recommendation.objects.exclude(vanished_at=None).values_list("paragraph", flat=True)) == ["3"]


def test_a_document_about_another_state_is_left_out_and_says_so(people, tmp_path):
    path = observations_docx(tmp_path / "a.docx", title="Concluding observations on the fifth periodic report of Samoa")
    batch = read(people.admin, path.read_bytes(), name="a.docx")
    assert counts(batch) == (0, 0, 0, 0, 11)
    assert [note["code"] for note in batch.notes] == ["document_of_other_state"]


def test_what_the_register_has_already_is_matched_whole_and_never_doubled(people, content):
    """The UHRI's records: paragraph 4 the same but for its mark, paragraph 6 whole with its letters."""
    document = DocumentFactory(mechanism=MechanismFactory(code="CAT", name="Committee against Torture"), symbol=SYMBOL)
    for number in ("4", "6"):
        RecommendationFactory(document=document, paragraph=number, paragraph_key=number.zfill(5), text="The State party should act.")
    batch = bring_in(people.admin, content, name="observations.docx")
    assert counts(batch)[:2] == (3, 2)
    assert sorted(document.recommendations.values_list("paragraph", "is_follow_up")) == [
        ("2", False), ("3", False), ("4", True), ("5", False), ("6", True),
    ]  # fmt: skip
    whole = document.recommendations.get(paragraph="6").text
    assert whole.startswith("The Committee urges the State party to: (a) Ensure")
    assert whole.endswith("of the Istanbul Protocol asks.")
