"""What a post owns, and which post takes it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ministries.forms.handover import HandOverForm
from ministries.handover import owned
from ministries.models import Post
from ministries.operations.handover import hand_over
from ministries.permissions import can_hand_over, can_see_handover
from ministries.queries import seats
from nmirf.accounts.guards import require
from nmirf.accounts.requests import SignedInRequest


def post_handover(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What the post owns and who holds it now and next; who manages the people of the institution gives it to another post."""
    post = get_object_or_404(Post.objects.select_related("institution"), public_id=public_id)
    require(can_see_handover(request.user, post.institution))
    all_seats, things = seats(post.institution), owned([post])
    others = [seat for seat in all_seats if seat.post.pk != post.pk]
    form = HandOverForm(request.POST or None, things=[(one.thing, one.title) for one in things], seats=others)
    if request.method == "POST":
        require(can_hand_over(request.user, post.institution))
        if form.is_valid():
            to = get_object_or_404(Post.objects.select_related("institution"), public_id=form.cleaned_data["to"])
            count = hand_over(by=request.user, post=post, things=form.cleaned_data["things"], to=to)
            words = ngettext("%(count)d thing went over to “%(post)s”.", "%(count)d things went over to “%(post)s”.", count)
            messages.success(request, words % {"count": count, "post": to.title})
            return redirect("post_handover", public_id)
    crumbs = [(_("Institutions"), reverse("institutions")), (post.institution.short_name, reverse("institution", args=[post.institution.slug]))]
    context: dict[str, Any] = {
        "post": post,
        "seat": next(seat for seat in all_seats if seat.post.pk == post.pk),
        "things": things,
        "chosen": set(form["things"].value() or []) if form.is_bound else {one.thing for one in things},
        "form": form,
        "has_others": bool(others),
        "can_hand_over": can_hand_over(request.user, post.institution),
        "crumbs": crumbs,
    }
    return render(request, "ministries/handover.html", context)
