from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import Styled, StyledForm
from recommendations.models import Cluster, Recommendation


class ClusterForm(Styled, forms.ModelForm):
    """Name and description. The operation saves and says when the name is taken."""

    class Meta:
        model = Cluster
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def validate_unique(self) -> None:
        """Left to the operation, whose sentence says what to do."""


class PutForm(StyledForm):
    """Which cluster to put the chosen recommendations into: one there is, or a new one."""

    cluster = forms.ModelChoiceField(Cluster.objects.order_by("name"), label=_("Cluster"), required=False, to_field_name="public_id")
    name = forms.CharField(
        label=_("Name of a new cluster"), max_length=200, required=False, help_text=_("Fill it in to make a new cluster of them instead.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("cluster")) == bool(cleaned.get("name")):
            self.add_error("cluster", _("Choose a cluster, or give the name of a new one: one of the two."))
        return cleaned


class TakeForm(StyledForm):
    """Which of the clusters that hold some of the chosen recommendations to take them out of."""

    cluster = forms.ModelChoiceField(Cluster.objects.none(), label=_("Cluster"), to_field_name="public_id")

    def __init__(self, *args: Any, recommendations: QuerySet[Recommendation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holding = Cluster.objects.filter(members__recommendation__in=recommendations.order_by().values("pk"))
        self.fields["cluster"].queryset = holding.distinct().order_by("name")  # type: ignore[attr-defined]
