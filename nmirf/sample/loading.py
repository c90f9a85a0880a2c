"""Loads the sample State through the same operations that people use, each on the day the story says it happened."""

from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.operations.consultation import create_consultation, publish_consultation
from consultations.operations.contribution import contribute, reply
from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from ministries.operations.institutions import add_institution
from ministries.operations.posts import add_post, appoint
from nmirf.accounts.models import Role, User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from nmirf.notifications.reminders import plan_reminders, working_days
from nmirf.sample.clock import days_ago
from nmirf.sample.data import Sample, load
from nmirf.sample.evidence import content_of
from nmirf.sample.files import write_files
from nmirf.sample.plans import load_plans
from nmirf.sample.shapes import STATE_CODE, Comment, Contribution, Update
from recommendations.enums import AssignmentResponse, TermKind
from recommendations.importing.names import mechanism_code
from recommendations.models import Assignment, Document, Mechanism, Recommendation, Term
from recommendations.operations.assignments import assign
from recommendations.operations.clusters import create_cluster
from recommendations.operations.due import ask_extension, extend
from recommendations.operations.imports import apply_import, read_import, receive_file
from recommendations.operations.mandates import set_mandates
from recommendations.operations.overlaps import group_recommendations
from recommendations.operations.responses import accept_assignment, choose_post, decline_assignment
from recommendations.operations.saved import save_filter
from recommendations.operations.seeding import seed_taxonomy
from recommendations.seed.mechanisms import MECHANISMS
from reporting.enums import ReportKind, UpdateState
from reporting.models import Obligation
from reporting.operations.obligations import add_obligation
from reporting.operations.reports import start_report
from reporting.operations.rounds import add_items, create_round, start_round
from reporting.operations.updates import add_evidence, approve_update, save_draft, send_back, submit_update
from reporting.queries.rounds import candidates

OLDEST = 400  # days ago, when the mechanism began to use the register
ROUND_OPENED, ROUND_CLOSES_IN, NEXT_ROUND_IN = 12, 18, 150  # days: ago, from today, from today


class NotEmpty(Refused):
    """The sample is for an empty database of the sample's own State."""


@operation
def load_sample(*, by: User, password: str) -> None:
    """The whole sample, or nothing of it. Every account gets `password`."""
    if settings.NMIRF_STATE != STATE_CODE:
        words = _("The sample is about the State %(code)s; this deployment is set to %(ours)s (NMIRF_STATE).")
        raise NotEmpty(words % {"code": STATE_CODE, "ours": settings.NMIRF_STATE})
    if Institution.objects.exists() or Recommendation.objects.exists():
        raise NotEmpty(_("This database is not empty, so the sample was not loaded."))
    Loader(load(), password).run()


def last_working_morning() -> datetime:
    """When the latest reminders were written, also where the sample is loaded on a weekend."""
    day = working_days().on_or_before(timezone.localdate())
    return datetime.combine(day, time(8), timezone.get_current_timezone())


class Loader:
    def __init__(self, sample: Sample, password: str) -> None:
        self.sample, self.password = sample, password

    def run(self) -> None:
        with days_ago(OLDEST):
            self.people()
            self.institutions()
            seed_taxonomy(by=self.admin)
            self.documents()
            self.clusters()
            self.overlaps()
            self.mandates()
            self.assignments()
        for update in self.sample.updates:
            self.update(update)
        load_plans(self.sample, self.secretariat, self.recommendations)
        self.answers()
        self.rounds()
        for comment in self.sample.comments:
            self.said(comment, comment.text, recommendation=self.recommendations[comment.ref])
        self.consultations()
        self.obligations()
        self.reports()
        plan_reminders(by=User.objects.system(), at=last_working_morning())

    def user(self, email: str) -> User:
        return User.objects.get(email=email)

    @cached_property
    def admin(self) -> User:
        return User.objects.filter(role=Role.ADMINISTRATOR).order_by("pk")[0]

    @cached_property
    def secretariat(self) -> User:
        return User.objects.secretariat()[0]

    @cached_property
    def recommendations(self) -> dict[str, Recommendation]:
        """By the sample's refs; texts are unique, so they find rows without symbol or paragraph too."""
        by_text = {r.text: r for r in Recommendation.objects.select_related("document__mechanism")}
        return {ref: by_text[item.text] for ref, (_document, item) in self.sample.items.items()}

    def people(self) -> None:
        hashed = make_password(self.password)  # once: hashing is slow on purpose
        for person in self.sample.people:
            User.objects.create(email=person.email, name=person.name, role=person.role, language=person.language, password=hashed)

    def institutions(self) -> None:
        for one in self.sample.institutions:
            territory = one.short_name if one.kind == InstitutionKind.LOCAL_GOVERNMENT else ""
            given: dict[str, Any] = {"name": one.name, "short_name": one.short_name, "kind": one.kind, "mandate": one.mandate, "territory": territory}
            institution = add_institution(by=self.admin, slug=one.slug, needs_clearance=one.needs_clearance, **given)
            for post in one.posts:
                made = add_post(by=self.admin, institution=institution, title=post.title, is_head=post.is_head)
                for holder in post.holders:
                    person = self.user(holder.email)
                    appoint(by=self.admin, post=made, user=person, is_deputy=holder.is_deputy, starts_on=holder.since, ends_on=holder.until)

    def documents(self) -> None:
        Mechanism.objects.bulk_create(Mechanism(code=m.code, name=m.name, kind=m.kind) for m in self.sample.mechanisms)
        with TemporaryDirectory() as folder:
            for path in write_files(Path(folder), self.sample):
                with path.open("rb") as opened:
                    file = File(opened, name=path.name)
                    batch = receive_file(by=self.admin, file=file, file_name=path.name, format="auto", country=STATE_CODE)
                apply_import(by=self.admin, batch=read_import(by=self.admin, batch=batch))
        for document in self.sample.documents:  # no export carries titles
            Document.objects.filter(recommendations__text=document.items[0].text).update(title=document.title)

    def clusters(self) -> None:
        for one in self.sample.clusters:
            members = [self.recommendations[ref] for ref in one.recommendations]
            create_cluster(by=self.secretariat, name=one.name, description=one.description, recommendations=members)

    def overlaps(self) -> None:
        """And a filter that the secretariat comes back to."""
        for one in self.sample.overlaps:
            members = [self.recommendations[ref] for ref in one.recommendations]
            group_recommendations(by=self.secretariat, recommendations=members, note=one.note)
        save_filter(by=self.secretariat, name=_("Supported and overdue"), query="position=supported&overdue=true")

    def mandates(self) -> None:
        for one in self.sample.institutions:
            terms = Term.objects.filter(kind=TermKind.THEME, merged_into=None, label__in=one.themes)
            set_mandates(by=self.admin, institution=Institution.objects.get(slug=one.slug), terms=terms)

    def answers(self) -> None:
        """One accepted by a post, one declined, more time asked for and given: what the pages of assignments show."""
        health, justice = self.user("focal.health@example.org"), self.user("focal.justice@example.org")
        for who, institution in ((health, "ministry-of-health"), (justice, "ministry-of-justice")):
            waiting = Assignment.objects.filter(institution__slug=institution, answered_at=None, due_on__gte=timezone.localdate())
            mine = list(waiting.filter(response=AssignmentResponse.WAITING).select_related("institution").order_by("due_on", "pk")[:3])
            post = Post.objects.filter(institution__slug=institution, holdings__user=who).order_by("pk")[0]
            for assignment, do in zip(mine, (self.accept, self.decline, self.more_time), strict=False):
                do(who, assignment, post)

    def accept(self, who: User, assignment: Assignment, post: Post) -> None:
        accept_assignment(by=who, assignment=assignment)
        choose_post(by=who, assignment=assignment, post=post)

    def decline(self, who: User, assignment: Assignment, post: Post) -> None:
        other = Institution.objects.get(slug="ministry-of-women-and-family")
        decline_assignment(by=who, assignment=assignment, reason=_("The law gives this to another ministry."), proposal=other)

    def more_time(self, who: User, assignment: Assignment, post: Post) -> None:
        later = (assignment.due_on or timezone.localdate()) + timedelta(days=60)
        extend(by=self.secretariat, assignment=assignment, after=later, reason=_("The budget is passed in the autumn."))
        ask_extension(by=who, assignment=assignment, after=later + timedelta(days=60), reason=_("The survey starts later than planned."))

    def assignments(self) -> None:
        for one in self.sample.assignments:
            due_on = timezone.localdate() + timedelta(days=OLDEST + one.due_in_days)
            institution = Institution.objects.get(slug=one.institution)
            assign(by=self.secretariat, recommendations=[self.recommendations[one.ref]], institution=institution, role=one.role, due_on=due_on)

    def update(self, told: Update) -> None:
        author = self.user(told.by)
        assignment = Assignment.objects.get(recommendation=self.recommendations[told.ref], institution__slug=told.institution)
        with days_ago(told.days_ago):
            update = save_draft(by=author, assignment=assignment, status=told.status, text=told.text)
            for name in told.evidence:
                file = SimpleUploadedFile(name, content_of(self.sample.evidence_named(name)))
                add_evidence(by=author, update=update, file=file)
            if told.state != "draft":
                submit_update(by=author, update=update)
        if told.reviewed_days_ago is not None:
            with days_ago(told.reviewed_days_ago):
                reviewer = self.user(told.reviewed_by)
                if told.state == "approved":
                    approve_update(by=reviewer, update=update)
                else:
                    send_back(by=reviewer, update=update, reason=told.return_reason)

    def rounds(self) -> None:
        """One under way, about all that has no approved update; one in preparation."""
        today = timezone.localdate()
        with days_ago(ROUND_OPENED):
            made = create_round(
                by=self.secretariat,
                title=_("Updates of this half-year"),
                instructions=_("Say what changed since the last update. Figures help, and so do links to laws and reports."),
                opens_on=today - timedelta(days=ROUND_OPENED),
                closes_on=today + timedelta(days=ROUND_CLOSES_IN),
                questions=[(_("Which groups of people benefit most?"), False), (_("What do you need from other institutions?"), False)],
            )
            open_ones = candidates(made, unanswered=False).exclude(updates__state=UpdateState.APPROVED)
            add_items(by=self.secretariat, round=made, assignments=open_ones)
            start_round(by=self.secretariat, round=made)
        opens_on = today + timedelta(days=NEXT_ROUND_IN)
        create_round(by=self.secretariat, title=_("Updates of the next half-year"), opens_on=opens_on, closes_on=opens_on + timedelta(days=60))

    def said(
        self, told: Comment | Contribution, text: str, *, recommendation: Recommendation | None = None, consultation: Consultation | None = None
    ) -> None:
        with days_ago(told.days_ago):
            institution = Institution.objects.get(slug=told.institution)
            contribution = contribute(
                by=self.user(told.by),
                institution=institution,
                text=text,
                visibility=told.visibility,
                recommendation=recommendation,
                consultation=consultation,
            )
        if told.reply:
            with days_ago(told.reply.days_ago):
                reply(by=self.user(told.reply.by), contribution=contribution, text=told.reply.text)

    def consultations(self) -> None:
        today = timezone.localdate()
        for one in self.sample.consultations:
            opens_on = today - timedelta(days=one.opened_days_ago)
            with days_ago(one.opened_days_ago):
                consultation = create_consultation(
                    by=self.secretariat, title=one.title, introduction=one.introduction, questions=list(one.questions), opens_on=opens_on,
                    closes_on=today + timedelta(days=one.closes_in_days), invited=list(Institution.objects.filter(slug__in=one.invited)),
                )  # fmt: skip
                publish_consultation(by=self.secretariat, consultation=consultation)
            for told in one.contributions:
                answers = "\n\n".join(f"{question}\n{answer}" for question, answer in zip(one.questions, told.answers, strict=True))
                self.said(told, answers, consultation=consultation)

    def obligations(self) -> None:
        today = timezone.localdate()
        for one in self.sample.obligations:
            add_obligation(
                by=self.secretariat, mechanism=self.mechanism(one.mechanism), kind=one.kind, title=one.title,
                due_on=today + timedelta(days=one.due_in_days), note=one.note,
            )  # fmt: skip

    def mechanism(self, name: str) -> Mechanism:
        """A mechanism may be owed something before any of its recommendations has come."""
        code = mechanism_code(name) or name
        full, kind = MECHANISMS.get(code, (name, ""))
        return Mechanism.objects.get_or_create(code=code, defaults={"name": full, "kind": kind})[0]

    def reports(self) -> None:
        titles = {one.key: one.title for one in self.sample.obligations}
        for one in self.sample.reports:
            start_report(
                by=self.secretariat, title=one.title, mechanism=self.mechanism(one.mechanism), kind=ReportKind(one.kind), word_limit=one.word_limit,
                obligation=Obligation.objects.get(title=titles[one.obligation]),
            )  # fmt: skip
