from django.utils import timezone
from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.jobs.kinds import Progress
from nmirf.jobs.operations import start_job
from recommendations.enums import MechanismKind
from recommendations.models import Mechanism, Recommendation
from reporting.models import Obligation, Paragraph, Report, Section, Update
from reporting.permissions import can_write_reports
from reporting.queries.reports import Chapter, chapters

BUILD = "report.build"  # the job's kind


class AlreadyBeingBuilt(Refused):
    pass


@operation
def start_report(*, by: User, title: str, mechanism: Mechanism, kind: str, word_limit: int, obligation: Obligation | None = None) -> Report:
    """A report of its own, and the job that builds its first draft: `report.job`."""
    require(can_write_reports(by))
    report = Report.objects.create(title=title, mechanism=mechanism, kind=kind, word_limit=word_limit, obligation=obligation, created_by=by)
    return _promise_build(by, report)


@operation
def rebuild_report(*, by: User, report: Report) -> Report:
    """Ask for a new draft from what is approved today; it takes the place of the present one once it is done."""
    require(can_write_reports(by))
    report = Report.objects.select_for_update(of=("self",)).select_related("job").get(pk=report.pk)
    if report.job and not report.job.is_over:
        raise AlreadyBeingBuilt(_("The draft is being built already. Wait until it is done, or cancel that job first."))
    return _promise_build(by, report)


def _promise_build(by: User, report: Report) -> Report:
    title = _("Draft of “%(report)s”") % {"report": report.title}
    report.job = start_job(by=by, kind=BUILD, title=title, arguments={"report": str(report.public_id)})
    report.save(update_fields=["job"])
    return report


@operation
def build_report(*, by: User, report: Report, progress: Progress | None = None) -> Report:
    """Put a fresh draft in the place of the present one. Safe to run twice: the second leaves what the first did.

    The draft's fixed phrases are in the language active now.
    """
    require(can_write_reports(by))
    report = Report.objects.select_for_update().get(pk=report.pk)
    found = chapters(report.mechanism)
    Paragraph.objects.filter(section__report=report).delete()
    Section.objects.filter(report=report).delete()
    sections = Section.objects.bulk_create(
        Section(report=report, cluster=chapter.cluster, title=_title(chapter), order=order) for order, chapter in enumerate(found, 1)
    )
    total, done = sum(len(chapter.entries) for chapter in found), 0
    paragraphs: list[Paragraph] = []
    for section, chapter in zip(sections, found, strict=True):
        order = 0
        for recommendation, updates in chapter.entries:
            answers: list[Update | None] = [*updates] or [None]  # none: a gap
            for update in answers:
                order += 1
                text = f"{citation(recommendation, update)} {update.text.strip()}" if update else ""
                paragraphs.append(Paragraph(section=section, recommendation=recommendation, update=update, order=order, text=text))
            done += 1
            if progress:
                progress.at(done, total)
    Paragraph.objects.bulk_create(paragraphs)
    report.built_at = timezone.now()
    report.save(update_fields=["built_at"])
    return report


def _title(chapter: Chapter) -> str:
    return chapter.cluster.name if chapter.cluster else _("Other recommendations")


def citation(recommendation: Recommendation, update: Update) -> str:
    """What every paragraph begins with: which recommendation it answers, and who says so.

    Needs `document.mechanism` and `assignment.institution` loaded.
    """
    document = recommendation.document
    if not recommendation.paragraph:
        words = _("In response to %(document)s (%(institution)s):")
    elif document.mechanism.kind == MechanismKind.UPR:
        words = _("In response to recommendation %(paragraph)s of %(document)s (%(institution)s):")
    else:
        words = _("In response to paragraph %(paragraph)s of %(document)s (%(institution)s):")
    return words % {"document": document, "paragraph": recommendation.paragraph, "institution": update.assignment.institution.name}
