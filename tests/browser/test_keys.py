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


def test_the_preview_follows_the_keys_where_there_is_room(people, sit_down):
    document = DocumentFactory()
    first, second, third = (RecommendationFactory(document=document, paragraph=str(n), paragraph_key=f"{n:05}") for n in (1, 2, 3))
    person = sit_down(people.cso, viewport={"width": 1440, "height": 900})
    page = person.go(reverse("recommendations"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/preview/" in request.url else None)
    links, pane = page.locator(".line-link"), page.get_by_role("complementary", name="Preview")
    expect(pane).to_have_count(0)
    for _ in range(3):
        page.keyboard.press("j")
    expect(pane.get_by_role("heading")).to_have_text(third.reference)
    expect(links.nth(2)).to_be_focused()
    assert [url.split("/")[-3] for url in asked] == [str(third.public_id)]  # those passed over are not asked for
    assert person.axe() == {}
    page.locator(".line-preview").first.click()
    expect(pane.get_by_role("heading")).to_have_text(first.reference)
    pane.get_by_role("button", name="Close the preview").click()
    expect(pane).to_have_count(0)
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.set_viewport_size({"width": 1100, "height": 900})
    page.get_by_role("link", name=second.reference, exact=True).focus()
    expect(page.locator(".line-preview").first).to_be_hidden()
    expect(pane).to_have_count(0)
    assert person.problems == []


def test_without_a_session_the_preview_says_so(people, sit_down):
    RecommendationFactory()
    person = sit_down(people.cso, viewport={"width": 1440, "height": 900})
    page = person.go(reverse("recommendations"))
    person.context.clear_cookies()
    page.keyboard.press("j")
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text("The preview could not be loaded.")
    expect(page.get_by_label("Password")).to_have_count(0)
