"""Somebody who works through Excel only: from the round's list to an approved update, the cells filled in as on a desk without a connection."""

from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from reporting.enums import UpdateState
from reporting.models import Update
from reporting.operations.updates import save_draft
from tests.factories import AssignmentFactory, HoldingFactory, RoundFactory, RoundItemFactory, RoundQuestionFactory
from tests.reporting.handouts.made import fill


def test_through_excel_only(people, sit_down, tmp_path):
    round = RoundFactory(title="Spring round")
    question = RoundQuestionFactory(round=round, text="Which law?", is_required=True)
    items = [RoundItemFactory(round=round, assignment__institution=people.ministry_of_health) for _ in range(3)]
    done, contested, wrong = (item.assignment for item in items)
    AssignmentFactory(institution=people.ministry_of_justice)
    colleague = HoldingFactory(post__institution=people.ministry_of_health).user
    asked = f"question:{question.public_id}"
    health, secretariat = sit_down(people.health), sit_down(people.secretariat)

    page = health.go(f"/rounds/{round.public_id}/")
    page.get_by_role("link", name="Fill it in in Excel").click()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download 3 items (xlsx)").click()
    path = tmp_path / arriving.value.suggested_filename
    arriving.value.save_as(path)
    save_draft(by=colleague, assignment=contested, status="planned", text="A commission was asked for advice in March.")

    book = load_workbook(path)
    fill(book, done, status="Implemented", text="The act was passed in May.", **{asked: "The equality act."})
    fill(book, contested, status="Under way", text="A commission was asked for advice in April.")
    fill(book, wrong, status="Finished", text="All done.")
    book.save(path)
    read(page, path)
    expect(page.get_by_role("heading", level=1)).to_have_text("What the workbook would change")
    expect(page.get_by_text("“Finished” is not a status that can be chosen.")).to_be_visible()
    assert (health.axe(), health.wider()) == ({}, 0)
    page.get_by_role("button", name="Save, and submit 1 that is complete").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which text is right.")
    page.get_by_label("Take what the workbook says").check()
    page.get_by_role("button", name="Save, and submit 1 that is complete").click()
    expect(page.get_by_text("1 update was submitted. 1 draft was saved.")).to_be_visible()
    assert (health.axe(), health.wider()) == ({}, 0)
    assert Update.objects.get(assignment=contested).text == "A commission was asked for advice in April."

    fill(book, wrong, status="Continuous", **{asked: "None."})  # mended, in the same workbook
    book.save(path)
    read(page, path)
    page.get_by_role("button", name="Save, and submit 1 that is complete").click()
    expect(page.get_by_text("1 update was submitted.")).to_be_visible()

    page = secretariat.go("/updates/")
    page.get_by_role("link", name=done.recommendation.reference).click()
    expect(page.get_by_text("The act was passed in May.")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("The update of health was approved.", exact=False)).to_be_visible()
    assert Update.objects.get(assignment=done).state == UpdateState.APPROVED
    assert [health.problems, secretariat.problems] == [[], []]


def read(page, path: Path) -> None:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/updates/excel/")
    page.get_by_label("Workbook", exact=True).set_input_files(path)
    page.get_by_role("button", name="Read the workbook").click()
