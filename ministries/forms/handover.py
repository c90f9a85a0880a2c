from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ministries.forms.institutions import EndHoldingForm
from ministries.queries import Seat
from nmirf.common.forms import StyledForm

VACANT = "vacant"


def posts(seats: Sequence[Seat]) -> list[tuple[str, Any]]:
    """Each with who holds it, since a hand-over goes to people."""
    return [(str(seat.post.public_id), f"{seat.post.title} – {seat.names or _('Vacant')}") for seat in seats]


class HandOverForm(StyledForm):
    """What of a post goes to which other."""

    things = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=_("What it owns"))
    to = forms.ChoiceField(label=_("Which post takes it?"))

    def __init__(self, *args: Any, things: Sequence[tuple[str, Any]], seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["things"].choices = things  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", _("Choose one")), *posts(seats)]  # type: ignore[attr-defined]


class LastHoldingForm(EndHoldingForm):
    """Ending the last holding of a post that owns something: where does it go?"""

    to = forms.ChoiceField(label=_("Who takes what the post owns?"), help_text=_("Another post takes it at once."))

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave = (VACANT, _("Nobody yet: leave it with the vacant post, where the head and the secretariat see it"))
        self.fields["to"].choices = [("", _("Choose one")), *posts(seats), leave]  # type: ignore[attr-defined]
