"""Which rows keep their history: those of every model marked `@tracked`.

Triggers record them, so bulk and raw changes are seen too; event tables are append-only.
"""

from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Record every insert, update and delete of the model's rows, but for what PostgreSQL itself derives."""
    derived = [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]
    events = [pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()]
    return pghistory.track(*events, exclude=derived, append_only=True)(model)
