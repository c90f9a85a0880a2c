"""One of everything, belonging to the Ministry of Health where it belongs to anybody: what the access table walks over."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from consultations.enums import ConsultationState, Visibility
from consultations.models import Consultation, Contribution
from nmirf.jobs.models import Job
from nmirf.notifications.models import Bounce, Feed, Holiday, Message, Snooze
from nmirf.notifications.operations.own import hash_of
from recommendations.documents.files import write_file
from recommendations.enums import BatchState, Outcome, Position, TermKind
from recommendations.models import (
    Action,
    Assignment,
    BulkChange,
    Cluster,
    Extension,
    Framework,
    ImportBatch,
    Indicator,
    IndicatorValue,
    OverlapGroup,
    OverlapSuggestion,
    Recommendation,
    SavedFilter,
    StagedRow,
    Suggestion,
    Term,
)
from recommendations.operations.bulk import put_all_into_cluster
from recommendations.operations.exports import EXPORT
from reporting.enums import ObligationKind, UpdateState
from reporting.models import Evidence, Obligation, Paragraph, Report, Return, Round, Section, Update
from reporting.operations.handouts import give_out
from tests.factories import (
    ActionFactory,
    AssignmentFactory,
    ClusterMemberFactory,
    FrameworkFactory,
    IndicatorValueFactory,
    OverlapMemberFactory,
    People,
    RecommendationFactory,
    RoundItemFactory,
    TagFactory,
    TermFactory,
)

FEED_SECRET = "of-the-focal-point"


@dataclass
class World:
    people: People
    recommendation: Recommendation
    assignment: Assignment  # of Health, with a draft
    extension: Extension  # that Health asks for, of that assignment
    other_term: Term  # a theme that nothing carries
    suggestion: Suggestion  # of the other term, not decided
    cluster: Cluster
    group: OverlapGroup  # of the recommendation and another
    pair: OverlapSuggestion  # of two others
    batch: ImportBatch
    document: ImportBatch  # concluding observations, waiting to be confirmed
    job: Job
    export: Job  # of the secretariat, its file made
    saved_filter: SavedFilter  # of the secretariat
    bulk_change: BulkChange
    framework: Framework
    action: Action  # of Health
    draft_action: Action  # of Health
    indicator: Indicator  # of which Health provides the values
    value: IndicatorValue  # of the indicator
    approved: Update
    submitted: Update
    draft: Update
    returned_workbook: Return  # with the draft's row, untouched
    evidence: Evidence  # of the approved update
    hidden_evidence: Evidence  # of the submitted one
    round: Round  # open, about the draft's assignment
    prepared_round: Round  # about the approved update's assignment
    obligation: Obligation
    report: Report
    consultation: Consultation
    contribution: Contribution  # the CSO's, for everyone
    confidential: Contribution  # the CSO's, for the secretariat
    message: Message
    holiday: Holiday
    bounce: Bounce
    snooze: Snooze  # of the focal point
    feed: Feed  # of the focal point, at FEED_SECRET

    @classmethod
    def make(cls, people: People) -> "World":
        now, today = timezone.now(), timezone.localdate()
        first, second, third = (RecommendationFactory(position=Position.SUPPORTED) for _ in range(3))
        for kind in TermKind.values:
            TagFactory(recommendation=first, term__kind=kind)
        cluster = ClusterMemberFactory(recommendation=first).cluster
        approved, submitted, draft = (
            update(AssignmentFactory(recommendation=r, institution=people.ministry_of_health, assigned_by=people.secretariat), people, state)
            for r, state in [(first, UpdateState.APPROVED), (second, UpdateState.SUBMITTED), (third, UpdateState.DRAFT)]
        )
        report = Report.objects.create(
            title="Ninth report", mechanism=first.document.mechanism, word_limit=21_200, built_at=now, created_by=people.secretariat
        )
        section = Section.objects.create(report=report, cluster=cluster, title=cluster.name, order=1)
        Paragraph.objects.create(section=section, recommendation=first, update=approved, order=1, text="A law was passed.")
        consultation = Consultation.objects.create(
            title="What should the report say?", introduction="We ask.", questions=["What changed?"], opens_on=today - timedelta(days=3),
            closes_on=today + timedelta(days=10), state=ConsultationState.OPEN, created_by=people.secretariat,
        )  # fmt: skip
        consultation.invited.set([h.post.institution for h in (*people.nhri.holdings.all(), *people.cso.holdings.all())])
        body = people.cso.holdings.get().post.institution
        framework = FrameworkFactory()
        planned = {"institution": people.ministry_of_health, "recommendations": [first], "frameworks": [framework]}
        value = IndicatorValueFactory(indicator__provider=people.ministry_of_health, indicator__recommendations=[first])
        said = {"institution": body, "author": people.cso, "recommendation": first}
        return cls(
            people=people,
            recommendation=first,
            assignment=draft.assignment,
            extension=Extension.objects.create(
                assignment=draft.assignment, before=draft.assignment.due_on, after=today + timedelta(days=90), reason="Elections",
                asked_by=people.health,
            ),
            other_term=TermFactory(),
            suggestion=Suggestion.objects.create(recommendation=second, kind=TermKind.THEME, term=TermFactory(), confidence=0.9, words=["measure"]),
            cluster=cluster,
            group=OverlapMemberFactory(group=OverlapMemberFactory(recommendation=first).group).group,
            pair=OverlapSuggestion.objects.create(first=second, second=third, similarity=0.8),
            batch=ImportBatch.objects.create(
                file=ContentFile(b"Text\nDo it\n", "file.csv"), file_name="file.csv", file_sha256="0" * 64, file_size=11, format="sheet",
                country="XVM", state=BatchState.READY, started_by=people.admin,
                about={"table": {"sheet": "", "line": 1, "rows": [[1, ["Text"]], [2, ["Do it"]]]}},
            ),
            document=staged_document(people),
            job=Job.objects.create(kind="import.read", title="Reading file.csv", started_by=people.admin),
            export=export(people),
            saved_filter=SavedFilter.objects.create(owner=people.secretariat, name="Prisons", query="q=prison"),
            bulk_change=put_all_into_cluster(by=people.secretariat, recommendations=Recommendation.objects.filter(pk=second.pk), cluster=cluster),
            framework=framework,
            action=ActionFactory(**planned),
            draft_action=ActionFactory(**planned, is_draft=True),
            indicator=value.indicator,
            value=value,
            approved=approved,
            submitted=submitted,
            draft=draft,
            returned_workbook=returned_workbook(people),
            evidence=evidence(approved, people),
            hidden_evidence=evidence(submitted, people),
            round=RoundItemFactory(assignment=draft.assignment, round__created_by=people.secretariat).round,
            prepared_round=RoundItemFactory(
                assignment=approved.assignment, round__created_by=people.secretariat, round__opened_at=None, round__opened_by=None
            ).round,
            obligation=Obligation.objects.create(
                mechanism=report.mechanism, kind=ObligationKind.STATE_REPORT, title="Ninth report", due_on=today, created_by=people.secretariat
            ),
            report=report,
            consultation=consultation,
            contribution=Contribution.objects.create(text="Too little.", visibility=Visibility.EVERYONE, **said),
            confidential=Contribution.objects.create(text="In confidence.", visibility=Visibility.SECRETARIAT, **said),
            message=Message.objects.create(
                kind=Message.Kind.REMINDER, user=people.health, address=people.health.email, subject="Due", text="Please answer.", reason="Due soon"
            ),
            holiday=Holiday.objects.create(on=today + timedelta(days=40), name="National Day"),
            bounce=Bounce.objects.create(address=people.cso.email, user=people.cso, said="550 no such mailbox"),
            snooze=Snooze.objects.create(
                user=people.health, thing="test:other", title="Another thing", address="/", until=today + timedelta(days=9), reason="Leave"
            ),
            feed=Feed.objects.create(user=people.health, secret_hash=hash_of(FEED_SECRET)),
        )  # fmt: skip


def export(people: People) -> Job:
    arguments = {"export": str(uuid4()), "query": "", "columns": ["text"], "form": "csv"}
    write_file(by=people.secretariat, **arguments)
    return Job.objects.create(
        kind=EXPORT, title="Export", state=Job.State.DONE, finished_at=timezone.now(), started_by=people.secretariat, arguments=arguments
    )


def staged_document(people: People) -> ImportBatch:
    batch = ImportBatch.objects.create(
        file=ContentFile(b"...", "file.docx"), file_name="observations.docx", file_sha256="1" * 64, file_size=3, format="observations",
        country="XVM", state=BatchState.READY, started_by=people.admin, rows=1, created=1, about={"symbol": "CAT/C/XVM/CO/5", "mechanism": "CAT"},
    )  # fmt: skip
    said = {"kind": "recommendation", "paragraph": "4", "text": "The State party should act.", "terms": [], "is_follow_up": False}
    StagedRow.objects.create(
        batch=batch, line=1, outcome=Outcome.NEW, data=said | {"original": "4. The State party should act.", "heading": "Torture", "proposed": []}
    )
    return batch


def update(assignment: Assignment, people: People, state: str) -> Update:
    now = timezone.now()
    handed_in = {"submitted_at": now, "submitted_by": people.health} if state != UpdateState.DRAFT else {}
    reviewed = {"reviewed_at": now, "reviewed_by": people.secretariat} if state == UpdateState.APPROVED else {}
    if handed_in:
        assignment.answered_at = now
        assignment.save()
    said = {"status": "under_way", "text": "A bill is before parliament.", "author": people.health}
    return Update.objects.create(assignment=assignment, state=state, **said, **handed_in, **reviewed)


def returned_workbook(people: People) -> Return:
    handout = give_out(by=people.health, institution=people.ministry_of_health)
    rows = [{"line": 3, "assignment": row["assignment"], "values": row["values"]} for row in handout.rows]
    return Return.objects.create(handout=handout, file_name="filled in.xlsx", uploaded_by=people.health, rows=rows)


def evidence(to: Update, people: People) -> Evidence:
    return Evidence.objects.create(
        update=to, file=ContentFile(b"a,b\n1,2\n", "figures.csv"), name="figures.csv", size=8, content_type="text/csv", added_by=people.health
    )
