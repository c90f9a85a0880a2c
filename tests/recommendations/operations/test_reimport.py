"""The same source again: changed, in another language, with other labels, with rows gone. National work stays."""

import pytest
from django.utils import timezone

from recommendations.enums import Decision, Outcome, Scheme, Status, SuggestionKind, TagOrigin
from recommendations.models import OverlapGroup, OverlapMember, Recommendation, Suggestion, Tag, Term, TermAlias, Translation
from recommendations.operations.imports import apply_import
from recommendations.operations.taxonomy import merge_term
from tests.factories import AssignmentFactory, ClusterMemberFactory, TagFactory, TermFactory
from tests.recommendations.bringing import bring_in, counts, read, sheet

pytestmark = pytest.mark.django_db

FRENCH = "Ratifier le Protocole facultatif dans les meilleurs délais"
UNCHANGED, NEW, CHANGED = (0, 0, 1, 0, 0), (1, 0, 0, 0, 0), (0, 1, 0, 0, 0)


def changes(batch):
    return batch.staged_rows.exclude(outcome=Outcome.MISSING).get().changes


def labels(one):
    return set(one.tags.values_list("term__label", "origin"))


class TestWhichIsWhich:
    """Annotation id, else symbol and paragraph, else text within the document."""

    @pytest.mark.parametrize(
        ("before", "after", "outcome"),
        [
            ({"Annotation Id": "a"}, {"Annotation Id": "a", "Paragraph": "99", "Text": "Quite another"}, CHANGED),
            ({"Annotation Id": "a"}, {"Annotation Id": "a", "Symbol": "CEDAW/C/XVM/CO/9"}, CHANGED),
            ({}, {"Annotation Id": "a"}, CHANGED),  # the id appears later
            ({"Annotation Id": "a"}, {}, UNCHANGED),  # and is left out again: a blank takes nothing away
            ({}, {"Annotation Id": "a", "Text": "Ratify the Optional Protocol now"}, CHANGED),
            ({}, {"Text": "Ratify the Optional Protocol now"}, CHANGED),
            ({}, {"Text": "Quite another"}, CHANGED),  # the number in a document with a symbol tells
            ({}, {"Paragraph": "13"}, NEW),  # another number is another recommendation, even with the same words
            ({}, {"Paragraph": ""}, UNCHANGED),
            ({"Paragraph": ""}, {}, CHANGED),  # the number appears later
            ({"Paragraph": ""}, {"Text": "Ratify the Optional Protocols"}, (1, 0, 0, 0, 0)),
            ({"Annotation Id": "a"}, {"Annotation Id": "b"}, NEW),
        ],
    )
    def test_one_row(self, people, before, after, outcome):
        bring_in(people.admin, sheet(before))
        batch = read(people.admin, sheet(after))
        assert counts(batch) == outcome
        assert counts(apply_import(by=people.admin, batch=batch)) == outcome
        assert counts(read(people.admin, sheet(after))) == UNCHANGED

    def test_two_rows_of_one_text_stay_two(self, people):
        rows = sheet({"Paragraph": "12"}, {"Paragraph": "13"})
        bring_in(people.admin, rows)
        assert counts(bring_in(people.admin, rows)) == (0, 0, 2, 0, 0)
        assert counts(bring_in(people.admin, sheet({"Paragraph": "13", "Notes": "x"}, {"Paragraph": "12"}))) == (0, 1, 1, 0, 0)
        assert Recommendation.objects.get(source={"Notes": "x"}).paragraph == "13"

    def test_ids_appear_for_two_of_one_paragraph(self, people):
        bring_in(people.admin, sheet({"Text": "One"}, {"Text": "Two"}))
        assert counts(bring_in(people.admin, sheet({"Text": "Two", "Annotation Id": "2"}, {"Text": "One", "Annotation Id": "1"}))) == (0, 2, 0, 0, 0)
        assert dict(Recommendation.objects.values_list("text", "annotation_id")) == {"One": "1", "Two": "2"}

    def test_numbers_that_moved_are_told_by_the_ids(self, people):
        bring_in(people.admin, sheet(*({"Annotation Id": str(n), "Paragraph": str(n), "Text": f"Measure {n}"} for n in (1, 2, 3))))
        moved = sheet(*({"Annotation Id": str(n), "Paragraph": str(n + 1), "Text": f"Measure {n}"} for n in (1, 2, 3)))
        assert counts(bring_in(people.admin, moved)) == (0, 3, 0, 0, 0)
        assert dict(Recommendation.objects.values_list("annotation_id", "paragraph")) == {"1": "2", "2": "3", "3": "4"}


def test_national_work_of_every_kind_stays(people):
    bring_in(people.admin, sheet({"Annotation Id": "a", "Themes": "Old", "Notes": "first"}))
    one = Recommendation.objects.get()
    Recommendation.objects.update(status=Status.UNDER_WAY, status_on=timezone.localdate())
    assignment, member = AssignmentFactory(recommendation=one), ClusterMemberFactory(recommendation=one)
    ours = TagFactory(recommendation=one, term__label="Ours", origin=TagOrigin.NATIONAL)
    overlap = OverlapMember.objects.create(group=OverlapGroup.objects.create(note="same"), recommendation=one)
    translation = Translation.objects.create(recommendation=one, language="fr", text="Ratifiez-le", text_key="k", origin=TagOrigin.NATIONAL)
    said = {"decision": Decision.REJECTED, "decided_by": people.secretariat, "decided_at": timezone.now()}
    suggestion = Suggestion.objects.create(recommendation=one, kind=SuggestionKind.THEME, term=TermFactory(), confidence=0.9, **said)
    kept = [assignment, member, ours, overlap, translation, suggestion]
    before = [type(row).objects.filter(pk=row.pk).values().get() for row in kept]
    after = {"Annotation Id": "a", "Text": "Ratify it now", "Paragraph": "14", "Symbol": "CEDAW/C/XVM/CO/9", "Themes": "New", "Notes": "second"}
    assert counts(bring_in(people.admin, sheet(after))) == CHANGED
    assert counts(bring_in(people.admin, sheet(after | {"Text": FRENCH}))) == UNCHANGED
    one.refresh_from_db()
    assert (one.text, one.paragraph, one.document.symbol, one.source) == ("Ratify it now", "14", "CEDAW/C/XVM/CO/9", {"Notes": "second"})
    assert (one.status, one.status_on) == (Status.UNDER_WAY, timezone.localdate())
    assert labels(one) == {("Ours", "national"), ("New", "source")}
    assert [type(row).objects.filter(pk=row.pk).values().get() for row in kept] == before


class TestLanguages:
    @pytest.mark.parametrize("ids", [("a", "a"), ("", ""), ("a", "")])
    def test_another_language_is_a_translation(self, people, ids):
        bring_in(people.admin, sheet({"Annotation Id": ids[0]}))
        french = sheet(
            {"Annotation Id": ids[1], "Text": FRENCH, "Themes": "Ratification des traités", "Position": "Noted", "Title": "Observations finales"}
        )
        batch = read(people.admin, french)
        assert counts(batch) == CHANGED
        assert changes(batch) == {
            "translation_fr": ["", FRENCH],
            "position": ["", "noted"],
            "position_source": ["", "Noted"],
            "title": ["", "Observations finales"],
        }
        apply_import(by=people.admin, batch=batch)
        one = Recommendation.objects.get()
        assert (one.text, one.language, labels(one)) == ("Ratify the Optional Protocol", "en", {("Ratification", "source")})
        assert list(one.translations.values_list("language", "text", "origin")) == [("fr", FRENCH, "source")]
        assert counts(bring_in(people.admin, french)) == UNCHANGED
        assert counts(bring_in(people.admin, sheet({"Annotation Id": ids[0]}))) == UNCHANGED

    def test_it_changes_as_its_source_does(self, people):
        bring_in(people.admin, sheet({}))
        bring_in(people.admin, sheet({"Text": FRENCH}))
        later = "Ratifier le Protocole facultatif sans plus attendre"
        batch = bring_in(people.admin, sheet({"Text": later}))
        assert changes(batch) == {"translation_fr": [FRENCH, later]}
        assert Translation.objects.get().text == later

    def test_one_made_here_is_never_overwritten(self, people):
        bring_in(people.admin, sheet({}))
        Translation.objects.create(recommendation=Recommendation.objects.get(), language="fr", text="À nous", text_key="k", origin=TagOrigin.NATIONAL)
        assert counts(bring_in(people.admin, sheet({"Text": FRENCH}))) == UNCHANGED
        assert Translation.objects.get().text == "À nous"

    def test_the_language_of_its_own_stays_whichever_came_first(self, people):
        bring_in(people.admin, sheet({"Text": FRENCH}))
        bring_in(people.admin, sheet({}))
        one = Recommendation.objects.get()
        assert (one.language, one.text) == ("fr", FRENCH)
        assert list(one.translations.values_list("language", "text")) == [("en", "Ratify the Optional Protocol")]

    def test_a_translation_tells_its_row_where_there_is_no_number(self, people):
        bring_in(people.admin, sheet({"Annotation Id": "a", "Paragraph": ""}))
        bring_in(people.admin, sheet({"Annotation Id": "a", "Paragraph": "", "Text": FRENCH}))
        assert counts(bring_in(people.admin, sheet({"Paragraph": "", "Text": FRENCH}))) == UNCHANGED

    def test_without_id_or_number_another_language_is_another_recommendation(self, people):
        bring_in(people.admin, sheet({"Paragraph": ""}))
        assert counts(bring_in(people.admin, sheet({"Paragraph": "", "Text": FRENCH}))) == NEW


class TestTerms:
    def test_another_name_means_its_term(self, people):
        term = TermFactory(label="Ratification of treaties", code="ratification of treaties")
        TermAlias.objects.create(kind="theme", code="acceptance of norms", label="Acceptance of norms", term=term)
        rows = sheet({"Themes": "Acceptance of Norms; Ratification of treaties"})
        batch = bring_in(people.admin, rows)
        assert list(Tag.objects.values_list("term", flat=True)) == [term.pk]
        assert list(Term.objects.values_list("pk", flat=True)) == [term.pk]
        assert (counts(batch), counts(bring_in(people.admin, rows))) == (NEW, UNCHANGED)

    def test_after_a_merge_the_same_file_changes_nothing(self, people):
        rows = sheet({"Themes": "Old name; Other"})
        bring_in(people.admin, rows)
        old, target = Term.objects.get(code="old name"), TermFactory(label="Target")
        merge_term(by=people.admin, term=old, into=target)
        assert counts(read(people.admin, rows)) == UNCHANGED
        assert counts(bring_in(people.admin, rows)) == UNCHANGED
        assert labels(Recommendation.objects.get()) == {("Target", "source"), ("Other", "source")}

    def test_an_alias_of_a_merged_term_means_where_it_went(self, people):
        target = TermFactory(label="Target", code="target")
        merged = TermFactory(label="Merged", code="merged", merged_into=target)
        TermAlias.objects.create(kind="theme", code="nickname", label="Nickname", term=merged)
        bring_in(people.admin, sheet({"Themes": "Nickname"}))
        assert list(Tag.objects.values_list("term", flat=True)) == [target.pk]

    def test_an_alias_of_another_kind_means_nothing(self, people):
        term = TermFactory(kind="affected_persons", label="Women", code="women")
        TermAlias.objects.create(kind="affected_persons", code="girls", label="Girls", term=term)
        bring_in(people.admin, sheet({"Themes": "Girls", "Affected persons": "Girls"}))
        assert set(Tag.objects.values_list("term__kind", "term__label")) == {("theme", "Girls"), ("affected_persons", "Women")}

    def test_unknown_labels_wait_to_be_looked_at(self, people):
        bring_in(people.admin, sheet({"Themes": "Lakes; Death penalty", "SDGs": "5"}))
        assert set(Term.objects.values_list("label", "scheme", "is_to_review")) == {
            ("Lakes", Scheme.NATIONAL, True),
            ("Death penalty", Scheme.UHRI, False),
            ("SDG 5", Scheme.UHRI, False),
        }

    def test_the_scheme_is_the_formats(self, people):
        content = b'To,Text,From,Response,Action,Issue,Session\nValmera,End torture,France,Accepted,5,"Detention,Lakes",20\n'
        assert bring_in(people.admin, content).format == "upr_info"
        assert set(Term.objects.values_list("kind", "label", "scheme", "is_to_review")) == {
            ("issue", "Detention", Scheme.UPR_INFO, False),
            ("issue", "Lakes", Scheme.UPR_INFO, True),
        }


class TestVanished:
    TWO = ({"Annotation Id": "a"}, {"Annotation Id": "b", "Paragraph": "13", "Text": "Second"})

    def missing(self, batch):
        return list(batch.staged_rows.filter(outcome=Outcome.MISSING).values_list("recommendation__annotation_id", flat=True))

    def test_is_listed_and_marked_when_asked(self, people):
        bring_in(people.admin, sheet(*self.TWO))
        batch = read(people.admin, sheet(self.TWO[0]))
        assert (batch.rows, batch.missing, self.missing(batch), counts(batch)) == (1, 1, ["b"], UNCHANGED)
        batch.marks_missing = True
        batch.save()
        batch = apply_import(by=people.admin, batch=batch)
        assert dict(Recommendation.objects.values_list("annotation_id", "vanished_at")) == {"a": None, "b": batch.applied_at}
        assert (batch.missing, counts(batch)) == (1, UNCHANGED)
        assert read(people.admin, sheet(self.TWO[0])).missing == 0  # marked already

    def test_is_not_marked_unless_asked(self, people):
        bring_in(people.admin, sheet(*self.TWO))
        assert bring_in(people.admin, sheet(self.TWO[0])).missing == 1
        assert not Recommendation.objects.exclude(vanished_at=None).exists()

    def test_what_comes_back_loses_its_mark(self, people):
        bring_in(people.admin, sheet(*self.TWO))
        Recommendation.objects.filter(annotation_id="b").update(vanished_at=timezone.now())
        batch = bring_in(people.admin, sheet(*self.TWO))
        assert counts(batch) == (0, 1, 1, 0, 0)
        assert list(batch.staged_rows.get(outcome="changed").changes) == ["vanished_at"]
        assert not Recommendation.objects.exclude(vanished_at=None).exists()

    def test_other_documents_are_no_concern(self, people):
        bring_in(people.admin, sheet({}, {"Symbol": "CEDAW/C/XVM/CO/9"}))
        assert read(people.admin, sheet({})).missing == 0

    def test_nor_what_another_format_brought_last(self, people):
        uhri = b"Text,Countries Concerned,Reccomending Body,Document Symbol,OHCHR Annotation Id\n"
        assert bring_in(people.admin, uhri + b"12. End torture,Valmera,CAT,CAT/C/XVM/CO/1,x1\n").format == "uhri_xlsx"
        assert read(people.admin, sheet({"Mechanism": "CAT", "Symbol": "CAT/C/XVM/CO/1", "Paragraph": "13"})).missing == 0

    def test_but_what_carries_an_id_is_the_uhris_whoever_brought_it_last(self, people):
        row = {"Mechanism": "CAT", "Symbol": "CAT/C/XVM/CO/1", "Paragraph": "13"}
        bring_in(people.admin, sheet(row | {"Annotation Id": "x2"}, row | {"Paragraph": "14", "Text": "Ours"}))
        uhri = b"Text,Countries Concerned,Reccomending Body,Document Symbol,OHCHR Annotation Id\n12. End torture,Valmera,CAT,CAT/C/XVM/CO/1,x1\n"
        assert self.missing(read(people.admin, uhri)) == ["x2"]

    def test_a_file_of_recommendations_says_nothing_about_observations(self, people):
        bring_in(people.admin, sheet({}, {"Paragraph": "11", "Text": "Concerned", "Type": "Concerns/Observations"}))
        assert read(people.admin, sheet({})).missing == 0

    def test_a_rejected_row_may_be_the_missing_one(self, people):
        bring_in(people.admin, sheet(*self.TWO))
        rejected = self.TWO[1] | {"State": "Atlantis"}
        assert read(people.admin, sheet(self.TWO[0], rejected)).missing == 0
        assert read(people.admin, sheet(self.TWO[0], rejected | {"Symbol": "CEDAW/C/XVM/CO/1"})).missing == 1
        assert read(people.admin, sheet(self.TWO[0], rejected | {"Symbol": ""})).missing == 0

    def test_a_file_in_another_language_need_not_be_whole(self, people):
        bring_in(people.admin, sheet(*self.TWO))
        assert read(people.admin, sheet(self.TWO[0] | {"Text": FRENCH})).missing == 0

    def test_what_was_brought_since_the_preview_is_seen(self, people):
        bring_in(people.admin, sheet(self.TWO[0]))
        early = read(people.admin, sheet(self.TWO[0]))
        assert early.missing == 0
        bring_in(people.admin, sheet(*self.TWO))
        assert self.missing(apply_import(by=people.admin, batch=early)) == ["b"]
