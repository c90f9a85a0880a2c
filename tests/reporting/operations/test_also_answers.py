"""One update that answers recommendations which ask the same: from the draft to each mechanism's report."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from recommendations.enums import AssignmentRole, MechanismKind, Status
from recommendations.operations.assignments import HandedIn, remove_assignment
from reporting.enums import ReportKind, UpdateState
from reporting.models import AlsoAnswered, StatusChange, Update
from reporting.operations.reports import build_report, start_report
from reporting.operations.updates import NotTheSame, approve_update, save_draft, send_back, submit_update, write_update
from reporting.queries.updates import answerable_too, last_approved, to_write
from tests.factories import AssignmentFactory, DocumentFactory, MechanismFactory, OverlapMemberFactory, RecommendationFactory, UpdateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(people):
    """Health leads on CEDAW's and supports on the UPR's recommendation; both ask the same."""
    cedaw = DocumentFactory(symbol="CEDAW/C/XVM/CO/8", published_on=date(2022, 11, 14), mechanism=MechanismFactory(code="CEDAW", name="CEDAW"))
    upr = DocumentFactory(
        symbol="A/HRC/59/15", published_on=date(2025, 1, 1), mechanism=MechanismFactory(code="UPR", name="UPR", kind=MechanismKind.UPR)
    )
    rows = [RecommendationFactory(document=document, paragraph=paragraph) for document, paragraph in ((cedaw, "12"), (upr, "140.7"))]
    group = OverlapMemberFactory(recommendation=rows[0]).group
    OverlapMemberFactory(recommendation=rows[1], group=group)
    return [AssignmentFactory(recommendation=row, institution=people.ministry_of_health) for row in rows]


def handed_in(people, two, **more):
    return write_update(
        by=people.health, assignment=two[0], status=Status.UNDER_WAY, text="A bill.", changed_at=None, also_answers=two[1:], submit=True, **more
    )


def answered(assignments):
    return [a.__class__.objects.get(pk=a.pk).answered_at is not None for a in assignments]


def statuses(assignments):
    return [a.recommendation.__class__.objects.get(pk=a.recommendation_id).status for a in assignments]


def test_what_is_offered(people, two):
    assert list(answerable_too(two[0])) == [two[1]]
    AssignmentFactory(institution=people.ministry_of_health)  # in no group
    AssignmentFactory(
        recommendation=two[1].recommendation, institution=people.ministry_of_justice, role=AssignmentRole.SUPPORTING
    )  # of another institution
    assert list(answerable_too(two[0])) == [two[1]]
    UpdateFactory(assignment=two[1], author=people.health)  # has a draft of its own
    assert list(answerable_too(two[0])) == []


def test_what_another_open_update_answers_is_not_offered(people, two):
    third = AssignmentFactory(
        institution=people.ministry_of_health, recommendation=OverlapMemberFactory(group=two[0].recommendation.overlap_member.group).recommendation
    )
    save_draft(by=people.health, assignment=two[0], status="", text="", also_answers=[two[1]])
    assert list(answerable_too(third)) == []
    assert list(answerable_too(two[0])) == [two[1], third]


def test_a_draft_keeps_what_it_also_answers(people, two):
    update = save_draft(by=people.health, assignment=two[0], status="", text="", also_answers=[two[1]])
    assert list(update.also_answers.all()) == [two[1]]
    assert answered(two) == [False, False]
    update = save_draft(by=people.health, assignment=two[0], status="", text="More.", changed_at=update.changed_at)
    assert update.also_answers.count() == 1
    update = save_draft(by=people.health, assignment=two[0], status="", text="More.", changed_at=update.changed_at, also_answers=[])
    assert update.also_answers.count() == 0


def test_only_what_asks_the_same_of_the_same_institution(people, two):
    stranger = AssignmentFactory(institution=people.ministry_of_health)
    foreign = AssignmentFactory(recommendation=two[1].recommendation, institution=people.ministry_of_justice, role=AssignmentRole.SUPPORTING)
    for wrong in (stranger, foreign, two[0]):
        with pytest.raises(NotTheSame, match="Save without it"):
            save_draft(by=people.health, assignment=two[0], status="", text="", also_answers=[wrong])
    assert not Update.objects.exists()
    with pytest.raises(PermissionDenied):
        save_draft(by=people.justice, assignment=two[0], status="", text="", also_answers=[two[1]])


def test_a_group_that_ended_meanwhile_stops_submitting(people, two):
    update = save_draft(by=people.health, assignment=two[0], status=Status.UNDER_WAY, text="A bill.", also_answers=[two[1]])
    two[1].recommendation.overlap_member.delete()
    with pytest.raises(NotTheSame):
        submit_update(by=people.health, update=update)
    assert answered(two) == [False, False]


def test_submitted_it_answers_both_and_sent_back_neither(people, two):
    assert set(to_write(people.health)) == set(two)
    update = handed_in(people, two)
    assert answered(two) == [True, True]
    assert list(to_write(people.health)) == []
    send_back(by=people.secretariat, update=update, reason="Say when.")
    assert answered(two) == [False, False]
    update.refresh_from_db()
    submit_update(by=people.health, update=update)
    assert answered(two) == [True, True]


def test_approved_it_moves_each_status_where_the_institution_leads(people, two):
    update = handed_in(people, two)
    assert statuses(two) == [Status.NO_INFORMATION, Status.NO_INFORMATION]
    approve_update(by=people.secretariat, update=update)
    assert statuses(two) == [Status.UNDER_WAY, Status.UNDER_WAY]
    assert set(StatusChange.objects.values_list("recommendation", "update")) == {(a.recommendation_id, update.pk) for a in two}


def test_where_it_supports_only_the_text_is_added(people, two):
    two[1].role = AssignmentRole.SUPPORTING
    two[1].save()
    approve_update(by=people.secretariat, update=handed_in(people, two))
    assert statuses(two) == [Status.UNDER_WAY, Status.NO_INFORMATION]
    assert last_approved(two[1]).text == "A bill."


def test_each_report_cites_its_own(people, two):
    approve_update(by=people.secretariat, update=handed_in(people, two))
    for assignment, words in zip(two, ("paragraph 12 of CEDAW/C/XVM/CO/8", "140.7"), strict=True):
        mechanism = assignment.recommendation.document.mechanism
        report = start_report(by=people.secretariat, title="Report", mechanism=mechanism, kind=ReportKind.PERIODIC, word_limit=21_200)
        build_report(by=people.secretariat, report=report)
        [paragraph] = report.sections.get().paragraphs.all()
        assert paragraph.recommendation == assignment.recommendation
        assert words in paragraph.text
        assert paragraph.text.endswith("A bill.")


def test_the_later_of_two_answers_stands_in_the_report(people, two):
    own = UpdateFactory(assignment=two[1], author=people.health, approved=True, text="Its own, older.")
    Update.objects.filter(pk=own.pk).update(reviewed_at=timezone.now() - timedelta(days=9))
    approve_update(by=people.secretariat, update=handed_in(people, two))
    report = start_report(
        by=people.secretariat, title="Report", mechanism=two[1].recommendation.document.mechanism, kind=ReportKind.UPR_NATIONAL, word_limit=900
    )
    build_report(by=people.secretariat, report=report)
    assert report.sections.get().paragraphs.get().text.endswith("A bill.")


def test_unapproved_it_shows_on_neither_page_to_others(people, two, sign_in):
    update = handed_in(people, two)
    pages = [reverse("recommendation", args=[a.recommendation.public_id]) for a in two]
    for client, seen in (
        (sign_in(people.cso), False),
        (sign_in(people.justice), False),
        (sign_in(people.health), True),
        (sign_in(people.secretariat), True),
    ):
        assert [("A bill." in client.get(page).text) for page in pages] == [seen, seen]
    approve_update(by=people.secretariat, update=update)
    page = sign_in(people.cso).get(pages[1]).text
    assert "A bill." in page
    assert "written on CEDAW/C/XVM/CO/8, para. 12, which asks the same" in page


def test_on_the_page_nothing_is_ticked_until_somebody_does(people, two, sign_in):
    client, address = sign_in(people.health), reverse("update_write", args=[two[0].public_id])
    page = client.get(address).text
    assert "This also answers" in page
    assert "140.7" in page
    sent = {"status": "under_way", "text": "A bill.", "changed_at": "", "submit": "", "also_answers": [str(two[1].public_id)]}
    answer = client.post(address, sent, follow=True)
    assert "This also answers" in answer.text
    assert AlsoAnswered.objects.get().assignment == two[1]
    assert Update.objects.get().state == UpdateState.SUBMITTED
    lonely = AssignmentFactory(institution=people.ministry_of_health)
    assert "This also answers" not in client.get(reverse("update_write", args=[lonely.public_id])).text


def test_through_the_api(people, two, api):
    given = {"assignment": str(two[0].public_id), "also_answers": [str(two[1].public_id)], "text": "A bill."}
    made = api(people.health).post("/api/v1/updates/", given)
    assert (made.status_code, made.json()["also_answers"]) == (201, [str(two[1].public_id)])


def test_an_assignment_that_was_answered_too_stays(people, two):
    handed_in(people, two)
    with pytest.raises(HandedIn):
        remove_assignment(by=people.secretariat, assignment=two[1])
