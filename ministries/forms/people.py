from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ministries.forms.institutions import PostChoice
from ministries.models import Post
from ministries.permissions import affiliations, can_manage_people
from nmirf.accounts.models import Role, User
from nmirf.common.forms import FilterForm, StyledForm

ROLE_HELP = _("Focal points, the NHRI and civil society are members: what they may do comes from their posts.")


class PeopleFilter(FilterForm):
    q = forms.CharField(label=_("Name, address or institution"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("All")), *Role.choices], required=False)
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[("", _("All")), ("active", _("In use")), ("invited", _("Never signed in")), ("closed", pgettext_lazy("account", "Closed"))],
        required=False,
    )


class InviteForm(StyledForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER, help_text=ROLE_HELP)
    post = PostChoice(label=_("Post"), queryset=Post.objects.none(), required=False)
    is_deputy = forms.BooleanField(label=_("As deputy"), required=False)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        """Heads invite members, to a post of their own institution."""
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(institution__is_active=True).select_related("institution")
        if not can_manage_people(by):
            posts = posts.filter(institution__in=affiliations(by).headed)
            self.fields["post"].required = True
            self.fields["role"].choices = [(Role.MEMBER.value, Role.MEMBER.label)]  # type: ignore[attr-defined]
            self.fields["role"].widget = self.fields["role"].hidden_widget()
        self.fields["post"].queryset = posts.order_by("institution__short_name", "title")  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this e-mail address already."))
        return email


class PersonForm(StyledForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, help_text=ROLE_HELP)
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)
    is_active = forms.BooleanField(
        label=_("May sign in"), required=False, help_text=_("Closing an account ends its sessions. What the person did stays in their name.")
    )
