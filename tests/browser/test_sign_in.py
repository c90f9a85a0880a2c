from django.conf import settings

from tests.factories import UserFactory


def test_a_person_signs_in_with_the_keyboard_alone(sit_down, transactional_db):
    user = UserFactory(email="ana@example.org", name="Ana")
    user.set_password("a long password")
    user.save()
    person = sit_down()
    page = person.go("/")
    page.get_by_label("Email").focus()
    page.keyboard.type("ana@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("a long password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{person.address}/")
    assert page.get_by_role("heading", level=1).inner_text() == "Dashboard"
    assert page.get_by_role("link", name="Ana").is_visible()
    assert person.problems == []
    assert person.axe() == {}


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(sit_down, transactional_db):
    page = sit_down().go(settings.LOGIN_URL if settings.LOGIN_URL.startswith("/") else "/account/login/")
    page.get_by_label("Email").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong password")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text().startswith("There is a problem")
    assert page.get_by_label("Email").input_value() == "nobody@example.org"
