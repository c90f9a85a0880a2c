"""A workbook downloaded, filled in without a connection, and brought back."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from recommendations.enums import Status
from reporting.enums import UpdateState
from reporting.models import Answer, Evidence, Handout, Return, Update
from reporting.operations.updates import NotALink, add_link, save_draft, submit_update
from tests.factories import AssignmentFactory, HoldingFactory, RoundFactory, RoundItemFactory, RoundQuestionFactory, UpdateFactory
from tests.reporting.handouts.made import FIRST, cell, content, download, fill, place, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(people):
    return AssignmentFactory(institution=people.ministry_of_health, due_on=date(2027, 1, 31))


@pytest.fixture
def client(people, sign_in):
    return sign_in(people.health)


@pytest.fixture
def book(client, people, assignment):
    return download(client, people.ministry_of_health)


def seen(client, answer):
    """The page of what was read."""
    assert answer.status_code == 302, answer.context["form"].errors
    return client.get(answer.url)


def press(client, page, button="save", **choices):
    brought = page.context["brought"]
    said = {"seen": page.context["comparison"].mark, button: ""} | choices
    return client.post(reverse("workbook", args=[brought.public_id]), said, follow=True)


def counts(page):
    return [number for _label, number in page.context["counts"]]


def words(page):
    from html import unescape

    return unescape(page.content.decode())


class TestDownload:
    def test_only_what_waits_for_the_institution(self, client, people, assignment):
        draft = UpdateFactory(assignment=AssignmentFactory(institution=people.ministry_of_health), author=people.health, text="=1+1\r\nsecond line")
        returned = UpdateFactory(assignment=AssignmentFactory(institution=people.ministry_of_health), sent_back=True, return_reason="How many?")
        UpdateFactory(assignment=AssignmentFactory(institution=people.ministry_of_health), handed_in=True)
        AssignmentFactory(institution=people.ministry_of_justice)
        AssignmentFactory(institution=people.ministry_of_health, answered_at=timezone.now())
        book = download(client, people.ministry_of_health)
        sheet = book.worksheets[0]
        assert {sheet.cell(line, 1).value for line in range(FIRST, sheet.max_row + 1)} == {
            str(a.public_id) for a in (assignment, draft.assignment, returned.assignment)
        }
        assert cell(book, draft.assignment, "text").value == "=1+1\nsecond line"
        assert cell(book, draft.assignment, "text").data_type == "s"
        assert cell(book, returned.assignment, "returned").value == "How many?"
        assert cell(book, assignment, "reference").value == assignment.recommendation.reference
        assert cell(book, assignment, "recommendation").value == assignment.recommendation.text
        handout = Handout.objects.get()
        assert (handout.user, handout.institution, handout.round, len(handout.rows)) == (people.health, people.ministry_of_health, None, 3)

    def test_the_last_approved_answer_stands_beside(self, client, people, assignment):
        UpdateFactory(assignment=assignment, approved=True, text="A law was passed.", status=Status.PLANNED)
        assert cell(download(client, people.ministry_of_health), assignment, "last").value == "Planned\nA law was passed."

    def test_locked_but_for_what_is_filled_in_and_with_rules(self, book, assignment):
        sheet = book.worksheets[0]
        assert sheet.protection.sheet
        unlocked = {name.value for name in sheet[1] if not sheet.cell(FIRST, name.column).protection.locked}
        assert unlocked == {"status", "text", "result", "obstacles", "next_steps", "links"}
        assert (sheet.row_dimensions[1].hidden, sheet.column_dimensions["A"].hidden, sheet.freeze_panes) == (True, True, "C3")
        rules = {str(rule.sqref): (rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation}
        assert rules["H3"] == ("list", "Lists!$A$1:$A$6")
        assert rules["I3"] == ("textLength", "20000")
        lists = book["Lists"]
        assert lists.sheet_state == "hidden"
        assert [lists.cell(line, 1).value for line in range(1, 7)] == [
            "Planned", "Under way", "Partly implemented", "Implemented", "Continuous", "Not accepted",
        ]  # fmt: skip
        assert [sheet.title for sheet in book.worksheets] == ["Your answers", "How to fill it in", "Lists"]

    def test_from_right_to_left_in_arabic(self, people, sign_in, assignment):
        client = sign_in(people.health)
        with translation.override("ar"):
            client.cookies["django_language"] = "ar"
            book = download(client, people.ministry_of_health)
        assert Handout.objects.get().language == "ar"
        assert [sheet.sheet_view.rightToLeft for sheet in book.worksheets if sheet.sheet_state == "visible"] == [True, True]
        fill(book, assignment, status=book["Lists"]["A2"].value, text="نُشر القانون")
        page = seen(client, upload(client, book))
        assert counts(page) == [1, 0, 0, 0, 0]
        press(client, page)
        assert (Update.objects.get().status, Update.objects.get().text) == (Status.UNDER_WAY, "نُشر القانون")

    def test_nothing_waits(self, client, people):
        answer = client.post(reverse("workbook_download"), {"institution": people.ministry_of_health.slug}, follow=True)
        assert "Nothing waits for an answer" in words(answer)
        assert not Handout.objects.exists()

    def test_of_a_round_with_its_questions(self, client, people, assignment):
        other = AssignmentFactory(institution=people.ministry_of_health)
        round = RoundFactory()
        RoundItemFactory(round=round, assignment=assignment)
        question = RoundQuestionFactory(round=round, text="Which law?", is_required=True)
        book = download(client, people.ministry_of_health, round)
        column = f"question:{question.public_id}"
        assert book.worksheets[0].cell(2, place(book, column)).value == "Which law? *"
        assert book.worksheets[0].max_row == FIRST
        everything = download(client, people.ministry_of_health)
        assert cell(everything, assignment, column).protection.locked is False
        assert cell(everything, other, column).protection.locked is True


class TestWhatComesBack:
    def test_saved_as_a_draft(self, client, people, book, assignment):
        fill(book, assignment, status="under way ", text="=A law\nwas passed.", result="Ten", obstacles="None", next_steps="More")
        fill(book, assignment, links="https://example.org/law\nhttps://example.org/decree")
        page = seen(client, upload(client, book))
        assert counts(page) == [1, 0, 0, 0, 0]
        assert not Update.objects.exists()
        done = press(client, page)
        assert "1 draft was saved." in words(done)
        update = Update.objects.get()
        said = (update.assignment, update.author, update.state, update.status, update.text, update.result, update.obstacles, update.next_steps)
        assert said == (assignment, people.health, UpdateState.DRAFT, Status.UNDER_WAY, "=A law\nwas passed.", "Ten", "None", "More")
        assert list(Evidence.objects.order_by("pk").values_list("url", flat=True)) == ["https://example.org/law", "https://example.org/decree"]
        brought = Return.objects.get()
        assert (brought.applied_by, brought.uploaded_by, brought.file_name) == (people.health, people.health, "filled in.xlsx")

    def test_submitted_where_complete(self, client, people, assignment):
        half = AssignmentFactory(institution=people.ministry_of_health)
        book = download(client, people.ministry_of_health)
        fill(book, assignment, status="Implemented", text="Done.")
        fill(book, half, text="Not yet known.")
        page = seen(client, upload(client, book))
        lacks = {row.assignment: row.lacks for row in page.context["comparison"].of("changed")}
        assert lacks == {assignment: [], half: ["Status of implementation"]}
        assert "1 update was submitted. 1 draft was saved." in words(press(client, page, "submit"))
        states = dict(Update.objects.values_list("assignment", "state"))
        assert states == {assignment.pk: UpdateState.SUBMITTED, half.pk: UpdateState.DRAFT}
        assignment.refresh_from_db()
        assert assignment.answered_at is not None

    def test_pressed_twice(self, client, book, assignment):
        fill(book, assignment, status="Implemented", text="Done.")
        page = seen(client, upload(client, book))
        press(client, page, "submit")
        assert press(client, page, "submit").status_code == 200
        assert Update.objects.get().state == UpdateState.SUBMITTED
        assert "What the workbook changed" in words(press(client, page, "submit"))

    def test_nothing_typed_nothing_changed(self, client, book):
        page = seen(client, upload(client, book))
        assert counts(page) == [0, 0, 0, 0, 1]
        assert "There is nothing to save" in words(page)

    def test_uploaded_again_after_more_was_written(self, client, book, assignment):
        """What the person saved from the same workbook is no surprise to the person."""
        fill(book, assignment, text="First.")
        press(client, seen(client, upload(client, book)))
        fill(book, assignment, text="First and second.")
        page = seen(client, upload(client, book))
        assert counts(page) == [1, 0, 0, 0, 0]
        press(client, page)
        assert Update.objects.get().text == "First and second."

    def test_a_complete_draft_is_submitted_though_the_workbook_adds_nothing(self, client, people, assignment):
        UpdateFactory(assignment=assignment, author=people.health, text="Done.", status=Status.IMPLEMENTED)
        sent_back = UpdateFactory(assignment=AssignmentFactory(institution=people.ministry_of_health), sent_back=True, text="Done.")
        page = seen(client, upload(client, download(client, people.ministry_of_health)))
        press(client, page, "submit")
        assert Update.objects.get(assignment=assignment).state == UpdateState.SUBMITTED
        sent_back.refresh_from_db()
        assert sent_back.state == UpdateState.RETURNED

    def test_questions_of_the_round(self, client, people, assignment):
        round = RoundFactory()
        RoundItemFactory(round=round, assignment=assignment)
        question = RoundQuestionFactory(round=round, is_required=True)
        book = download(client, people.ministry_of_health, round)
        fill(book, assignment, status="Planned", text="A bill.")
        page = seen(client, upload(client, book))
        assert page.context["comparison"].to_submit == []
        fill(book, assignment, **{f"question:{question.public_id}": "The equality act."})
        press(client, seen(client, upload(client, book)), "submit")
        answer = Answer.objects.get()
        assert (answer.question, answer.text, answer.update.state, answer.update.round) == (
            question,
            "The equality act.",
            UpdateState.SUBMITTED,
            round,
        )

    def test_links_are_added_and_taken_away_beside_those_of_others(self, client, people, assignment):
        update = UpdateFactory(assignment=assignment, author=people.health)
        for url in ("https://example.org/1", "https://example.org/2"):
            Evidence.objects.create(update=update, url=url, name=url, added_by=people.health)
        book = download(client, people.ministry_of_health)
        Evidence.objects.create(update=update, url="https://example.org/colleague", name="x", added_by=people.health)
        fill(book, assignment, links="https://example.org/2\nhttps://example.org/3")
        page = seen(client, upload(client, book))
        assert counts(page) == [1, 0, 0, 0, 0]
        press(client, page)
        assert set(Evidence.objects.values_list("url", flat=True)) == {
            "https://example.org/2", "https://example.org/3", "https://example.org/colleague",
        }  # fmt: skip

    def test_the_history_says_who_and_what(self, client, people, book, assignment):
        from pghistory.models import Context

        fill(book, assignment, text="Done.")
        press(client, seen(client, upload(client, book)))
        told = list(Context.objects.order_by("created_at").values_list("metadata__operation", "metadata__name"))
        assert told[-3:] == [(f"reporting.{name}", people.health.name) for name in ("give_out", "bring_back", "apply_return")]


class TestChangedMeanwhile:
    @pytest.fixture
    def page(self, client, people, assignment):
        """A draft that a colleague changed after the download, and the workbook says something else."""
        self.colleague = HoldingFactory(post__institution=people.ministry_of_health).user
        update = UpdateFactory(assignment=assignment, author=people.health, text="Begun.", status=Status.PLANNED)
        book = download(client, people.ministry_of_health)
        save_draft(by=self.colleague, assignment=assignment, status=Status.PLANNED, text="The colleague's text.", changed_at=update.changed_at)
        fill(book, assignment, text="Mine.", status="Implemented")
        return seen(client, upload(client, book))

    def test_both_texts_side_by_side(self, page, assignment):
        assert counts(page) == [0, 1, 0, 0, 0]
        [(_row, changes, _field)] = page.context["conflicts"]
        assert changes == [("Status of implementation", "Planned", "Implemented"), ("What was done", "The colleague's text.", "Mine.")]
        assert f"Saved by {self.colleague.name}" in words(page)

    def test_nothing_is_saved_until_somebody_chose(self, client, page):
        answer = press(client, page)
        assert "Choose which text is right." in words(answer)
        assert Update.objects.get().text == "The colleague's text."

    @pytest.mark.parametrize(("choice", "text"), [("mine", "Mine."), ("saved", "The colleague's text.")])
    def test_the_choice_is_kept(self, client, page, assignment, choice, text):
        press(client, page, **{f"choice-{assignment.public_id}": choice})
        assert Update.objects.get().text == text
        assert Return.objects.get().applied_at is not None

    def test_the_same_text_is_no_conflict(self, client, people, book, assignment):
        save_draft(by=people.health, assignment=assignment, status="", text="Same.")
        fill(book, assignment, text="Same.")
        assert counts(seen(client, upload(client, book))) == [0, 0, 0, 0, 1]

    def test_a_row_that_was_not_touched_stays_as_a_colleague_left_it(self, client, people, book, assignment):
        save_draft(by=people.health, assignment=assignment, status="", text="Written on the page.")
        page = seen(client, upload(client, book))
        assert counts(page) == [0, 0, 0, 0, 1]

    def test_changed_between_the_look_and_the_press(self, client, people, book, assignment):
        fill(book, assignment, text="Mine.")
        page = seen(client, upload(client, book))
        save_draft(by=people.health, assignment=assignment, status="", text="Quicker.")
        answer = press(client, page)
        assert "Something was saved since you looked at this page." in words(answer)
        assert counts(answer) == [0, 1, 0, 0, 0]
        assert Update.objects.get().text == "Quicker."

    def test_submitted_meanwhile(self, client, people, book, assignment):
        update = save_draft(by=people.health, assignment=assignment, status=Status.PLANNED, text="Handed in.")
        submit_update(by=people.health, update=update)
        fill(book, assignment, text="Too late.")
        page = seen(client, upload(client, book))
        assert counts(page) == [0, 0, 0, 1, 0]
        assert "submitted an update on" in words(page)
        assert "Too late." in words(page)

    def test_taken_away_meanwhile(self, client, people, book, assignment):
        fill(book, assignment, text="Mine.")
        assignment.institution = people.ministry_of_justice
        assignment.save()
        page = seen(client, upload(client, book))
        assert [row.why for row in page.context["comparison"].of("refused")] == ["The recommendation is no longer assigned to your institution."]
        press(client, page)
        assert not Update.objects.exists()

    def test_the_round_was_closed(self, client, people, assignment):
        round = RoundFactory()
        RoundItemFactory(round=round, assignment=assignment)
        book = download(client, people.ministry_of_health, round)
        round.closed_at, round.closed_by = timezone.now(), people.secretariat
        round.save()
        fill(book, assignment, text="Too late.")
        page = seen(client, upload(client, book))
        assert [row.why for row in page.context["comparison"].of("refused")] == ["The round was closed, or no longer asks about it."]

    def test_one_that_cannot_be_submitted_stops_all(self, client, people, assignment, monkeypatch):
        """All of it or nothing."""
        other = AssignmentFactory(institution=people.ministry_of_health)
        book = download(client, people.ministry_of_health)
        for one in (assignment, other):
            fill(book, one, status="Planned", text="A bill.")
        page = seen(client, upload(client, book))
        from reporting.operations import handouts
        from reporting.operations.updates import Incomplete

        def refuse(*, by, update):
            if update.assignment_id == other.pk:
                raise Incomplete("It lacks a page.")
            return submit_update(by=by, update=update)

        monkeypatch.setattr(handouts, "submit_update", refuse)
        answer = press(client, page, "submit")
        assert f"{other.recommendation.reference} can't be submitted, so nothing was saved: It lacks a page." in words(answer)
        assert not Update.objects.exists()

    def test_a_newer_workbook_was_downloaded(self, client, people, book, assignment):
        download(client, people.ministry_of_health)
        assert "downloaded a newer workbook on" in words(seen(client, upload(client, book)))

    def test_put_away(self, client, people, book, assignment):
        page = seen(client, upload(client, book))
        client.post(reverse("workbook_put_away", args=[page.context["brought"].public_id]))
        assert not Return.objects.exists()


def test_a_colleague_may_upload_and_save(client, people, sign_in, book, assignment):
    colleague = HoldingFactory(post__institution=people.ministry_of_health).user
    fill(book, assignment, text="From the other office.")
    other = sign_in(colleague)
    page = seen(other, upload(other, book))
    press(client, page)
    assert (Update.objects.get().author, Return.objects.get().uploaded_by) == (people.health, colleague)


def test_the_file_is_the_same_after_another_program_saved_it(client, people, book, assignment):
    """openpyxl writes what LibreOffice does: shared strings, no inline ones, rules and names anew."""
    from io import BytesIO

    from openpyxl import load_workbook

    fill(book, assignment, text="Saved twice.")
    again = load_workbook(BytesIO(content(book)))
    page = seen(client, upload(client, again))
    assert counts(page) == [1, 0, 0, 0, 0]


def test_a_link_leads_to_its_page_and_is_no_file(client, people, assignment):
    update = UpdateFactory(assignment=assignment, author=people.health)
    link = Evidence.objects.create(update=update, url="https://example.org/law", name="https://example.org/law", added_by=people.health)
    page = words(client.get(reverse("update_write", args=[assignment.public_id])))
    assert '<a href="https://example.org/law" rel="noreferrer nofollow"' in page
    assert client.get(reverse("evidence", args=[link.public_id])).status_code == 404


@pytest.mark.parametrize("url", ["javascript:alert(1)", "example.org", "ftp://example.org"])
def test_only_addresses_of_pages_are_links(people, assignment, url):
    update = UpdateFactory(assignment=assignment, author=people.health)
    with pytest.raises(NotALink):
        add_link(by=people.health, update=update, url=url)
    assert not Evidence.objects.exists()
