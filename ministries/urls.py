from django.urls import path

from ministries.views import handover, institutions, people

urlpatterns = [
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/new/", institutions.institution_new, name="institution_new"),
    path("institutions/<slug:slug>/", institutions.institution, name="institution"),
    path("institutions/<slug:slug>/edit/", institutions.institution_edit, name="institution_edit"),
    path("institutions/<slug:slug>/posts/new/", institutions.post_new, name="post_new"),
    path("posts/<uuid:public_id>/edit/", institutions.post_edit, name="post_edit"),
    path("posts/<uuid:public_id>/handover/", handover.post_handover, name="post_handover"),
    path("posts/<uuid:public_id>/holders/<uuid:person>/deputy/", institutions.holding_deputy, name="holding_deputy"),
    path("posts/<uuid:public_id>/holders/new/", institutions.holding_new, name="holding_new"),
    path("posts/<uuid:public_id>/holders/<uuid:person>/end/", institutions.holding_end, name="holding_end"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_invite, name="person_invite"),
    path("people/<uuid:public_id>/", people.person, name="person"),
    path("people/<uuid:public_id>/invite/", people.person_reinvite, name="person_reinvite"),
]
