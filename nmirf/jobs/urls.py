from django.urls import path

from nmirf.jobs import views

urlpatterns = [
    path("jobs/<uuid:public_id>/", views.job_page, name="job"),
    path("jobs/<uuid:public_id>/cancel/", views.job_cancel, name="job_cancel"),
]
