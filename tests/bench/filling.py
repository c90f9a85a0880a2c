"""The generated rows straight into the register's tables: what an import leaves, without its batch and the history of its rows."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pycountry
from django.db import connection
from django.utils import timezone

from recommendations.enums import Kind, Position, Status, TermKind
from recommendations.folding import fold_name, text_key
from recommendations.importing.resolving import new_mechanism, paragraph_key
from recommendations.models import Document, Mechanism, State, Term
from tests.bench import rows

DAY_ZERO = date(1899, 12, 30)  # of Excel's days
TAGGED = {"Themes": TermKind.THEME, "Affected Persons": TermKind.AFFECTED_PERSONS}
AT_ONCE = 20_000
COPIES = (
    "recommendations_recommendation (id, public_id, document_id, paragraph, paragraph_key, kind, text, text_key, language, annotation_id, "
    '"position", position_source, source, is_follow_up, status, created_at)',
    "recommendations_tag (recommendation_id, term_id, origin)",
    "recommendations_recommendation_recommending_states (recommendation_id, state_id)",
)
Written = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]  # what one row is in each of COPIES


class Filler:
    """Knows the names the rows use; one a database. The taxonomy must be there."""

    def __init__(self) -> None:
        self.codes = {name: pycountry.countries.lookup(name).alpha_3 for name in rows.states()}
        State.objects.bulk_create((State(code=code, name=name) for name, code in self.codes.items()), ignore_conflicts=True)
        self.mechanisms: dict[str, int] = {}
        self.documents: dict[str, int] = {}
        self.terms = {(kind, code): pk for kind, code, pk in Term.objects.values_list("kind", "code", "pk")}
        goals = Term.objects.filter(kind=TermKind.SDG, label__startswith="SDG ").values_list("label", "pk")
        self.goals = {label.split()[1]: pk for label, pk in goals}
        self.now = timezone.now()

    def written(self, number: int, row: dict[str, Any]) -> Written:
        """`number` is the primary key the row gets."""
        paragraph, text = row["Text"].removeprefix("- ").replace(".", ". ", 1).split(" ", 1)
        if row.get("UPR Session"):
            paragraph, text = row["Text"].removeprefix("- ").split(" ", 1)
        paragraph, position = paragraph.rstrip("."), row["UPR Position"].removeprefix("- ")
        kind = Kind.RECOMMENDATION if row["Type"] == "- Recommendations" else Kind.OBSERVATION
        own = (number, uuid.uuid4(), self._document(row), paragraph, paragraph_key(paragraph), kind, text, text_key(text), "en",
               row["OHCHR Annotation Id"], {"Supported": Position.SUPPORTED, "Noted": Position.NOTED}.get(position, ""), position, "{}", False,
               Status.NO_INFORMATION, self.now)  # fmt: skip
        terms = [self.terms[kind, fold_name(label)] for header, kind in TAGGED.items() for label in _listed(row[header])]
        terms += [self.goals[label.split()[0]] for label in _listed(row["Sdgs"])]
        states = dict.fromkeys(self.codes[name] for name in _listed(row["UPR Reccomending States"]))
        return [own], [(number, term, "source") for term in dict.fromkeys(terms)], [(number, state) for state in states]

    def _document(self, row: dict[str, Any]) -> int:
        symbol = row["Document Symbol"]
        if symbol not in self.documents:
            code = row["Reccomending Body"].split("\n")[0].removeprefix("- ")
            if code not in self.mechanisms:
                known = Mechanism.objects.filter(code=code).first()
                self.mechanisms[code] = (known or Mechanism.objects.create(**_values(new_mechanism(code, code)))).pk
            session = row.get("UPR Session", "").removeprefix("- ").removesuffix("th Session")
            day = DAY_ZERO + timedelta(days=int(row["Document Publication Date"]))
            state = self.codes[row["Countries Concerned"].removeprefix("- ")]
            made = Document.objects.create(
                mechanism_id=self.mechanisms[code], state_id=state, symbol=symbol, published_on=day, session=session,
                cycle=1 + (day.year - 2006) // 5 if session else None,
            )  # fmt: skip
            self.documents[symbol] = made.pk
        return self.documents[symbol]


def fill(count: int) -> None:
    """The register holds `count` generated recommendations, analysed."""
    filler, numbered = Filler(), enumerate(rows.rows(count), start=1)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # the history of rows would double the time
        while some := [filler.written(number, row) for number, row in islice(numbered, AT_ONCE)]:
            for place, table in enumerate(COPIES):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for values in (values for one in some for values in one[place]):
                        copy.write_row(values)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SELECT setval(pg_get_serial_sequence('recommendations_recommendation', 'id'), %s)", [count])
        cursor.execute("VACUUM ANALYZE")


def _values(made: Mechanism) -> dict[str, str]:
    return {"code": made.code, "name": made.name, "kind": made.kind}


def _listed(cell: str) -> Iterable[str]:
    return (line.removeprefix("- ") for line in cell.split("\n") if line)
