from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ministries.enums import InstitutionKind
from ministries.models import Institution, Post
from nmirf.common.forms import StyledForm
from recommendations.enums import AssignmentRole
from recommendations.models import Assignment


def day(**more: Any) -> forms.DateField:
    return forms.DateField(label=_("Due date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def words(**more: Any) -> forms.CharField:
    return forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **more)


def of_the_state() -> QuerySet[Institution]:
    """Who can be assigned something."""
    return Institution.objects.filter(is_active=True, kind__in=InstitutionKind.of_the_state()).order_by("name")


class ChangeForm(StyledForm):
    """Role and due date of one assignment."""

    role = forms.ChoiceField(label=_("Role"), choices=AssignmentRole.choices, help_text=_("Each recommendation has one lead; any number support it."))
    due_on = day(required=False, help_text=_("The day by which the institution should have reported."))
    reason = forms.CharField(label=_("Why the due date moves"), max_length=500, required=False)
    replace_lead = forms.BooleanField(label=_("If another institution leads, make it supporting"), required=False)


class AssignForm(ChangeForm):
    """Whom to give the chosen recommendations to."""

    reason = None  # type: ignore[assignment] # what is given for the first time does not move
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), to_field_name="slug")
    field_order = ["institution", "role", "due_on", "replace_lead"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = of_the_state()  # type: ignore[attr-defined]


class DueForm(StyledForm):
    """A new due date for several assignments."""

    due_on = day()
    reason = forms.CharField(label=_("Why the due date moves"), max_length=500, required=False)


class ExtensionForm(StyledForm):
    """More time for one assignment."""

    after = day(help_text=_("Later than the present due date."))
    reason = words(label=_("Why more time is needed"), help_text=_("Everybody who signs in can read it beside the due date."))


class DeclineForm(StyledForm):
    """That something is not for this institution."""

    reason = words(label=_("Why it is not for your institution"))
    proposal = forms.ModelChoiceField(
        Institution.objects.none(), label=_("Which institution is it for?"), to_field_name="slug", required=False, help_text=_("If you know.")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].queryset = of_the_state().exclude(pk=institution.pk)  # type: ignore[attr-defined]


class KeepForm(StyledForm):
    """A declined assignment stays where it is."""

    note = words(label=_("Why it stays with this institution"), help_text=_("Whoever declined it reads this in a mail."))


class MoveForm(StyledForm):
    """A declined assignment goes to another institution."""

    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Institution"), to_field_name="slug")
    due_on = day(required=False)

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        proposal = assignment.proposal.slug if assignment.proposal else None
        due_on = assignment.due_on if assignment.due_on and assignment.due_on >= timezone.localdate() else None
        super().__init__(*args, initial={"institution": proposal, "due_on": due_on}, **kwargs)
        self.fields["institution"].queryset = of_the_state().exclude(pk=assignment.institution_id)  # type: ignore[attr-defined]


class PostForm(StyledForm):
    """Which post of the institution answers."""

    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("Post"),
        to_field_name="public_id",
        required=False,
        empty_label=_("No one post: all who hold posts in the institution are asked"),
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, initial={"post": assignment.post and assignment.post.public_id}, **kwargs)
        self.fields["post"].queryset = assignment.institution.posts.order_by("-is_head", "title")  # type: ignore[attr-defined]
