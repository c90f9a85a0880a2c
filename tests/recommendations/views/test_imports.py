import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nmirf.jobs.models import Job
from nmirf.jobs.operations import claim_job, run_job
from recommendations import tasks  # noqa: F401  registers the jobs, as a worker does
from recommendations.enums import BatchState
from recommendations.models import ImportBatch, Recommendation
from recommendations.operations.imports import start_applying, undo_import
from tests.factories import AssignmentFactory
from tests.recommendations.bringing import bring_in, read, sheet

pytestmark = pytest.mark.django_db
NOT_ALLOWED = ["secretariat", "health", "nhri", "cso"]


def page(batch, action=""):
    return reverse("import" + (f"_{action}" if action else ""), args=[batch.public_id])


def upload(client, content, **more):
    data = {"file": SimpleUploadedFile("list.csv", content), "format": "auto", "country": "XVM"} | more
    return client.post(reverse("import_new"), data)


@pytest.mark.parametrize("who", NOT_ALLOWED)
def test_no_page_for_others(people, sign_in, who):
    batch = read(people.admin, sheet({}))
    client = sign_in(getattr(people, who))
    for address in (reverse("imports"), reverse("import_new"), page(batch), page(batch, "file")):
        assert client.get(address).status_code == 403
    for address in (reverse("import_new"), page(batch, "apply"), page(batch, "discard")):
        assert client.post(address).status_code == 403
    batch.refresh_from_db()
    assert batch.state == BatchState.READY


def test_strangers_sign_in_first(client, people):
    assert client.get(reverse("imports")).status_code == 302
    assert client.get(page(read(people.admin, sheet({})))).status_code == 302


class TestUpload:
    def test_makes_a_batch_and_a_job(self, people, sign_in):
        client = sign_in(people.admin)
        answer = upload(client, sheet({}), country="all")
        batch = ImportBatch.objects.get()
        assert answer.url == page(batch)
        assert (batch.file_name, batch.country, batch.state, batch.started_by) == ("list.csv", "all", BatchState.READING, people.admin)
        assert batch.job.kind == "import.read"
        assert 'id="progress"' in client.get(answer.url).content.decode()

    def test_without_a_file_says_so(self, people, sign_in):
        answer = sign_in(people.admin).post(reverse("import_new"), {"format": "auto", "country": "XVM"})
        assert "There is a problem" in answer.content.decode()
        assert not ImportBatch.objects.exists()

    def test_takes_no_state_that_was_not_offered(self, people, sign_in):
        assert upload(sign_in(people.admin), sheet({}), country="KEN").status_code == 200
        assert not ImportBatch.objects.exists()


class TestPreview:
    def test_counts_lead_to_the_rows(self, people, sign_in):
        bring_in(people.admin, sheet({}))
        batch = read(
            people.admin, sheet({"Text": "Ratify it now"}, {"Paragraph": "13", "Text": "End torture"}, {"State": "Kenya"}, {"State": "Atlantis"})
        )
        client = sign_in(people.admin)
        first = client.get(page(batch)).content.decode()
        for code in ("new", "changed", "rejected", "elsewhere"):
            assert f'href="?show={code}#rows"' in first
        assert "“Atlantis” is not a State that is known." in first  # rejected rows come first
        assert "Column “State”:" in first
        assert "End torture" not in first
        assert "End torture" in client.get(page(batch) + "?show=new").content.decode()

    def test_changes_stand_field_by_field(self, people, sign_in):
        bring_in(people.admin, sheet({"Position": "Noted", "Recommending States": "France"}))
        batch = read(people.admin, sheet({"Position": "Supported", "Recommending States": "Peru; France", "Notes": "seen"}))
        shown = sign_in(people.admin).get(page(batch) + "?show=changed")
        assert shown.context["rows"][0][2] == [
            ("Position", "Noted", "Supported"),
            ("Position as the source puts it", "Noted", "Supported"),
            ("Recommending States", "France", "France; PER"),
            ("Notes", "", "seen"),
        ]

    def test_a_text_in_another_language_is_named(self, people, sign_in):
        bring_in(people.admin, sheet({}))
        batch = read(people.admin, sheet({"Text": "Ratifier le Protocole facultatif"}))
        shown = sign_in(people.admin).get(page(batch) + "?show=changed")
        assert shown.context["rows"][0][2] == [("Text (French)", "", "Ratifier le Protocole facultatif")]

    def test_what_is_no_longer_in_the_source_is_listed_and_marked_only_if_ticked(self, people, sign_in):
        second = {"Paragraph": "13", "Text": "End torture"}
        bring_in(people.admin, sheet({}, second))
        client = sign_in(people.admin)
        for ticked in ({}, {"marks_missing": "on"}):
            batch = read(people.admin, sheet({}))
            shown = client.get(page(batch) + "?show=missing").content.decode()
            assert "End torture" in shown
            assert "Mark 1 recommendation as no longer in the source" in shown
            client.post(page(batch, "apply"), ticked)
            batch.refresh_from_db()
            assert (batch.state, batch.marks_missing) == (BatchState.APPLYING, bool(ticked))

    def test_what_came_back_says_since_when_it_was_gone(self, people, sign_in):
        bring_in(people.admin, sheet({}))
        Recommendation.objects.update(vanished_at="2026-03-01T12:00Z")
        shown = sign_in(people.admin).get(page(read(people.admin, sheet({}))))
        assert shown.context["rows"][0][2] == [("No longer in the source since", "1 Mar 2026", "")]

    def test_says_when_the_same_contents_were_imported_before(self, people, sign_in):
        bring_in(people.admin, sheet({}))
        assert "The same contents were imported before" in sign_in(people.admin).get(page(read(people.admin, sheet({})))).content.decode()

    def test_text_of_a_file_is_never_markup(self, people, sign_in):
        batch = read(people.admin, sheet({"Text": "End <script>alert(1)</script> torture"}), name="<b>list</b>.csv")
        shown = sign_in(people.admin).get(page(batch)).content.decode()
        assert "<script>alert" not in shown
        assert "<b>list" not in shown

    def test_pages_of_fifty(self, people, sign_in):
        batch = read(people.admin, sheet(*({"Text": f"Measure {n}", "Paragraph": str(n)} for n in range(60))))
        client = sign_in(people.admin)
        assert len(client.get(page(batch)).context["rows"]) == 50
        assert len(client.get(page(batch) + "?show=new&page=2").context["rows"]) == 10

    def test_a_refused_file_says_why(self, people, sign_in):
        shown = sign_in(people.admin).get(page(read(people.admin, b"a\n1\n"))).content.decode()
        assert "has headers that are known" in shown
        assert page(ImportBatch.objects.get(), "apply") not in shown

    def test_as_many_queries_for_one_row_as_for_ten(self, people, sign_in):
        client = sign_in(people.admin)
        used = []
        for number in (1, 10):
            rows = [{"Text": f"Measure {n}", "Paragraph": str(n), "Symbol": f"CEDAW/C/XVM/CO/{number}"} for n in range(number)]
            bring_in(people.admin, sheet(*rows))
            batch = read(people.admin, sheet(*({**row, "Notes": "x"} for row in rows)))
            client.get(page(batch))
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(page(batch)).context["rows"]) == number
            used.append(len(queries))
        assert used[0] == used[1]


class TestDecision:
    def test_importing_and_discarding(self, people, sign_in):
        client = sign_in(people.admin)
        one, other = read(people.admin, sheet({})), read(people.admin, sheet({}))
        assert client.post(page(one, "apply")).url == page(one)
        assert client.post(page(other, "discard")).url == reverse("imports")
        assert dict(ImportBatch.objects.values_list("pk", "state")) == {one.pk: BatchState.APPLYING, other.pk: BatchState.DISCARDED}

    def test_only_by_post(self, people, sign_in):
        batch = read(people.admin, sheet({}))
        for action in ("apply", "discard"):
            assert sign_in(people.admin).get(page(batch, action)).status_code == 405

    def test_a_failed_job_is_told_and_the_buttons_are_back(self, people, sign_in):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        Job.objects.update(state=Job.State.FAILED, error="The disk is full.")
        shown = sign_in(people.admin).get(page(batch)).content.decode()
        assert "The disk is full." in shown
        assert page(batch, "apply") in shown

    def test_a_cancelled_job_too(self, people, sign_in):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        Job.objects.update(state=Job.State.CANCELLED)
        assert "The work was stopped before its end." in sign_in(people.admin).get(page(batch)).content.decode()

    def test_what_is_worked_on_can_not_be_decided(self, people, sign_in):
        batch = start_applying(by=people.admin, batch=read(people.admin, sheet({})))
        answer = sign_in(people.admin).post(page(batch, "discard"), follow=True)
        assert "Work on this file is still going on." in answer.content.decode()
        batch.refresh_from_db()
        assert batch.state == BatchState.APPLYING

    def test_the_original_comes_back_as_it_was(self, people, sign_in):
        batch = read(people.admin, sheet({}), name="=cmd calc' OR 1=1 --.csv")
        answer = sign_in(people.admin).get(page(batch, "file"))
        assert b"".join(answer.streaming_content) == sheet({})
        assert answer["Content-Disposition"].startswith("attachment;")
        answer.close()


class TestUndo:
    def test_the_button_promises_it(self, people, sign_in):
        batch = bring_in(people.admin, sheet({}))
        client = sign_in(people.admin)
        assert page(batch, "undo") in client.get(page(batch)).content.decode()
        assert client.get(page(batch, "undo")).status_code == 405
        assert client.post(page(batch, "undo")).url == page(batch)
        shown = client.get(page(batch)).content.decode()
        assert 'id="progress"' in shown
        assert page(batch, "undo") not in shown

    def test_what_stands_in_the_way_is_named_with_links(self, people, sign_in):
        batch = bring_in(people.admin, sheet({}))
        one = Recommendation.objects.get()
        AssignmentFactory(recommendation=one)
        client = sign_in(people.admin)
        shown = client.get(page(batch)).content.decode()
        assert "1 is assigned to an institution" in shown
        assert reverse("recommendation", args=[one.public_id]) in shown
        assert page(batch, "undo") not in shown
        answer = client.post(page(batch, "undo"), follow=True)
        assert "can&#x27;t be undone any more" in answer.content.decode()
        assert Recommendation.objects.exists()

    def test_undone_it_says_when_and_by_whom(self, people, sign_in):
        batch = undo_import(by=people.admin, batch=bring_in(people.admin, sheet({})))
        shown = sign_in(people.admin).get(page(batch)).content.decode()
        assert "What it had done" in shown
        assert "Undone" in shown


class TestList:
    def test_says_who_and_what(self, people, sign_in):
        bring_in(people.admin, sheet({}))
        shown = sign_in(people.admin).get(reverse("imports")).content.decode()
        assert "list.csv" in shown
        assert "Imported" in shown

    def test_empty(self, people, sign_in):
        assert "Every file that is brought in will stand here" in sign_in(people.admin).get(reverse("imports")).content.decode()

    def test_as_many_queries_for_one_as_for_ten(self, people, sign_in):
        client = sign_in(people.admin)
        used = []
        for more in (1, 9):
            ImportBatch.objects.bulk_create(
                ImportBatch(file_name=f"{more}-{n}", file_size=1, country="XVM", started_by=people.admin) for n in range(more)
            )
            client.get(reverse("imports"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("imports"))
            used.append(len(queries))
        assert used[0] == used[1]


@pytest.mark.django_db(transaction=True)
def test_from_upload_to_result_through_the_jobs(people, sign_in):
    client = sign_in(people.admin)
    address = upload(client, sheet({}, {"State": "Kenya"})).url
    run_job(claim_job())
    assert Job.objects.get().state == Job.State.DONE
    assert "What would happen" in client.get(address).content.decode()
    assert client.post(f"{address}apply/").url == address
    run_job(claim_job())
    assert Job.objects.order_by("pk").last().result_url == address
    shown = client.get(address).content.decode()
    assert "What it did" in shown
    assert Recommendation.objects.get().public_id.hex in shown.replace("-", "")
