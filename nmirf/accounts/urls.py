from django.urls import path

from nmirf.accounts import views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/tokens/new/", views.token_new, name="token_new"),
    path("profile/tokens/<str:digest>/revoke/", views.token_revoke, name="token_revoke"),
]
