"""The sample holds together, is what the demonstration needs, and says where it is wrong."""

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from consultations.enums import Visibility
from ministries.enums import InstitutionKind
from nmirf.accounts.models import Role
from nmirf.sample.data import FOLDER, SampleError, load
from recommendations.enums import AssignmentRole, Kind, MechanismKind, Position, Status
from reporting.enums import WORD_LIMITS, ObligationKind, ReportKind, UpdateState

SAMPLE = load()


def test_documents_are_many_and_of_every_kind() -> None:
    kinds = Counter(item.kind for _, item in SAMPLE.items.values())
    assert len(SAMPLE.documents) == 13
    assert kinds == {Kind.RECOMMENDATION: 162, Kind.OBSERVATION: 15}
    assert {document.format for document in SAMPLE.documents} == {"uhri_xlsx", "uhri_json", "upr_info_csv", "ohchr_docx", "homemade_xlsx"}
    assert {document.published_on.year for document in SAMPLE.documents} >= {2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026}


def test_text_of_a_recommendation_without_symbol() -> None:
    document, item = SAMPLE.find("upr-3#02")
    assert (document.symbol, item.paragraph, document.session, document.cycle) == ("", "", "35", 3)
    assert SAMPLE.text_of("upr-3#02") == "Ratify the ILO Domestic Workers Convention, 2011 (No. 189)"


def test_unknown_ref() -> None:
    with pytest.raises(SampleError, match="no recommendation 'cedaw-8#99'"):
        SAMPLE.text_of("cedaw-8#99")


def test_upr_recommendations_have_position_and_states_and_others_have_not() -> None:
    for document, item in SAMPLE.items.values():
        assert (document.mechanism == "UPR") == bool(item.position) == bool(item.recommending_states), item.text


def test_institutions_people_and_sample_accounts() -> None:
    assert len(SAMPLE.institutions) == 25
    roles = {person.email: person.role for person in SAMPLE.people}
    assert roles["admin@example.org"] == "administrator"
    assert [email for email, role in roles.items() if role == "secretariat"] == ["secretariat@example.org", "secretariat.deputy@example.org"]
    holders = {one.slug: one.people() for one in SAMPLE.institutions}
    assert "focal.health@example.org" in holders["ministry-of-health"]
    assert "focal.justice@example.org" in holders["ministry-of-justice"]
    assert "nhri@example.org" in holders["national-human-rights-commission"]
    assert "cso@example.org" in holders["casa-abierta"]
    assert all(email.endswith("@example.org") for email in roles)


def test_posts_with_a_deputy_a_former_holder_and_nobody() -> None:
    posts = [post for one in SAMPLE.institutions for post in one.posts]
    assert any(holding.is_deputy for post in posts for holding in post.holders)
    assert any(holding.until for post in posts for holding in post.holders)
    assert any(not post.holders for post in posts)


def test_story_is_alive() -> None:
    due = [one.due_in_days for one in SAMPLE.assignments]
    assert min(due) == -90
    assert sum(days < 0 for days in due) >= 20
    assert sum(0 <= days <= 30 for days in due) >= 20
    assert max(due) > 200
    assert Counter(one.state for one in SAMPLE.updates) == {"approved": 24, "submitted": 9, "returned": 5, "clearance": 1, "draft": 7}
    assert sorted(one.closes_in_days > 0 for one in SAMPLE.consultations) == [False, True]
    assert {one.reply is None for one in SAMPLE.comments} == {True, False}
    assert len(SAMPLE.clusters) == 12
    assert {one.visibility for one in SAMPLE.comments} == set(Visibility.values)


def test_codes_are_those_of_the_models() -> None:
    assert {one.kind for one in SAMPLE.institutions} <= set(InstitutionKind.values)
    assert {one.role for one in SAMPLE.people} == set(Role.values)
    assert {one.role for one in SAMPLE.assignments} == set(AssignmentRole.values)
    assert {one.state for one in SAMPLE.updates} == set(UpdateState.values)
    assert {one.status for one in SAMPLE.updates} == set(Status.values) - {Status.NO_INFORMATION}
    assert {one.kind for one in SAMPLE.obligations} == set(ObligationKind.values)
    assert {one.kind for one in SAMPLE.mechanisms} == {MechanismKind.REGIONAL}
    assert {item.position for _, item in SAMPLE.items.values()} == {"", *Position.values}
    (report,) = SAMPLE.reports
    assert report.kind == ReportKind.PERIODIC
    assert report.word_limit == WORD_LIMITS[ReportKind.PERIODIC]


def change(path: Path, index: int, **values: Any) -> None:
    records = json.loads(path.read_text(encoding="utf-8"))
    records[index] |= values
    path.write_text(json.dumps(records), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "values", "message"),
    [
        ("story/assignments.json", {"ref": "cedaw-8#99"}, "unknown recommendation 'cedaw-8#99'"),
        ("story/assignments.json", {"institution": "ministry-of-magic"}, "unknown institution 'ministry-of-magic'"),
        ("story/assignments.json", {"role": "boss"}, r"assignments.json\[0\].role: 'boss' is not"),
        ("story/assignments.json", {"due_in_days": "soon"}, r"assignments.json\[0\].due_in_days: 'soon' is not"),
        ("story/assignments.json", {"colour": "red"}, r"assignments.json\[0\]: missing or unknown in Assignment: colour"),
        ("story/updates.json", {"ref": "cedaw-8#46"}, "has no assignment"),
        ("story/updates.json", {"by": "cso@example.org"}, "cso@example.org holds no post in ministry-of-women-and-family"),
        ("story/updates.json", {"state": "draft"}, "a review belongs to approved and returned updates"),
        ("story/updates.json", {"return_reason": "Why?"}, "a reason belongs to returned updates"),
        ("story/updates.json", {"reviewed_days_ago": 1000}, "reviewed before it was submitted"),
        ("story/updates.json", {"evidence": ["missing.csv"]}, "unknown evidence 'missing.csv'"),
        ("story/consultations.json", {"questions": ["One?"]}, "not one answer a question"),
        ("story/assignments.json", {"ref": "cedaw-8#9"}, "cedaw-8#9 is an observation: nothing to assign"),
        ("story/comments.json", {"days_ago": 1}, "casa-abierta, 1 days ago: answered before it was said"),
        ("story/obligations.json", {"document": "cedaw-7"}, "unknown document 'cedaw-7'"),
        ("people.json", {"email": "other@example.org"}, "unknown person"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, file: str, values: dict[str, Any], message: str) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    change(folder / file, 1 if file == "people.json" else 0, **values)
    with pytest.raises(SampleError, match=message):
        load(folder)


def test_broken_json_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "texts/crc-7.json").write_text("{", encoding="utf-8")
    with pytest.raises(SampleError, match=r"^crc-7\.json: "):
        load(folder)
