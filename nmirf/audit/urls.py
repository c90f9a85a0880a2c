from django.urls import path

from nmirf.audit import views

urlpatterns = [path("history/", views.history, name="history")]
