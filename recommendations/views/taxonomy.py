"""The taxonomy: the secretariat reads it, administrators name, merge and explain its terms."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import TermKind
from recommendations.folding import fold_name
from recommendations.forms.taxonomy import MergeForm, NameForm, NewTermForm, RelateForm, TermFilterForm, TermForm
from recommendations.models import Term
from recommendations.operations import taxonomy as operations
from recommendations.operations.seeding import seed_taxonomy
from recommendations.permissions import can_manage_taxonomy, can_see_taxonomy
from recommendations.queries import terms as queries
from recommendations.queries.taxonomy import meant
from recommendations.views.selection import attempt

PAGE, REVIEWED = 50, 20


@only(can_see_taxonomy)
def taxonomy(request: SignedInRequest) -> HttpResponse:
    """Terms of one kind with how often they are used, their list and their other names."""
    form = TermFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    kind = TermKind(chosen.get("kind") or TermKind.THEME)
    rows = queries.terms(kind=kind, scheme=chosen.get("scheme", ""), q=chosen.get("q", ""))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counted = queries.counts(page)
    context = {
        "form": form,
        "kind": kind,
        "kinds": queries.kinds(),
        "page": page,
        "terms": [(term, counted.get(term.pk, 0), _names(term)) for term in page],
        "is_filtered": bool(chosen.get("scheme") or chosen.get("q")),
        "to_review": queries.to_review().count(),
        "can_manage": can_manage_taxonomy(request.user),
    }
    return render(request, "recommendations/taxonomy/terms.html", context)


@only(can_see_taxonomy)
def taxonomy_review(request: SignedInRequest) -> HttpResponse:
    """Labels that came with a file and that nobody has said anything about."""
    page = Paginator(queries.to_review(), REVIEWED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "reviewed": queries.reviewed(request.user, list(page)),
        "can_manage": can_manage_taxonomy(request.user),
        "crumbs": [_crumb()],
    }
    return render(request, "recommendations/taxonomy/review.html", context)


@require_POST
@only(can_manage_taxonomy)
def taxonomy_seed(request: SignedInRequest) -> HttpResponse:
    added = seed_taxonomy(by=request.user)
    words = ngettext("%(count)d term was added from the current lists.", "%(count)d terms were added from the current lists.", added)
    messages.success(request, words % {"count": added})
    return redirect("taxonomy")


@only(can_see_taxonomy)
def term(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    """A term. The address of an old code or a former label leads to today's."""
    one = Term.objects.filter(kind=kind, code=code).select_related("merged_into").first()
    if one is None:
        today = meant(TermKind(kind), code) if kind in TermKind.values else None
        if today is None:
            raise Http404
        return redirect("term", today.kind, today.code)
    context = {
        "term": one,
        "count": queries.counts([one]).get(one.pk, 0),
        "names": _names(one),
        "leads_to": one.leads_to.select_related("target").order_by("target__label"),
        "comes_from": one.comes_from.select_related("source").order_by("source__kind", "source__label"),
        "merged": one.merged.order_by("label"),
        "signal_words": one.signal_words.splitlines(),
        "register": {TermKind.THEME: "theme", TermKind.AFFECTED_PERSONS: "persons", TermKind.SDG: "sdg"}.get(TermKind(one.kind), ""),
        "name_form": NameForm(),
        "relate_form": RelateForm(term=one),
        "can_manage": can_manage_taxonomy(request.user) and one.merged_into is None,
        "crumbs": [_crumb()],
    }
    return render(request, "recommendations/taxonomy/term.html", context)


@only(can_manage_taxonomy)
def term_new(request: SignedInRequest) -> HttpResponse:
    form = NewTermForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := attempt(form, lambda: operations.add_term(by=request.user, **form.cleaned_data))):
        messages.success(request, _("The term was added."))
        return redirect("term", made.kind, made.code)
    return _page(request, form, title=_("Add a term"), button=_("Add"), crumbs=[_crumb()])


@only(can_manage_taxonomy)
def term_edit(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    one = _one(kind, code)
    form = TermForm(request.POST or None, initial={"label": one.label, "signal_words": one.signal_words})
    saving = request.method == "POST" and form.is_valid()
    if saving and attempt(form, lambda: operations.change_term(by=request.user, term=one, **form.cleaned_data)):
        messages.success(request, _("The term was saved."))
        return redirect("term", kind, code)
    return _page(request, form, title=_("Change the term “%(label)s”") % {"label": one.label}, crumbs=[_crumb(), _crumb(one)])


@only(can_manage_taxonomy)
def term_merge(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    """Asks what the term becomes part of, and says what that does."""
    one = _one(kind, code)
    form = MergeForm(request.POST or None, term=one, initial={"into": request.GET.get("into")})
    merging = request.method == "POST" and form.is_valid()
    if merging and (into := attempt(form, lambda: operations.merge_term(by=request.user, term=one, into=form.cleaned_data["into"]))):
        messages.success(request, _("“%(label)s” is part of “%(into)s” now.") % {"label": one.label, "into": into.label})
        return redirect("taxonomy_review") if one.is_to_review else redirect("term", into.kind, into.code)
    context = {
        "term": one,
        "form": form,
        "count": queries.counts([one]).get(one.pk, 0),
        "closest": queries.closest([one]).get(one.pk, []),
        "crumbs": [_crumb(), _crumb(one)],
    }
    return render(request, "recommendations/taxonomy/merge.html", context)


@require_POST
@only(can_manage_taxonomy)
def term_confirm(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    one = operations.confirm_term(by=request.user, term=_one(kind, code))
    messages.success(request, _("“%(label)s” is a term of its own.") % {"label": one.label})
    return redirect("taxonomy_review")


@require_POST
@only(can_manage_taxonomy)
def term_name(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    """Gives the term another name."""
    one = _one(kind, code)
    form = NameForm(request.POST)
    if form.is_valid():
        operations.add_name(by=request.user, term=one, label=form.cleaned_data["label"])
        messages.success(request, _("The name was added."))
    else:
        messages.error(request, _("Write the name that was used for this term."))
    return redirect("term", kind, code)


@require_POST
@only(can_manage_taxonomy)
def term_name_remove(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    one = _one(kind, code)
    name = get_object_or_404(one.aliases, code=request.POST.get("name", ""))
    operations.remove_name(by=request.user, name=name)
    messages.success(request, _("The name “%(label)s” was taken away.") % {"label": name.label})
    return redirect("term", kind, code)


@require_POST
@only(can_manage_taxonomy)
def term_relate(request: SignedInRequest, kind: str, code: str) -> HttpResponse:
    """Says where the term leads to, or (`remove`) that it doesn't."""
    one = _one(kind, code)
    if removed := request.POST.get("remove"):
        related = get_object_or_404(one.leads_to.select_related("target"), target__pk=removed if removed.isdecimal() else 0)
        operations.unrelate_term(by=request.user, term=one, target=related.target)
        return redirect("term", kind, code)
    form = RelateForm(request.POST, term=one)
    if form.is_valid():
        operations.relate_term(by=request.user, term=one, target=form.cleaned_data["target"])
    else:
        messages.error(request, _("Choose the term it leads to."))
    return redirect("term", kind, code)


def _one(kind: str, code: str) -> Term:
    return get_object_or_404(Term, kind=kind, code=code)


def _names(term: Term) -> list[Any]:
    """Its other names: not the one that stands above already."""
    return [name for name in term.aliases.all() if name.code != fold_name(term.label)]


def _crumb(term: Term | None = None) -> tuple[str, str]:
    return (term.label, reverse("term", args=[term.kind, term.code])) if term else (_("Taxonomy"), reverse("taxonomy"))


def _page(request: SignedInRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "common/form_page.html", {"form": form} | context)
