from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from pghistory.models import Context

from nmirf.jobs.kinds import JobCancelled
from nmirf.jobs.models import Job
from recommendations.enums import BatchState, MechanismKind, Outcome, Status, TagOrigin
from recommendations.models import Document, ImportBatch, Mechanism, Recommendation, StagedRow, State, Tag, Term
from recommendations.operations.imports import (
    NotWaiting,
    UnknownState,
    apply_import,
    discard_import,
    read_import,
    receive_file,
    start_applying,
    start_import,
)
from tests.factories import AssignmentFactory, ClusterMemberFactory, TagFactory, TermFactory
from tests.recommendations.bringing import bring_in, counts, read, sheet

pytestmark = pytest.mark.django_db


def problems(batch):
    return [(row.line, p["code"], p["is_fatal"]) for row in batch.staged_rows.order_by("line") for p in row.problems]


class TestWho:
    @pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
    def test_only_administrators(self, people, who):
        with pytest.raises(PermissionDenied):
            read(getattr(people, who), sheet({}))
        assert not ImportBatch.objects.exists()

    def test_applying_and_discarding_ask_too(self, people):
        batch = read(people.admin, sheet({}))
        for operation in (read_import, start_applying, apply_import, discard_import):
            with pytest.raises(PermissionDenied):
                operation(by=people.secretariat, batch=batch)
        assert not Recommendation.objects.exists()


class TestReading:
    def test_the_preview_writes_nothing_but_itself(self, people):
        batch = read(people.admin, sheet({}, {"Text": "End child marriage", "Paragraph": "14"}))
        assert (batch.state, batch.format, batch.rows, counts(batch)) == (BatchState.READY, "sheet", 2, (2, 0, 0, 0, 0))
        assert list(batch.staged_rows.order_by("line").values_list("line", "outcome")) == [(2, "new"), (3, "new")]
        for model in (Recommendation, Document, Mechanism, Term, State):
            assert not model.objects.exists()

    def test_what_the_file_is_is_kept(self, people):
        batch = read(people.admin, sheet({}), name="../../etc/=cmd calc' OR 1=1 --.csv")
        assert batch.file_name == "=cmd calc' OR 1=1 --.csv"
        assert batch.file.name.endswith(f"/{batch.public_id}.csv")
        assert Path(batch.file.path).read_bytes() == sheet({})
        assert len(batch.file_sha256) == 64
        assert batch.started_by == people.admin

    def test_a_refused_file_leaves_the_database_as_it_was(self, people):
        batch = read(people.admin, b"nothing known here\n1\n")
        assert batch.state == BatchState.REFUSED
        assert batch.refusal.startswith("None of the first 20 rows has headers that are known")
        assert not StagedRow.objects.exists()
        assert not Recommendation.objects.exists()

    def test_another_format_than_asked_for_is_refused(self, people):
        batch = read(people.admin, sheet({}), format="upr_info")
        assert batch.state == BatchState.REFUSED

    def test_reading_twice_stages_once(self, people):
        batch = read(people.admin, sheet({}))
        assert read_import(by=people.admin, batch=batch).rows == 1
        assert batch.staged_rows.count() == 1

    def test_an_unknown_state_is_refused(self, people):
        with pytest.raises(UnknownState):
            read(people.admin, sheet({}), country="QQQ")

    def test_a_job_stopped_in_between_leaves_nothing(self, people):
        class Stop:
            def at(self, done, total=None):
                raise JobCancelled

        batch = read(people.admin, sheet({}))
        with pytest.raises(JobCancelled):
            apply_import(by=people.admin, batch=batch, progress=Stop())
        assert not Recommendation.objects.exists()
        batch.refresh_from_db()
        assert batch.state == BatchState.READY


class TestLoading:
    def test_everything_the_row_says_arrives(self, people):
        row = {
            "Text": "Ratify the treaty",
            "Mechanism": "UPR",
            "Symbol": "A/HRC/59/15",
            "Paragraph": "115.3",
            "Annotation Id": "id-1",
            "Position": "Supported",
            "Recommending States": "France; Viet Nam",
            "Affected persons": "Women",
            "SDGs": "5; 16.3",
            "Themes": "Ratification; Gender equality ",
            "Notes": "from the minister",
        }
        batch = bring_in(people.admin, sheet(row))
        one = Recommendation.objects.get()
        assert (one.text, one.paragraph, one.paragraph_key) == ("Ratify the treaty", "115.3", "00115.00003")
        assert (one.position, one.position_source, one.annotation_id, one.kind) == ("supported", "Supported", "id-1", "recommendation")
        assert (one.status, one.language, one.source) == (Status.NO_INFORMATION, "en", {"Notes": "from the minister"})
        document = one.document
        assert (document.symbol, document.state_id, document.published_on) == ("A/HRC/59/15", "XVM", date(2024, 3, 1))
        assert (document.mechanism.code, document.mechanism.kind) == ("UPR", MechanismKind.UPR)
        assert list(one.recommending_states.order_by("code").values_list("code", "name")) == [("FRA", "France"), ("VNM", "Vietnam")]
        assert list(one.terms.order_by("kind", "code").values_list("kind", "code", "label")) == [
            ("affected_persons", "women", "Women"),
            ("sdg", "16 3", "16.3"),
            ("sdg", "sdg 5", "SDG 5"),
            ("theme", "gender equality", "Gender equality"),
            ("theme", "ratification", "Ratification"),
        ]
        assert set(one.tags.values_list("origin", flat=True)) == {TagOrigin.SOURCE}
        assert (batch.state, counts(batch)) == (BatchState.APPLIED, (1, 0, 0, 0, 0))
        assert batch.applied_at is not None
        assert batch.staged_rows.get().recommendation == one

    def test_the_history_says_who_and_what(self, people):
        bring_in(people.admin, sheet({}))
        event = Recommendation.objects.get().events.get()
        context = Context.objects.get(pk=event.pgh_context_id)
        assert (context.metadata["operation"], context.metadata["name"]) == ("recommendations.apply_import", "Admin")

    def test_again_nothing_changes(self, people):
        rows = sheet({}, {"Paragraph": "13", "Text": "Other", "Recommending States": "France", "SDGs": "5"})
        bring_in(people.admin, rows)
        before = list(Recommendation.objects.order_by("pk").values())
        events = Recommendation.objects.first().events.model.objects.count()
        assert counts(bring_in(people.admin, rows)) == (0, 0, 2, 0, 0)
        assert list(Recommendation.objects.order_by("pk").values()) == before
        assert Recommendation.objects.first().events.model.objects.count() == events

    def test_applying_twice_does_nothing_more(self, people):
        batch = bring_in(people.admin, sheet({}))
        again = apply_import(by=people.admin, batch=batch)
        assert (again.applied_at, counts(again)) == (batch.applied_at, (1, 0, 0, 0, 0))
        assert Recommendation.objects.count() == 1

    def test_what_was_imported_since_the_preview_is_seen(self, people):
        early = read(people.admin, sheet({}))
        bring_in(people.admin, sheet({}))
        assert counts(early) == (1, 0, 0, 0, 0)
        late = apply_import(by=people.admin, batch=early)
        assert counts(late) == (0, 0, 1, 0, 0)
        assert late.staged_rows.get().outcome == Outcome.UNCHANGED
        assert Recommendation.objects.count() == 1

    def test_an_unknown_mechanism_is_added_and_said(self, people):
        batch = bring_in(
            people.admin, sheet({"Mechanism": "Inter-American Court of Human Rights"}, {"Mechanism": "Envoy on Lakes", "Paragraph": "3", "Text": "B"})
        )
        assert dict(Mechanism.objects.values_list("name", "kind")) == {
            "Inter-American Court of Human Rights": MechanismKind.REGIONAL,
            "Envoy on Lakes": MechanismKind.SPECIAL_PROCEDURE,
        }
        assert problems(batch) == [(2, "mechanism_new", False), (3, "mechanism_new", False)]

    def test_the_mechanism_of_a_symbol(self, people):
        bring_in(people.admin, sheet({"Mechanism": ""}))
        assert Document.objects.get().mechanism.code == "CEDAW"


class TestChanging:
    def test_field_by_field(self, people):
        bring_in(people.admin, sheet({"Annotation Id": "a", "Themes": "Old; Kept", "Recommending States": "France"}))
        batch = read(
            people.admin,
            sheet(
                {
                    "Annotation Id": "a",
                    "Text": "Ratify it at once",
                    "Paragraph": "14",
                    "Themes": "Kept; New",
                    "Recommending States": "Peru",
                    "Date": "2024-04-01",
                    "Notes": "seen",
                }
            ),
        )
        assert counts(batch) == (0, 1, 0, 0, 0)
        assert batch.staged_rows.get().changes == {
            "text": ["Ratify the Optional Protocol", "Ratify it at once"],
            "paragraph": ["12", "14"],
            "theme": [["Kept", "Old"], ["Kept", "New"]],
            "recommending_states": [["FRA"], ["PER"]],
            "published_on": ["2024-03-01", "2024-04-01"],
            "source": [{}, {"Notes": "seen"}],
        }
        apply_import(by=people.admin, batch=batch)
        one = Recommendation.objects.get()
        assert (one.text, one.paragraph_key, one.source) == ("Ratify it at once", "00014", {"Notes": "seen"})
        assert set(one.terms.values_list("label", flat=True)) == {"Kept", "New"}
        assert [state.code for state in one.recommending_states.all()] == ["PER"]
        assert one.document.published_on == date(2024, 4, 1)
        assert counts(read(people.admin, Path(batch.file.path).read_bytes())) == (0, 0, 1, 0, 0)

    def test_a_blank_takes_nothing_away(self, people):
        bring_in(people.admin, sheet({"Position": "Noted", "Recommending States": "France", "SDGs": "5"}))
        blank = {"Position": "", "Recommending States": "", "SDGs": "", "Themes": "", "Date": ""}
        assert counts(bring_in(people.admin, sheet(blank))) == (0, 0, 1, 0, 0)
        one = Recommendation.objects.get()
        assert (one.position, one.terms.count(), one.recommending_states.count()) == ("noted", 2, 1)

    def test_national_work_stays(self, people):
        bring_in(people.admin, sheet({"Themes": "Old"}))
        one = Recommendation.objects.get()
        Recommendation.objects.update(status=Status.UNDER_WAY)
        assignment, member = AssignmentFactory(recommendation=one), ClusterMemberFactory(recommendation=one)
        ours = TagFactory(recommendation=one, term=TermFactory(label="New", code="new"), origin=TagOrigin.NATIONAL)
        bring_in(people.admin, sheet({"Themes": "New; Third"}))
        one.refresh_from_db()
        assert one.status == Status.UNDER_WAY
        assert list(one.assignments.all()) == [assignment]
        assert list(one.cluster_members.all()) == [member]
        assert set(one.tags.values_list("term__label", "origin")) == {("New", "national"), ("Third", "source")}
        assert Tag.objects.get(pk=ours.pk).origin == TagOrigin.NATIONAL
        assert counts(read(people.admin, sheet({"Themes": "New; Third"}))) == (0, 0, 1, 0, 0)


class TestMatching:
    def test_the_id_wins_over_the_paragraph(self, people):
        bring_in(people.admin, sheet({"Annotation Id": "a"}, {"Annotation Id": "b", "Paragraph": "13", "Text": "Second"}))
        swapped = sheet({"Annotation Id": "a", "Paragraph": "13"}, {"Annotation Id": "b", "Text": "Second"})
        assert counts(bring_in(people.admin, swapped)) == (0, 2, 0, 0, 0)
        assert dict(Recommendation.objects.values_list("annotation_id", "paragraph")) == {"a": "13", "b": "12"}

    def test_symbol_and_paragraph(self, people):
        bring_in(people.admin, sheet({}))
        assert counts(bring_in(people.admin, sheet({"Text": "Ratify the Optional Protocol without delay"}))) == (0, 1, 0, 0, 0)

    def test_a_paragraph_of_several_is_told_by_the_text(self, people):
        bring_in(people.admin, sheet({"Text": "One", "Annotation Id": "1"}, {"Text": "Two", "Annotation Id": "2"}))
        batch = bring_in(people.admin, sheet({"Text": "Two", "Annotation Id": ""}))
        assert (counts(batch), batch.staged_rows.get(outcome=Outcome.UNCHANGED).recommendation.annotation_id) == ((0, 0, 1, 0, 0), "2")

    def test_another_id_is_another_recommendation(self, people):
        bring_in(people.admin, sheet({"Annotation Id": "1"}))
        assert counts(bring_in(people.admin, sheet({"Annotation Id": "2"}))) == (1, 0, 0, 0, 0)

    def test_the_text_whatever_its_case_and_signs(self, people):
        bring_in(people.admin, sheet({"Paragraph": ""}))
        batch = bring_in(people.admin, sheet({"Paragraph": "", "Text": "RATIFY – the optional protocol!"}))
        assert counts(batch) == (0, 1, 0, 0, 0)
        assert set(batch.staged_rows.get().changes) == {"text"}

    def test_the_same_text_in_another_document_is_new(self, people):
        bring_in(people.admin, sheet({}))
        assert counts(bring_in(people.admin, sheet({"Symbol": "CEDAW/C/XVM/CO/9"}))) == (1, 0, 0, 0, 0)

    def test_documents_without_a_symbol_are_told_by_session_and_day(self, people):
        row = {"Mechanism": "UPR", "Symbol": "", "Paragraph": "", "Date": ""}
        bring_in(people.admin, sheet(row | {"Session": "20"}, row | {"Session": "34"}))
        assert sorted(Document.objects.values_list("session", "cycle")) == [("20", 2), ("34", 3)]
        assert counts(bring_in(people.admin, sheet(row | {"Session": "34"}))) == (0, 0, 1, 0, 0)

    def test_without_a_symbol_a_number_is_no_identity(self, people):
        row = {"Mechanism": "UPR", "Symbol": "", "Date": ""}
        bring_in(people.admin, sheet(row))
        assert counts(bring_in(people.admin, sheet(row | {"Text": "Quite another"}))) == (1, 0, 0, 0, 0)


class TestStates:
    def test_others_are_counted_and_left_out(self, people):
        batch = bring_in(people.admin, sheet({}, {"State": "Kenya"}))
        assert counts(batch) == (1, 0, 0, 0, 1)
        assert list(Document.objects.values_list("state_id", flat=True)) == ["XVM"]

    def test_or_taken_in_as_reference(self, people):
        assert counts(bring_in(people.admin, sheet({}, {"State": "Kenya"}), country="all")) == (2, 0, 0, 0, 0)
        assert Recommendation.objects.ours().count() == 1

    def test_a_row_about_two_states_is_ours_if_we_are_one(self, people):
        bring_in(people.admin, sheet({"State": "Kenya; Valmera"}))
        one = Recommendation.objects.get()
        assert (one.document.state_id, one.source) == ("XVM", {"State": "Kenya; Valmera"})

    def test_a_state_nobody_knows_is_rejected_with_its_column(self, people):
        batch = bring_in(people.admin, sheet({"State": "Atlantis"}, {"State": ""}))
        assert counts(batch) == (0, 0, 0, 2, 0)
        found = [(row.line, p["column"], p["code"]) for row in batch.staged_rows.order_by("line") for p in row.problems]
        assert found == [(2, "State", "state_unknown"), (3, "State", "state_missing")]

    def test_without_a_column_the_rows_are_about_the_state_named(self, people):
        bring_in(people.admin, b"Text,Document Symbol\nEnd torture,CAT/C/99\n", country="SVN")
        assert Document.objects.get().state_id == "SVN"

    def test_a_recommending_state_nobody_knows_is_kept_as_a_note(self, people):
        batch = bring_in(people.admin, sheet({"Recommending States": "France; ICRMW"}))
        one = Recommendation.objects.get()
        assert [state.code for state in one.recommending_states.all()] == ["FRA"]
        assert one.source == {"Recommending States": "France; ICRMW"}
        assert problems(batch) == [(2, "state_unknown", False)]


class TestProblems:
    def test_no_mechanism(self, people):
        batch = bring_in(people.admin, b"Text,State,Symbol\nEnd torture,Valmera,A/1\nEnd torture,Valmera,CAT/C/99\n")
        row = batch.staged_rows.get(outcome=Outcome.REJECTED)
        data = {"text": "End torture", "symbol": "A/1", "cells": [[0, ["End torture", "Valmera", "A/1"]]]}
        assert (row.line, row.data, row.problems[0]["code"]) == (2, data, "mechanism_missing")
        assert counts(batch) == (1, 0, 0, 1, 0)

    def test_the_same_row_twice_is_taken_once(self, people):
        batch = bring_in(people.admin, sheet({}, {}))
        assert (counts(batch), Recommendation.objects.count()) == ((1, 0, 1, 0, 0), 1)
        assert problems(batch) == [(3, "duplicate_row", False)]

    def test_an_institution_nobody_knows_is_reported_and_nothing_assigned(self, people):
        batch = bring_in(people.admin, sheet({"Lead ministry": "Health; Ministry of Magic"}))
        one = Recommendation.objects.get()
        assert problems(batch) == [(2, "institution_unknown", False)]
        assert one.source == {"Lead ministry": "Health; Ministry of Magic"}
        assert not one.assignments.exists()

    def test_what_is_too_long_is_kept_as_a_note(self, people):
        batch = bring_in(people.admin, sheet({"Paragraph": "7" * 41}))
        one = Recommendation.objects.get()
        assert (one.paragraph, one.source) == ("", {"Paragraph": "7" * 41})
        assert problems(batch) == [(2, "value_too_long", False)]

    def test_notes_on_the_file_as_a_whole(self, people):
        batch = read(people.admin, b"Text,Document Symbol\nEnd torture,CAT/C/99\n")
        assert [note["code"] for note in batch.notes] == ["no_states_column", "no_mechanism_column"]


class TestDeciding:
    def test_uploading_promises_a_job(self, people):
        batch = start_import(by=people.admin, file=ContentFile(sheet({})), file_name="list.csv", format="auto", country="XVM")
        assert (batch.state, batch.job.kind, batch.job.arguments) == (BatchState.READING, "import.read", {"batch": str(batch.public_id)})

    def test_confirming_promises_a_job(self, people):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        assert (batch.state, batch.job.kind) == (BatchState.APPLYING, "import.apply")
        assert not Recommendation.objects.exists()

    def test_not_twice(self, people):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        for operation in (start_applying, discard_import):
            with pytest.raises(NotWaiting):
                operation(by=people.admin, batch=batch)

    def test_again_once_the_job_came_to_nothing(self, people):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        Job.objects.update(state=Job.State.CANCELLED)
        again = start_applying(by=people.admin, batch=batch)
        assert again.job.state == Job.State.QUEUED
        assert again.job_id != batch.job_id

    def test_discarding(self, people):
        batch = discard_import(by=people.admin, batch=read(people.admin, sheet({})))
        assert (batch.state, batch.staged_rows.count(), batch.rows) == (BatchState.DISCARDED, 0, 1)
        for operation in (start_applying, apply_import):
            with pytest.raises(NotWaiting):
                operation(by=people.admin, batch=batch)

    def test_what_was_never_read_cannot_be_imported(self, people):
        batch = receive_file(by=people.admin, file=ContentFile(sheet({})), file_name="list.csv", format="auto", country="XVM")
        with pytest.raises(NotWaiting):
            start_applying(by=people.admin, batch=batch)
        with pytest.raises(NotWaiting):
            apply_import(by=people.admin, batch=batch)
