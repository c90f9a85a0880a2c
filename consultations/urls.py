from django.urls import path

from consultations.views import consultations, contributions

urlpatterns = [
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/new/", consultations.consultation_new, name="consultation_new"),
    path("consultations/<uuid:public_id>/", consultations.consultation, name="consultation"),
    path("consultations/<uuid:public_id>/edit/", consultations.consultation_edit, name="consultation_edit"),
    path("consultations/<uuid:public_id>/publish/", consultations.consultation_publish, name="consultation_publish"),
    path("consultations/<uuid:public_id>/close/", consultations.consultation_close, name="consultation_close"),
    path("comments/", contributions.contributions, name="contributions"),
    path("comments/<uuid:public_id>/", contributions.contribution, name="contribution"),
    path("comments/<uuid:public_id>/edit/", contributions.contribution_edit, name="contribution_edit"),
    path("recommendations/<uuid:public_id>/comments/new/", contributions.contribution_new, name="contribution_new"),
]
