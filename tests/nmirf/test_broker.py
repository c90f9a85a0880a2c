import pytest
from celery.worker.consumer import consumer as of_celery

from nmirf.broker import Consumer
from nmirf.celery import app


class EnoughSeen(Exception):
    pass


def test_a_lost_redis_is_looked_for_every_few_seconds_and_for_ever(monkeypatch, tmp_path):
    pauses = []

    def note(seconds: float, *_: object) -> str:
        pauses.append(seconds)
        if len(pauses) == 6:
            raise EnoughSeen
        return ""

    monkeypatch.setattr(of_celery, "humanize_seconds", note)
    monkeypatch.setattr("kombu.utils.functional.sleep", lambda seconds: None)
    worker = Consumer.__new__(Consumer)  # no event loop: only the way back is tried
    worker.app, worker.first_connection_attempt, worker.broker_connection_retry_attempt = app, False, 0
    with pytest.raises(EnoughSeen):
        worker.ensure_connected(app.connection_for_read(f"redis+socket://{tmp_path}/nothing.sock"))
    assert pauses == [2, 4, 5, 5, 5, 5]
    assert app.conf.broker_connection_max_retries is None
    assert app.conf.worker_consumer == "nmirf.broker:Consumer"
