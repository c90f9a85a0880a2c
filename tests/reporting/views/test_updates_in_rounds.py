"""The page of an item: a round's own questions, last time's answers, links, autosave, clearance, what changed."""

import pytest
from django.urls import reverse

from reporting.enums import UpdateState
from reporting.models import Answer, Evidence, Update
from tests.factories import AssignmentFactory, HoldingFactory, RoundItemFactory, RoundQuestionFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(people):
    return RoundItemFactory(assignment=AssignmentFactory(institution=people.ministry_of_health), round__title="Spring round")


@pytest.fixture
def address(item):
    return reverse("update_write", args=[item.assignment.public_id])


def typed(**more):
    return {"status": "under_way", "text": "A bill is written.", "changed_at": ""} | more


class TestQuestions:
    def test_asked_kept_and_shown_again(self, people, sign_in, item, address):
        question = RoundQuestionFactory(round=item.round, text="Which law?")
        client = sign_in(people.health)
        assert "Which law?" in client.get(address).content.decode()
        client.post(address, typed(result="Fewer.", **{f"question_{question.public_id}": "The Health Act."}))
        update = Update.objects.get()
        assert (update.round, update.result, update.answers.get().text) == (item.round, "Fewer.", "The Health Act.")
        page = client.get(address).content.decode()
        assert "The Health Act.</textarea>" in page
        assert "Spring round" in page

    def test_one_that_has_to_be_answered(self, people, sign_in, item, address):
        question = RoundQuestionFactory(round=item.round, is_required=True)
        client = sign_in(people.health)
        answer = client.post(address, typed(submit=""))
        assert answer.context["form"].errors == {f"question_{question.public_id}": ["Answer this question."]}
        client.post(address, typed(save=""))
        assert Update.objects.get().state == UpdateState.DRAFT

    def test_last_time_s_answer_stands_beside(self, people, sign_in, item, address):
        last = UpdateFactory(assignment=item.assignment, approved=True, obstacles="No budget then.")
        Answer.objects.create(update=last, question=RoundQuestionFactory(text="Asked before?"), text="Said before.")
        page = sign_in(people.health).get(address).content.decode()
        assert all(words in page for words in ("No budget then.", "Asked before?", "Said before."))


class TestLinks:
    def test_added_shown_and_removed(self, people, sign_in, item, address):
        client = sign_in(people.health)
        client.post(address, typed(link="https://example.org/law", link_name="The law"))
        link = Evidence.objects.get()
        assert (link.url, link.name, link.file.name) == ("https://example.org/law", "The law", "")
        assert '<a href="https://example.org/law" rel="noreferrer nofollow"' in client.get(address).content.decode()
        assert client.get(reverse("evidence", args=[link.public_id])).status_code == 404
        client.post(address, typed(changed_at=Update.objects.get().changed_at.isoformat(), remove=link.public_id))
        assert not Evidence.objects.exists()

    def test_no_script_as_a_link(self, people, sign_in, address):
        answer = sign_in(people.health).post(address, typed(link="javascript:alert(1)"))
        assert answer.context["form"].errors.keys() == {"link"}
        assert not Evidence.objects.exists()


class TestAutosave:
    def save(self, client, address, **more):
        return client.post(address, typed(**more), headers={"X-Autosave": "1"})

    def test_keeps_the_words_alone(self, people, sign_in, item, address):
        client = sign_in(people.health)
        first = self.save(client, address, link="https://example.org/").json()
        assert (first["words"].startswith("Saved at "), Evidence.objects.count()) == (True, 0)
        second = self.save(client, address, text="More.", changed_at=first["changed_at"])
        assert (second.status_code, Update.objects.get().text) == (200, "More.")

    def test_never_over_a_colleague_s(self, people, sign_in, item, address):
        UpdateFactory(assignment=item.assignment, text="A colleague's.")
        answer = self.save(sign_in(people.health), address)
        assert (answer.status_code, "changed this update" in answer.json()["words"]) == (409, True)
        assert Update.objects.get().text == "A colleague's."

    def test_what_can_t_be_saved_yet(self, people, sign_in, address):
        assert self.save(sign_in(people.health), address, status="nonsense").status_code == 400
        assert not Update.objects.exists()

    def test_not_for_others(self, people, sign_in, address):
        assert self.save(sign_in(people.justice), address).status_code == 403


class TestClearance:
    @pytest.fixture
    def head(self, people):
        ministry = people.ministry_of_health
        ministry.needs_clearance = True
        ministry.save()
        return HoldingFactory(post__institution=ministry, post__is_head=True).user

    def test_from_the_author_over_the_head_to_the_secretariat(self, people, sign_in, item, address, head):
        author = sign_in(people.health)
        author.post(address, typed(submit=""))
        update = Update.objects.get()
        page = reverse("update", args=[update.public_id])
        assert update.state == UpdateState.CLEARANCE
        assert "Clear and send" not in author.get(page).content.decode()
        client = sign_in(head)
        assert "Waiting for your clearance" in client.get(reverse("home")).content.decode()
        assert "Clear and send" in client.get(page).content.decode()
        assert client.post(reverse("update_clear", args=[update.public_id]), {"decision": "hold_back"}).context["form"].errors.keys() == {"reason"}
        client.post(reverse("update_clear", args=[update.public_id]), {"decision": "hold_back", "reason": "Which year?"})
        assert "Which year?" in author.get(address).content.decode()
        update.refresh_from_db()
        author.post(address, typed(submit="", changed_at=update.changed_at.isoformat()))
        client.post(reverse("update_clear", args=[update.public_id]), {"decision": "clear"})
        update.refresh_from_db()
        assert (update.state, update.cleared_by) == (UpdateState.SUBMITTED, head)

    def test_each_side_in_its_own_words(self, people, sign_in, item, address, head):
        sign_in(people.health).post(address, typed(submit=""))
        own = sign_in(people.health).get(reverse("round", args=[item.round.public_id])).content.decode()
        theirs = sign_in(people.secretariat).get(reverse("round", args=[item.round.public_id])).content.decode()
        assert "Waiting for clearance in your institution" in own
        assert "In clearance there" in theirs
        assert sign_in(people.health).get(reverse("updates"), {"state": "clearance"}).context["page"].paginator.count == 1


def test_the_review_marks_what_changed(people, sign_in, item):
    UpdateFactory(assignment=item.assignment, approved=True, text="Ten judges were trained in spring.")
    update = UpdateFactory(assignment=item.assignment, handed_in=True, text="Twenty judges were trained in spring.", result="Fewer complaints.")
    answer = sign_in(people.secretariat).get(reverse("update", args=[update.public_id]))
    first, second = answer.context["compared"]
    assert [piece.text for piece in first.after if piece.mark == "changed"] == ["Twenty "]
    assert (str(second.title), second.before, second.is_same) == ("Result", [], False)
    assert "<ins>" in answer.content.decode()
