from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consultations.enums import ConsultationState, Visibility
from consultations.models import Consultation, Contribution, Invitation, Reply
from consultations.operations.consultation import (
    ConsultationRefused,
    change_consultation,
    close_consultation,
    create_consultation,
    publish_consultation,
)
from consultations.operations.contribution import ContributionRefused, change_contribution, contribute, reply
from ministries.models import Holding
from nmirf.notifications.models import Message
from tests.factories import ConsultationFactory, ContributionFactory, HoldingFactory, RecommendationFactory, ReplyFactory

pytestmark = pytest.mark.django_db
FIELDS = {
    "title": "Ninth report",
    "introduction": "Before the draft is done.",
    "questions": ["What changed?"],
    "opens_on": date(2030, 1, 1),
    "closes_on": date(2030, 2, 1),
}


def test_the_secretariat_prepares_publishes_and_closes(people):
    made = create_consultation(by=people.secretariat, invited=[people.association], **FIELDS)
    assert (made.state, made.created_by, list(made.invited.all())) == (ConsultationState.DRAFT, people.secretariat, [people.association])
    assert publish_consultation(by=people.secretariat, consultation=made).state == ConsultationState.OPEN
    close_consultation(by=people.secretariat, consultation=made)
    made.refresh_from_db()
    assert (made.state, made.is_over) == (ConsultationState.CLOSED, True)


def test_who_was_invited_has_a_history(people):
    made = create_consultation(by=people.secretariat, invited=[people.association], **FIELDS)
    change_consultation(by=people.secretariat, consultation=made, invited=[people.commission], **FIELDS)
    events = Invitation.pgh_event_models["insert"].objects.filter(consultation=made).order_by("pgh_id")
    assert [(e.pgh_label, e.institution, e.pgh_context.metadata["operation"]) for e in events] == [
        ("insert", people.association, "consultations.create_consultation"),
        ("delete", people.association, "consultations.change_consultation"),
        ("insert", people.commission, "consultations.change_consultation"),
    ]


def test_closing_early_makes_today_the_last_day(people):
    running = ConsultationFactory()
    close_consultation(by=people.secretariat, consultation=running)
    running.refresh_from_db()
    assert running.closes_on == timezone.localdate()


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_nobody_else_runs_consultations(people, name):
    user, running = getattr(people, name), ConsultationFactory()
    with pytest.raises(PermissionDenied):
        create_consultation(by=user, invited=[], **FIELDS)
    with pytest.raises(PermissionDenied):
        change_consultation(by=user, consultation=running, invited=[], **FIELDS)
    with pytest.raises(PermissionDenied):
        publish_consultation(by=user, consultation=running)
    with pytest.raises(PermissionDenied):
        close_consultation(by=user, consultation=running)
    assert Consultation.objects.get().title == running.title


def test_publishing_needs_somebody_invited_and_a_day_to_come(people):
    with pytest.raises(ConsultationRefused, match="Nobody is invited"):
        publish_consultation(by=people.secretariat, consultation=ConsultationFactory(state="draft"))
    past = ConsultationFactory(state="draft", invited=[people.commission], opens_on=date(2020, 1, 1), closes_on=date(2020, 2, 1))
    with pytest.raises(ConsultationRefused, match="last day has passed"):
        publish_consultation(by=people.secretariat, consultation=past)
    with pytest.raises(ConsultationRefused, match="published already"):
        publish_consultation(by=people.secretariat, consultation=ConsultationFactory())


def test_what_was_answered_stays_as_it_was_asked(people):
    running = ConsultationFactory(invited=[people.commission])
    ContributionFactory(consultation=running, recommendation=None, institution=people.commission)
    with pytest.raises(ConsultationRefused, match="questions stay"):
        change_consultation(by=people.secretariat, consultation=running, invited=[people.commission], **FIELDS)
    same = FIELDS | {"questions": running.questions}
    with pytest.raises(ConsultationRefused, match="stay invited: Nhri"):
        change_consultation(by=people.secretariat, consultation=running, invited=[people.association], **same)
    changed = change_consultation(by=people.secretariat, consultation=running, invited=[people.commission, people.association], **same)
    assert (changed.closes_on, set(changed.invited.all())) == (date(2030, 2, 1), {people.commission, people.association})


def test_a_closed_consultation_stays_as_it_was(people):
    over = ConsultationFactory(state="closed")
    with pytest.raises(ConsultationRefused, match="closed"):
        change_consultation(by=people.secretariat, consultation=over, invited=[], **FIELDS)
    with pytest.raises(ConsultationRefused, match="Only a published"):
        close_consultation(by=people.secretariat, consultation=over)


def say(by, institution, **more):
    return contribute(by=by, institution=institution, **{"text": "The shelter is closed.", "visibility": Visibility.STATE, **more})


def test_a_body_contributes_while_open(people):
    running = ConsultationFactory(invited=[people.association])
    said = say(people.cso, people.association, consultation=running)
    assert (said.author, said.institution, said.text, said.visibility) == (people.cso, people.association, "The shelter is closed.", "state")
    assert not Message.objects.exists()


def test_a_body_comments_on_a_recommendation(people):
    about = RecommendationFactory()
    assert say(people.nhri, people.commission, recommendation=about).recommendation == about


@pytest.mark.parametrize(("name", "slug"), [("secretariat", "cso"), ("admin", "cso"), ("health", "health"), ("nhri", "cso")])
def test_nobody_speaks_for_another_body_nor_a_ministry(people, name, slug):
    institution = {"cso": people.association, "health": people.ministry_of_health}[slug]
    with pytest.raises(PermissionDenied):
        say(getattr(people, name), institution, recommendation=RecommendationFactory())
    assert not Contribution.objects.exists()


def test_who_is_not_invited_does_not_contribute(people):
    running = ConsultationFactory(invited=[people.commission])
    with pytest.raises(PermissionDenied):
        say(people.cso, people.association, consultation=running)


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [((-20, -1), "open", "closed on"), ((-20, 20), "closed", "closed on"), ((3, 20), "open", "opens on"), ((-1, 5), "draft", "opens on")],
)
def test_nothing_is_taken_outside_its_days(people, days, state, words):
    first, last = (timezone.localdate() + timedelta(days=n) for n in days)
    shut = ConsultationFactory(invited=[people.association], opens_on=first, closes_on=last, state=state)
    with pytest.raises(ContributionRefused, match=words):
        say(people.cso, people.association, consultation=shut)
    assert not Contribution.objects.exists()


def test_the_last_day_counts(people):
    today = timezone.localdate()
    running = ConsultationFactory(invited=[people.association], opens_on=today, closes_on=today)
    assert say(people.cso, people.association, consultation=running).consultation == running


def test_sent_twice_counts_once(people):
    about, token = RecommendationFactory(), uuid4()
    first = say(people.cso, people.association, recommendation=about, token=token)
    assert say(people.cso, people.association, recommendation=about, token=token) == first
    assert Contribution.objects.count() == 1


def test_another_text_from_the_same_page_is_not_lost(people):
    about, token = RecommendationFactory(), uuid4()
    say(people.cso, people.association, recommendation=about, token=token)
    say(people.cso, people.association, recommendation=about, token=token, text="It opened again.")
    assert set(Contribution.objects.values_list("text", flat=True)) == {"The shelter is closed.", "It opened again."}


def test_the_body_changes_what_it_said(people):
    colleague = HoldingFactory(post__institution=people.association).user
    said = ContributionFactory(institution=people.association, author=people.cso)
    change_contribution(by=colleague, contribution=said, text="Better put.", visibility=Visibility.SECRETARIAT)
    said.refresh_from_db()
    assert (said.text, said.visibility, said.author) == ("Better put.", Visibility.SECRETARIAT, people.cso)


@pytest.mark.parametrize("name", ["secretariat", "admin", "health", "nhri"])
def test_nobody_else_changes_it(people, name):
    said = ContributionFactory(institution=people.association, text="As said.")
    with pytest.raises(PermissionDenied):
        change_contribution(by=getattr(people, name), contribution=said, text="Nicer.", visibility=said.visibility)
    said.refresh_from_db()
    assert said.text == "As said."


def test_what_has_a_reply_stays(people):
    said = ReplyFactory(contribution__institution=people.association).contribution
    with pytest.raises(ContributionRefused, match="has replied"):
        change_contribution(by=people.cso, contribution=said, text="Other.", visibility=said.visibility)


def test_what_was_said_in_a_consultation_that_is_over_stays(people):
    over = ConsultationFactory(state="closed")
    said = ContributionFactory(institution=people.association, consultation=over, recommendation=None)
    with pytest.raises(ContributionRefused, match="closed"):
        change_contribution(by=people.cso, contribution=said, text="Other.", visibility=said.visibility)


def test_the_reply_is_announced_without_its_words(people):
    people.cso.language = "en"
    said = ContributionFactory(institution=people.association, author=people.cso, text="Secret of the shelter")
    answer = reply(by=people.secretariat, contribution=said, text="Answer about the shelter")
    assert (answer.contribution, answer.author, answer.text) == (said, people.secretariat, "Answer about the shelter")
    mail = Message.objects.get()
    assert (mail.user, mail.kind) == (people.cso, Message.Kind.COMMENT)
    assert f"/comments/{said.public_id}/" in mail.text
    assert "shelter" not in mail.subject + mail.text + mail.reason


def test_a_reply_sent_twice_counts_once(people):
    said = ContributionFactory(institution=people.association, author=people.cso)
    for _ in range(2):
        reply(by=people.secretariat, contribution=said, text="Thank you.")
    assert (Reply.objects.count(), Message.objects.count()) == (1, 1)


def test_when_the_author_has_left_the_body_hears(people):
    said = ContributionFactory(institution=people.association, author=people.cso)
    Holding.objects.filter(user=people.cso).update(ends_on=date(2021, 1, 1))
    successor = HoldingFactory(post__institution=people.association).user
    reply(by=people.secretariat, contribution=said, text="Thank you.")
    assert list(Message.objects.values_list("user", flat=True)) == [successor.pk]


@pytest.mark.parametrize("name", ["admin", "health", "nhri", "cso"])
def test_only_the_secretariat_replies(people, name):
    said = ContributionFactory(institution=people.association)
    with pytest.raises(PermissionDenied):
        reply(by=getattr(people, name), contribution=said, text="No.")
    assert not Reply.objects.exists()
