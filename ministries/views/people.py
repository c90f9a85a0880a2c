from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ministries.forms.people import InviteForm, PeopleFilter, PersonForm
from ministries.models import Post
from ministries.operations.people import change_person, invite_person, resend_invitation
from ministries.permissions import can_invite, can_manage_people
from ministries.queries import people as people_query
from nmirf.accounts.guards import only
from nmirf.accounts.models import Role, User
from nmirf.accounts.requests import SignedInRequest


@only(can_manage_people)
def people(request: SignedInRequest) -> HttpResponse:
    form = PeopleFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(people_query(**chosen), 50).get_page(request.GET.get("page"))
    return render(request, "ministries/people.html", {"form": form, "page": page})


@only(can_invite)
def person_invite(request: SignedInRequest) -> HttpResponse:
    """Heads invite to posts of their own institution, and come back to its page."""
    form = InviteForm(request.POST or None, initial={"post": _post_asked_for(request), "role": Role.MEMBER}, by=request.user)
    if request.method == "POST" and form.is_valid():
        made = invite_person(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s was invited; the mail stands in the outbox.") % {"name": made.name})
        if can_manage_people(request.user):
            return redirect("person", made.public_id)
        return redirect("institution", form.cleaned_data["post"].institution.slug)
    above = (_("People"), reverse("people")) if can_manage_people(request.user) else (_("Institutions"), reverse("institutions"))
    context = {"title": _("Invite a person"), "button": _("Invite"), "crumbs": [above]}
    return render(request, "common/form_page.html", {"form": form, **context})


def _post_asked_for(request: SignedInRequest) -> Post | None:
    try:
        return Post.objects.filter(public_id=UUID(request.GET.get("post", ""))).first()
    except ValueError:
        return None


@only(can_manage_people)
def person(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _person(public_id)
    initial = {"name": found.name, "role": found.role, "language": found.language, "is_active": found.is_active}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_person(by=request.user, person=found, **form.cleaned_data)
        messages.success(request, _("The person was saved."))
        return redirect("person", public_id)
    holdings = found.holdings.select_related("post__institution").order_by("-starts_on", "pk")
    context = {"person": found, "form": form, "holdings": holdings, "crumbs": [(_("People"), reverse("people"))]}
    return render(request, "ministries/person.html", context)


@only(can_manage_people)
@require_POST
def person_reinvite(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    found = _person(public_id)
    resend_invitation(by=request.user, person=found)
    messages.success(request, _("A new invitation to %(name)s stands in the outbox.") % {"name": found.name})
    return redirect("person", public_id)


def _person(public_id: UUID) -> User:
    """Nobody changes the system's own account."""
    return get_object_or_404(people_query(), public_id=public_id)
