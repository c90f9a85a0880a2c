from django.urls import path

from reporting.views import evidence, home, obligations, reports, rounds, updates

urlpatterns = [
    path("", home.home, name="home"),
    path("updates/", updates.updates, name="updates"),
    path("updates/<uuid:public_id>/", updates.update, name="update"),
    path("updates/<uuid:public_id>/review/", updates.update_review, name="update_review"),
    path("assignments/<uuid:public_id>/update/", updates.update_write, name="update_write"),
    path("evidence/<uuid:public_id>/", evidence.evidence, name="evidence"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<uuid:public_id>/", rounds.round, name="round"),
    path("rounds/<uuid:public_id>/edit/", rounds.round_edit, name="round_edit"),
    path("rounds/<uuid:public_id>/items/", rounds.round_items, name="round_items"),
    path("rounds/<uuid:public_id>/items/add/", rounds.round_add, name="round_add"),
    path("rounds/<uuid:public_id>/items/remove/", rounds.round_remove, name="round_remove"),
    path("rounds/<uuid:public_id>/open/", rounds.round_open, name="round_open"),
    path("rounds/<uuid:public_id>/close/", rounds.round_close, name="round_close"),
    path("rounds/<uuid:public_id>/remind/", rounds.round_remind, name="round_remind"),
    path("rounds/<uuid:public_id>/submit/", rounds.round_submit, name="round_submit"),
    path("rounds/<uuid:public_id>/board.xlsx", rounds.round_xlsx, name="round_xlsx"),
    path("obligations/", obligations.obligations, name="obligations"),
    path("obligations/new/", obligations.obligation_new, name="obligation_new"),
    path("obligations/<uuid:public_id>/", obligations.obligation_edit, name="obligation_edit"),
    path("obligations/<uuid:public_id>/sent/", obligations.obligation_sent, name="obligation_sent"),
    path("reports/", reports.reports, name="reports"),
    path("reports/new/", reports.report_new, name="report_new"),
    path("reports/<uuid:public_id>/", reports.report, name="report"),
    path("reports/<uuid:public_id>/build/", reports.report_rebuild, name="report_rebuild"),
    path("reports/<uuid:public_id>/draft.docx", reports.report_docx, name="report_docx"),
]
