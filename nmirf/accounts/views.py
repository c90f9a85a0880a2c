from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from knox.models import AuthToken

from nmirf.accounts.forms import ProfileForm
from nmirf.accounts.operations import change_profile, make_token, revoke_token
from nmirf.accounts.requests import SignedInRequest


def profile(request: SignedInRequest) -> HttpResponse:
    """One's own name and language, and the tokens programs use in one's name."""
    form = ProfileForm(request.POST or None, initial={"name": request.user.name, "language": request.user.language})
    if request.method == "POST" and form.is_valid():
        change_profile(by=request.user, **form.cleaned_data)
        messages.success(request, _("Your profile was saved."))
        return redirect("profile")
    tokens = AuthToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "accounts/profile.html", {"form": form, "tokens": tokens, "new_token": request.session.pop("new_token", "")})


@require_POST
def token_new(request: SignedInRequest) -> HttpResponse:
    request.session["new_token"] = make_token(by=request.user)
    return redirect("profile")


@require_POST
def token_revoke(request: SignedInRequest, digest: str) -> HttpResponse:
    revoke_token(by=request.user, digest=digest)
    messages.success(request, _("The token no longer works."))
    return redirect("profile")
