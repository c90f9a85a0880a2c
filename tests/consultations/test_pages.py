from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.enums import Visibility
from consultations.models import Consultation, Contribution, Reply
from tests.factories import ConsultationFactory, ContributionFactory, RecommendationFactory, ReplyFactory

pytestmark = pytest.mark.django_db
EVERYBODY = ["admin", "secretariat", "health", "nhri", "cso"]


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def form(**more):
    today = timezone.localdate()
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=9)).isoformat()}
    return {"title": "Ninth report", "introduction": "Tell us.", "questions": "One?\n\n  Two?  \n", **days, **more}


# --- the list and one consultation


@pytest.mark.parametrize(("name", "seen"), [("admin", True), ("secretariat", True), ("health", True), ("nhri", True), ("cso", False)])
def test_the_list_shows_what_one_may_see(people, sign_in, name, seen):
    asked = ConsultationFactory(invited=[people.commission])
    client = sign_in(getattr(people, name))
    assert (asked.title in page(client, "consultations").content.decode()) is seen
    assert page(client, "consultation", asked.public_id).status_code == (200 if seen else 404)


def test_the_list_counts_what_the_reader_may_read(people, sign_in):
    asked = ConsultationFactory(invited=[people.commission])
    for visibility in Visibility.values:
        ContributionFactory(consultation=asked, recommendation=None, visibility=visibility)
    counts = {name: page(sign_in(getattr(people, name)), "consultations").context["page"][0].contribution_count for name in EVERYBODY[:4]}
    assert counts == {"admin": 1, "secretariat": 3, "health": 2, "nhri": 1}


def test_what_still_runs_stands_before_what_is_over(people, sign_in):
    over, running = ConsultationFactory(state="closed"), ConsultationFactory()
    assert list(page(sign_in(people.secretariat), "consultations").context["page"]) == [running, over]


@pytest.mark.parametrize("address", ["consultation_new", "consultation_edit", "consultation_publish", "consultation_close"])
@pytest.mark.parametrize("name", ["admin", "health", "nhri"])
def test_members_without_the_right_are_refused(people, sign_in, name, address):
    asked = ConsultationFactory(invited=[people.commission])
    args = [] if address == "consultation_new" else [asked.public_id]
    assert sign_in(getattr(people, name)).post(reverse(address, args=args), form()).status_code == 403


def test_the_secretariat_makes_changes_publishes_and_closes_one(people, sign_in):
    client = sign_in(people.secretariat)
    client.post(reverse("consultation_new"), form(invited=[people.association.pk]))
    made = Consultation.objects.get()
    assert (made.questions, made.state, list(made.invited.all())) == (["One?", "Two?"], "draft", [people.association])
    edit = reverse("consultation_edit", args=[made.public_id])
    assert "One?\nTwo?" in client.get(edit).content.decode()
    client.post(edit, form(title="Tenth report", invited=[people.association.pk]))
    client.post(reverse("consultation_publish", args=[made.public_id]))
    made.refresh_from_db()
    assert (made.title, made.state) == ("Tenth report", "open")
    client.post(reverse("consultation_close", args=[made.public_id]))
    made.refresh_from_db()
    assert made.state == "closed"


def test_days_in_the_wrong_order_are_named(people, sign_in):
    answer = sign_in(people.secretariat).post(reverse("consultation_new"), form(closes_on="2020-01-01"))
    assert answer.context["form"].errors["closes_on"] == ["The last day can't be before the first."]
    assert not Consultation.objects.exists()


def test_publishing_with_nobody_invited_says_what_to_do(people, sign_in):
    draft = ConsultationFactory(state="draft")
    answer = sign_in(people.secretariat).post(reverse("consultation_publish", args=[draft.public_id]), follow=True)
    assert "Nobody is invited yet." in answer.content.decode()


# --- contributing


def send(client, asked, **more):
    address = reverse("consultation", args=[asked.public_id])
    shown = client.get(address).context["form"]
    first = {"token": str(shown.initial["token"]), "institution": shown.initial["institution"].pk} if shown else {}
    return client.post(address, {"text": "What we saw.", "visibility": "state", **first, **more})


def test_an_invited_body_contributes_and_reads_it_back(people, sign_in):
    asked, client = ConsultationFactory(invited=[people.association]), sign_in(people.cso)
    assert send(client, asked).url == reverse("consultation", args=[asked.public_id])
    assert [c.text for c in page(client, "consultation", asked.public_id).context["own"]] == ["What we saw."]


def test_nothing_is_ticked_for_the_author(people, sign_in):
    asked, client = ConsultationFactory(invited=[people.association]), sign_in(people.cso)
    answer = send(client, asked, visibility="")
    assert list(answer.context["form"].errors) == ["visibility"]
    assert not Contribution.objects.exists()
    shown = answer.content.decode()
    assert "checked" not in shown
    assert all(str(label) in shown for label in Visibility.labels)


@pytest.mark.parametrize("name", ["admin", "secretariat", "health"])
def test_the_government_side_does_not_contribute(people, sign_in, name):
    asked, client = ConsultationFactory(invited=[people.association]), sign_in(getattr(people, name))
    assert page(client, "consultation", asked.public_id).context["form"] is None
    assert client.post(reverse("consultation", args=[asked.public_id]), {"text": "No."}).status_code == 403


def test_after_closing_the_text_is_kept_and_the_rule_told(people, sign_in):
    asked, client = ConsultationFactory(invited=[people.association]), sign_in(people.cso)
    address = reverse("consultation", args=[asked.public_id])
    first = client.get(address).context["form"].initial
    Consultation.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    typed = {"text": "Typed for an hour.", "visibility": "state", "token": first["token"], "institution": first["institution"].pk}
    answer = client.post(address, typed)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Typed for an hour." in shown
    assert "takes no more contributions. What you wrote was not sent." in shown
    assert not Contribution.objects.exists()
    assert page(client, "consultation", asked.public_id).context["form"] is None


def test_a_body_comments_on_a_recommendation(people, sign_in):
    about, client = RecommendationFactory(), sign_in(people.nhri)
    address = reverse("contribution_new", args=[about.public_id])
    first = client.get(address).context["form"].initial
    typed = {"text": "We saw otherwise.", "visibility": "everyone", "token": first["token"], "institution": first["institution"].pk}
    for _ in range(2):
        assert client.post(address, typed).url == reverse("recommendation", args=[about.public_id])
    assert [(c.recommendation, c.author) for c in Contribution.objects.all()] == [(about, people.nhri)]


@pytest.mark.parametrize("name", ["admin", "secretariat", "health"])
def test_others_do_not_comment(people, sign_in, name):
    about = RecommendationFactory()
    assert page(sign_in(getattr(people, name)), "contribution_new", about.public_id).status_code == 403


# --- reading and replying


@pytest.mark.parametrize(("name", "status"), [("admin", 404), ("secretariat", 200), ("health", 200), ("nhri", 404), ("cso", 200)])
def test_one_contribution_is_shown_to_its_readers(people, sign_in, name, status):
    said = ContributionFactory(institution=people.association, visibility=Visibility.STATE)
    client = sign_in(getattr(people, name))
    assert page(client, "contribution", said.public_id).status_code == status
    assert (said in page(client, "contributions").context["page"].object_list) is (status == 200)


def test_the_secretariat_replies_and_the_author_reads_it(people, sign_in):
    said = ContributionFactory(institution=people.association, author=people.cso, visibility=Visibility.SECRETARIAT)
    sign_in(people.secretariat).post(reverse("contribution", args=[said.public_id]), {"text": "We passed it on."})
    assert Reply.objects.get().text == "We passed it on."
    assert "We passed it on." in page(sign_in(people.cso), "contribution", said.public_id).content.decode()


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_others_do_not_reply(people, sign_in, name):
    said = ContributionFactory(institution=people.association)
    client = sign_in(getattr(people, name))
    assert client.post(reverse("contribution", args=[said.public_id]), {"text": "No."}).status_code == 403
    assert not Reply.objects.exists()


def test_its_body_changes_it_until_there_is_a_reply(people, sign_in):
    said, client = ContributionFactory(institution=people.association), sign_in(people.cso)
    address = reverse("contribution_edit", args=[said.public_id])
    client.post(address, {"text": "Better put.", "visibility": "state"})
    said.refresh_from_db()
    assert (said.text, said.visibility) == ("Better put.", "state")
    ReplyFactory(contribution=said)
    answer = client.post(address, {"text": "Too late.", "visibility": "state"})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert address not in page(client, "contribution", said.public_id).content.decode()
    assert page(sign_in(people.nhri), "contribution_edit", said.public_id).status_code == 404
    assert page(sign_in(people.secretariat), "contribution_edit", said.public_id).status_code == 403


def test_the_list_narrows(people, sign_in):
    waiting = ContributionFactory(institution=people.association)
    answered = ReplyFactory(contribution__institution=people.commission).contribution
    asked = ContributionFactory(institution=people.commission, consultation=ConsultationFactory(), recommendation=None)
    client = sign_in(people.secretariat)

    def shown(**query):
        return list(page(client, "contributions", **query).context["page"])

    assert shown() == [asked, answered, waiting]
    assert shown(unanswered="on") == [asked, waiting]
    assert shown(body="nhri") == [asked, answered]
    assert shown(about="recommendation") == [answered, waiting]
    assert "unanswered" not in page(sign_in(people.nhri), "contributions").context["form"].fields


def test_a_consultation_one_is_not_part_of_is_not_named(people, sign_in):
    asked = ConsultationFactory(invited=[people.commission], title="Quiet round")
    ContributionFactory(consultation=asked, recommendation=None, institution=people.commission)
    assert "Quiet round" in page(sign_in(people.nhri), "contributions").content.decode()
    shown = page(sign_in(people.cso), "contributions").content.decode()
    assert "Quiet round" not in shown
    assert "In a consultation you are not part of" in shown


# --- panels


def test_a_recommendation_shows_its_comments_to_their_readers(people, sign_in):
    about = RecommendationFactory()
    shared = ContributionFactory(recommendation=about, institution=people.commission, text="For everyone here.")
    ContributionFactory(recommendation=about, institution=people.association, visibility=Visibility.SECRETARIAT, text="For few.")
    ReplyFactory(contribution=shared, text="Answered so.")
    shown = {name: page(sign_in(getattr(people, name)), "recommendation", about.public_id).content.decode() for name in EVERYBODY}
    assert all("For everyone here." in text and "Answered so." in text for text in shown.values())
    assert {name for name in EVERYBODY if "For few." in shown[name]} == {"secretariat", "cso"}
    comment = reverse("contribution_new", args=[about.public_id])
    assert {name for name in EVERYBODY if comment in shown[name]} == {"nhri", "cso"}


def test_home_tells_a_body_what_asks_it_and_what_was_replied(people, sign_in):
    asked = ConsultationFactory(invited=[people.association])
    fresh = ReplyFactory(contribution__institution=people.association)
    old = ReplyFactory(contribution__institution=people.association)
    Reply.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    shown = page(sign_in(people.cso), "home").content.decode()
    assert asked.title in shown
    assert "has not contributed yet" in shown
    assert reverse("contribution", args=[fresh.contribution.public_id]) in shown
    assert reverse("contribution", args=[old.contribution.public_id]) not in shown
    assert asked.title not in page(sign_in(people.nhri), "home").content.decode()


def test_home_tells_the_secretariat_what_has_no_reply(people, sign_in):
    waiting, answered = ContributionFactory(text="Never on the start page"), ReplyFactory().contribution
    shown = page(sign_in(people.secretariat), "home").content.decode()
    assert reverse("contribution", args=[waiting.public_id]) in shown
    assert reverse("contribution", args=[answered.public_id]) not in shown
    assert waiting.text not in shown


# --- cost


def queries(client, name, *args):
    with CaptureQueriesContext(connection) as captured:
        assert page(client, name, *args).status_code == 200
    return len(captured)


@pytest.mark.parametrize("name", ["secretariat", "cso"])
def test_lists_cost_the_same_with_one_row_and_with_ten(people, sign_in, name):
    client, about = sign_in(getattr(people, name)), RecommendationFactory()
    asked = ConsultationFactory(invited=[people.association, people.commission])

    def more():
        ReplyFactory(contribution__recommendation=about)
        ReplyFactory(contribution__institution=people.association)
        ReplyFactory(contribution__consultation=asked, contribution__recommendation=None)
        ContributionFactory(consultation=ConsultationFactory(invited=[people.association]), recommendation=None)

    addresses = [("consultations",), ("contributions",), ("home",), ("consultation", asked.public_id), ("recommendation", about.public_id)]
    more()
    for address in addresses:
        queries(client, *address)  # what is cached on first use
    before = [queries(client, *address) for address in addresses]
    for _ in range(9):
        more()
    assert [queries(client, *address) for address in addresses] == before
