from django import forms
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import StyledForm
from recommendations.models import OverlapGroup

NOTE = OverlapGroup._meta.get_field("note").max_length


class GroupForm(StyledForm):
    """What the recommendations of a group ask, in a few words."""

    note = forms.CharField(label=_("What they ask"), max_length=NOTE, required=False, help_text=_("In a few words, such as “Ratify the ICRMW”."))


class IntoGroupForm(GroupForm):
    """Into which group: one there is, or a new one. Groups that some are in already are joined."""

    group = forms.ModelChoiceField(
        OverlapGroup.objects.order_by("note", "pk"), label=_("Overlap group"), required=False, to_field_name="public_id", empty_label=_("A new one")
    )
    field_order = ["group", "note"]
