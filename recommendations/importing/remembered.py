"""What people said about columns, kept for the next file with the same headers."""

from collections.abc import Mapping
from typing import Any

from recommendations.importing.mapping import key_of, row_of
from recommendations.models import HeaderMapping, ImportBatch


def mappings() -> dict[str, dict[str, str]]:
    """{key of headers: what they mean}."""
    return dict(HeaderMapping.objects.values_list("key", "mapping"))


def key_of_table(table: Mapping[str, Any]) -> str:
    return key_of(row_of(table, table["line"]))


def behind(batch: ImportBatch) -> HeaderMapping | None:
    """What a person said about the headers that the batch was read by; None where they were known without."""
    table = batch.about.get("table")
    if not table or not batch.mapping:
        return None
    return HeaderMapping.objects.select_related("changed_by").filter(key=key_of_table(table)).first()
