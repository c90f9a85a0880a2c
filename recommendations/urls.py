from django.urls import path

from recommendations.views import assignments, clusters, imports, register

urlpatterns = [
    path("recommendations/", register.recommendations, name="recommendations"),
    path("recommendations/<uuid:public_id>/", register.recommendation, name="recommendation"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/new/", clusters.cluster_new, name="cluster_new"),
    path("clusters/themes/", clusters.cluster_themes, name="cluster_themes"),
    path("clusters/put/", clusters.cluster_put, name="cluster_put"),
    path("clusters/take/", clusters.cluster_take, name="cluster_take"),
    path("clusters/<uuid:public_id>/", clusters.cluster, name="cluster"),
    path("clusters/<uuid:public_id>/edit/", clusters.cluster_edit, name="cluster_edit"),
    path("clusters/<uuid:public_id>/delete/", clusters.cluster_delete, name="cluster_delete"),
    path("assignments/", assignments.assignments, name="assignments"),
    path("assignments/new/", assignments.assignment_new, name="assignment_new"),
    path("assignments/due/", assignments.assignment_due, name="assignment_due"),
    path("assignments/<uuid:public_id>/", assignments.assignment, name="assignment"),
    path("assignments/<uuid:public_id>/remove/", assignments.assignment_remove, name="assignment_remove"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:public_id>/", imports.import_page, name="import"),
    path("imports/<uuid:public_id>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<uuid:public_id>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<uuid:public_id>/file/", imports.import_file, name="import_file"),
]
