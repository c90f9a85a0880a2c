"""django-import-export doing what our import does: the same rows, documents, States and themes, through its resources."""

import time
from typing import Any

import tablib
from import_export import fields, resources, widgets

from recommendations.models import Document, Mechanism, Recommendation, State, Term
from tests.bench import databases, rows

ROWS = 2_000


class ThemesWidget(widgets.ManyToManyWidget):
    def clean(self, value: str, row: Any = None, **more: Any) -> Any:
        labels = [line.removeprefix("- ") for line in value.split("\n") if line]
        return Term.objects.filter(kind="theme", label__in=labels)


class Resource(resources.ModelResource):
    document = fields.Field(attribute="document_id", column_name="document")
    text = fields.Field(attribute="text", column_name="Text")
    annotation_id = fields.Field(attribute="annotation_id", column_name="OHCHR Annotation Id")
    terms = fields.Field(attribute="terms", column_name="Themes", widget=ThemesWidget(Term))

    class Meta:
        model = Recommendation
        import_id_fields = ("annotation_id",)
        fields = ("document", "text", "annotation_id", "terms")
        use_transactions = True

    def before_import_row(self, row: dict[str, Any], **more: Any) -> None:
        state, _new = State.objects.get_or_create(name=row["Countries Concerned"][2:], defaults={"code": row["Countries Concerned"][2:5].upper()})
        mechanism, _new = Mechanism.objects.get_or_create(
            code=row["Reccomending Body"].split("\n")[0][2:], defaults={"name": row["Reccomending Body"][2:], "kind": "special_procedure"}
        )
        row["document"] = Document.objects.get_or_create(mechanism=mechanism, state=state, symbol=row["Document Symbol"])[0].pk


def rows_per_second() -> float:
    databases.forget_recommendations()
    data = tablib.Dataset(headers=list(rows.UHRI_HEADERS))
    for row in rows.rows(ROWS):
        data.append([row[header] for header in rows.UHRI_HEADERS])
    start = time.perf_counter()
    result = Resource().import_data(data, raise_errors=True)
    seconds = time.perf_counter() - start
    if result.totals["new"] != ROWS:
        raise RuntimeError(f"django-import-export took {result.totals} of {ROWS} rows.")
    return ROWS / seconds
