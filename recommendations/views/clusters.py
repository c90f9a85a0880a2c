from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nmirf.accounts.guards import only
from nmirf.accounts.requests import SignedInRequest
from recommendations.enums import BulkKind, Status
from recommendations.forms.clusters import ClusterForm, PutForm, TakeForm
from recommendations.models import Cluster, Recommendation
from recommendations.operations.clusters import change_cluster, create_cluster, delete_cluster
from recommendations.permissions import can_assign, can_cluster
from recommendations.queries.register import lines, statuses_by_cluster, themes
from recommendations.views.bulk import decide
from recommendations.views.register import PAGE
from recommendations.views.selection import Selection, attempt, counted


def clusters(request: SignedInRequest) -> HttpResponse:
    rows = Cluster.objects.annotate(count=Count("members")).order_by("name")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    statuses = statuses_by_cluster(list(page))
    shown = [(c, [(Status(code).label, n) for code, n in statuses.get(c.pk, [])]) for c in page]
    return render(request, "recommendations/clusters.html", {"page": page, "clusters": shown, "can_cluster": can_cluster(request.user)})


def cluster(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Cluster, public_id=public_id)
    rows = Recommendation.objects.visible_to(request.user).filter(cluster_members__cluster=one).in_order()
    context = {
        "cluster": one,
        "page": Paginator(lines(rows), PAGE).get_page(request.GET.get("page")),
        "statuses": [(Status(code).label, n) for code, n in statuses_by_cluster([one]).get(one.pk, [])],
        "query": f"cluster={one.public_id}&kind=all",
        "can_cluster": can_cluster(request.user),
        "can_act": can_cluster(request.user) or can_assign(request.user),
        "crumbs": [(_("Clusters"), reverse("clusters"))],
    }
    return render(request, "recommendations/cluster.html", context)


def cluster_themes(request: SignedInRequest) -> HttpResponse:
    """Recommendations arrive in their themes: one step makes a cluster of a theme."""
    page = Paginator(themes(), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "themes": [(theme, urlencode({"theme": theme.code})) for theme in page],
        "can_cluster": can_cluster(request.user),
        "crumbs": [(_("Clusters"), reverse("clusters"))],
    }
    return render(request, "recommendations/themes.html", context)


@only(can_cluster)
def cluster_new(request: SignedInRequest) -> HttpResponse:
    """A new cluster, empty or of what was chosen: `?everything=1&query=theme%3D…&name=…` is a theme's."""
    selection = Selection.of(request)
    rows = selection.recommendations(request.user)
    form = ClusterForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: create_cluster(by=request.user, recommendations=rows, **form.cleaned_data))
        if made:
            messages.success(request, _("The cluster “%(name)s” was made.") % {"name": made.name})
            return redirect("cluster", made.public_id)
    count = rows.count()
    context = {
        "title": _("New cluster"),
        "form": form,
        "selection": selection,
        "lead": counted(count) if count else "",
        "action": _("Make the cluster"),
        "crumbs": [(_("Clusters"), reverse("clusters"))],
    }
    return render(request, "recommendations/form.html", context)


@only(can_cluster)
def cluster_edit(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Cluster, public_id=public_id)
    form = ClusterForm(request.POST or None, initial={"name": one.name, "description": one.description})
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: change_cluster(by=request.user, cluster=one, **form.cleaned_data))
        if changed:
            messages.success(request, _("The cluster was changed."))
            return redirect("cluster", one.public_id)
    context = {
        "title": _("Change the cluster “%(name)s”") % {"name": one.name},
        "form": form,
        "action": _("Save"),
        "crumbs": [(_("Clusters"), reverse("clusters")), (one.name, reverse("cluster", args=[one.public_id]))],
    }
    return render(request, "recommendations/form.html", context)


@require_POST
@only(can_cluster)
def cluster_delete(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    one = get_object_or_404(Cluster, public_id=public_id)
    delete_cluster(by=request.user, cluster=one)
    messages.success(request, _("The cluster “%(name)s” was deleted.") % {"name": one.name})
    return redirect("clusters")


@only(can_cluster)
def cluster_put(request: SignedInRequest) -> HttpResponse:
    """Asks which cluster the chosen recommendations go into, then puts them there."""
    form = PutForm(request.POST if "confirm" in request.POST else None)
    context = {"title": _("Put into a cluster"), "action": _("Put them into the cluster")}

    def given() -> dict[str, Any]:
        cluster = form.cleaned_data["cluster"]
        return {"cluster": cluster and str(cluster.public_id), "name": form.cleaned_data["name"]}

    return decide(request, BulkKind.CLUSTERED, lambda rows: form, given, context)


@only(can_cluster)
def cluster_take(request: SignedInRequest) -> HttpResponse:
    """Asks which cluster the chosen recommendations leave, then takes them out."""
    sent = request.POST if "confirm" in request.POST else None
    context = {"title": _("Take out of a cluster"), "action": _("Take them out of the cluster")}

    def asked(rows: QuerySet[Recommendation]) -> TakeForm:
        return TakeForm(sent, recommendations=rows, initial={"cluster": request.POST.get("cluster")})

    return decide(request, BulkKind.UNCLUSTERED, asked, lambda: {"cluster": request.POST["cluster"], "name": ""}, context)
