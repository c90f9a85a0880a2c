"""What a person chose in a list: single lines, or the whole result of a query, which is then asked again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nmirf.accounts.requests import SignedInRequest
from nmirf.common.errors import Refused
from recommendations.models import Recommendation
from recommendations.queries.register import found


@dataclass(frozen=True, slots=True)
class Selection:
    chosen: tuple[UUID, ...]
    query: str  # of the list, as in its address
    everything: bool
    next: str

    @classmethod
    def of(cls, request: SignedInRequest) -> "Selection":
        sent = request.POST if request.method == "POST" else request.GET
        chosen = tuple(dict.fromkeys(code for code in map(_uuid, sent.getlist("chosen")) if code))
        after = sent.get("next", "")
        return cls(chosen, sent.get("query", ""), "everything" in sent, safe(request, after, reverse("recommendations")))

    @property
    def filters(self) -> QueryDict:
        return QueryDict(self.query)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As hidden fields of the next form."""
        several = [("chosen", str(code)) for code in self.chosen]
        return [*several, ("query", self.query), ("next", self.next), *([("everything", "1")] if self.everything else [])]

    def recommendations(self, user: Any) -> QuerySet[Recommendation]:
        if self.everything:
            return found(user, self.filters)
        return Recommendation.objects.visible_to(user).filter(public_id__in=self.chosen).in_order()

    def context(self, count: int) -> dict[str, Any]:
        """What templates/recommendations/form.html needs to say how much is chosen and to carry it on."""
        return {"selection": self, "lead": counted(count), "crumbs": [(_("Recommendations"), reverse("recommendations"))]}


def safe(request: SignedInRequest, address: str, otherwise: str) -> str:
    """The address a form sent, if it is one of ours."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours else otherwise


def counted(count: int) -> str:
    return ngettext("%(count)d recommendation is chosen.", "%(count)d recommendations are chosen.", count) % {"count": count}


def attempt(form: BaseForm, run: Callable[[], Any]) -> Any:
    """The operation's result, or None with its refusal as an error of the form, so that what was typed is kept."""
    try:
        return run()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def nothing_chosen(request: SignedInRequest) -> HttpResponse:
    messages.error(request, _("Nothing is chosen. Mark the lines first, or choose all of the result."))
    return redirect("recommendations")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
