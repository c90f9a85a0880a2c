import csv
import time
from collections import defaultdict

import pytest

from recommendations.themes.overlaps import THRESHOLD, Record, calibrated, find, stems

pytestmark = pytest.mark.django_db

OTHERS = [
    "Build more schools in rural areas", "Improve the health of mothers", "Fight corruption in courts", "Protect journalists from attacks",
    "Reduce prison overcrowding", "Provide clean water to villages", "Register all births at once", "Raise the minimum age of marriage",
]  # fmt: skip


def pairs(*texts, documents=None, labels=None, **more):
    given = [*texts, *OTHERS]
    documents = documents or range(1, len(given) + 1)
    labels = labels or {}
    records = [
        Record(n, d, t, labels=frozenset(labels.get(n, ()))) for n, (d, t) in enumerate(zip([*documents, *range(90, 99)], given, strict=False), 1)
    ]
    return {(p.first, p.second): p for p in find(records, **more)}


def test_the_same_by_other_names_and_verbs():
    found = pairs("Consider acceding to ICRMW", "Ratify the Convention on Migrant Workers and Members of Their Families", "Ratify OP-CAT")
    assert set(found) == {(1, 2)}
    assert found[1, 2].similarity == 0.99
    assert found[1, 2].words == ["treatyicrmwx"]


def test_another_treaty_is_another_thing():
    assert pairs("Ratify ICRMW", "Ratify OP-CAT", "Ratify CRPD") == {}


def test_requests_alone_are_not_alike():
    assert pairs("Continue efforts to strengthen the rights of women", "Continue efforts to strengthen the rights of prisoners") == {}


def test_labels_in_common_make_surer():
    texts = ["Combat domestic violence against women", "Punish violence in families and against women"]
    apart, together = (pairs(*texts, labels=labels, threshold=0.0)[1, 2] for labels in ({1: [7], 2: [8]}, {1: [7], 2: [7]}))
    assert apart.similarity < together.similarity


def test_within_a_document_only_what_is_the_same():
    texts = ["Reduce overcrowding of prisons by building cells", "Reduce overcrowding of the prisons"]
    assert (1, 2) in pairs(*texts, labels={1: [1], 2: [1]})
    assert (1, 2) not in pairs(*texts, documents=[5, 5], labels={1: [1], 2: [1]})
    assert (1, 2) in pairs("Ratify ICRMW", "Consider ratifying ICRMW", documents=[5, 5])


def test_few_or_empty_texts_are_no_error():
    assert list(find([])) == []
    assert list(find([Record(1, 1, "Ratify")])) == []
    assert {(p.first, p.second) for p in find([Record(1, 1, "…"), Record(2, 2, "!"), Record(3, 3, "的")])} == set()


def test_stems_by_language():
    found = stems([("Réduire les prisons", "fr"), ("Improving prisons", "en"), ("Ζωή", "el")])
    assert found == [["reduir", "le", "prison"], ["improv", "prison"], ["ζωη"]]


def test_similarity_is_bounded_and_grows():
    for labels in (0.0, 0.5, 1.0):
        values = [calibrated(share / 10, labels, 0.0) for share in range(11)]
        assert values == sorted(values)
        assert all(0 < v <= 1 for v in values)


def test_cost_grows_with_the_texts():
    """Blocks, and each pair once: records after records."""
    records = [Record(n, n, f"Build {word} number{n} in {word}{n % 700}") for n in range(1100) for word in ("harbour",)]
    done = []
    found = list(find(records, at=done.append, threshold=0.0))
    assert done == [512, 1024, 1100]
    assert len({(p.first, p.second) for p in found}) == len(found)
    assert all(p.first < p.second for p in found)


@pytest.mark.real_data
def test_known_repeats_between_cycles(shared_data):
    """UPR Info's twelve States: how many of the 26 known repeats are found, and how many second-cycle recommendations have a pair."""
    with (shared_data / "open/reference/upr_info_utf8.csv").open() as file:
        rows = list(csv.DictReader(file))
    with (shared_data / "open/reference/repeats_across_cycles.csv").open() as file:
        known = list(csv.DictReader(file))
    number = {row["uid"]: n for n, row in enumerate(rows)}
    issues: dict[str, int] = defaultdict(lambda: len(issues))
    by_state: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)  # one row a recommending State: a text once a session
    for n, row in enumerate(rows):
        by_state[row["To"]].setdefault((row["Session"], row["Text"].strip()), n)
    began, hit, covered, second = time.monotonic(), 0, 0, 0
    for state in {row["state"] for row in known}:
        of = by_state[state]
        records = [
            Record(n, int(session), text, labels=frozenset(issues[i] for i in rows[n]["Issue"].split(","))) for (session, text), n in of.items()
        ]
        session = {r.id: r.document for r in records}
        found = {(p.first, p.second) for p in find(records) if session[p.first] != session[p.second]}
        last = max(session.values())
        second += sum(s == last for s in session.values())
        covered += len({n for pair in found for n in pair if session[n] == last})
        for row in (k for k in known if k["state"] == state):
            ends = sorted(of[rows[number[row[side]]]["Session"], rows[number[row[side]]]["Text"].strip()] for side in ("later_uid", "earlier_uid"))
            hit += tuple(ends) in found
    print(f"known repeats found: {hit} of {len(known)}; second-cycle recommendations with a pair: {covered} of {second} ({covered / second:.1%})")
    print(f"threshold {THRESHOLD}, {time.monotonic() - began:.1f} s")
    assert hit >= 22
    assert covered / second > 0.15
