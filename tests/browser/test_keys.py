"""Through a list of recommendations by keys alone."""

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import DocumentFactory, RecommendationFactory


def test_the_keys_of_a_list(people, sit_down):
    document = DocumentFactory()
    *_, third = (RecommendationFactory(document=document, paragraph=str(n), paragraph_key=f"{n:05}") for n in (1, 2, 3))
    person = sit_down(people.secretariat)
    page = person.go(reverse("recommendations"))
    links, boxes = page.locator(".line-link"), page.locator(".line-box")
    page.keyboard.press("j")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(links.nth(1)).to_be_focused()
    assert [box.is_checked() for box in boxes.all()] == [False, True, False]
    page.keyboard.press("k")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys in lists")).to_be_visible()
    assert person.axe() == {}
    page.keyboard.press("j")
    expect(links.nth(1)).not_to_be_focused()  # behind the list of keys nothing moves
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jk?x")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [box.is_checked() for box in boxes.all()] == [False, True, False]
    links.nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(third.reference)
    assert person.problems == []
