"""How workers come back once Redis does."""

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer as CeleryConsumer

LONGEST = 5  # seconds between two attempts; Celery's own pause grows to thirty


class Consumer(CeleryConsumer):
    """Celery's, but it looks for a lost broker again within seconds, however long that was away."""

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, interval_max=LONGEST)
        return super().ensure_connected(conn)
