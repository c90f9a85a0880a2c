from django.urls import path

from nmirf.notifications import views

urlpatterns = [
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<uuid:public_id>/", views.message, name="message"),
]
