from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ministries.enums import InstitutionKind
from recommendations.enums import Kind, Need
from recommendations.models import Action
from recommendations.operations.actions import (
    ChangedMeanwhile,
    EndsBeforeItStarts,
    EndsInTheFuture,
    NoDraft,
    NoReason,
    NotForThisInstitution,
    NotTheirs,
    OtherPost,
    StillDraft,
    add_recommendations,
    change_action,
    delete_draft_action,
    publish_action,
    remove_recommendation,
    set_action_status,
    write_action,
)
from recommendations.operations.assignments import NothingToImplement
from tests.factories import (
    ActionFactory,
    AssignmentFactory,
    FrameworkFactory,
    InstitutionFactory,
    OverlapMemberFactory,
    PostFactory,
    RecommendationFactory,
)

pytestmark = pytest.mark.django_db
TERM = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


def written(by, institution, **more):
    return write_action(by=by, institution=institution, **{"title": "Train judges", "need": Need.TRAINING, **TERM, **more})


def changed(by, action, **more):
    now = {name: getattr(action, name) for name in ("title", "need", "starts_on", "ends_on", "description", "post", "budget_note")}
    return change_action(by=by, action=action, **{**now, "frameworks": [], **more})


def test_an_institution_writes_a_draft_for_what_is_assigned_to_it(people):
    given = AssignmentFactory(institution=people.ministry_of_health).recommendation
    framework = FrameworkFactory()
    action = written(people.health, people.ministry_of_health, recommendations=[given], frameworks=[framework])
    assert (action.is_draft, action.status, action.created_by) == (True, "planned", people.health)
    assert (list(action.recommendations.all()), list(action.frameworks.all())) == ([given], [framework])


def test_drafts_stay_with_their_institution_and_the_secretariat(people):
    draft, public = ActionFactory(institution=people.ministry_of_health, is_draft=True), ActionFactory(institution=people.ministry_of_health)
    for who, sees in [("health", True), ("secretariat", True), ("justice", False), ("nhri", False), ("cso", False), ("admin", False)]:
        user = getattr(people, who)
        assert set(Action.objects.visible_to(user)) == ({draft, public} if sees else {public}), who


def test_another_institution_and_outsiders_write_nothing(people):
    action = ActionFactory(institution=people.ministry_of_health)
    for who in ("justice", "nhri", "cso", "admin"):
        user = getattr(people, who)
        for attempt in (
            lambda user=user: written(user, people.ministry_of_health),
            lambda user=user: changed(user, action, title="Mine"),
            lambda user=user: publish_action(by=user, action=action),
            lambda user=user: set_action_status(by=user, action=action, status="done"),
            lambda user=user: add_recommendations(by=user, action=action, recommendations=[]),
            lambda user=user: delete_draft_action(by=user, action=action),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
    with pytest.raises(PermissionDenied):
        written(people.cso, people.association)
    assert Action.objects.get() == action


def test_only_institutions_of_the_state_that_exist_undertake(people):
    for unfit in (people.association, InstitutionFactory(is_active=False), InstitutionFactory(kind=InstitutionKind.UN_BODY)):
        with pytest.raises(NotForThisInstitution):
            written(people.secretariat, unfit)
    assert not Action.objects.exists()


def test_what_is_not_assigned_is_refused_but_not_what_asks_the_same(people):
    given = AssignmentFactory(institution=people.ministry_of_health).recommendation
    alike = OverlapMemberFactory(group=OverlapMemberFactory(recommendation=given).group).recommendation
    other = AssignmentFactory(institution=people.ministry_of_justice).recommendation
    action = ActionFactory(institution=people.ministry_of_health)
    with pytest.raises(NotTheirs, match="1 of those chosen is not assigned to Health"):
        add_recommendations(by=people.health, action=action, recommendations=[given, alike, other])
    assert not action.recommendations.exists()
    assert add_recommendations(by=people.health, action=action, recommendations=[given, alike]) == 2
    assert add_recommendations(by=people.health, action=action, recommendations=[given, alike]) == 0
    assert add_recommendations(by=people.secretariat, action=action, recommendations=[other]) == 1


def test_observations_and_other_states_are_nobodys_to_implement(people):
    action = ActionFactory(institution=people.ministry_of_health)
    for unfit in (RecommendationFactory(kind=Kind.OBSERVATION), RecommendationFactory(document__state__code="PER", document__state__name="Peru")):
        with pytest.raises(NothingToImplement):
            add_recommendations(by=people.secretariat, action=action, recommendations=[unfit])


def test_taking_out_leaves_the_others(people):
    one, two = RecommendationFactory.create_batch(2)
    action = ActionFactory(institution=people.ministry_of_health, recommendations=[one, two])
    remove_recommendation(by=people.health, action=action, recommendation=one)
    remove_recommendation(by=people.health, action=action, recommendation=one)
    assert list(action.recommendations.all()) == [two]


def test_dates_in_order_and_the_post_of_the_institution(people):
    with pytest.raises(EndsBeforeItStarts):
        written(people.health, people.ministry_of_health, ends_on=date(2025, 12, 31))
    with pytest.raises(OtherPost, match="Choose one of Health"):
        written(people.health, people.ministry_of_health, post=PostFactory())
    action = written(people.health, people.ministry_of_health, post=people.health.holdings.get().post)
    assert action.post.institution == people.ministry_of_health


def test_two_people_do_not_overwrite_each_other(people):
    action = ActionFactory(institution=people.ministry_of_health, title="First")
    seen = action.changed_at
    changed(people.health, action, title="Second", seen=seen)
    with pytest.raises(ChangedMeanwhile):
        changed(people.secretariat, action, title="Third", seen=seen)
    action.refresh_from_db()
    assert action.title == "Second"


def test_it_ends_and_is_opened_again(people):
    action, today = ActionFactory(institution=people.ministry_of_health), timezone.localdate()
    done = set_action_status(by=people.health, action=action, status="done", outcome="All judges were trained.")
    assert (done.status, done.ended_on, done.is_overdue) == ("done", today, False)
    with pytest.raises(EndsInTheFuture):
        set_action_status(by=people.health, action=action, status="done", on=today + timedelta(days=1))
    with pytest.raises(NoReason):
        set_action_status(by=people.health, action=action, status="dropped", outcome=" ")
    dropped = set_action_status(by=people.health, action=action, status="dropped", on=today - timedelta(days=3), outcome="No money.")
    assert (dropped.ended_on, dropped.outcome) == (today - timedelta(days=3), "No money.")
    again = set_action_status(by=people.secretariat, action=action, status="under_way")
    assert (again.status, again.ended_on) == ("under_way", None)


def test_a_draft_is_published_or_deleted_and_says_nothing_before(people):
    draft = ActionFactory(institution=people.ministry_of_health, is_draft=True)
    with pytest.raises(StillDraft):
        set_action_status(by=people.health, action=draft, status="done")
    assert publish_action(by=people.health, action=draft).is_draft is False
    with pytest.raises(NoDraft):
        delete_draft_action(by=people.health, action=draft)
    delete_draft_action(by=people.health, action=ActionFactory(institution=people.ministry_of_health, is_draft=True))
    assert Action.objects.get() == draft


def test_the_database_insists(people):
    today = timezone.localdate()
    for name, wrong in {
        "action_ends_after_it_starts": {"ends_on": date(2000, 1, 1)},
        "action_ended_has_day": {"status": "done"},
        "action_dropped_with_reason": {"status": "dropped", "ended_on": today},
        "action_need_known": {"need": "luck"},
    }.items():
        action = ActionFactory()
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(**wrong)


def test_overdue_is_what_runs_past_its_last_day(people):
    past = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 1)}
    late = ActionFactory(**past)
    ActionFactory(**past, is_draft=True)
    ActionFactory(**past, status="done", ended_on=date(2020, 2, 1))
    ActionFactory()
    assert list(Action.objects.overdue()) == [late]
    assert late.is_overdue
