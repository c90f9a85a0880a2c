from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ministries.forms.handover import VACANT, LastHoldingForm
from ministries.forms.institutions import EndHoldingForm, HoldingForm, InstitutionEditForm, InstitutionFilter, InstitutionForm, PostForm
from ministries.models import Holding, Institution, Post
from ministries.operations.institutions import add_institution, change_institution
from ministries.operations.posts import add_post, appoint, change_holding, change_post, end_holding
from ministries.permissions import can_manage_institutions, can_manage_people, can_manage_people_of, can_see_handover, can_view_addresses
from ministries.queries import appointable, is_last_of_owner, seats
from ministries.queries import institutions as institutions_query
from nmirf.accounts.guards import only, require
from nmirf.accounts.requests import SignedInRequest


def institutions(request: SignedInRequest) -> HttpResponse:
    """Who answers, or speaks: all of them by kind."""
    form = InstitutionFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = Paginator(institutions_query(**chosen), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_filtered": any(chosen.values()), "can_manage": can_manage_institutions(request.user)}
    return render(request, "ministries/institutions.html", context)


def institution(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Institution, slug=slug)
    context = {
        "institution": found,
        "seats": seats(found),
        "can_manage": can_manage_institutions(request.user),
        "can_appoint": can_manage_people_of(request.user, found),
        "can_see_people": can_manage_people(request.user),
        "can_see_handover": can_see_handover(request.user, found),
        "shows_addresses": can_view_addresses(request.user),
        "crumbs": [_crumb()],
    }
    return render(request, "ministries/institution.html", context)


@only(can_manage_institutions)
def institution_new(request: SignedInRequest) -> HttpResponse:
    form = InstitutionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = add_institution(by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s was added. Give it its posts now.") % {"name": made.name})
        return redirect("institution", made.slug)
    return _page(request, form, title=_("Add an institution"), button=_("Add"), crumbs=[_crumb()])


@only(can_manage_institutions)
def institution_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Institution, slug=slug)
    crumbs = [_crumb(), _crumb(found)]
    form = InstitutionEditForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        change_institution(by=request.user, institution=found, **form.cleaned_data)
        messages.success(request, _("The institution was saved."))
        return redirect("institution", found.slug)
    return _page(request, form, title=_("Change the institution"), button=_("Save"), crumbs=crumbs)


@only(can_manage_institutions)
def post_new(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Institution, slug=slug)
    form = PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        add_post(by=request.user, institution=found, **form.cleaned_data)
        messages.success(request, _("The post was added."))
        return redirect("institution", slug)
    return _page(request, form, title=_("Add a post"), button=_("Add"), crumbs=[_crumb(), _crumb(found)])


@only(can_manage_institutions)
def post_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    post = _post(public_id)
    form = PostForm(request.POST or None, initial={"title": post.title, "is_head": post.is_head})
    if request.method == "POST" and form.is_valid():
        change_post(by=request.user, post=post, **form.cleaned_data)
        messages.success(request, _("The post was saved."))
        return redirect("institution", post.institution.slug)
    return _page(request, form, title=_("Change the post"), button=_("Save"), crumbs=[_crumb(), _crumb(post.institution)])


def holding_new(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Appoint a person who has an account; others are invited. Heads choose among those who hold or held a post in their institution."""
    post = _post(public_id)
    require(can_manage_people_of(request.user, post.institution))
    form = HoldingForm(request.POST or None, people=appointable(request.user, post.institution))
    if request.method == "POST" and form.is_valid():
        holding = appoint(by=request.user, post=post, **form.cleaned_data)
        messages.success(request, _("%(name)s now holds the post “%(post)s”.") % {"name": holding.user.name, "post": post.title})
        return redirect("institution", post.institution.slug)
    title = _("Who holds the post “%(post)s”?") % {"post": post.title}
    invite = f"{reverse('person_invite')}?post={post.public_id}"
    return _page(request, form, title=title, button=_("Appoint"), crumbs=[_crumb(), _crumb(post.institution)], invite=invite)


def holding_end(request: SignedInRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """Where it leaves a post to nobody that owns something, it is asked who takes that."""
    holding = _holding(request, public_id, person)
    post = holding.post
    asks = is_last_of_owner(holding)
    others = [seat for seat in seats(post.institution) if seat.post.pk != post.pk] if asks else []
    form = LastHoldingForm(request.POST or None, seats=others) if asks else EndHoldingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data.get("to", "")
        takes = _post(UUID(to)) if to and to != VACANT else None
        end_holding(by=request.user, holding=holding, ends_on=form.cleaned_data["ends_on"], to=takes, is_left_vacant=to == VACANT)
        messages.success(request, _("The holding of the post was ended."))
        return redirect("post_handover" if asks else "institution", post.public_id if asks else post.institution.slug)
    title = _("When does %(name)s leave the post “%(post)s”?") % {"name": holding.user.name, "post": post.title}
    return _page(request, form, title=title, button=_("End it"), crumbs=[_crumb(), _crumb(post.institution)])


@require_POST
def holding_deputy(request: SignedInRequest, public_id: UUID, person: UUID) -> HttpResponse:
    """A deputy becomes holder, a holder deputy."""
    holding = _holding(request, public_id, person)
    change_holding(by=request.user, holding=holding, is_deputy=not holding.is_deputy)
    messages.success(request, _("The holding of the post was changed."))
    return redirect("institution", holding.post.institution.slug)


def _holding(request: SignedInRequest, public_id: UUID, person: UUID) -> Holding:
    post = _post(public_id)
    require(can_manage_people_of(request.user, post.institution))
    holdings = Holding.objects.select_related("user", "post__institution").filter(post=post, user__public_id=person).order_by("-starts_on")
    return get_object_or_404(holdings[:1])


def _post(public_id: UUID) -> Post:
    return get_object_or_404(Post.objects.select_related("institution"), public_id=public_id)


def _crumb(found: Institution | None = None) -> tuple[str, str]:
    return (found.short_name, reverse("institution", args=[found.slug])) if found else (_("Institutions"), reverse("institutions"))


def _page(request: SignedInRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "common/form_page.html", {"form": form, **context})
