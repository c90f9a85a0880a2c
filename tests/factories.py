"""Small things to test with. Rows are made directly; what an operation does is tested through the operation."""

from dataclasses import dataclass
from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from consultations.enums import ConsultationState, Visibility
from consultations.models import Consultation, Contribution, Reply
from ministries.enums import InstitutionKind
from ministries.models import Holding, Institution, Post
from nmirf.accounts.models import Role, User
from recommendations.enums import AssignmentRole, FrameworkKind, IndicatorKind, MechanismKind, Need, Status, SuggestionKind, TermKind
from recommendations.models import (
    Action,
    Assignment,
    Cluster,
    ClusterMember,
    Document,
    Framework,
    Indicator,
    IndicatorValue,
    Mechanism,
    OverlapGroup,
    OverlapMember,
    Recommendation,
    State,
    Suggestion,
    Tag,
    Term,
)
from reporting.enums import ObligationKind, UpdateState
from reporting.models import Evidence, Obligation, Round, RoundItem, RoundQuestion, Update


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    name = factory.Sequence(lambda n: f"Ministry {n}")
    short_name = factory.LazyAttribute(lambda i: i.name)
    slug = factory.Sequence(lambda n: f"ministry-{n}")
    kind = InstitutionKind.MINISTRY


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    institution = factory.SubFactory(InstitutionFactory)
    title = factory.Sequence(lambda n: f"Focal point {n}")


class HoldingFactory(DjangoModelFactory):
    class Meta:
        model = Holding

    post = factory.SubFactory(PostFactory)
    user = factory.SubFactory(UserFactory)
    starts_on = date(2020, 1, 1)


class MechanismFactory(DjangoModelFactory):
    class Meta:
        model = Mechanism
        django_get_or_create = ("code",)

    code = "CEDAW"
    name = "Committee on the Elimination of Discrimination against Women"
    kind = MechanismKind.TREATY_BODY


class StateFactory(DjangoModelFactory):
    class Meta:
        model = State
        django_get_or_create = ("code",)

    code = "XVM"
    name = "Valmera"


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    mechanism = factory.SubFactory(MechanismFactory)
    state = factory.SubFactory(StateFactory)
    symbol = factory.Sequence(lambda n: f"CEDAW/C/XVM/CO/{n}")
    published_on = date(2024, 3, 1)


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    document = factory.SubFactory(DocumentFactory)
    paragraph = factory.Sequence(lambda n: str(n + 1))
    paragraph_key = factory.LazyAttribute(lambda r: r.paragraph.zfill(5))
    text = factory.Sequence(lambda n: f"Take measure {n} to end discrimination.")
    text_key = factory.Sequence(lambda n: f"{n:032x}")


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    kind = TermKind.THEME
    label = factory.Sequence(lambda n: f"Theme {n}")
    code = factory.LazyAttribute(lambda t: t.label.casefold())


class TagFactory(DjangoModelFactory):
    class Meta:
        model = Tag

    recommendation = factory.SubFactory(RecommendationFactory)
    term = factory.SubFactory(TermFactory)


class SuggestionFactory(DjangoModelFactory):
    class Meta:
        model = Suggestion

    recommendation = factory.SubFactory(RecommendationFactory)
    kind = SuggestionKind.THEME
    term = factory.SubFactory(TermFactory)
    confidence = 0.9


class ClusterFactory(DjangoModelFactory):
    class Meta:
        model = Cluster

    name = factory.Sequence(lambda n: f"Cluster {n}")


class ClusterMemberFactory(DjangoModelFactory):
    class Meta:
        model = ClusterMember

    cluster = factory.SubFactory(ClusterFactory)
    recommendation = factory.SubFactory(RecommendationFactory)


class OverlapMemberFactory(DjangoModelFactory):
    """`group=` puts it beside others."""

    class Meta:
        model = OverlapMember

    group = factory.LazyFunction(OverlapGroup.objects.create)
    recommendation = factory.SubFactory(RecommendationFactory)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    recommendation = factory.SubFactory(RecommendationFactory)
    institution = factory.SubFactory(InstitutionFactory)
    role = AssignmentRole.LEAD
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    assigned_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)


class FrameworkFactory(DjangoModelFactory):
    class Meta:
        model = Framework

    title = factory.Sequence(lambda n: f"Plan {n}")
    kind = FrameworkKind.NATIONAL_PLAN
    starts_on = date(2026, 1, 1)
    ends_on = date(2029, 12, 31)


class ActionFactory(DjangoModelFactory):
    """Seen by everybody, for three months more; `recommendations=[…]`, `frameworks=[…]`."""

    class Meta:
        model = Action
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Action {n}")
    need = Need.POLICY
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90))
    institution = factory.SubFactory(InstitutionFactory)
    is_draft = False
    created_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)

    @factory.post_generation
    def recommendations(self, create, extracted, **kwargs):
        self.recommendations.set(extracted or [])

    @factory.post_generation
    def frameworks(self, create, extracted, **kwargs):
        self.frameworks.set(extracted or [])


class IndicatorFactory(DjangoModelFactory):
    """`recommendations=[…]`, `frameworks=[…]`."""

    class Meta:
        model = Indicator
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Indicator {n}")
    kind = IndicatorKind.OUTCOME
    unit = "per cent"
    provider = factory.SubFactory(InstitutionFactory)
    created_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)

    @factory.post_generation
    def recommendations(self, create, extracted, **kwargs):
        self.recommendations.set(extracted or [])

    @factory.post_generation
    def frameworks(self, create, extracted, **kwargs):
        self.frameworks.set(extracted or [])


class IndicatorValueFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorValue

    indicator = factory.SubFactory(IndicatorFactory)
    on = factory.Sequence(lambda n: date(2020, 1, 1) + timedelta(days=n))
    value = 5
    entered_by = factory.SelfAttribute("indicator.created_by")


class RoundFactory(DjangoModelFactory):
    """Open from a week ago for ten days more; in preparation with `opened_at=None, opened_by=None`."""

    class Meta:
        model = Round

    title = factory.Sequence(lambda n: f"Round {n}")
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    opened_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=7))
    created_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)
    opened_by = factory.SelfAttribute("created_by")


class RoundItemFactory(DjangoModelFactory):
    class Meta:
        model = RoundItem

    round = factory.SubFactory(RoundFactory)
    assignment = factory.SubFactory(AssignmentFactory)


class RoundQuestionFactory(DjangoModelFactory):
    class Meta:
        model = RoundQuestion

    round = factory.SubFactory(RoundFactory)
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"What about point {n}?")


class UpdateFactory(DjangoModelFactory):
    """A draft, or with a trait `handed_in`, `sent_back` or `approved`."""

    class Meta:
        model = Update

    class Params:
        handed_in = factory.Trait(
            state=UpdateState.SUBMITTED, submitted_at=factory.LazyFunction(timezone.now), submitted_by=factory.SelfAttribute("author")
        )
        sent_back = factory.Trait(
            handed_in=True,
            state=UpdateState.RETURNED,
            return_reason="Say how many.",
            reviewed_at=factory.LazyFunction(timezone.now),
            reviewed_by=factory.SubFactory(UserFactory, role=Role.SECRETARIAT),
        )
        approved = factory.Trait(
            handed_in=True,
            state=UpdateState.APPROVED,
            reviewed_at=factory.LazyFunction(timezone.now),
            reviewed_by=factory.SubFactory(UserFactory, role=Role.SECRETARIAT),
        )

    assignment = factory.SubFactory(AssignmentFactory)
    status = Status.UNDER_WAY
    text = factory.Sequence(lambda n: f"Done so far: {n}.")
    author = factory.SubFactory(UserFactory)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    update = factory.SubFactory(UpdateFactory)
    file = factory.django.FileField(data=b"a,b\n1,2\n", filename="figures.csv")
    name = "figures.csv"
    size = 8
    content_type = "text/csv"
    added_by = factory.SelfAttribute("update.author")


class ObligationFactory(DjangoModelFactory):
    class Meta:
        model = Obligation

    mechanism = factory.SubFactory(MechanismFactory)
    kind = ObligationKind.STATE_REPORT
    title = factory.Sequence(lambda n: f"Periodic report {n}")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))
    created_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)


class ConsultationFactory(DjangoModelFactory):
    """Open from a week ago for ten days more; `invited=[institution, …]`."""

    class Meta:
        model = Consultation
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Consultation {n}")
    introduction = "What has changed?"
    questions = ["What has changed, and where?"]
    opens_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=7))
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    state = ConsultationState.OPEN
    created_by = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)

    @factory.post_generation
    def invited(self, create, extracted, **kwargs):
        self.invited.set(extracted or [])


class ContributionFactory(DjangoModelFactory):
    """On a recommendation, unless `consultation=…, recommendation=None`."""

    class Meta:
        model = Contribution

    recommendation = factory.SubFactory(RecommendationFactory)
    institution = factory.SubFactory(InstitutionFactory, kind=InstitutionKind.CSO)
    author = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"What we saw {n}.")
    visibility = Visibility.EVERYONE


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = Reply

    contribution = factory.SubFactory(ContributionFactory)
    author = factory.SubFactory(UserFactory, role=Role.SECRETARIAT)
    text = factory.Sequence(lambda n: f"What we did {n}.")


@dataclass
class People:
    """One person of each kind the access table knows, each member with a post in an institution of their own."""

    admin: User
    secretariat: User
    health: User
    justice: User
    nhri: User
    cso: User

    @classmethod
    def make(cls) -> "People":
        def member(name: str, kind: str) -> User:
            institution = InstitutionFactory(name=name.title(), short_name=name.title(), slug=name, kind=kind)
            return HoldingFactory(post__institution=institution, user__email=f"{name}@example.org", user__name=name.title()).user

        return cls(
            admin=UserFactory(email="admin@example.org", name="Admin", role=Role.ADMINISTRATOR),
            secretariat=UserFactory(email="secretariat@example.org", name="Secretariat", role=Role.SECRETARIAT),
            health=member("health", InstitutionKind.MINISTRY),
            justice=member("justice", InstitutionKind.MINISTRY),
            nhri=member("nhri", InstitutionKind.NHRI),
            cso=member("cso", InstitutionKind.CSO),
        )

    @property
    def ministry_of_health(self) -> Institution:
        return Institution.objects.get(slug="health")

    @property
    def ministry_of_justice(self) -> Institution:
        return Institution.objects.get(slug="justice")

    @property
    def commission(self) -> Institution:
        return Institution.objects.get(slug="nhri")

    @property
    def association(self) -> Institution:
        return Institution.objects.get(slug="cso")
