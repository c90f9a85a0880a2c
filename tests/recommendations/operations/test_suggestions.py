import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.jobs.kinds import JobCancelled
from nmirf.jobs.models import Job
from recommendations.enums import AssignmentRole, Decision, TagOrigin
from recommendations.models import Assignment, ImportBatch, Suggestion, Tag, Training
from recommendations.operations.seeding import seed_taxonomy
from recommendations.operations.suggestions import AlreadyDecided, OtherCount, decide_suggestion, decide_suggestions, start_training, train
from recommendations.operations.taxonomy import merge_term
from recommendations.queries.suggestions import TRAIN, is_time_to_learn, open_suggestions
from recommendations.tasks import keep_suggestions_fresh
from tests.factories import AssignmentFactory, RecommendationFactory, TagFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def water():
    return TermFactory(label="Water", signal_words="drinking water\nsanitation")


def imported(people):
    ImportBatch.objects.create(
        file_name="a",
        file_sha256="0" * 64,
        file_size=1,
        format="sheet",
        country="XVM",
        state="applied",
        started_by=people.admin,
        applied_at=timezone.now(),
    )


def suggested():
    return {(s.recommendation_id, s.term_id or s.institution_id) for s in Suggestion.objects.filter(decision=Decision.OPEN)}


def test_on_the_first_day_signal_words_speak(people, water):
    one = RecommendationFactory(text="Bring Drinking Water and sanitation to all")
    RecommendationFactory(text="Reform the courts")
    RecommendationFactory(text="Drinking water for all", document__state__code="KEN")
    training = train(by=people.secretariat)
    made = Suggestion.objects.get()
    assert (made.recommendation, made.term, made.confidence, made.training) == (one, water, 0.75, training)
    assert made.words == ["Drinking Water", "sanitation"]
    assert training.figures["theme"] == {"learnt_from": 0, "suggested": 1}


def test_what_we_ship_is_there_once_the_taxonomy_is_seeded(people):
    seed_taxonomy(by=people.admin)
    one = RecommendationFactory(text="Abolish the death penalty")
    train(by=people.secretariat)
    assert "Death penalty" in {s.term.label for s in one.suggestions.select_related("term")}


def test_learnt_from_labels_other_states_included(people):
    term, other = TermFactory(signal_words=""), TermFactory(signal_words="")
    for n in range(12):
        TagFactory(term=term, recommendation__text=f"Repair pipes of region {n}", recommendation__document__state__code="KEN")
        TagFactory(term=other, recommendation__text=f"Hire judges for region {n}")
    one = RecommendationFactory(text="Repair pipes")
    training = train(by=people.secretariat)
    made = Suggestion.objects.get(recommendation=one)
    assert (made.term, bool(made.words)) == (term, True)
    assert (training.rows, training.figures["theme"]["rows"], training.figures["theme"]["precision_at_1"]) == (24, 24, 1.0)


def test_leads_from_assignments(people):
    for n in range(8):
        AssignmentFactory(institution=people.ministry_of_health, recommendation__text=f"Vaccinate children of region {n}")
        AssignmentFactory(institution=people.ministry_of_justice, recommendation__text=f"Hire judges for region {n}")
    one = RecommendationFactory(text="Vaccinate children")
    RecommendationFactory(text="Vaccinate children, we are concerned", kind="observation")
    train(by=people.secretariat)
    made = Suggestion.objects.get(kind="institution")
    assert (made.recommendation, made.institution) == (one, people.ministry_of_health)
    decide_suggestion(by=people.secretariat, suggestion=made, decision=Decision.ACCEPTED)
    assert Assignment.objects.get(recommendation=one).role == AssignmentRole.LEAD


def test_accepted_is_a_national_tag_rejected_never_returns(people, water):
    good, bad = (RecommendationFactory(text=f"Drinking water {n}") for n in "ab")
    train(by=people.secretariat)
    for one, decision in [(good, Decision.ACCEPTED), (bad, Decision.REJECTED)]:
        decided = decide_suggestion(by=people.secretariat, suggestion=one.suggestions.get(), decision=decision)
        assert (decided.decision, decided.decided_by) == (decision, people.secretariat)
    tag = Tag.objects.get()
    assert (tag.recommendation, tag.term, tag.origin) == (good, water, TagOrigin.NATIONAL)
    assert tag.events.get().pgh_context.metadata["operation"] == "recommendations.decide_suggestion"
    train(by=people.secretariat)
    assert suggested() == set()
    assert set(Suggestion.objects.values_list("decision", flat=True)) == {Decision.ACCEPTED, Decision.REJECTED}


def test_a_decision_is_made_once(people, water):
    RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    one = Suggestion.objects.get()
    decide_suggestion(by=people.secretariat, suggestion=one, decision=Decision.REJECTED)
    with pytest.raises(AlreadyDecided):
        decide_suggestion(by=people.secretariat, suggestion=one, decision=Decision.ACCEPTED)
    assert not Tag.objects.exists()


def test_open_ones_keep_their_row_and_go_where_they_no_longer_hold(people, water):
    stays, goes = (RecommendationFactory(text=f"Drinking water {n}") for n in "ab")
    train(by=people.secretariat)
    before = stays.suggestions.get().pk
    TagFactory(recommendation=goes)  # labelled by somebody since
    train(by=people.secretariat)
    assert list(Suggestion.objects.values_list("pk", flat=True)) == [before]
    assert Suggestion.objects.get().training == Training.objects.latest("pk")


def test_many_at_once_with_the_number_that_was_seen(people, water):
    RecommendationFactory.create_batch(3, text="Drinking water")
    train(by=people.secretariat)
    with pytest.raises(OtherCount):
        decide_suggestions(by=people.secretariat, suggestions=Suggestion.objects.all(), decision=Decision.ACCEPTED, expected=2)
    assert not Tag.objects.exists()
    assert decide_suggestions(by=people.secretariat, suggestions=Suggestion.objects.all(), decision=Decision.ACCEPTED, expected=3) == 3
    assert Tag.objects.filter(term=water, origin=TagOrigin.NATIONAL).count() == 3


def test_a_merged_term_is_suggested_as_what_it_became(people, water):
    into = TermFactory(label="Water and sanitation")
    merge_term(by=people.admin, term=water, into=into)
    one = RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    assert suggested() == {(one.pk, into.pk)}


def test_only_the_secretariat(people, water):
    RecommendationFactory(text="Drinking water")
    train(by=User.objects.system())
    one = Suggestion.objects.get()
    for user in (people.admin, people.health, people.nhri):
        for run in (
            lambda by: train(by=by),
            lambda by: start_training(by=by),
            lambda by: decide_suggestion(by=by, suggestion=one, decision=Decision.ACCEPTED),
        ):
            with pytest.raises(PermissionDenied):
                run(user)


def test_one_job_at_a_time(people):
    assert start_training(by=people.secretariat) == start_training(by=people.secretariat)
    assert Job.objects.get().kind == "suggestions.train"


def test_a_training_that_is_stopped_leaves_all_as_it_was(people, water):
    class Stopped:
        calls = 0

        def at(self, done, total=None):
            self.calls += 1
            if self.calls > 2:
                raise JobCancelled

    RecommendationFactory(text="Drinking water")
    train(by=people.secretariat)
    before = list(Suggestion.objects.values())
    with pytest.raises(JobCancelled):
        train(by=people.secretariat, progress=Stopped())
    assert list(Suggestion.objects.values()) == before
    assert Training.objects.count() == 1


def test_learnt_again_after_an_import_only(people):
    assert keep_suggestions_fresh() is False
    imported(people)
    assert keep_suggestions_fresh() is True
    train(by=User.objects.system())
    assert keep_suggestions_fresh() is False


@pytest.mark.django_db(transaction=True)
def test_two_trainings_at_once(people):
    water = TermFactory(label="Water", signal_words="drinking water")
    one = RecommendationFactory(text="Drinking water")
    failed = []

    def run():
        try:
            with transaction.atomic():
                train(by=people.secretariat)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert failed == []
    assert (Training.objects.count(), suggested()) == (2, {(one.pk, water.pk)})


def test_a_lead_that_was_assigned_meanwhile_does_not_stop_the_others(people):
    rows = [RecommendationFactory(text=f"Vaccinate children {n}") for n in range(3)]
    for one in rows:
        Suggestion.objects.create(recommendation=one, kind="institution", institution=people.ministry_of_health, confidence=0.9)
    AssignmentFactory(recommendation=rows[0], institution=people.ministry_of_justice)
    opened = open_suggestions({"kind": "institution"})
    assert decide_suggestions(by=people.secretariat, suggestions=opened, decision=Decision.ACCEPTED, expected=2) == 2
    led = Assignment.objects.filter(role=AssignmentRole.LEAD).values_list("recommendation", "institution")
    health, justice = people.ministry_of_health.pk, people.ministry_of_justice.pk
    assert set(led) == {(rows[0].pk, justice), (rows[1].pk, health), (rows[2].pk, health)}


def test_a_training_that_failed_waits_for_the_next_day(people):
    imported(people)
    assert is_time_to_learn()
    job = Job.objects.create(kind=TRAIN, title="Learning", state=Job.State.FAILED, started_by=people.secretariat)
    assert not is_time_to_learn()
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=2))
    assert is_time_to_learn()
