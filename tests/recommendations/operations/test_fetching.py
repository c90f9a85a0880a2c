from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse

from nmirf.accounts.models import User
from nmirf.jobs.models import Job
from nmirf.notifications.models import Message
from recommendations.enums import BatchSource, BatchState, FetchOutcome
from recommendations.models import Fetch, ImportBatch, Recommendation
from recommendations.operations.fetching import FETCH, FETCHING, NoAddress, fetch_export, start_fetching
from recommendations.operations.imports import apply_import, discard_import
from recommendations.tasks import fetch_published
from tests.recommendations.bringing import read, sheet
from tests.recommendations.publishing import ETAG, answer, breaking_off, endless, export, publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings, people):
    with publishing() as server:
        server.body = export("Ratify the Convention", "End torture")
        settings.UHRI_EXPORT_URL, settings.UHRI_EXPORT_PAUSE = server.address, 0
        yield server


def fetch() -> Fetch:
    return fetch_export(by=User.objects.system())


def files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_preview_waits_and_administrators_are_told(server, people, settings):
    people.admin.language = "fr"
    people.admin.save()
    done = fetch()
    batch = ImportBatch.objects.get()
    assert (done.outcome, done.batch, done.etag, done.received) == (FetchOutcome.FETCHED, batch, ETAG, len(server.body))
    assert done.started_at < done.finished_at
    assert (batch.source, batch.state, batch.country, batch.created) == (BatchSource.FETCH, BatchState.READY, settings.NMIRF_STATE, 2)
    assert (batch.started_by, batch.file_name) == (User.objects.system(), "export.json")
    assert not Recommendation.objects.exists()
    mail = Message.objects.get()
    assert mail.user == people.admin
    assert f"/imports/{batch.public_id}/" in mail.text
    assert apply_import(by=people.admin, batch=batch).created == 2


def test_a_newer_preview_replaces_the_older_that_nobody_decided_about(server, people, sign_in):
    old = fetch().batch
    by_hand = read(people.admin, sheet({}))
    server.body, server.etag = export("Ratify the Convention", "End torture", "Educate girls"), '"2"'
    new = fetch().batch
    assert dict(ImportBatch.objects.values_list("pk", "state")) == {
        old.pk: BatchState.DISCARDED, by_hand.pk: BatchState.READY, new.pk: BatchState.READY,
    }  # fmt: skip
    assert not old.staged_rows.exists()
    shown = sign_in(people.admin).get(reverse("import", args=[old.public_id])).content.decode()
    assert "A newer export was fetched before anybody decided about this one, so this one was discarded." in shown
    assert apply_import(by=people.admin, batch=new).created == 3


def test_one_that_was_decided_stays_as_it_is(server, people):
    old = fetch().batch
    apply_import(by=people.admin, batch=old)
    server.body, server.etag = export("Ratify the Convention", "End torture", "Educate girls"), '"2"'
    new = fetch().batch
    assert set(ImportBatch.objects.values_list("pk", "state")) == {(old.pk, BatchState.APPLIED), (new.pk, BatchState.READY)}


def test_who_fetches_by_hand_gets_no_mail(server, people):
    assert fetch_export(by=people.admin).batch.started_by == people.admin
    assert not Message.objects.exists()


def test_only_rows_of_this_state_are_taken(server):
    server.body = server.body.replace(b"Valmera", b"Samoa", 1)
    batch = fetch().batch
    assert (batch.created, batch.elsewhere) == (1, 1)


def test_an_answer_that_nothing_changed_makes_no_second_batch(server):
    fetch()
    again = fetch()
    assert (again.outcome, again.message, again.received) == (FetchOutcome.UNCHANGED, "The export is the one that was fetched last.", 0)
    assert server.asked[-1]["If-None-Match"] == ETAG
    assert (ImportBatch.objects.count(), Message.objects.count(), fetch().etag) == (1, 1, ETAG)


def test_the_same_contents_under_another_tag_make_no_second_batch(server, people):
    discard_import(by=people.admin, batch=fetch().batch)
    server.etag = '"two"'
    again = fetch()
    assert (again.outcome, again.etag, again.received) == (FetchOutcome.UNCHANGED, '"two"', len(server.body))
    assert ImportBatch.objects.count() == 1


def test_contents_that_change_nothing_here_leave_no_batch_and_no_file(server, people, settings):
    apply_import(by=people.admin, batch=fetch().batch)
    kept = files(settings)
    server.body, server.etag = server.body.replace(b"[", b"[ ", 1), '"two"'
    again = fetch()
    assert (again.outcome, again.message) == (FetchOutcome.UNCHANGED, "The export changed, but not in what it says about Valmera.")
    assert (ImportBatch.objects.count(), Message.objects.count(), files(settings)) == (1, 1, kept)


def test_new_contents_make_a_new_preview(server, people):
    apply_import(by=people.admin, batch=fetch().batch)
    server.body, server.etag = export("Ratify the Convention", "End torture", "Train judges"), '"two"'
    batch = fetch().batch
    assert (batch.created, batch.unchanged, Message.objects.count()) == (1, 2, 2)


def test_a_connection_that_breaks_off_is_resumed(server):
    whole = len(server.body)
    rest = {"Content-Range": f"bytes 300-{whole - 1}/{whole}", "ETag": ETAG}
    server.answers = [breaking_off(300), lambda handler: handler.give(206, server.body[300:500], rest, length=whole - 300)]
    assert fetch().batch.created == 2
    assert [(asked.get("Range"), asked.get("If-Range")) for asked in server.asked] == [(None, None), ("bytes=300-", ETAG), ("bytes=500-", ETAG)]


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(server):
    def change(handler):
        breaking_off(300)(handler)
        server.body, server.etag = export("Train judges"), '"two"'

    server.answers = [change]
    done = fetch()
    assert (done.etag, done.batch.created, done.received) == ('"two"', 1, len(server.body))


@pytest.mark.parametrize(
    ("status", "headers"), [(416, {}), (206, {"Content-Range": "bytes 0-9/10"}), (206, {"Content-Range": "bytes 300-9/10", "ETag": '"x"'})]
)
def test_a_server_that_continues_wrongly_is_asked_for_the_whole(server, status, headers):
    server.answers = [breaking_off(300), answer(status, b"rubbish", headers)]
    assert fetch().batch.created == 2
    assert "Range" not in server.asked[-1]


def test_a_server_that_fails_for_a_moment_is_asked_again(server):
    server.answers = [answer(503), answer(429)]
    assert fetch().outcome == FetchOutcome.FETCHED


RUBBISH = {
    "web page": ([answer(200, b"<html>", {"Content-Type": "text/html"})], "a web page instead of the export"),
    "web page in disguise": ([answer(200, b"<!doctype html><html><body>Sorry</body></html>")], "can't be read as UHRI's export: "),
    "truncated json": ([answer(200, export("Ratify", "End torture")[:-90])], "can't be read as UHRI's export: "),
    "other json": ([answer(200, b'{"error": "gone"}')], "can't be read as UHRI's export: "),
    "empty list": ([answer(200, b"[]")], "can't be read as UHRI's export: "),
    "other table": ([answer(200, b"Colour,Size\nred,2\n")], "can't be read as UHRI's export: "),
    "other States": ([answer(200, export("Ratify").replace(b"Valmera", b"Samoa"))], "no recommendation to Valmera"),
    "fault": ([answer(500)] * 4, "in 4 attempts: the server answered “500 Internal Server Error”"),
    "not there": ([answer(404)], "“404 Not Found” instead of the export"),
    "never whole": ([breaking_off(0)] * 4, "in 4 attempts: "),
    "endless": ([endless], "larger than 1 MB"),
    "to a file": ([answer(302, headers={"Location": "file:///etc/passwd"})], "does not begin with http:// or https://"),
    "in a circle": ([answer(302, headers={"Location": "/export.json"})] * 30, "The address can't be used: "),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_ends_in_a_sentence_and_changes_nothing(name, server, settings):
    settings.UHRI_EXPORT_BYTES = 1024 * 1024
    server.answers, words = list(RUBBISH[name][0]), RUBBISH[name][1]
    done = fetch()
    assert (done.outcome, done.batch) == (FetchOutcome.FAILED, None)
    assert words in done.message
    assert Fetch.objects.get() == done
    assert not ImportBatch.objects.exists()
    assert not Message.objects.exists()
    assert files(settings) == []
    server.answers.clear()
    assert fetch().outcome == FetchOutcome.FETCHED  # the next is asked for anew
    assert "If-None-Match" not in server.asked[-1]


def test_a_promised_size_beyond_the_limit_is_not_begun(server, settings):
    settings.UHRI_EXPORT_BYTES = len(server.body) - 1
    assert "is larger than" in fetch().message


def test_a_fetch_that_takes_too_long_is_given_up(server, settings):
    settings.UHRI_EXPORT_SECONDS = 0
    assert "longer than 0 seconds" in fetch().message


def test_nobody_there(server, settings):
    settings.UHRI_EXPORT_URL = "http://127.0.0.1:1/export.json"
    assert "in 4 attempts: " in fetch().message


@pytest.mark.parametrize("proxy", ["nonsense", "ftp://127.0.0.1"])
def test_a_proxy_that_is_none_says_so(server, settings, proxy):
    settings.UHRI_EXPORT_PROXY = proxy
    assert fetch().message.startswith("UHRI_EXPORT_PROXY is not the address of a proxy: ")


def test_goes_through_the_proxy(server, settings):
    settings.UHRI_EXPORT_URL = "http://uhri.invalid/export.json"
    settings.UHRI_EXPORT_PROXY = server.address.removesuffix("/export.json")
    assert fetch().batch.created == 2


def test_a_second_at_once_does_nothing(server):
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [FETCHING])
        assert fetch() is None
    finally:
        with other.cursor() as cursor:  # closing only gives the connection back to the pool, with what it holds
            cursor.execute("SELECT pg_advisory_unlock(%s)", [FETCHING])
        other.close()
    assert (server.asked, Fetch.objects.count()) == ([], 0)


def test_a_fetch_that_waits_is_joined(server, people):
    first = start_fetching(by=people.admin)
    assert start_fetching(by=User.objects.system()) == first
    assert fetch_published() is True
    assert Job.objects.get().kind == FETCH


def test_without_an_address_nothing_is_fetched(people, settings):
    settings.UHRI_EXPORT_URL = ""
    assert fetch_published() is False
    with pytest.raises(NoAddress):
        start_fetching(by=people.admin)
    with pytest.raises(NoAddress):
        fetch_export(by=people.admin)
    assert not Job.objects.exists()


@pytest.mark.parametrize("who", ["secretariat", "health", "nhri", "cso"])
def test_others_may_not(server, people, who):
    for operation in (start_fetching, fetch_export):
        with pytest.raises(PermissionDenied):
            operation(by=getattr(people, who))
    assert server.asked == []
